#!/usr/bin/env bash
# WebKitGTK asks for pages in a language "C".
#
# Seen with: Debian 12's libwebkit2gtk-4.1-0 2.50.6-1~deb12u2, its MiniBrowser as webkit2gtk-driver brings it.
# Behaviour: in the locale C.UTF-8, which containers usually have, WebKitGTK takes the locale's name for a language: it sends
# `Accept-Language: C` and gives scripts navigator.languages ["C"], which Intl refuses with a RangeError. LANGUAGE does not
# help. In the locale C itself, where nothing is set, it asks for en-US.
# Output seen: what stands in `expected` below; uk_UA.UTF-8 was not generated there. It fails when that changes.
# What helps: what is no language tag counts for nothing; scripts write dates in the page's own language.
set -euo pipefail

expected='nothing set: en-US, ["en-US"], a date 1/1/1970
LC_ALL=C.UTF-8: C, ["C"], a date RangeError
LANG=uk_UA.UTF-8: en-US, ["en-US"], a date 1/1/1970
LANG=C.UTF-8 LANGUAGE=uk: C, ["C"], a date RangeError
LC_ALL=C.UTF-8 LANGUAGE=uk: C, ["C"], a date RangeError'

for package in webkit2gtk-driver xvfb xauth; do
	dpkg-query -W $package > /dev/null 2>&1 || apt-get install -y -qq --no-install-recommends $package > /dev/null
done
dpkg-query -W libwebkit2gtk-4.1-0

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > ask.py <<'PY'
"""Opens a page in WebKitGTK under several settings, and prints the language that it asks for and what scripts find."""
import glob, http.server, os, queue, subprocess, threading, urllib.parse

PAGE = b"""<!doctype html><title>t</title><script>
let format;
try { format = new Intl.DateTimeFormat(navigator.language).format(0); } catch (error) { format = error.name; }
location = "/said?" + encodeURIComponent(`${JSON.stringify(navigator.languages)}, a date ${format}`);
</script>"""
SETTINGS = [{}, {"LC_ALL": "C.UTF-8"}, {"LANG": "uk_UA.UTF-8"}, {"LANG": "C.UTF-8", "LANGUAGE": "uk"}, {"LC_ALL": "C.UTF-8", "LANGUAGE": "uk"}]
[browser] = glob.glob("/usr/lib/*/webkit2gtk-4.1/MiniBrowser")
said = queue.Queue()


class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path.startswith("/said?"):
            said.put(f"{self.headers['Accept-Language']}, {urllib.parse.unquote(self.path[6:])}")
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(PAGE if self.path == "/" else b"")

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
threading.Thread(target=server.serve_forever, daemon=True).start()
for settings in SETTINGS:
    env = {name: os.environ[name] for name in ("PATH", "DISPLAY", "XAUTHORITY") if name in os.environ}
    env.update(HOME=os.getcwd(), XDG_CONFIG_HOME=os.getcwd(), **settings)
    command = [browser, "--private", f"http://127.0.0.1:{server.server_port}/"]
    child = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    print(f"{' '.join(f'{name}={value}' for name, value in settings.items()) or 'nothing set'}: {said.get(timeout=30)}")
    child.kill()
    child.wait()
PY

diff <(echo "$expected") <(xvfb-run --auto-servernum python3 ask.py)
echo 'as it was seen'
