import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { test as base } from "./help/another";
import { Engine, type Driver } from "./help/engine";
import { Firefox } from "./help/firefox";
import { mainJob } from "./help/main-job";
import { Panel } from "./help/panel";
import { panelJob } from "./help/panel-job";
import { passkeyJob } from "./help/passkey-job";
import { expect } from "./help/server";
import { WebKit } from "./help/webkit";

/** Browsers of other makers do the main job: `make test-browsers`. */
const BROWSERS = { firefox: Firefox, webkit: WebKit };

const test = base.extend<{ launch: (browser: { launch(): Promise<Driver> }) => Promise<Driver> }>({
	/** Starts a browser; ended after the test. */
	launch: async ({}, use) => {
		const drivers: Driver[] = [];
		await use(async (browser) => {
			const driver = await browser.launch();
			drivers.push(driver);
			return driver;
		});
		for (const driver of drivers) await driver.close();
	},
});

/** Each page in one way alone, and no pictures. */
const SHORT = !!process.env.SHORT;

const WIDTHS = SHORT ? [1280] : [1280, 360];
/** The systems are dark; the light look is chosen. */
const THEMES = SHORT ? (["dark"] as const) : (["dark", "light"] as const);

const folder = path.resolve(__dirname, "../screenshots");
const axe = readFile(require.resolve("axe-core/axe.min.js"), "utf8");

for (const [name, browser] of Object.entries(BROWSERS)) {
	test(`${name} does the main job, and axe finds nothing on its pages`, async ({ server, launch }) => {
		test.setTimeout(240_000);
		const driver = await launch(browser);
		const engine = new Engine(driver);
		await driver.resize(1280, 800);
		await mainJob(engine, server, (step) => lookAt(engine, name, step));
		if (driver instanceof Firefox) expect(driver.errors).toEqual([]);
	});
}

const COMING = {
	firefox: { browser: Firefox, scripts: true },
	"firefox without scripts": { browser: { launch: () => Firefox.launch({ scripts: false }) }, scripts: false },
	webkit: { browser: WebKit, scripts: true },
};

for (const [name, { browser, scripts }] of Object.entries(COMING)) {
	test(`${name} comes from a panel on another host and ends there`, async ({ server, launch }) => {
		test.setTimeout(120_000);
		const driver = await launch(browser);
		const panel = await Panel.open(server);
		await panelJob(new Engine(driver), server, panel, scripts);
		panel.close();
		if (driver instanceof Firefox) expect(driver.errors).toEqual([]);
	});
}

test("firefox adds a passkey and signs in with it", async ({ another, launch }) => {
	test.setTimeout(120_000);
	const server = await another();
	const firefox = (await launch({ launch: () => Firefox.launch({ passkeys: true }) })) as Firefox;
	await firefox.authenticator();
	await passkeyJob(new Engine(firefox), server);
	expect(firefox.errors).toEqual([]);
});

/** Looks at a page in all widths and themes: nothing is wider than the window, axe finds nothing, and there is a picture. */
async function lookAt(engine: Engine, name: string, step: string) {
	await mkdir(folder, { recursive: true });
	for (const width of WIDTHS) {
		for (const theme of THEMES) {
			const where = `${name}-${width}-${theme}-${step}`;
			await engine.driver.run(dress, theme);
			await engine.driver.resize(width, 800);
			const height = await engine.driver.run(() => Math.max(800, document.documentElement.scrollHeight));
			await engine.driver.resize(width, height);
			await engine.driver.run(drawn);
			expect.soft(await engine.driver.run(wide, width), where).toEqual([]);
			if (!SHORT) await writeFile(path.join(folder, `${where}.png`), await engine.driver.picture());
			expect.soft(await violations(engine), where).toEqual([]);
		}
	}
	await engine.driver.run(dress, "dark");
	await engine.driver.resize(1280, 800);
}

/** Runs in the page: its look as the server writes it. */
function dress(theme: "light" | "dark") {
	if (theme === "light") document.documentElement.dataset.theme = theme;
	else delete document.documentElement.dataset.theme;
	document.querySelector("meta[name=color-scheme]")?.setAttribute("content", theme === "light" ? "light" : "light dark");
}

/** Runs in the page: nothing moves any more, and what is new is drawn. */
async function drawn() {
	for (const animation of document.getAnimations()) animation.finish();
	for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
}

/** Runs in the page: what makes it wider than its window. */
function wide(width: number): string[] {
	if (document.documentElement.scrollWidth <= width) return [];
	const beyond = [...document.body.querySelectorAll("*")].filter((element) => element.getBoundingClientRect().right > width);
	return [`${document.documentElement.scrollWidth} pixels`, ...beyond.map((element) => element.cloneNode() as Element).map(({ outerHTML }) => outerHTML)];
}

type Axe = { run(options: object): Promise<{ violations: { id: string; nodes: { target: string[] }[] }[] }> };

async function violations(engine: Engine): Promise<string[]> {
	if (!(await engine.driver.run(() => "axe" in window))) await engine.driver.load(await axe);
	return engine.driver.run(async () => {
		const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
		const { violations } = await (window as unknown as { axe: Axe }).axe.run({ runOnly: { type: "tag", values: tags } });
		return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
	});
}
