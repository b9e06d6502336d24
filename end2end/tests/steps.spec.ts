import { setTimeout as sleep } from "node:timers/promises";
import type { Page, Request, Route } from "@playwright/test";
import { expect, test, type Server } from "./help/server";
import { address, confirm, PASSWORD, personalDetails, takenOver } from "./help/person";
import { PlainVisitor } from "./help/plain";
import { disagreement, Watch } from "./help/press";
import { wear } from "./help/stands";
import { enable } from "./help/two-step";

const WAYS = {
	"with WebAssembly": {},
	"with WebAssembly blocked": { blockWasm: true },
	"with scripts off": { javaScriptEnabled: false },
};

const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { level: 1, name, exact: true });
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
const follow = (page: Page, name: string) => page.getByRole("link", { name, exact: true }).click();
const field = (page: Page, name: string) => page.getByLabel(name, { exact: true });
const said = (page: Page, text: string) => expect(page.getByRole("status").filter({ hasText: text })).toBeVisible();

async function open(page: Page, path: string) {
	await page.goto(path);
	await takenOver(page);
}

/** Somebody with an account, in this page's browser. */
async function signedIn(page: Page, server: Server): Promise<{ visitor: PlainVisitor; email: string }> {
	const [visitor, email] = [new PlainVisitor(server.url), address()];
	await visitor.signUp(server, email);
	await wear(page, visitor);
	return { visitor, email };
}

test("no document is loaded within the wizard", async ({ page, server }) => {
	await open(page, "/");
	const watch = new Watch(page);
	const email = address();
	await page.getByRole("link", { name: "Register", exact: true }).click();
	await press(page, "Register");
	await expect(page.locator(".problem:visible")).toBeFocused();
	for (const [label, text] of Object.entries({ Name: "Оксана", Surname: "Ґалаґан", "E-mail": email, Password: PASSWORD, "Confirm password": PASSWORD })) {
		await field(page, label).fill(text);
	}
	await press(page, "Register");
	await expect(heading(page, "Additional information")).toBeFocused();
	await expect(page).toHaveURL("/register/details");
	await follow(page, "Back");
	await expect(page.getByText(`You began to register as ${email}`)).toBeVisible();
	await follow(page, "Go on where you stopped");
	await personalDetails(page);
	await expect(page).toHaveURL("/register/verify");
	await press(page, "Resend Code");
	await expect(page.locator(".problem:visible")).toContainText("You can have another code in");
	await field(page, "Verification code").fill("ABC-DEF");
	await press(page, "Confirm");
	await expect(page.locator(".problem:visible").filter({ hasText: "This code does not work" })).toBeFocused();
	expect(watch.loads, "until one is somebody").toBe(0);
	await confirm(page, server, email);
	await takenOver(page);
	const before = watch.loads;
	expect(before, "by becoming somebody").toBeLessThanOrEqual(1);
	await field(page, "Code").fill("12");
	await press(page, "Enable 2-Step Verification");
	await expect(page.locator(".problem:visible")).toContainText("The code has six digits");
	await enable(page);
	await press(page, "I have saved them");
	await expect(heading(page, "Welcome, Оксана")).toBeFocused();
	expect(watch.loads).toBe(before);
});

test("no document is loaded within the settings", async ({ page, server }) => {
	const { visitor, email } = await signedIn(page, server);
	await new PlainVisitor(server.url).signIn(email);
	await open(page, "/panel");
	const watch = new Watch(page);
	await page.getByRole("button", { name: email, exact: true }).click();
	await follow(page, "Account settings");
	await expect(page).toHaveURL("/settings/profile");
	await expect(heading(page, "Account settings")).toBeFocused();
	await field(page, "Surname").fill("Лемко");
	await press(page, "Save");
	await said(page, "Your profile is saved.");
	await field(page, "E-mail").fill(address("other"));
	await press(page, "Save");
	await expect(heading(page, "Check your e-mail")).toBeFocused();
	await press(page, "Cancel the change");
	await said(page, "The change is cancelled.");
	await follow(page, "Security");
	await expect(page).toHaveURL("/settings/security");
	await press(page, "Change password");
	await expect(page.locator(".problem:visible")).toContainText("Enter the password you have now");
	await press(page, "End all other sessions");
	await said(page, "All other sessions are ended.");
	await follow(page, "Enable 2-Step Verification");
	await press(page, "Regenerate key");
	await said(page, "This is a new key.");
	await enable(page);
	await press(page, "I have saved them");
	await expect(page).toHaveURL("/settings/security");
	await press(page, "New recovery codes");
	await expect(heading(page, "Recovery codes")).toBeFocused();
	await press(page, "I have saved them");
	await press(page, "Disable 2-Step Verification");
	await said(page, "2-Step Verification is off now.");
	await follow(page, "Personalization");
	await press(page, "Save");
	await said(page, "Your choice is saved.");
	await follow(page, "Your data");
	await press(page, "Delete my user");
	await said(page, "We have noted it.");
	await press(page, "Cancel deletion");
	await said(page, "The deletion is cancelled.");
	await page.goBack();
	await page.goForward();
	await expect(heading(page, "Your data")).toBeVisible();
	expect(watch.loads).toBe(0);
	expect(await visitor.signedIn()).toBe(true);
});

test.describe("Back and Forward", () => {
	test("show each page as it was left, several deep, without its passwords", async ({ page }) => {
		await open(page, "/register");
		const watch = new Watch(page);
		await field(page, "Name").fill("Оксана");
		await field(page, "Password").fill(PASSWORD);
		await field(page, "Surname").fill("Ґалаґан");
		await follow(page, "Sign in");
		await expect(heading(page, "Sign in")).toBeVisible();
		await field(page, "E-mail").fill("oksana@example.com");
		await field(page, "Password").fill(PASSWORD);
		await follow(page, "Forgot password?");
		await expect(heading(page, "Reset your password")).toBeVisible();
		await field(page, "E-mail").fill("forgotten@example.com");
		await page.locator(".brand").click();
		await expect(heading(page, "Welcome to OneCloudPlanet")).toBeVisible();
		const expected: [string, string, RegExp, Record<string, string>][] = [
			["/forgot-password", "Reset your password", /^Reset your password/, { "E-mail": "forgotten@example.com" }],
			["/sign-in", "Sign in", /^Sign in/, { "E-mail": "oksana@example.com", Password: "" }],
			["/register", "Register", /^Register – Step 1/, { Name: "Оксана", Surname: "Ґалаґан", Password: "" }],
		];
		const there = async ([path, name, title, typed]: (typeof expected)[number]) => {
			await expect(page).toHaveURL(path);
			await expect(heading(page, name)).toBeVisible();
			await expect(page).toHaveTitle(title);
			for (const [label, text] of Object.entries(typed)) await expect(field(page, label)).toHaveValue(text);
			await expect(page.locator("main :focus, header :focus")).toHaveCount(1);
			expect(await disagreement(page)).toEqual([]);
		};
		for (const one of expected) {
			await page.goBack();
			await there(one);
		}
		for (const one of expected.toReversed().slice(1)) {
			await page.goForward();
			await there(one);
		}
		expect(watch.loads).toBe(0);
	});

	test("give back a form that still works, with what was wrong", async ({ page }) => {
		await open(page, "/register");
		await field(page, "E-mail").fill("not an address");
		await press(page, "Register");
		await expect(field(page, "E-mail")).toHaveAccessibleDescription(/Enter an e-mail address like/);
		await follow(page, "Sign in");
		await expect(page).toHaveTitle(/^Sign in/);
		await page.goBack();
		await expect(page).toHaveTitle(/^Error: Register/);
		await expect(field(page, "E-mail")).toHaveAccessibleDescription(/Enter an e-mail address like/);
		await field(page, "E-mail").fill(address());
		await press(page, "Register");
		await expect(field(page, "E-mail")).toHaveAccessibleDescription("");
		await expect(page.locator(".problem:visible").getByRole("listitem")).toHaveCount(4);
	});

	test("pressed quickly end where the address says", async ({ page }) => {
		await open(page, "/");
		await page.getByRole("link", { name: "Sign in", exact: true }).click();
		await expect(heading(page, "Sign in")).toBeVisible();
		await follow(page, "Forgot password?");
		await expect(heading(page, "Reset your password")).toBeVisible();
		await page.evaluate(async () => {
			for (const by of [-1, -1, 1, 1, -1, -1, 1]) {
				history.go(by);
				await new Promise((later) => setTimeout(later, 10));
			}
		});
		// A browser may drop a step that another follows at once; wherever it ends, the page is the one of its address.
		await expect.poll(() => disagreement(page)).toEqual([]);
	});

	test("show nothing of somebody who has signed out", async ({ page, server }) => {
		const { email } = await signedIn(page, server);
		await open(page, "/settings/profile");
		await follow(page, "Security");
		await page.getByRole("button", { name: email, exact: true }).click();
		await press(page, "Sign out");
		await expect(page).toHaveURL("/");
		await takenOver(page);
		for (let times = 0; times < 2; times++) {
			await page.goBack();
			await expect(heading(page, "Sign in")).toBeVisible();
			expect(await page.content()).not.toContain(email);
		}
	});

	test("lead back into the app from a page of text", async ({ page }) => {
		await open(page, "/register");
		await field(page, "Name").fill("Оксана");
		const watch = new Watch(page);
		await page.locator("footer").getByRole("link", { name: "Terms of use" }).click();
		await expect(page).toHaveURL("/terms");
		expect(watch.loads).toBe(1);
		await page.goBack();
		await expect(field(page, "Name")).toHaveValue("Оксана");
		await takenOver(page);
		await follow(page, "Sign in");
		await expect(heading(page, "Sign in")).toBeFocused();
	});
});

test.describe("the next page is fetched beforehand", () => {
	const early = (request: Request) => request.headers()["ocpanel-prefetch"] === "1";
	const asked = (page: Page) => {
		const requests: Request[] = [];
		page.on("request", (request) => {
			if (["document", "fetch"].includes(request.resourceType()) && !/\/(pkg|api)\//.test(request.url())) requests.push(request);
		});
		return requests;
	};
	const paths = (requests: Request[]) => requests.map((request) => `${new URL(request.url()).pathname}${early(request) ? " early" : ""}`);

	for (const [how, point] of Object.entries({
		"when it is pointed at": (page: Page) => page.getByRole("link", { name: "Forgot password?" }).hover(),
		"when it gets the focus": (page: Page) => page.getByRole("link", { name: "Forgot password?" }).focus(),
	})) {
		test(`${how}, and not asked for again`, async ({ page }) => {
			await open(page, "/sign-in");
			const requests = asked(page);
			await sleep(400);
			expect(paths(requests), "by itself").toEqual([]);
			const answer = page.waitForResponse((response) => early(response.request()));
			await point(page);
			expect((await answer).status()).toBe(200);
			await sleep(100);
			await follow(page, "Forgot password?");
			await expect(heading(page, "Reset your password")).toBeFocused();
			expect(paths(requests)).toEqual(["/forgot-password early"]);
		});
	}

	test("without a cookie, which comes once it is pressed", async ({ page, context }) => {
		await open(page, "/");
		const requests = asked(page);
		const answer = page.waitForResponse((response) => early(response.request()));
		await page.getByRole("link", { name: "Sign in", exact: true }).hover();
		const response = await answer;
		expect(response.status()).toBe(200);
		expect(response.headers()["set-cookie"]).toBeUndefined();
		await sleep(100);
		expect(await context.cookies()).toEqual([]);
		await page.getByRole("link", { name: "Sign in", exact: true }).click();
		await expect(heading(page, "Sign in")).toBeFocused();
		await expect.poll(async () => (await context.cookies()).length).toBeGreaterThan(0);
		expect(paths(requests)).toEqual(["/sign-in early", "/sign-in"]);
	});

	test("nor where it leads elsewhere, sends something or leaves the app", async ({ page, server }) => {
		await open(page, "/sign-in");
		const requests = asked(page);
		for (const name of ["Terms of use", "Privacy policy"]) await page.locator("footer").getByRole("link", { name }).hover();
		for (const name of ["Sign in", "Українська"]) await page.getByRole("button", { name, exact: true }).hover();
		await sleep(400);
		expect(paths(requests)).toEqual([]);
		for (const path of ["/panel", "/settings", "/nowhere", "/reset-password/token"]) {
			const answer = await fetch(`${server.url}${path}`, { headers: { Accept: "text/html", "Sec-Fetch-Site": "same-origin", "Ocpanel-Prefetch": "1" }, redirect: "manual" });
			expect([answer.status, answer.headers.getSetCookie()], path).toEqual([204, []]);
		}
	});

	test("and not shown once something was sent in between", async ({ page, server }) => {
		await signedIn(page, server);
		await open(page, "/settings/profile");
		const answer = page.waitForResponse((response) => early(response.request()) && response.url().endsWith("/activity"));
		await page.locator("[popovertarget=menu]").click();
		await page.getByRole("link", { name: "Activity log" }).hover();
		await answer;
		await page.keyboard.press("Escape");
		await field(page, "Surname").fill("Лемко");
		await press(page, "Save");
		await said(page, "Your profile is saved.");
		await page.locator("[popovertarget=menu]").click();
		await follow(page, "Activity log");
		await expect(page.getByRole("row").filter({ hasText: "Profile changed" })).toHaveCount(1);
	});
});

test.describe("an ordinary load takes the place of a step", () => {
	type Other = (route: Route) => Promise<void>;
	const changed = (change: (html: string) => string): Other => async (route) => {
		const response = await route.fetch();
		await route.fulfill({ response, body: change(await response.text()) });
	};
	const OTHERS: Record<string, Other> = {
		"where the site is of another build": changed((html) => html.replace(/ocpanel-[0-9a-f]+\.js/g, "ocpanel-0123456789abcdef.js")),
		"where there is no HTML": (route) => route.fulfill({ contentType: "application/json", body: "{}" }),
		"where there is HTML of another kind": (route) => route.fulfill({ contentType: "text/html", body: "<h1>Nothing of ours</h1>" }),
		"where an error is answered": async (route) => route.fulfill({ response: await route.fetch(), status: 503 }),
		"where nothing is answered": (route) => route.abort(),
	};
	for (const [where, other] of Object.entries(OTHERS)) {
		test(where, async ({ page, problems }) => {
			problems.tolerate(/status of 503/, /ERR_FAILED/);
			await open(page, "/sign-in");
			const watch = new Watch(page);
			let stepped = 0;
			await page.route("**/forgot-password", (route) => {
				if (route.request().isNavigationRequest()) return route.continue();
				stepped++;
				return other(route);
			});
			await follow(page, "Forgot password?");
			await expect(heading(page, "Reset your password")).toBeVisible();
			await takenOver(page);
			await expect(page).toHaveURL("/forgot-password");
			expect(stepped).toBeGreaterThan(0);
			expect(watch.loads).toBe(1);
			await page.goBack();
			await expect(heading(page, "Sign in")).toBeVisible();
			expect(await disagreement(page)).toEqual([]);
		});
	}

	test("where a link was given for a page that is not there", async ({ page, problems }) => {
		problems.tolerate(/status of 404/);
		await open(page, "/sign-in");
		const watch = new Watch(page);
		await page.getByRole("link", { name: "Forgot password?" }).evaluate((link) => link.setAttribute("href", "/nowhere"));
		await follow(page, "Forgot password?");
		await expect(heading(page, "Page not found")).toBeVisible();
		await expect(page).toHaveURL("/nowhere");
		expect(watch.loads).toBe(1);
	});

	test("where the language was changed elsewhere", async ({ page, context }) => {
		await open(page, "/sign-in");
		const watch = new Watch(page);
		const other = await context.newPage();
		await other.goto("/");
		await other.getByRole("button", { name: "Polski", exact: true }).click();
		await expect(other.locator("html")).toHaveAttribute("lang", "pl");
		await follow(page, "Forgot password?");
		await expect(page.locator("html")).toHaveAttribute("lang", "pl");
		await expect(page).toHaveURL("/forgot-password");
		expect(watch.loads).toBe(1);
		expect(await disagreement(page)).toEqual([]);
	});

	test("where somebody else has signed in", async ({ page, context, server }) => {
		const { email } = await signedIn(page, server);
		await open(page, "/settings/profile");
		const watch = new Watch(page);
		const [visitor, other] = [new PlainVisitor(server.url), address("other")];
		await visitor.signUp(server, other);
		await context.addCookies([...visitor.cookies].map(([name, value]) => ({ name, value, url: server.url })));
		await follow(page, "Your data");
		await expect(page.getByRole("button", { name: other, exact: true })).toBeVisible();
		await expect(page).toHaveURL("/settings/data");
		expect(watch.loads).toBe(1);
		await page.goBack();
		await expect(page).toHaveURL("/settings/profile");
		await expect(field(page, "E-mail")).toHaveValue(other);
		expect(await page.content()).not.toContain(email);
	});
});

for (const [way, use] of Object.entries(WAYS)) {
	test.describe(`nothing typed is lost, ${way}`, () => {
		test.use(use);
		const alive = way === "with WebAssembly";
		const visit = async (page: Page, path: string) => (alive ? open(page, path) : void (await page.goto(path)));
		const TYPED = { Name: "Оксана", Surname: 'Ґ "<b>', "E-mail": "oksana@example" };
		const type = async (page: Page) => {
			for (const [label, text] of Object.entries({ ...TYPED, Password: PASSWORD })) await field(page, label).fill(text);
		};
		/** By place: labels may be in another language. */
		const typed = async (page: Page) => {
			for (const [at, text] of Object.values(TYPED).entries()) await expect(page.locator("#name, #surname, #email").nth(at)).toHaveValue(text);
		};

		test("when language and look are changed below a form", async ({ page }) => {
			await visit(page, "/register");
			await type(page);
			await press(page, "Dark");
			await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
			await typed(page);
			await expect(field(page, "Password")).toHaveValue("");
			expect(await page.content()).not.toContain(PASSWORD);
			await press(page, "Українська");
			await expect(heading(page, "Реєстрація")).toBeVisible();
			await typed(page);
			await expect(page.locator(".problem:visible")).toHaveCount(0);
			if (alive) await takenOver(page);
			await press(page, "Зареєструватися");
			await expect(page.locator(".problem:visible").getByRole("listitem")).toHaveCount(3);
			await typed(page);
			await press(page, "Polski");
			await expect(page.locator("html")).toHaveAttribute("lang", "pl");
			await typed(page);
		});

		test("when language and look are changed below a form with choices", async ({ page, server }) => {
			const visitor = new PlainVisitor(server.url);
			await visitor.register(address());
			await wear(page, visitor);
			await visit(page, "/register/details");
			await field(page, "Country").selectOption("PL");
			await field(page, "Phone number").fill("22 12");
			await page.getByRole("radio", { name: "Business account", exact: true }).check();
			await field(page, "Company name").fill("Chmura");
			await press(page, "Dark");
			await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
			await expect(field(page, "Country")).toHaveValue("PL");
			await expect(field(page, "Phone number")).toHaveValue("22 12");
			await expect(page.getByRole("radio", { name: "Business account", exact: true })).toBeChecked();
			await expect(field(page, "Company name")).toHaveValue("Chmura");
		});

		test("when the look is changed below a form of the settings", async ({ page, server }) => {
			const { visitor } = await signedIn(page, server);
			await visit(page, "/settings/profile");
			await field(page, "Surname").fill("Лемко");
			await press(page, "Dark");
			await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
			await expect(field(page, "Surname")).toHaveValue("Лемко");
			if (alive) await takenOver(page);
			await press(page, "Save");
			await said(page, "Your profile is saved.");
			expect(JSON.parse((await visitor.get("/api/whoami")).body).user.surname).toBe("Лемко");
		});

		test("when somebody goes away by a link and comes Back", async ({ page }) => {
			await visit(page, "/register");
			await type(page);
			await follow(page, "Sign in");
			await expect(heading(page, "Sign in")).toBeVisible();
			await page.locator(".brand").click();
			await expect(heading(page, "Welcome to OneCloudPlanet")).toBeVisible();
			await page.goBack();
			await page.goBack();
			await expect(heading(page, "Register")).toBeVisible();
			await typed(page);
			await page.goForward();
			await expect(heading(page, "Sign in")).toBeVisible();
			await page.goBack();
			await typed(page);
		});

		// Without scripts only the browser itself can keep it; some do.
		if (alive) {
			test("when a page is loaded anew", async ({ page }) => {
				await visit(page, "/register");
				await type(page);
				await page.reload();
				await typed(page);
				await expect(field(page, "Password")).toHaveValue("");
			});
		}

		/** Types into the profile, loses the session, presses this, and signs in again: what was typed is there. */
		const signInAgain = async (page: Page, server: Server, button: string) => {
			const { visitor, email } = await signedIn(page, server);
			await visit(page, "/settings/profile");
			await field(page, "Surname").fill("Лемко");
			await visitor.post("/api/sign_out", {});
			await press(page, button);
			await expect(heading(page, "Sign in")).toBeVisible();
			await field(page, "E-mail").fill(email);
			await field(page, "Password").fill(PASSWORD);
			if (alive) await takenOver(page);
			await press(page, "Sign in");
			await expect(field(page, "Surname")).toHaveValue("Лемко");
		};

		test("when the session runs out", async ({ page, server }) => {
			await signInAgain(page, server, "Save");
			await press(page, "Save");
			await said(page, "Your profile is saved.");
		});

		test("when the session runs out before the look is changed", async ({ page, server }) => {
			await signInAgain(page, server, "Dark");
		});

		test("when another tab changes language and look", async ({ page, context }) => {
			await visit(page, "/register");
			await type(page);
			const tab = await context.newPage();
			await visit(tab, "/register");
			await tab.locator("#name").fill("Інша");
			await press(tab, "Polski");
			await expect(tab.locator("html")).toHaveAttribute("lang", "pl");
			await follow(page, "Sign in");
			await expect(page.locator("html")).toHaveAttribute("lang", "pl");
			await page.goBack();
			await expect(page.locator("html")).toHaveAttribute("lang", "pl");
			await typed(page);
			await expect(tab.locator("#name")).toHaveValue("Інша");
		});
	});
}

test("browsers may keep the pages of strangers for Back, and nobody else's", async ({ server }) => {
	const visitor = new PlainVisitor(server.url);
	const kept = async (path: string) => (await visitor.get(path)).headers.get("cache-control");
	for (const path of ["/", "/register", "/sign-in", "/forgot-password", "/terms"]) expect(await kept(path), path).toBe("private, no-cache");
	await visitor.register(address());
	for (const path of ["/register", "/register/details"]) expect(await kept(path), path).toBe("no-store");
	await visitor.signUp(server, address());
	for (const path of ["/", "/panel", "/settings/profile", "/settings/security/two-step", "/terms"]) expect(await kept(path), path).toBe("no-store");
});

test("a step announces where it leads, and says while it is on its way", async ({ page }) => {
	await open(page, "/sign-in");
	let release = () => {};
	const held = new Promise<void>((resolve) => (release = resolve));
	await page.route("**/forgot-password", (route) => held.then(() => route.continue()));
	await follow(page, "Forgot password?");
	await expect(page.locator("html")).toHaveAttribute("data-loading", /.*/);
	await expect(heading(page, "Sign in")).toBeVisible();
	release();
	await expect(heading(page, "Reset your password")).toBeFocused();
	await expect(page.locator("html")).not.toHaveAttribute("data-loading", /.*/);
	await expect(page).toHaveTitle(/^Reset your password/);
	expect(await page.evaluate(() => scrollY)).toBe(0);
});

test("the last of two links pressed is where one comes to", async ({ page }) => {
	await open(page, "/sign-in");
	let release = () => {};
	const held = new Promise<void>((resolve) => (release = resolve));
	await page.route("**/forgot-password", (route) => held.then(() => route.continue()));
	await follow(page, "Forgot password?");
	await page.getByRole("link", { name: "Register", exact: true }).click();
	await expect(heading(page, "Register")).toBeVisible();
	release();
	await sleep(300);
	await expect(page).toHaveURL("/register");
	await expect(heading(page, "Register")).toBeVisible();
	expect(await disagreement(page)).toEqual([]);
});
