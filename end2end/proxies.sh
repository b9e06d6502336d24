# Sourced by test.sh, after browser.sh: puts nginx, Caddy, HAProxy and Apache on the path. What the machine does not have is
# taken out of Debian's packages into a folder and never installed, so that no service of theirs starts and nothing else
# changes.

proxies_folder=$PWD/end2end/node_modules/.proxies
PATH=$PATH:/usr/sbin:/sbin:$proxies_folder/usr/sbin:$proxies_folder/usr/bin

# unpack FOLDER PACKAGE...: the packages, and those of the packages that they need and the machine does not have.
unpack() {
	local folder=$1
	shift
	mkdir -p "$folder/packages"
	(
		cd "$folder/packages"
		apt-get --simulate install --no-install-recommends "$@" | awk '/^Inst / { print $2 }' | xargs apt-get download
		for package in *.deb; do dpkg-deb --extract "$package" ..; done
	)
	rm -r "$folder/packages"
}

proxies=()
for proxy in nginx caddy haproxy; do command -v $proxy >/dev/null || proxies+=($proxy); done
command -v apache2 >/dev/null || proxies+=(apache2-bin)
# For Apache's script: a library of Lua's, which has no command.
[ -e /usr/share/lua/5.3/socket ] || [ -e "$proxies_folder/usr/share/lua/5.3/socket" ] || proxies+=(lua-socket)
if [ ${#proxies[@]} != 0 ] && command -v apt-get >/dev/null; then
	! can_apt || quietly 'reading the lists of packages' as_root apt-get update || true
	quietly "unpacking ${proxies[*]}" unpack "$proxies_folder" "${proxies[@]}" || true
fi
# Of the libraries that came along only those proxies know.
TEST_LIBRARIES=$(compgen -G "$proxies_folder/usr/lib/*-linux-gnu" || true)
export TEST_LIBRARIES
