#!/bin/sh
# rootfs.sh PROGRAM FOLDER: puts everything the program needs into FOLDER, as the root of a container. As root.
# Certificates of authorities, pages, migrations and SQLite are in the program; of the system it needs glibc and libgcc.
set -eu
program=$1
root=$2
user=10001

mkdir -p "$root/usr/bin" "$root/etc"
install -m 0755 "$program" "$root/usr/bin/ocpanel"
# The libraries and their loader, where the program looks for them.
ldd "$program" | grep -o '/[^ ]*' | while read -r library; do
	mkdir -p "$root$(dirname "$library")"
	cp -L "$library" "$root$library"
done
printf 'ocpanel:x:%s:%s::/data:/usr/sbin/nologin\n' $user $user >"$root/etc/passwd"
printf 'ocpanel:x:%s:\n' $user >"$root/etc/group"
printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"
install -d -m 0700 -o $user -g $user "$root/data"
install -d -m 1777 "$root/tmp"
