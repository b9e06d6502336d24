#!/usr/bin/env bash
# Which label stands before an extension decides whether a phone number can be read at all.
#
# Seen with: PyPI phonenumbers 9.0.42, npm google-libphonenumber 3.2.47, npm libphonenumber-js 1.13.16.
# Behaviour: the Russian label "доб." is known, the Ukrainian "дод." is not, and the whole text is refused as no phone
# number. The Polish label "wew." is taken for letters of a keypad: 9, 3, 9. Its digits and those of the extension become
# part of the number, which is too long then, or nothing is read.
# Output seen: what stands in `expected` below. It fails when that changes.
# What helps: cut a known label and what follows it before the number is parsed.
set -euo pipefail

expected='phonenumbers | 22 537 02 22 ext. 12 | +48225370222 12
phonenumbers | 22 537 02 22 wew. 12 | +4822537022293912 None
phonenumbers | 044 537 02 22 доб. 12 | +380445370222 12
phonenumbers | 044 537 02 22 дод. 12 | NumberParseException
google-libphonenumber | 22 537 02 22 ext. 12 | +48225370222 12
google-libphonenumber | 22 537 02 22 wew. 12 | +4822537022293912 null
google-libphonenumber | 044 537 02 22 доб. 12 | +380445370222 12
google-libphonenumber | 044 537 02 22 дод. 12 | Error
libphonenumber-js | 22 537 02 22 ext. 12 | +48225370222 12
libphonenumber-js | 22 537 02 22 wew. 12 | nothing
libphonenumber-js | 044 537 02 22 доб. 12 | +380445370222 12
libphonenumber-js | 044 537 02 22 дод. 12 | nothing'

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check phonenumbers==9.0.42
npm install --silent --no-save --prefix . google-libphonenumber@3.2.47 libphonenumber-js@1.13.16 > /dev/null

cat > ask.py <<'PY'
import phonenumbers as lib

for text, region in [("22 537 02 22 ext. 12", "PL"), ("22 537 02 22 wew. 12", "PL"),
                     ("044 537 02 22 доб. 12", "UA"), ("044 537 02 22 дод. 12", "UA")]:
    try:
        number = lib.parse(text, region)
        said = f"{lib.format_number(number, lib.PhoneNumberFormat.E164)} {number.extension}"
    except lib.NumberParseException as error:
        said = type(error).__name__
    print(f"phonenumbers | {text} | {said}")
PY

cat > ask.cjs <<'JS'
const { PhoneNumberUtil, PhoneNumberFormat } = require("google-libphonenumber");
const { parsePhoneNumberFromString } = require("libphonenumber-js/max");

const texts = [["22 537 02 22 ext. 12", "PL"], ["22 537 02 22 wew. 12", "PL"], ["044 537 02 22 доб. 12", "UA"], ["044 537 02 22 дод. 12", "UA"]];
const util = PhoneNumberUtil.getInstance();
for (const [text, region] of texts) {
	let said;
	try {
		const number = util.parse(text, region);
		said = `${util.format(number, PhoneNumberFormat.E164)} ${number.getExtension()}`;
	} catch (error) {
		said = error.name;
	}
	console.log(`google-libphonenumber | ${text} | ${said}`);
}
for (const [text, region] of texts) {
	const number = parsePhoneNumberFromString(text, region);
	console.log(`libphonenumber-js | ${text} | ${number ? `${number.number} ${number.ext}` : "nothing"}`);
}
JS

diff <(echo "$expected") <(venv/bin/python ask.py; node ask.cjs)
echo 'as it was seen'
