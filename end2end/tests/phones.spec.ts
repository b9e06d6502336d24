import type { Page } from "@playwright/test";
import { expect, test } from "./help/server";
import { address, register, signUp, summary, takenOver } from "./help/person";

const WAYS = {
	"with WebAssembly": {},
	"with WebAssembly blocked": { blockWasm: true },
	"with scripts off": { javaScriptEnabled: false },
};

function phone(page: Page) {
	return page.getByLabel("Phone number", { exact: true });
}

function country(page: Page) {
	return page.getByLabel("Country", { exact: true });
}

async function press(page: Page, name: "Continue" | "Save") {
	await page.getByRole("button", { name, exact: true }).click();
}

const DOUBTFUL = "This number does not look right for its country. Check it. If it is right, press the button again";

for (const [way, use] of Object.entries(WAYS)) {
	test.describe(way, () => {
		test.use(use);
		const awake = way === "with WebAssembly";

		/** The second step as a person, but for the phone. */
		async function details(page: Page, code: string) {
			await register(page, address());
			if (awake) await takenOver(page);
			await country(page).selectOption(code);
			await page.getByRole("radio", { name: "Personal account", exact: true }).check();
		}

		test("a doubtful number says how it was read, passes on the second press, and another one does not", async ({ page }) => {
			await details(page, "UA");
			await phone(page).fill("011 123 45 67 дод. 12");
			await press(page, "Continue");
			await expect(phone(page)).toHaveAccessibleDescription(new RegExp(`${DOUBTFUL}.*In international form: \\+380 111234567 #12`));
			await expect(phone(page)).toHaveValue("011 123 45 67 дод. 12");
			await phone(page).fill("011 123 45 68");
			await press(page, "Continue");
			await expect(phone(page)).toHaveAccessibleDescription(/\+380 111234568$/);
			await expect(phone(page)).toHaveAccessibleDescription(new RegExp(DOUBTFUL));
			await press(page, "Continue");
			await expect(page.getByRole("heading", { level: 1, name: "Check your e-mail" })).toBeVisible();
			await page.goto("/register/details");
			await expect(phone(page)).toHaveValue("011 123 45 68");
			await expect(phone(page)).toHaveAccessibleDescription(/In international form: \+380 111234568$/);
		});

		test("its warning comes with the other problems, in one round", async ({ page }) => {
			await details(page, "UA");
			await page.getByRole("radio", { name: "Business account", exact: true }).check();
			await phone(page).fill("011 123 45 67");
			await press(page, "Continue");
			const problems = summary(page).getByRole("listitem");
			await expect(problems).toHaveText([DOUBTFUL, "Choose an organisation type", "Enter the TIN", "Enter the company name"]);
			// Who has seen it is not told again, whatever else is still wrong.
			await press(page, "Continue");
			await expect(problems.filter({ hasText: "Enter the TIN" })).toHaveCount(1);
			await expect(problems.filter({ hasText: DOUBTFUL })).toHaveCount(0);
		});

		test("what is wrong is said of the country only where it is read by it", async ({ page }) => {
			await details(page, "UA");
			for (const [typed, problem] of [
				["12345", "No phone in your country has this number. Check it, or begin with + and the country’s code"],
				["+999 123456789", "No phone has this number. Check the digits after the +"],
				["044 537 02 22 ext. 12345678", "An extension has 1 to 7 digits. Check it, or leave it out"],
				["044 537 02 22, 044 537 02 23", "Enter one phone number, in digits"],
				["044", "The phone number has too many or too few digits. Check it"],
			] as const) {
				await phone(page).fill(typed);
				await press(page, "Continue");
				await expect(summary(page).getByRole("listitem"), typed).toHaveText([problem]);
				await expect(phone(page), typed).toHaveValue(typed);
				await expect(phone(page), typed).toHaveAccessibleDescription(/Your country’s code: \+380$/);
			}
			await country(page).selectOption("AQ");
			await phone(page).fill("044 537 02 22");
			await press(page, "Continue");
			await expect(summary(page)).toContainText("Your country has no phone numbers of its own. Begin with + and the country’s code");
			await expect(phone(page)).toHaveAccessibleDescription(/Begin with \+ and the country’s code\.$/);
		});

		test("what is pasted along does not matter, in the profile neither", async ({ page, server }) => {
			await signUp(page, server);
			await page.goto("/settings/profile");
			if (awake) await takenOver(page);
			await expect(phone(page)).toHaveAccessibleDescription(/Your country’s code: \+380$/);
			for (const [typed, shown] of [
				["tel:044-537-02-23;ext=7", "+380 44 537 0223 #7"],
				["«тел. 044 537 02 24», ", "+380 44 537 0224"],
				["٠٤٤٥٣٧٠٢٢٥", "+380 44 537 0225"],
			] as const) {
				await phone(page).fill(typed);
				await press(page, "Save");
				await expect(page.getByText("Your profile is saved.")).toBeVisible();
				await expect(phone(page)).toHaveValue(shown);
				await page.goto("/settings/profile");
				if (awake) await takenOver(page);
			}
			await phone(page).fill("+380 11 123 45 67");
			await press(page, "Save");
			await expect(summary(page)).toContainText(DOUBTFUL);
			await press(page, "Save");
			await expect(page.getByText("Your profile is saved.")).toBeVisible();
			await expect(phone(page)).toHaveValue("+380 111234567");
		});
	});
}

test("the international form follows the number and the country, and nothing moves", async ({ page, problems }) => {
	problems.tolerate(/ERR_FAILED/);
	await register(page, address());
	await takenOver(page);
	const said = page.locator("#phone-read");
	await country(page).selectOption("");
	await expect(said).toHaveText("Begin with + and the country’s code.");
	const button = page.getByRole("button", { name: "Continue", exact: true });
	const place = async () => (await button.boundingBox())!.y + (await page.evaluate(() => scrollY));
	const before = await place();
	await country(page).selectOption("PL");
	await expect(said).toHaveText("Your country’s code: +48");
	await phone(page).fill("22 537 02 22 wew. 3");
	await phone(page).press("Tab");
	await expect(said).toHaveText("In international form: +48 22 537 02 22 #3");
	await country(page).selectOption("AQ");
	await expect(said).toHaveText("Begin with + and the country’s code.");
	await country(page).selectOption("UA");
	await phone(page).fill("044 537 02 22");
	await phone(page).press("Tab");
	await expect(said).toHaveText("In international form: +380 44 537 0222");
	// What is typed so already is not said again.
	await phone(page).fill("+380 44 537 0222");
	await phone(page).press("Tab");
	await expect(said).toHaveText("Your country’s code: +380");
	expect(await place()).toBe(before);
	// Without an answer nothing is said of another number.
	await page.route("**/api/phone_hint", (route) => route.abort());
	await phone(page).fill("044 537 02 23");
	await phone(page).press("Tab");
	await expect(said).toHaveText("");
	expect(await place()).toBe(before);
});

test("an answer that comes while something is pressed moves nothing before it is let go", async ({ page }) => {
	await page.setViewportSize({ width: 320, height: 800 });
	await register(page, address());
	await takenOver(page);
	await country(page).selectOption("UA");
	const said = page.locator("#phone-read");
	await expect(said).toHaveText("Your country’s code: +380");
	await page.getByRole("radio", { name: "Business account", exact: true }).check();
	await phone(page).pressSequentially("044 537 02 22");
	const choice = page.getByRole("radio", { name: "Personal account", exact: true });
	await choice.hover();
	const come = page.waitForResponse("**/api/phone_hint");
	await page.mouse.down();
	await (await come).finished();
	await page.waitForTimeout(200);
	await expect(said).toHaveText("Your country’s code: +380");
	await page.mouse.up();
	await expect(choice).toBeChecked();
	await expect(said).toHaveText("In international form: +380 44 537 0222");
});

test("an answer to an earlier number says nothing of this one", async ({ page }) => {
	await register(page, address());
	await takenOver(page);
	await country(page).selectOption("UA");
	let release = () => {};
	const held = new Promise<void>((resolve) => (release = resolve));
	await page.route("**/api/phone_hint", async (route) => {
		if (route.request().postData()?.includes("537")) await held;
		await route.continue();
	});
	await phone(page).fill("044 537 02 22");
	await phone(page).press("Tab");
	await phone(page).fill("044 123 45 67");
	await phone(page).press("Tab");
	await expect(page.locator("#phone-read")).toHaveText("In international form: +380 44 123 4567");
	const come = page.waitForResponse("**/api/phone_hint");
	release();
	await (await come).finished();
	await page.waitForTimeout(200);
	await expect(page.locator("#phone-read")).toHaveText("In international form: +380 44 123 4567");
});
