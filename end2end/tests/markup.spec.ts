import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { Page } from "@playwright/test";
import { test } from "./help/another";
import { hidden } from "./help/hidden";
import { isSignedIn } from "./help/kinds";
import { everyLetter } from "./help/mail";
import { PlainVisitor, TextVisitor, tokens, type Answer } from "./help/plain";
import { expect, type Server } from "./help/server";
import { site } from "./help/site";
import { Crowd, type Place, type Stand } from "./help/stands";

/** Ends an attribute and an element, begins an element that does nothing, and looks like a character reference. */
const MARK = `"'><marked-x a=1>&lt;</marked-x>&`;
const QUERY = ["next", "search", "sort", "after", "before", "done", "form", "of", "recovery", "rename"].map((name) => `${name}=${encodeURIComponent(MARK)}`).join("&");

test.describe.configure({ timeout: 180_000 });

/** Whatever the operator writes, with the mark in it. */
async function settings(folder: string): Promise<Record<string, string>> {
	await writeFile(path.join(folder, "terms.en.md"), "# Terms of {brand}\n\n**{brand}**, `{brand}`, [{support}](mailto:{support})\n");
	return {
		OCPANEL_BRAND: `Cloud ${MARK}`,
		// Of what an address may hold.
		OCPANEL_SUPPORT_EMAIL: "help'&amp={x}@example.com",
		OCPANEL_MAIL_FROM: `"Cloud '><marked-x>&" <no-reply@localhost>`,
		OCPANEL_PANEL_URL: `http://localhost:9/${MARK}`,
		OCPANEL_TERMS_VERSION: MARK,
		OCPANEL_LEGAL_DIR: folder,
	};
}

/** What a parser of HTML makes of a text. */
async function parsed(page: Page, html: string): Promise<{ made: number; title: string; text: string; attributes: string[] }> {
	return page.evaluate((html) => {
		const read = new DOMParser().parseFromString(html, "text/html");
		const attributes = [...read.querySelectorAll("*")].flatMap(({ attributes }) => [...attributes].map(({ name, value }) => `${name}=${value}`));
		return {
			made: read.querySelectorAll("marked-x").length,
			title: read.title,
			text: read.body.textContent ?? "",
			attributes: attributes.filter((attribute) => attribute.includes("<marked-x")),
		};
	}, html);
}

/** Looks at pages, and keeps in mind where the mark was seen. */
class Look {
	readonly titles = new Set<string>();
	readonly attributes = new Set<string>();
	pages = 0;

	constructor(readonly page: Page) {}

	async at({ headers, body }: Answer, where: string) {
		if (!headers.get("content-type")?.startsWith("text/html") || !body) return;
		expect(body, where).not.toContain("<marked-x");
		const { made, title, text, attributes } = await parsed(this.page, body);
		expect(made, where).toBe(0);
		expect(text, `${where} has the brand in its header`).toContain(`Cloud ${MARK}`);
		if (title.includes("<marked-x")) this.titles.add(title);
		for (const attribute of attributes) this.attributes.add(attribute.split("=")[0]!);
		this.pages++;
	}
}

/** Names and details of somebody signed in are marked. */
async function mark({ visitor, places: { account } }: Stand) {
	const profile = (await visitor.get("/settings/profile")).body;
	const email = /name="email"[^>]*value="([^"]+)"/.exec(profile)?.[1] ?? /value="([^"]+)"[^>]*name="email"/.exec(profile)?.[1] ?? "";
	const saved = await visitor.post("/api/save_profile", { ...hidden(profile, "save_profile"), name: MARK, surname: MARK, email, phone: "+380445370222" });
	expect(saved.headers.get("location"), "the names are kept").not.toContain("form=");
	const page = (await visitor.get(`/clients/${account}`)).body;
	if (!page.includes('action="/api/save_account"')) return;
	const details = { country: "UA", account_type: "business", organisation_type: "legal_entity", company_name: MARK, tin: "14360570" };
	const more = { registration_number: "", vat_number: "", address: MARK, city: MARK, postal_code: "" };
	await visitor.post("/api/save_account", { ...hidden(page, "save_account"), two_step_policy: "optional", ...details, ...more });
	expect((await visitor.get(`/clients/${account}`)).body, "the company is kept").toContain("marked-x");
}

/** Elements that text browsers put no space around. */
const INLINE = /<\/?(a|span|nav|section|aside|footer|header|main|button|label|code|bdi|strong|em|leptos-island)(?=[\s>])[^>]*>/g;

/** How a page reads without style: what runs together, and what would be there though it is hidden. */
async function unstyled(page: Page, html: string): Promise<string[]> {
	// The key is one word, whose groups style sets apart.
	const text = html.replace(/data-secret-key.*?<\/code>/s, "").replace(/<(script|svg|head|select)\b.*?<\/\1>|<!--.*?-->/gs, "").replace(INLINE, "\x01").replace(/<[^>]*>/g, "\n");
	const joined = text.match(/[^\n]*[\p{L}\p{N}.!?:,)]\x01+[\p{L}\p{N}(][^\n]*/gu) ?? [];
	const hidden = await page.evaluate((html) => {
		const read = new DOMParser().parseFromString(html, "text/html");
		const all = [...read.querySelectorAll("[hidden], [aria-hidden=true]:not(svg), template")];
		return all.filter((one) => one.matches("template") || one.textContent?.trim() || one.matches("input, button") || one.querySelector("input, button, select")).map(({ outerHTML }) => outerHTML);
	}, html);
	return [...joined, ...hidden];
}

/** Types the mark into every field of a page's forms; the page as it is shown again. */
async function refuse(look: Look, visitor: PlainVisitor, body: string, { page, forms }: Place) {
	for (const endpoint of forms) {
		const form = body.split("<form ").find((form) => form.includes(`action="/api/${endpoint}"`)) ?? "";
		const inputs = [...form.split("</form>")[0]!.matchAll(/<input\b[^>]*>/g)].map(([input]) => input);
		const typed = inputs.filter((input) => !/type="(hidden|radio|checkbox|submit)"/.test(input));
		const names = typed.map((input) => /\bname="(\w+)"/.exec(input)?.[1]).filter((name) => name !== undefined);
		if (names.length === 0) continue;
		const fields = Object.fromEntries(names.map((name) => [name, MARK]));
		const answer = await visitor.post(`/api/${endpoint}`, { ...hidden(body, endpoint), ...fields });
		const next = answer.headers.get("location");
		await look.at(answer, `${page}, refused by ${endpoint}`);
		if (next?.startsWith("/") && next.includes("form=")) await look.at(await visitor.get(next), `${page}, ${endpoint} again`);
	}
}

async function walk(server: Server, look: Look) {
	const crowd = new Crowd(server);
	const marked = new Set<Stand>();
	for (const place of await crowd.places(await site(server.url))) {
		if (place.who === "nobody") continue;
		const { stand, path } = await crowd.before(place);
		if (isSignedIn(place.who) && !marked.has(stand)) await mark(stand);
		marked.add(stand);
		const plain = await stand.visitor.get(path);
		await look.at(plain, `${place.page} (${place.who})`);
		const text = await TextVisitor.like(stand.visitor).get(path);
		expect(tokens(text.body), `${place.page} has forms, which have tokens for text browsers`).not.toContain("");
		expect(tokens(text.body).length).toBeGreaterThan(0);
		expect(await unstyled(look.page, text.body), `${place.page} (${place.who}) without style`).toEqual([]);
		expect(plain.body, "others need none").not.toContain("csrf_token");
		await look.at(await stand.visitor.get(`${path}${path.includes("?") ? "&" : "?"}${QUERY}`), `${place.page} (${place.who}) with a query`);
		await refuse(look, stand.visitor, plain.body, place);
	}
	await look.at(await new PlainVisitor(server.url).get(`/nowhere/${encodeURIComponent(MARK)}`), "a page that is nowhere");
}

test("what people and the operator write is text on every page and in every letter", async ({ another, folder, page }) => {
	const server = await another(await settings(folder));
	const look = new Look(page);
	await walk(server, look);
	expect(look.pages).toBeGreaterThan(60);
	const titles = [...look.titles].join("\n");
	for (const title of ["Welcome, ", "Terms of Cloud"]) expect(titles, "a title with the mark").toContain(title);
	for (const attribute of ["aria-label", "value", "href", "data-title"]) expect([...look.attributes], "an attribute with the mark").toContain(attribute);

	const letters = await everyLetter(server.mailDir);
	expect(letters.length).toBeGreaterThan(20);
	for (const { subject, html, headers, name } of letters) {
		expect(subject, name).toContain("<marked-x");
		expect(subject, name).not.toMatch(/[\r\n]/);
		expect(headers.from, name).toContain("<no-reply@localhost>");
		const { made, title, text } = await parsed(page, html);
		expect(made, name).toBe(0);
		expect(title, name).toBe(subject);
		expect(text, name).toContain(MARK);
	}

	const visitor = new PlainVisitor(server.url);
	const opened = new URL(await server.mailbox());
	await visitor.get(opened.pathname + opened.search);
	const list = await visitor.get("/dev/mailbox");
	expect(list.status, "the mailbox of development").toBe(200);
	await look.at(list, "the mailbox");
	for (const { name } of letters.slice(-5)) await look.at(await visitor.get(`/dev/mailbox/${name}`), `the mailbox's ${name}`);
});
