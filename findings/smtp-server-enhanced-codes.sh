#!/usr/bin/env bash
# A mail server made with smtp-server calls a refused sender an unknown recipient.
#
# Seen with: npm smtp-server 3.21.6.
# Behaviour: with hideENHANCEDSTATUSCODES off it offers ENHANCEDSTATUSCODES (RFC 2034) and writes before each answer an enhanced code that it looks up by the code alone,
# whichever command it answers. So a sender that is refused with 550 is "550 5.1.1", bad destination mailbox address
# (RFC 3463), and a recipient whom it must not pass letters on to is "550 5.1.1" as well, or with 554 "554 5.6.0", media
# error, which is about a letter's content.
# Output seen: what stands in `expected` below. It fails when that changes.
# What helps: never read an enhanced code without the command that it answers.
set -euo pipefail

expected='MAIL of a sender that is refused: 550 5.1.1
RCPT of a relay that is refused: 554 5.6.0
RCPT of a full mailbox: 552 5.2.2'

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --prefix . smtp-server@3.21.6 > /dev/null

cat > ask.cjs <<'JS'
const { connect } = require("node:net");
const { createInterface } = require("node:readline");
const { SMTPServer } = require("smtp-server");

const refused = (code, words) => Object.assign(new Error(words), { responseCode: code });
const server = new SMTPServer({
	hideENHANCEDSTATUSCODES: false,
	authOptional: true,
	disabledCommands: ["STARTTLS"],
	onMailFrom: ({ address }, _, done) => done(address.startsWith("bad") ? refused(550, "not this sender") : null),
	onRcptTo: ({ address }, _, done) => done(address.startsWith("full") ? refused(552, "mailbox full") : refused(554, "relay denied")),
});
server.listen(0, "127.0.0.1", async () => {
	const line = connect(server.server.address().port, "127.0.0.1");
	const answers = createInterface(line)[Symbol.asyncIterator]();
	const ask = async (command) => {
		if (command) line.write(`${command}\r\n`);
		for (;;) {
			const { value } = await answers.next();
			if (value[3] === " ") return value;
		}
	};
	const numbers = (answer) => answer.split(" ").slice(0, 2).join(" ");
	await ask();
	await ask("EHLO panel.example.org");
	console.log(`MAIL of a sender that is refused: ${numbers(await ask("MAIL FROM:<bad@example.org>"))}`);
	await ask("MAIL FROM:<good@example.org>");
	console.log(`RCPT of a relay that is refused: ${numbers(await ask("RCPT TO:<anna@example.com>"))}`);
	console.log(`RCPT of a full mailbox: ${numbers(await ask("RCPT TO:<full@example.com>"))}`);
	process.exit(0);
});
JS

diff <(echo "$expected") <(node ask.cjs)
echo 'as it was seen'
