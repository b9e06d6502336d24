import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect } from "./help/server";
import { test } from "./help/another";
import { remember } from "./help/canary";
import { letter, letters } from "./help/mail";
import { address, PASSWORD, signUp, summary, takenOver } from "./help/person";
import { PlainVisitor } from "./help/plain";
import { enable, totp } from "./help/two-step";

const NEW_PASSWORD = "quite another set of words";
remember(NEW_PASSWORD, "the new password");

const WAYS = {
	"with WebAssembly": {},
	"with WebAssembly blocked": { blockWasm: true },
	"with scripts off": { javaScriptEnabled: false },
};

/** Seconds until a proof of identity is too old, where that is waited for. */
const SUDO = 8;

const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name, exact: true });
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
const field = (page: Page, name: string) => page.getByLabel(name, { exact: true });
const said = (page: Page, text: string) => expect(page.getByRole("status").filter({ hasText: text })).toBeVisible();

async function whoami(page: Page) {
	const answer = await page.request.get("/api/whoami");
	return answer.status() === 200 ? (await answer.json()).user : undefined;
}

async function signIn(page: Page, email: string, password = PASSWORD) {
	await page.goto("/sign-in");
	await field(page, "E-mail").fill(email);
	await field(page, "Password").fill(password);
	await press(page, "Sign in");
}

/** Opens the menu and follows one of its links. */
async function menu(page: Page, email: string, name: string) {
	await page.getByRole("button", { name: email, exact: true }).click();
	await page.getByRole("link", { name, exact: true }).click();
}

for (const [way, use] of Object.entries(WAYS)) {
	test.describe(way, () => {
		test.use(use);
		const scripts = "javaScriptEnabled" in use ? { javaScriptEnabled: false } : {};

		test("name, surname and phone are changed in the profile", async ({ page, server }) => {
			const email = await signUp(page, server);
			await menu(page, email, "Account settings");
			await expect(heading(page, "Account settings")).toBeVisible();
			await expect(page.getByRole("link", { name: "My profile" })).toHaveAttribute("aria-current", "page");
			await expect(field(page, "Phone number")).toHaveValue("+380 44 537 0222");
			await page.emulateMedia({ media: "print" });
			await expect(field(page, "Phone number")).toBeVisible();
			await page.emulateMedia({ media: null });
			await field(page, "Name").fill("");
			await field(page, "Surname").fill("Ж".repeat(200));
			await press(page, "Save");
			await expect(summary(page)).toContainText("Enter your name");
			// What comes back from the server is kept as far as it can be right.
			await expect(field(page, "Surname")).toHaveValue("Ж".repeat(way === "with WebAssembly" ? 200 : 100));
			await field(page, "Name").fill("Соломія");
			await field(page, "Surname").fill("O'Neill-Ґедзь");
			await field(page, "Phone number").fill("044 537 02 23");
			await press(page, "Save");
			await said(page, "Your profile is saved.");
			expect(await whoami(page)).toMatchObject({ name: "Соломія", surname: "O'Neill-Ґедзь", email });
			await expect(field(page, "Phone number")).toHaveValue("+380 44 537 0223");
			await letter(server.mailDir, email, { kind: "security-notice" });
			await press(page, "Save");
			await said(page, "Your profile is saved.");
			await page.goto("/activity");
			await expect(page.getByRole("row").filter({ hasText: "Profile changed" })).toHaveCount(1);
			await expect(page.getByRole("row").filter({ hasText: "Phone number changed" })).toHaveCount(1);
		});

		test("another address counts once its code is entered, and the former one can be restored", async ({ page, server, visitor }) => {
			test.slow();
			const former = await signUp(page, server);
			const email = address("other");
			await page.goto("/settings/profile");
			await field(page, "E-mail").fill(email);
			await press(page, "Save");
			await expect(heading(page, "Check your e-mail")).toBeVisible();
			expect(await whoami(page)).toMatchObject({ email: former });
			await field(page, "Verification code").fill("ABC-DEF");
			await press(page, "Confirm");
			await expect(summary(page)).toContainText("This code does not work");
			const told = await letter(server.mailDir, former, { kind: "email-change-notice" });
			expect(told.text).not.toContain(email);
			const { code } = await letter(server.mailDir, email, { kind: "email-change-code" });
			await field(page, "Verification code").fill(code);
			await press(page, "Confirm");
			await said(page, "Your e-mail address is changed.");
			expect(await whoami(page)).toMatchObject({ email });
			await expect(field(page, "E-mail")).toHaveValue(email);
			const owner = await visitor(scripts);
			await signIn(owner, former);
			await expect(summary(owner)).toContainText("do not belong together");
			await signIn(owner, email);
			await expect(heading(owner, "Welcome, Оксана")).toBeVisible();

			const undo = await letter(server.mailDir, former, { kind: "email-change-notice", after: told });
			const mailbox = await visitor(scripts);
			await mailbox.goto(undo.link);
			await expect(heading(mailbox, "Restore your e-mail address")).toBeVisible();
			await expect(mailbox).toHaveURL("/email-undo");
			await expect(mailbox.getByText(former)).toBeVisible();
			expect(await whoami(page)).toMatchObject({ email });
			await press(mailbox, "Restore");
			await said(mailbox, "Your e-mail address is restored");
			expect(await whoami(page)).toBeUndefined();
			expect(await whoami(owner)).toBeUndefined();
			const { link } = await letter(server.mailDir, former, { kind: "password-reset" });
			await mailbox.goto(link);
			await field(mailbox, "New password").fill(NEW_PASSWORD);
			await field(mailbox, "Confirm new password").fill(NEW_PASSWORD);
			await press(mailbox, "Change password");
			await said(mailbox, "Your password is changed.");
			await signIn(mailbox, former, NEW_PASSWORD);
			await expect(heading(mailbox, "Welcome, Оксана")).toBeVisible();
			await mailbox.goto(undo.link);
			await expect(mailbox.getByText("This link does not work.")).toBeVisible();
		});

		test("a change of address can be given up", async ({ page, server }) => {
			const email = await signUp(page, server);
			await page.goto("/settings/profile");
			await field(page, "E-mail").fill(address("wrong"));
			await press(page, "Save");
			await expect(heading(page, "Check your e-mail")).toBeVisible();
			await page.goto("/settings/profile");
			await page.getByRole("link", { name: "Enter the code" }).click();
			await expect(heading(page, "Check your e-mail")).toBeVisible();
			await press(page, "Cancel the change");
			await said(page, "The change is cancelled.");
			await page.goto("/settings/profile/email");
			await expect(page).toHaveURL("/settings/profile");
			await expect(field(page, "E-mail")).toHaveValue(email);
		});

		test("what a stale tab saves is refused, and both values are there to choose from", async ({ page, context, server }) => {
			await signUp(page, server);
			await page.goto("/settings/profile");
			const other = await context.newPage();
			await other.goto("/settings/profile");
			await field(other, "Name").fill("Дарина");
			await press(other, "Save");
			await said(other, "Your profile is saved.");
			await field(page, "Name").fill("Марина");
			await press(page, "Save");
			await expect(summary(page)).toContainText("Name: something else was saved here meanwhile");
			await expect(field(page, "Name")).toHaveValue("Марина");
			await expect(page.getByText("Saved now: Дарина")).toBeVisible();
			expect(await whoami(page)).toMatchObject({ name: "Дарина" });
			await press(page, "Save");
			await said(page, "Your profile is saved.");
			expect(await whoami(page)).toMatchObject({ name: "Марина" });
		});

		test("nothing typed is lost when the session has run out", async ({ page, context, server }) => {
			const email = await signUp(page, server);
			await page.goto("/settings/profile");
			await field(page, "Surname").fill("Лемко");
			await context.clearCookies({ name: "ocpanel" });
			await press(page, "Save");
			await expect(heading(page, "Sign in")).toBeVisible();
			await expect(page.getByText("What you typed there is kept, passwords apart.")).toBeVisible();
			await field(page, "E-mail").fill(email);
			await field(page, "Password").fill(PASSWORD);
			await press(page, "Sign in");
			await expect(field(page, "Surname")).toHaveValue("Лемко");
			await said(page, "This is not done yet. Check it and press the button again.");
			await press(page, "Save");
			await said(page, "Your profile is saved.");
			expect(await whoami(page)).toMatchObject({ surname: "Лемко" });
		});

		test("the password is changed, and every other session ends", async ({ page, server, visitor }) => {
			const email = await signUp(page, server);
			const other = await visitor(scripts);
			await signIn(other, email);
			await expect(heading(other, "Welcome, Оксана")).toBeVisible();
			await page.goto("/settings/security");
			await press(page, "Change password");
			await expect(summary(page)).toContainText("Enter the password you have now");
			const change = async (old: string, next: string, again = next) => {
				await field(page, "Old password").fill(old);
				await field(page, "New password").fill(next);
				await field(page, "Confirm new password").fill(again);
				await press(page, "Change password");
			};
			await change(PASSWORD, NEW_PASSWORD, `${NEW_PASSWORD}s`);
			await expect(summary(page)).toContainText("The passwords differ");
			await change("not my password at all", NEW_PASSWORD);
			await expect(summary(page)).toContainText("This is not your password");
			await change(PASSWORD, PASSWORD);
			await expect(summary(page)).toContainText("This is the password you have already");
			await change(PASSWORD, NEW_PASSWORD);
			await said(page, "Your password is changed.");
			expect(await whoami(page)).toMatchObject({ email });
			expect(await whoami(other)).toBeUndefined();
			await signIn(other, email);
			await expect(summary(other)).toContainText("do not belong together");
			await signIn(other, email, NEW_PASSWORD);
			await expect(heading(other, "Welcome, Оксана")).toBeVisible();
			await expect.poll(async () => (await letters(server.mailDir, email)).some(({ subject }) => subject.includes("password was changed"))).toBe(true);
		});

		test("sessions are listed and ended", async ({ page, server, visitor }) => {
			const email = await signUp(page, server);
			const others = [await visitor(scripts), await visitor(scripts), await visitor(scripts)];
			for (const other of others) {
				await signIn(other, email);
				await expect(heading(other, "Welcome, Оксана")).toBeVisible();
			}
			await page.goto("/settings/security");
			const rows = page.locator(".sessions__item");
			await expect(rows).toHaveCount(4);
			await expect(rows.first()).toContainText("This one");
			await expect(rows.first()).toContainText(/Chrome|Chromium/);
			await expect(rows.first()).toContainText("127.0.0.1");
			await expect(rows.first().getByRole("button")).toHaveCount(0);
			await rows.nth(1).getByRole("button", { name: "End session", exact: true }).click();
			await said(page, "The session is ended.");
			await expect(rows).toHaveCount(3);
			expect((await Promise.all(others.map(whoami))).filter(Boolean)).toHaveLength(2);
			await press(page, "End all other sessions");
			await said(page, "All other sessions are ended.");
			await expect(rows).toHaveCount(1);
			expect((await Promise.all(others.map(whoami))).filter(Boolean)).toHaveLength(0);
			expect(await whoami(page)).toMatchObject({ email });
		});

		test("language and look are the person's own, in every browser", async ({ page, server, visitor }) => {
			const email = await signUp(page, server);
			await page.goto("/settings/personalization");
			await expect(page.getByRole("radio", { name: "System", exact: true })).toBeChecked();
			await page.getByRole("radio", { name: "Dark", exact: true }).check();
			await field(page, "Language").selectOption("pl");
			await press(page, "Save");
			await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
			await expect(page.locator("html")).toHaveAttribute("lang", "pl");
			await said(page, "Twój wybór jest zapisany.");
			expect(await whoami(page)).toMatchObject({ language: "pl" });
			const other = await visitor(scripts);
			await signIn(other, email);
			await expect(other.locator("html")).toHaveAttribute("data-theme", "dark");
			await expect(heading(other, "Witaj, Оксана")).toBeVisible();
			await other.getByRole("button", { name: "Jasny", exact: true }).click();
			await expect(other.locator("html")).toHaveAttribute("data-theme", "light");
			await page.goto("/settings/personalization");
			await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
			await page.getByRole("button", { name: email, exact: true }).click();
			await press(page, "Wyloguj się");
			await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
		});

		test("a visitor chooses the look too", async ({ page }) => {
			await page.goto("/register");
			await press(page, "Dark");
			await expect(page).toHaveURL("/register");
			await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
			await press(page, "System");
			await expect(page.locator("html")).not.toHaveAttribute("data-theme", /./);
		});

		test("one's data can be had, and leaving can be asked for and cancelled", async ({ page, server }) => {
			const email = await signUp(page, server);
			await page.goto("/settings/data");
			const [download] = await Promise.all([page.waitForEvent("download"), press(page, "Download my data")]);
			expect(download.suggestedFilename()).toBe("my-data.json");
			const data = await readFile(await download.path(), "utf8");
			expect(JSON.parse(data)).toMatchObject({ user: { email, name: "Оксана", phone: "+380 44 537 0222", phone_extension: null } });
			expect(data).not.toMatch(/argon2|hash|secret/);
			await press(page, "Delete my user");
			await said(page, "We have noted it.");
			await expect(page.getByText(/Your user will be deleted on \d{4}-\d\d-\d\d/)).toBeVisible();
			await press(page, "Cancel deletion");
			await said(page, "The deletion is cancelled.");
			await expect(page.getByRole("button", { name: "Delete my user", exact: true })).toBeVisible();
			for (const what of ["Data downloaded", "Deletion asked for", "Deletion cancelled"]) {
				await page.goto("/activity");
				await expect(page.getByRole("row").filter({ hasText: what })).toHaveCount(1);
			}
		});

		test("the menu opens, leads on and closes", async ({ page, server }) => {
			const email = await signUp(page, server);
			const button = page.getByRole("button", { name: email, exact: true });
			const first = page.getByRole("link", { name: "Account settings", exact: true });
			await expect(first).toBeHidden();
			await button.focus();
			await page.keyboard.press("Enter");
			await expect(first).toBeVisible();
			await page.keyboard.press("Tab");
			await expect(first).toBeFocused();
			await page.keyboard.press("Escape");
			await expect(first).toBeHidden();
			await expect(button).toBeFocused();
			await button.click();
			await expect(first).toBeVisible();
			await page.getByRole("heading", { level: 1 }).click();
			await expect(first).toBeHidden();
			if (way === "with WebAssembly") {
				await takenOver(page);
				await button.click();
				await page.locator(".brand").focus();
				await expect(first).toBeHidden();
				await expect(page.locator(".brand")).toBeFocused();
			}
			await button.click();
			await first.click();
			await expect(heading(page, "Account settings")).toBeVisible();
			await expect(first).toBeHidden();
			for (const [tab, at] of Object.entries({ Security: "security", Personalization: "personalization", "Your data": "data", "My profile": "profile" })) {
				await page.getByRole("navigation", { name: "Account settings" }).getByRole("link", { name: tab, exact: true }).click();
				await expect(page).toHaveURL(`/settings/${at}`);
				await expect(page.locator(".tabs [aria-current=page]")).toHaveText(tab);
				const names = tab === "Your data" ? [tab, "Account settings"] : ["Account settings", tab];
				await expect(page).toHaveTitle([...names, "OneCloudPlanet"].join(" – "));
			}
			await page.goBack();
			await expect(page).toHaveURL("/settings/data");
		});

		// Without scripts: server/tests/http/proof.rs.
		if (way === "with scripts off") return;

		test("with the second step on, a new password takes its code, and the former address does not while it is young", async ({ another, visitor }) => {
			test.slow();
			const server = await another({ OCPANEL_SUDO_LIFETIME: `${SUDO}s` });
			const page = await visitor({ ...scripts, baseURL: server.url });
			const former = await signUp(page, server);
			await page.goto("/settings/security/two-step");
			const proof = async (code?: string) => {
				await expect(heading(page, "Confirm it is you")).toBeVisible();
				await field(page, "Password").fill(PASSWORD);
				if (code) await field(page, "Code").fill(code);
				await press(page, "Confirm");
			};
			if (page.url().includes("confirm-identity")) await proof();
			const secret = await enable(page);
			await press(page, "I have saved them");
			await page.waitForTimeout(SUDO * 1_000 + 200);
			await page.goto("/settings/profile");
			const email = address("moved");
			await field(page, "E-mail").fill(email);
			await press(page, "Save");
			await proof(totp(secret));
			await expect(field(page, "E-mail")).toHaveValue(email);
			await press(page, "Save");
			await expect(heading(page, "Check your e-mail")).toBeVisible();
			const { link } = await letter(server.mailDir, former, { kind: "email-change-notice" });
			await page.waitForTimeout(SUDO * 1_000 + 200);
			await page.goto("/settings/security");
			await expect(page.getByRole("link", { name: "First confirm it is you" })).toBeVisible();
			await field(page, "Old password").fill(PASSWORD);
			await field(page, "New password").fill(NEW_PASSWORD);
			await field(page, "Confirm new password").fill(NEW_PASSWORD);
			await press(page, "Change password");
			await expect(heading(page, "Confirm it is you")).toBeVisible();
			const mailbox = await visitor({ ...scripts, baseURL: server.url });
			await mailbox.goto(link);
			await expect(field(mailbox, "Code")).toHaveCount(0);
			expect(await whoami(page)).toMatchObject({ email: former });
			await press(mailbox, "Restore");
			await said(mailbox, "Your e-mail address is restored");
			expect(await whoami(page)).toBeUndefined();
			await mailbox.goto((await letter(server.mailDir, former, { kind: "password-reset" })).link);
			await field(mailbox, "New password").fill(NEW_PASSWORD);
			await field(mailbox, "Confirm new password").fill(NEW_PASSWORD);
			await press(mailbox, "Change password");
			await said(mailbox, "Your password is changed.");
			await signIn(mailbox, former, NEW_PASSWORD);
			await expect(heading(mailbox, "Welcome, Оксана"), "without a second step").toBeVisible();
		});
	});
}

for (const theme of ["light", "dark"] as const) {
	test(`the first paint is ${theme} where that was chosen, whatever the system is`, async ({ context, page, server, problems }) => {
		problems.tolerate(/\.wasm/);
		await context.addCookies([{ name: "ocpanel-theme", value: theme, url: server.url }]);
		await page.emulateMedia({ colorScheme: theme === "dark" ? "light" : "dark" });
		await page.route("**/*.wasm", (route) => route.abort());
		// Nothing is painted before its style has come.
		await page.goto("/register", { waitUntil: "load" });
		const [background, scheme] = await page.evaluate(() => {
			const { backgroundColor, colorScheme } = getComputedStyle(document.documentElement);
			return [backgroundColor, colorScheme];
		});
		expect(background).toBe(theme === "dark" ? "rgb(12, 20, 24)" : "rgb(245, 248, 249)");
		expect(scheme).toBe(theme);
		await expect(page.locator("meta[name=color-scheme]")).toHaveAttribute("content", theme);
	});
}

test.describe("two tabs", () => {
	test("a look chosen in one is there in the other with the next page", async ({ page, context, server }) => {
		await signUp(page, server);
		await page.goto("/settings/profile");
		await takenOver(page);
		const other = await context.newPage();
		await other.goto("/panel");
		await other.getByRole("button", { name: "Dark", exact: true }).click();
		await expect(other.locator("html")).toHaveAttribute("data-theme", "dark");
		await page.getByRole("link", { name: "Security", exact: true }).click();
		await expect(page).toHaveURL("/settings/security");
		await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
	});
});

/** What the page of a profile has seen of it. */
function versionOf(body: string): string {
	const version = /name="version" value="([\w-]+\.\d+)"/.exec(body)?.[1] ?? "";
	expect(version).not.toBe("");
	return version;
}

/** What a session that was stolen may not do once its proof is old: what is posted, and what must stay as it was. */
const STOLEN: Record<string, (user: { email: string; id: string; version: string }) => Record<string, string>> = {
	"/api/save_profile": ({ email, version }) => ({ version, name: "Оксана", surname: "Ґалаґан", email, phone: "0445370224" }),
	"/api/save_profile#email": ({ version }) => ({ version, name: "Оксана", surname: "Ґалаґан", email: address("thief"), phone: "+380445370222" }),
	"/api/change_password": () => ({ old_password: PASSWORD, new_password: NEW_PASSWORD, confirm_new_password: NEW_PASSWORD }),
	"/api/end_session": ({ id }) => ({ session: id }),
	"/api/end_application_session": ({ id }) => ({ session: id }),
	"/api/end_other_sessions": () => ({}),
	"/api/ask_deletion": () => ({}),
	"/api/enable_two_step": () => ({ two_step_code: "123456" }),
	"/api/disable_two_step": () => ({}),
	"/api/regenerate_key": () => ({}),
	"/api/new_recovery_codes": () => ({}),
	"/api/add_passkey": () => ({}),
	"/api/add_passkey#answered": () => ({ passkey: "{}" }),
	"/api/last_step_by_passkey": () => ({}),
	"/api/remove_passkey": () => ({ passkey_id: "x" }),
	"/settings/data": () => ({}),
};

test("a stolen session with an old proof changes nothing that protects the user, and sees nothing of it", async ({ another }) => {
	// As long as a busy machine may take to sign up and switch 2-step verification on.
	const server = await another({ OCPANEL_SUDO_LIFETIME: "6s" });
	const owner = new PlainVisitor(server.url);
	const email = address();
	await owner.signUp(server, email);
	const { key } = await owner.enable();
	const shown = () => JSON.parse(server.run("user", "show", email, "--json").stdout);
	expect(shown()).toMatchObject({ two_step: true });
	const second = new PlainVisitor(server.url);
	await second.signIn(email);
	await second.post("/api/second_step", { two_step_code: totp(key) });
	expect(await second.signedIn()).toBe(true);
	const page = (await owner.get("/settings/security")).body;
	const id = /name="session" value="([^"]+)"/.exec(page)?.[1] ?? "";
	expect(id).not.toBe("");
	const thief = new PlainVisitor(server.url);
	thief.cookies.set("ocpanel", owner.cookies.get("ocpanel") ?? "");
	await new Promise((resolve) => setTimeout(resolve, 7_000));
	const before = await thief.get("/settings/profile");
	const version = versionOf(before.body);
	for (const [path, fields] of Object.entries(STOLEN)) {
		const answer = await thief.post(path.split("#")[0]!, fields({ email, id, version }));
		expect(answer.status, path).toBe(303);
		expect(answer.headers.get("location"), path).toMatch(/^\/confirm-identity\?next=/);
	}
	for (const path of ["/settings/security/two-step", "/settings/security/passkeys", "/settings/security/recovery-codes"]) {
		expect((await thief.get(path)).headers.get("location"), path).toMatch(/^\/confirm-identity\?next=/);
	}
	expect(await second.signedIn()).toBe(true);
	expect((await thief.get("/settings/profile")).body.length).toBe(before.body.length);
	expect((await thief.get("/settings/data")).body).toContain("Delete my user");
	expect(shown()).toMatchObject({ email, two_step: true });
	const log = (await thief.get("/activity")).body;
	for (const act of ["Phone number changed", "E-mail change asked for", "Password changed", "Session ended", "Deletion asked for"]) expect(log).not.toContain(act);
});

test("a form of one person is never shown to or saved for another", async ({ server }) => {
	const [anna, berta] = [new PlainVisitor(server.url), new PlainVisitor(server.url)];
	const [first, second] = [address("first"), address("second")];
	await anna.signUp(server, first);
	await berta.signUp(server, second);
	const version = versionOf((await anna.get("/settings/profile")).body);
	const typed = { version, name: "Чужа", surname: "Людина", email: first, phone: "0445370229" };
	const stale = await berta.post("/api/save_profile", typed);
	expect(stale.headers.get("location")).toMatch(/^\/settings\/profile\?form=/);
	expect(JSON.parse(server.run("user", "show", second, "--json").stdout)).toMatchObject({ name: "Оксана", email: second });
	anna.cookies.delete("ocpanel");
	const kept = (await anna.post("/api/save_profile", typed)).headers.get("location") ?? "";
	const back = decodeURIComponent(kept.split("next=")[1] ?? "");
	expect(back).toMatch(/^\/settings\/profile\?form=/);
	anna.cookies.set("ocpanel", berta.cookies.get("ocpanel") ?? "");
	expect((await anna.get(back)).headers.get("location")).toBe("/settings/profile");
	const shown = (await anna.get("/settings/profile")).body;
	expect(shown).toContain(second);
	expect(shown).not.toMatch(/Чужа|0445370229/);
});

test("a form that comes back is still as old as it was", async ({ server }) => {
	const owner = new PlainVisitor(server.url);
	const email = address();
	await owner.signUp(server, email);
	const version = versionOf((await owner.get("/settings/profile")).body);
	const other = new PlainVisitor(server.url);
	await other.signIn(email);
	const save = (visitor: PlainVisitor, name: string) => visitor.post("/api/save_profile", { version, name, surname: "Ґалаґан", email, phone: "+380445370222" });
	owner.cookies.delete("ocpanel");
	const kept = (await save(owner, "Стара")).headers.get("location") ?? "";
	expect((await save(other, "Нова")).headers.get("location")).toBe("/settings/profile?done=saved");
	await owner.signIn(email);
	const back = (await owner.get(decodeURIComponent(kept.split("next=")[1] ?? ""))).body;
	expect(versionOf(back)).toBe(version);
	expect((await save(owner, "Стара")).headers.get("location")).toMatch(/^\/settings\/profile\?form=/);
});

test("the look chosen before registering stays", async ({ server }) => {
	const visitor = new PlainVisitor(server.url);
	await visitor.post("/api/taste", { theme: "dark", next: "/" });
	await visitor.signUp(server, address());
	expect(visitor.cookies.get("ocpanel-theme")).toBe("dark");
	expect((await visitor.get("/settings/personalization")).body).toContain('data-theme="dark"');
});

test("the operator moves somebody to another address", async ({ server }) => {
	const owner = new PlainVisitor(server.url);
	const [email, moved] = [address(), address("moved")];
	await owner.signUp(server, email);
	expect(server.run("user", "change-email", email, "nonsense")).toMatchObject({ status: 1 });
	expect(server.run("user", "change-email", email)).toMatchObject({ status: 2 });
	expect(server.run("user", "change-email", email, moved)).toMatchObject({ status: 0 });
	expect(await owner.signedIn()).toBe(false);
	expect(await owner.signIn(email)).toMatch(/^\/sign-in\?form=/);
	expect(await owner.signIn(moved)).toBe("/panel");
	await letter(server.mailDir, email, { kind: "security-notice" });
	await letter(server.mailDir, moved, { kind: "security-notice" });
	expect((await owner.get("/activity")).body).toContain("The operator");
	expect(server.run("user", "change-email", email, moved)).toMatchObject({ status: 1 });
});

test("an address that is taken looks like a free one", async ({ server }) => {
	const [email, taken] = [address(), address("taken")];
	await new PlainVisitor(server.url).signUp(server, taken);
	const seen: string[] = [];
	for (const wanted of [taken, address("takes")]) {
		const owner = new PlainVisitor(server.url);
		const own = wanted === taken ? email : address();
		await owner.signUp(server, own);
		const version = versionOf((await owner.get("/settings/profile")).body);
		const asked = await owner.post("/api/save_profile", { version, name: "Оксана", surname: "Ґалаґан", email: wanted, phone: "+380445370222" });
		const page = await owner.get(asked.headers.get("location") ?? "");
		const neutral = (text: string) => text.replaceAll(wanted, "WANTED").replaceAll(own, "OWN").replace(/(value|data-wait)="\d+"|name="made_for" value="[\w-]{8}"|:\d{10}\b|\b\d{10}\b|\d+ seconds|1 minute|(en|uk|pl) (system|light|dark) [\w-]{8}/g, "");
		seen.push(`${asked.status} ${asked.headers.get("location")} ${page.status} ${neutral(page.body)}`);
	}
	expect(seen[0]).toBe(seen[1]);
	const told = await letter(server.mailDir, taken, { kind: "already-registered" });
	expect(told.code).toBe("");
	expect((await letters(server.mailDir, taken)).filter(({ headers }) => headers["x-ocpanel-letter"] === "email-change-code")).toHaveLength(0);
});
