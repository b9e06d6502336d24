#!/usr/bin/env bash
# Tests target/release/ocpanel in the browser, with Playwright's arguments: `end2end/test.sh register --headed`.
set -euo pipefail
cd "$(dirname "$0")/.."
. end2end/browser.sh

cd end2end
node_modules/.bin/playwright test "$@"
