import { setTimeout as sleep } from "node:timers/promises";
import type { Page, Request } from "@playwright/test";
import { usual, type Stand } from "./stands";
import { totp } from "./two-step";

/** Milliseconds until a press that has shown nothing is dead. */
const PATIENCE = 3_000;
/** Milliseconds until a page that is on its way must be there. */
const LONGEST = 6_000;

/** Milliseconds between two looks at a page. */
const PAUSE = 40;

const PRESSED = "a[href], button, summary, input[type=submit]";

/** Something to press, as a person names it. */
export type Control = {
	/** Where it stands in the document, among all of them. */
	index: number;
	/** What tells it from the others, also on the page as it is loaded next time. */
	key: string;
	/** What people call it. */
	name: string;
	where: "header" | "main" | "footer" | "frame";
	/** The server function it posts to, if it does. */
	endpoint: string;
	/** Where it leads, if it is a link. */
	href: string;
	/** Whether it opens a window of its own. */
	opens: boolean;
	submits: boolean;
};

/** All that can be pressed here, menus and what is folded away included: the first of each name. No links to other programs. */
export async function controls(page: Page): Promise<Control[]> {
	return page.evaluate((pressed) => {
		const folded = [...document.querySelectorAll<HTMLDetailsElement>("details:not([open])")];
		const menus = [...document.querySelectorAll<HTMLElement>("[popover]:not(:popover-open)")];
		for (const details of folded) details.open = true;
		for (const menu of menus) menu.showPopover();
		const seen = new Set<string>();
		const named = [...document.querySelectorAll<HTMLElement>(pressed)].flatMap((element, index) => {
			const href = element.getAttribute("href") ?? "";
			const form = element instanceof HTMLButtonElement && element.type === "submit" ? element.form : null;
			const foreign = /^[a-z]+:/.test(href) && !href.startsWith(location.origin);
			if (foreign || !element.checkVisibility({ visibilityProperty: true }) || element.matches(":disabled, [aria-hidden=true]")) return [];
			const own = element.getAttribute("formaction") ?? "?";
			const action = own.includes("?") ? (form?.getAttribute("action") ?? "") : own;
			const where = element.closest("header") ? "header" : element.closest("footer") ? "footer" : element.closest("main") ? "main" : "frame";
			const text = (element.textContent || element.getAttribute("aria-label") || "").replace(/\s+/g, " ").trim();
			const neutral = (text: string) => text.replace(/[\w.-]+@[\w.-]+/g, "…").replace(/\d+/g, "#").replace(/[\w-]{22,}/g, "…").trim();
			const name = neutral(`${where} ${element.tagName.toLowerCase()} “${text}”`);
			const key = neutral(`${name} ${href || action}`);
			if (seen.has(key)) return [];
			seen.add(key);
			const endpoint = /^\/api\/(\w+)$/.exec(action)?.[1] ?? "";
			return [{ index, key, name, where, endpoint, href, opens: element.hasAttribute("target"), submits: form !== null } as const];
		});
		for (const details of folded) details.open = false;
		for (const menu of menus) menu.hidePopover();
		return named;
	}, PRESSED);
}

/** What a person can see of a page, and what a program can. */
type Look = {
	address: string;
	heading: string;
	main: string;
	title: string;
	/** How far the document is. */
	state: DocumentReadyState;
	/** Whether nothing is on its way. */
	calm: boolean;
	/** Whether WebAssembly will wake here, or has. */
	wakes: boolean;
	live: boolean;
	/** Where the summary and the fields do not say the same. */
	untold: string[];
	/** The document: another one after each load. */
	document: number;
	/** All that a press can change. */
	shown: string;
};

function look(page: Page): Promise<Look> {
	return page.evaluate(() => {
		const root = document.documentElement;
		const main = document.querySelector<HTMLElement>("main");
		const text = (element: Element | null) => (element?.textContent ?? "").replace(/\s+/g, " ").trim();
		const attributes = (element: Element) => [...element.attributes].map(({ name, value }) => `${name}=${value}`).join(" ");
		const focus = document.activeElement;
		const focused = focus && focus !== document.body ? `${focus.tagName} ${focus.id} ${text(focus).slice(0, 40)} ${focus.getAttribute("href") ?? ""} ${focus.getAttribute("name") ?? ""} ${focus.getAttribute("value") ?? ""}` : "";
		const shownMain = main?.innerText.replace(/\s+/g, " ").trim() ?? "";
		const alerts = [...document.querySelectorAll("[role=status], [role=alert]")].map(text).join("|");
		const visible = (selector: string) => [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility()).map(text);
		const [summed, told] = [visible(".problem a[href^='#']"), visible(".field__error")];
		const untold = [
			...summed.filter((sentence) => !told.some((error) => error.includes(sentence))).map((sentence) => `no field says “${sentence}”`),
			...told.filter((error) => !summed.some((sentence) => error.includes(sentence))).map((error) => `a field says “${error}”, the summary does not`),
		];
		const open = document.querySelectorAll("details[open], :popover-open").length;
		const kinds = [...document.querySelectorAll("input")].map(({ type }) => type).join();
		const start = Math.round(performance.timeOrigin);
		return {
			address: location.href,
			heading: text(document.querySelector("h1")),
			main: shownMain,
			title: document.title,
			state: document.readyState,
			calm: !("loading" in root.dataset) && !document.querySelector("[aria-disabled=true]"),
			wakes: document.querySelector("link[rel=modulepreload], script[type=module], link[href$='.wasm']") !== null,
			live: root.dataset.live === "yes",
			untold,
			document: start,
			shown: [location.href, String(start), attributes(root).replace(/ ?data-(live|visit)=\S*/g, ""), shownMain.replace(/\d+/g, "#"), alerts.replace(/\d+/g, "#"), focused, open, kinds].join("\n"),
		};
	});
}

/** Knows what a page has asked for and not got yet, what broke, what it has opened and downloaded. */
export class Watch {
	readonly broken: string[] = [];
	/** How often a document was loaded. */
	loads = 0;
	opened = 0;
	/** Whether nobody waits for the last file of a page. */
	hurried = false;
	private readonly pending = new Set<Request>();

	constructor(
		readonly page: Page,
		/** What may be said in the console. */
		private readonly tolerated: RegExp[] = [],
	) {
		page.on("request", (request) => {
			if (["document", "fetch", "xhr"].includes(request.resourceType()) && !request.url().includes("/pkg/")) this.pending.add(request);
			if (request.isNavigationRequest() && request.frame() === page.mainFrame() && !request.redirectedFrom()) this.loads++;
		});
		page.on("requestfinished", (request) => this.pending.delete(request));
		page.on("requestfailed", (request) => this.pending.delete(request));
		page.on("response", (response) => {
			if (response.status() >= 500) this.complain(`${response.request().method()} ${new URL(response.url()).pathname} answered ${response.status()}`);
		});
		page.on("pageerror", (error) => this.complain(`uncaught: ${error.message}`));
		page.on("console", (message) => {
			if (message.type() === "error") this.complain(`console: ${message.text()} (${message.location().url})`);
		});
		page.on("popup", (popup) => {
			this.opened++;
			void popup.waitForLoadState().then(() => popup.close()).catch(() => {});
		});
		page.on("download", () => {
			this.opened++;
			this.pending.clear();
		});
	}

	private complain(what: string) {
		if (!this.tolerated.some((pattern) => pattern.test(what))) this.broken.push(what);
	}

	get busy(): boolean {
		return this.pending.size > 0;
	}

	/** Waits until nothing is on its way; `still`: and nothing changes any more. */
	async calm(wake: boolean, still = true): Promise<Look | undefined> {
		let [last, times] = [undefined as Look | undefined, 0];
		for (const deadline = Date.now() + LONGEST; Date.now() < deadline; await sleep(PAUSE)) {
			const now = this.busy ? undefined : await look(this.page).catch(() => undefined);
			const loaded = now && (this.hurried ? now.state !== "loading" : now.state === "complete");
			const there = loaded && now.calm && !(wake && now.wakes && !now.live);
			times = there && now.shown === last?.shown ? times + 1 : 0;
			last = now;
			if (there && (times > 0 || !still)) return last;
		}
		return last;
	}
}

/** Presses as a person does: opens first what it stands in. What was wrong with it. */
export async function press(watch: Watch, control: Control, wake: boolean): Promise<string[]> {
	const { page } = watch;
	await unfold(page, control.index);
	const at = await aim(page, control.index);
	if (!at) return ["is covered by something else"];
	// What only the keyboard finds is pressed with it.
	return judged(watch, wake, () => (control.where === "frame" ? page.keyboard.press("Enter") : page.mouse.click(at.x, at.y)));
}

/** Opens menus and folds around what is to be pressed, with the mouse. */
async function unfold(page: Page, index: number) {
	const openers = await page.evaluate(
		([pressed, index]) => {
			const all = [...document.querySelectorAll(pressed)];
			const menu = all[index]!.closest("[popover]:not(:popover-open)");
			const summary = all[index]!.parentElement?.closest("details:not([open])")?.querySelector("summary");
			const opener = menu && document.querySelector(`[popovertarget="${menu.id}"]`);
			return [opener, summary].filter((element) => element && element !== all[index]).map((element) => all.indexOf(element!));
		},
		[PRESSED, index] as const,
	);
	for (const opener of openers) {
		const at = await aim(page, opener);
		if (at) await page.mouse.click(at.x, at.y);
	}
}

/** Brings something to press into view and gives it the focus; where its middle is, if nothing covers that. */
function aim(page: Page, index: number): Promise<{ x: number; y: number } | undefined> {
	return page.evaluate(
		([pressed, index]) => {
			const element = document.querySelectorAll<HTMLElement>(pressed)[index]!;
			element.scrollIntoView({ block: "center", behavior: "instant" });
			element.focus({ preventScroll: true });
			const { left, top, width, height } = element.getClientRects()[0]!;
			const [x, y] = [left + width / 2, top + height / 2];
			return element.contains(document.elementFromPoint(x, y)) ? { x, y } : undefined;
		},
		[PRESSED, index] as const,
	);
}

/** Acts, waits for what it leads to, and says what is wrong with that. */
async function judged(watch: Watch, wake: boolean, act: () => Promise<unknown>): Promise<string[]> {
	const { page } = watch;
	const before = await look(page);
	const [broken, opened] = [watch.broken.length, watch.opened];
	try {
		await act();
	} catch (error) {
		return [`cannot be pressed: ${String(error).split("\n")[0]}`];
	}
	let after: Look | undefined;
	for (const deadline = Date.now() + PATIENCE; Date.now() < deadline; await sleep(PAUSE)) {
		after = await watch.calm(wake);
		if (watch.opened > opened || (after && after.shown !== before.shown)) break;
	}
	const wrong = watch.broken.slice(broken);
	if (!after) return [...wrong, "the page never came to rest"];
	if (!after.calm) wrong.push("something is always on its way");
	if (wake && after.wakes && !after.live) wrong.push("the page never woke");
	if (watch.opened === opened && after.shown === before.shown) wrong.push("nothing happened");
	if (!after.main || !after.heading) wrong.push("the page is empty");
	wrong.push(...after.untold);
	const moved = after.address !== before.address || after.document !== before.document || after.heading !== before.heading;
	if (moved) wrong.push(...(await disagreement(page, after)));
	return wrong;
}

/** Whether the page that is shown is the one that stands at its address. */
export async function disagreement(page: Page, shown?: Look): Promise<string[]> {
	const { address, heading, title } = shown ?? (await look(page));
	const answer = await page.context().request.get(address, { headers: { Accept: "text/html" }, maxRedirects: 0 });
	const path = address.replace(/^https?:\/\/[^/]+/, "");
	if (answer.status() >= 300 && answer.status() < 400) return [`at ${path} stands “${heading}”, but it leads to ${answer.headers().location}`];
	const body = await answer.text();
	const plain = (pattern: RegExp) => unescaped((pattern.exec(body)?.[1] ?? "").replace(/<[^>]*>/g, "")).replace(/\s+/g, " ").trim();
	const [expected, named] = [plain(/<h1\b[^>]*>(.*?)<\/h1>/s), plain(/<title>(.*?)<\/title>/s)];
	const wrong = expected === heading ? [] : [`at ${path} stands “${heading}” instead of “${expected}”`];
	const bare = (title: string) => title.replace(/^[^:]+: /, "");
	if (bare(named) !== bare(title)) wrong.push(`at ${path} the title is “${title}” instead of “${named}”`);
	return wrong;
}

function unescaped(text: string): string {
	const names: Record<string, string> = { lt: "<", gt: ">", quot: '"', amp: "&", "#39": "'", "#x27": "'" };
	return text.replace(/&(#?\w+);/g, (whole, name: string) => names[name] ?? whole);
}

/** Fills in the fields of the form that this sends, as a browser does it for somebody: what they can see and is empty. How many. */
export async function fill(page: Page, { index, submits }: Control, { typed }: Stand): Promise<number> {
	if (!submits) return 0;
	const [names, key] = await page.evaluate(
		([pressed, index]) => {
			const { form } = document.querySelectorAll<HTMLButtonElement>(pressed)[index]!;
			const fields = [...(form?.elements ?? [])] as HTMLInputElement[];
			return [fields.map(({ name }) => name), document.querySelector("[data-secret-key]")?.textContent] as const;
		},
		[PRESSED, index] as const,
	);
	const text = (name: string) => (name === "two_step_code" && key ? totp(key, -1) : typed[name]?.()) ?? usual(name);
	const texts = Object.fromEntries(names.map((name) => [name, text(name)]));
	return page.evaluate(
		({ pressed, index, texts, own }) => {
			const form = document.querySelectorAll<HTMLButtonElement>(pressed)[index]!.form!;
			const visible = (field: Element) => field.checkVisibility() || field.closest("details:not([open])");
			const boxes = [...form.querySelectorAll<HTMLInputElement>("[name^=role_]")];
			const filled = [...form.elements].filter((field) => {
				if (!visible(field)) return false;
				if (field instanceof HTMLSelectElement) {
					if (!field.value) field.value = field.name === "country" ? "UA" : field.options[1]!.value;
					else return false;
				} else if (field === boxes[0] && !boxes.some(({ checked }) => checked)) {
					boxes[0].checked = true;
				} else if (field instanceof HTMLInputElement && !["hidden", "radio", "checkbox"].includes(field.type)) {
					const value = texts[field.name];
					if (!value || (field.value && !own.includes(field.name))) return false;
					field.value = value;
				} else return false;
				for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
				return true;
			});
			return filled.length;
		},
		{ pressed: PRESSED, index, texts, own: Object.keys(typed) },
	);
}
