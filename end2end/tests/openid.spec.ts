import type { Locator, Page } from "@playwright/test";
import { test as base } from "./help/another";
import { host, invite } from "./help/kinds";
import { Panel } from "./help/panel";
import { address, confirm, PASSWORD, personalDetails, sendFirstStep, signUp, takenOver } from "./help/person";
import { expect } from "./help/server";
import { enable, totp } from "./help/two-step";

const WAYS = {
	"with WebAssembly": {},
	"with WebAssembly blocked": { blockWasm: true },
	"with scripts off": { javaScriptEnabled: false },
};

const test = base.extend<{ panel: Panel }>({
	panel: async ({ server, problems }, use) => {
		const panel = await Panel.open(server);
		problems.tolerate(new RegExp(`^foreign host: ${panel.url}/`));
		problems.tolerate(/favicon\.ico/);
		await use(panel);
		panel.close();
	},
});

for (const [way, use] of Object.entries(WAYS)) {
	test.describe(way, () => {
		test.use(use);

		test("somebody comes from a panel on another host, registers, sets the second step up and ends there; so do they by signing in", async ({ page, panel, server }) => {
			const email = address("panel");
			await page.goto(panel.url);
			await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
			await page.getByRole("link", { name: "Register", exact: true }).first().click();
			await expect(page.getByRole("heading", { level: 1, name: "Register" })).toBeVisible();
			await sendFirstStep(page, email);
			await expect(page.getByRole("heading", { level: 1, name: "Additional information" })).toBeVisible();
			await personalDetails(page);
			await confirm(page, server, email);
			const key = await enable(page);
			await page.getByRole("button", { name: "I have saved them" }).click();
			await expect(page.getByRole("heading", { level: 1, name: `Hello ${email}` })).toBeVisible();
			expect(await panel.userinfo()).toMatchObject({ email, email_verified: true, given_name: "Оксана" });

			// Signed in here already: nothing is asked.
			await page.goto(panel.url);
			await expect(page.getByRole("heading", { level: 1, name: `Hello ${email}` })).toBeVisible();

			await page.goto(`${panel.url}/leave`);
			await expect(page.getByText("Cloud console asks to sign you out")).toBeVisible();
			await page.getByRole("main").getByRole("button", { name: "Sign out", exact: true }).click();
			await expect(page.getByRole("heading", { level: 1, name: "Goodbye" })).toBeVisible();
			await expect(panel.userinfo()).rejects.toThrow();

			await page.goto(panel.url);
			await page.getByLabel("E-mail", { exact: true }).fill(email);
			await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
			await page.getByRole("button", { name: "Sign in", exact: true }).click();
			await expect(page.getByRole("heading", { level: 1, name: "2-Step Verification" })).toBeVisible();
			await page.getByLabel("Code", { exact: true }).fill(totp(key));
			await page.getByRole("button", { name: "Confirm", exact: true }).click();
			await expect(page.getByRole("heading", { level: 1, name: `Hello ${email}` })).toBeVisible();
		});

		test("somebody comes from the panel, registers by an invitation's link and ends there with the role they were invited with", async ({ page, panel, server }) => {
			const [owner, email] = [await host(server), address("invited")];
			const link = await invite(server, owner, email);
			await page.goto(panel.url);
			await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
			await page.goto(link);
			await expect(page.getByRole("heading", { level: 1, name: /^Invitation to account/ })).toBeVisible();
			await page.getByRole("button", { name: "Accept invitation", exact: true }).click();
			await page.getByLabel("Name", { exact: true }).fill("Борис");
			await page.getByLabel("Surname", { exact: true }).fill("Кіт");
			await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
			await page.getByLabel("Confirm password", { exact: true }).fill(PASSWORD);
			await page.getByRole("button", { name: "Register", exact: true }).click();
			await personalDetails(page);
			await confirm(page, server, email);
			await page.getByRole("button", { name: "Skip for now", exact: true }).click();
			await expect(page.getByRole("heading", { level: 1, name: `Hello ${email}` })).toBeVisible();
			const role = `${owner.account}:account_observer`;
			expect(panel.claims).toMatchObject({ email, given_name: "Борис", account_roles: [role] });
			expect((await panel.userinfo()).account_roles).toEqual([role]);
		});

		test("by keyboard somebody signs out of the panel on Security, and stays signed in", async ({ page, panel, server }) => {
			const email = await signUp(page, server);
			await page.goto(panel.url);
			await expect(page.getByRole("heading", { level: 1, name: `Hello ${email}` })).toBeVisible();
			const { sid } = panel.claims;
			await page.goto("/settings/security");
			if (way === "with WebAssembly") await takenOver(page);
			const button = page.getByRole("button", { name: "Sign out of Cloud console", exact: true });
			await expect(button).toBeVisible();
			await tabTo(page, button);
			await page.keyboard.press("Enter");
			await expect(page.getByRole("status").filter({ hasText: "You are signed out of the application." })).toBeVisible();
			await expect(button).toHaveCount(0);
			await expect.poll(() => panel.heard).toMatchObject([{ sid }]);
			await expect(panel.userinfo()).rejects.toThrow();
			await page.goto(panel.url);
			await expect(page.getByRole("heading", { level: 1, name: `Hello ${email}` })).toBeVisible();
			expect(panel.claims.sid, "another session there").not.toBe(sid);
		});
	});
}

/** Presses Tab until `control` has the focus. */
async function tabTo(page: Page, control: Locator) {
	for (let presses = 0; presses < 60; presses++) {
		if (await control.evaluate((element) => element === document.activeElement)) return;
		await page.keyboard.press("Tab");
	}
	throw new Error("no Tab leads there");
}
