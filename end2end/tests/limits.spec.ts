import { request as http } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { type Page } from "@playwright/test";
import { test } from "./help/another";
import { hidden } from "./help/hidden";
import { letter } from "./help/mail";
import { address, PASSWORD, sendFirstStep, summary, takenOver } from "./help/person";
import { PlainVisitor, type Answer } from "./help/plain";
import { freePort } from "./help/program";
import { expect, type Server } from "./help/server";

const WAYS = {
	"with WebAssembly": {},
	"with WebAssembly blocked": { blockWasm: true },
	"with scripts off": { javaScriptEnabled: false },
};

/** One proxy before the program says which network asks; hashes cost next to nothing, so that hundreds fit into a second. */
const ON = { OCPANEL_RATE_LIMITS: "on", OCPANEL_TRUSTED_PROXIES: "1", OCPANEL_ARGON2: "m=8,t=1,p=1" };

const WHEN = /\b(1 second|\d+ seconds|1 minute|\d+ minutes)\b/;

test.use({ settings: ON });

/** A network address that nobody else in this run has. */
function network(): string {
	const part = () => Math.floor(Math.random() * 256);
	return `10.${part()}.${part()}.${part()}`;
}

/** Somebody behind the proxies' `X-Forwarded-For`. */
function at(server: Server, forwarded: string): PlainVisitor {
	return new PlainVisitor(server.url, { "X-Forwarded-For": forwarded });
}

function signIn(visitor: PlainVisitor, email = address(), password = "not the password at all"): Promise<Answer> {
	return visitor.post("/api/sign_in", { email, password });
}

/** Registers somebody new, from a network of their own. */
async function user(server: Server): Promise<string> {
	const [visitor, email] = [at(server, network()), address()];
	await visitor.register(email);
	await visitor.details();
	await visitor.confirm((await letter(server.mailDir, email)).code);
	return email;
}

/** Asks so many times at once. Every answer is a redirect, or says that it was too much. */
async function flood(times: number, ask: (n: number) => Promise<Answer>) {
	const began = Date.now();
	const answers = await Promise.all(Array.from({ length: times }, (_, n) => ask(n)));
	const refused = answers.filter(({ status }) => status === 429);
	const others = answers.filter(({ status }) => status !== 429).map(({ status }) => status);
	expect(new Set([303, ...others])).toEqual(new Set([303]));
	return { passed: others.length, refused, seconds: (Date.now() - began) / 1_000 };
}

/** As many passed as a full bucket holds, and what ran into it meanwhile. */
function expectBucket({ passed, seconds }: { passed: number; seconds: number }, full: number, each: number) {
	expect(passed).toBeGreaterThanOrEqual(full);
	expect(passed).toBeLessThanOrEqual(full + Math.ceil(seconds / each));
}

/** Five tries are free; then waits of 1, 2, 4 … seconds, which begin at a whole second. */
function expectWaits(tries: number, seconds: number) {
	expect(tries).toBeGreaterThanOrEqual(5);
	expect(tries).toBeLessThanOrEqual(5 + Math.floor(Math.log2(seconds + 2)));
}

/** It is a page that says when, no later than in `most` seconds. */
function expectTooMany({ status, headers, body }: Answer, most: number) {
	expect(status).toBe(429);
	const after = headers.get("retry-after") ?? "";
	expect(after).toMatch(/^[1-9]\d*$/);
	expect(Number(after)).toBeLessThanOrEqual(most);
	expect(body).toMatch(/<h1[^>]*>Too many tries<\/h1>/);
	expect(body).toMatch(WHEN);
}

/** Where a page's link back to its form leads. */
function backToForm({ body }: Answer): string {
	const [, link = ""] = /<a\b([^>]*)>Back to the form<\/a>/.exec(body) ?? [];
	return /href="([^"]+)"/.exec(link)?.[1] ?? "";
}

for (const [way, use] of Object.entries(WAYS)) {
	test.describe(way, () => {
		test.use(use);
		const inPlace = way === "with WebAssembly";

		test("past the limit sign-in says when, and what was typed stays", async ({ page, server, problems }) => {
			problems.tolerate(/status of 429/);
			const email = address();
			await page.setExtraHTTPHeaders({ "X-Forwarded-For": network() });
			await page.goto("/sign-in");
			if (inPlace) await takenOver(page);
			await page.getByLabel("E-mail", { exact: true }).fill(email);
			const press = async () => {
				await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
				const answered = page.waitForResponse("**/api/sign_in");
				await page.getByRole("button", { name: "Sign in", exact: true }).click();
				return (await answered).status();
			};
			expect(await press()).toBe(inPlace ? 200 : 303);
			await expect(summary(page)).toContainText("The e-mail address and the password do not belong together");
			await failUntilTheWaitIs(8, () => signIn(at(server, network()), email));
			expect(await press()).toBe(429);
			await expectTold(page, inPlace);
			await expect(page.getByLabel("E-mail", { exact: true })).toHaveValue(email);
			await expect(page.getByLabel("Password", { exact: true })).toHaveValue(inPlace ? PASSWORD : "");
		});

		test("past the limit registering says when, and goes on then", async ({ page, server, problems }) => {
			problems.tolerate(/status of 429/);
			const [home, email] = [network(), address()];
			await page.setExtraHTTPHeaders({ "X-Forwarded-For": home });
			await page.goto("/register");
			if (inPlace) await takenOver(page);
			const crowd = async () => flood(40, () => at(server, home).register(address()));
			await page.route("**/api/register", (route) => crowd().then(() => route.continue()), { times: 1 });
			await sendFirstStep(page, email);
			await expectTold(page, inPlace);
			await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Оксана");
			await expect(page.getByLabel("E-mail", { exact: true })).toHaveValue(email);
			for (const label of ["Password", "Confirm password"]) {
				await expect(page.getByLabel(label, { exact: true })).toHaveValue(inPlace ? PASSWORD : "");
				await page.getByLabel(label, { exact: true }).fill(PASSWORD);
			}
			await sleep(3_100);
			await page.getByRole("button", { name: "Register", exact: true }).click();
			await expect(page.getByRole("heading", { level: 1, name: "Additional information" })).toBeVisible();
		});
	});
}

/** In place or on a page of its own; and then the form is there again. */
async function expectTold(page: Page, inPlace: boolean) {
	if (inPlace) {
		const alert = page.getByRole("alert").filter({ hasText: "Too many tries" });
		await expect(alert).toBeVisible();
		await expect(alert).toContainText(WHEN);
		return;
	}
	await expect(page.getByRole("heading", { level: 1, name: "Too many tries", exact: true })).toBeVisible();
	await expect(page.getByRole("main")).toContainText(WHEN);
	await page.getByRole("link", { name: "Back to the form", exact: true }).click();
}

test("a network registers twenty times at once, then once every three seconds", async ({ server }) => {
	const home = network();
	const flooded = await flood(30, () => at(server, home).register(address()));
	expectBucket(flooded, 20, 3);
	for (const answer of flooded.refused) expectTooMany(answer, 3);
	expect((await at(server, network()).register(address())).status).toBe(303);
	await sleep(3_100);
	expect((await at(server, home).register(address())).status).toBe(303);
});

test("a network guesses ten passwords at once, then one every six seconds", async ({ server }) => {
	const home = network();
	const flooded = await flood(30, () => signIn(at(server, home)));
	expectBucket(flooded, 10, 6);
	for (const answer of flooded.refused) expectTooMany(answer, 6);
	expect((await signIn(at(server, network()))).status).toBe(303);
});

test("an address takes five wrong passwords, from how many networks ever, known or not", async ({ server }) => {
	const known = await user(server);
	const told: string[] = [];
	for (const email of [known, address()]) {
		const { passed, refused } = await flood(25, () => signIn(at(server, network()), email));
		expect(passed).toBe(5);
		for (const answer of refused) expectTooMany(answer, 60);
		const [first] = refused;
		told.push(first!.body.replaceAll(/[0-9a-f]{32}|[0-9a-f]{16}|form=[\w-]+/g, "").replaceAll(email, "").replace(WHEN, ""));
	}
	expect(told[0]).toBe(told[1]);
	await failUntilTheWaitIs(4, () => signIn(at(server, network()), known));
	expectTooMany(await signIn(at(server, network()), known, PASSWORD), 60);
});

test("a right password takes itself back from the counts of its address and its network, and nothing else", async ({ server }) => {
	const [home, email] = [network(), await user(server)];
	for (let n = 0; n < 4; n++) expect((await signIn(at(server, home), email)).status).toBe(303);
	for (let n = 0; n < 2; n++) expect((await signIn(at(server, home), email, PASSWORD)).headers.get("location")).toBe("/panel");
	expect((await signIn(at(server, home), email)).status).toBe(303);
	expectTooMany(await signIn(at(server, network()), email), 1);
	for (let n = 0; n < 5; n++) expect((await signIn(at(server, home))).status).toBe(303);
	expectTooMany(await signIn(at(server, home)), 6);
	expect((await signIn(at(server, network()))).status).toBe(303);
});

test("a network tries sixty wrong codes at once, then one a minute", async ({ server }) => {
	const home = network();
	const visitors = Array.from({ length: 14 }, () => at(server, home));
	for (const visitor of visitors) {
		await visitor.register(address());
		await visitor.details();
	}
	const flooded = await flood(70, (n) => visitors[n % visitors.length]!.confirm("ABC-DEF"));
	expectBucket(flooded, 60, 60);
	const [first] = flooded.refused;
	for (const answer of flooded.refused) expectTooMany(answer, 60);
	expect(backToForm(first!)).toMatch(/^\/register\/verify\?form=[\w-]{22}$/);
});

test("a network is sent sixty codes at once, then one a minute", async ({ another }) => {
	const server = await another({ ...ON, OCPANEL_RESEND_AFTER: "1s" });
	const home = network();
	const visitors = Array.from({ length: 20 }, () => at(server, home));
	await Promise.all(visitors.map((visitor) => visitor.register(address())));
	expect((await flood(20, (n) => visitors[n]!.details())).passed).toBe(20);
	const resend = async () => {
		await sleep(1_100);
		return flood(20, async (n) => {
			const { body } = await visitors[n]!.get("/register/verify");
			return visitors[n]!.post("/api/resend", hidden(body, "resend"));
		});
	};
	for (let round = 0; round < 2; round++) expect((await resend()).passed).toBe(20);
	const { passed, refused } = await resend();
	expect(passed).toBeLessThanOrEqual(1);
	for (const answer of refused) expectTooMany(answer, 60);
});

test("what was typed is behind the link, passwords apart", async ({ server }) => {
	const [visitor, email] = [at(server, network()), address()];
	await signIn(visitor, email);
	await flood(4, () => signIn(at(server, network()), email));
	const refused = await visitor.post("/api/sign_in", { email, password: PASSWORD, next: "/terms" });
	expectTooMany(refused, 60);
	expect(refused.body).not.toContain(PASSWORD);
	const form = await visitor.get(backToForm(refused));
	expect(form.body).toContain(`value="${email}"`);
	expect(hidden(form.body, "sign_in")).toMatchObject({ next: "/terms" });
	expect(form.body).not.toContain(PASSWORD);
});

test("a network posts 240 forms a minute, whatever they are", async ({ server }) => {
	const home = network();
	const flooded = await flood(300, () => at(server, home).post("/api/taste", { language: "en", next: "/" }));
	expectBucket(flooded, 240, 0.25);
	for (const answer of flooded.refused) expectTooMany(answer, 60);
	expect((await at(server, network()).post("/api/taste", { language: "en", next: "/" })).status).toBe(303);
	expect((await at(server, home).get("/register")).status).toBe(200);
});

test("with no trusted proxy X-Forwarded-For moves no limit", async ({ another }) => {
	const server = await another({ ...ON, OCPANEL_TRUSTED_PROXIES: "0" });
	expectBucket(await flood(30, () => signIn(at(server, network()))), 10, 6);
	expectBucket(await flood(30, () => at(server, network()).register(address())), 20, 3);
});

test("with one trusted proxy the rightmost entry counts alone", async ({ server }) => {
	const home = network();
	expectBucket(await flood(20, () => signIn(at(server, `${network()}, ${home}`))), 10, 6);
	expect((await flood(20, () => signIn(at(server, `${home}, ${network()}`)))).passed).toBe(20);
	expectTooMany(await twoLines(server, network(), home), 6);
	expect((await twoLines(server, home, network())).status).toBe(303);
});

/** A wrong sign-in with the header in two lines. */
function twoLines(server: Server, ...forwarded: string[]): Promise<Answer> {
	const form = { "Content-Type": "application/x-www-form-urlencoded", Accept: "text/html", Origin: server.url };
	return new Promise((resolve, reject) => {
		const request = http(`${server.url}/api/sign_in`, { method: "POST", headers: { ...form, "X-Forwarded-For": forwarded } }, (answer) => {
			let body = "";
			answer.setEncoding("utf8").on("data", (text) => (body += text));
			const headers = new Headers({ "retry-after": answer.headers["retry-after"] ?? "" });
			answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers, body }));
		});
		request.on("error", reject).end(new URLSearchParams({ email: address(), password: "not the password at all" }).toString());
	});
}

test("with two trusted proxies the second entry from the right counts", async ({ another }) => {
	const server = await another({ ...ON, OCPANEL_TRUSTED_PROXIES: "2" });
	const home = network();
	expectBucket(await flood(20, () => signIn(at(server, `${network()}, ${home}, ${network()}`))), 10, 6);
	expect((await flood(20, () => signIn(at(server, `${home}, ${network()}, ${home}`)))).passed).toBe(20);
	expectBucket(await flood(20, () => signIn(at(server, network()))), 10, 6);
});

test("entries that are missing or unreadable count as the socket's address", async ({ another }) => {
	const server = await another(ON);
	const entries = ["", "unknown", "999.1.1.1", "2001:db8::g", "10.0.0.0/8", `${network()}, unknown`];
	const visitors = [...entries.map((entry) => at(server, entry)), new PlainVisitor(server.url), at(server, "127.0.0.1")];
	expectBucket(await flood(24, (n) => signIn(visitors[n % visitors.length]!)), 10, 6);
});

test("neighbours in one IPv6 /64 share, IPv4 in IPv6 dress is itself", async ({ server }) => {
	const home = `2001:db8:${Math.floor(Math.random() * 0xffff).toString(16)}`;
	expectBucket(await flood(20, (n) => signIn(at(server, `${home}:1:${n}::${n + 1}`))), 10, 6);
	expect((await signIn(at(server, `${home}:2::1`))).status).toBe(303);
	const old = network();
	expectBucket(await flood(20, (n) => signIn(at(server, n % 2 ? old : `::ffff:${old}`))), 10, 6);
	expect((await signIn(at(server, `::ffff:${network()}`))).status).toBe(303);
});

test("limits survive a restart", async ({ another, folder }) => {
	const settings = { ...ON, OCPANEL_DATA_DIR: folder };
	const [home, email] = [network(), address()];
	const before = await another(settings);
	await failUntilTheWaitIs(8, () => signIn(at(before, network()), email));
	await flood(20, () => signIn(at(before, home)));
	await before.stop();
	const after = await another(settings);
	expectTooMany(await signIn(at(after, network()), email), 60);
	expect((await flood(10, () => signIn(at(after, home)))).passed).toBeLessThanOrEqual(1);
});

/** Fails again and again, as soon as it may, until the next try has to wait so many seconds. */
async function failUntilTheWaitIs(seconds: number, fail: () => Promise<Answer>) {
	for (let wait = 0; wait < seconds; ) {
		await sleep(wait * 1_000);
		const answer = await fail();
		wait = answer.status === 429 ? Number(answer.headers.get("retry-after")) : 0;
	}
}

test("two servers on one database count together", async ({ another, folder }) => {
	const settings = { ...ON, OCPANEL_DATA_DIR: folder };
	const servers = [await another(settings), await another(settings)];
	const [home, email] = [network(), address()];
	const of = (n: number) => servers[n % servers.length]!;
	const { passed, seconds } = await flood(20, (n) => signIn(at(of(n), network()), email));
	expectWaits(passed, seconds);
	expectBucket(await flood(30, (n) => signIn(at(of(n), home))), 10, 6);
	expectBucket(await flood(40, (n) => at(of(n), home).register(address())), 20, 3);
});

test("a hundred wrong passwords at once are compared as often as the limit says", async ({ another }) => {
	const admin = `127.0.0.1:${await freePort()}`;
	const server = await another({ ...ON, OCPANEL_ADMIN_ADDR: admin });
	const compared = () => metric(admin, "ocpanel_password_comparisons_total");
	const email = await user(server);
	const [first, limited] = [await compared(), await metric(admin, "ocpanel_limited_total")];
	const guessed = await flood(100, () => signIn(at(server, network()), email));
	const second = await compared();
	expectWaits(second - first, guessed.seconds);
	const home = network();
	const { seconds } = await flood(100, () => signIn(at(server, home)));
	expect((await compared()) - second).toBeLessThanOrEqual(10 + Math.ceil(seconds / 6));
	expect((await metric(admin, "ocpanel_limited_total")) - limited).toBeGreaterThanOrEqual(180);
});

test("a hundred wrong codes at once are compared five times", async ({ another }) => {
	const admin = `127.0.0.1:${await freePort()}`;
	const server = await another({ ...ON, OCPANEL_ADMIN_ADDR: admin });
	const [visitor, email] = [at(server, network()), address()];
	await visitor.register(email);
	await visitor.details();
	const { code } = await letter(server.mailDir, email);
	await flood(100, () => {
		visitor.headers["X-Forwarded-For"] = network();
		return visitor.confirm("ABC-DEF");
	});
	expect(await metric(admin, "ocpanel_code_comparisons_total")).toBeLessThanOrEqual(5);
	expect((await visitor.confirm(code)).headers.get("location")).toMatch(/^\/register\/verify\?form=/);
	expect(await metric(admin, "ocpanel_code_comparisons_total")).toBeLessThanOrEqual(5);
});

/** The sum of a metric over its labels. */
async function metric(admin: string, name: string): Promise<number> {
	const text = await (await fetch(`http://${admin}/metrics`)).text();
	const values = [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\d+)$`, "gm"))].map(([, value]) => Number(value));
	return values.reduce((sum, value) => sum + value, 0);
}

test("switched off, a network is free and an address is not", async ({ another }) => {
	const server = await another({ ...ON, OCPANEL_RATE_LIMITS: "off" });
	const [home, email] = [network(), address()];
	expect((await flood(40, () => at(server, home).register(address()))).passed).toBe(40);
	expect((await flood(40, () => signIn(at(server, home)))).passed).toBe(40);
	expect((await flood(10, () => signIn(at(server, home), email))).passed).toBe(5);
});

test("limits can be switched off on the machine itself alone", async ({ another }) => {
	const outside = {
		OCPANEL_BASE_URL: "https://panel.example",
		OCPANEL_SMTP_URL: "smtps://mail.example",
		OCPANEL_MAIL_FROM: "Cloud <no-reply@panel.example>",
		OCPANEL_SECRET_KEY: Buffer.alloc(32, "key").toString("base64"),
	};
	await expect(another({ ...outside, OCPANEL_RATE_LIMITS: "off" })).rejects.toThrow("OCPANEL_RATE_LIMITS");
});
