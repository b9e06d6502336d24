#!/usr/bin/env bash
# poolers.sh COMMAND...: runs COMMAND with PgBouncer on the path, which the tests of faults put before PostgreSQL. What has to
# be installed for it starts no service.
set -euo pipefail
. "$(dirname "$0")/../frontend/steps.sh"

PATH=$PATH:/usr/sbin:/sbin
policy=/usr/sbin/policy-rc.d

install() {
	if [ -e $policy ]; then
		apt_install pgbouncer
	else
		printf '#!/bin/sh\nexit 101\n' | as_root tee $policy >/dev/null
		as_root chmod 755 $policy
		apt_install pgbouncer || true
		as_root rm $policy
	fi
}

command -v pgbouncer >/dev/null || ! can_apt || install
command -v pgbouncer >/dev/null || fail 'PgBouncer is missing: install it (on Debian: apt-get install pgbouncer) and start again.'
exec "$@"
