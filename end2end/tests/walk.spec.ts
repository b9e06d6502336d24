import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { test as base } from "./help/another";
import { remember } from "./help/canary";
import { cookieless } from "./help/cookieless";
import { disturb, disturbEarly } from "./help/disturb";
import { isSignedIn, requireSecondStep } from "./help/kinds";
import { Authenticator } from "./help/passkey";
import { PlainVisitor } from "./help/plain";
import { controls, disagreement, fill, press, Watch, type Control } from "./help/press";
import { expect, type Options } from "./help/server";
import { site, type Site } from "./help/site";
import { Crowd, NEW_PASSWORD, wear, type Place, type Stand } from "./help/stands";

remember(NEW_PASSWORD, "the new password");

const WAYS = {
	"with WebAssembly": {},
	"with WebAssembly blocked": { blockWasm: true },
	"with scripts off": { javaScriptEnabled: false },
};

const SETTINGS = {
	// Passwords are hashed often here, and are not what is tested.
	OCPANEL_ARGON2: "m=64,t=1,p=1",
	// A register that nobody reaches: looking a company up ends in a sentence.
	OCPANEL_COMPANY_REGISTER: "vies",
	OCPANEL_COMPANY_REGISTER_URL_VIES: "http://127.0.0.1:9",
};
/** Seconds until a proof of identity is too old, where it gets too old. */
const SUDO = 7;
/** The longest walk is cut into so many parts. */
const PARTS = 2;
/** Nobody reads on after so much that is wrong. */
const ENOUGH = 10;
/** Milliseconds that WebAssembly is late. */
const LATE = 3_000;
/** So many people walk at once, each in a browser of their own. */
const LANES = 2;

type World = { crowds: Crowd[]; places: Place[]; all: Site };

const test = base.extend<object, Options & { world: World }>({
	settings: [async ({}, use) => use(SETTINGS), { scope: "worker" }],
	world: [
		async ({ server }, use) => {
			const [crowds, all] = [Array.from({ length: LANES }, () => new Crowd(server)), await site(server.url)];
			await use({ crowds, places: await crowds[0]!.places(all), all });
		},
		{ scope: "worker", timeout: 60_000 },
	],
});

test.describe.configure({ timeout: 240_000 });

/** Somebody who walks: their browser, how it works, and what went wrong on the way. */
class Walk {
	readonly watch: Watch;
	readonly wrong: string[] = [];

	constructor(
		readonly page: Page,
		readonly crowd: Crowd,
		tolerated: RegExp[],
		/** Whether WebAssembly is waited for. */
		readonly alive: boolean,
		readonly url = crowd.server.url,
	) {
		this.watch = new Watch(page, tolerated);
	}

	/** Stands before a page as it is loaded. */
	async stand(place: Place): Promise<{ stand: Stand; all: Control[] }> {
		const { stand, path } = await this.crowd.before(place);
		await wear(this.page, stand.visitor, this.url);
		await this.page.goto(`${this.url}${path}`, { waitUntil: this.watch.hurried ? "commit" : "load" });
		const shown = await this.watch.calm(this.alive, false);
		const all = await controls(this.page);
		if (this.alive && !shown?.live && all.some(({ where, endpoint }) => where === "main" && endpoint)) this.note(place, "loaded", ["it never woke"]);
		return { stand, all };
	}

	/** Stands before a page until this is there to be pressed; who did so before may have used it up. */
	async find(place: Place, key: string): Promise<{ stand: Stand; control: Control } | undefined> {
		for (let times = 0; times < 2; times++) {
			const { stand, all } = await this.stand(place);
			const control = all.find((control) => control.key === key);
			if (control) return { stand, control };
			this.crowd.forget(place.who);
		}
		this.note(place, key, ["is gone"]);
		return undefined;
	}

	async press(place: Place, control: Control, how = "") {
		this.note(place, `${how}${control.key}`, await press(this.watch, control, this.alive));
	}

	/** Presses what is called like this, wherever it stands by now. */
	async pressAgain(place: Place, { key }: Control) {
		const control = (await controls(this.page)).find((control) => control.key === key);
		if (control) await this.press(place, control);
		else this.note(place, key, ["is gone"]);
	}

	note({ page, who }: Place, what: string, wrong: string[]) {
		for (const one of wrong) this.wrong.push(`${page} (${who}), ${what}: ${one}`);
	}
}

/** What happens to a page that is there, and how that ends. */
type Change = (walk: Walk, stand: Stand, place: Place) => Promise<void | (() => Promise<void>)>;

/** A link of the page, and its main form, filled in; each after something has changed. */
const BOTH = [linksOf, mainOf];

async function pressEach(walk: Walk, place: Place, { choices = BOTH, can, change }: Partial<State> & { choices?: typeof BOTH } = {}) {
	for (const choose of choices) {
		if (can && !(await can(await walk.crowd.of(place.who)))) walk.crowd.forget(place.who);
		const { stand, all } = await walk.stand(place);
		const chosen = choose(all, place);
		if (chosen[0]) await fill(walk.page, chosen[0], stand);
		const end = await change?.(walk, stand, place);
		const control = change && chosen.length > 1 ? await ledElsewhere(walk, chosen) : chosen[0];
		if (control) await walk.pressAgain(place, control);
		await end?.();
	}
}

/** The links to other pages, beginning with another one on each page. */
function linksOf(all: Control[], { page }: Place): Control[] {
	const links = all.filter(({ href, where, opens }) => href.startsWith("/") && where !== "footer" && !opens);
	const first = page.length % links.length;
	return [...links.slice(first), ...links.slice(0, first)];
}

/** The page's main form's button. */
function mainOf(all: Control[]): Control[] {
	const main = all.filter(({ submits, where, endpoint }) => where === "main" && submits && !endpoint.startsWith("find_"));
	return [main.find(({ endpoint }) => endpoint) ?? main[0]].filter((control) => control !== undefined);
}

/** A link whose address now leads elsewhere, if there is one. */
async function ledElsewhere({ page }: Walk, links: Control[]): Promise<Control | undefined> {
	for (const link of links) {
		const answer = await page.context().request.get(new URL(link.href, page.url()).href, { maxRedirects: 0 });
		if (answer.status() >= 300) return link;
	}
	return links[0];
}

type State = {
	of?: (place: Place) => boolean;
	/** Whether somebody can still get into it. */
	can?: (stand: Stand) => Promise<boolean>;
	change: Change;
};

/** Who can be in such a state, and how they get into it. */
const STATES: Record<string, State> = {
	"the session has ended elsewhere": {
		of: ({ who }) => isSignedIn(who),
		change: async (_, { visitor }) => {
			const elsewhere = new PlainVisitor(visitor.url);
			for (const [name, value] of visitor.cookies) elsewhere.cookies.set(name, value);
			await elsewhere.post("/api/sign_out", {});
			expect(await visitor.signedIn()).toBe(false);
		},
	},
	"an account has begun to require the second step": {
		of: ({ who }) => ["an owner", "a member"].includes(who),
		change: async (_, { visitor, host }) => {
			await requireSecondStep(host!, true);
			expect((await visitor.get(`/clients/${host!.account}`)).body).toContain("The account requires 2-Step Verification.");
			return () => requireSecondStep(host!, false);
		},
		can: ({ visitor }) => visitor.get("/settings/security").then(({ body }) => !body.includes("/api/disable_two_step")),
	},
	"the registration was dropped": {
		of: ({ who }) => ["somebody registering", "somebody with a code"].includes(who),
		change: async ({ crowd }, { visitor }, { who }) => {
			await visitor.post("/api/start_over", { registration: visitor.registration });
			crowd.forget(who);
		},
	},
	"all cookies are gone": {
		of: ({ who }) => !isSignedIn(who),
		change: async ({ page }) => page.context().clearCookies(),
	},
};

test("somebody can stand before every page, and the walk comes to every form", async ({ world: { places, all } }) => {
	expect(places.filter(({ who }) => who === "nobody").map(({ page }) => page)).toEqual([]);
	const there = new Set(places.flatMap(({ forms }) => forms));
	expect([...there].sort()).toEqual(all.forms.map(({ endpoint }) => endpoint).sort());
});

for (const [way, use] of Object.entries(WAYS)) {
	test.describe(way, () => {
		test.use({ ...use, viewport: { width: 800, height: 600 } });
		const alive = way === "with WebAssembly";

		/** Lets several people go from place to place; nothing may be wrong at any. */
		const walks = test.extend<{ walk: (places: Place[], at: (walk: Walk, place: Place) => Promise<void>, other?: Partial<Other>) => Promise<void> }>({
			walk: async ({ visitor, world, problems }, run) => {
				await run(async (places, at, { crowds = world.crowds, url, begin, waits = alive } = {}) => {
					const left = [...places];
					const lanes = crowds.map(async (crowd) => {
						const page = await visitor("javaScriptEnabled" in use ? use : {});
						await page.context().grantPermissions(["clipboard-write"]);
						await page.addInitScript(() => {
							window.print = () => (document.documentElement.dataset.printed = "");
						});
						// Without one the browser waits for somebody's phone.
						await Authenticator.of(page);
						await begin?.(page);
						const walk = new Walk(page, crowd, problems.tolerated, waits, url);
						walk.watch.hurried = alive && !waits;
						for (let place = left.shift(); place && walk.wrong.length < ENOUGH; place = left.shift()) await at(walk, place);
						await page.unrouteAll({ behavior: "ignoreErrors" });
						return walk.wrong;
					});
					expect((await Promise.all(lanes)).flat()).toEqual([]);
				});
			},
		});

		// Without WebAssembly both ways are the browser's own: they share the places.
		const half = way === "with scripts off" ? 1 : 0;
		for (const part of Array.from({ length: PARTS }, (_, part) => part).filter((part) => alive || part % 2 === half)) {
			walks(`every link and button does something, part ${part + 1} of ${PARTS}`, async ({ walk, world: { places } }) => {
				/** What stands on many pages and was pressed on one. */
				const everywhere = new Set<string>();
				await walk(places.filter((_, at) => at % PARTS === part), async (walk, place) => {
					const { all } = await walk.stand(place);
					const shared = all.filter(({ where, href }) => where !== "main" || (href && !alive));
					const own = all.filter((control) => !shared.includes(control));
					// Pressed where it is met first: it may stand nowhere else.
					const few = shared.filter(({ name }) => !everywhere.has(name));
					for (const { name } of few) everywhere.add(name);
					for (const { key } of [...own.filter(({ submits }) => !submits), ...few]) {
						const found = await walk.find(place, key);
						if (found) await walk.press(place, found.control);
					}
					for (const { key, endpoint } of own.filter(({ submits }) => submits)) {
						const found = await walk.find(place, key);
						if (!found) continue;
						await walk.press(place, found.control);
						// Where it was refused, it is filled in and sent again.
						const again = endpoint ? (await controls(walk.page)).find((control) => control.key === key) : undefined;
						if (again && (await fill(walk.page, again, found.stand))) await walk.press(place, again, "filled in, ");
					}
				});
			});
		}

		// They share what a page does in a state as well.
		const turn = (place: Place, places: Place[]) => (places.indexOf(place) + half) % 2;
		const choicesOf = (place: Place, places: Place[]) => (alive ? BOTH : [BOTH[turn(place, places)]!]);
		const shared = (places: Place[]) => places.filter((place) => alive || turn(place, places) === 0);

		for (const [state, { of = () => true, can, change }] of Object.entries(STATES)) {
			walks(state, async ({ walk, world: { places } }) => {
				await walk(places.filter(of), (walk, place) => pressEach(walk, place, { can, change, choices: choicesOf(place, places) }));
			});
		}

		walks("the proof of identity is too old", async ({ walk, another, world: { places } }) => {
			const server = await another({ ...SETTINGS, OCPANEL_SUDO_LIFETIME: `${SUDO}s` });
			// Who waits leaves the processor to others.
			const crowds = Array.from({ length: 2 * LANES }, () => new Crowd(server));
			const began = new Map<string, number>();
			const change: Change = async (_, { visitor }) => {
				const session = visitor.cookies.get("ocpanel") ?? "";
				if (!began.has(session)) began.set(session, Date.now());
				await sleep(Math.max(0, began.get(session)! + SUDO * 1_000 + 200 - Date.now()));
			};
			const signedIn = places.filter(({ who }) => isSignedIn(who));
			await walk(signedIn, (walk, place) => pressEach(walk, place, { change, choices: choicesOf(place, places) }), { crowds });
		});

		walks("cookies are blocked", async ({ walk, server, world: { places }, problems }) => {
			const blocked = await cookieless(server.url);
			problems.tolerate(new RegExp(`^foreign host: ${blocked.url}/`));
			await walk(places.filter(({ who }) => who === "a stranger"), (walk, place) => pressEach(walk, place), { url: blocked.url });
			await blocked.close();
		});

		walks("Back comes right after a reload", async ({ walk, world: { places } }) => {
			const begin = (page: Page) => (alive ? page.route("**/*.wasm", (route) => sleep(300).then(() => route.continue())) : Promise.resolve());
			const back = async (walk: Walk, place: Place) => {
				const { page, watch } = walk;
				const { all } = await walk.stand(place);
				const link = linksOf(all, place).find(({ href }) => new URL(href, page.url()).pathname !== new URL(page.url()).pathname);
				if (!link) return;
				await walk.press(place, link);
				const reloaded = page.waitForEvent("domcontentloaded");
				await page.evaluate(() => location.reload()).catch(() => {});
				await reloaded;
				await page.evaluate(() => history.back()).catch(() => {});
				await watch.calm(alive);
				walk.note(place, `back from ${link.key}`, await disagreement(page));
				if (alive) await walk.pressAgain(place, link);
			};
			await walk(shared(places), back, { begin });
		});

		walks("elements stand beside every field, and every text is translated, again after each answer", async ({ walk, world: { places } }) => {
			const change: Change = ({ page }) => disturb(page, "inserted", "translated");
			await walk(shared(places), async (walk, place) => {
				await pressEach(walk, place, { choices: [linksOf], change });
				const { stand, all } = await walk.stand(place);
				const [main] = mainOf(all);
				if (!main) return;
				await change(walk, stand, place);
				await walk.pressAgain(place, main);
				const again = (await controls(walk.page)).find(({ key }) => key === main.key);
				if (!again) return;
				await change(walk, stand, place);
				await fill(walk.page, again, stand);
				await walk.press(place, again, "filled in, ");
			});
		});

		if (!alive) return;

		walks("elements stand beside every field, and every text is translated, before it wakes", async ({ walk, world: { places } }) => {
			await walk(places, (walk, place) => pressEach(walk, place), { begin: (page) => disturbEarly(page, "inserted", "translated") });
		});

		walks("WebAssembly is late, and nobody waits for it", async ({ walk, world: { places } }) => {
			await walk(places, (walk, place) => pressEach(walk, place, { choices: [mainOf] }), { begin: late, waits: false });
		});

		walks("WebAssembly is late, and what was typed before is sent after", async ({ walk, world: { places } }) => {
			const first = places.filter(({ who }, at) => places.findIndex((other) => other.who === who) === at);
			const typeEarly = async (walk: Walk, place: Place) => {
				const { stand, all } = await walk.stand(place);
				const [main] = mainOf(all);
				if (!main || !(await fill(walk.page, main, stand))) return;
				const typed = await values(walk.page);
				await walk.page.waitForFunction(() => document.documentElement.dataset.live === "yes");
				expect(await values(walk.page), place.page).toEqual(typed);
				await walk.pressAgain(place, main);
			};
			await walk(first, typeEarly, { begin: late, waits: false });
		});
	});
}

/** How a walk is another one. */
type Other = { crowds: Crowd[]; url: string; begin: (page: Page) => Promise<unknown>; waits: boolean };

/** WebAssembly comes late to this page. */
function late(page: Page): Promise<unknown> {
	return page.route("**/*.wasm", (route) => sleep(LATE).then(() => route.continue()).catch(() => {}));
}

/** What stands in the fields of a page. */
function values(page: Page): Promise<string[]> {
	return page.locator("main").locator("input, select").evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value));
}
