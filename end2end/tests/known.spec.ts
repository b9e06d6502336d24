import { setTimeout as sleep } from "node:timers/promises";
import { expect, type Server } from "./help/server";
import { test as base } from "./help/another";
import { remember } from "./help/canary";
import { letter, letters } from "./help/mail";
import { address, PASSWORD } from "./help/person";
import { PlainVisitor, type Answer } from "./help/plain";
import { freePort } from "./help/program";
import { MailServer } from "./help/smtp";

/** Seconds between two codes. */
const WAIT = 4;

const test = base.extend<object, { admin: string }>({
	admin: [async ({}, use) => use(`127.0.0.1:${await freePort()}`), { scope: "worker" }],
	settings: [async ({ admin }, use) => use({ OCPANEL_ADMIN_ADDR: admin, OCPANEL_RESEND_AFTER: `${WAIT}s` }), { scope: "worker" }],
});

test.describe.configure({ mode: "default", timeout: 300_000 });

const WAYS = { "a plain browser": "text/html", WebAssembly: "application/json" };

test("a plain browser and WebAssembly see the same of a known and of an unknown address", async ({ server }) => {
	const compare = async ([way, accept]: [string, string]) => {
		const [known, unknown] = [pair("known"), pair("other")];
		for (const email of known) await signUp(server, email);
		const [seen, expected] = await Promise.all([journey(server, accept, known), journey(server, accept, unknown)]);
		expect(Object.keys(seen), way).toEqual(Object.keys(expected));
		for (const [step, answer] of Object.entries(expected)) expect(seen[step], `${way}, ${step}`).toEqual(answer);
	};
	await Promise.all(Object.entries(WAYS).map(compare));
});

test("a known and an unknown address get one letter each", async ({ server }) => {
	const [known, unknown] = [address("known"), address("other")];
	await signUp(server, known);
	for (const email of [known, unknown]) {
		const visitor = new PlainVisitor(server.url);
		await visitor.register(email);
		await visitor.details();
	}
	await letter(server.mailDir, known, { kind: "already-registered" });
	await letter(server.mailDir, unknown);
	await sleep(500);
	expect(await kinds(server, unknown)).toEqual(["verification-code"]);
	// The first one is from when the address became known.
	expect(await kinds(server, known)).toEqual(["verification-code", "already-registered"]);
});

test("how a letter fares tells nothing, however slow the mail server is", async ({ another }) => {
	let slow = false;
	const mail = await MailServer.open({ delay: () => (slow ? 2_500 : 0) });
	const server = await another({ OCPANEL_SMTP_URL: `smtp://127.0.0.1:${mail.port}` });
	const [known, unknown] = [address("known"), address("other")];
	const begin = async (email: string) => {
		const visitor = new PlainVisitor(server.url, { "Accept-Encoding": "identity" });
		await visitor.register(email);
		await visitor.details();
		rememberCookies(visitor);
		return visitor;
	};
	const user = await begin(known);
	await user.confirm((await mail.letter(known)).code);
	slow = true;
	// The second time a known address is told nothing.
	for (const round of ["first", "second"]) {
		const visitors = [await begin(known), await begin(unknown)];
		for (let times = 0; times < 3; times++) {
			await sleep(300);
			const [seen, expected] = await Promise.all(visitors.map((visitor) => visitor.get("/register/verify")));
			expect(masked(seen!, [known]), `${round} time`).toEqual(masked(expected!, [unknown]));
		}
		await sleep(2_500);
	}
	await mail.close();
});

test("every first step and every sign-in computes one password hash", async ({ server, admin }) => {
	const [known, unknown] = [address("known"), address("other")];
	await signUp(server, known);
	const visitor = () => new PlainVisitor(server.url);
	const signIn = (email: string, password: string) => visitor().post("/api/sign_in", { email, password });
	const posts: Record<string, () => Promise<Answer>> = {
		"first step, known": () => visitor().register(known),
		"first step, unknown": () => visitor().register(unknown),
		"sign-in, known": () => signIn(known, PASSWORD),
		"sign-in, known, wrong password": () => signIn(known, "something else"),
		"sign-in, unknown": () => signIn(unknown, PASSWORD),
		"sign-in, begun": () => signIn(unknown, PASSWORD),
		"sign-in, a domain that cannot be": () => signIn("a@xn--a.com", PASSWORD),
	};
	for (const [name, post] of Object.entries(posts)) {
		const before = await hashes(admin);
		expect((await post()).status, name).toBe(303);
		expect((await hashes(admin)) - before, name).toBe(1);
	}
});

function pair(name: string): [string, string] {
	return [address(name), address(name)];
}

async function signUp(server: Server, email: string) {
	const visitor = new PlainVisitor(server.url);
	await visitor.register(email);
	await visitor.details();
	const { code } = await letter(server.mailDir, email);
	expect((await visitor.confirm(code)).headers.get("location")).toBe("/register/two-step");
	rememberCookies(visitor);
}

function rememberCookies({ cookies }: PlainVisitor) {
	for (const [name, value] of cookies) if (!["ocpanel-language", "ocpanel-theme"].includes(name)) remember(value, `the cookie ${name}`);
}

async function kinds(server: Server, email: string): Promise<(string | undefined)[]> {
	return (await letters(server.mailDir, email)).map(({ headers }) => headers["x-ocpanel-letter"]);
}

async function hashes(admin: string): Promise<number> {
	const metrics = await (await fetch(`http://${admin}/metrics`)).text();
	return Number(/^ocpanel_password_hashes_total (\d+)$/m.exec(metrics)?.[1]);
}

/** What this address sees on the way through the wizard, when it is corrected, and at sign-in: everything that can be told apart. */
async function journey(server: Server, accept: string, [email, corrected]: [string, string]): Promise<Record<string, object>> {
	const visitor = new PlainVisitor(server.url, { Accept: accept, "Accept-Encoding": "identity" });
	const scripts = accept !== "text/html";
	const seen: Record<string, object> = {};
	const note = (step: string, answer: Answer) => {
		seen[`${Object.keys(seen).length}: ${step}`] = masked(answer, [email, corrected]);
		return answer;
	};
	let patience = 15;
	const see = async (page: string) => {
		let answer = await visitor.get(page);
		for (; patience > 0 && isOnItsWay(answer); patience--, answer = await visitor.get(page)) await sleep(100);
		return note(page.replace(/\?.*/, ""), answer);
	};
	const send = async (door: string, fields: Record<string, string>, page: string) => {
		const answer = note(door, await visitor.post(`/api/${door}`, fields));
		const next = scripts ? /^\{"(?:go|load)":"([^"]+)"\}$/.exec(answer.body)?.[1] : answer.headers.get("location");
		return see(next ?? page);
	};

	const person = { name: "Оксана", surname: "Ґалаґан", email, password: PASSWORD, confirm_password: PASSWORD };
	await see("/register");
	const { body } = await send("register", person, "/register");
	const registration = valueIn(body, "registration");
	expect(registration).not.toBe("");
	const details = { registration, language: "en", country: "UA", phone: "0445370222", account_type: "personal" };
	const verify = await send("details", details, "/register/details");
	await send("resend", { registration, version: valueIn(verify.body, "version") }, "/register/verify");
	await send("change_address", { registration, email: corrected }, "/register/verify");
	await send("confirm", { registration, code: "ABC-DEF" }, "/register/verify");
	await send("register", person, "/register");
	const again = await send("details", details, "/register/details");
	await sleep((WAIT + 1) * 1_000);
	await send("resend", { registration, version: valueIn(again.body, "version") }, "/register/verify");
	await sleep((WAIT + 1) * 1_000);
	await send("change_address", { registration, email: corrected }, "/register/verify");
	for (let times = 0; times < 6; times++) await send("confirm", { registration, code: "ABC-DEF" }, "/register/verify");
	await send("start_over", { registration }, "/register");
	for (let times = 0; times < 6; times++) await send("forgot", { email }, "/forgot-password");
	for (let times = 0; times < 2; times++) await send("ask_unlock", { email }, "/unlock");
	const wrong = { email, password: "something else" };
	for (let times = 0; times < 5; times++) await send("sign_in", wrong, "/sign-in");
	// From now on each failure is followed by a wait, twice as long as the last: sooner or later this is too early.
	let early = await visitor.post("/api/sign_in", wrong);
	while (early.status !== 429) early = await visitor.post("/api/sign_in", wrong);
	note("sign_in too early", early);
	rememberCookies(visitor);
	return seen;
}

/** Whether the letter of this page has not left yet. */
function isOnItsWay({ body }: Answer): boolean {
	return /on its way|"OnItsWay"/.test(body);
}

/** The value of a hidden field in a page or in its data. */
function valueIn(body: string, name: string): string {
	return new RegExp(`"${name}"(?:,"| value=")([\\w-]+)"`).exec(body)?.[1] ?? "";
}

/** An answer without what differs each time: addresses, random texts, moments. */
function masked({ status, headers, body }: Answer, addresses: string[]): object {
	const mask = (text: string) =>
		addresses
			.flatMap((email, at) => [email, encodeURIComponent(email)].map((written) => ({ written, at })))
			.reduce((text, { written, at }) => text.replaceAll(written, `(address ${at})`), text)
			.replace(/(?<![\w-])[\w-]{43}(?![\w-])/g, "(token)")
			.replace(/(?<![\w-])[\w-]{22}(?![\w-])/g, "(id)")
			.replace(/\b[0-9a-f]{16}\b/g, "(number)")
			.replace(/\b\d{10}\b/g, "(moment)")
			.replace(/\d+ (second|minute)s?\b/g, "(time)")
			.replace(/data-wait="\d+"/g, 'data-wait="(seconds)"');
	const header = ([name, value]: [string, string]) => {
		if (name === "date") return `date: ${value.replace(/\d/g, "0").replace(/[A-Z][a-z]{2}\b/g, "Xxx")}`;
		if (name === "x-request-id") return `x-request-id: ${value.replace(/^[0-9a-f]{16}$/, "(number)")}`;
		if (name === "retry-after") return `retry-after: ${value.replace(/^\d+$/, "(seconds)")}`;
		// A masked body of one length may come from bodies of two. Each `<wbr>` was taken out of it.
		if (name === "content-length" && (Number(value) - Buffer.byteLength(body)) % "<wbr>".length === 0) return "content-length: (right)";
		return `${name}: ${mask(value)}`;
	};
	return { status, headers: [...headers].map(header), body: mask(body).split(/(?=<)/) };
}
