#!/usr/bin/env bash
# Caddy answers a client that has ended its own half of the connection with an empty 200, whatever the application says.
#
# Seen with: Debian 12's caddy 2.6.2-5.
# Behaviour: a client sends a whole request of HTTP/1.1 and then ends its sending side, as `nc -N` and small programs do. It
# still reads. Where the application needs a moment, Caddy takes that for a client that is gone, gives up the request to the
# application, and sends `200 OK` without a body. With forward_auth the same comes in place of a 401: nothing gets through,
# but it reads as success. On a connection that stays open the answer is the application's.
# Why it matters: a POST was perhaps acted on and perhaps not, and the client is told that all is well; a monitor that speaks
# this way finds a broken service healthy.
# Known of version 0.10, as a 502 then: caddyserver/caddy#1925.
# Output seen: what stands in `expected` below. It fails when that changes.
# What helps: clients keep their side open and send `Connection: close`.
set -euo pipefail

expected='reverse_proxy, open: HTTP/1.1 503 Service Unavailable
reverse_proxy, half closed: HTTP/1.1 200 OK
forward_auth, open: HTTP/1.1 503 Service Unavailable
forward_auth, half closed: HTTP/1.1 200 OK'

folder=$(mktemp -d)
trap 'kill $(jobs -p) 2> /dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq caddy=2.6.2-5 > /dev/null
dpkg-deb --extract caddy_*.deb .

cat > application.py <<'PY'
"""Refuses everything, after a moment."""
import http.server, time


class Application(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        time.sleep(0.3)
        self.send_error(503)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Application)
print(server.server_port, flush=True)
server.serve_forever()
PY
cat > client.py <<'PY'
"""client.py PORT PATH open|closed: the first line of the answer."""
import socket, sys

port, path, way = sys.argv[1:]
with socket.create_connection(("127.0.0.1", int(port))) as line:
    line.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
    if way == "closed":
        line.shutdown(socket.SHUT_WR)
    print(line.makefile().readline().strip())
PY
mkfifo ports
python3 application.py > ports &
read -r application < ports

port=$((20000 + RANDOM % 10000))
cat > Caddyfile <<CADDY
{
	admin off
	auto_https off
}
http://127.0.0.1:$port {
	respond /there 200
	handle /plain {
		reverse_proxy 127.0.0.1:$application
	}
	handle /asked {
		forward_auth 127.0.0.1:$application {
			uri /whoever
		}
		respond "let in" 418
	}
}
CADDY
HOME=$folder usr/bin/caddy run --config Caddyfile 2> log &
for _ in $(seq 100); do curl -fs -o /dev/null "http://127.0.0.1:$port/there" && break; sleep 0.1; done

seen=$(
	for way in open closed; do echo "reverse_proxy, ${way/closed/half closed}: $(python3 client.py $port /plain $way)"; done
	for way in open closed; do echo "forward_auth, ${way/closed/half closed}: $(python3 client.py $port /asked $way)"; done
)
printf '%s\n' "$seen"
[ "$seen" = "$expected" ] || { cat log; echo 'It is another now.' >&2; exit 1; }
