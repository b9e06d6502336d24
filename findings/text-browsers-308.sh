#!/usr/bin/env bash
# Text browsers do not follow 308 (Permanent Redirect), which is of 2015.
#
# Seen with: Debian 12's lynx 2.9.0dev.12-1, w3m 0.5.3+git20230121-2, links 2.28-1+b2, elinks 0.13.2-1+b4.
# Behaviour: what `expected` shows. Where 308 is not known, its empty body is the page: nothing is to be read, or the browser
# asks where to save a file. 301, 302, 303 and 307 are followed by all.
# Output seen: what stands in `expected` below. It fails when that changes.
# What helps: 301 for what is only read.
set -euo pipefail

expected='lynx: 301 302 303 307
w3m: 301 302 303 307
links: 301 302 303 307 308
elinks: 301 302 303 307'

for package in lynx w3m links elinks; do
	command -v $package > /dev/null || apt-get install -y -qq --no-install-recommends $package > /dev/null
	dpkg-query -W $package
done

folder=$(mktemp -d)
server=
trap 'kill $server; rm -rf "$folder"' EXIT
cd "$folder"
export HOME=$folder LC_ALL=C.UTF-8

cat > serve.py <<'PY'
import http.server


class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        status = self.path.strip("/")
        moved = status.isdigit()
        self.send_response(int(status) if moved else 200)
        if moved:
            self.send_header("Location", "/there")
        else:
            self.send_header("Content-Type", "text/html")
        text = b"" if moved else b"<title>t</title>arrived"
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
print(server.server_port, flush=True)
server.serve_forever()
PY
python3 serve.py > port &
server=$!
until [ -s port ]; do sleep .1; done

output() {
	for browser in lynx w3m links elinks; do
		printf '%s:' $browser
		for status in 301 302 303 307 308; do
			timeout 10 $browser -dump "http://127.0.0.1:$(cat port)/$status" 2> /dev/null < /dev/null | grep -q arrived && printf ' %s' $status
		done
		echo
	done
}

diff <(echo "$expected") <(output || true)
echo 'as it was seen'
