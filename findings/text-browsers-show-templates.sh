#!/usr/bin/env bash
# Text browsers show what HTML hides, and what it keeps for scripts.
#
# Seen with: Debian 12's lynx 2.9.0dev.12-1, w3m 0.5.3+git20230121-2, links 2.28-1+b2, elinks 0.13.2-1+b4.
# Behaviour: the attributes `hidden` and `popover`, and the elements `dialog` and `template` hide nothing in any of the four:
# what a template holds for scripts stands on the page, with fields that can be filled in. A text field with `hidden`, as
# one gives password managers the name of whose password it is, is a field like others. What a `datalist` holds is written
# out. Only `type=hidden` hides a field.
# Output seen: what stands in `expected` below: the words on the page that each shows. It fails when that changes.
# What helps: scripts make what only they can use; a name for password managers is text, or a field of `type=hidden`.
set -euo pipefail

expected='lynx: attribute popover dialog template field datalist
w3m: attribute popover dialog template field datalist
links: attribute popover dialog template datalist
elinks: attribute popover dialog template datalist
fields that can be filled in, lynx: 2
fields that can be filled in, w3m: 2
fields that can be filled in, links: 2
fields that can be filled in, elinks: 2'

for package in lynx w3m links elinks; do
	command -v $package > /dev/null || apt-get install -y -qq --no-install-recommends $package > /dev/null
	dpkg-query -W $package
done

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export HOME=$folder LC_ALL=C.UTF-8

cat > page.html <<'HTML'
<!doctype html>
<title>t</title>
<p hidden>attribute</p>
<div popover>popover</div>
<dialog>dialog</dialog>
<form action="/">
<template><p>template <input name="kept"></p></template>
<p><input name="user" hidden autocomplete="username" value="field"></p>
<input type="hidden" name="none" value="none">
</form>
<datalist id="list"><option value="1">datalist</option></datalist>
HTML

shown() { "$@" -dump page.html; }

words() { grep -oE 'attribute|popover|dialog|template|field|datalist|none' | paste -sd ' '; }

# A field is drawn as a line or between brackets.
fields() { grep -oE '_{10,}|\w*_{10,}|\[[a-z ]{15,}\]' | wc -l; }

output() {
	for browser in lynx w3m links elinks; do
		echo "$browser: $(shown $browser | words)"
	done
	for browser in lynx w3m links elinks; do
		echo "fields that can be filled in, $browser: $(shown $browser | fields)"
	done
}

diff <(echo "$expected") <(output)
echo 'as it was seen'
