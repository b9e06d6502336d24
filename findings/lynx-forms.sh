#!/usr/bin/env bash
# lynx sends another form than the one that was written.
#
# Seen with: Debian 12's lynx 2.9.0dev.12-1; for comparison w3m 0.5.3+git20230121-2.
# Behaviour: a form of `method=post` without a field that has a name is sent by GET: a button alone, as for signing out,
# changes nothing then. And of radio buttons of which none is checked, lynx checks the first: what nobody chose is sent.
# (HTML 2.0 asked for that; HTML has long left a group without a choice as it is.)
# Output seen: what stands in `expected` below. It fails when that changes.
# What helps: a hidden field in each form; on the page, the same default that lynx takes, or one that says "none".
set -euo pipefail

expected='lynx button alone: GET /sent
lynx button and hidden field: POST /sent kept=1
lynx nothing chosen: POST /sent choice=first
w3m button alone: POST /sent
w3m button and hidden field: POST /sent kept=1
w3m nothing chosen: POST /sent'

for package in lynx w3m; do
	command -v $package > /dev/null || apt-get install -y -qq --no-install-recommends $package > /dev/null
	dpkg-query -W $package
done

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > press.py <<'PY'
"""Opens a page in each browser, presses Enter on its button, and prints what the server gets."""
import fcntl, http.server, os, pty, queue, select, signal, struct, termios, threading, time

FORM = '<title>t</title><form method="post" action="/sent">%s<button>Go</button>%s</form>'
RADIOS = '<input type="radio" name="choice" value="first"> first <input type="radio" name="choice" value="second"> second'
PAGES = {
    "button alone": FORM % ("", ""),
    "button and hidden field": FORM % ('<input type="hidden" name="kept" value="1">', ""),
    "nothing chosen": FORM % ("", RADIOS),
}

got = queue.Queue()
page = ""


class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        got.put("shown" if self.path == "/" else f"GET {self.path}")
        self.answer(page)

    def do_POST(self):
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        got.put(f"POST {self.path} {sent}".strip())
        self.answer("<title>t</title>sent")

    def answer(self, text):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


def pressed(command):
    """What comes after the page has been shown and Enter was pressed, for a few seconds."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(HOME=os.getcwd(), TERM="xterm", LC_ALL="C.UTF-8")
        os.execvp(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
    seen, began, last = [], time.time(), time.time()
    while time.time() < began + 4 and len(seen) < 2:
        if select.select([terminal], [], [], 0.05)[0]:
            os.read(terminal, 65536)
        if seen and time.time() > last + 0.5:
            os.write(terminal, b"\r")
            last = time.time()
        while not got.empty():
            seen.append(got.get())
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return seen[1] if len(seen) > 1 else "nothing"


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
threading.Thread(target=server.serve_forever, daemon=True).start()
for name in ["lynx", "w3m"]:
    for what, page in PAGES.items():
        print(f"{name} {what}: {pressed([name, f'http://127.0.0.1:{server.server_port}/'])}")
PY

diff <(echo "$expected") <(python3 press.py)
echo 'as it was seen'
