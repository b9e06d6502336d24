#!/usr/bin/env bash
# Text browsers do not know what HTML lets a button say of its form.
#
# Seen with: Debian 12's lynx 2.9.0dev.12-1, w3m 0.5.3+git20230121-2, links 2.28-1+b2, elinks 0.13.2-1+b4.
# Behaviour: a submit button's `formaction` and `formmethod` do not count: all four send the form where the form itself says.
# Where `form` names another form, none of them obeys either; the button sends the form that stands around it. (Without one
# around it, it cannot be pressed.) A button of `type=button`, which must do nothing by itself, sends the form in w3m.
# Output seen: what stands in `expected` below. It fails when that changes.
# What helps: a name and a value on every such button, so that the server knows which was pressed; a form of its own around
# a button that belongs to another form; no button that only scripts give a sense on a page before they run.
set -euo pipefail

expected='lynx formaction: POST /form pressed=button
lynx formmethod=get: POST /form pressed=button
lynx form=other: POST /form pressed=button
lynx type=button: nothing
w3m formaction: POST /form pressed=button
w3m formmethod=get: POST /form pressed=button
w3m form=other: POST /form pressed=button
w3m type=button: POST /form kept=1
links formaction: POST /form pressed=button
links formmethod=get: POST /form pressed=button
links form=other: POST /form pressed=button
links type=button: nothing
elinks formaction: POST /form pressed=button
elinks formmethod=get: POST /form pressed=button
elinks form=other: POST /form pressed=button
elinks type=button: nothing'

for package in lynx w3m links elinks; do
	command -v $package > /dev/null || apt-get install -y -qq --no-install-recommends $package > /dev/null
	dpkg-query -W $package
done

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > press.py <<'PY'
"""Opens a page with one button in each browser, presses Enter on it, and prints what the server gets."""
import fcntl, http.server, os, pty, queue, select, signal, struct, sys, termios, threading, time

FORM = '<title>t</title><form method="post" action="/form">%s</form><form method="post" action="/other" id="other"></form>'
PAGES = {
    "formaction": FORM % '<button formaction="/button" name="pressed" value="button">Go</button>',
    "formmethod=get": FORM % '<button formmethod="get" name="pressed" value="button">Go</button>',
    "form=other": FORM % '<button form="other" name="pressed" value="button">Go</button>',
    "type=button": FORM % '<input type="hidden" name="kept" value="1"><button type="button">Go</button>',
}
BROWSERS = {"lynx": ["lynx"], "w3m": ["w3m"], "links": ["links", "-no-connect"], "elinks": ["elinks", "-no-connect"]}
SETTINGS = {".links2/links.cfg": "", ".elinks/elinks.conf": "set document.browse.forms.confirm_submit = 0\n"}

got = queue.Queue()
page = ""


class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        got.put("shown" if self.path == "/" else f"GET {self.path}")
        self.answer(page)

    def do_POST(self):
        got.put(f"POST {self.path} {self.rfile.read(int(self.headers['Content-Length'])).decode()}")
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


for file, text in SETTINGS.items():
    os.makedirs(os.path.dirname(file))
    open(file, "w").write(text)
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
threading.Thread(target=server.serve_forever, daemon=True).start()
for name, command in BROWSERS.items():
    for what, page in PAGES.items():
        print(f"{name} {what}: {pressed([*command, f'http://127.0.0.1:{server.server_port}/'])}")
PY

diff <(echo "$expected") <(python3 press.py)
echo 'as it was seen'
