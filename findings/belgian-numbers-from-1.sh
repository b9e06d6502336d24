#!/usr/bin/env bash
# A much used library refuses Belgian companies founded lately.
#
# Seen with: npm jsvat 2.5.4; for comparison PyPI python-stdnum 2.2 (stdnum.be.vat).
# Behaviour: Belgian enterprise numbers have ten digits. They began with 0 until those ran short; since 2023 the Crossroads
# Bank for Enterprises also gives out numbers that begin with 1, with the same check (97 less the rest of the first eight
# digits by 97). jsvat takes a 0 alone, and says of the others that not even their format is right.
# Output seen: what stands in `expected` below. It fails when that changes.
# What helps: take 0 and 1 as the first digit.
set -euo pipefail

expected='jsvat BE0428759497: valid true, format true
jsvat BE1000000021: valid false, format false
python-stdnum BE0428759497: True
python-stdnum BE1000000021: True'

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check python-stdnum==2.2
npm install --silent --no-save --prefix . jsvat@2.5.4 > /dev/null

cat > ask.cjs <<'JS'
const { belgium, checkVAT } = require("jsvat");

for (const number of ["BE0428759497", "BE1000000021"]) {
	const { isValid, isValidFormat } = checkVAT(number, [belgium]);
	console.log(`jsvat ${number}: valid ${isValid}, format ${isValidFormat}`);
}
JS

cat > ask.py <<'PY'
from stdnum.be import vat

for number in ["BE0428759497", "BE1000000021"]:
    print(f"python-stdnum {number}: {vat.is_valid(number)}")
PY

diff <(echo "$expected") <(node ask.cjs; venv/bin/python ask.py)
echo 'as it was seen'
