import { expect, test } from "./help/server";
import { letter } from "./help/mail";
import { address, PASSWORD } from "./help/person";

const PAGES = ["/", "/register", "/sign-in", "/terms", "/privacy", "/accessibility", "/nowhere"];
const LANGUAGES = { en: ["en-GB", "Register"], uk: ["uk-UA", "Реєстрація"], pl: ["pl-PL", "Rejestracja"] };

for (const [tag, [locale, heading]] of Object.entries(LANGUAGES)) {
	test.describe(`a browser that prefers ${tag}`, () => {
		test.use({ locale });

		test("gets every page in it", async ({ page, problems }) => {
			problems.tolerate(/status of 404/);
			for (const path of PAGES) {
				await page.goto(path);
				await expect(page.locator("html"), path).toHaveAttribute("lang", tag);
				await expect(page.getByRole("heading", { level: 1 }), path).toBeVisible();
				expect(await page.locator("body").innerText(), path).not.toMatch(/\{\w*\}/);
			}
			await page.goto("/register");
			await expect(page.getByRole("heading", { level: 1, name: heading, exact: true })).toBeVisible();
		});
	});
}

for (const scripts of [true, false]) {
	test.describe(`with scripts ${scripts ? "on" : "off"}`, () => {
		test.use({ javaScriptEnabled: scripts });

		test("the language chosen below stays, also for the letter", async ({ page, server }) => {
			await page.goto("/register");
			await page.getByRole("button", { name: "Українська" }).click();
			await expect(page).toHaveURL("/register");
			await expect(page.getByRole("heading", { level: 1, name: "Реєстрація", exact: true })).toBeVisible();
			const email = address();
			await page.getByLabel("Ім’я", { exact: true }).fill("Оксана");
			await page.getByLabel("Прізвище", { exact: true }).fill("Ґалаґан");
			await page.getByLabel("Електронна пошта", { exact: true }).fill(email);
			await page.getByLabel("Пароль", { exact: true }).fill(PASSWORD);
			await page.getByLabel("Пароль ще раз", { exact: true }).fill(PASSWORD);
			await page.getByRole("button", { name: "Зареєструватися", exact: true }).click();
			await expect(page.getByLabel("Країна", { exact: true })).toHaveValue("UA");
			await expect(page.getByLabel("Країна", { exact: true }).locator("optgroup").last().locator("option").first()).toHaveText("Австралія");

			// The choice on this page holds from the next one on.
			await page.getByLabel("Мова", { exact: true }).selectOption({ label: "Polski" });
			await page.getByLabel("Номер телефону", { exact: true }).fill("044 537 02 22");
			await page.getByRole("button", { name: "Продовжити", exact: true }).click();
			await expect(page.getByRole("heading", { level: 1, name: "Sprawdź pocztę", exact: true })).toBeVisible();
			const { code, subject, headers } = await letter(server.mailDir, email);
			expect(subject).toBe("Twój kod do OneCloudPlanet");
			expect(headers["content-language"]).toBe("pl");
			await expect(page.getByText(subject)).toBeVisible();
			await page.getByLabel("Kod weryfikacyjny", { exact: true }).fill(code);
			await page.getByRole("button", { name: "Potwierdź", exact: true }).click();
			await expect(page.getByRole("heading", { level: 1, name: "Weryfikacja dwuetapowa", exact: true })).toBeVisible();
			await page.getByRole("button", { name: "Pomiń na razie", exact: true }).click();
			await expect(page.getByRole("heading", { level: 1, name: "Witaj, Оксана", exact: true })).toBeVisible();
			await expect(page.getByText("Właściciel konta")).toBeVisible();
		});
	});
}
