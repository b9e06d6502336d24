#!/usr/bin/env bash
# Holds the dependencies to deny.toml: with cargo-deny where it is installed, and then advisories too where their
# database can be had; else with deny.mjs.
set -euo pipefail
if ! command -v cargo-deny >/dev/null; then
	exec node .ci/deny.mjs
fi
cargo deny --offline check licenses bans sources
if timeout 60 cargo deny fetch db >/dev/null 2>&1; then
	cargo deny check advisories
else
	echo 'advisories: not checked, their database cannot be reached'
fi
