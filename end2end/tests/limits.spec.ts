import { setTimeout as sleep } from "node:timers/promises";
import { type Page } from "@playwright/test";
import { test } from "./help/another";
import { address, PASSWORD, sendFirstStep, summary, takenOver } from "./help/person";
import { PlainVisitor, type Answer } from "./help/plain";
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

/** Asks so many times at once. Every answer is a redirect, or says that it was too much. */
async function flood(times: number, ask: (n: number) => Promise<Answer>) {
	const began = Date.now();
	const answers = await Promise.all(Array.from({ length: times }, (_, n) => ask(n)));
	const refused = answers.filter(({ status }) => status === 429);
	const others = answers.filter(({ status }) => status !== 429).map(({ status }) => status);
	expect(new Set([303, ...others])).toEqual(new Set([303]));
	return { passed: others.length, refused, seconds: (Date.now() - began) / 1_000 };
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

/** Fails again and again, as soon as it may, until the next try has to wait so many seconds. */
async function failUntilTheWaitIs(seconds: number, fail: () => Promise<Answer>) {
	for (let wait = 0; wait < seconds; ) {
		await sleep(wait * 1_000);
		const answer = await fail();
		wait = answer.status === 429 ? Number(answer.headers.get("retry-after")) : 0;
	}
}

test("limits can be switched off on the machine itself alone", async ({ another }) => {
	const outside = {
		OCPANEL_BASE_URL: "https://panel.example",
		OCPANEL_SMTP_URL: "smtps://mail.example",
		OCPANEL_MAIL_FROM: "Cloud <no-reply@panel.example>",
		OCPANEL_SECRET_KEY: Buffer.alloc(32, "key").toString("base64"),
	};
	await expect(another({ ...outside, OCPANEL_RATE_LIMITS: "off" })).rejects.toThrow("OCPANEL_RATE_LIMITS");
});
