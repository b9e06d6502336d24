import type { Page } from "@playwright/test";
import jsQR from "jsqr";
import { test } from "./help/another";
import { hidden } from "./help/hidden";
import { letter } from "./help/mail";
import { address, confirm, PASSWORD, personalDetails, sendFirstStep, takenOver } from "./help/person";
import { PlainVisitor, TextVisitor } from "./help/plain";
import { expect, type Server } from "./help/server";
import { totp } from "./help/two-step";

const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

/** An invitation of a new owner to this address: the path of its link. */
async function invitation(server: Server, email: string): Promise<string> {
	const owner = new PlainVisitor(server.url);
	await owner.signUp(server, address("owner"));
	const [account] = JSON.parse((await owner.get("/api/whoami")).body).accounts as { number: string }[];
	await owner.post("/api/invite", { account: account!.number.replace("-", ""), user_email: email, role_account_observer: "on" });
	return new URL((await letter(server.mailDir, email, { kind: "invitation" })).link).pathname;
}

test("each place of a password or a code says whose it is, only to browsers that hide it", async ({ server }) => {
	const email = address("whose");
	const visitor = new PlainVisitor(server.url);
	await visitor.signUp(server, email);
	await visitor.post("/api/forgot", { email });
	await visitor.get(new URL((await letter(server.mailDir, email, { kind: "password-reset" })).link).pathname);
	const pages = ["/confirm-identity", "/settings/security", "/settings/security/two-step", "/reset-password"];
	const fields = async (page: string) => [...(await visitor.get(page)).body.matchAll(/<input\b[^>]*autocomplete="username"[^>]*>/g)].map(([field]) => field);
	for (const page of pages) {
		const [field = "", ...more] = await fields(page);
		expect(more, page).toEqual([]);
		expect(field, page).toContain(`value="${email}"`);
		expect(field, page).toMatch(/ hidden\b/);
		expect(field, `${page}: nothing of it is sent`).not.toContain("name=");
	}
	const { key } = await visitor.enable();
	await visitor.post("/api/sign_out", {});
	await visitor.signIn(email);
	for (const page of ["/sign-in/two-step", "/sign-in/two-step?recovery"]) expect(await fields(page), page).toEqual([expect.stringContaining(`value="${email}"`)]);
	expect((await visitor.get("/sign-in")).body).toContain('autocomplete="username webauthn"');
	expect((await visitor.post("/api/second_step", { two_step_code: totp(key, 1) })).headers.get("location")).toBe("/panel");
	const text = TextVisitor.like(visitor);
	for (const page of pages.slice(0, 3)) expect((await text.get(page)).body, page).not.toContain('autocomplete="username"');
});

test("what is not a page has a way on, and nothing leads to where forms are sent", async ({ server }) => {
	const visitor = new PlainVisitor(server.url);
	for (const method of ["GET", "PUT"]) {
		const answer = await fetch(`${server.url}/api/sign_in`, { method, headers: { Origin: server.url } });
		expect([answer.status, answer.headers.get("allow")], method).toEqual([405, "POST"]);
		expect(await answer.text(), method).toContain('<a href="/" class="button button--primary">');
	}
	const shown = await fetch(`${server.url}/register`, { method: "DELETE", headers: { Origin: server.url } });
	expect([shown.status, shown.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
	// The page that answers a form leads back to the form's own in another language.
	const broken = await visitor.post("/api/sign_in", { email: "a", unknown: "b" });
	expect(broken.status).toBe(400);
	expect(hidden(broken.body, "taste").next).toBe("/sign-in");
	expect(await visitor.post("/api/taste", { language: "pl", next: "/api/sign_in" }).then(({ headers }) => headers.get("location"))).toBe("/");
});

test("whoever is invited is not led into another registration, and comes back to the invitation", async ({ server }) => {
	const email = address("invited");
	const link = await invitation(server, email);
	const guest = new PlainVisitor(server.url);
	await guest.get(link);
	for (const page of ["/invite", "/invite/register", "/sign-in?next=/invite"]) expect((await guest.get(page)).body, page).not.toContain('href="/register"');
	const warned = await guest.get("/register");
	expect(warned.body).toContain("You are invited to account");
	expect(warned.body).toContain('href="/invite"');
	const shown = hidden((await guest.get("/invite/register")).body, "register_invited");
	await guest.post("/api/register_invited", { ...shown, name: "Eve", surname: "V", password: PASSWORD, confirm_password: PASSWORD });
	const { registration = "" } = hidden((await guest.get("/register/details")).body, "details");
	const over = await guest.post("/api/start_over", { registration });
	expect(over.headers.get("location")).toBe("/invite");
	const other = new PlainVisitor(server.url);
	await other.signUp(server, address("other"));
	await other.get(link);
	const { next = "" } = hidden((await other.get("/invite")).body.split("<main").pop() ?? "", "sign_out");
	expect((await other.post("/api/sign_out", { next })).headers.get("location")).toBe("/invite");
	expect((await other.get("/invite")).body).toContain("Accept invitation");
	expect((await other.post("/api/sign_out", { next: "//evil.example" })).headers.get("location")).toBe("/");
});

/** Where the card of a page stands, and how wide it is. */
async function card(page: Page) {
	const { x = 0, width = 0 } = (await page.locator(".page__body").boundingBox()) ?? {};
	return { x, width };
}

test("the wizard stands still, its first step takes the focus, and what was done is said", async ({ page, server }) => {
	const email = address("steady");
	await page.goto("/");
	await takenOver(page);
	await page.getByRole("link", { name: "Create your account" }).click();
	await expect(page.getByRole("heading", { level: 1, name: "Register" })).toBeFocused();
	const first = await card(page);
	const field = page.getByLabel("Confirm password", { exact: true });
	const top = () => field.evaluate((field) => field.getBoundingClientRect().top + scrollY);
	const before = await top();
	await page.getByLabel("Password", { exact: true }).fill("password password");
	await expect(page.locator("#password-strength")).not.toBeEmpty();
	expect(await top(), "the strength has its room").toBe(before);
	await press(page, "Register");
	const summary = page.getByRole("group", { name: "There is a problem" });
	await expect(summary).toBeFocused();
	await expect(summary).toHaveAccessibleDescription(/Enter your name/);
	await sendFirstStep(page, email);
	await expect(page.getByRole("heading", { level: 1, name: "Additional information" })).toBeFocused();
	expect(await card(page)).toEqual(first);
	await personalDetails(page);
	expect(await card(page)).toEqual(first);
	await confirm(page, server, email);
	expect(await card(page)).toEqual(first);
	await press(page, "Skip for now");
	await expect(page).toHaveURL(`${server.url}/panel`);
	await page.goto("/settings/profile");
	await takenOver(page);
	// A live region is heard when it changes after it has come.
	await page.evaluate(() => {
		const seen: string[] = ((window as unknown as { seen: string[] }).seen = []);
		new MutationObserver((changes) => {
			for (const { target } of changes) if (target instanceof HTMLElement && target.matches(".notice[role=status]")) seen.push(target.textContent ?? "");
		}).observe(document, { childList: true, subtree: true });
	});
	await press(page, "Save");
	await expect(page).toHaveTitle(/^Your profile is saved – Account settings/);
	await expect(page.getByRole("status").filter({ hasText: "Your profile is saved." })).toBeVisible();
	await expect.poll(() => page.evaluate(() => (window as unknown as { seen: string[] }).seen.at(-1))).toBe("Your profile is saved.");
});

test("on a phone a long name's picture is readable, the key has no blanks, and each recovery code is on one line", async ({ page, another }) => {
	const brand = "Хмарні  обчислення? #1 для кожного";
	const server = await another({ OCPANEL_BRAND: brand });
	await page.setViewportSize({ width: 360, height: 740 });
	const owner = new PlainVisitor(server.url);
	const email = address("a-rather-long-name-of-somebody");
	await owner.signUp(server, email);
	await page.context().addCookies([...owner.cookies].map(([name, value]) => ({ name, value, url: server.url })));
	await page.goto(`${server.url}/settings/security/two-step`);
	await takenOver(page);
	const picture = page.locator(".set-up__picture svg");
	const modules = Number((await picture.getAttribute("viewBox"))!.split(" ")[2]);
	expect((await picture.boundingBox())!.width / modules, "pixels of a module").toBeGreaterThanOrEqual(4);
	const shot = (await picture.screenshot()).toString("base64");
	const { data, width, height } = await page.evaluate(async (shot) => {
		const image = new Image();
		image.src = `data:image/png;base64,${shot}`;
		await image.decode();
		const context = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height }).getContext("2d")!;
		context.drawImage(image, 0, 0);
		const { data, width, height } = context.getImageData(0, 0, image.width, image.height);
		return { data: [...data], width, height };
	}, shot);
	const link = new URL(jsQR(Uint8ClampedArray.from(data), width, height)?.data ?? "about:blank");
	expect(link.searchParams.get("issuer")).toBe("Хмарні обчислення 1 для кожного");
	expect(decodeURIComponent(link.pathname)).toContain(email);
	const secret = page.locator("[data-secret-key]");
	await secret.selectText();
	expect(await page.evaluate(() => getSelection()!.toString())).toMatch(/^[A-Z2-7]{32}$/);
	await page.getByLabel("Code", { exact: true }).fill(totp((await secret.textContent())!, -1));
	await press(page, "Enable 2-Step Verification");
	await expect(page.getByRole("heading", { level: 1, name: "Recovery codes" })).toBeVisible();
	const lines = await page.locator(".recovery-codes code").evaluateAll((codes) => codes.map((code) => code.getClientRects().length));
	expect(lines).toEqual(Array(10).fill(1));
	expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
	expect(await page.locator(".recovery-codes").evaluate((list) => list.scrollWidth - list.clientWidth)).toBe(0);
});

test("the style sheet asks WebKit for nothing that it does not know", async ({ request }) => {
	const [file = ""] = /\/pkg\/[\w.-]+\.css/.exec(await (await request.get("/")).text()) ?? [];
	const css = await (await request.get(file)).text();
	expect(css).toContain("text-decoration");
	expect([...css.matchAll(/[;{]text-decoration:([^;}]*)/g)].map(([, value]) => value).filter((value) => !/^(none|underline)$/.test(value!))).toEqual([]);
	// Of a border without width it draws a hairline.
	expect(css).toMatch(/\.hero:after\{border:0 solid[^}]*;clip-path:inset\(50% 0 0\)/);
});
