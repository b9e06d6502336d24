#!/usr/bin/env bash
# poolers.sh COMMAND...: runs COMMAND with PgBouncer at hand, which the tests of faults put before PostgreSQL.
set -euo pipefail
. "$(dirname "$0")/../frontend/steps.sh"

PATH=$PATH:/usr/sbin:/sbin
if ! command -v pgbouncer >/dev/null && can_apt; then
	# The package's own service is not wanted.
	[ -d /etc/init.d ] && [ ! -e /etc/pgbouncer ] && unwanted=1
	apt_install pgbouncer
	[ -z "${unwanted:-}" ] || as_root sh -c 'pkill -u postgres -x pgbouncer' || true
fi
command -v pgbouncer >/dev/null || fail 'PgBouncer is missing: install it (on Debian: apt-get install pgbouncer) and start again.'
exec "$@"
