// Wakes the page that the server rendered. Each page's own script loads it; build.mjs bundles it with what wasm-bindgen
// makes. Where it cannot be loaded, the page works without.
import load, * as app from "./ocpanel.js";

const html = document.documentElement;
const life = new AbortController();
// The only place where text becomes HTML (Trusted Types): a page of ours, of which no script runs.
const policy = globalThis.trustedTypes?.createPolicy("ocpanel", { createHTML: (html) => html });

start().catch(() => {});

async function start() {
	await load({ module_or_path: document.querySelector("link[rel=preload][as=fetch]").href });
	if (document.readyState === "loading") {
		await new Promise((ready) => addEventListener("DOMContentLoaded", ready, { once: true }));
	}
	for (const kind of ["error", "unhandledrejection"]) addEventListener(kind, broken, { signal: life.signal });
	app.start(life.signal, wake, parse);
	html.dataset.live = "yes";
}

// The islands of an element. An island has the name of its function and a hash of its source: the name alone counts, since
// another compiler may hash otherwise. One that cannot wake is its own trouble: its form is posted by the browser.
function wake(element) {
	for (const island of element.querySelectorAll("leptos-island")) {
		const name = island.dataset.component.replace(/\d+$/, "");
		const own = Object.keys(app).find((exported) => exported.replace(/\d+$/, "") === name);
		try {
			app[own](island);
		} catch (error) {
			console.error(own ? error : `The page has an island that its program does not know: ${name}. They are of different builds.`);
		}
	}
}

function parse(html) {
	return new DOMParser().parseFromString(policy ? policy.createHTML(html) : html, "text/html");
}

// What breaks later breaks the memory that all islands share. So all let go: no listener stays, and links and forms are
// the browser's.
function broken({ error, reason }) {
	if (!((error ?? reason) instanceof WebAssembly.RuntimeError)) return;
	life.abort();
	delete html.dataset.live;
	delete html.dataset.loading;
	for (const select of document.querySelectorAll("select[aria-hidden]")) for (const name of ["aria-hidden", "tabindex"]) select.removeAttribute(name);
	for (const form of document.querySelectorAll("form[data-pending]")) form.querySelector("[aria-disabled]")?.removeAttribute("aria-disabled");
}
