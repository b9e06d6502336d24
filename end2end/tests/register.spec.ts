import { expect, test } from "./help/server";
import { letter } from "./help/mail";
import { address, confirm, PASSWORD, personalDetails, register, sendFirstStep, signUp, skip, summary, takenOver } from "./help/person";

const WAYS = {
	"with WebAssembly": {},
	"with WebAssembly blocked": { blockWasm: true },
	"with scripts off": { javaScriptEnabled: false },
};

for (const [way, use] of Object.entries(WAYS)) {
	test.describe(way, () => {
		test.use(use);

		test("a person registers and stands in the panel as owner", async ({ page, server }) => {
			const email = await signUp(page, server);
			expect(new URL(page.url()).pathname).toBe("/panel");
			await expect(page.getByText(/^\d{4}-\d{4}$/)).toBeVisible();
			await expect(page.getByText("Account Owner")).toBeVisible();
			const who = await (await page.request.get("/api/whoami")).json();
			expect(who.user).toMatchObject({ email, name: "Оксана", surname: "Ґалаґан", language: "en", two_step: false });
			expect(who.accounts).toHaveLength(1);
			expect(who.accounts[0].roles).toEqual(["account_owner"]);
			expect(who.accounts[0].permissions).toHaveLength(9);
		});

		test("a company registers; its TIN is checked, kept and shown", async ({ page, server }) => {
			const email = address("firm");
			await register(page, email);
			await page.getByLabel("Country", { exact: true }).selectOption("UA");
			await page.getByLabel("Phone number", { exact: true }).fill("+380 44 537 02 22");
			await page.getByRole("radio", { name: "Business account", exact: true }).check();
			const settings = page.getByRole("group", { name: "Additional settings", exact: true });
			await settings.getByLabel("Organisation type", { exact: true }).selectOption({ label: "Legal entity" });
			await settings.getByLabel("Company name", { exact: true }).fill('ТОВ "Хмара" <b>');
			await settings.getByLabel("TIN", { exact: true }).fill("14360571");
			await settings.getByLabel(/^City/).fill("Київ");
			await page.getByRole("button", { name: "Continue", exact: true }).click();

			await expect(summary(page)).toContainText("EDRPOU: the last digit does not fit, check for a typing mistake");
			const tin = page.getByLabel("TIN", { exact: true });
			await expect(tin).toHaveAttribute("aria-invalid", "true");
			await expect(tin).toHaveAccessibleDescription(/EDRPOU.*typing mistake/);
			await expect(tin).toHaveValue("14360571");
			await expect(page.getByLabel("Company name", { exact: true })).toHaveValue('ТОВ "Хмара" <b>');
			await expect(page.getByLabel("Country", { exact: true })).toHaveValue("UA");
			await expect(page.getByLabel("Phone number", { exact: true })).toHaveValue("+380 44 537 02 22");
			await expect(page.getByRole("radio", { name: "Business account", exact: true })).toBeChecked();

			await tin.fill("1436 0570");
			await page.getByRole("button", { name: "Continue", exact: true }).click();
			await expect(page.getByRole("heading", { level: 1, name: "Check your e-mail" })).toBeVisible();
			await confirm(page, server, email);
			await skip(page);
			await expect(page.getByText('ТОВ "Хмара" <b>')).toBeVisible();
			await expect(page.getByText("14360570")).toBeVisible();
			await expect(page.getByText("Legal entity")).toBeVisible();
			const who = await (await page.request.get("/api/whoami")).json();
			expect(who.accounts[0].name).toBe('ТОВ "Хмара" <b>');
		});

		test("an empty form says what to do at each field", async ({ page }) => {
			await page.goto("/register");
			if (way === "with WebAssembly") await takenOver(page);
			let loaded = false;
			page.on("request", (request) => (loaded ||= request.isNavigationRequest()));
			await page.getByRole("button", { name: "Register", exact: true }).click();
			await expect(summary(page).getByRole("listitem")).toHaveText([
				"Enter your name",
				"Enter your surname, or tick that you have only one name",
				"Enter your e-mail address",
				"Enter a password",
				"Enter the password once more",
			]);
			expect(await page.locator("main > *").first().getAttribute("id")).toBe("problem-register");
			await expect(page).toHaveTitle(/^Error: Register/);
			expect(loaded, "the page is loaded anew").toBe(way !== "with WebAssembly");
			await summary(page).getByRole("link", { name: "Enter your surname, or tick that you have only one name" }).click();
			await expect(page.getByLabel("Surname", { exact: true })).toBeFocused();
		});

		test("what was typed stays, passwords apart, when something is wrong", async ({ page }) => {
			await page.goto("/register");
			await page.getByLabel("Name", { exact: true }).fill('O’Neil "X" <i>');
			await page.getByLabel("E-mail", { exact: true }).fill("not an address");
			await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
			await page.getByLabel("Confirm password", { exact: true }).fill("something else");
			await page.getByRole("button", { name: "Register", exact: true }).click();
			await expect(summary(page)).toContainText("Enter an e-mail address like name@example.com");
			await expect(page.getByLabel("Confirm password", { exact: true })).toHaveAccessibleDescription(/passwords differ/);
			await expect(page.getByLabel("Name", { exact: true })).toHaveValue('O’Neil "X" <i>');
			await expect(page.getByLabel("E-mail", { exact: true })).toHaveValue("not an address");
			expect(await page.content()).not.toContain(PASSWORD);
		});

		test("all that is wrong with a new password is said at once", async ({ page }) => {
			await page.goto("/register");
			if (way === "with WebAssembly") await takenOver(page);
			await page.getByLabel("Name", { exact: true }).fill("Оксана");
			await page.getByLabel("Surname", { exact: true }).fill("Ґалаґан");
			await page.getByLabel("E-mail", { exact: true }).fill(address());
			await page.getByLabel("Password", { exact: true }).fill("short");
			await page.getByLabel("Confirm password", { exact: true }).fill("another");
			await page.getByRole("button", { name: "Register", exact: true }).click();
			await expect(summary(page).getByRole("listitem")).toHaveText([/must be 15 characters or more/, /passwords differ/]);
		});

		test("what only the server can know comes back to its field too", async ({ page }) => {
			await register(page, address());
			await page.getByLabel("Country", { exact: true }).selectOption("PL");
			await page.getByLabel("Phone number", { exact: true }).fill("044 537 02 22");
			await page.getByRole("button", { name: "Continue", exact: true }).click();
			await expect(page.getByLabel("Phone number", { exact: true })).toHaveAccessibleDescription(/does not look right for its country/);
			await expect(page.getByLabel("Country", { exact: true })).toHaveValue("PL");
			await page.getByLabel("Phone number", { exact: true }).fill("22 123 45 67");
			await page.getByRole("button", { name: "Continue", exact: true }).click();
			await expect(page.getByRole("heading", { level: 1, name: "Check your e-mail" })).toBeVisible();
		});

		test("a wrong code is refused, the right one in any dress works", async ({ page, server }) => {
			const email = address();
			await register(page, email);
			await personalDetails(page);
			const { code } = await letter(server.mailDir, email);
			const field = page.getByLabel("Verification code", { exact: true });
			await field.fill(code === "ABC-DEF" ? "ABC-DEG" : "ABC-DEF");
			await page.getByRole("button", { name: "Confirm", exact: true }).click();
			await expect(field).toHaveAccessibleDescription(/This code does not work/);
			await expect(field).not.toHaveValue("");
			await field.fill(` ${code.toLowerCase().replace("-", " ")} `);
			await page.getByRole("button", { name: "Confirm", exact: true }).click();
			await expect(page.getByRole("heading", { level: 1, name: "2-Step Verification" })).toBeVisible();
		});

		test("another code can be had after a wait, and says so before", async ({ page }) => {
			await register(page, address());
			await personalDetails(page);
			await page.getByRole("button", { name: "Resend Code", exact: true }).click();
			await expect(summary(page)).toContainText(/You can have another code in (1 minute|\d+ seconds)/);
		});

		test("an unfinished registration goes on after a reload and can be dropped", async ({ page }) => {
			const email = address();
			await register(page, email);
			await page.reload();
			await expect(page.getByRole("heading", { level: 1, name: "Additional information" })).toBeVisible();
			await personalDetails(page);
			await page.reload();
			await expect(page.getByText(email)).toBeVisible();
			await page.goto("/register");
			await expect(page.getByText(`You began to register as ${email}`)).toBeVisible();
			await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Оксана");
			await page.getByRole("button", { name: "Start over" }).click();
			await expect(page.getByText(email)).toHaveCount(0);
			await expect(page.getByLabel("Name", { exact: true })).toHaveValue("");
			await page.goto("/register/verify");
			await expect(page).toHaveURL("/register");
		});

		test("the address can be corrected", async ({ page }) => {
			await register(page, address("wrong"));
			await personalDetails(page);
			await page.getByText("Is the address wrong?").click();
			await page.getByLabel("E-mail", { exact: true }).fill("not an address");
			await page.getByRole("button", { name: "Change e-mail address", exact: true }).click();
			await expect(page.getByLabel("E-mail", { exact: true })).toHaveAccessibleDescription(/Enter an e-mail address like/);
			await page.getByLabel("E-mail", { exact: true }).fill(address("right"));
			await page.getByRole("button", { name: "Change e-mail address", exact: true }).click();
			// The wait between two letters holds here too.
			await expect(page.getByLabel("E-mail", { exact: true })).toHaveAccessibleDescription(/another code in/);
		});

		test("signs out, and in again with the password", async ({ page, server }) => {
			const email = await signUp(page, server);
			await page.getByText(email).first().click();
			await page.getByRole("button", { name: "Sign out", exact: true }).click();
			await expect(page).toHaveURL("/");
			expect((await page.request.get("/api/whoami")).status()).toBe(401);
			await page.goto("/panel");
			await expect(page).toHaveURL("/sign-in?next=/panel");
			await page.getByLabel("E-mail", { exact: true }).fill(email.toUpperCase());
			await page.getByLabel("Password", { exact: true }).fill("something else entirely");
			await page.getByRole("button", { name: "Sign in", exact: true }).click();
			await expect(summary(page)).toContainText("The e-mail address and the password do not belong together");
			await expect(page.getByLabel("E-mail", { exact: true })).toHaveValue(email.toUpperCase());
			await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
			await page.getByRole("button", { name: "Sign in", exact: true }).click();
			await expect(page.getByRole("heading", { level: 1, name: "Welcome, Оксана" })).toBeVisible();
		});
	});
}

test.describe("business fields", () => {
	test.describe("with scripts off", () => {
		test.use({ javaScriptEnabled: false });
		test("stand on the page from the start and are ignored for a person", async ({ page, server }) => {
			const email = address();
			await register(page, email);
			await expect(page.getByText("For business accounts only.")).toBeVisible();
			await page.getByLabel("TIN", { exact: true }).fill("nonsense");
			await personalDetails(page);
			await confirm(page, server, email);
			await expect(page.getByText("nonsense")).toHaveCount(0);
		});
	});

	test("show with the business account and keep what was typed", async ({ page }) => {
		await register(page, address());
		const tin = page.getByLabel("TIN", { exact: true });
		await expect(tin).toBeHidden();
		await page.getByRole("radio", { name: "Business account", exact: true }).check();
		await tin.fill("123");
		await page.getByRole("radio", { name: "Personal account", exact: true }).check();
		await expect(tin).toBeHidden();
		await page.getByRole("radio", { name: "Business account", exact: true }).check();
		await expect(tin).toHaveValue("123");
		await page.getByLabel("Country", { exact: true }).selectOption("PL");
		await expect(tin).toHaveAccessibleDescription(/NIP/);
	});
});

test("text typed before WebAssembly arrives stays", async ({ page }) => {
	let arrive = () => {};
	const arrival = new Promise<void>((resolve) => (arrive = resolve));
	await page.route("**/*.wasm", async (route) => {
		await arrival;
		await route.continue();
	});
	await page.goto("/register", { waitUntil: "commit" });
	await page.getByLabel("Name", { exact: true }).fill("Оксана");
	await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
	arrive();
	await takenOver(page);
	await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Оксана");
	await expect(page.getByLabel("Password", { exact: true })).toHaveValue(PASSWORD);
});

test("a step inside the browser moves the focus to the new heading; Back and Forward work", async ({ page }) => {
	const email = address();
	await page.goto("/register");
	await takenOver(page);
	await register(page, email);
	await takenOver(page);
	await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
	await page.goBack();
	await expect(page.getByRole("heading", { level: 1, name: "Register" })).toBeVisible();
	await page.goForward();
	await expect(page.getByRole("heading", { level: 1, name: "Additional information" })).toBeFocused();
});

test("a lost line says so, keeps what was typed, and a second press goes on", async ({ page, problems }) => {
	await page.goto("/register");
	await takenOver(page);
	problems.tolerate(/ERR_FAILED/);
	await page.route("**/api/register", (route) => route.abort(), { times: 1 });
	await sendFirstStep(page, address());
	await expect(page.getByText("The server did not answer.")).toBeVisible();
	await page.getByRole("button", { name: "Register", exact: true }).click();
	await expect(page.getByRole("heading", { level: 1, name: "Additional information" })).toBeVisible();
});

test("two people in two tabs of one browser are never mixed", async ({ page, context, server }) => {
	const [first, second] = [address("first"), address("second")];
	await register(page, first);
	const tab = await context.newPage();
	await tab.goto("/register");
	await takenOver(tab);
	const asked: string[] = [];
	tab.on("request", (request) => {
		if (request.resourceType() === "fetch" && request.method() === "GET") asked.push(request.url());
	});
	await sendFirstStep(tab, second);
	await expect(tab.getByRole("heading", { level: 1, name: "Additional information" })).toBeVisible();
	await personalDetails(page);
	await expect(page.getByText(first)).toBeVisible();
	await personalDetails(tab);
	// A step inside the browser asks for the page of the very registration that its address names.
	expect(asked.map((url) => new URL(url).pathname)).toEqual(["/register/details", "/register/verify"]);
	for (const url of asked) expect(new URL(url).searchParams.get("registration")).toBe(new URL(tab.url()).searchParams.get("registration"));
	await expect(tab.getByText(second)).toBeVisible();
	await page.reload();
	await expect(page.getByText(first)).toBeVisible();
	await confirm(page, server, first);
	const who = await (await page.request.get("/api/whoami")).json();
	expect(who.user.email).toBe(first);
});

test("a known address goes the same way and is told by letter alone", async ({ page, visitor, server }) => {
	const email = await signUp(page, server);
	const stranger = await visitor();
	await register(stranger, email);
	await personalDetails(stranger);
	const told = await letter(server.mailDir, email, { kind: "already-registered" });
	expect(told.link).toBe(`${server.url}/sign-in`);
	await stranger.getByLabel("Verification code", { exact: true }).fill("ABC-DEF");
	await stranger.getByRole("button", { name: "Confirm", exact: true }).click();
	await expect(stranger.getByLabel("Verification code", { exact: true })).toHaveAccessibleDescription(/This code does not work/);
});

test("a finished registration's pages lead to the panel", async ({ page, server }) => {
	await signUp(page, server);
	for (const path of ["/register", "/register/details", "/register/verify", "/sign-in"]) {
		await page.goto(path);
		await expect(page).toHaveURL("/panel");
	}
});

test("the operator can look a user up", async ({ page, server }) => {
	const email = await signUp(page, server);
	const shown = server.run("user", "show", email, "--json");
	expect(shown.status).toBe(0);
	expect(JSON.parse(shown.stdout)).toMatchObject({ email, name: "Оксана", two_step: false, disabled: false });
	const missing = server.run("user", "show", "nobody@example.com");
	expect(missing.status).toBe(1);
	expect(missing.stderr).toContain("there is no user nobody@example.com");
	expect(server.run("user", "dance").status).toBe(2);
});

test("one name is enough, and an address is seen as it was typed", async ({ page }) => {
	const email = address("sukarno").replace("example.com", "faß.de");
	await page.goto("/register");
	await takenOver(page);
	await page.getByLabel("Name", { exact: true }).fill("Sukarno");
	await page.getByLabel("I have only one name", { exact: true }).check();
	await page.getByLabel("E-mail", { exact: true }).fill(email);
	await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
	await page.getByLabel("Confirm password", { exact: true }).fill(PASSWORD);
	await page.getByRole("button", { name: "Register", exact: true }).click();
	await personalDetails(page);
	await expect(page.getByRole("heading", { level: 1, name: "Check your e-mail" })).toBeVisible();
	await expect(page.locator("main")).toContainText(email);
});
