#!/usr/bin/env bash
# What Postfix answers to RCPT is often not about the recipient, and a valid recipient may be refused for its first sign.
#
# Seen with: Debian's postfix 3.7.11, on its defaults but for the restrictions that are named below.
# Behaviour: Postfix keeps what it has against the client's name (EHLO) or the sender until the recipient is named
# (smtpd_delay_reject). So it takes EHLO and MAIL, and answers RCPT of a good address with 504 5.5.2 or with an enhanced
# code x.1.8, "bad sender's system address", which stands among those of addresses (x.1.x). And a local part that begins
# with a hyphen, which RFC 5321 allows, is "501 5.1.3 Bad recipient address syntax" (allow_min_user).
# Output seen: what stands in `expected` below. It fails when that changes.
# What helps: read a refusal by command, code and enhanced code together, with x.1.7 and x.1.8 as the sender's; and tell
# somebody whose address is refused to look for a hyphen in front.
set -euo pipefail

expected='EHLO localhost: 250
MAIL: 250 2.1.0
RCPT anna@example.com: 504 5.5.2
EHLO panel.example.org: 250
MAIL of a domain without mail: 250 2.1.0
RCPT anna@example.com: 553 5.1.8
RCPT -anna@example.com: 501 5.1.3
EHLO panel.example.org: 250
MAIL: 250 2.1.0
RCPT anna@example.com: 250 2.1.5'

[ "$(id -u)" = 0 ] || { echo 'Postfix starts as root alone'; exit 1; }
command -v postfix >/dev/null || {
	echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections
	DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postfix >/dev/null
}
echo "postfix $(postconf -dh mail_version)"

folder=$(mktemp -d)
trap 'postfix -c "$folder/etc" stop >/dev/null 2>&1 || true; rm -rf "$folder"' EXIT
chmod 755 "$folder"
mkdir "$folder/etc" "$folder/spool" "$folder/data"
chown postfix "$folder/data"
port=$((20000 + RANDOM % 12000))
cat >"$folder/etc/main.cf" <<END
compatibility_level = 3.6
queue_directory = $folder/spool
data_directory = $folder/data
maillog_file = $folder/log
maillog_file_prefixes = $folder
myhostname = mail.example.org
mydestination = example.com
local_recipient_maps =
alias_maps =
inet_interfaces = 127.0.0.1
smtpd_peername_lookup = no
smtpd_helo_restrictions = reject_non_fqdn_helo_hostname
smtpd_sender_restrictions = check_sender_access inline:{{nomail.example=553 5.1.8 Domain not found}}
END
cat >"$folder/etc/master.cf" <<END
127.0.0.1:$port inet n - n - - smtpd
rewrite unix - - n - - trivial-rewrite
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
END
postfix -c "$folder/etc" start >/dev/null 2>&1

cat >"$folder/ask.py" <<'PY'
import smtplib
import sys


def said(what, answer):
    code, text = answer
    first = text.decode().split()[0]
    print(f"{what}: {code}" + (f" {first}" if first.count(".") == 2 and first[0].isdigit() else ""))


def ask(hello, sender, what, recipients):
    with smtplib.SMTP("127.0.0.1", int(sys.argv[1]), local_hostname=hello) as line:
        code, _ = line.ehlo(hello)
        print(f"EHLO {hello}: {code}")
        said(what, line.mail(sender))
        for recipient in recipients:
            said(f"RCPT {recipient}", line.rcpt(f"<{recipient}>"))


ask("localhost", "no-reply@example.org", "MAIL", ["anna@example.com"])
ask("panel.example.org", "no-reply@nomail.example", "MAIL of a domain without mail", ["anna@example.com", "-anna@example.com"])
ask("panel.example.org", "no-reply@example.org", "MAIL", ["anna@example.com"])
PY

for _ in {1..50}; do
	(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
	sleep 0.1
done
diff <(echo "$expected") <(python3 "$folder/ask.py" "$port")
echo 'as it was seen'
