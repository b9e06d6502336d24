import { mkdir, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "./help/server";
import { letter } from "./help/mail";
import { address, confirm, PASSWORD, personalDetails, register, takenOver } from "./help/person";
import { test as companies } from "./help/registers";
import { code } from "./help/two-step";

/** Pictures of every page, for looking at: `make looks` puts them into end2end/screenshots. */
const folder = path.resolve(__dirname, "../screenshots");
const WIDTHS = [360, 1280];
const THEMES = ["light", "dark"] as const;

for (const locale of ["en", "uk", "pl"]) {
	test(`pictures in ${locale}`, async ({ page, server, context, problems }) => {
		test.setTimeout(300_000);
		problems.tolerate(/status of 4(04|29)/);
		await mkdir(folder, { recursive: true });
		const shoot = (name: string) => pictures(page, `${name}-${locale}`);
		const speak = async () => {
			await page.locator(`.switch__item[lang=${locale}]`).click();
			await expect(page.locator("html")).toHaveAttribute("lang", locale);
		};
		const email = address();
		await register(page, email);
		await speak();
		await page.reload();
		await shoot("details");
		await page.locator("input[value=business]").check();
		await page.getByRole("button").filter({ hasText: /Continue|Продовжити|Dalej/ }).click();
		await shoot("details-errors");
		await context.clearCookies({ name: "ocpanel-language" });
		await page.goto("/register/details");
		await personalDetails(page);
		await speak();
		await page.reload();
		await shoot("verify");
		for (const [name, address] of Object.entries({ landing: "/", terms: "/terms", missing: "/nowhere" })) {
			await page.goto(address);
			await shoot(name);
		}
		await page.goto("/register");
		await shoot("register-resumed");
		await context.clearCookies({ name: "ocpanel-registration" });
		for (const [name, address] of Object.entries({ register: "/register", "sign-in": "/sign-in" })) {
			await page.goto(address);
			await shoot(name);
			await page.locator("main form button[type=submit]").first().click();
			await expect(page.locator(".problem:visible")).toBeVisible();
			await shoot(`${name}-errors`);
		}
		await page.goto("/register");
		await page.locator("#password").pressSequentially("password password");
		await expect(page.locator("#password-strength")).not.toBeEmpty();
		await page.locator(".reveal").click();
		await shoot("register-password");
		await page.goto("/sign-in");
		await page.locator("#email").fill(address());
		for (let n = 0; n < 6; n++) {
			await page.locator("#password").fill("wrong");
			await page.locator("main form button[type=submit]").first().click();
			await expect(page.locator("#password")).toBeEnabled();
			await page.waitForLoadState("networkidle");
		}
		await shoot("too-many");
		await context.clearCookies();
		const other = address();
		await register(page, other);
		await personalDetails(page);
		await confirm(page, server, other);
		await speak();
		await page.reload();
		await shoot("two-step");
		await page.locator("#two_step_code").fill(await code(page));
		await page.locator("#two_step_code").press("Enter");
		await expect(page).toHaveURL(/recovery-codes/);
		await shoot("recovery-codes");
		await page.locator("main form button[type=submit]").last().click();
		await expect(page).toHaveURL("/panel");
		for (const [name, address] of Object.entries({ panel: "/panel", profile: "/settings/profile", security: "/settings/security", personalization: "/settings/personalization", data: "/settings/data", activity: "/activity", identity: "/confirm-identity", "two-step-move": "/settings/security/two-step", passkeys: "/settings/security/passkeys" })) {
			await page.goto(address);
			await shoot(name);
		}
		const { accounts } = await (await page.request.get("/api/whoami")).json();
		const own = `/clients/${accounts[0].number.replace("-", "")}`;
		const invited = address("invited");
		await page.goto(`${own}/users/invite`);
		await shoot("invite");
		await page.locator("main form button[type=submit]").first().click();
		await expect(page.locator(".problem:visible")).toBeVisible();
		await shoot("invite-errors");
		await page.locator("#user_email").fill(invited);
		await page.locator("#roles").check();
		await page.locator("main form button[type=submit]").first().click();
		await expect(page).toHaveURL(/done=invited/);
		await shoot("users");
		for (const [name, address] of Object.entries({ clients: "/clients", "client-new": "/clients/new", client: own, "client-activity": `${own}/activity` })) {
			await page.goto(address);
			await shoot(name);
		}
		const { link } = await letter(server.mailDir, invited, { kind: "invitation" });
		await page.goto(link);
		await shoot("invitation-other");
		await page.context().clearCookies({ name: "ocpanel" });
		await page.goto(link);
		await shoot("invitation");
		await page.goto("/invite/register");
		await shoot("invitation-register");
		for (const [name, address] of Object.entries({ forgot: "/forgot-password", "forgot-sent": "/forgot-password?done=sent", "reset-dead": "/reset-password", "undo-dead": "/email-undo", unlock: "/unlock", "unlock-asked": "/unlock?done=asked" })) {
			await page.goto(address);
			await shoot(name);
		}
		await page.goto("/sign-in");
		await page.locator("#email").fill(other);
		await page.locator("#password").fill(PASSWORD);
		await page.locator("main form button[type=submit]").first().click();
		await expect(page).toHaveURL(/two-step/);
		await shoot("second-step");
		await page.goto("/sign-in/two-step?recovery");
		await shoot("second-step-recovery");
		await page.goto(await server.mailbox());
		await shoot("mailbox");
		await page.getByRole("link", { name: /code|код|kod/i }).first().click();
		await shoot("letter");
		await page.goto(`${page.url()}/html`);
		await shoot("letter-html");
	});
}

/** What only a company sees: the search for its country, what is refused, what a register told. */
for (const locale of ["en", "uk", "pl"]) {
	companies(`pictures of a company in ${locale}`, async ({ page, problems }) => {
		problems.tolerate(/status of 4/);
		await mkdir(folder, { recursive: true });
		const shoot = (name: string) => pictures(page, `company-${name}-${locale}`);
		const proceed = page.getByRole("button").filter({ hasText: /Continue|Продовжити|Dalej/ });
		await register(page, address());
		await page.locator(`.switch__item[lang=${locale}]`).click();
		await page.reload();
		await takenOver(page);
		await page.locator("#country").selectOption("DE");
		await page.locator("#phone").fill("12");
		await page.locator("input[value=business]").check();
		await page.locator("#organisation_type").selectOption({ index: 1 });
		await page.locator("#tin").fill("5260250275");
		await proceed.click();
		await expect(page.locator(".problem:visible")).toBeVisible();
		await shoot("refused");
		await page.locator("#country").selectOption("PL");
		await page.locator("#phone").fill("22 537 02 22");
		await page.locator("#tin").fill("526-025-02-74");
		await page.locator(".find button").click();
		await expect(page.locator("[data-found]")).not.toBeEmpty();
		await shoot("found");
		await page.locator("#country").click();
		await page.keyboard.type("po");
		await expect(page.locator("[role=option]").nth(1)).toBeVisible();
		await shoot("countries");
	});
}

/** All letters of a language below each other; the Rust tests have written them down. */
for (const locale of ["en", "uk", "pl"]) {
	test(`pictures of letters in ${locale}`, async ({ page }) => {
		const written = path.resolve(__dirname, "../letters");
		const names = (await readdir(written)).sort();
		const all = await Promise.all(names.map((name) => readFile(path.join(written, name), "utf8")));
		const letters = all.filter((letter) => letter.includes(`lang="${locale}"`));
		await mkdir(folder, { recursive: true });
		const bodies = letters.map((letter) => /<body[^>]*>(.*)<\/body>/s.exec(letter)?.[1]).join("");
		await page.setContent(letters[0]!.replace(/(<body[^>]*>).*<\/body>/s, (_, opened: string) => `${opened}${bodies}</body>`));
		await pictures(page, `letters-${locale}`, [320, 600, 800]);
	});
}

async function pictures(page: Page, name: string, widths = WIDTHS) {
	for (const width of widths) {
		await page.setViewportSize({ width, height: 800 });
		for (const colorScheme of THEMES) {
			await page.emulateMedia({ colorScheme });
			await page.screenshot({ path: path.join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true, animations: "disabled" });
		}
	}
	await page.setViewportSize({ width: 1280, height: 800 });
}
