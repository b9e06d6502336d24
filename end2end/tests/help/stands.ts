import { randomInt } from "node:crypto";
import type { Page } from "@playwright/test";
import { host, KINDS, STRANGER } from "./kinds";
import { address, PASSWORD } from "./person";
import type { PlainVisitor } from "./plain";
import type { Server } from "./program";
import type { Site } from "./site";

export const NEW_PASSWORD = "some further words in a row";

/** Somebody as they stand before a page: their browser's cookies, what stands in addresses, what they would type. */
export type Stand = {
	visitor: PlainVisitor;
	/** A page that they can open as long as they are what they were. */
	home: string;
	/** For `{account}`, `{member}` and `{passkey}`. */
	places: Record<string, string>;
	/** By a field's name; what is not here anybody would type the same way. */
	typed: Record<string, () => string>;
	/** Into whose account they were invited. */
	host?: Host;
	/** Signs the same user in once more, with a session of its own. */
	again?: () => Promise<PlainVisitor | undefined>;
};

export type Host = { visitor: PlainVisitor; account: string };

/** A page, who stands before it, and the forms that are there. */
export type Place = { page: string; who: string; forms: string[] };

/** So many are invited by one host; more are a limit's business. */
const INVITED = 15;

/** People of every kind, made when they are needed, and made anew when they can no longer do what they could. */
export class Crowd {
	private readonly stands = new Map<string, Promise<Stand>>();
	private latest: { host: Host; invited: number } | undefined;

	constructor(readonly server: Server) {}

	/** One of them who is still what they were: who can open this page, with these forms. */
	async of(who: string, page?: string, forms?: string[]): Promise<Stand> {
		const known = await this.stands.get(who)?.catch(() => undefined);
		if (who === STRANGER) known?.visitor.cookies.clear();
		if (known && (await can(known, page ?? known.home, forms))) return known;
		const fresh = await known?.again?.();
		if (known && fresh) {
			known.visitor = fresh;
			if (await can(known, page ?? known.home, forms)) return known;
		}
		const made = KINDS[who]!(this);
		this.stands.set(who, made);
		if (page && !(await can(await made, page, forms))) throw new Error(`${who} cannot stand before ${page}`);
		return made;
	}

	/** Makes somebody anew at their next use. */
	forget(who: string) {
		this.stands.delete(who);
	}

	/** Stands somebody before a page; its address. */
	async before({ page, who, forms }: Place): Promise<{ stand: Stand; path: string }> {
		const stand = await this.of(who, page, forms);
		if (who === STRANGER) stand.visitor.cookies.clear();
		return { stand, path: addressOf(page, stand)! };
	}

	/** Somebody who can invite. */
	async host(): Promise<Host> {
		const fresh = this.latest && (await this.latest.host.visitor.get("/settings/security/two-step")).status === 200;
		if (!this.latest || !fresh || this.latest.invited >= INVITED) this.latest = { host: await host(this.server), invited: 0 };
		this.latest.invited++;
		return this.latest.host;
	}

	/**
	 * Each page with the first who can open it, and with whoever finds a form there that none of those has; also where
	 * a link of the page's own leads to another side of it. A page that nobody can open is named by nobody.
	 */
	async places({ pages }: Site): Promise<Place[]> {
		const [places, seen, led] = [[] as Place[], new Set<string>(), new Set<string>()];
		const look = async (page: string, who: string, first: boolean) => {
			const stand = await this.of(who);
			const path = addressOf(page, stand);
			if (!path) return;
			const { status, headers, body } = await stand.visitor.get(path);
			// An address that only leads to the first of the pages below it.
			if (status === 303 && headers.get("location")?.startsWith(`${path}/`)) led.add(page);
			if (status !== 200) return;
			const fresh = formsOf(body).filter((endpoint) => !seen.has(endpoint));
			for (const endpoint of fresh) seen.add(endpoint);
			if (first || fresh.length > 0) places.push({ page, who, forms: formsOf(body) });
			const sides = [...body.matchAll(/href="([^"#?]+)(\?[^"]*)"/g)].filter(([, own]) => own === path);
			if (!page.includes("?")) for (const [, , query = ""] of sides) await look(`${page}${named(query.replaceAll("&amp;", "&"), stand)}`, who, false);
		};
		for (const page of pages) {
			for (const who of Object.keys(KINDS)) await look(page, who, !places.some((place) => place.page === page));
			if (!led.has(page) && !places.some((place) => place.page === page)) places.push({ page, who: "nobody", forms: [] });
		}
		return places;
	}
}

/** Gives a page's browser the cookies of somebody, and no others. */
export async function wear(page: Page, { cookies, url }: PlainVisitor, at = url) {
	await page.context().clearCookies();
	await page.context().addCookies([...cookies].map(([name, value]) => ({ name, value, url: at })));
}

/** The forms that a page has. */
function formsOf(body: string): string[] {
	return [...new Set([...body.matchAll(/<(?:form\b[^>]* |button\b[^>]*form)action="\/api\/(\w+)"/g)].map(([, endpoint = ""]) => endpoint))];
}

async function can(stand: Stand, page: string, forms?: string[]): Promise<boolean> {
	const path = addressOf(page, stand);
	if (!path) return false;
	const { status, body } = await stand.visitor.get(path);
	return status === 200 && (!forms || forms.join() === formsOf(body).join());
}

/** The page's address for somebody; nothing where they have no such place. */
function addressOf(page: string, { places }: Stand): string | undefined {
	const path = page.replace(/\{(\w+)\}/g, (whole, name) => places[name] ?? whole);
	return path.includes("{") ? undefined : path;
}

/** The same with names in place of what is somebody's own. */
function named(query: string, { places }: Stand): string {
	return Object.entries(places).reduce((query, [name, value]) => query.replace(`=${value}`, `={${name}}`), query);
}

/** What anybody would type into a field of this name. */
export function usual(name: string): string | undefined {
	const typed: Record<string, string> = {
		name: "Оксана",
		surname: "Ґалаґан",
		email: address("typed"),
		user_email: address("typed"),
		password: PASSWORD,
		confirm_password: PASSWORD,
		old_password: PASSWORD,
		new_password: NEW_PASSWORD,
		confirm_new_password: NEW_PASSWORD,
		phone: "044 537 02 22",
		company_name: "Хмара",
		passkey_name: "Телефон",
		tin: "14360570",
		code: "ABC-DEF",
		two_step_code: String(randomInt(100_000, 999_999)),
		recovery_code: "00000-00000-00000-00000-0000",
		search: "oksana",
	};
	return typed[name];
}
