# Sourced at the root by scripts that drive a browser. Installs first what that needs: npm packages, Chromium, and a Node
# that Playwright takes; that is then the first on the path.
. frontend/steps.sh

export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
need node nodejs npm
npm_ci end2end

# installed COMMAND...: whether one of them is.
installed() {
	local name
	for name; do type -P "$name" >/dev/null && return; done
	return 1
}

# The browser without windows is faster, but not everybody's distribution has it.
shell=chromium-headless-shell
others=(chromium chromium-browser google-chrome)
if ! installed $shell && can_apt && { apt-cache show $shell >/dev/null 2>&1 || ! installed "${others[@]}"; }; then
	(need $shell $shell) || true
fi
installed $shell "${others[@]}" || need chromium chromium

if ! node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)'; then
	node=node-$(node -p 'process.platform + "-" + process.arch')
	folder=end2end/node_modules/.node
	[ -d "$folder" ] || quietly 'installing Node 22 from npm' npm install --no-save --prefix "$folder" "$node@22"
	PATH=$PWD/$folder/node_modules/$node/bin:$PATH
fi
