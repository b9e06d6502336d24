#!/usr/bin/env bash
# In WebKitGTK the legend of a fieldset that is a grid stays as wide as it was.
#
# Seen with: Debian 12's libwebkit2gtk-4.1-0 2.50.6-1~deb12u2, its MiniBrowser as webkit2gtk-driver brings it.
# Behaviour: a legend of `width: 100%` follows its fieldset, except where that is `display: grid`: when the window or a box
# around it becomes narrower, the legend keeps its width, and the page can be scrolled sideways. A page that is loaded anew
# has it right, so that pictures taken in one width never show it.
# Output seen: what stands in `expected` below: pixels before and after a box of 600 becomes one of 300. It fails when that
# changes.
# What helps: a fieldset whose legend has a width in percent is a block.
set -euo pipefail

expected='block: 600 300, flex: 600 300, grid: 600 600'

for package in webkit2gtk-driver xvfb xauth; do
	dpkg-query -W $package > /dev/null 2>&1 || apt-get install -y -qq --no-install-recommends $package > /dev/null
done
dpkg-query -W libwebkit2gtk-4.1-0

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > ask.py <<'PY'
"""Opens a page in WebKitGTK that makes a box narrower, and prints what it measures."""
import glob, http.server, os, queue, subprocess, threading, urllib.parse

PAGE = b"""<!doctype html><title>t</title><style>
fieldset { min-width: 0; margin: 0; padding: 0; border: 0 } legend { width: 100%; padding: 0 }
</style><main style="width: 600px">
<fieldset style="display: block"><legend>block</legend>.</fieldset>
<fieldset style="display: flex"><legend>flex</legend>.</fieldset>
<fieldset style="display: grid"><legend>grid</legend>.</fieldset>
</main><script>
onload = () => {
	const legends = [...document.querySelectorAll("legend")];
	const measured = () => legends.map((legend) => legend.offsetWidth);
	const before = measured();
	document.querySelector("main").style.width = "300px";
	const after = measured();
	const said = legends.map((legend, at) => `${legend.textContent}: ${before[at]} ${after[at]}`).join(", ");
	location = "/said?" + encodeURIComponent(said);
};
</script>"""
[browser] = glob.glob("/usr/lib/*/webkit2gtk-4.1/MiniBrowser")
said = queue.Queue()


class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path.startswith("/said?"):
            said.put(urllib.parse.unquote(self.path[6:]))
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(PAGE if self.path == "/" else b"")

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
threading.Thread(target=server.serve_forever, daemon=True).start()
env = {**os.environ, "HOME": os.getcwd(), "XDG_CONFIG_HOME": os.getcwd()}
command = [browser, "--private", f"http://127.0.0.1:{server.server_port}/"]
child = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(said.get(timeout=30))
child.kill()
child.wait()
PY

diff <(echo "$expected") <(xvfb-run --auto-servernum python3 ask.py)
echo 'as it was seen'
