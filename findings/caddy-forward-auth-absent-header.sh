#!/usr/bin/env bash
# Caddy's forward_auth hands the application the text of its own placeholder where the answer of the authentication server
# has no such header, and nothing where the header is there and empty.
#
# Seen with: Debian 12's caddy 2.6.2-5.
# Behaviour: `copy_headers Remote-Name` sets the request's header to `{http.reverse_proxy.header.Remote-Name}`. Where the
# answer has no Remote-Name, the application reads these very braces as somebody's name. An empty header gives an empty one.
# Why it matters: to leave a header out is how most programs say that somebody has no name, e-mail or role, and it works
# with nginx's auth_request, where the variable is empty then.
# Output seen: what stands in `expected` below. It fails when that changes.
# What helps: the authentication server puts every header into every answer, empty where there is nothing to say.
set -euo pipefail

expected='header set: Remote-Name: Anna
header empty: Remote-Name: 
header absent: Remote-Name: {http.reverse_proxy.header.Remote-Name}'

folder=$(mktemp -d)
trap 'kill $(jobs -p) 2> /dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq caddy=2.6.2-5 > /dev/null
dpkg-deb --extract caddy_*.deb .

cat > servers.py <<'PY'
"""An authentication server that answers by the path that was asked for, and an application that says what it got."""
import http.server, sys, threading


class Auth(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        uri = self.headers.get("X-Forwarded-Uri", "")
        if uri != "/absent":
            self.send_header("Remote-Name", "Anna" if uri == "/set" else "")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Application(Auth):
    def do_GET(self):
        text = f"header {self.path[1:]}: Remote-Name: {self.headers.get('Remote-Name')}\n".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


made = [http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) for handler in (Auth, Application)]
print(*[server.server_port for server in made], flush=True)
for server in made:
    threading.Thread(target=server.serve_forever).start()
PY
mkfifo ports
python3 servers.py > ports &
read -r auth application < ports

port=$((20000 + RANDOM % 10000))
cat > Caddyfile <<CADDY
{
	admin off
	auto_https off
}
http://127.0.0.1:$port {
	forward_auth 127.0.0.1:$auth {
		uri /whoever
		copy_headers Remote-Name
	}
	reverse_proxy 127.0.0.1:$application
}
CADDY
HOME=$folder usr/bin/caddy run --config Caddyfile 2> log &
for _ in $(seq 100); do curl -fs -o /dev/null "http://127.0.0.1:$port/set" && break; sleep 0.1; done

seen=$(for header in set empty absent; do curl -fs "http://127.0.0.1:$port/$header"; done)
printf '%s\n' "$seen"
[ "$seen" = "$expected" ] || { cat log; echo 'It is another now.' >&2; exit 1; }
