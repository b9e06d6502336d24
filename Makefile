# run: the program on its defaults. build: target/release/ocpanel. test: all tests. check: format, lints, licences.
# faults: the tests of faults with more of each, for an hour.
# test-browsers: the main job in Firefox and WebKitGTK, with SHORT=1 in one width and theme alone.
# test-clients: eight clients of OpenID Connect; those that are not from npm are left out of test.
# bench: the benchmark, with BASE=PROGRAM also against another build's, with ONLY=openid and the like a part of it. million: a million users against a thousand. looks: pictures of every page and letter, in end2end/screenshots.
# mutants: breaks rules in small ways and tells what their tests do not notice, for hours; MUTANTS='--shard 0/40' for a part, PACKAGE=accounts for the verbs.
# deb: a package for Debian and its like, in target/debian.
# Each installs what it needs first, where it can.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
steps := . frontend/steps.sh
target := $(or $(CARGO_TARGET_DIR),target)
cargo_deb := 3.8.0
cargo_mutants := 27.1.0
PACKAGE ?= rules

.PHONY: run build test faults test-browsers test-clients check bench million mutants looks deb site tools

run: build
	@exec target/release/ocpanel serve

build: site
	@$(steps); timed 'compiling ocpanel' cargo build --release --bin ocpanel $(and_tests)
	@if ! cmp -s $(target)/release/ocpanel target/release/ocpanel; then \
		mkdir -p target/release; \
		cp $(target)/release/ocpanel target/release/ocpanel.new; \
		mv target/release/ocpanel.new target/release/ocpanel; \
	fi

# Compiled along with the program, its tests leave no core idle.
test: and_tests := --tests
test: build
	@$(steps); status=0; \
	export RUST_TEST_THREADS=$${RUST_TEST_THREADS:-$$((2 * $$(nproc)))}; \
	timed 'testing the program' end2end/postgres.sh end2end/poolers.sh end2end/postfix.sh cargo test --release --no-fail-fast || status=1; \
	timed 'testing in the browser' end2end/test.sh || status=1; \
	exit $$status

faults: build
	@$(steps); timed 'failing on purpose' env FAULTS=long end2end/postgres.sh end2end/poolers.sh cargo test --release --test faults -- --nocapture

test-browsers: build
	@$(steps); timed 'testing in Firefox and WebKitGTK' env ENGINES=1 end2end/test.sh engines.spec

test-clients: build
	@$(steps); timed 'testing clients of OpenID Connect' env CLIENTS=1 end2end/test.sh clients.spec

check: tools
	@$(steps); timed 'checking the format' cargo fmt --check
	@$(steps); timed 'linting the program' cargo clippy --release --all-targets -- -D warnings
	@$(steps); timed "linting the browser's half" frontend/cargo.sh clippy --package frontend --profile browser \
		--target wasm32-unknown-unknown --target-dir $(target)/browser -- -D warnings
	@$(steps); timed 'checking the documentation' env RUSTDOCFLAGS=-Dwarnings cargo doc --release --no-deps --quiet
	@$(steps); timed 'checking licences, bans and sources' .ci/deny.sh
	@$(steps); timed 'checking the links' node .ci/links.mjs
	@$(steps); for file in frontend/*.mjs end2end/*.mjs .ci/*.mjs; do node --check $$file; done
	@$(steps); npm_ci end2end; timed 'checking the types of the browser tests' npm run --silent --prefix end2end types

bench: build
	@$(steps); npm_ci end2end
	@BASE='$(abspath $(BASE))' end2end/postgres.sh cargo bench --profile release --package server --bench table
	@[ -z '$(BASE)' ] || { . end2end/browser.sh; node end2end/speed.mjs '$(abspath $(BASE))'; }

million: build
	@end2end/postgres.sh cargo test --release --test integration -- --ignored --nocapture a_million_users

# What is broken, and what is not: .cargo/mutants.toml.
mutants: build
	@$(steps); [ -x $(target)/tools/$(cargo_mutants)/bin/cargo-mutants ] || quietly 'compiling cargo-mutants' \
		cargo install cargo-mutants --version $(cargo_mutants) --locked --root $(target)/tools/$(cargo_mutants)
	@RUST_TEST_THREADS=6 CARGO_PROFILE_DEV_OPT_LEVEL=2 end2end/postgres.sh $(target)/tools/$(cargo_mutants)/bin/cargo-mutants mutants \
		--package $(PACKAGE) --test-package $(PACKAGE) $(if $(filter accounts,$(PACKAGE)),--test-package accounts_tests) \
		--output $(target)/mutants $(MUTANTS)

looks: build
	@cargo test --release --package accounts --lib every_letter_is_written_down -- --ignored
	@LOOKS=1 end2end/test.sh looks

# The pinned tool is compiled once, into the folder of what is built.
deb: build
	@$(steps); need dpkg-shlibdeps dpkg-dev; \
	[ -x $(target)/tools/$(cargo_deb)/bin/cargo-deb ] || quietly 'compiling cargo-deb' \
		cargo install cargo-deb --version $(cargo_deb) --locked --root $(target)/tools/$(cargo_deb); \
	quietly 'packing the .deb' $(target)/tools/$(cargo_deb)/bin/cargo-deb --no-build --no-strip --package server \
		--output target/debian/; \
	ls target/debian/*.deb

site: tools
	@$(steps); npm_ci frontend; node frontend/build.mjs

tools:
	@$(steps); need cargo rustc-web cargo-web; need cc gcc libc6-dev; need node nodejs npm; need npm npm
