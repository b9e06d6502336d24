import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { request } from "node:http";
import path from "node:path";
import type { Page } from "@playwright/test";
import jsQR from "jsqr";
import { expect } from "./help/server";
import { test } from "./help/another";
import { remember } from "./help/canary";
import { letter, letters } from "./help/mail";
import { address, confirm, PASSWORD, personalDetails, register, signUp, summary } from "./help/person";
import { hidden } from "./help/hidden";
import { PlainVisitor } from "./help/plain";
import { bytes, enable, key, totp } from "./help/two-step";

const NEW_PASSWORD = "other simple words joined";
remember(NEW_PASSWORD, "the new password");

const WAYS = {
	"with WebAssembly": {},
	"with WebAssembly blocked": { blockWasm: true },
	"with scripts off": { javaScriptEnabled: false },
};

/** Seconds until a proof of identity is too old, where that is waited for. */
const SUDO = 8;

const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name });
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

async function signIn(page: Page, email: string, password = PASSWORD) {
	await page.goto("/sign-in");
	await page.getByLabel("E-mail", { exact: true }).fill(email);
	await page.getByLabel("Password", { exact: true }).fill(password);
	await press(page, "Sign in");
}

async function signOut(page: Page, email: string) {
	await page.getByText(email).first().click();
	await press(page, "Sign out");
	await expect(page).toHaveURL("/");
}

async function whoami(page: Page) {
	const answer = await page.request.get("/api/whoami");
	return answer.status() === 200 ? (await answer.json()).user : undefined;
}

test("the codes of the tests are those of RFC 6238", () => {
	const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
	expect(bytes(secret).toString()).toBe("12345678901234567890");
	for (const [seconds, expected] of [[59, "287082"], [1111111109, "081804"], [20000000000, "353130"]] as const) {
		expect(totp(secret, 0, seconds * 1_000)).toBe(expected);
	}
});

for (const [way, use] of Object.entries(WAYS)) {
	test.describe(way, () => {
		test.use(use);
		const scripts = "javaScriptEnabled" in use ? { javaScriptEnabled: false } : {};

		test("it is set up at the end of the wizard, and signing in takes a code then", async ({ page, server }) => {
			const email = address();
			await register(page, email);
			await personalDetails(page);
			await confirm(page, server, email);
			await expect(page.getByText("Step 4 of 4")).toBeVisible();
			await page.getByLabel("Code", { exact: true }).fill("12 34");
			await press(page, "Enable 2-Step Verification");
			await expect(summary(page)).toContainText("The code has six digits, like 123456");
			const secret = await enable(page);
			await expect(page.getByText(/^([0-9A-Z]{5}-){4}[0-9A-Z]{4}$/)).toHaveCount(10);
			const recovery = (await page.locator("main li").allTextContents()).map((text) => text.trim());
			expect(new Set(recovery).size).toBe(10);
			for (const secret of recovery) remember(secret, "a recovery code");
			await press(page, "I have saved them");
			await expect(heading(page, "Welcome, Оксана")).toBeVisible();
			expect(await whoami(page)).toMatchObject({ email, two_step: true });
			await page.goto("/settings/security/recovery-codes");
			await expect(page.getByText("cannot be shown again")).toBeVisible();

			await signOut(page, email);
			await signIn(page, email);
			await expect(heading(page, "2-Step Verification")).toBeVisible();
			expect(await whoami(page)).toBeUndefined();
			await page.goto("/panel");
			await expect(page).toHaveURL("/sign-in?next=/panel");
			await page.goto("/sign-in/two-step");
			await page.getByLabel("Code", { exact: true }).fill(totp(secret, -5));
			await press(page, "Confirm");
			await expect(summary(page)).toContainText(/clock|does not work/);
			await page.getByLabel("Code", { exact: true }).fill(totp(secret));
			await press(page, "Confirm");
			await expect(heading(page, "Welcome, Оксана")).toBeVisible();

			await signOut(page, email);
			await signIn(page, email);
			await page.getByRole("link", { name: "Use a recovery code" }).click();
			await page.getByLabel("Recovery code", { exact: true }).fill(recovery[3]!.toLowerCase().replaceAll("-", " "));
			await press(page, "Confirm");
			await expect(heading(page, "Account settings")).toBeVisible();
			await expect.poll(async () => (await letters(server.mailDir, email)).some(({ text }) => /9/.test(text) && /recovery code/i.test(text))).toBe(true);

			await signOut(page, email);
			await signIn(page, email);
			await expect(heading(page, "2-Step Verification")).toBeVisible();
			await page.goto("/sign-in/two-step?recovery");
			await page.getByLabel("Recovery code", { exact: true }).fill(recovery[3]!);
			await press(page, "Confirm");
			await expect(summary(page)).toContainText("was used already");
			await expect(page.getByLabel("Recovery code", { exact: true })).toBeVisible();
		});

		test("it can be skipped, and set up and switched off later", async ({ page, server }) => {
			const email = await signUp(page, server);
			expect(await whoami(page)).toMatchObject({ two_step: false });
			await page.getByRole("link", { name: "Enable 2-Step Verification" }).click();
			await expect(heading(page, "2-Step Verification")).toBeVisible();
			const first = await key(page);
			await press(page, "Regenerate key");
			await expect(page.getByText("This is a new key.")).toBeVisible();
			expect(await key(page)).not.toBe(first);
			await page.reload();
			const second = await key(page);
			expect(await enable(page)).toBe(second);
			await press(page, "I have saved them");
			await expect(heading(page, "Account settings")).toBeVisible();
			await expect(page.getByText("10 recovery codes are left.")).toBeVisible();
			await press(page, "New recovery codes");
			await expect(heading(page, "Recovery codes")).toBeVisible();
			await press(page, "I have saved them");
			await press(page, "Disable 2-Step Verification");
			await expect(page.getByText("2-Step Verification is off now.")).toBeVisible();
			expect(await whoami(page)).toMatchObject({ two_step: false });
			await signOut(page, email);
			await signIn(page, email);
			await expect(heading(page, "Welcome, Оксана")).toBeVisible();
		});

		test("a forgotten password is replaced by a letter's link, and the second step stays", async ({ page, server, visitor }) => {
			const email = await signUp(page, server);
			await page.goto("/settings/security/two-step");
			const secret = await enable(page);
			const other = await visitor(scripts);
			await other.goto("/sign-in");
			await other.getByRole("link", { name: "Forgot password?" }).click();
			await press(other, "Request password reset");
			await expect(summary(other)).toContainText("Enter your e-mail address");
			await other.getByLabel("E-mail", { exact: true }).fill(email);
			await press(other, "Request password reset");
			await expect(other.getByRole("status").filter({ hasText: "If this address has an account" })).toBeVisible();
			const { link } = await letter(server.mailDir, email, { kind: "password-reset" });
			expect(link.startsWith(`${server.url}/reset-password/`)).toBe(true);
			await other.goto(link);
			await expect(other).toHaveURL("/reset-password");
			await other.getByLabel("New password", { exact: true }).fill("short");
			await other.getByLabel("Confirm new password", { exact: true }).fill("short");
			await press(other, "Change password");
			await expect(summary(other)).toContainText("New password must be 15 characters or more");
			await other.getByLabel("New password", { exact: true }).fill(NEW_PASSWORD);
			await other.getByLabel("Confirm new password", { exact: true }).fill(NEW_PASSWORD);
			await press(other, "Change password");
			await expect(other.getByText("Your password is changed.")).toBeVisible();
			expect(await whoami(page), "the old session").toBeUndefined();
			await other.goto(link);
			await expect(other.getByText("This link does not work.")).toBeVisible();
			await signIn(other, email);
			await expect(summary(other)).toContainText("do not belong together");
			await signIn(other, email, NEW_PASSWORD);
			await expect(heading(other, "2-Step Verification")).toBeVisible();
			await other.getByLabel("Code", { exact: true }).fill(totp(secret));
			await press(other, "Confirm");
			await expect(heading(other, "Welcome, Оксана")).toBeVisible();
			await letter(server.mailDir, email, { kind: "security-notice" });
		});

		test("the log tells what happened, and this-was-not-me ends it", async ({ page, server }) => {
			const email = await signUp(page, server);
			await page.goto("/activity");
			await expect(page.getByRole("row").filter({ hasText: "Registered" })).toContainText("You");
			await press(page, "This wasn't me");
			await expect(page.getByText("You are signed out everywhere.")).toBeVisible();
			expect(await whoami(page)).toBeUndefined();
			await letter(server.mailDir, email, { kind: "password-reset" });
		});

		// Without scripts: server/tests/http/proof.rs.
		if (way === "with scripts off") return;

		test("what protects the user is shown and changed only after a fresh proof, and the form comes back", async ({ another, visitor }) => {
			const server = await another({ OCPANEL_SUDO_LIFETIME: `${SUDO}s` });
			const page = await visitor({ ...scripts, baseURL: server.url });
			await signUp(page, server);
			await page.goto("/settings/security/two-step");
			await proof(page);
			const secret = await enable(page);
			await press(page, "I have saved them");
			await expect(heading(page, "Account settings")).toBeVisible();
			await page.waitForTimeout(SUDO * 1_000 + 200);
			await press(page, "Disable 2-Step Verification");
			await expect(heading(page, "Confirm it is you")).toBeVisible();
			await page.getByLabel("Password", { exact: true }).fill("not this one at all");
			await page.getByLabel("Code", { exact: true }).fill(totp(secret));
			await press(page, "Confirm");
			await expect(summary(page)).toContainText("This is not your password");
			await proof(page, secret);
			await expect(heading(page, "Account settings")).toBeVisible();
			await press(page, "Disable 2-Step Verification");
			await expect(page.getByText("2-Step Verification is off now.")).toBeVisible();
		});
	});
}

/** Confirms the identity where that is asked for. */
async function proof(page: Page, secret?: string) {
	if (!page.url().includes("/confirm-identity")) return;
	await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
	if (secret) await page.getByLabel("Code", { exact: true }).fill(totp(secret));
	await press(page, "Confirm");
	await expect(page).not.toHaveURL(/confirm-identity/);
}

test("the picture is the link, and the link is the key", async ({ page, server }) => {
	const email = await signUp(page, server);
	await page.goto("/settings/security/two-step");
	const secret = (await key(page)).replaceAll(" ", "");
	expect(secret).toMatch(/^[A-Z2-7]{32}$/);
	const { data, width, height } = await page.locator(".set-up__picture svg").evaluate(async (svg) => {
		const image = new Image(400, 400);
		image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(svg))}`;
		await image.decode();
		const canvas = Object.assign(document.createElement("canvas"), { width: 400, height: 400 });
		const context = canvas.getContext("2d")!;
		context.drawImage(image, 0, 0, 400, 400);
		const { data, width, height } = context.getImageData(0, 0, 400, 400);
		return { data: [...data], width, height };
	});
	const scanned = jsQR(Uint8ClampedArray.from(data), width, height)?.data ?? "";
	expect(await page.getByRole("link", { name: "Open in an app on this device" }).getAttribute("href")).toBe(scanned);
	const link = new URL(scanned);
	expect(link.protocol).toBe("otpauth:");
	expect(link.searchParams.get("secret")).toBe(secret);
	expect(link.searchParams.get("issuer")).toBe("OneCloudPlanet");
	expect(decodeURIComponent(link.pathname)).toContain(email);
	expect(link.searchParams.get("digits") ?? "6").toBe("6");
	expect(link.searchParams.get("period") ?? "30").toBe("30");
});

test("recovery codes can be downloaded while they are shown, and by nobody else", async ({ page, server, visitor }) => {
	await signUp(page, server);
	await page.goto("/settings/security/two-step");
	await enable(page);
	const shown = (await page.locator("main li").allTextContents()).map((text) => text.trim());
	const [download] = await Promise.all([page.waitForEvent("download"), press(page, "Download")]);
	expect(download.suggestedFilename()).toBe("recovery-codes.txt");
	expect((await readFile(await download.path(), "utf8")).trim().split(/\r?\n/)).toEqual(shown);
	const stranger = await visitor();
	const answer = await stranger.request.post("/settings/security/recovery-codes", { headers: { Origin: server.url }, maxRedirects: 0 });
	expect(answer.status()).toBe(303);
});

const SOURCE = readFileSync(path.resolve(__dirname, "../../app/src/form_endpoints.rs"), "utf8");
const FORM_ENDPOINTS = [...SOURCE.matchAll(/endpoint: "(\w+)",\s*page: "([^"]+)"/g)].map(([, endpoint = "", page = ""]) => ({ endpoint, page }));
/** What anybody may send. All else needs a whole session, or the half one of `second_step` and `recover`. */
const OPEN = ["register", "details", "find_company", "confirm", "resend", "change_address", "start_over", "sign_in", "sign_in_by_passkey", "sign_out", "taste", "forgot", "reset", "ask_unlock", "unlock", "undo_email", "stay", "accept_invitation", "decline_invitation", "unknown_sender", "register_invited"];
const GUARDED = ["/settings/profile", "/settings/profile/email", "/settings/personalization", "/settings/data", "/panel", "/register/two-step", "/settings/security", "/settings/security/two-step", "/settings/security/passkeys", "/settings/security/recovery-codes", "/activity", "/confirm-identity", "/clients", "/clients/new", "/clients/10000008", "/clients/10000008/users", "/clients/10000008/users/invite", "/clients/10000008/activity", "/clients/10000008/users/x/roles"];

test("without a whole session no page shows anything and no server function does anything", async ({ server }) => {
	const owner = new PlainVisitor(server.url);
	const email = address();
	await owner.signUp(server, email);
	const { key } = await owner.enable();
	const half = new PlainVisitor(server.url);
	expect(await half.signIn(email)).toMatch(/^\/sign-in\/two-step/);
	const ended = new PlainVisitor(server.url);
	await ended.signIn(email);
	await ended.post("/api/second_step", { two_step_code: totp(key) });
	expect(await ended.signedIn()).toBe(true);
	const session = ended.cookies.get("ocpanel") ?? "";
	await ended.post("/api/sign_out", {});
	ended.cookies.set("ocpanel", session);
	const log = await owner.get("/activity");
	for (const [who, visitor] of Object.entries({ nobody: new PlainVisitor(server.url), half, ended })) {
		for (const page of GUARDED) {
			const answer = await visitor.get(page);
			expect(answer.status, `${who} ${page}`).toBe(303);
			expect(answer.headers.get("location"), `${who} ${page}`).toMatch(/^\/(sign-in|register)(\?|$)/);
			expect(answer.body, `${who} ${page}`).not.toContain(email);
		}
		expect(await visitor.signedIn(), who).toBe(false);
		for (const { endpoint, page } of FORM_ENDPOINTS.filter(({ endpoint }) => !OPEN.includes(endpoint))) {
			if (who === "half" && page === "/sign-in/two-step") continue;
			const fields: Record<string, Record<string, string>> = {
				second_step: { two_step_code: "123456" },
				recover: { recovery_code: "00000-00000-00000-00000-0000" },
				confirm_identity: { password: PASSWORD, two_step_code: "123456" },
				enable_two_step: { two_step_code: "123456" },
				last_step: { two_step_code: "123456" },
				rename_passkey: { passkey_id: "x", passkey_name: "Телефон" },
				save_profile: { version: "1", name: "Оксана", surname: "Ґалаґан", email, phone: "0445370222" },
				confirm_email: { code: "ABC-DEF" },
				change_password: { old_password: PASSWORD, new_password: NEW_PASSWORD, confirm_new_password: NEW_PASSWORD },
				save_preferences: { language: "en", theme: "system" },
				open_account: { version: "0", country: "UA", account_type: "personal" },
				save_account: { account: "10000008", version: "1", country: "UA", account_type: "personal" },
				invite: { account: "10000008", user_email: address(), role_account_observer: "on" },
				set_roles: { account: "10000008", member: "x", version: "", role_account_observer: "on" },
			};
			const answer = await visitor.post(`/api/${endpoint}`, fields[endpoint] ?? {});
			expect(answer.status, `${who} ${endpoint}`).toBe(303);
			expect(answer.headers.get("location"), `${who} ${endpoint}`).toMatch(/^\/sign-in\?/);
		}
	}
	expect(await owner.signedIn()).toBe(true);
	const rows = (body: string) => body.match(/<tr/g)?.length;
	expect(rows((await owner.get("/activity")).body)).toBe(rows(log.body));
});

test("one code signs in once, however many send it at once", async ({ server }) => {
	const owner = new PlainVisitor(server.url);
	const email = address();
	await owner.signUp(server, email);
	const { key } = await owner.enable();
	const visitors = await Promise.all(Array.from({ length: 20 }, () => new PlainVisitor(server.url)));
	for (const visitor of visitors) await visitor.signIn(email);
	const now = totp(key);
	await Promise.all(visitors.map((visitor) => visitor.post("/api/second_step", { two_step_code: now })));
	const inside = await Promise.all(visitors.map((visitor) => visitor.signedIn()));
	expect(inside.filter(Boolean)).toHaveLength(1);
});

test("links in letters start with the base URL, whatever a request says", async ({ server }) => {
	const owner = new PlainVisitor(server.url);
	const email = address();
	await owner.signUp(server, email);
	await expect(spoofedHost(server.url, email)).resolves.toBe(303);
	const asked = await letter(server.mailDir, email, { kind: "password-reset" });
	expect(asked.link.startsWith(`${server.url}/reset-password/`)).toBe(true);
	for (const spoofed of [{ "X-Forwarded-Host": "evil.example" }, { "X-Forwarded-Proto": "https" }, { Forwarded: "host=evil.example;proto=https" }, { "X-Original-Host": "evil.example" }] as Record<string, string>[]) {
		const visitor = new PlainVisitor(server.url, spoofed);
		const before = (await letters(server.mailDir, email)).at(-1);
		await visitor.post("/api/forgot", { email });
		const { link, text } = await letter(server.mailDir, email, { kind: "password-reset", after: before });
		expect(link.startsWith(`${server.url}/reset-password/`)).toBe(true);
		expect(text).not.toContain("evil.example");
	}
});

/** Asks for a new password at another host's name; the status of the answer. */
function spoofedHost(url: string, email: string): Promise<number | undefined> {
	const headers = { Host: "evil.example", Origin: url, Accept: "text/html", "Content-Type": "application/x-www-form-urlencoded" };
	return new Promise((resolve, reject) => {
		const asked = request(`${url}/api/forgot`, { method: "POST", headers }, (answer) => resolve(answer.resume().statusCode));
		asked.on("error", reject).end(new URLSearchParams({ email }).toString());
	});
}

test("looking at a link changes nothing; a newer one ends it", async ({ server }) => {
	const owner = new PlainVisitor(server.url);
	const email = address();
	await owner.signUp(server, email);
	const stranger = new PlainVisitor(server.url);
	await stranger.post("/api/forgot", { email });
	const first = await letter(server.mailDir, email, { kind: "password-reset" });
	const at = (link: string) => new URL(link).pathname;
	for (let n = 0; n < 20; n++) await new PlainVisitor(server.url).get(at(first.link));
	await stranger.post("/api/forgot", { email });
	const second = await letter(server.mailDir, email, { kind: "password-reset", after: first });
	const reset = async (link: string) => {
		const visitor = new PlainVisitor(server.url);
		const opened = await visitor.get(at(link));
		expect(opened.headers.get("location")).toBe("/reset-password");
		expect(opened.headers.get("cache-control")).toBe("no-store");
		const shown = hidden((await visitor.get("/reset-password")).body, "reset");
		return (await visitor.post("/api/reset", { ...shown, new_password: NEW_PASSWORD, confirm_new_password: NEW_PASSWORD })).headers.get("location");
	};
	expect(await reset(first.link)).toBe("/reset-password");
	expect(await owner.signedIn()).toBe(true);
	expect(await reset(second.link)).toBe("/sign-in?done=changed");
	expect(await owner.signedIn()).toBe(false);
	expect(await reset(second.link)).toBe("/reset-password");
});

test("the operator switches a user off and on, and the second factor off", async ({ server }) => {
	const owner = new PlainVisitor(server.url);
	const email = address();
	await owner.signUp(server, email);
	await owner.enable();
	const run = (what: string) => server.run("user", what, email);
	const shown = () => JSON.parse(server.run("user", "show", email, "--json").stdout);
	expect(shown()).toMatchObject({ two_step: true, disabled: false });
	expect(run("reset-two-step")).toMatchObject({ status: 0 });
	expect(shown().two_step).toBe(false);
	expect(run("reset-two-step")).toMatchObject({ status: 1 });
	expect(await owner.signedIn()).toBe(false);
	expect(await owner.signIn(email)).toBe("/panel");
	expect(run("disable")).toMatchObject({ status: 0 });
	expect(await owner.signedIn()).toBe(false);
	expect(await owner.signIn(email)).toMatch(/^\/sign-in\?form=/);
	expect(run("enable")).toMatchObject({ status: 0 });
	expect(await owner.signIn(email)).toBe("/panel");
	expect(server.run("user", "disable", "nobody@example.com")).toMatchObject({ status: 1 });
});

test("password managers find the page for a new password", async ({ server }) => {
	const answer = await new PlainVisitor(server.url).get("/.well-known/change-password");
	expect(answer.status).toBe(303);
	expect(answer.headers.get("location")).toBe("/settings/security");
});
