// What a person waits for in the browser: `node end2end/speed.mjs BASE`. The built program against that of another
// build, in turn, so that a busy machine hits both alike. Prints more rows of the table that `make bench` begins.
import { chromium } from "@playwright/test";
import { execFileSync, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const BUILT = fileURLToPath(new URL("../target/release/ocpanel", import.meta.url));
const PASSWORD = "four plain words together";
const ROUNDS = 30;

const network = (down, up, latency) => ({ offline: false, downloadThroughput: (down * 1000) / 8, uploadThroughput: (up * 1000) / 8, latency });
/** kbit/s and milliseconds; fast 3G as the developer tools of Chromium have it. */
const NETWORKS = {
	unthrottled: { offline: false, downloadThroughput: -1, uploadThroughput: -1, latency: 0 },
	"fast 3G": network(1600, 750, 562),
	"400 kbit/s and 400 ms": network(400, 400, 400),
};

const args = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])];
const browser = await chromium.launch({ executablePath: onPath(), args });
const programs = [await start(BUILT), await start(path.resolve(process.argv[2]))];
try {
	await steps();
	await cold("fast 3G", 5);
	await cold("400 kbit/s and 400 ms", 3);
} finally {
	await browser.close();
	await Promise.all(programs.map((program) => program.stop()));
}

/** Steps between pages, everything that can be kept being kept: medians of many. */
async function steps() {
	const visitors = [await visitor(programs[0].url), await visitor(programs[1].url)];
	const times = new Map();
	const note = (what, side, step) => {
		if (!times.has(what)) times.set(what, [[], []]);
		times.get(what)[side].push(step);
	};
	for (let round = 0; round < ROUNDS; round++) {
		for (const name of ["unthrottled", "fast 3G"]) {
			for (const side of inTurn(round)) {
				const [toRegister, toSignIn] = await links(visitors[side], name);
				note(`\`/\` to \`/register\`, ${name}`, side, toRegister);
				note(`\`/register\` to \`/sign-in\`, ${name}`, side, toSignIn);
				note(`the form to its details, ${name}`, side, await form(visitors[side], name));
			}
		}
		const [toRegister, toSignIn] = await links(visitors[0], "fast 3G", 1000);
		note("`/` to `/register`, fast 3G, hovered for 1 s before (base: not)", 0, toRegister);
		note("`/register` to `/sign-in`, fast 3G, hovered for 1 s before (base: not)", 0, toSignIn);
	}
	for (const [what, [ours, theirs]] of times) {
		const [plain] = what.split(", hovered");
		row(`click to painted: ${what}`, ours, theirs.length ? theirs : times.get(plain)[1]);
	}
}

/** From the front page to the form, and on to another; how long the pointer rests on each link before it is pressed. */
async function links(visitor, network, rest = 0) {
	await visitor.begin("/");
	const times = [];
	for (const link of ['main a[href="/register"]', 'header a[href="/sign-in"]']) {
		await visitor.on(network);
		if (rest) await visitor.page.locator(link).hover();
		await sleep(rest);
		times.push(await visitor.press(link));
		await visitor.live();
	}
	return times;
}

/** Back at the wizard's first form, which is filled in well. */
async function form(visitor, network) {
	await visitor.on("unthrottled");
	await visitor.press('header a[href="/register"]');
	await visitor.live();
	const person = { name: "Anna", surname: "K", email: `p${performance.now()}@example.com`, password: PASSWORD, confirm_password: PASSWORD };
	for (const [name, value] of Object.entries(person)) await visitor.page.locator(`main [name="${name}"]`).fill(value);
	await visitor.on(network);
	return visitor.press('main form:has([name="surname"]) button[type="submit"]');
}

/** From nothing until the form of `/register` is alive. */
async function cold(network, rounds) {
	const times = [[], []];
	for (let round = 0; round < rounds; round++) {
		for (const side of inTurn(round)) {
			const { page, on, heard } = await visitor(programs[side].url);
			await on(network);
			const live = heard(({ live }) => live);
			await page.goto("/register", { waitUntil: "commit" });
			times[side].push({ took: (await live).live });
			await page.context().close();
		}
	}
	row(`cold \`/register\` until it is alive, ${network}`, ...times);
}

/** Somebody with a browser of their own, whose cache is empty. */
async function visitor(baseURL) {
	const context = await browser.newContext({ baseURL, locale: "en-US" });
	const page = await context.newPage();
	const devtools = await context.newCDPSession(page);
	let hear = () => {};
	await page.exposeBinding("told", (_, fact) => hear(fact));
	await page.addInitScript(watch);
	const on = (network) => devtools.send("Network.emulateNetworkConditions", NETWORKS[network]);
	const live = () => page.waitForFunction(() => document.documentElement.dataset.live === "yes");
	/** The next fact of which this holds. */
	const heard = (wanted) =>
		new Promise((resolve, reject) => {
			const late = setTimeout(() => reject(new Error(`nothing came of it at ${page.url()}`)), 60_000);
			hear = (fact) => wanted(fact) && resolve(fact, clearTimeout(late));
		});
	/** A stranger's page, alive. */
	const begin = async (path) => {
		await on("unthrottled");
		await context.clearCookies();
		await page.goto(path);
		await live();
		await page.mouse.move(0, 0);
	};
	/** How long it took from the press to the next page's paint, and whether that page was loaded. */
	const press = async (what) => {
		let clicked;
		const painted = heard((fact) => ((clicked ??= fact.clicked), clicked && fact.painted > clicked));
		await page.locator(what).click();
		const { painted: end, loaded } = await painted;
		return { took: end - clicked, loaded };
	};
	return { page, on, live, heard, begin, press };
}

/**
 * Runs in every document and tells when it was clicked, when the next page stood there, be it this document or a new one,
 * and when it came to life. What is compared between documents is in milliseconds since 1970.
 */
function watch() {
	const heading = () => document.querySelector("main h1")?.textContent.trim();
	const sinceThen = (time) => performance.timeOrigin + time;
	const step = (then) => {
		const before = heading();
		new MutationObserver((_, observer) => {
			if (!heading() || heading() === before) return;
			observer.disconnect();
			requestAnimationFrame(() => requestAnimationFrame(then));
		}).observe(document, { childList: true, subtree: true, characterData: true });
	};
	const click = ({ timeStamp }) => {
		told({ clicked: sinceThen(timeStamp) });
		step(() => told({ painted: sinceThen(performance.now()) }));
	};
	addEventListener("click", click, true);
	new PerformanceObserver((list) => {
		for (const { startTime } of list.getEntriesByName("first-contentful-paint")) told({ painted: sinceThen(startTime), loaded: true });
	}).observe({ type: "paint", buffered: true });
	new MutationObserver((_, observer) => {
		if (document.documentElement?.dataset.live !== "yes") return;
		observer.disconnect();
		told({ live: performance.now() });
	}).observe(document, { subtree: true, childList: true, attributeFilter: ["data-live"] });
}

/** Ours and theirs, each first in every second round. */
function inTurn(round) {
	return round % 2 ? [1, 0] : [0, 1];
}

function row(what, ours, theirs) {
	const median = (steps) => steps.map(({ took }) => took).sort((a, b) => a - b)[Math.floor(steps.length / 2)];
	const shown = (steps) => `${median(steps).toFixed(0)} ms${steps.some(({ loaded }) => loaded) ? ", loaded" : ""}`;
	console.log(`| ${what} | ${shown(ours)} | ${shown(theirs)} | ${(median(ours) / median(theirs)).toFixed(2)} |`);
}

/** A running program with a data folder of its own. */
async function start(program) {
	const folder = await mkdtemp(path.join(tmpdir(), "ocpanel-speed-"));
	const address = `127.0.0.1:${await freePort()}`;
	const url = `http://${address}`;
	// Without the settings of whoever runs this.
	const inherited = Object.entries(process.env).filter(([name]) => !/^(OCPANEL_.*|DATABASE_URL)$/.test(name));
	const env = { ...Object.fromEntries(inherited), OCPANEL_ADDR: address, OCPANEL_BASE_URL: url, OCPANEL_DATA_DIR: folder, OCPANEL_RATE_LIMITS: "off", OCPANEL_LOG: "warn" };
	const child = spawn(program, ["serve"], { cwd: folder, env, stdio: ["ignore", "ignore", "inherit"] });
	process.on("exit", () => child.kill());
	const ended = new Promise((resolve) => child.on("exit", resolve));
	const stop = async () => {
		child.kill();
		await ended;
		await rm(folder, { recursive: true, force: true });
	};
	for (let tries = 0; !(await fetch(`${url}/healthz`).catch(() => undefined))?.ok; tries++) {
		if (tries > 400) throw new Error(`${program} does not answer`);
		await sleep(50);
	}
	return { url, stop };
}

async function freePort() {
	const listener = createServer().listen(0, "127.0.0.1");
	await new Promise((resolve) => listener.once("listening", resolve));
	const { port } = listener.address();
	await new Promise((resolve) => listener.close(resolve));
	return port;
}

/** The machine's own browser, as for the tests. */
function onPath() {
	const names = "chromium-headless-shell chromium chromium-browser google-chrome";
	return execFileSync("bash", ["-c", `command -v ${names}`]).toString().split("\n")[0];
}
