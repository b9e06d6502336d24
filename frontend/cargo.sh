#!/usr/bin/env bash
# cargo that can build for the browser: `frontend/cargo.sh build -p frontend --target wasm32-unknown-unknown`.
# Sees to the target first: rustup's, or else Debian's own compiler with a std built from Debian's sources.
# WASM_TOOLCHAIN=debian chooses the second at once.
set -euo pipefail
. "$(dirname "$0")/steps.sh"

target=wasm32-unknown-unknown
debian_libraries=/usr/lib/rustlib/$target/lib

has_target() {
	compgen -G "$(rustc --print target-libdir --target $target 2>/dev/null)/libstd-*.rlib" >/dev/null
}

add_target() {
	command -v rustup >/dev/null &&
		quietly "adding the target $target with rustup" timeout -k 5 120 rustup target add $target
}

# Libraries serve only the very compiler that built them, so its version is kept beside them.
debian_has_target() {
	[ -x /usr/bin/cargo ] && [ "$(/usr/bin/rustc -V)" = "$(cat $debian_libraries/compiler 2>/dev/null)" ]
}

wasm_linker() {
	compgen -c wasm-ld | sort -V | tail -n 1
}

debian_add_target() {
	can_apt || return 1
	[ -d /usr/lib/rustlib/src/rust/library/std ] && [ -x /usr/bin/cargo ] && [ -n "$(wasm_linker)" ] ||
		apt_install rustc-web cargo-web rust-web-src lld-22 || return 1
	timed 'building the standard library for the browser' build_std
}

build_std() (
	crate=$(mktemp -d)
	trap 'rm -rf "$crate"' EXIT
	mkdir "$crate/src"
	touch "$crate/src/lib.rs"
	printf '[package]\nname = "empty"\nedition = "2024"\n' >"$crate/Cargo.toml"
	cd "$crate"
	# Without the bitcode inside, linking with lto = true would fail later.
	RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Cembed-bitcode=yes CARGO_TARGET_DIR=$crate/target \
		/usr/bin/cargo build --quiet --release -Zbuild-std=std,panic_abort --target $target || exit 1
	rm target/$target/release/deps/libempty-*
	/usr/bin/rustc -V >compiler
	as_root rm -rf $debian_libraries
	as_root mkdir -p $debian_libraries
	as_root cp target/$target/release/deps/*.rlib compiler $debian_libraries/
)

ordinary() {
	exec cargo "$@"
}

debian() {
	[ "$1" != clippy ] || [ -x /usr/bin/cargo-clippy ] || apt_install rust-web-clippy
	PATH=/usr/bin:$PATH RUSTC=/usr/bin/rustc CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=$(wasm_linker) exec /usr/bin/cargo "$@"
}

if [ "${WASM_TOOLCHAIN:-}" != debian ]; then
	has_target && ordinary "$@"
	debian_has_target && debian "$@"
	add_target && has_target && ordinary "$@"
fi
debian_has_target || debian_add_target ||
	fail "The browser's half needs Rust's target $target: rustup target add $target"
debian "$@"
