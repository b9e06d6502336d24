import type { Page } from "@playwright/test";
import { test } from "./help/another";
import { hidden } from "./help/hidden";
import { letter } from "./help/mail";
import { address, confirm, PASSWORD, personalDetails, register, takenOver } from "./help/person";
import { PlainVisitor } from "./help/plain";
import { expect, type Server } from "./help/server";

const WAYS = {
	"with WebAssembly": {},
	"with WebAssembly blocked": { blockWasm: true },
	"with scripts off": { javaScriptEnabled: false },
};

test.use({ settings: { OCPANEL_RATE_LIMITS: "on", OCPANEL_TRUSTED_PROXIES: "1", OCPANEL_ARGON2: "m=8,t=1,p=1" } });

/** A stranger from a network that nobody else in this run has. */
function stranger(server: Server): PlainVisitor {
	return new PlainVisitor(server.url, { "X-Forwarded-For": network() });
}

function network(): string {
	const part = () => Math.floor(Math.random() * 256);
	return `10.${part()}.${part()}.${part()}`;
}

/** A user whose address strangers have guessed at until everybody has to wait. */
async function lockedUser(server: Server): Promise<string> {
	const email = address("locked");
	await stranger(server).signUp(server, email);
	for (let tries = 0; tries < 7; tries++) await guess(server, email);
	return email;
}

async function guess(server: Server, email: string): Promise<number> {
	return (await guessed(server, email)).status;
}

async function guessed(server: Server, email: string) {
	return stranger(server).post("/api/sign_in", { email, password: "not the password at all" });
}

/** Strangers' guesses until the wait is long enough for the owner to press a button meanwhile. */
async function goOn(server: Server, email: string) {
	await expect.poll(async () => Number((await guessed(server, email)).headers.get("retry-after")), { intervals: [100] }).toBeGreaterThanOrEqual(4);
}

async function press(page: Page, name: string) {
	await page.getByRole("button", { name, exact: true }).click();
}

/** Presses for a letter, opens its link and presses the button there. */
async function beLetIn(page: Page, server: Server, email: string) {
	await press(page, "Send me a letter");
	await expect(page.getByRole("heading", { level: 1, name: "Let this browser in" })).toBeVisible();
	await expect(page.getByRole("status").first()).toContainText("Open its link in this browser");
	const { link, text } = await letter(server.mailDir, email, { kind: "security-notice" });
	expect(text).toContain("24 hours");
	await page.goto(new URL(link).pathname);
	await expect(page).toHaveURL(/\/unlock$/);
	await press(page, "Let this browser in");
	await expect(page.getByText("This browser is let in. You can go on.")).toBeVisible();
}

for (const [way, use] of Object.entries(WAYS)) {
	test.describe(way, () => {
		test.use(use);
		const inPlace = way === "with WebAssembly";

		test("whoever is kept from signing in is let in by a letter", async ({ page, server, problems }) => {
			problems.tolerate(/status of 429/);
			const email = await lockedUser(server);
			await page.setExtraHTTPHeaders({ "X-Forwarded-For": network() });
			await page.goto("/sign-in");
			if (inPlace) await takenOver(page);
			await expect(page.getByRole("button", { name: "Send me a letter" })).toBeHidden();
			await page.getByLabel("E-mail", { exact: true }).fill(email);
			await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
			await goOn(server, email);
			await press(page, "Sign in");
			await expect(page.getByText(inPlace ? /^Too many tries/ : /^Wait .*, then try again/)).toBeVisible();
			await beLetIn(page, server, email);
			await goOn(server, email);
			expect(await guess(server, email)).toBe(429);
			await page.getByLabel("E-mail", { exact: true }).fill(email);
			await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
			await press(page, "Sign in");
			await expect(page.getByRole("heading", { level: 1, name: "Welcome, Оксана" })).toBeVisible();
		});

		test("whoever registers where strangers have used the letters up is let in by one more", async ({ page, server }) => {
			const email = address("crowded");
			for (let times = 0; times < 5; times++) {
				const visitor = stranger(server);
				await visitor.register(email);
				await visitor.details();
			}
			await page.setExtraHTTPHeaders({ "X-Forwarded-For": network() });
			await register(page, email);
			await personalDetails(page);
			await expect(page.getByRole("main")).toContainText("Too many letters went out lately");
			const before = await letter(server.mailDir, email, { kind: "verification-code" });
			await beLetIn(page, server, email);
			await expect(page.getByRole("heading", { level: 1, name: "Check your e-mail" })).toBeVisible();
			await press(page, "Resend Code");
			await expect(page.getByText("We sent another code.")).toBeVisible();
			await letter(server.mailDir, email, { kind: "verification-code", after: before });
			await confirm(page, server, email);
		});
	});
}

test("a letter is offered and asked for alike, whoever has the address", async ({ server }) => {
	const known = await lockedUser(server);
	const unknown = address("nobody");
	for (let tries = 0; tries < 7; tries++) await guess(server, unknown);
	const seen = [];
	for (const email of [known, unknown]) {
		const visitor = stranger(server);
		await goOn(server, email);
		const locked = await visitor.post("/api/sign_in", { email, password: PASSWORD });
		expect(locked.status).toBe(429);
		expect(hidden(locked.body, "ask_unlock")).toEqual({ email });
		for (let times = 0; times < 2; times++) {
			const asked = await visitor.post("/api/ask_unlock", { email });
			seen.push([asked.status, asked.headers.get("location"), [...asked.headers.keys()].join()]);
		}
	}
	expect(new Set(seen.map(String)).size).toBe(1);
});

test("the link's page changes nothing, and a dead link says what to do", async ({ page, server, problems }) => {
	problems.tolerate(/in an address: the cookie ocpanel-unlock \(AAAA/);
	const email = await lockedUser(server);
	await stranger(server).post("/api/ask_unlock", { email });
	const { link } = await letter(server.mailDir, email, { kind: "security-notice" });
	const visitor = new PlainVisitor(server.url);
	const opened = await visitor.get(new URL(link).pathname);
	expect([opened.status, opened.headers.get("location"), opened.headers.get("referrer-policy")]).toEqual([303, "/unlock", "no-referrer"]);
	for (let times = 0; times < 2; times++) expect((await visitor.get("/unlock")).body).toContain("Let this browser in</button>");
	expect(visitor.cookies.has("ocpanel-known")).toBe(false);
	await page.goto(`/unlock/${"A".repeat(43)}`);
	await expect(page.getByRole("main")).toContainText("This link does not work");
	await page.getByLabel("E-mail", { exact: true }).fill("not an address");
	await press(page, "Send me a letter");
	await expect(page.getByRole("heading", { name: "There is a problem" })).toBeVisible();
});

test("a browser without cookies is told so, and nothing of its form is kept", async ({ server }) => {
	const visitor = stranger(server);
	const pages = { sign_in: "/sign-in", forgot: "/forgot-password", register: "/register", ask_unlock: "/unlock" };
	for (const [door, page] of Object.entries(pages)) {
		visitor.cookies.clear();
		const refused = await visitor.post(`/api/${door}`, { email: "not an address" });
		expect([refused.status, refused.headers.get("location")], door).toEqual([303, `${page}?cookies`]);
		visitor.cookies.clear();
		const told = await visitor.get(`${page}?cookies`);
		expect(told.status).toBe(200);
		expect(told.body).toContain("Your browser keeps no cookies of this site");
	}
});

test("what is longer than its field takes is refused, and shown again as far as it can be right", async ({ server }) => {
	const visitor = stranger(server);
	const most = "ї".repeat(100);
	const refused = await visitor.register(address(), { surname: `${most}ї` });
	const { body } = await visitor.get(refused.headers.get("location") ?? "");
	expect(body).toContain('value="Оксана"');
	expect(body).toContain(`value="${most}"`);
	expect(body).toContain("100 characters");
});
