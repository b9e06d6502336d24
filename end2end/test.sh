#!/usr/bin/env bash
# Tests target/release/ocpanel in the browser, with Playwright's arguments: `end2end/test.sh register --headed`.
set -euo pipefail
cd "$(dirname "$0")/.."
. end2end/browser.sh

# Only text-browsers.spec.ts wants these.
(need_all tmux:tmux lynx:lynx w3m:w3m links:links elinks:elinks) || true
# Only deploy.spec.ts wants this.
(need strace strace) || true
if [ -n "${ENGINES-}" ]; then
	need_all firefox-esr:firefox-esr WebKitWebDriver:webkit2gtk-driver Xvfb:xvfb
fi

# Only proxies.spec.ts wants these.
. end2end/proxies.sh

# Only clients.spec.ts wants these, where it is asked to try all.
[ -z "${CLIENTS-}" ] || . end2end/clients.sh

cd end2end
node_modules/.bin/playwright test "$@"
