import type { Page, Route } from "@playwright/test";
import { test as base } from "./help/another";
import { clean } from "./help/axe";
import { remember } from "./help/canary";
import { accept, host, invite, requireSecondStep } from "./help/kinds";
import { letters } from "./help/mail";
import { Authenticator, type Credential } from "./help/passkey";
import { address, confirm, PASSWORD, personalDetails, register, summary, takenOver } from "./help/person";
import { PlainVisitor } from "./help/plain";
import { freePort } from "./help/program";
import { expect, type Options, type Server } from "./help/server";
import { asked, give, SoftPasskey } from "./help/soft-passkey";
import { wear } from "./help/stands";
import { enable, totp } from "./help/two-step";

/** Passwords are hashed often here, and are not what is tested. */
const SETTINGS = { OCPANEL_ARGON2: "m=64,t=1,p=1" };

const test = base.extend<object, Options>({
	settings: [async ({}, use) => use(SETTINGS), { scope: "worker" }],
});

const PASSKEYS = "/settings/security/passkeys";
const WRONG = "This passkey does not work here. Use another one, or another way";
const UNKNOWN = "This passkey was removed here, or never added. Use another one, or another way";
const NOT_USED = "No passkey was used. Press the button again, or use another way";
const UNSUPPORTED = "This did not work: this browser cannot use passkeys here, its scripts are off, or the page was not ready. Press the button once more, or use another way";
/** Seconds until a proof of identity is too old, where that is waited for. */
const SUDO = 3;

const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name, exact: true });
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const press = (page: Page, name: string) => button(page, name).click();
const field = (page: Page, name: string) => page.getByLabel(name, { exact: true });
const said = (page: Page, text: string) => expect(page.getByRole("status").filter({ hasText: text })).toBeVisible();
const items = (page: Page) => page.getByRole("main").getByRole("listitem");

/** Opens a page, which is awake then. */
async function open(page: Page, path: string) {
	await page.goto(path);
	await takenOver(page);
}

async function whoami(page: Page) {
	const answer = await page.request.get("/api/whoami");
	return answer.status() === 200 ? (await answer.json()).user : undefined;
}

/** A new user, signed in, in the page's browser. */
async function user(page: Page, server: Server): Promise<string> {
	const [visitor, email] = [new PlainVisitor(server.url), address("passkey")];
	await visitor.signUp(server, email);
	await wear(page, visitor);
	return email;
}

/** A new user with a passkey and nothing else, signed in: the recovery codes. */
async function passkeyUser(page: Page, server: Server): Promise<{ email: string; codes: string[]; authenticator: Authenticator }> {
	const email = await user(page, server);
	const authenticator = await Authenticator.of(page);
	await open(page, PASSKEYS);
	await press(page, "Add a passkey");
	const codes = await recoveryCodes(page);
	await press(page, "I have saved them");
	await expect(heading(page, "Passkeys")).toBeVisible();
	return { email, codes, authenticator };
}

/** Reads the page of recovery codes. */
async function recoveryCodes(page: Page): Promise<string[]> {
	await expect(heading(page, "Recovery codes")).toBeVisible();
	const codes = (await page.locator("main li").allTextContents()).map((text) => text.trim());
	expect(codes).toHaveLength(10);
	for (const code of codes) remember(code, "a recovery code");
	return codes;
}

async function signOut(page: Page) {
	await page.context().clearCookies({ name: "ocpanel" });
	await open(page, "/sign-in");
}

async function password(page: Page, email: string) {
	await page.goto("/sign-in");
	await field(page, "E-mail").fill(email);
	await field(page, "Password").fill(PASSWORD);
	await press(page, "Sign in");
	await expect(heading(page, "2-Step Verification")).toBeVisible();
}

/** In by a passkey alone. */
async function touch(page: Page) {
	await press(page, "Sign in with a passkey");
	await expect(heading(page, "Welcome, Оксана")).toBeVisible();
}

/** Pressing the button is answered by this sentence, and whoever pressed it is still outside. */
async function turnedAway(page: Page, sentence: string, name = "Sign in with a passkey") {
	await press(page, name);
	await expect(summary(page)).toContainText(sentence);
	await expect(summary(page)).toBeFocused();
}

/** Gives a passkey another name, and first none. */
async function rename(page: Page, former: string, name: string) {
	await page.getByRole("link", { name: `Rename ${former}`, exact: true }).click();
	await expect(field(page, "Name of the passkey")).toHaveValue(former);
	await field(page, "Name of the passkey").fill(" ");
	await press(page, "Save name");
	await expect(summary(page)).toBeVisible();
	await field(page, "Name of the passkey").fill(name);
	await press(page, "Save name");
	await said(page, "The name is saved.");
	await expect(items(page).filter({ hasText: name })).toHaveCount(1);
}

/** Asks whether a passkey is to go, and lets it. */
async function remove(page: Page, name: string) {
	await page.getByRole("link", { name: `Remove ${name}`, exact: true }).click();
	await expect(page.getByText("You cannot sign in with it any more then.")).toBeVisible();
	await press(page, `Remove ${name}`);
}

/** What happened, newest first, as the page of it says. */
async function log(page: Page): Promise<string> {
	await page.goto("/activity");
	return page.getByRole("main").innerText();
}

test("the wizard's last step can be a passkey, and it signs in with nothing typed", async ({ page, server }) => {
	const email = address("wizard");
	await register(page, email);
	await personalDetails(page);
	await confirm(page, server, email);
	await Authenticator.of(page);
	await press(page, "Add a passkey");
	await recoveryCodes(page);
	await press(page, "I have saved them");
	await expect(heading(page, "Welcome, Оксана")).toBeVisible();
	await page.getByText(email).first().click();
	await press(page, "Sign out");
	await expect(page).toHaveURL("/");
	expect(await whoami(page)).toBeUndefined();
	await open(page, "/sign-in?next=/settings/security");
	await press(page, "Sign in with a passkey");
	await expect(heading(page, "Account settings")).toBeVisible();
	expect(await whoami(page)).toMatchObject({ email, two_step: true });
	await expect(page.getByText("2-Step Verification is on. Signing in takes your passkey")).toBeVisible();
	await expect(page.getByText("You have one passkey.")).toBeVisible();
	await expect(page.getByText("10 recovery codes are left.")).toBeVisible();
	await page.getByRole("link", { name: "Add an authenticator app", exact: true }).click();
	await expect(page.getByText("2-Step Verification is on with a passkey.")).toBeVisible();
	await expect(page.getByText("You then get new recovery codes, and the ones you have stop working.")).toBeVisible();
});

test("it is the second step after the password", async ({ page, server }) => {
	const { email } = await passkeyUser(page, server);
	await signOut(page);
	await password(page, email);
	expect(await whoami(page)).toBeUndefined();
	await expect(field(page, "Code")).toHaveCount(0);
	await press(page, "Use a passkey");
	await expect(heading(page, "Welcome, Оксана")).toBeVisible();
	expect(await whoami(page)).toMatchObject({ email, two_step: true });
	expect(await log(page)).toMatch(/second step|signed in/i);
});

test("it is the proof of identity, and what was to be done is done", async ({ page: _, another, visitor }) => {
	const server = await another({ ...SETTINGS, OCPANEL_SUDO_LIFETIME: `${SUDO}s` });
	const page = await visitor({ baseURL: server.url });
	await passkeyUser(page, server);
	await page.waitForTimeout(SUDO * 1_000 + 200);
	await open(page, PASSKEYS);
	await expect(heading(page, "Confirm it is you")).toBeVisible();
	await expect(field(page, "Password")).toHaveCount(0);
	await press(page, "Use a passkey");
	await expect(heading(page, "Passkeys")).toBeVisible();
	await page.getByRole("link", { name: "Remove Chrome, Linux" }).click();
	await expect(page.getByText("2-Step Verification is switched off then, since you have nothing else for it.")).toBeVisible();
	await page.waitForTimeout(SUDO * 1_000 + 200);
	await press(page, "Remove Chrome, Linux");
	await expect(heading(page, "Confirm it is you")).toBeVisible();
	await press(page, "Use a passkey");
	await expect(heading(page, "Passkeys")).toBeVisible();
	await expect(items(page)).toHaveCount(1);
	await said(page, "This is not done yet. Check it and press the button again.");
	await press(page, "Remove Chrome, Linux");
	await said(page, "The passkey is removed.");
	expect(await whoami(page)).toMatchObject({ two_step: false });
});

test("passkeys are named and removed, and the last one takes 2-step verification with it", async ({ page, server, context }) => {
	const { email, authenticator: phone } = await passkeyUser(page, server);
	expect(await items(page).innerText()).toMatch(/On one device alone[\s\S]*Added: [\s\S]*Last used: not yet/);
	await rename(page, "Chrome, Linux", "Телефон <b>");
	const [kept] = await phone.replace();
	await press(page, "Add a passkey");
	await said(page, "The passkey is added.");
	await expect(items(page)).toHaveCount(2);
	await rename(page, "Chrome, Linux", "Ключ 2");
	await page.getByRole("link", { name: "Remove Телефон <b>" }).click();
	await expect(page.getByText("2-Step Verification is switched off then")).toHaveCount(0);
	await page.getByRole("link", { name: "Cancel", exact: true }).click();
	await expect(items(page)).toHaveCount(2);
	await remove(page, "Телефон <b>");
	await said(page, "The passkey is removed.");
	await expect(items(page)).toHaveCount(1);
	expect(await whoami(page)).toMatchObject({ two_step: true });

	await signOut(page);
	const [other] = await phone.replace();
	await phone.put(kept!);
	await turnedAway(page, UNKNOWN);
	expect(await whoami(page)).toBeUndefined();
	// The browser has heard that nobody knows it, and has forgotten it.
	await expect.poll(() => phone.credentials()).toEqual([]);
	await phone.put(other!);
	await touch(page);
	await open(page, PASSKEYS);
	await expect(items(page)).not.toContainText("not yet");
	await remove(page, "Ключ 2");
	await said(page, "The passkey is removed.");
	await expect(page.getByText("You have none.")).toBeVisible();
	await expect.poll(() => phone.credentials()).toEqual([]);
	expect(await whoami(page)).toMatchObject({ two_step: false });

	const told = await log(page);
	for (const act of ["Passkey added", "Passkey renamed", "Passkey removed", "2-Step Verification enabled", "2-Step Verification disabled"]) expect(told).toContain(act);
	await expect
		.poll(async () => (await letters(server.mailDir, email)).filter(({ text }) => /passkey was (added|removed)/.test(text)).length)
		.toBe(4);
	await expect.poll(async () => (await letters(server.mailDir, email)).some(({ text }) => text.includes("was switched off"))).toBe(true);
	await context.clearCookies({ name: "ocpanel" });
	await page.goto("/sign-in");
	await field(page, "E-mail").fill(email);
	await field(page, "Password").fill(PASSWORD);
	await press(page, "Sign in");
	await expect(heading(page, "Welcome, Оксана")).toBeVisible();
});

test("app and passkey stand side by side", async ({ page, server }) => {
	const email = await user(page, server);
	await open(page, "/settings/security/two-step");
	const secret = await enable(page);
	await Authenticator.of(page);
	await open(page, PASSKEYS);
	await press(page, "Add a passkey");
	await said(page, "The passkey is added.");
	for (const way of ["passkey", "code"]) {
		await signOut(page);
		await password(page, email);
		await expect(button(page, "Use a passkey")).toBeVisible();
		await expect(field(page, "Code")).toBeVisible();
		if (way === "code") await field(page, "Code").fill(totp(secret));
		await press(page, way === "code" ? "Confirm" : "Use a passkey");
		await expect(heading(page, "Welcome, Оксана")).toBeVisible();
	}
	await open(page, PASSKEYS);
	await remove(page, "Chrome, Linux");
	await said(page, "The passkey is removed.");
	expect(await whoami(page)).toMatchObject({ two_step: true });
	await signOut(page);
	await password(page, email);
	await expect(field(page, "Code")).toBeVisible();
	await expect(button(page, "Use a passkey")).toHaveCount(0);
});

test("whoever is not verified, has none, or gives up reads what to do, and can try again", async ({ page, server }) => {
	const { authenticator } = await passkeyUser(page, server);
	await turnedAway(page, "There is a passkey of yours on this device already", "Add a passkey");
	await summary(page).getByRole("link").click();
	await expect(button(page, "Add a passkey")).toBeFocused();
	await authenticator.verify(false);
	const [kept] = await authenticator.credentials();
	await signOut(page);
	await turnedAway(page, NOT_USED);
	await summary(page).getByRole("link").click();
	await expect(button(page, "Sign in with a passkey")).toBeFocused();
	await authenticator.replace();
	await turnedAway(page, NOT_USED);
	await authenticator.put(kept!);
	await touch(page);
});

/** Marks the document once the browser is asked for a passkey: by a page that waits, or by a button. */
async function markAsked(page: Page) {
	await page.addInitScript(() => {
		const get = navigator.credentials.get.bind(navigator.credentials);
		navigator.credentials.get = (options) => {
			document.documentElement.dataset.asked = options?.mediation ?? "button";
			return get(options);
		};
	});
}

/** A page where nobody is signed in, in a browser that offers this passkey by itself; the former authenticator is gone. */
async function offering(page: Page, former: Authenticator, passkey: Credential): Promise<{ offered: Page; phone: Authenticator }> {
	await former.unplug();
	const offered = await page.context().newPage();
	const phone = await Authenticator.of(offered, { offers: true });
	await phone.put(passkey);
	await page.context().clearCookies({ name: "ocpanel" });
	return { offered, phone };
}

test("where an address is typed the browser offers passkeys by itself", async ({ page, server }) => {
	const { email, authenticator } = await passkeyUser(page, server);
	const [kept] = await authenticator.credentials();
	const { offered, phone } = await offering(page, authenticator, kept!);
	await offered.goto("/sign-in?next=/settings/security");
	await expect(heading(offered, "Account settings")).toBeVisible();
	expect(await whoami(offered)).toMatchObject({ email });

	// Nobody touches it: the page waits, and whatever else signs in takes its place.
	await phone.touched(false);
	await markAsked(offered);
	// A page that Back puts back, in place or with its document, offers them again.
	for (const leave of ["in place", "whole"]) {
		await offered.context().clearCookies({ name: "ocpanel" });
		await open(offered, "/sign-in");
		await expect(offered.locator("html")).toHaveAttribute("data-asked", "conditional");
		if (leave === "whole") await offered.goto("/register");
		else await offered.getByRole("link", { name: "Register" }).first().click();
		await expect(heading(offered, "Register")).toBeVisible();
		await offered.evaluate(() => delete document.documentElement.dataset.asked);
		await offered.goBack();
		await expect(heading(offered, "Sign in")).toBeVisible();
		await expect(offered.locator("html")).toHaveAttribute("data-asked", "conditional");
	}
	for (const way of ["button", "password", "button"]) {
		await offered.context().clearCookies({ name: "ocpanel" });
		await open(offered, "/sign-in");
		await expect(offered.locator("html")).toHaveAttribute("data-asked", "conditional");
		// From here on the browser waits by itself, and nothing says when it has begun to.
		await offered.waitForTimeout(1_000);
		if (way === "password") {
			await field(offered, "E-mail").fill(email);
			await field(offered, "Password").fill(PASSWORD);
			await press(offered, "Sign in");
			await expect(heading(offered, "2-Step Verification")).toBeVisible();
		}
		const name = way === "password" ? "Use a passkey" : "Sign in with a passkey";
		// What waits already is not touched by that.
		await phone.touched(true);
		await press(offered, name);
		await expect(heading(offered, "Welcome, Оксана")).toBeVisible();
		await phone.touched(false);
	}
});

test("a passkey that was offered and does not fit is refused as one that a button asked for", async ({ page, server }) => {
	const { authenticator } = await passkeyUser(page, server);
	const [kept] = await authenticator.credentials();
	await open(page, PASSKEYS);
	await remove(page, "Chrome, Linux");
	await said(page, "The passkey is removed.");
	const { offered, phone } = await offering(page, authenticator, kept!);
	await offered.goto("/sign-in");
	await expect(summary(offered)).toContainText(UNKNOWN);
	await expect.poll(() => phone.credentials()).toEqual([]);
	// What is wrong is past once another form of the page is sent.
	await press(offered, "Sign in");
	await expect(summary(offered)).toHaveCount(1);
	await expect(summary(offered)).not.toContainText(UNKNOWN);
});

test("another name is told to the browser's own list", async ({ page, server }) => {
	const { authenticator } = await passkeyUser(page, server);
	await open(page, "/settings/profile");
	await field(page, "Name").fill("Соломія");
	await press(page, "Save");
	await expect(page.getByRole("status").filter({ hasText: /saved/i })).toBeVisible();
	await expect.poll(async () => (await authenticator.credentials()).map(({ userDisplayName }) => userDisplayName)).toEqual(["Соломія Ґалаґан"]);
});

test("a browser that knows no passkeys says so", async ({ page, server: _ }) => {
	await page.addInitScript(() => Reflect.deleteProperty(window, "PublicKeyCredential"));
	await open(page, "/sign-in");
	await turnedAway(page, UNSUPPORTED);
});

test("a passkey that begins to be synced goes on, and the page says where it is", async ({ page, server }) => {
	const { authenticator } = await passkeyUser(page, server);
	for (const [backupEligibility, backupState] of [[true, true], [true, false], [true, true]] as const) {
		await authenticator.synced(backupEligibility, backupState);
		await signOut(page);
		await touch(page);
		await open(page, PASSKEYS);
		await expect(items(page).getByText("On one device alone")).toHaveCount(backupState ? 0 : 1);
	}
});

test("a counter that goes back is refused, and its owner can see that", async ({ page, server }) => {
	const { authenticator, codes, email } = await passkeyUser(page, server);
	for (let times = 0; times < 3; times++) {
		await signOut(page);
		await touch(page);
	}
	const [kept] = await authenticator.credentials();
	expect(kept!.signCount).toBeGreaterThan(2);
	await authenticator.put({ ...kept!, signCount: 0 });
	await signOut(page);
	await turnedAway(page, WRONG);
	expect(await whoami(page)).toBeUndefined();
	await authenticator.put({ ...kept!, signCount: kept!.signCount + 5 });
	await touch(page);
	expect(await log(page)).toMatch(/refused|failed/i);
	await open(page, PASSKEYS);
	await expect(items(page).getByText("It was refused, because it may have been copied.")).toBeVisible();
	await authenticator.put({ ...kept!, signCount: 1 });
	await signOut(page);
	await turnedAway(page, WRONG);
	await expect.poll(async () => (await letters(server.mailDir, email)).filter(({ text }) => text.includes("was refused, because it may have been copied")).length).toBe(1);
	await password(page, email);
	await page.getByRole("link", { name: "Use a recovery code" }).click();
	await field(page, "Recovery code").fill(codes[0]!);
	await press(page, "Confirm");
	await expect(heading(page, "Account settings")).toBeVisible();
});

/** Holds back what the browser's authenticator has answered, which is then sent by whom the test wants. */
async function held(page: Page, endpoint: string, name: string): Promise<string> {
	let body = "";
	const hold = async (route: Route) => {
		const sent = route.request().postData() ?? "";
		if (!new URLSearchParams(sent).get("passkey")) return route.continue();
		body = sent;
		await route.fulfill({ json: { refused: [["passkey", "Held back"]], confirmed: "" } });
	};
	await page.route(`**/api/${endpoint}`, hold);
	await press(page, name);
	await expect.poll(() => body).not.toBe("");
	await expect(summary(page)).toContainText("Held back");
	await page.unroute(`**/api/${endpoint}`, hold);
	return body;
}

/** Sends it from this page's browser: where that leads, or what is said. */
async function send(page: Page, server: Server, endpoint: string, body: string): Promise<string> {
	const headers = { Origin: server.url, Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" };
	const answer = await page.request.post(`/api/${endpoint}`, { headers, data: body });
	expect(answer.status()).toBe(200);
	return answer.text();
}

test("an answer counts once, in the browser that was asked, for what was asked, by whom was asked", async ({ page, server, visitor }) => {
	const { email } = await passkeyUser(page, server);
	const other = await visitor();
	await open(other, "/sign-in");
	await signOut(page);
	const answer = await held(page, "sign_in_by_passkey", "Sign in with a passkey");
	expect(await send(other, server, "sign_in_by_passkey", answer)).toContain('"go":"/sign-in?form=');
	expect(await whoami(other)).toBeUndefined();
	expect(await send(page, server, "sign_in_by_passkey", answer)).toBe('{"load":"/panel"}');
	expect(await whoami(page)).toMatchObject({ email });
	// The same once more, with and without the session that it began.
	expect(await send(page, server, "sign_in_by_passkey", answer)).toContain("form=");
	await signOut(page);
	expect(await send(page, server, "sign_in_by_passkey", answer)).toContain("form=");
	expect(await whoami(page)).toBeUndefined();
	// An answer to another question of the same browser; a wrong signature uses nothing up.
	const second = await held(page, "sign_in_by_passkey", "Sign in with a passkey");
	const wrong = new URLSearchParams(second);
	const told = JSON.parse(wrong.get("passkey")!);
	told.response.signature = JSON.parse(new URLSearchParams(answer).get("passkey")!).response.signature;
	wrong.set("passkey", JSON.stringify(told));
	expect(await send(page, server, "sign_in_by_passkey", wrong.toString())).toContain(WRONG);
	expect(await whoami(page)).toBeUndefined();
	expect(await send(page, server, "sign_in_by_passkey", second)).toBe('{"load":"/panel"}');
	await signOut(page);
	const third = await held(page, "sign_in_by_passkey", "Sign in with a passkey");
	await password(page, email);
	expect(await send(page, server, "second_step_by_passkey", third)).toContain("form=");
	expect(await whoami(page)).toBeUndefined();
	expect(await send(page, server, "sign_in_by_passkey", third)).toBe('{"load":"/panel"}');
});

test("a passkey of somebody else is no second step and no proof", async ({ page, server, visitor }) => {
	const { email, authenticator } = await passkeyUser(page, server);
	const [mine] = await authenticator.credentials();
	const thief = await visitor();
	const theirs = await passkeyUser(thief, server);
	await signOut(thief);
	await password(thief, email);
	await turnedAway(thief, NOT_USED, "Use a passkey");
	// Their authenticator says that its key is the one that was asked for.
	const [credential] = await theirs.authenticator.credentials();
	await theirs.authenticator.replace();
	await theirs.authenticator.put({ ...credential!, credentialId: mine!.credentialId, userHandle: mine!.userHandle, signCount: 100 });
	await turnedAway(thief, WRONG, "Use a passkey");
	expect(await whoami(thief)).toBeUndefined();
	await theirs.authenticator.put({ ...mine!, signCount: 100 });
	await press(thief, "Use a passkey");
	await expect(heading(thief, "Welcome, Оксана")).toBeVisible();
});

const OTHERS = "AAAAAAAAAAAAAAAAAAAAAA";
/** What a browser never says of itself, or an authenticator of another site's. */
const LIES: Record<string, SoftPasskey["lies"]> = {
	"another origin": { origin: "https://evil.example" },
	"another port": { origin: "http://localhost:1" },
	"https": { origin: "https://localhost" },
	"another domain": { domain: "evil.example" },
	"nobody verified": { unverified: true },
	"another kind of answer": { type: "webauthn.other" },
};

test("what is signed for another site, or without its owner, is no passkey, and none is made of it", async ({ server }) => {
	const [owner, email] = [new PlainVisitor(server.url), address("lies")];
	await owner.signUp(server, email);
	for (const [what, lies] of Object.entries(LIES)) {
		const passkey = new SoftPasskey();
		passkey.lies = lies;
		expect(await give(owner, "add_passkey", passkey.made(await asked(owner, "add_passkey"), owner.url)), what).toContain(`${PASSKEYS}?form=`);
	}
	expect((await owner.get(PASSKEYS)).body).toContain("You have none.");
	const { passkey } = await SoftPasskey.add(owner);
	const outside = new PlainVisitor(server.url);
	for (const [what, lies] of Object.entries({ ...LIES, "somebody else": { handle: OTHERS } })) {
		passkey.lies = lies;
		expect(await passkey.use(outside, "sign_in_by_passkey"), what).toMatch(/^\/sign-in\?form=/);
		expect(await outside.signedIn(), what).toBe(false);
	}
	passkey.lies = {};
	expect(await passkey.use(outside, "sign_in_by_passkey")).toBe("/panel");
	expect(await outside.signedIn()).toBe(true);
	// The same passkey is added to nobody twice, and to nobody else.
	const other = new PlainVisitor(server.url);
	await other.signUp(server, address("other"));
	for (const visitor of [owner, other]) {
		expect(await give(visitor, "add_passkey", passkey.made(await asked(visitor, "add_passkey"), visitor.url))).toContain("form=");
	}
	expect((await other.get(PASSKEYS)).body).toContain("You have none.");
});

test("one answer signs in once, however many send it at once", async ({ server }) => {
	const owner = new PlainVisitor(server.url);
	await owner.signUp(server, address("once"));
	const { passkey } = await SoftPasskey.add(owner);
	const first = new PlainVisitor(server.url);
	const answer = passkey.used(await asked(first, "sign_in_by_passkey"), first.url);
	const browsers = Array.from({ length: 10 }, () => {
		const browser = new PlainVisitor(server.url);
		for (const [name, value] of first.cookies) browser.cookies.set(name, value);
		return browser;
	});
	await Promise.all(browsers.map((browser) => give(browser, "sign_in_by_passkey", answer)));
	const inside = await Promise.all(browsers.map((browser) => browser.signedIn()));
	expect(inside.filter(Boolean)).toHaveLength(1);
});

test("nobody names or removes the passkey of somebody else", async ({ server }) => {
	const [owner, thief] = [new PlainVisitor(server.url), new PlainVisitor(server.url)];
	await owner.signUp(server, address("owner"));
	await thief.signUp(server, address("thief"));
	await SoftPasskey.add(owner);
	const shown = (await owner.get(PASSKEYS)).body;
	const [, passkey_id = ""] = /\?remove=([\w-]+)/.exec(shown) ?? [];
	expect(passkey_id).not.toBe("");
	await thief.post("/api/rename_passkey", { passkey_id, passkey_name: "Чужий" });
	await thief.post("/api/remove_passkey", { passkey_id });
	expect((await owner.get(PASSKEYS)).body).toBe(shown);
	await owner.post("/api/rename_passkey", { passkey_id, passkey_name: "Мій" });
	expect((await owner.get(PASSKEYS)).body).toContain("Мій");
	await owner.post("/api/remove_passkey", { passkey_id });
	expect((await owner.get(PASSKEYS)).body).toContain("You have none.");
});

test.describe("with scripts off", () => {
	test.use({ javaScriptEnabled: false });

	test("each button says what it needs, and password and recovery code go on", async ({ page, server, visitor }) => {
		const awake = await visitor({ javaScriptEnabled: true });
		const { email, codes } = await passkeyUser(awake, server);
		await page.goto("/sign-in?next=/settings/security");
		// Playwright looks for no text in a noscript.
		expect(await page.getByRole("main").innerText()).toContain("Passkeys need scripts, which are off in this browser.");
		await press(page, "Sign in with a passkey");
		await expect(summary(page)).toContainText(UNSUPPORTED);
		expect(await summary(page).getByRole("link").getAttribute("href")).toBe(`#${await button(page, "Sign in with a passkey").getAttribute("id")}`);
		await field(page, "E-mail").fill(email);
		await field(page, "Password").fill(PASSWORD);
		await press(page, "Sign in");
		await press(page, "Use a passkey");
		await expect(summary(page)).toContainText(UNSUPPORTED);
		await page.getByRole("link", { name: "Use a recovery code" }).click();
		await field(page, "Recovery code").fill(codes[1]!);
		await press(page, "Confirm");
		await expect(heading(page, "Account settings")).toBeVisible();
		expect(await whoami(page)).toMatchObject({ email });
		await page.getByRole("link", { name: "Manage passkeys" }).click();
		await press(page, "Add a passkey");
		await expect(summary(page)).toContainText(UNSUPPORTED);
		await rename(page, "Chrome, Linux", "Телефон");
		await remove(page, "Телефон");
		await said(page, "The passkey is removed.");
		expect(await whoami(page)).toMatchObject({ two_step: false });
	});
});

for (const colorScheme of ["light", "dark"] as const) {
	test.describe(`in ${colorScheme}`, () => {
		test.use({ colorScheme });

		test("axe finds nothing on the pages of passkeys, plain and with errors", async ({ page, server }) => {
			const { email, authenticator } = await passkeyUser(page, server);
			await clean(page, "one passkey");
			await turnedAway(page, "There is a passkey of yours on this device already", "Add a passkey");
			await clean(page, "one passkey, with errors");
			await page.getByRole("link", { name: "Rename Chrome, Linux" }).click();
			await expect(field(page, "Name of the passkey")).toHaveValue("Chrome, Linux");
			await clean(page, "another name");
			await field(page, "Name of the passkey").fill("");
			await press(page, "Save name");
			await expect(summary(page)).toBeFocused();
			await clean(page, "another name, with errors");
			await page.goto(PASSKEYS);
			await page.getByRole("link", { name: "Remove Chrome, Linux" }).click();
			await clean(page, "removing");
			await open(page, "/settings/security");
			await clean(page, "security");
			await open(page, "/confirm-identity");
			await clean(page, "proof");
			await authenticator.replace();
			await turnedAway(page, NOT_USED, "Use a passkey");
			await clean(page, "proof, with errors");
			await signOut(page);
			await clean(page, "sign in");
			await turnedAway(page, NOT_USED);
			await clean(page, "sign in, with errors");
			await password(page, email);
			await clean(page, "second step");
			await turnedAway(page, NOT_USED, "Use a passkey");
			await clean(page, "second step, with errors");
			await page.context().clearCookies();
			await user(page, server);
			await open(page, PASSKEYS);
			await clean(page, "none");
			await open(page, "/register/two-step");
			await clean(page, "last step");
			await authenticator.unplug();
			await Authenticator.of(page, { verifies: false });
			await turnedAway(page, NOT_USED, "Add a passkey");
			await clean(page, "last step, with errors");
		});
	});
}

test("by keyboard alone one is added, and signs in", async ({ page, server }) => {
	await user(page, server);
	await Authenticator.of(page);
	await open(page, PASSKEYS);
	const reach = async (name: string) => {
		for (let presses = 0; presses < 40; presses++) {
			await page.keyboard.press("Tab");
			if (await button(page, name).evaluate((element) => element === document.activeElement)) return;
		}
		throw new Error(`${name} is not reached by Tab`);
	};
	await reach("Add a passkey");
	await page.keyboard.press("Enter");
	await recoveryCodes(page);
	await signOut(page);
	await reach("Sign in with a passkey");
	await page.keyboard.press("Space");
	await expect(heading(page, "Welcome, Оксана")).toBeVisible();
});

test("a passkey is what an account of others requires, and the last one stays then", async ({ page, server }) => {
	const { email } = await passkeyUser(page, server);
	const owner = await host(server);
	const link = await invite(server, owner, email);
	const member = new PlainVisitor(server.url);
	member.cookies.clear();
	for (const { name, value } of await page.context().cookies()) member.cookies.set(name, value);
	await accept(member, link);
	await requireSecondStep(owner, true);
	await open(page, `/clients/${owner.account}`);
	await expect(heading(page, "2-Step Verification")).toHaveCount(0);
	await open(page, PASSKEYS);
	await expect(page.getByText("requires 2-Step Verification. Add another passkey")).toBeVisible();
	await expect(page.getByRole("link", { name: /^Remove/ })).toHaveCount(0);
	// A page that was there before shows the button still.
	await requireSecondStep(owner, false);
	await open(page, PASSKEYS);
	await page.getByRole("link", { name: "Remove Chrome, Linux" }).click();
	await expect(button(page, "Remove Chrome, Linux")).toBeVisible();
	await requireSecondStep(owner, true);
	await press(page, "Remove Chrome, Linux");
	await expect(page.getByText("requires 2-Step Verification. Add another passkey")).toBeVisible();
	await expect(items(page)).toHaveCount(1);
	expect(await whoami(page)).toMatchObject({ two_step: true });
});

test("this machine by number leads to its name, where passkeys are", async ({ page, server, problems }) => {
	problems.tolerate(/^foreign host: http:\/\/127\.0\.0\.1:/);
	const { port } = new URL(server.url);
	expect(server.url).toBe(`http://localhost:${port}`);
	await page.goto(`http://127.0.0.1:${port}/sign-in?next=/settings/security`);
	await expect(page).toHaveURL(`${server.url}/sign-in?next=/settings/security`);
	await expect(button(page, "Sign in with a passkey")).toBeVisible();
	// A program that asks there is answered there.
	const asked = await fetch(`http://127.0.0.1:${port}/sign-in`, { redirect: "manual" });
	expect(asked.status).toBe(200);
});

test("at an address without a name there are none, and nothing offers them", async ({ another, visitor }) => {
	const at = `127.0.0.1:${await freePort()}`;
	const server = await another({ OCPANEL_ADDR: at, OCPANEL_BASE_URL: `http://${at}` });
	const page = await visitor({ baseURL: server.url });
	await open(page, "/sign-in");
	await expect(button(page, "Sign in with a passkey")).toHaveCount(0);
	await user(page, server);
	await open(page, "/register/two-step");
	await expect(button(page, "Add a passkey")).toHaveCount(0);
	await open(page, PASSKEYS);
	await expect(page.getByText("Passkeys cannot be used at this address of the site.")).toBeVisible();
	await expect(button(page, "Add a passkey")).toHaveCount(0);
	expect(await send(page, server, "add_passkey", "passkey=")).toContain(UNSUPPORTED);
	expect(await send(page, server, "sign_in_by_passkey", "passkey=")).toContain(UNSUPPORTED);
});
