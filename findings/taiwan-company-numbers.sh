#!/usr/bin/env bash
# Libraries refuse company numbers that Taiwan gives out now.
#
# Seen with: PyPI python-stdnum 2.2 (stdnum.tw.ubn), npm stdnum 1.12.0 (TW.ubn).
# Behaviour: a Unified Business Number (統一編號) is checked by a weighed sum of its digits. Until March 2023 the sum had to
# be divisible by 10; since then, when numbers ran short, by 5, as Taiwan's Ministry of Finance has announced. Both
# libraries still ask for 10, so of the new numbers those with a rest of 5 are refused as mistyped.
# Output seen: what stands in `expected` below: sums of 5, 15 and 15 are refused, sums of 10 pass. It fails when that changes.
# What helps: divide by 5, and only warn.
set -euo pipefail

expected='python-stdnum 20000003 sum 5: refused
python-stdnum 20000019 sum 15: refused
python-stdnum 20000025 sum 15: refused
python-stdnum 00501503 sum 10: taken
stdnum 20000003: refused
stdnum 20000019: refused
stdnum 20000025: refused
stdnum 00501503: taken'

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check python-stdnum==2.2
npm install --silent --no-save --prefix . stdnum@1.12.0 > /dev/null

cat > ask.py <<'PY'
from stdnum.tw import ubn


def weighed(number):
    products = [int(digit) * weight for digit, weight in zip(number, (1, 2, 1, 2, 1, 2, 4, 1))]
    return sum(product // 10 + product % 10 for product in products)


for number in ["20000003", "20000019", "20000025", "00501503"]:
    print(f"python-stdnum {number} sum {weighed(number)}: {'taken' if ubn.is_valid(number) else 'refused'}")
PY

cat > ask.cjs <<'JS'
const { stdnum } = require("stdnum");

for (const number of ["20000003", "20000019", "20000025", "00501503"]) {
	console.log(`stdnum ${number}: ${stdnum.TW.ubn.validate(number).isValid ? "taken" : "refused"}`);
}
JS

diff <(echo "$expected") <(venv/bin/python ask.py; node ask.cjs)
echo 'as it was seen'
