import type { Page } from "@playwright/test";
import { clean } from "./help/axe";
import { expect, test } from "./help/server";
import { letter } from "./help/mail";
import { address, confirm, PASSWORD, personalDetails, register, signUp, takenOver } from "./help/person";
import { enable } from "./help/two-step";

const SETTINGS = ["/settings/profile", "/settings/security", "/settings/personalization", "/settings/data", "/email-undo", "/clients", "/clients/new", "/invite"];
const ACCOUNT = ["", "/users", "/users/invite", "/activity"];

/** The pages of the account of whoever is signed in, and of an invitation that waits there. */
async function accountPages(page: Page): Promise<string[]> {
	const { accounts } = await (await page.request.get("/api/whoami")).json();
	const own = `/clients/${accounts[0].number.replace("-", "")}`;
	await page.goto(`${own}/users/invite`);
	await page.locator("#user_email").fill(`${"long".repeat(12)}@example.com`);
	await page.locator("#roles").check();
	await page.locator("main form button[type=submit]").first().click();
	await expect(page).toHaveURL(/done=invited/);
	return ACCOUNT.map((path) => `${own}${path}`);
}

for (const colorScheme of ["light", "dark"] as const) {
	test.describe(`in ${colorScheme}`, () => {
		test.use({ colorScheme });

		test("axe finds nothing on any page, plain and with errors", async ({ page, server, problems }) => {
			test.setTimeout(180_000);
			problems.tolerate(/status of 404/);
			for (const path of ["/", "/register", "/sign-in", "/forgot-password", "/forgot-password?done=sent", "/reset-password", "/unlock", "/unlock?done=asked", "/terms", "/privacy", "/accessibility", "/nowhere"]) {
				await page.goto(path);
				await clean(page, path);
			}
			for (const path of ["/register", "/sign-in"]) {
				await page.goto(path);
				await page.locator("main form button[type=submit]").first().click();
				await expect(page.locator(".problem:visible")).toBeVisible();
				await clean(page, `${path} with errors`);
			}
			const email = address();
			await register(page, email);
			await clean(page, "details");
			await page.getByRole("radio", { name: "Business account" }).check();
			await page.getByRole("button", { name: "Continue" }).click();
			await expect(page.locator(".problem:visible")).toBeVisible();
			await clean(page, "details with errors");
			await personalDetails(page);
			await clean(page, "verify");
			await page.getByText("Is the address wrong?").click();
			await page.getByRole("button", { name: "Confirm", exact: true }).click();
			await expect(page.locator(".problem:visible")).toBeVisible();
			await clean(page, "verify with errors");
			await confirm(page, server, email);
			await clean(page, "two-step");
			await page.getByRole("button", { name: "Enable 2-Step Verification" }).click();
			await expect(page.locator(".problem:visible")).toBeVisible();
			await clean(page, "two-step with errors");
			await enable(page);
			await clean(page, "recovery codes");
			await page.getByRole("button", { name: "I have saved them" }).click();
			await expect(page).toHaveURL("/panel");
			for (const path of [...SETTINGS, ...(await accountPages(page)), "/settings/security/two-step", "/settings/security/passkeys", "/settings/security/recovery-codes", "/activity", "/confirm-identity"]) {
				await page.goto(path);
				await clean(page, path);
			}
			await page.goto("/settings/profile");
			await page.getByLabel("Name", { exact: true }).fill("");
			await page.getByRole("button", { name: "Save", exact: true }).click();
			await expect(page.locator(".problem:visible")).toBeVisible();
			await clean(page, "profile with errors");
			await wishFor(page, address("wished"));
			await clean(page, "the code for another address");
			await page.goto("/panel");
			await page.getByText(email).first().click();
			await clean(page, "panel with its menu open");
		});
	});
}

/** Asks for another address in the profile. */
async function wishFor(page: Page, email: string) {
	await page.getByLabel("Name", { exact: true }).fill("Оксана");
	await page.getByLabel("E-mail", { exact: true }).fill(email);
	await page.getByRole("button", { name: "Save", exact: true }).click();
	await expect(page.getByRole("heading", { level: 1, name: "Check your e-mail" })).toBeVisible();
}

test("the whole journey by keyboard alone", async ({ page, server }) => {
	const email = address();
	await page.goto("/register");
	await takenOver(page);
	await page.keyboard.press("Tab");
	await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
	await page.keyboard.press("Enter");
	await expect(page.getByRole("main")).toBeFocused();
	for (const text of ["Оксана", "Ґалаґан", email, PASSWORD, PASSWORD]) {
		await page.keyboard.press("Tab");
		await page.keyboard.type(text);
		// The box for people of one name.
		if (text === "Ґалаґан") await page.keyboard.press("Tab");
	}
	await page.keyboard.press("Enter");
	await expect(page.getByRole("heading", { level: 1, name: "Additional information" })).toBeFocused();
	await page.keyboard.press("Tab");
	await page.keyboard.press("Tab");
	await page.keyboard.type("Ukr");
	await page.keyboard.press("Tab");
	await page.keyboard.type("0445370222");
	await page.keyboard.press("Enter");
	await expect(page.getByRole("heading", { level: 1, name: "Check your e-mail" })).toBeFocused();
	const { code } = await letter(server.mailDir, email);
	await page.keyboard.press("Tab");
	await page.keyboard.type(code);
	await page.keyboard.press("Enter");
	await expect(page.getByRole("heading", { level: 1, name: "2-Step Verification" })).toBeVisible();
	await page.getByRole("button", { name: "Skip for now" }).focus();
	await page.keyboard.press("Enter");
	await expect(page.getByRole("heading", { level: 1, name: "Welcome, Оксана" })).toBeVisible();
});

/** WCAG 1.4.12. */
const SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }";

const MANNERS: Record<string, { use?: object; adapt?: () => void }> = {
	"at 400 %": { use: { viewport: { width: 320, height: 256 } } },
	"in forced colours": { use: { contextOptions: { forcedColors: "active" } } },
	"without motion": { use: { contextOptions: { reducedMotion: "reduce" } } },
	"from right to left": {
		use: { viewport: { width: 360, height: 800 } },
		adapt: () => (document.documentElement.dir = "rtl"),
	},
	"with wide text": { use: { viewport: { width: 320, height: 800 } }, adapt: () => spread(SPACED) },
};

for (const [manner, { use = {}, adapt }] of Object.entries(MANNERS)) {
	test.describe(manner, () => {
		test.use(use);

		test("the whole journey can be walked, and nothing is cut off", async ({ page, server }) => {
			const email = address();
			if (adapt) await page.addInitScript(`const SPACED = ${JSON.stringify(SPACED)}; ${spread}; addEventListener("DOMContentLoaded", ${adapt})`);
			await page.goto("/register");
			await whole(page, "register");
			await page.getByRole("button", { name: "Register", exact: true }).click();
			await expect(page.locator(".problem:visible")).toBeVisible();
			await whole(page, "register with errors");
			await register(page, email);
			await page.getByRole("radio", { name: "Business account" }).check();
			await whole(page, "details");
			await personalDetails(page);
			await whole(page, "verify");
			await confirm(page, server, email);
			await whole(page, "two-step");
			await enable(page);
			await whole(page, "recovery codes");
			await page.getByRole("button", { name: "I have saved them" }).click();
			await expect(page).toHaveURL("/panel");
			for (const path of [...SETTINGS, "/activity", "/confirm-identity"]) {
				await page.goto(path);
				await whole(page, path);
			}
			await page.goto("/settings/profile");
			await wishFor(page, `${"a".repeat(40)}@${"long".repeat(12)}.example.com`);
			await whole(page, "the code for another address");
			await page.goto("/settings/profile");
			await whole(page, "profile while another address waits");
			await page.goto("/panel");
			await page.getByText(email).first().click();
			await expect(page.getByRole("button", { name: "Sign out" })).toBeInViewport();
			await whole(page, "panel");
		});
	});
}

/** Runs in the page: a sheet of its own, which the content security policy lets scripts make. */
function spread(rules: string) {
	const sheet = new CSSStyleSheet();
	sheet.replaceSync(rules);
	document.adoptedStyleSheets = [sheet];
}

/** Nothing scrolls sideways, and no control hides part of what it says. */
async function whole(page: Page, where: string) {
	const cut = await page.evaluate(() => {
		const root = document.documentElement;
		const cut = [...document.querySelectorAll("button, label, legend, main summary, h1, h2, main p, main a")].filter(
			// An address of any length is cut in the menu's button; its name is whole all the same.
			(element) => !element.matches(".menu__button") && getComputedStyle(element).overflow !== "visible" && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 1,
		);
		return [...cut.map(({ textContent }) => textContent), ...(root.scrollWidth > root.clientWidth ? [`sideways: ${root.scrollWidth}`] : [])];
	});
	expect(cut, where).toEqual([]);
}

for (const language of ["en", "uk", "pl"]) {
	test(`no settings page is cut off at 400 % in ${language}`, async ({ page, server }) => {
		await signUp(page, server);
		await page.locator(`.switch__item[value=${language}]`).click();
		await expect(page.locator("html")).toHaveAttribute("lang", language);
		await page.setViewportSize({ width: 320, height: 256 });
		for (const path of [...SETTINGS, ...(await accountPages(page))]) {
			await page.goto(path);
			await whole(page, `${path} in ${language}`);
		}
		await page.goto("/settings/profile");
		await page.locator("#name").fill("");
		await page.locator("#email").fill("none");
		await page.locator("main form button[type=submit]").first().click();
		await expect(page.locator(".problem:visible")).toBeVisible();
		await whole(page, `profile with errors in ${language}`);
		await page.locator(".menu__button").click();
		await expect(page.locator("#menu button")).toBeVisible();
		await whole(page, `the menu in ${language}`);
	});
}

for (const width of [320, 768, 1920]) {
	test(`nothing runs out of a window ${width} wide`, async ({ page, problems }) => {
		problems.tolerate(/status of 404/);
		await page.setViewportSize({ width, height: 800 });
		const fits = async (where: string) => {
			const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
			expect(over, where).toBeLessThanOrEqual(0);
		};
		for (const path of ["/", "/register", "/sign-in", "/terms", "/nowhere"]) {
			await page.goto(path);
			await fits(path);
		}
		await register(page, `${"a".repeat(60)}@${"long".repeat(12)}.example.com`);
		await page.getByRole("radio", { name: "Business account" }).check();
		await fits("details");
		await page.getByRole("button", { name: "Continue" }).click();
		await fits("details with errors");
		await personalDetails(page);
		await fits("verify");
	});
}
