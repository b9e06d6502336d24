import { spawn, type ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Driver, Handle } from "./engine";
import { freePort } from "./program";

/** How an element is named in JSON (https://www.w3.org/TR/webdriver2/#elements). */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** The window's own tools keep it from getting as narrow as a phone. */
const NARROW = "* { min-width: 0; padding: 0; margin: 0; font-size: 1px; border-width: 0; }";

/** Room for the longest page; what is to be seen is as large as the window. */
const SCREEN = "1400x6000x24";

type Session = { sessionId: string; capabilities: { browserName: string; browserVersion: string } };
type Size = { width: number; height: number };

/** WebKitGTK's small browser on a screen of its own, over WebDriver (https://www.w3.org/TR/webdriver2/). */
export class WebKit implements Driver {
	version = "";
	private session = "";
	/** What the window has around the page. */
	private frame: Size = { width: 0, height: 0 };

	private constructor(
		private readonly url: string,
		private readonly home: string,
		private readonly children: ChildProcess[],
	) {}

	/** A dark browser of its own. */
	static async launch(): Promise<WebKit> {
		const home = await mkdtemp(path.join(tmpdir(), "ocpanel-webkit-"));
		await mkdir(path.join(home, "gtk-3.0"));
		await writeFile(path.join(home, "gtk-3.0/gtk.css"), NARROW);
		const { child: screen, display } = await startScreen();
		const port = await freePort();
		const env = { ...process.env, HOME: home, XDG_CACHE_HOME: home, XDG_DATA_HOME: home, XDG_CONFIG_HOME: home, DISPLAY: `:${display}`, LC_ALL: "C", GDK_BACKEND: "x11", GTK_THEME: "Adwaita:dark" };
		const driver = spawn("WebKitWebDriver", [`--port=${port}`], { env, stdio: "ignore" });
		const webkit = new WebKit(`http://127.0.0.1:${port}`, home, [driver, screen]);
		await webkit.begin();
		return webkit;
	}

	private async begin() {
		for (;; await sleep(30)) if (await fetch(`${this.url}/status`).catch(() => undefined)) break;
		const { sessionId, capabilities } = (await this.post("", { capabilities: {} })) as Session;
		this.session = `/${sessionId}`;
		this.version = `${capabilities.browserName} ${capabilities.browserVersion}`;
	}

	async open(url: string) {
		await this.post("/url", { url });
	}

	async run<Args extends unknown[], Answer>(script: (...args: Args) => Answer, ...args: Args): Promise<Awaited<Answer>> {
		const called = `const answer = arguments[0]; (async () => JSON.stringify(await (${script})(...${JSON.stringify(args)})))().then(answer, (error) => answer(JSON.stringify({ error: String(error) })))`;
		const text = (await this.post("/execute/async", { script: called, args: [] })) as string | null;
		return (text === null ? undefined : JSON.parse(text)) as Awaited<Answer>;
	}

	async load(text: string) {
		await this.post("/execute/sync", { script: text, args: [] });
	}

	async find<Args extends unknown[]>(script: (...args: Args) => Element | null, ...args: Args): Promise<Handle | undefined> {
		const found = await this.post("/execute/sync", { script: `return (${script})(...${JSON.stringify(args)})`, args: [] });
		return (found as Record<string, string> | null)?.[ELEMENT];
	}

	async click(element: Handle) {
		await this.post(`/element/${element}/click`, {});
	}

	async type(element: Handle, text: string) {
		await this.post(`/element/${element}/value`, { text });
	}

	async resize(width: number, height: number) {
		await this.post("/window/rect", { x: 0, y: 0, width: width + this.frame.width, height: height + this.frame.height });
		const inner = await this.run(() => ({ width: innerWidth, height: innerHeight }));
		if (inner.width === width && inner.height === height) return;
		this.frame = { width: this.frame.width + width - inner.width, height: this.frame.height + height - inner.height };
		await this.post("/window/rect", { x: 0, y: 0, width: width + this.frame.width, height: height + this.frame.height });
	}

	async picture(): Promise<Buffer> {
		return Buffer.from((await this.ask("GET", "/screenshot")) as string, "base64");
	}

	async close() {
		await this.ask("DELETE", "").catch(() => undefined);
		for (const child of this.children) {
			const ended = new Promise((resolve) => child.once("exit", resolve));
			child.kill("SIGTERM");
			await ended;
		}
		await rm(this.home, { recursive: true, force: true, maxRetries: 5 });
	}

	private post(path: string, body: object): Promise<unknown> {
		return this.ask("POST", path, body);
	}

	private async ask(method: string, path: string, body?: object): Promise<unknown> {
		const answer = await fetch(`${this.url}/session${this.session}${path}`, { method, body: body && JSON.stringify(body) });
		const { value } = (await answer.json()) as { value: unknown };
		if (answer.ok) return value;
		const { error, message } = value as { error: string; message: string };
		throw new Error(`${method} ${path}: ${error}: ${message}`);
	}
}

/** An X server that draws into memory, and the number of its display. */
async function startScreen(): Promise<{ child: ChildProcess; display: string }> {
	const child = spawn("Xvfb", ["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp"], { stdio: ["ignore", "pipe", "ignore"] });
	const display = await new Promise<string>((resolve, reject) => {
		child.stdout.setEncoding("utf8").once("data", (text: string) => resolve(text.trim()));
		child.once("error", reject);
		child.once("exit", () => reject(new Error("Xvfb has ended.")));
	});
	return { child, display };
}
