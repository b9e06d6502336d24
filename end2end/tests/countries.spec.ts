import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./help/server";
import { address, confirm, personalDetails, register, signUp, skip, summary, takenOver } from "./help/person";

const WAYS = {
	"with WebAssembly": {},
	"with WebAssembly blocked": { blockWasm: true },
	"with scripts off": { javaScriptEnabled: false },
};

/** Where the server is asked for names. */
const ASKED = "**/api/country_search";

/** The field: its select. */
function field(page: Page): Locator {
	return page.getByLabel("Country", { exact: true });
}

/** The search over it. */
function search(page: Page): Locator {
	return page.getByRole("combobox", { name: "Search countries", exact: true });
}

function options(page: Page): Locator {
	return page.getByRole("listbox").getByRole("option");
}

/** The option that Enter takes. */
function active(page: Page): Locator {
	return page.locator("[role=option][aria-selected=true]");
}

/** The names of the select's options, group by group. */
function groups(page: Page): Promise<[string, string[]][]> {
	return field(page).evaluate((select) =>
		[...select.querySelectorAll("optgroup")].map((group) => [group.label, [...group.querySelectorAll("option")].map((option) => option.text)] as [string, string[]]),
	);
}

/** The comboboxes and lists that assistive technology is told of. */
async function comboboxes(page: Page): Promise<string[]> {
	const session = await page.context().newCDPSession(page);
	const { nodes } = await session.send("Accessibility.getFullAXTree");
	await session.detach();
	const shown = nodes.filter(({ ignored, role }) => !ignored && String(role?.value).toLowerCase() === "combobox");
	return shown.map(({ name }) => String(name?.value));
}

/** The second step of the wizard, awake where it can be. */
async function details(page: Page, awake = true) {
	await register(page, address());
	if (awake) await takenOver(page);
}

// With WebAssembly blocked the list is the one with scripts off.
for (const way of ["with WebAssembly", "with scripts off"] as const) {
	test.describe(way, () => {
		test.use(WAYS[way]);

		test("the list is one select that everybody can choose from, and the choice stays", async ({ page, server }) => {
			const email = address();
			await register(page, email);
			await expect(page.getByRole("combobox", { name: /countr/i })).toHaveCount(1);
			await expect(page.getByLabel("Country")).toHaveCount(1);
			await expect(field(page).locator("option")).toHaveCount(251);
			await field(page).selectOption("PL");
			await page.getByLabel("Phone number", { exact: true }).fill("044 537 02 22");
			await page.getByRole("button", { name: "Continue", exact: true }).click();
			await expect(page.getByLabel("Phone number", { exact: true })).toHaveAttribute("aria-invalid", "true");
			await expect(field(page)).toHaveValue("PL");
			await personalDetails(page);
			await page.getByRole("link", { name: "Back", exact: true }).click();
			await expect(field(page)).toHaveValue("UA");
			await personalDetails(page);
			await confirm(page, server, email);
			await skip(page);
			await page.goto("/clients/new");
			await expect(field(page)).toHaveValue("UA");
		});

		test.describe("a browser from Poland", () => {
			test.use({ locale: "en-PL" });
			test("sees its country first, the one used last before it", async ({ page }) => {
				await register(page, address());
				await expect.poll(() => groups(page)).toEqual([["Suggested", ["Poland"]], ["Other countries", expect.any(Array)]]);
				await personalDetails(page);
				await page.goto("/register/details");
				const [first, others] = await groups(page);
				expect(first).toEqual(["Suggested", ["Ukraine", "Poland"]]);
				expect(others![1]).toHaveLength(248);
				expect(others![1]).not.toContain("Poland");
				expect(others![1][0]).toBe("Afghanistan");
			});
		});

		test.describe("a browser of no region", () => {
			test.use({ locale: "en" });
			test("sees all countries in the order of their names", async ({ page }) => {
				await register(page, address());
				expect(await groups(page)).toEqual([]);
				await expect(field(page).locator("option").nth(1)).toHaveText("Afghanistan");
			});
		});

		test("a refused form leads to the field", async ({ page }) => {
			await register(page, address());
			await page.getByRole("button", { name: "Continue", exact: true }).click();
			await summary(page).getByRole("link", { name: /country/i }).click();
			await expect(field(page)).toBeFocused();
			await expect(field(page)).toBeInViewport();
			await expect(field(page)).toHaveAttribute("aria-invalid", "true");
		});
	});
}

test.describe("without what it needs", () => {
	for (const [way, use] of Object.entries(WAYS).slice(1)) {
		test.describe(way, () => {
			test.use(use);
			test("there is no search", async ({ page }) => {
				await register(page, address());
				await field(page).focus();
				await page.keyboard.press("ArrowDown");
				await expect(search(page)).toHaveCount(0);
				// The browser's own list is at work.
				await page.keyboard.press("Escape");
				await field(page).focus();
				await page.keyboard.type("Polan");
				await expect(field(page)).toHaveValue("PL");
			});
		});
	}
});

test.describe("names that people type", () => {
	const NAMES = {
		CZ: ["Czechia", "Czech Republic", "чехія"],
		NL: ["Holland", "netherlands", "Голландія", "Holandia", "Niderlandy"],
		BA: ["Bosnia & Herzegovina", "bosnia herzegovina"],
		CD: ["Congo (Kinshasa)", "Congo – Kinshasa"],
		UA: ["Ukraine", "Україна", "UKRAINA"],
		GB: ["England", "great britain", "UK"],
		US: ["USA", "U.S.", "America"],
		DE: ["Deutschland", "Niemcy"],
		PL: ["Polska", "Poland"],
		CI: ["cote d'ivoire", "Côte d’Ivoire", "cote d`ivoire", "cote d´ivoire", "Ivory"],
		TR: ["Turkey", "Turkiye"],
		AX: ["aland"],
	};
	test("find their country first, whatever the language of the page", async ({ page }) => {
		await details(page);
		const all = Object.entries(NAMES).flatMap(([code, names]) => names.map((name) => [code, name] as const));
		for (const [turn, language] of ["English", "Українська", "Polski"].entries()) {
			if (language !== "English") await page.getByRole("contentinfo").getByRole("button", { name: language }).click();
			await takenOver(page);
			const select = page.locator("#country");
			// What is found is the same in each language: every name is typed in one of them.
			for (const [code, name] of all.filter((_, at) => at % 3 === turn)) {
				await select.focus();
				await page.keyboard.press("ArrowDown");
				await page.locator(".combobox__input").fill(name);
				await expect(active(page), `${name}, ${language}`).toHaveAttribute("id", `country-${code}`);
				await page.keyboard.press("Enter");
				await expect(page.locator(".combobox__input")).toHaveCount(0);
				await expect(select, `${name}, ${language}`).toHaveValue(code);
			}
		}
	});

	test("are found by the page's own names where the server says nothing", async ({ page, problems }) => {
		problems.tolerate(/ERR_FAILED/);
		await page.route(ASKED, (route) => route.abort());
		await details(page);
		await field(page).focus();
		await page.keyboard.type("Czechia");
		await expect(active(page)).toHaveText("Czechia");
		await search(page).fill("Holland");
		await expect(page.getByRole("status").filter({ hasText: "No country has this name." })).toBeVisible();
		await search(page).fill("pola");
		await page.keyboard.press("Enter");
		await expect(field(page)).toHaveValue("PL");
		// The next time they are asked for anew.
		await page.keyboard.type("uk");
		await expect(active(page)).toHaveText("Ukraine");
		await page.keyboard.press("Enter");
		await page.waitForTimeout(300);
		await expect(field(page), "it may be another one that is meant").toHaveValue("PL");
		await expect(search(page)).toBeFocused();
		await page.keyboard.press("Escape");
		await page.keyboard.press("Escape");
		// What found nothing is asked for again when the list is opened anew.
		await page.keyboard.type("Holland");
		await expect(page.getByRole("status").filter({ hasText: "No country has this name." })).toBeVisible();
		await page.keyboard.press("Escape");
		await page.keyboard.press("Escape");
		await page.unroute(ASKED);
		await page.keyboard.type("Holland");
		await expect(active(page)).toHaveText("Netherlands");
	});

	test("cost nothing before one is typed, and a hundred bytes or two then", async ({ page }) => {
		const asked: string[] = [];
		await details(page);
		page.on("request", (request) => asked.push(new URL(request.url()).pathname));
		await field(page).focus();
		await page.keyboard.press("ArrowDown");
		await expect(search(page)).toBeFocused();
		expect(asked).toEqual([]);
		await page.keyboard.type("Holland");
		await expect(options(page)).toHaveText(["Netherlands"]);
		expect(asked.length).toBeLessThanOrEqual("Holland".length);
		expect(new Set(asked)).toEqual(new Set(["/api/country_search"]));
		const sizes = await page.evaluate(() => performance.getEntriesByType("resource").flatMap((entry) => (entry.name.endsWith("country_search") ? [(entry as PerformanceResourceTiming).encodedBodySize] : [])));
		expect(sizes.length).toBe(asked.length);
		// All that begin with H, at most.
		for (const size of sizes) expect(size).toBeLessThan(400);
	});

	test.describe("on a slow line", () => {
		let release = () => {};
		test.beforeEach(async ({ page }) => {
			const held = new Promise<void>((resolve) => (release = resolve));
			await page.route(ASKED, (route) => held.then(() => route.continue()));
			await details(page);
			await field(page).selectOption("AL");
			await field(page).focus();
		});

		test("Enter waits for them", async ({ page }) => {
			await page.keyboard.type("uk");
			await expect(active(page)).toHaveText("Ukraine");
			await page.keyboard.press("Enter");
			await page.waitForTimeout(200);
			await expect(field(page)).toHaveValue("AL");
			await expect(search(page)).toBeFocused();
			release();
			await expect(field(page)).toHaveValue("GB");
			await expect(field(page)).toBeFocused();
			await expect(search(page)).toHaveCount(0);
		});

		test("so does Tab, and the focus goes on at once", async ({ page }) => {
			const phone = page.getByLabel("Phone number", { exact: true });
			await page.keyboard.type("uk");
			await expect(active(page)).toHaveText("Ukraine");
			await page.keyboard.press("Tab");
			await expect(phone).toBeFocused();
			await phone.fill("020 7946 0123");
			release();
			await expect(field(page)).toHaveValue("GB");
			await expect(search(page)).toHaveCount(0);
			await expect(phone).toBeFocused();
			await expect(phone).toHaveValue("020 7946 0123");
		});

		test("leaving waits for what is clear", async ({ page }) => {
			await page.keyboard.type("holland");
			await page.getByRole("heading", { level: 1 }).click();
			release();
			await expect(search(page)).toHaveCount(0);
			await expect(field(page)).toHaveValue("NL");
		});

		test("leaving takes nothing where two are meant", async ({ page }) => {
			await page.keyboard.type("guin");
			await page.getByRole("heading", { level: 1 }).click();
			release();
			await expect(search(page)).toHaveCount(0);
			await expect(field(page)).toHaveValue("AL");
		});

		test("a whole name on the page waits for nothing, nor does what the arrows went to", async ({ page }) => {
			await page.keyboard.type("ukraine");
			await page.keyboard.press("Enter");
			await expect(field(page)).toHaveValue("UA");
			await page.keyboard.type("pol");
			await expect(active(page)).toHaveText("Poland");
			await page.keyboard.press("ArrowUp");
			await expect(active(page)).toHaveText("French Polynesia");
			await page.keyboard.press("Enter");
			await expect(field(page)).toHaveValue("PF");
			release();
		});

		test("what the arrows went to stays marked when they come", async ({ page }) => {
			await page.keyboard.type("ho");
			await expect(options(page)).toHaveText(["Honduras", "Hong Kong SAR China"]);
			await page.keyboard.press("ArrowDown");
			await expect(active(page)).toHaveText("Hong Kong SAR China");
			await expect(page.locator(".combobox [role=status]")).toHaveText("");
			release();
			await expect(options(page)).toContainText(["Honduras", "Hong Kong SAR China", "Netherlands"]);
			await expect(active(page)).toHaveText("Hong Kong SAR China");
			await expect(page.locator(".combobox [role=status]")).toHaveText(/^Countries found: \d+$/);
		});

		test("nobody is told that there is none before it is known", async ({ page }) => {
			await page.keyboard.type("holl");
			await page.waitForTimeout(200);
			await expect(page.locator(".combobox__none")).toHaveCount(0);
			await page.keyboard.press("Enter");
			release();
			await expect(field(page)).toHaveValue("NL");
		});

		test("what was listed before stays meanwhile, and nothing of it is marked", async ({ page }) => {
			await page.keyboard.type("ho");
			await expect(active(page)).toHaveText("Honduras");
			await page.keyboard.type("lland");
			await expect(active(page)).toHaveCount(0);
			await expect(options(page)).toHaveText(["Honduras", "Hong Kong SAR China"]);
			release();
			await expect(options(page)).toHaveText(["Netherlands"]);
		});

		test("an answer to what was typed before changes nothing", async ({ page }) => {
			const asked: string[] = [];
			page.on("request", (request) => asked.push(request.postData() ?? ""));
			await page.keyboard.type("ho");
			await expect.poll(() => asked).toEqual(["name=ho"]);
			await page.keyboard.type("lland");
			await expect.poll(() => asked).toEqual(["name=ho", "name=holland"]);
			release();
			await expect(active(page)).toHaveText("Netherlands");
			await page.waitForTimeout(300);
			expect(asked).toEqual(["name=ho", "name=holland"]);
		});

		test("a choice that comes late leaves the page where it is", async ({ page }) => {
			await page.setViewportSize({ width: 320, height: 300 });
			await page.keyboard.type("england");
			await page.keyboard.press("Tab");
			await page.evaluate(() => scrollTo({ top: document.body.scrollHeight, behavior: "instant" }));
			const before = await page.evaluate(() => scrollY);
			release();
			await expect(search(page)).toHaveCount(0);
			await expect(field(page)).toHaveValue("GB");
			expect(await page.evaluate(() => scrollY)).toBeGreaterThan(before - 100);
		});

		test("a form that is sent meanwhile waits too", async ({ page }) => {
			await page.getByLabel("Phone number", { exact: true }).fill("020 7946 0123");
			await page.getByRole("radio", { name: "Personal account", exact: true }).check();
			await field(page).focus();
			await page.keyboard.type("england");
			await page.getByRole("button", { name: "Continue", exact: true }).click();
			await page.waitForTimeout(200);
			await expect(page.getByRole("heading", { level: 1, name: "Additional information" })).toBeVisible();
			release();
			await expect(page.getByRole("heading", { level: 1, name: "Check your e-mail" })).toBeVisible();
			await page.getByRole("link", { name: "Back", exact: true }).click();
			await expect(field(page)).toHaveValue("GB");
			await expect(search(page)).toHaveCount(0);
		});

		test("a long list is no stop of Tab", async ({ page }) => {
			await page.keyboard.type("s");
			await expect(active(page)).toBeVisible();
			await page.keyboard.press("Tab");
			await expect(page.getByLabel("Phone number", { exact: true })).toBeFocused();
			release();
			await expect(search(page)).toHaveCount(0);
			await expect(page.getByLabel("Phone number", { exact: true })).toBeFocused();
		});

		test("a list that was closed has them when it is opened again", async ({ page }) => {
			await page.keyboard.type("uk");
			await expect(active(page)).toHaveText("Ukraine");
			await page.keyboard.press("Escape");
			const come = page.waitForResponse(ASKED);
			release();
			await (await come).finished();
			await page.waitForTimeout(200);
			await expect(page.getByRole("listbox")).toHaveCount(0);
			await page.keyboard.press("ArrowDown");
			await expect(active(page)).toHaveText("United Kingdom");
		});

		test("a page that is left takes its search along", async ({ page }) => {
			await page.keyboard.type("holland");
			await page.getByRole("link", { name: "Back", exact: true }).click();
			await expect(page.getByRole("heading", { level: 1, name: "Register" })).toBeVisible();
			release();
			await page.goBack();
			await expect(page.getByRole("heading", { level: 1, name: "Additional information" })).toBeVisible();
			await expect(search(page)).toHaveCount(0);
			await expect(field(page)).toHaveValue("AL");
		});

		test("Escape takes back what waits", async ({ page }) => {
			await page.keyboard.type("uk");
			await page.keyboard.press("Enter");
			await page.keyboard.press("Escape");
			await page.keyboard.press("ArrowDown");
			await expect(active(page)).toHaveText("Ukraine");
			release();
			await expect(options(page)).toContainText(["United Kingdom", "Ukraine"]);
			await expect(active(page)).toHaveText("Ukraine");
			await expect(search(page)).toBeFocused();
			await expect(field(page)).toHaveValue("AL");
		});

		test("what is typed after Enter counts, not what was chosen before", async ({ page }) => {
			await page.keyboard.type("uk");
			await page.keyboard.press("Enter");
			await page.keyboard.type("r");
			release();
			await expect(active(page)).toHaveText("Ukraine");
			await expect(options(page)).toHaveCount(1);
			await expect(search(page)).toBeFocused();
			await expect(field(page)).toHaveValue("AL");
		});
	});

	test("are waited for no longer than five seconds", async ({ page }) => {
		await page.route(ASKED, () => {});
		await details(page);
		await field(page).focus();
		await page.keyboard.type("pola");
		await page.keyboard.press("Enter");
		await expect(field(page)).toHaveValue("PL", { timeout: 10_000 });
	});
});

test.describe("by keyboard alone", () => {
	test.beforeEach(async ({ page }) => {
		await details(page);
		await page.getByLabel("Language", { exact: true }).focus();
		await page.keyboard.press("Tab");
		await expect(field(page)).toBeFocused();
	});

	test("Alt and Space are the window's", async ({ page }) => {
		expect(await field(page).evaluate((select) => select.dispatchEvent(new KeyboardEvent("keydown", { key: " ", altKey: true, bubbles: true, cancelable: true })))).toBe(true);
		await expect(search(page)).toHaveCount(0);
	});

	for (const key of ["ArrowDown", "ArrowUp", "Alt+ArrowDown", " "]) {
		test(`${key === " " ? "Space" : key} opens the list`, async ({ page }) => {
			await page.keyboard.press(key);
			await expect(search(page)).toBeFocused();
			await expect(search(page)).toHaveValue("");
			await expect(search(page)).toHaveAttribute("aria-expanded", "true");
			await expect(search(page)).toHaveAttribute("aria-autocomplete", "list");
			await expect(options(page)).toHaveCount(250);
			const list = await search(page).getAttribute("aria-controls");
			await expect(page.locator(`#${list}`)).toHaveRole("listbox");
			expect(await comboboxes(page)).toEqual(["Language", "Search countries"]);
			await page.keyboard.press("Escape");
			expect(await comboboxes(page)).toEqual(["Language", "Country"]);
		});
	}

	test("the arrows go from option to option and from end to end", async ({ page }) => {
		const at = async (name: string) => {
			await expect(active(page)).toHaveText(name);
			await expect(search(page)).toHaveAttribute("aria-activedescendant", (await active(page).getAttribute("id"))!);
			await expect(active(page)).toBeInViewport();
			await expect(search(page)).toBeFocused();
		};
		await page.keyboard.press("ArrowDown");
		await expect(active(page)).toHaveCount(0);
		// The browser's own region stands first.
		await page.keyboard.press("ArrowDown");
		await at("United States");
		await page.keyboard.press("ArrowDown");
		await at("Afghanistan");
		await page.keyboard.press("ArrowUp");
		await page.keyboard.press("ArrowUp");
		await at("Zimbabwe");
		await page.keyboard.press("ArrowDown");
		await at("United States");
		await page.keyboard.press("End");
		await at("Zimbabwe");
		await page.keyboard.press("Home");
		await at("United States");
		expect(await options(page).evaluateAll((all) => all.filter((option) => !option.hasAttribute("aria-selected")).length)).toBe(0);
	});

	test("Enter takes the option and sends nothing", async ({ page }) => {
		let sent = false;
		page.on("request", (request) => (sent ||= request.method() === "POST" && !/\/(number_hints|phone_hint|country_search)$/.test(request.url())));
		await page.keyboard.type("ukr");
		await expect(options(page)).toHaveText(["Ukraine"]);
		await page.keyboard.press("Enter");
		await expect(field(page)).toHaveValue("UA");
		await expect(field(page)).toBeFocused();
		await expect(search(page)).toHaveCount(0);
		await expect(page.getByRole("listbox")).toHaveCount(0);
		await expect(summary(page)).toHaveCount(0);
		expect(sent).toBe(false);
	});

	test("Enter without an option does nothing", async ({ page }) => {
		await page.keyboard.press("ArrowDown");
		await page.keyboard.press("Enter");
		await expect(search(page)).toBeFocused();
		await expect(summary(page)).toHaveCount(0);
	});

	test("Escape closes the list, then gives the choice back as it was", async ({ page }) => {
		await field(page).selectOption("UA");
		await page.keyboard.press("ArrowDown");
		await expect(active(page)).toHaveText("Ukraine");
		await page.keyboard.type("pol");
		await expect(active(page)).toHaveText("Poland");
		await expect(page.locator(".combobox [role=status]")).toHaveText(/^Countries found/);
		await page.keyboard.press("Escape");
		await expect(page.getByRole("listbox")).toHaveCount(0);
		await expect(search(page)).toHaveValue("pol");
		await expect(search(page)).toHaveAttribute("aria-expanded", "false");
		await expect(search(page)).toHaveAttribute("aria-activedescendant", "");
		// It can be opened again, with nothing marked, and closed by the key that is its opposite.
		await page.keyboard.press("Alt+ArrowDown");
		await expect(search(page)).toHaveAttribute("aria-expanded", "true");
		await expect(active(page)).toHaveCount(0);
		await expect(search(page)).toHaveAttribute("aria-activedescendant", "");
		await page.keyboard.press("ArrowDown");
		await expect(active(page)).toHaveText("Poland");
		await page.keyboard.press("Alt+ArrowUp");
		await expect(page.getByRole("listbox")).toHaveCount(0);
		await expect(search(page)).toHaveAttribute("aria-expanded", "false");
		await expect(search(page)).toHaveValue("pol");
		await expect(search(page)).toBeFocused();
		await page.keyboard.press("Alt+ArrowDown");
		await page.keyboard.press("Escape");
		await page.keyboard.press("Escape");
		await expect(search(page)).toHaveCount(0);
		await expect(field(page)).toBeFocused();
		await expect(field(page)).toHaveValue("UA");
	});

	test("names that come late do not open a list that was closed", async ({ page }) => {
		let release = () => {};
		const held = new Promise<void>((resolve) => (release = resolve));
		await page.route(ASKED, (route) => held.then(() => route.continue()));
		await page.keyboard.press("ArrowDown");
		await page.keyboard.type("pol");
		await expect(active(page)).toHaveText("Poland");
		await page.keyboard.press("Escape");
		await expect(page.getByRole("listbox")).toHaveCount(0);
		const come = page.waitForResponse(ASKED);
		release();
		await (await come).finished();
		await page.waitForTimeout(200);
		await expect(page.getByRole("listbox")).toHaveCount(0);
	});

	test("Tab takes the option and goes on; back again goes to the field before", async ({ page }) => {
		await page.keyboard.type("poland");
		await expect(active(page)).toHaveText("Poland");
		await page.keyboard.press("Tab");
		await expect(field(page)).toHaveValue("PL");
		await expect(page.getByLabel("Phone number", { exact: true })).toBeFocused();
		await page.keyboard.press("Shift+Tab");
		await expect(field(page)).toBeFocused();
		await page.keyboard.press("ArrowDown");
		await page.keyboard.press("Shift+Tab");
		await expect(page.getByLabel("Language", { exact: true })).toBeFocused();
		await expect(field(page)).toHaveValue("PL");
	});

	test("how many there are is said, and what to do where there is none", async ({ page }) => {
		await page.keyboard.type("united");
		const status = page.locator(".combobox [role=status]");
		await expect(status).toHaveText(/^Countries found: \d$/);
		await expect(options(page)).toContainText(["United States", "United Arab Emirates", "United Kingdom"]);
		await page.keyboard.type("xx");
		await expect(status).toHaveText("No country has this name. Type another name, or delete it to see all countries.");
		await expect(status).toBeVisible();
		await expect(search(page)).toHaveAttribute("aria-expanded", "false");
		await page.keyboard.press("Enter");
		await expect(search(page)).toBeFocused();
		await search(page).fill("");
		await expect(options(page)).toHaveCount(250);
		await expect(status).toHaveText("");
	});

	test("the tax number's hint follows", async ({ page }) => {
		await page.getByRole("radio", { name: "Business account", exact: true }).check();
		await field(page).focus();
		await page.keyboard.type("pola");
		await page.keyboard.press("Enter");
		await expect(page.getByLabel("TIN", { exact: true })).toHaveAccessibleDescription(/NIP/);
	});
});

test("a press opens the list, another takes an option, and the focus goes back", async ({ page }) => {
	await details(page);
	await field(page).click();
	await expect(search(page)).toBeFocused();
	await options(page).filter({ hasText: /^Albania$/ }).click();
	await expect(field(page)).toHaveValue("AL");
	await expect(field(page)).toBeFocused();
	await expect(search(page)).toHaveCount(0);
});

test("leaving takes what is clear and nothing else", async ({ page }) => {
	await details(page);
	const phone = page.getByLabel("Phone number", { exact: true });
	await field(page).selectOption("UA");
	await field(page).focus();
	await page.keyboard.type("a");
	await page.getByRole("heading", { level: 1 }).click();
	await expect(search(page)).toHaveCount(0);
	await expect(field(page)).toHaveValue("UA");
	await field(page).focus();
	await page.keyboard.type("Poland");
	await expect(active(page)).toHaveText("Poland");
	await phone.focus();
	await expect(search(page)).toHaveCount(0);
	await expect(field(page)).toHaveValue("PL");
	await expect(phone).toBeFocused();
});

test("while another window is in front the search waits", async ({ page }) => {
	await details(page);
	await field(page).focus();
	await page.keyboard.type("Poland");
	await expect(active(page)).toHaveText("Poland");
	const leave = (focused: boolean) =>
		search(page).evaluate((input, focused) => {
			document.hasFocus = () => focused;
			input.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
		}, focused);
	await leave(false);
	await expect(search(page)).toHaveValue("Poland");
	await leave(true);
	await expect(search(page)).toHaveCount(0);
	await expect(field(page)).toHaveValue("PL");
});

test("leaving takes what the arrows went to, and the only one that fits from three letters on", async ({ page }) => {
	await details(page);
	const leave = async () => {
		await page.getByRole("heading", { level: 1 }).click();
		await expect(search(page)).toHaveCount(0);
	};
	await field(page).selectOption("UA");
	await field(page).focus();
	await page.keyboard.type("pol");
	await expect(active(page)).toHaveText("Poland");
	await page.keyboard.press("ArrowDown");
	await expect(active(page)).toHaveText("French Polynesia");
	await leave();
	await expect(field(page)).toHaveValue("PF");
	await field(page).focus();
	await page.keyboard.press("ArrowDown");
	await page.keyboard.press("End");
	await expect(active(page)).toHaveText("Zimbabwe");
	await leave();
	await expect(field(page)).toHaveValue("ZW");
	// What is typed after the arrows counts, not where they were.
	await field(page).focus();
	await page.keyboard.type("pol");
	await expect(active(page)).toHaveText("Poland");
	await page.keyboard.press("ArrowDown");
	await expect(active(page)).toHaveText("French Polynesia");
	await search(page).fill("iz");
	await expect(options(page)).toHaveCount(1);
	await leave();
	await expect(field(page)).toHaveValue("ZW");
	await field(page).focus();
	await page.keyboard.type("izr");
	await expect(options(page)).toHaveCount(1);
	await leave();
	await expect(field(page)).toHaveValue("IL");
});

test("the Enter that ends a composition takes nothing, and a letter made with Option opens the search", async ({ page }) => {
	await details(page);
	await field(page).focus();
	await field(page).dispatchEvent("keydown", { key: "ф", altKey: true });
	await expect(search(page)).toHaveCount(0);
	await field(page).dispatchEvent("keydown", { key: "ł", altKey: true });
	await expect(search(page)).toBeFocused();
	await page.keyboard.type("ukr");
	await expect(active(page)).toHaveText("Ukraine");
	await search(page).dispatchEvent("keydown", { key: "Enter", keyCode: 229 });
	await expect(search(page)).toHaveCount(1);
	await expect(field(page)).toHaveValue("");
	await search(page).dispatchEvent("keydown", { key: "Enter", keyCode: 13 });
	await expect(search(page)).toHaveCount(0);
	await expect(field(page)).toHaveValue("UA");
});

test("a program chooses by the label, the list being open or not", async ({ page }) => {
	await details(page);
	await field(page).click();
	await expect(search(page)).toBeFocused();
	await expect(page.getByLabel("Country")).toHaveCount(1);
	await field(page).selectOption("UA");
	await page.getByLabel("Phone number", { exact: true }).focus();
	await expect(search(page)).toHaveCount(0);
	await expect(field(page)).toHaveValue("UA");
});

test("Back with the list open, and Forward again: the choice is there, the list is not", async ({ page }) => {
	await page.goto("/register");
	await takenOver(page);
	await register(page, address());
	await takenOver(page);
	await field(page).selectOption("PL");
	await page.keyboard.press("Tab");
	await field(page).focus();
	await page.keyboard.type("uk");
	await expect(search(page)).toBeFocused();
	await page.goBack();
	await expect(page.getByRole("heading", { level: 1, name: "Register" })).toBeVisible();
	await page.goForward();
	await expect(page.getByRole("heading", { level: 1, name: "Additional information" })).toBeVisible();
	await expect(field(page)).toHaveValue("PL");
	await expect(search(page)).toHaveCount(0);
	await field(page).focus();
	await page.keyboard.type("ukraine");
	await page.keyboard.press("Enter");
	await expect(field(page)).toHaveValue("UA");
});

test("a page that came in place, in another language, and the account's pages are searched alike", async ({ page, server }) => {
	await signUp(page, server);
	await takenOver(page);
	await page.goto("/clients");
	await takenOver(page);
	await page.locator("main a[href^='/clients/']").first().click();
	await expect(field(page)).toHaveValue("UA");
	await field(page).focus();
	await page.keyboard.type("holland");
	await page.keyboard.press("Enter");
	await page.getByRole("button", { name: "Save", exact: true }).click();
	await expect(page).toHaveURL(/done=saved/);
	await expect(field(page)).toHaveValue("NL");
	await page.getByRole("contentinfo").getByRole("button", { name: "Polski" }).click();
	await takenOver(page);
	await page.getByLabel("Kraj", { exact: true }).focus();
	await page.keyboard.type("lotwa");
	await expect(page.getByRole("combobox", { name: "Szukaj kraju" })).toBeFocused();
	await expect(active(page)).toHaveText("Łotwa");
	await page.keyboard.press("Enter");
	await expect(page.getByLabel("Kraj", { exact: true })).toHaveValue("LV");
});

test("what breaks gives the select back", async ({ page, problems }) => {
	problems.tolerate(/unreachable|RuntimeError/);
	await details(page);
	await field(page).click();
	await expect(search(page)).toBeFocused();
	await page.evaluate(() => dispatchEvent(new ErrorEvent("error", { error: new WebAssembly.RuntimeError("unreachable") })));
	await expect(search(page)).toHaveCount(0);
	await expect(page.getByRole("listbox")).toHaveCount(0);
	await expect(page.getByRole("combobox", { name: "Country", exact: true })).toHaveCount(1);
	await field(page).focus();
	await expect(field(page)).toBeFocused();
});

for (const colorScheme of ["light", "dark"] as const) {
	test.describe(`in ${colorScheme}`, () => {
		test.use({ colorScheme });
		test("axe finds nothing wrong with the list, open, filtered, empty, refused", async ({ page }) => {
			await details(page);
			await page.getByRole("button", { name: "Continue", exact: true }).click();
			await expect(field(page)).toHaveAttribute("aria-invalid", "true");
			const clean = async (how: string) => {
				const { violations } = await new AxeBuilder({ page }).analyze();
				expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(", ")}`), how).toEqual([]);
			};
			await field(page).click();
			await expect(search(page)).toHaveAccessibleDescription(/country/i);
			await expect(search(page)).toHaveAttribute("aria-invalid", "true");
			await page.keyboard.press("ArrowDown");
			await clean("open");
			await search(page).fill("united");
			await expect(options(page)).not.toHaveCount(250);
			await clean("filtered");
			await search(page).fill("nowhere");
			await expect(page.locator(".combobox__none")).toBeVisible();
			await clean("empty");
		});
	});
}

for (const width of [360, 1280]) {
	test(`nothing moves when the list opens, and all of it fits, ${width} pixels wide`, async ({ page }) => {
		await page.setViewportSize({ width, height: 640 });
		await details(page);
		await field(page).scrollIntoViewIfNeeded();
		const places = () => page.locator("main label").evaluateAll((all) => all.filter((label) => label.checkVisibility()).map((label) => Math.round(label.getBoundingClientRect().top + scrollY)));
		const before = await places();
		const select = (await field(page).boundingBox())!;
		await field(page).click();
		await expect(search(page)).toBeFocused();
		expect(await places()).toEqual(before);
		const input = (await search(page).boundingBox())!;
		expect([input.width, input.height, input.x]).toEqual([select.width, select.height, select.x]);
		await expect(page.getByRole("listbox")).toBeInViewport({ ratio: 1 });
		for (const option of await options(page).all()) expect((await option.boundingBox())!.height).toBeGreaterThanOrEqual(44);
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
		const sizes = await page.getByRole("listbox").evaluate((list) => [list.scrollWidth, list.clientWidth]);
		expect(sizes[0]).toBe(sizes[1]);
	});
}

test.describe("with a finger", () => {
	test.use({ viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true });
	test("a tap opens the list, another takes an option, and the focus stays away from the system's list", async ({ page }) => {
		await details(page);
		await field(page).scrollIntoViewIfNeeded();
		const box = (await field(page).boundingBox())!;
		await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
		await expect(search(page)).toBeFocused();
		await options(page).filter({ hasText: /^Albania$/ }).tap();
		await expect(field(page)).toHaveValue("AL");
		await expect(search(page)).toHaveCount(0);
		await expect(field(page)).not.toBeFocused();
		// On the same machine with a mouse the focus goes back.
		const now = (await field(page).boundingBox())!;
		await page.mouse.click(now.x + now.width / 2, now.y + now.height / 2);
		await options(page).filter({ hasText: /^Algeria$/ }).click();
		await expect(field(page)).toHaveValue("DZ");
		await expect(field(page)).toBeFocused();
		// Whoever drives the page by its labels is not in anybody's way.
		await field(page).selectOption("UA");
		await expect(field(page)).toHaveValue("UA");
	});
});

test("a plain press of Enter on the closed field is the browser's, and other keys are too", async ({ page }) => {
	await details(page);
	await field(page).focus();
	for (const key of ["Control+a", "Meta+k", "F2", "Shift"]) await page.keyboard.press(key);
	await expect(search(page)).toHaveCount(0);
	await page.keyboard.press("End");
	await expect(field(page)).toHaveValue("ZW");
});
