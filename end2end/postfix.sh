#!/usr/bin/env bash
# postfix.sh COMMAND...: runs COMMAND with TEST_POSTFIX naming a folder that tells of a Postfix of its own, and ends that
# with it. The machine's own mail server, if there is one, is neither asked nor changed. Postfix starts as root alone: where
# that cannot be, COMMAND runs without, and the conversations with it are left out; CI insists on them.
set -euo pipefail
. "$(dirname "$0")/../frontend/steps.sh"
PATH=$PATH:/usr/sbin:/sbin

# leave_out WHY COMMAND...
leave_out() {
	local why=$1
	shift
	[ -z "${CI:-}" ] || fail "Postfix is needed for the tests of letters: $why."
	printf 'conversations with Postfix are left out: %s.\n' "$why" >&2
	exec "$@"
}

# Letters are read by a program of its own, with Postfix or without.
need python3 python3
as_root true 2>/dev/null || leave_out 'it starts as root alone' "$@"
if ! command -v postfix >/dev/null; then
	! command -v sendmail >/dev/null || leave_out 'another mail server is installed, which it would replace' "$@"
	can_apt || leave_out 'it is missing' "$@"
	# Not set up, it does not start by itself either.
	echo 'postfix postfix/main_mailer_type select No configuration' | as_root debconf-set-selections
	apt_install postfix libsasl2-modules openssl
fi

# Whose the letters are that come.
user=$(id -un)
[ "$(id -u)" != 0 ] || user=nobody
folder=$(mktemp -d)
trap 'stop' EXIT
trap 'exit 130' INT TERM

stop() {
	[ ! -f "$folder/spool/pid/master.pid" ] || as_root postfix -c "$folder/etc" stop >/dev/null 2>&1 || true
	as_root rm -rf "$folder"
}

# settings BASE_PORT: three servers. The first takes letters, the second wants a good name, the third encryption and a user.
settings() {
	local plain=$1 named=$(($1 + 1)) safe=$(($1 + 2))
	cat >"$folder/etc/main.cf" <<-END
		compatibility_level = 3.6
		queue_directory = $folder/spool
		data_directory = $folder/data
		maillog_file = $folder/log
		maillog_file_prefixes = $folder
		myhostname = mail.example.org
		mydestination =
		alias_maps =
		inet_interfaces = 127.0.0.1
		mynetworks = 127.0.0.0/8
		smtpd_peername_lookup = no
		virtual_mailbox_domains = example.com
		virtual_mailbox_maps = regexp:$folder/etc/mailboxes
		virtual_mailbox_base = $folder/mail
		virtual_uid_maps = static:$(id -u "$user")
		virtual_gid_maps = static:$(id -g "$user")
		virtual_transport = virtual
		smtpd_recipient_restrictions = check_recipient_access regexp:$folder/etc/access, permit_mynetworks, reject
		smtpd_tls_cert_file = $folder/etc/cert.pem
		smtpd_tls_key_file = $folder/etc/key.pem
		cyrus_sasl_config_path = $folder/etc
	END
	cat >"$folder/etc/master.cf" <<-END
		127.0.0.1:$plain inet n - n - - smtpd
		127.0.0.1:$named inet n - n - - smtpd -o smtpd_helo_restrictions=reject_non_fqdn_helo_hostname
		127.0.0.1:$safe inet n - n - - smtpd -o smtpd_tls_security_level=encrypt -o smtpd_sasl_auth_enable=yes -o smtpd_tls_received_header=yes
		rewrite unix - - n - - trivial-rewrite
		cleanup unix n - n - 0 cleanup
		qmgr unix n - n 300 1 qmgr
		virtual unix - n n - - virtual
		bounce unix - - n - 0 bounce
		defer unix - - n - 0 bounce
		trace unix - - n - 0 bounce
		error unix - - n - - error
		retry unix - - n - - error
		proxymap unix - - n - - proxymap
		anvil unix - - n - 1 anvil
		tlsmgr unix - - n 1000? 1 tlsmgr
		postlog unix-dgram n - n - 1 postlogd
	END
}

# A mailbox for whoever is not called nobody; two who are to wait.
accounts() {
	printf '!/^nobody/ all/\n' >"$folder/etc/mailboxes"
	printf '/^later/ 450 4.7.1 Greylisted\n/^doubtful/ 450 4.1.2 Domain not found\n' >"$folder/etc/access"
	# Nobody has a password, so every one is wrong.
	printf 'pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: PLAIN LOGIN\nsasldb_path: %s/none\n' "$folder" >"$folder/etc/smtpd.conf"
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
		-addext subjectAltName=DNS:localhost -addext basicConstraints=critical,CA:FALSE \
		-keyout "$folder/etc/key.pem" -out "$folder/etc/cert.pem"
}

start() {
	mkdir "$folder/etc" "$folder/spool" "$folder/data" "$folder/mail"
	accounts
	as_root chown postfix "$folder/data"
	as_root chown "$user" "$folder/mail"
	local port
	for _ in 1 2 3 4 5; do
		port=$((20000 + RANDOM % 12000))
		settings "$port"
		if as_root postfix -c "$folder/etc" start && listening "$port"; then
			echo "$port" >"$folder/port"
			return
		fi
		as_root postfix -c "$folder/etc" stop || true
	done
	cat "$folder/log"
	return 1
}

# Whether all three take lines within five seconds.
listening() {
	local port
	for port in "$1" $(($1 + 1)) $(($1 + 2)); do
		for _ in {1..50}; do
			(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && continue 2
			sleep 0.1
		done
		return 1
	done
}

chmod 755 "$folder"
(quietly "starting Postfix $(postconf -dh mail_version)" start)

export TEST_POSTFIX=$folder
"$@"
