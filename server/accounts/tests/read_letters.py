"""Reads the letters (*.eml) of a folder with Python's e-mail package, which shares nothing with the program, and writes
what each says as one line of JSON, in the order of their names."""

import email.policy
import json
import pathlib
import sys
from email.parser import BytesParser

for file in sorted(pathlib.Path(sys.argv[1]).glob("*.eml")):
    letter = BytesParser(policy=email.policy.default).parsebytes(file.read_bytes())

    def address(name):
        (only,) = letter[name].addresses
        return [only.display_name, only.addr_spec]

    parts = {part: letter.get_body((part,)).get_content() for part in ("plain", "html")}
    defects = [type(defect).__name__ for part in letter.walk() for defect in part.defects]
    defects += [type(defect).__name__ for value in letter.values() for defect in value.defects]
    heads = {name: address(name) for name in ("from", "to", "reply-to")}
    print(json.dumps({"subject": letter["subject"], **heads, **parts, "defects": defects}))
