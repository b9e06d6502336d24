# Sourced by test.sh, after proxies.sh: the clients of OpenID Connect that are not from npm. Python's are installed into a
# folder of their own; Apache and its module are taken out of Debian's packages, and never installed.

clients_folder=$PWD/end2end/node_modules/.clients

install_python() {
	python3 -m venv --clear "$clients_folder/python" &&
		"$clients_folder/python/bin/pip" install --require-hashes --requirement end2end/clients/requirements.txt &&
		touch "$clients_folder/python/installed"
}

need python3 python3 python3-venv
python3 -c 'import ensurepip' 2>/dev/null || apt_install python3-venv
if ! [ "$clients_folder/python/installed" -nt end2end/clients/requirements.txt ]; then
	quietly 'installing the clients of Python' install_python
fi
module=$clients_folder/apache/usr/lib/apache2/modules/mod_auth_openidc.so
if ! [ -e "$module" ]; then
	! can_apt || quietly 'reading the lists of packages' as_root apt-get update || true
	quietly 'unpacking apache2' unpack "$clients_folder/apache" apache2 libapache2-mod-auth-openidc
	[ -e "$module" ] || fail "Debian's packages of apache2 and libapache2-mod-auth-openidc cannot be had."
fi
export TEST_PYTHON=$clients_folder/python/bin/python3
export TEST_APACHE=$clients_folder/apache
