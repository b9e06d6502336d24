import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "./help/server";
import { address, confirm, register, signUp, skip, summary, takenOver } from "./help/person";
import { TextVisitor } from "./help/plain";
import { test } from "./help/registers";

const WAYS = {
	"with WebAssembly": {},
	"with WebAssembly blocked": { blockWasm: true },
	"with scripts off": { javaScriptEnabled: false },
};

type Business = { country: string; phone: string; type: string; tin: string; name?: string };

const tin = (page: Page) => page.getByLabel("TIN", { exact: true });
const company = (page: Page) => page.getByLabel("Company name", { exact: true });
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
const found = (page: Page) => page.locator("[data-found]");
const atVerify = (page: Page) => expect(page.getByRole("heading", { level: 1, name: "Check your e-mail" })).toBeVisible();

/** Fills in the second step as a business. */
async function fill(page: Page, business: Business) {
	await page.getByLabel("Country", { exact: true }).selectOption(business.country);
	await page.getByLabel("Phone number", { exact: true }).fill(business.phone);
	await page.getByRole("radio", { name: "Business account", exact: true }).check();
	await page.getByLabel("Organisation type", { exact: true }).selectOption({ label: business.type });
	await tin(page).fill(business.tin);
	if (business.name) await company(page).fill(business.name);
}

const UA = { country: "UA", phone: "044 537 02 22" };
const PL = { country: "PL", phone: "22 537 02 22", type: "Legal entity" };

for (const [way, use] of Object.entries(WAYS)) {
	test.describe(way, () => {
		test.use(use);

		test("a Ukrainian company is found by its EDRPOU, label and all", async ({ page, server }) => {
			const email = address("firm");
			await register(page, email);
			await fill(page, { ...UA, type: "Legal entity", tin: "ЄДРПОУ 32855961" });
			await press(page, "Find company");
			await expect(found(page)).toContainText("(ДПС)");
			await expect(company(page)).toHaveValue('ТОВ "ПРИКЛАД"');
			await expect(tin(page)).toHaveValue("ЄДРПОУ 32855961");
			await press(page, "Continue");
			await confirm(page, server, email);
			await skip(page);
			await expect(page.getByText("32855961", { exact: true })).toBeVisible();
		});

		test("an entrepreneur has an RNOKPP, or a passport for those who refused one", async ({ page }) => {
			await register(page, address("fop"));
			await fill(page, { ...UA, type: "Individual entrepreneur", tin: "2530414071", name: "ФОП Ґалаґан" });
			await press(page, "Continue");
			await atVerify(page);

			await register(page, address("fop"));
			await fill(page, { ...UA, type: "Individual entrepreneur", tin: "ab 123456", name: "ФОП Ґалаґан" });
			await press(page, "Continue");
			await atVerify(page);
		});

		test("a Polish company is filled in where nothing was typed, and stays as it was typed elsewhere", async ({ page }) => {
			await register(page, address("firma"));
			await fill(page, { ...PL, tin: "NIP: 526-025-02-74" });
			await page.getByLabel(/^City/).fill("Gdańsk");
			await press(page, "Find company");
			await expect(found(page)).toContainText("Wykaz podatników VAT");
			await expect(company(page)).toHaveValue('PRZYKŁADOWA SPÓŁKA "A"');
			await expect(page.getByLabel(/^City/)).toHaveValue("Gdańsk");
			await expect(page.getByLabel(/^Postal code/)).toHaveValue("09-411");
			await expect(page.getByLabel(/^Address/)).toHaveValue("CHEMIKÓW 7");
			await expect(page.getByLabel(/^Registration number/)).not.toHaveValue("");
			await press(page, "Continue");
			await atVerify(page);
		});

		test("what no register knows, or answers, is said and nothing is lost", async ({ page }) => {
			await register(page, address("firma"));
			const said: [string, RegExp][] = [
				["8567346215", /Wykaz podatników VAT has no organisation of this number|No register answered/],
				["7740001454", /No register answered/],
			];
			for (const [number, sentence] of said) {
				await fill(page, { ...PL, tin: number, name: "Typed by hand" });
				await press(page, "Find company");
				await expect(found(page)).toContainText(sentence);
				await expect(company(page)).toHaveValue("Typed by hand");
				await expect(tin(page)).toHaveValue(number);
			}
			await page.getByLabel("Country", { exact: true }).selectOption("MX");
			await tin(page).fill("P&G851223B24");
			await press(page, "Find company");
			await expect(found(page)).toContainText("There is no register here");
		});

		test("a German number is known to be valid, and the name is typed", async ({ page }) => {
			await register(page, address("gmbh"));
			await fill(page, { country: "DE", phone: "+49 30 901820", type: "Legal entity", tin: "de 136 695 976" });
			await press(page, "Find company");
			await expect(found(page)).toContainText("VIES");
			await expect(company(page)).toHaveValue("");
			await company(page).fill("Beispiel GmbH");
			await press(page, "Continue");
			await atVerify(page);
		});

		test("a Mexican number with & passes, and one of a country without rules", async ({ page }) => {
			for (const [country, phone, number] of [["MX", "+52 55 5093 7000", "P&G851223B24"], ["GL", "+299 32 10 01", "12345678"]] as const) {
				await register(page, address("sa"));
				await fill(page, { country, phone, type: "Legal entity", tin: number, name: "Ejemplo & Cía" });
				await press(page, "Continue");
				await atVerify(page);
			}
		});

		test("a doubtful number passes when the same text is sent again, another is asked about", async ({ page }) => {
			await register(page, address("sa"));
			await fill(page, { country: "BR", phone: "+55 11 3091 3500", type: "Legal entity", tin: "16.727.230/0001-98", name: "Exemplo" });
			await press(page, "Continue");
			await expect(summary(page)).toContainText("CNPJ");
			await expect(tin(page)).toHaveAccessibleDescription(/press the button again/);
			await tin(page).fill("16.727.230/0001-96");
			await press(page, "Continue");
			await expect(summary(page)).toContainText("CNPJ");
			await expect(tin(page)).toHaveValue("16.727.230/0001-96");
			await press(page, "Continue");
			await atVerify(page);
		});

		test("all that is wrong is told in one round, and a number of another kind is sent to its field", async ({ page }) => {
			await register(page, address("firma"));
			await fill(page, { ...PL, phone: "12345", tin: "0000010078" });
			await page.getByLabel(/^City/).fill("!!!");
			await press(page, "Continue");
			for (const sentence of ["Enter the company name", "KRS", "City", "number"]) await expect(summary(page)).toContainText(sentence);
			await expect(summary(page).getByRole("listitem")).toHaveCount(4);
			await expect(tin(page)).toHaveAccessibleDescription(/Registration number/);
		});

		test("Enter in a field sends the form, not the question to the register", async ({ page, registers }) => {
			await register(page, address("firma"));
			await fill(page, { ...PL, tin: "526-025-02-74", name: "Firma" });
			const before = registers.asked();
			await company(page).press("Enter");
			await atVerify(page);
			expect(registers.asked()).toBe(before);
		});

		test("a new account and an account's details are filled in the same way", async ({ page, server }) => {
			await signUp(page, server);
			await page.goto("/clients/new");
			await page.getByLabel("Country", { exact: true }).selectOption("PL");
			await page.getByRole("radio", { name: "Business account", exact: true }).check();
			await page.getByLabel("Organisation type", { exact: true }).selectOption({ label: "Legal entity" });
			await tin(page).fill("526-025-02-74");
			await press(page, "Find company");
			await expect(found(page)).toContainText("Wykaz podatników VAT");
			await press(page, "Open account");
			await expect(page.getByRole("status").filter({ hasText: /\S/ }).first()).toBeVisible();
			await expect(tin(page)).toHaveValue("526-025-02-74");
			await page.getByLabel(/^City/).fill("");
			await page.getByLabel(/^Postal code/).fill("");
			await press(page, "Find company");
			await expect(page.getByLabel(/^City/)).toHaveValue("PŁOCK");
			await press(page, "Save");
			await expect(page.getByLabel(/^Postal code/)).toHaveValue("09-411");
		});
	});
}

test.describe("while the page is awake", () => {
	test("the hints follow the country, and the VAT number that follows from the TIN is taken with a press", async ({ page }) => {
		await register(page, address("firma"));
		await takenOver(page);
		await fill(page, { ...PL, tin: "526-025-02-74" });
		await tin(page).blur();
		await expect(tin(page)).toHaveAccessibleDescription(/NIP/);
		await expect(tin(page)).toHaveAttribute("inputmode", "numeric");
		const vat = page.getByLabel(/^VAT number/);
		await page.getByRole("button", { name: /^Use PL/ }).click();
		await expect(vat).toHaveValue(/^PL ?526-?025-?02-?74$/);
		await expect(vat).toBeFocused();
		await press(page, "Find company");
		await expect(found(page)).toContainText("Wykaz podatników VAT");
		await page.getByLabel("Country", { exact: true }).selectOption("MX");
		await expect(found(page)).toBeEmpty();
		await expect(tin(page)).toHaveAccessibleDescription(/RFC/);
		await expect(tin(page)).not.toHaveAttribute("inputmode", "numeric");
		await expect(page.getByRole("button", { name: /^Use / })).toHaveCount(0);
		await fill(page, { ...UA, type: "Legal entity", tin: "14360570" });
		await expect(tin(page)).toHaveAttribute("inputmode", "numeric");
		// Whoever has refused a number types the letters of a passport.
		await page.getByLabel("Organisation type", { exact: true }).selectOption({ label: "Individual entrepreneur" });
		await expect(tin(page)).not.toHaveAttribute("inputmode", "numeric");
	});

	test("an answer about a number that is not there any more fills in nothing", async ({ page }) => {
		await register(page, address("firma"));
		await takenOver(page);
		await fill(page, { ...PL, tin: "526-025-02-74" });
		let release = () => {};
		const held = new Promise<void>((resolve) => (release = resolve));
		await page.route("**/api/find_company", (route) => held.then(() => route.continue()));
		await press(page, "Find company");
		await tin(page).fill("5260250275");
		const come = page.waitForResponse("**/api/find_company");
		release();
		await (await come).finished();
		await expect(page.getByRole("button", { name: "Find company", exact: true })).toBeEnabled();
		await page.waitForTimeout(300);
		await expect(company(page)).toHaveValue("");
		await expect(found(page)).toBeEmpty();
		// Asked about what is there now, it answers.
		await tin(page).fill("526-025-02-74");
		await press(page, "Find company");
		await expect(found(page)).toContainText("Wykaz podatników VAT");
		await expect(company(page)).not.toHaveValue("");
	});

	test("the business form has no accessibility problem, filled or refused", async ({ page }) => {
		await register(page, address("firma"));
		await fill(page, { ...PL, tin: "526-025-02-74" });
		await press(page, "Find company");
		await expect(found(page)).toContainText("Wykaz podatników VAT");
		for (const _ of ["found", "refused"]) {
			const { violations } = await new AxeBuilder({ page }).analyze();
			expect(violations).toEqual([]);
			await page.getByLabel("Phone number", { exact: true }).fill("1");
			await press(page, "Continue");
			await expect(summary(page)).toBeVisible();
		}
	});
});

test("a search is for whoever is registering, or may change the account", async ({ page, server, visitor }) => {
	const form = { country: "PL", tin: "5260250274", account_type: "business", organisation_type: "legal_entity" };
	const headers = { origin: server.url, accept: "application/json" };
	for (const endpoint of ["find_company", "find_new_company", "find_account_company"]) {
		const response = await page.request.post(`/api/${endpoint}`, { form, headers });
		expect(await response.text()).not.toContain("PŁOCK");
	}
	const other = await visitor();
	await signUp(other, server);
	const number = (await (await other.request.get("/api/whoami")).json()).accounts[0].number as string;
	await signUp(page, server);
	const response = await page.request.post("/api/find_account_company", { form: { ...form, account: number.replace("-", "") }, headers });
	expect(await response.text()).not.toContain("PŁOCK");
});

test("a text browser, which knows no formaction, finds a company by the button's name", async ({ server }) => {
	const visitor = new TextVisitor(server.url);
	await visitor.get("/register");
	await visitor.register(address("text"));
	const { body } = await visitor.get("/register/details");
	expect(body).toMatch(/<button[^>]* name="instead" value="find_company"/);
	expect(body, "no button without a name to be met").not.toContain('class="visually-hidden" type="submit"');
	const business = { account_type: "business", organisation_type: "legal_entity", company_name: "", tin: "ЄДРПОУ 32855961" };
	const answer = await visitor.details({ ...business, instead: "find_company" });
	expect(answer.headers.get("location")).toMatch(/^\/register\/details\?form=.*#found$/);
	expect((await visitor.get(answer.headers.get("location")!)).body).toContain("ТОВ &quot;ПРИКЛАД&quot;");
	expect((await visitor.details({ ...business, instead: "sign_in" })).headers.get("location"), "only a button of the same form").toMatch(/\?form=/);
});
