import { setTimeout as sleep } from "node:timers/promises";
import { type Page } from "@playwright/test";
import { test as base } from "./help/another";
import { hidden } from "./help/hidden";
import { letter, letters } from "./help/mail";
import { address, confirm, PASSWORD, personalDetails, sendFirstStep, summary, takenOver } from "./help/person";
import { PlainVisitor } from "./help/plain";
import { expect, type Server } from "./help/server";
import { MailServer } from "./help/smtp";

const WAYS = {
	"with WebAssembly": {},
	"with WebAssembly blocked": { blockWasm: true },
	"with scripts off": { javaScriptEnabled: false },
};

const test = base.extend<{ mail: MailServer }>({
	/** Refuses `refused-…`, holds `held-…` back for a while, takes the others' letters. */
	mail: async ({}, use) => {
		const mail = await MailServer.open({
			refuse: (what, recipient) => (what === "recipient" && recipient.startsWith("refused-") ? 550 : undefined),
			delay: (recipient) => (recipient.startsWith("held-") ? 20_000 : 0),
		});
		await use(mail);
		await mail.close();
	},
});

/** Seconds between two codes. */
const WAIT = 3;

test.use({ settings: { OCPANEL_RESEND_AFTER: `${WAIT}s` } });

const EASY = /This password is easy to guess/;
const PERSONAL = /This password is built from your name, your e-mail address or our name/;
const FOREIGN = /Addresses of this domain cannot be registered here/;

async function visit(page: Page, path: string, alive: boolean) {
	await page.goto(path);
	if (alive) await takenOver(page);
}

/** Opens the page of the third step in a browser that the first two were done for. */
async function awaitCode(page: Page, server: Server, email = address()) {
	const visitor = new PlainVisitor(server.url);
	await visitor.register(email);
	await visitor.details();
	await lend(page, visitor);
	await page.goto("/register/verify");
}

/** From now on the page's browser is the visitor's. */
async function lend(page: Page, { cookies, url }: PlainVisitor) {
	await page.context().addCookies([...cookies].map(([name, value]) => ({ name, value, url })));
}

for (const [way, use] of Object.entries(WAYS)) {
	test.describe(way, () => {
		test.use(use);
		const alive = way === "with WebAssembly";

		if (alive) {
			test("a password can be shown and hidden again", async ({ page }) => {
				for (const [path, labels] of Object.entries({ "/register": ["Password", "Confirm password"], "/sign-in": ["Password"] })) {
					await visit(page, path, alive);
					const fields = labels.map((label) => page.getByLabel(label, { exact: true }));
					const expectAll = async (kind: string) => {
						for (const field of fields) {
							await expect(field).toHaveAttribute("type", kind);
							await expect(field).toHaveValue(PASSWORD);
						}
					};
					for (const field of fields) await field.fill(PASSWORD);
					await expectAll("password");
					await page.getByRole("button", { name: "Show password", exact: true }).click();
					await expectAll("text");
					await page.getByRole("button", { name: "Hide password", exact: true }).click();
					await expectAll("password");
					await expect(page.getByRole("button", { name: "Show password", exact: true })).toBeVisible();
				}
			});

			test("a password's strength is said while it is typed", async ({ page }) => {
				await visit(page, "/register", alive);
				const field = page.getByLabel("Password", { exact: true });
				const strength = page.locator("#password-strength");
				await expect(strength).toHaveRole("status");
				await expect(strength).toBeEmpty();
				await field.pressSequentially("passwordpassword");
				await expect(strength).toHaveText(/^Strength: weak/);
				await field.fill(PASSWORD);
				await expect(strength).toHaveText(/^Strength: (fair|strong)/);
				await page.getByLabel("Name", { exact: true }).fill("Oksana");
				await page.getByLabel("Surname", { exact: true }).fill("Halahan");
				await field.fill("OksanaHalahan1991");
				await expect(strength).toHaveText(/^Strength: weak.* your name/);
				await field.fill("short");
				await expect(strength).toBeEmpty();
			});
		} else {
			test("no help with passwords is offered that would not work", async ({ page }) => {
				for (const path of ["/sign-in", "/register"]) {
					await visit(page, path, alive);
					await page.getByLabel("Password", { exact: true }).pressSequentially("passwordpassword");
					await expect(page.getByLabel("Password", { exact: true })).toHaveAttribute("type", "password");
					await expect(page.getByRole("button", { name: /(Show|Hide) password/ })).toBeHidden();
				}
				await sleep(500);
				await expect(page.getByText(/^Strength:/)).toHaveCount(0);
			});
		}

		test("a double click on each button registers once and sends one letter", async ({ page, server }) => {
			const email = address();
			await visit(page, "/register", alive);
			const form = { Name: "Оксана", Surname: "Ґалаґан", "E-mail": email, Password: PASSWORD, "Confirm password": PASSWORD };
			for (const [label, text] of Object.entries(form)) await page.getByLabel(label, { exact: true }).fill(text);
			await page.getByRole("button", { name: "Register", exact: true }).dblclick();
			await expect(page.getByRole("heading", { level: 1, name: "Additional information" })).toBeVisible();
			await expect(page).toHaveURL("/register/details");
			await page.getByLabel("Country", { exact: true }).selectOption("UA");
			await page.getByLabel("Phone number", { exact: true }).fill("044 537 02 22");
			await page.getByRole("button", { name: "Continue", exact: true }).dblclick();
			await expect(page.getByRole("heading", { level: 1, name: "Check your e-mail" })).toBeVisible();
			await expect(page).toHaveURL("/register/verify");
			const { code } = await letter(server.mailDir, email);
			await sleep(500);
			expect(await letters(server.mailDir, email)).toHaveLength(1);

			await page.getByLabel("Verification code", { exact: true }).fill(code);
			await page.getByRole("button", { name: "Confirm", exact: true }).dblclick();
			// Without scripts the second press may be answered before the first one's cookie is there.
			if (alive) return expect(page.getByRole("heading", { level: 1, name: "2-Step Verification" })).toBeVisible();
			await expect(page).toHaveURL(/\/(register\/two-step|panel|sign-in\?done=finished)$/);
			if (!page.url().includes("/sign-in")) return;
			await expect(page.getByText("Your registration is finished.")).toBeVisible();
		});
	});
}

// Blocked or off, the browser posts these in the same way.
for (const way of ["with WebAssembly", "with scripts off"] as const) {
	test.describe(way, () => {
		test.use(WAYS[way]);
		const alive = way === "with WebAssembly";

		test("a password that others would guess is refused with its reason", async ({ page }) => {
			const email = address();
			await visit(page, "/register", alive);
			await page.getByLabel("Name", { exact: true }).fill("Oksana");
			await page.getByLabel("Surname", { exact: true }).fill("Halahan");
			await page.getByLabel("E-mail", { exact: true }).fill(email);
			const refused: [string, RegExp][] = [
				["fourteen chars", /Password must be 15 characters or more/],
				["passwordpassword", EASY],
				["OksanaHalahan1991", PERSONAL],
				["Long enough, surely. ".repeat(7), /Password must be 128 characters or less/],
			];
			const field = page.getByLabel("Password", { exact: true });
			const choose = async (password: string) => {
				await field.fill(password);
				await page.getByLabel("Confirm password", { exact: true }).fill(password);
				await page.getByRole("button", { name: "Register", exact: true }).click();
			};
			for (const [password, reason] of refused) {
				await choose(password);
				await expect(field, password).toHaveAccessibleDescription(reason);
				await expect(summary(page).getByRole("listitem"), password).toHaveText([reason]);
			}
			await choose(PASSWORD);
			await expect(page.getByRole("heading", { level: 1, name: "Additional information" })).toBeVisible();
		});

		test("a code posted again in another tab leads to the panel, or to sign in", async ({ page, context, server }) => {
			const email = address();
			await awaitCode(page, server, email);
			const [second, third] = [await context.newPage(), await context.newPage()];
			const { code } = await letter(server.mailDir, email);
			for (const tab of [second, third]) {
				await visit(tab, "/register/verify", alive);
				await tab.getByLabel("Verification code", { exact: true }).fill(code);
			}
			await confirm(page, server, email);
			await second.getByRole("button", { name: "Confirm", exact: true }).click();
			await expect(second).toHaveURL("/panel");
			await expect(second.getByRole("heading", { level: 1, name: "Welcome, Оксана" })).toBeVisible();

			await context.clearCookies({ name: "ocpanel" });
			await third.getByRole("button", { name: "Confirm", exact: true }).click();
			await expect(third).toHaveURL("/sign-in?done=finished");
			await expect(third.getByText("Your registration is finished.")).toBeVisible();
			await third.getByLabel("E-mail", { exact: true }).fill(email);
			await third.getByLabel("Password", { exact: true }).fill(PASSWORD);
			await third.getByRole("button", { name: "Sign in", exact: true }).click();
			await expect(third.getByRole("heading", { level: 1, name: "Welcome, Оксана" })).toBeVisible();
		});

		test("what was dropped in another tab is said to be gone", async ({ page, context, server }) => {
			const other = new PlainVisitor(server.url);
			await other.register(address());
			await lend(page, other);
			await visit(page, "/register/details", alive);
			await page.getByLabel("Country", { exact: true }).selectOption("UA");
			await page.getByLabel("Phone number", { exact: true }).fill("044 537 02 22");
			await other.details();
			const verify = await context.newPage();
			await visit(verify, "/register/verify", alive);
			await verify.getByLabel("Verification code", { exact: true }).fill("ABC-DEF");
			await other.post("/api/start_over", { registration: other.registration });
			for (const [tab, button] of [[page, "Continue"], [verify, "Confirm"]] as const) {
				await tab.getByRole("button", { name: button, exact: true }).click();
				await expect(tab).toHaveURL("/register?gone");
				await expect(tab.getByText(/^That registration is/)).toBeVisible();
			}
		});

		test("the countdown is silent, its end is said, and a double click then sends one more letter", async ({ page, server }) => {
			const email = address();
			await awaitCode(page, server, email);
			if (alive) await takenOver(page);
			const countdown = page.getByText(/^You can ask for another code in \d seconds?/);
			await expect(countdown).toBeVisible();
			const live = "[aria-live]:not([aria-live=off]), [role=status], [role=alert], [role=log], [role=timer]";
			expect(await countdown.evaluate((element, live) => element.closest(live) !== null, live)).toBe(false);
			if (alive) {
				const end = page.getByRole("status").filter({ hasText: "You can ask for another code now." });
				await expect(end).toHaveCount(0);
				await expect(end).toHaveCount(1);
			} else {
				await sleep(WAIT * 1_000);
				await page.reload();
			}
			await expect(countdown).toBeHidden();

			await letter(server.mailDir, email);
			await page.getByRole("button", { name: "Resend Code", exact: true }).dblclick();
			await expect(page.getByText("We sent another code.")).toBeVisible();
			await sleep(500);
			expect(await letters(server.mailDir, email)).toHaveLength(2);
			await expect(page.getByText("We sent another code.")).toBeVisible();
			await confirm(page, server, email);
		});

		test("the address is corrected once, whatever the clicks", async ({ page, server }) => {
			await awaitCode(page, server, address("wrong"));
			if (alive) await takenOver(page);
			await sleep(WAIT * 1_000 + 200);
			const email = address("right");
			await page.getByText("Is the address wrong?").click();
			await page.getByLabel("E-mail", { exact: true }).fill(email);
			await page.getByRole("button", { name: "Change e-mail address", exact: true }).dblclick();
			await expect(page.getByText("We changed the address and sent a new code there.")).toBeVisible();
			await sleep(500);
			expect(await letters(server.mailDir, email)).toHaveLength(1);
			await expect(page.getByText(email)).toBeVisible();
			await confirm(page, server, email);
		});
	});
}

test("a bad password is known by what it is made of, whatever stands between", async ({ server }) => {
	const expected = {
		"1234567890123456": "easy",
		aaaaaaaaaaaaaaaa: "easy",
		йцукенгшщзхїфівап: "easy",
		"OneCloudPlanet2026!": "personal",
		"Oksana.Halahan.1991": "personal",
		"oksana halahan 1991": "personal",
		halahan_oksana_91: "personal",
		"halahan.oksana@example.com": "personal",
		"One Cloud Planet 2026": "personal",
		"password.password.password": "easy",
		"qwerty.asdfgh.zxcvbn": "easy",
		"123.456.789.012.345": "easy",
		[PASSWORD]: "taken",
		"тихий вечір біля річки": "taken",
	};
	const judge = async (password: string) => {
		const visitor = new PlainVisitor(server.url);
		const refused = await visitor.register(address(), { name: "Oksana", surname: "Halahan", password, confirm_password: password });
		const { body } = await visitor.get(refused.headers.get("location") ?? "");
		return PERSONAL.test(body) ? "personal" : EASY.test(body) ? "easy" : "taken";
	};
	const judged = await Promise.all(Object.keys(expected).map(async (password) => [password, await judge(password)]));
	expect(Object.fromEntries(judged)).toEqual(expected);
});

test("the page says where the letter is, and a corrected address gets one", async ({ another, visitor, mail }) => {
	const server = await another({ OCPANEL_SMTP_URL: `smtp://127.0.0.1:${mail.port}`, OCPANEL_RESEND_AFTER: "1s" });
	const held = new PlainVisitor(server.url);
	await held.register(address("held"));
	await held.details();
	const page = await visitor({ baseURL: server.url });
	const reloadedUntil = (sentence: string) =>
		expect(async () => {
			await page.reload();
			await expect(page.getByText(sentence)).toBeVisible({ timeout: 500 });
		}).toPass({ timeout: 10_000 });
	await awaitCode(page, server, address("refused"));
	await reloadedUntil("The letter could not be delivered.");
	await page.getByText("Is the address wrong?").click();
	// A whole second lies between two codes.
	await sleep(1_100);
	const email = address("right");
	await page.getByLabel("E-mail", { exact: true }).fill(email);
	await page.getByRole("button", { name: "Change e-mail address", exact: true }).click();
	await expect(page.getByText("We changed the address")).toBeVisible();
	await mail.letter(email);
	await reloadedUntil("The letter is on its way.");
	await expect(page.getByText("The letter could not be delivered.")).toHaveCount(0);
	expect((await held.get("/register/verify")).body).toContain("The letter is on its way.");
});

test("addresses of other domains are refused at their field, at once and when corrected", async ({ another, visitor }) => {
	const server = await another({ OCPANEL_EMAIL_DOMAINS_ALLOWED: "example.com" });
	const page = await visitor({ baseURL: server.url });
	await page.goto("/register");
	await takenOver(page);
	await sendFirstStep(page, "oksana@example.net");
	await expect(page.getByLabel("E-mail", { exact: true })).toHaveAccessibleDescription(FOREIGN);
	await expect(page.getByLabel("E-mail", { exact: true })).toHaveValue("oksana@example.net");
	await sendFirstStep(page, address());
	await expect(page.getByRole("heading", { level: 1, name: "Additional information" })).toBeVisible();
	await personalDetails(page);
	await page.getByText("Is the address wrong?").click();
	await page.getByLabel("E-mail", { exact: true }).fill("oksana@example.net");
	await page.getByRole("button", { name: "Change e-mail address", exact: true }).click();
	await expect(page.getByLabel("E-mail", { exact: true })).toHaveAccessibleDescription(FOREIGN);
});

test("the panel leads to the operator's own, where there is one", async ({ another }) => {
	for (const [panel, links] of [["", 0], ["https://panel.example", 1]] as const) {
		const server = await another(panel ? { OCPANEL_PANEL_URL: panel } : {});
		const [visitor, email] = [new PlainVisitor(server.url), address()];
		await visitor.register(email);
		await visitor.details();
		await visitor.confirm((await letter(server.mailDir, email)).code);
		const { body } = await visitor.get("/panel");
		expect(body).toContain("Welcome, Оксана");
		expect([...body.matchAll(/<a\b[^>]*href="https:\/\/panel\.example\/?"[^>]*>Continue to the panel<\/a>/g)]).toHaveLength(links);
		expect(body.includes("Continue to the panel")).toBe(links > 0);
	}
});

for (const [mode, sentence] of Object.entries({ closed: "Registration is closed.", invitation: "Registration is by invitation only." })) {
	test(`with registration set to ${mode} the page says so and nothing leads there`, async ({ another, visitor, problems }) => {
		problems.tolerate(/status of 404/);
		const server = await another({ OCPANEL_REGISTRATION: mode });
		const page = await visitor({ baseURL: server.url });
		const plain = new PlainVisitor(server.url);
		for (const path of ["/", "/sign-in", "/terms", "/nowhere"]) {
			expect((await plain.get(path)).body, path).not.toMatch(/href="[^"]*\/register/);
			await visit(page, path, path !== "/terms");
			await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
			await expect(page.locator('a[href*="/register"]'), path).toHaveCount(0);
			await expect(page.getByText("New here?"), path).toHaveCount(0);
		}
		expect((await plain.get("/register")).body).toContain(sentence);
		await visit(page, "/register", true);
		await expect(page.getByRole("heading", { level: 1, name: "Register", exact: true })).toBeVisible();
		await expect(page.getByText(sentence)).toBeVisible();
		await expect(page.getByRole("textbox")).toHaveCount(0);
		await expect(page.getByRole("button", { name: "Register", exact: true })).toHaveCount(0);
	});

	test(`with registration set to ${mode} a form posted all the same makes nothing`, async ({ another }) => {
		const server = await another({ OCPANEL_REGISTRATION: mode });
		const [visitor, email] = [new PlainVisitor(server.url), address()];
		await visitor.get("/register");
		const answer = await visitor.register(email);
		expect(answer.status).toBe(303);
		expect(answer.headers.get("location")).toMatch(/^\/register(\?gone)?$/);
		for (const path of ["/register/details", "/register/verify"]) {
			expect((await visitor.get(path)).headers.get("location")).toBe("/register");
		}
		await visitor.details();
		await sleep(500);
		expect(await letters(server.mailDir, email)).toEqual([]);
	});
}

test("allowed domains are taken with or without their subdomains, as the operator says", async ({ another }) => {
	const allowing = await another({ OCPANEL_EMAIL_DOMAINS_ALLOWED: "example.com, .example.org" });
	const taken = ["example.com", "EXAMPLE.COM", "a.example.org", "b.a.Example.Org"];
	await expectDomains(allowing, taken, ["a.example.com", "notexample.com", "example.org", "notexample.org", "example.com.evil.example"]);
});

test("refused domains are refused with or without their subdomains, as the operator says", async ({ another }) => {
	const refusing = await another({ OCPANEL_EMAIL_DOMAINS_REFUSED: "example.net,.example.org" });
	await expectDomains(refusing, ["a.example.net", "example.org", "notexample.net"], ["example.net", "EXAMPLE.net", "a.example.org", "b.a.example.org"]);
});

async function expectDomains(server: Server, taken: string[], refused: string[]) {
	for (const domain of [...taken, ...refused]) {
		const visitor = new PlainVisitor(server.url);
		const next = (await visitor.register(`oksana@${domain}`)).headers.get("location") ?? "";
		expect(next, domain).toMatch(taken.includes(domain) ? /^\/register\/details$/ : /^\/register\?form=[\w-]{22}$/);
		if (refused.includes(domain)) expect((await visitor.get(next)).body, domain).toMatch(FOREIGN);
	}
}

test("a registration that has run out is said to be gone", async ({ another }) => {
	const server = await another({ OCPANEL_REGISTRATION_LIFETIME: "3s" });
	const [early, late] = [new PlainVisitor(server.url), new PlainVisitor(server.url)];
	for (const visitor of [early, late]) await visitor.register(address());
	await late.details();
	await sleep(4_100);
	for (const answer of [await early.details(), await late.confirm("ABC-DEF")]) {
		expect(answer.headers.get("location")).toBe("/register?gone");
	}
	expect((await early.get("/register?gone")).body).toContain(">That registration is");
});

test("an answer that was lost is had by pressing again", async ({ page, context, server, problems }) => {
	problems.tolerate(/ERR_FAILED/);
	/** The answer to the next press is lost after the server did it; the press after that is answered. */
	const pressTwice = async (endpoint: string, button: string) => {
		const lose = page.waitForEvent("requestfailed");
		await page.route(`**/api/${endpoint}`, (route) => route.fetch({ maxRedirects: 0 }).then(() => route.abort()), { times: 1 });
		await page.getByRole("button", { name: button, exact: true }).click();
		await lose;
		await expect(page.getByText("The server did not answer.")).toBeVisible();
		await page.getByRole("button", { name: button, exact: true }).click();
	};
	const [wrong, email] = [address("wrong"), address("right")];
	await page.goto("/register");
	await takenOver(page);
	const form = { Name: "Оксана", Surname: "Ґалаґан", "E-mail": wrong, Password: PASSWORD, "Confirm password": PASSWORD };
	for (const [label, text] of Object.entries(form)) await page.getByLabel(label, { exact: true }).fill(text);
	await pressTwice("register", "Register");
	await expect(page.getByRole("heading", { level: 1, name: "Additional information" })).toBeVisible();
	await expect(page).toHaveURL("/register/details");
	await page.getByLabel("Country", { exact: true }).selectOption("UA");
	await page.getByLabel("Phone number", { exact: true }).fill("044 537 02 22");
	await pressTwice("details", "Continue");
	await expect(page.getByRole("heading", { level: 1, name: "Check your e-mail" })).toBeVisible();

	await sleep(WAIT * 1_000 + 200);
	await pressTwice("resend", "Resend Code");
	await expect(page.getByText("We sent another code.")).toBeVisible();
	await takenOver(page);
	await sleep(WAIT * 1_000 + 200);
	await page.getByText("Is the address wrong?").click();
	await page.getByLabel("E-mail", { exact: true }).fill(email);
	await pressTwice("change_address", "Change e-mail address");
	await expect(page.getByText("We changed the address and sent a new code there.")).toBeVisible();
	await expect(page.getByText(email)).toBeVisible();
	await takenOver(page);
	const { code } = await letter(server.mailDir, email);
	expect(await letters(server.mailDir, wrong)).toHaveLength(2);
	expect(await letters(server.mailDir, email)).toHaveLength(1);

	await page.getByLabel("Verification code", { exact: true }).fill(code);
	const forget = () => context.clearCookies({ name: "ocpanel" });
	page.once("requestfailed", forget);
	await pressTwice("confirm", "Confirm");
	await expect(page).toHaveURL("/sign-in?done=finished");
	await expect(page.getByText("Your registration is finished.")).toBeVisible();
});

test("every form sent twice at once acts once, and both answers say so", async ({ server }) => {
	const visitor = new PlainVisitor(server.url);
	const [wrong, email] = [address("wrong"), address("right")];
	const twice = async (path: string, fields: Record<string, string>) => {
		const answers = await Promise.all([visitor.post(path, fields), visitor.post(path, fields)]);
		return answers.map(({ headers }) => headers.get("location"));
	};
	const verify = async () => (await visitor.get("/register/verify")).body;
	await visitor.get("/register");
	const person = { name: "Оксана", surname: "Ґалаґан", email: wrong, password: PASSWORD, confirm_password: PASSWORD };
	expect(await twice("/api/register", person)).toEqual(["/register/details", "/register/details"]);
	const { registration = "" } = hidden((await visitor.get("/register/details")).body, "details");
	const details = { registration, language: "en", country: "UA", phone: "0445370222", account_type: "personal" };
	expect(await twice("/api/details", details)).toEqual(["/register/verify", "/register/verify"]);

	await sleep(WAIT * 1_000 + 200);
	const sent = await twice("/api/resend", hidden(await verify(), "resend"));
	expect(sent).toEqual(["/register/verify?done=sent", "/register/verify?done=sent"]);
	await sleep(WAIT * 1_000 + 200);
	const correction = { ...hidden(await verify(), "change_address"), email };
	const changed = await twice("/api/change_address", correction);
	expect(changed).toEqual(["/register/verify?done=changed", "/register/verify?done=changed"]);
	const { code } = await letter(server.mailDir, email);
	const later = await visitor.post("/api/change_address", correction);
	expect(later.headers.get("location")).toBe("/register/verify?done=changed");

	const finished = await twice("/api/confirm", { registration, code });
	expect(finished.sort()).toEqual(["/register/two-step", "/sign-in?done=finished"]);
	expect((await visitor.post("/api/confirm", { registration, code })).headers.get("location")).toBe("/sign-in?done=finished");
	expect((await visitor.get("/sign-in?done=finished")).headers.get("location")).toBe("/panel");
	await sleep(500);
	expect(await letters(server.mailDir, wrong)).toHaveLength(2);
	expect((await letters(server.mailDir, email)).filter(({ headers }) => headers["x-ocpanel-letter"] === "verification-code")).toHaveLength(1);
});
