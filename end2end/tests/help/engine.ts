import { setTimeout as sleep } from "node:timers/promises";

/** An element of a page, as the driver names it. */
export type Handle = string;

/** What a driver of a browser can do; each speaks another protocol. */
export interface Driver {
	/** What it calls itself, with its version. */
	readonly version: string;
	/** Opens an address and waits until it is loaded. */
	open(url: string): Promise<void>;
	/** Calls `script` in the page; arguments and answer go as JSON. */
	run<Args extends unknown[], Answer>(script: (...args: Args) => Answer, ...args: Args): Promise<Awaited<Answer>>;
	/** Runs the text of a script in the page; the page's own rules for scripts do not hold for it. */
	load(text: string): Promise<void>;
	/** The element that `script` finds in the page, if it finds one. */
	find<Args extends unknown[]>(script: (...args: Args) => Element | null, ...args: Args): Promise<Handle | undefined>;
	/** Presses the middle of an element. */
	click(element: Handle): Promise<void>;
	/** Types into an element that has the focus, or takes it; keys that are no letters as WebDriver writes them. */
	type(element: Handle, text: string): Promise<void>;
	/** The size of the page within the window. */
	resize(width: number, height: number): Promise<void>;
	/** What is to be seen of the page, as PNG. */
	picture(): Promise<Buffer>;
	close(): Promise<void>;
}

/** WebDriver's names of keys (https://www.w3.org/TR/webdriver2/#keyboard-actions). */
export const KEYS = { enter: "\uE007", down: "\uE015" };

/** Milliseconds until something must be there. */
const PATIENCE = 15_000;
/** Milliseconds between two looks. */
const PAUSE = 30;

export type Kind = "field" | "button" | "link" | "radio" | "summary";

/** A page in a browser, used as people do: by what they read. */
export class Engine {
	constructor(readonly driver: Driver) {}

	/** Opens an address; the page is awake. */
	async open(url: string) {
		await this.driver.open(url);
		await this.awake();
	}

	/** Waits until WebAssembly has taken the page over. */
	async awake() {
		await this.until("the page is awake", () => document.documentElement.dataset.live === "yes");
	}

	/** Waits for a page by its heading. */
	async heading(text: string) {
		const shown = (text: string) => document.readyState === "complete" && document.querySelector("h1")?.textContent?.trim() === text;
		await this.until(`the heading "${text}"`, shown, text);
	}

	/** Waits for a sentence of a kind: `status` or `alert`. */
	async says(role: string, text: string) {
		const said = (role: string, text: string) => [...document.querySelectorAll(`[role=${role}]`)].some((element) => element.textContent?.includes(text));
		await this.until(`"${text}" as ${role}`, said, role, text);
	}

	/** Waits until `script` holds in the page. */
	async until<Args extends unknown[]>(what: string, script: (...args: Args) => boolean, ...args: Args) {
		await this.patiently(what, async () => ((await this.driver.run(script, ...args)) ? true : undefined));
	}

	/** Types into a field in place of what stands there. */
	async fill(label: string, text: string) {
		const field = await this.control("field", label);
		await this.driver.run(() => ((document.querySelector("[data-wanted]") as HTMLInputElement).value = ""));
		await this.driver.type(field, text);
	}

	/** Types on into what has the focus. */
	async typeOn(text: string) {
		const focused = await this.driver.find(() => document.activeElement);
		if (focused) await this.driver.type(focused, text);
	}

	/** Chooses from a list by the text of the option, as its events tell scripts. */
	async choose(label: string, option: string) {
		await this.control("field", label);
		const chosen = await this.driver.run((option: string) => {
			const select = document.querySelector("[data-wanted]") as HTMLSelectElement;
			const at = [...select.options].findIndex(({ text }) => text === option);
			select.selectedIndex = at;
			for (const event of ["input", "change"]) select.dispatchEvent(new Event(event, { bubbles: true }));
			return at >= 0;
		}, option);
		if (!chosen) throw new Error(`There is no "${option}" in ${label}.`);
	}

	async press(name: string) {
		await this.click("button", name);
	}

	async follow(name: string) {
		await this.click("link", name);
	}

	async click(kind: Kind, name: string) {
		const control = await this.control(kind, name);
		// At the edge of the window WebKit does not meet it.
		await this.driver.run(() => document.querySelector("[data-wanted]")?.scrollIntoView({ block: "center", behavior: "instant" }));
		await this.driver.click(control);
	}

	/** The first control of its name that can be seen. */
	async control(kind: Kind, name: string): Promise<Handle> {
		return this.patiently(`${kind} "${name}"`, () => this.driver.find(control, kind, name));
	}

	private async patiently<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
		let trouble: unknown;
		for (const deadline = Date.now() + PATIENCE; Date.now() < deadline; await sleep(PAUSE)) {
			// While a page gives way to the next, there is none to ask.
			const found = await look().catch((error: unknown) => void (trouble = error));
			if (found !== undefined) return found;
		}
		const seen = await this.driver.run(() => `${location.href}\n${document.body.innerText}`).catch(() => "");
		throw new Error(`${this.driver.version}: ${what} did not come${trouble ? ` (${String(trouble)})` : ""}. There was:\n${seen}`);
	}
}

/** Runs in the page: finds a control by what people call it, and marks it as the one that is wanted. */
function control(kind: Kind, name: string): Element | null {
	const text = (element: Element | null | undefined) => (element?.textContent ?? "").replace(/\s+/g, " ").replace(/\(optional\)/, "").trim();
	const byId = (ids: string | null) => (ids ?? "").split(" ").map((id) => text(document.getElementById(id))).join(" ").trim();
	const named = (element: Element) => {
		const labels = [...((element as HTMLInputElement).labels ?? [])].map(text);
		return byId(element.getAttribute("aria-labelledby")) || element.getAttribute("aria-label") || labels.join(" ") || text(element);
	};
	const selectors = { field: "input, select", button: "button", link: "a[href]", radio: "input[type=radio], input[type=checkbox]", summary: "summary" };
	const fits = (element: Element) => element.checkVisibility({ visibilityProperty: true }) && !element.matches(":disabled");
	for (const former of document.querySelectorAll("[data-wanted]")) former.removeAttribute("data-wanted");
	const found = [...document.querySelectorAll(selectors[kind])].find((element) => fits(element) && named(element) === name) ?? null;
	found?.setAttribute("data-wanted", "");
	return found;
}
