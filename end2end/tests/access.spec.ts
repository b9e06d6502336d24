import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./help/server";
import { letter } from "./help/mail";
import { address, confirm, PASSWORD, personalDetails, register, takenOver } from "./help/person";

for (const colorScheme of ["light", "dark"] as const) {
	test.describe(`in ${colorScheme}`, () => {
		test.use({ colorScheme });

		test("axe finds nothing on any page, plain and with errors", async ({ page, server, problems }) => {
			test.setTimeout(180_000);
			problems.tolerate(/status of 404/);
			for (const path of ["/", "/register", "/sign-in", "/terms", "/privacy", "/accessibility", "/nowhere"]) {
				await page.goto(path);
				await clean(page, path);
			}
			for (const path of ["/register", "/sign-in"]) {
				await page.goto(path);
				await page.locator("main form button[type=submit]").first().click();
				await expect(page.locator("#problem")).toBeVisible();
				await clean(page, `${path} with errors`);
			}
			const email = address();
			await register(page, email);
			await clean(page, "details");
			await page.getByRole("radio", { name: "Business account" }).check();
			await page.getByRole("button", { name: "Continue" }).click();
			await expect(page.locator("#problem")).toBeVisible();
			await clean(page, "details with errors");
			await personalDetails(page);
			await clean(page, "verify");
			await page.getByText("Is the address wrong?").click();
			await page.getByRole("button", { name: "Confirm", exact: true }).click();
			await expect(page.locator("#problem")).toBeVisible();
			await clean(page, "verify with errors");
			await confirm(page, server, email);
			await page.getByText(email).first().click();
			await clean(page, "panel with its menu open");
		});
	});
}

async function clean(page: Page, where: string) {
	const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
	const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
	const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
	expect(found, where).toEqual([]);
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
	await expect(page.getByRole("heading", { level: 1, name: "Welcome, Оксана" })).toBeVisible();
});

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
