#!/usr/bin/env bash
# lynx takes an attribute of a cookie that it does not know, and that has a value, for another cookie, and what comes after
# it for that one's attributes.
#
# Seen with: Debian 12's lynx 2.9.0dev.12-1; for comparison w3m 0.5.3+git20230121-2.
# Behaviour: `Set-Cookie: c=v; HttpOnly; SameSite=Lax; Path=/` makes two cookies: c, whose path is the folder of the page
# that set it, and one called SameSite for all pages. So c is not sent to another folder. With Path before SameSite both
# names get what was meant for c. HttpOnly, which lynx does not know either, does no harm: it has no value.
# Why it matters: libraries that write cookies choose the order (Rust's crate cookie writes SameSite before Path), and what
# an address like /api/sign-in sets is gone on the next page.
# Output seen: what stands in `expected` below. It fails when that changes.
# What helps: Path first, so by hand; and reading cookies by their names.
set -euo pipefail

expected='lynx: c=v; Path=/; HttpOnly; SameSite=Lax -> c=v
lynx: c=v; HttpOnly; SameSite=Lax; Path=/ -> SameSite=Lax
lynx: c=v; HttpOnly; Path=/ -> c=v
w3m: c=v; Path=/; HttpOnly; SameSite=Lax -> c=v
w3m: c=v; HttpOnly; SameSite=Lax; Path=/ -> c=v
w3m: c=v; HttpOnly; Path=/ -> c=v'

for package in lynx w3m; do
	command -v $package > /dev/null || apt-get install -y -qq --no-install-recommends $package > /dev/null
	dpkg-query -W $package
done

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > cookies.py <<'PY'
"""A page sets a cookie and leads to another folder; prints which cookie the browser brings there."""
import http.server, subprocess, threading

LINES = ["c=v; Path=/; HttpOnly; SameSite=Lax", "c=v; HttpOnly; SameSite=Lax; Path=/", "c=v; HttpOnly; Path=/"]
BROWSERS = {"lynx": ["lynx", "-dump", "-accept_all_cookies"], "w3m": ["w3m", "-dump", "-cookie"]}
brought = {}


class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        folder, nth = self.path.strip("/").split("/")
        if folder == "sets":
            self.send_response(302)
            self.send_header("Location", f"/other/{nth}")
            self.send_header("Set-Cookie", LINES[int(nth)])
        else:
            brought[int(nth)] = self.headers.get("Cookie", "nothing")
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
threading.Thread(target=server.serve_forever, daemon=True).start()
for name, command in BROWSERS.items():
    for nth, line in enumerate(LINES):
        brought.clear()
        subprocess.run([*command, f"http://127.0.0.1:{server.server_port}/sets/{nth}"], capture_output=True, timeout=30)
        print(f"{name}: {line} -> {brought.get(nth, 'never came')}")
PY

seen=$(HOME=$folder python3 cookies.py)
printf '%s\n' "$seen"
[ "$seen" = "$expected" ] || { echo 'It is another now.' >&2; exit 1; }
