#!/usr/bin/env bash
# WebKitGTK draws a hairline along the sides of a rounded border that have no width.
#
# Seen with: Debian 12's libwebkit2gtk-4.1-0 2.50.6-1~deb12u2, by webkit2gtk-driver; for comparison Debian 12's
# chromium-headless-shell.
# Behaviour: a box with `border: 0 solid; border-bottom-width: 40px; border-radius: 50%` is a crescent: its upper half has
# nothing to draw, since these sides are 0 wide. Chromium draws nothing there, turned or not. In WebKitGTK a line thinner than
# a pixel goes along the whole upper half of the ellipse.
# Output seen: what stands in `expected` below. It fails when that changes.
# What helps: cut off the half that is empty, with `clip-path: inset(50% 0 0)`.
set -euo pipefail

expected='WebKitGTK, upright: a line
WebKitGTK, turned: a line
WebKitGTK, turned and cut: clean
Chromium, upright: clean
Chromium, turned: clean
Chromium, turned and cut: clean'

for package in webkit2gtk-driver chromium-headless-shell xvfb xauth; do
	dpkg-query -W $package > /dev/null 2>&1 || apt-get install -y -qq --no-install-recommends $package > /dev/null
done
dpkg-query -W libwebkit2gtk-4.1-0 chromium-headless-shell

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > ask.py <<'PY'
"""Draws a crescent in two browsers, and looks whether anything is drawn above its middle."""
import base64, glob, json, os, socket, struct, subprocess, time, urllib.request, zlib

# The middle of the box stands 200 pixels from the top. What is looked at is well above the crescent's tips.
CASES = {
    "upright": "",
    "turned": "transform: rotate(10deg);",
    "turned and cut": "transform: rotate(10deg); clip-path: inset(50% 0 0);",
}
PAGE = """<!doctype html><title>t</title><style>body{margin:0;background:#fff}div{box-sizing:border-box;width:300px;height:300px;
margin:50px;border:0 solid #00f;border-bottom-width:40px;border-radius:50%;CASE}</style><div></div>"""


def pixels(png):
    """Rows of a PNG of 8 bits without interlacing, and how many bytes a pixel has."""
    at, data, size = 8, b"", None
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at:at + 8])
        body = png[at + 8:at + 8 + length]
        at += length + 12
        if kind == b"IHDR":
            size = struct.unpack(">IIBBBBB", body)
        elif kind == b"IDAT":
            data += body
    width, height, _, colour = size[:4]
    step = {2: 3, 6: 4}[colour]
    raw, line, rows = zlib.decompress(data), bytearray(width * step), []
    for y in range(height):
        kind, *row = raw[y * (width * step + 1):(y + 1) * (width * step + 1)]
        for x, value in enumerate(row):
            left, up, corner = row[x - step] if x >= step else 0, line[x], line[x - step] if x >= step else 0
            nearest = min((left, up, corner), key=lambda each: abs(left + up - corner - each))
            row[x] = (value + [0, left, up, (left + up) // 2, nearest][kind]) & 255
        line = row
        rows.append(row)
    return rows, step


def seen(png):
    rows, step = pixels(png)
    drawn = any(row[x] < 250 for row in rows[20:120] for x in range(0, 400 * step, step))
    return "a line" if drawn else "clean"


def call(method, url, body=None):
    data = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
    return json.load(urllib.request.urlopen(asked, timeout=60))["value"]


def in_webkit(files):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    driver = subprocess.Popen(["WebKitWebDriver", f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(1)
        [browser] = glob.glob("/usr/lib/*/webkit2gtk-4.1/MiniBrowser")
        options = {"webkitgtk:browserOptions": {"binary": browser, "args": ["--automation"]}}
        sessions = f"http://127.0.0.1:{port}/session"
        session = f"{sessions}/{call('POST', sessions, {'capabilities': {'alwaysMatch': options}})['sessionId']}"
        call("POST", f"{session}/window/rect", {"width": 800, "height": 800})
        for file in files:
            call("POST", f"{session}/url", {"url": f"file://{file}"})
            time.sleep(0.5)
            yield base64.b64decode(call("GET", f"{session}/screenshot"))
        call("DELETE", session)
    finally:
        driver.terminate()


def in_chromium(files):
    for file in files:
        command = ["chromium-headless-shell", "--no-sandbox", "--screenshot=shot.png", "--window-size=800,800", f"file://{file}"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open("shot.png", "rb") as shot:
            yield shot.read()


files = []
for name, case in CASES.items():
    files.append(os.path.abspath(f"{name}.html"))
    with open(files[-1], "w") as file:
        file.write(PAGE.replace("CASE", case))
for browser, draw in {"WebKitGTK": in_webkit, "Chromium": in_chromium}.items():
    for name, png in zip(CASES, draw(files)):
        print(f"{browser}, {name}: {seen(png)}")
PY

diff <(echo "$expected") <(xvfb-run --auto-servernum python3 ask.py)
echo 'as it was seen'
