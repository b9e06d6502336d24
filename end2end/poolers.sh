#!/usr/bin/env bash
# poolers.sh COMMAND...: runs COMMAND with PgBouncer and HAProxy on the path, which the tests of faults put before PostgreSQL
# and before the program. What has to be installed for them starts no service.
set -euo pipefail
. "$(dirname "$0")/../frontend/steps.sh"

PATH=$PATH:/usr/sbin:/sbin
policy=/usr/sbin/policy-rc.d

install() {
	if [ -e $policy ]; then
		apt_install "$@"
	else
		printf '#!/bin/sh\nexit 101\n' | as_root tee $policy >/dev/null
		as_root chmod 755 $policy
		apt_install "$@" || true
		as_root rm $policy
	fi
}

missing=()
for pooler in pgbouncer haproxy; do command -v $pooler >/dev/null || missing+=($pooler); done
[ ${#missing[@]} = 0 ] || ! can_apt || install "${missing[@]}"
for pooler in pgbouncer haproxy; do
	command -v $pooler >/dev/null || fail "$pooler is missing: install it (on Debian: apt-get install $pooler) and start again."
done
exec "$@"
