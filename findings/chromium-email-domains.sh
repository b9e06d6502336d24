#!/usr/bin/env bash
# What a field for e-mail addresses (<input type=email>) hands over is not always what was typed.
#
# Seen with: Chromium 156 and Firefox ESR 153 of Debian, driven by npm puppeteer-core; the versions are printed.
# Behaviour: Chromium reads the domain by the rules of 2003 and hands it over in ASCII, to scripts and to the server, while
# the field goes on showing what was typed. So пошта.укр arrives as xn--…, and faß.de arrives as fass.de, which since the
# rules of 2008 is another domain, of somebody else; the mail goes there. Firefox hands over what was typed; so does
# Chromium where the field is <input type=text>.
# Output seen: what stands in `expected` below. It fails when that changes.
# What helps: <input type="text" inputmode="email" autocomplete="email">, and the server's own reading of the domain.
set -euo pipefail

expected='chrome email user@пошта.укр > user@xn--80a1acn3a.xn--j1amh
chrome email user@faß.de > user@fass.de
chrome text user@пошта.укр > user@пошта.укр
chrome text user@faß.de > user@faß.de
firefox email user@пошта.укр > user@пошта.укр
firefox email user@faß.de > user@faß.de
firefox text user@пошта.укр > user@пошта.укр
firefox text user@faß.de > user@faß.de'

type -P chromium-headless-shell firefox-esr > /dev/null ||
	apt-get install --yes --quiet --no-install-recommends chromium-headless-shell firefox-esr > /dev/null
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --prefix . puppeteer-core@25.16.0 > /dev/null

cat > ask.mjs <<'JS'
import puppeteer from "puppeteer-core";

const browsers = [["chrome", "chromium-headless-shell", ["--no-sandbox"]], ["firefox", "firefox-esr", []]];
for (const [browser, program, args] of browsers) {
	const launched = await puppeteer.launch({ browser, executablePath: `/usr/bin/${program}`, headless: true, args });
	console.error(await launched.version());
	const page = await launched.newPage();
	for (const type of ["email", "text"]) {
		for (const text of ["user@пошта.укр", "user@faß.de"]) {
			await page.setContent(`<form><input name="address" type="${type}"></form>`);
			await page.type("input", text);
			const sent = await page.evaluate(() => new FormData(document.querySelector("form")).get("address"));
			console.log(`${browser} ${type} ${text} > ${sent}`);
		}
	}
	await launched.close();
}
JS

diff <(echo "$expected") <(node ask.mjs)
echo 'as it was seen'
