# Sourced by the other scripts: says each step and its time, and installs what is missing.

# timed NAME COMMAND...: runs COMMAND in the open and says at the end how long it took.
timed() {
	local name=$1 start=$SECONDS
	shift
	printf '%s ...\n' "$name" >&2
	"$@" || { printf '%s: failed after %d s\n' "$name" $((SECONDS - start)) >&2; return 1; }
	printf '%s ... %d s\n' "$name" $((SECONDS - start)) >&2
}

# quietly NAME COMMAND...: the same, but shows what COMMAND wrote only when it failed.
quietly() {
	local name=$1 start=$SECONDS log
	shift
	log=$(mktemp)
	printf '%s ... ' "$name" >&2
	if "$@" >"$log" 2>&1 </dev/null; then
		printf '%d s\n' $((SECONDS - start)) >&2
		rm -f "$log"
	else
		printf 'failed after %d s\n' $((SECONDS - start)) >&2
		cat "$log" >&2
		rm -f "$log"
		return 1
	fi
}

fail() {
	printf '%s\n' "$*" >&2
	exit 1
}

# as_root COMMAND...: runs COMMAND as root, where that needs no password.
as_root() {
	if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

can_apt() {
	command -v apt-get >/dev/null && as_root true 2>/dev/null
}

apt_install() {
	# One source that cannot be reached fails the update, but not always what is wanted here.
	quietly 'reading the lists of packages' as_root apt-get update || true
	quietly "installing $*" as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}

# need COMMAND PACKAGE...: installs Debian's PACKAGEs when COMMAND is missing, or says what to install.
need() {
	local command=$1
	shift
	command -v "$command" >/dev/null && return
	can_apt && apt_install "$@" && command -v "$command" >/dev/null && return
	fail "$command is missing: install it (on Debian: apt-get install $*) and start again."
}

# need_all COMMAND:PACKAGE...: the same for several, installed together.
need_all() {
	local pair missing=()
	for pair; do command -v "${pair%:*}" >/dev/null || missing+=("${pair#*:}"); done
	[ ${#missing[@]} = 0 ] || ! can_apt || apt_install "${missing[@]}"
	for pair; do need "${pair%:*}" "${pair#*:}"; done
}

# npm_ci FOLDER: installs what FOLDER's lock file names, unless that was done already.
npm_ci() {
	[ "$1/node_modules/.package-lock.json" -nt "$1/package-lock.json" ] && return
	need npm nodejs npm
	quietly "installing $1's npm packages" npm ci --prefix "$1" || return 1
	touch "$1/node_modules/.package-lock.json"
}
