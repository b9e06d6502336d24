import type { Page } from "@playwright/test";
import { test } from "./help/another";
import { cookieless } from "./help/cookieless";
import { disturb, disturbEarly } from "./help/disturb";
import { requireSecondStep } from "./help/kinds";
import { address, PASSWORD, personalDetails, sendFirstStep, takenOver } from "./help/person";
import { PlainVisitor } from "./help/plain";
import { disagreement, Watch } from "./help/press";
import { expect, type Server } from "./help/server";
import { Crowd, wear } from "./help/stands";

const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name, exact: true });
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
const follow = (page: Page, name: string) => page.getByRole("link", { name, exact: true }).click();
const field = (page: Page, name: string) => page.getByLabel(name, { exact: true });
const summaries = (page: Page) => page.locator(".problem:visible");
const EMPTY = ["Enter your name", "Enter your surname, or tick that you have only one name", "Enter your e-mail address", "Enter a password", "Enter the password once more"];

/** Opens a page and waits until it is awake. */
async function open(page: Page, path: string) {
	await page.goto(path);
	await takenOver(page);
}

/** Every mistake of an empty form stands in the summary and beside its field. */
async function toldAll(page: Page) {
	await expect(summaries(page).getByRole("listitem")).toHaveText(EMPTY);
	await expect(page.locator(".field__error:visible")).toHaveText(EMPTY.map((sentence) => new RegExp(`${sentence}$`)));
}

/** Holds WebAssembly back until it is let go. */
async function hold(page: Page): Promise<() => void> {
	let release = () => {};
	const held = new Promise<void>((resolve) => (release = resolve));
	await page.route("**/*.wasm", (route) => held.then(() => route.continue()));
	return release;
}

/** Somebody with an account, in this page's browser. */
async function signedIn(page: Page, server: Server): Promise<PlainVisitor> {
	const visitor = new PlainVisitor(server.url);
	await visitor.signUp(server, address());
	await wear(page, visitor);
	return visitor;
}

test.describe("a step in place that is led elsewhere shows where to", () => {
	test("when the session is over", async ({ page, server }) => {
		const visitor = await signedIn(page, server);
		await open(page, "/settings/profile");
		await visitor.post("/api/sign_out", {});
		await follow(page, "Security");
		await expect(page).toHaveURL("/sign-in?next=/settings/security");
		await expect(heading(page, "Sign in")).toBeVisible();
		expect(await disagreement(page)).toEqual([]);
	});

	test("when the proof of identity is too old", async ({ page, another }) => {
		const server = await another({ OCPANEL_SUDO_LIFETIME: "2s" });
		await signedIn(page, server);
		await open(page, `${server.url}/settings/security`);
		await page.waitForTimeout(2_200);
		await follow(page, "Enable 2-Step Verification");
		await expect(page).toHaveURL(`${server.url}/confirm-identity?next=/settings/security/two-step`);
		await expect(heading(page, "Confirm it is you")).toBeVisible();
		await field(page, "Password").fill(PASSWORD);
		await press(page, "Confirm");
		await expect(page).toHaveURL(`${server.url}/settings/security/two-step`);
		await expect(heading(page, "2-Step Verification")).toBeVisible();
	});

	test("when an account requires the second step", async ({ page, server }) => {
		const { visitor, host } = await new Crowd(server).of("a member");
		await wear(page, visitor);
		await open(page, "/panel");
		await requireSecondStep(host!, true);
		await follow(page, "Look after your accounts");
		await page.locator(`main a[href="/clients/${host!.account}"]`).click();
		await expect(page).toHaveURL(`/clients/${host!.account}`);
		await expect(page.getByText("The account requires 2-Step Verification.")).toBeVisible();
		await expect(page.getByRole("button", { name: "Leave this account", exact: true })).toBeVisible();
		await follow(page, "Enable 2-Step Verification");
		await expect(page).toHaveURL(`/settings/security/two-step?next=/clients/${host!.account}`);
		await expect(heading(page, "2-Step Verification")).toBeVisible();
		await expect(page.getByText("requires 2-Step Verification. Set it up here")).toBeVisible();
	});

	test("when the registration was dropped", async ({ page, server }) => {
		const visitor = new PlainVisitor(server.url);
		await visitor.register(address());
		await visitor.details();
		await wear(page, visitor);
		await open(page, "/register/verify");
		await visitor.post("/api/start_over", { registration: visitor.registration });
		await follow(page, "Back");
		await expect(page).toHaveURL("/register");
		await expect(heading(page, "Register")).toBeVisible();
	});

	test("when cookies are blocked", async ({ page, server, problems }) => {
		const blocked = await cookieless(server.url);
		problems.tolerate(new RegExp(`^foreign host: ${blocked.url}/`));
		await open(page, `${blocked.url}/register`);
		const watch = new Watch(page);
		await sendFirstStep(page, address());
		await watch.calm(true);
		await expect(page).toHaveURL(`${blocked.url}/register?cookies`);
		await expect(heading(page, "Register")).toBeVisible();
		await expect(page.getByText("Your browser keeps no cookies of this site")).toBeVisible();
		expect(await disagreement(page)).toEqual([]);
		await blocked.close();
	});
});

for (const what of ["inserted", "translated"] as const) {
	const said = what === "inserted" ? "elements that a password manager inserts beside fields" : "a page that the browser translates";

	test(`${said}, before it wakes: presses do what they should`, async ({ page }) => {
		await disturbEarly(page, what);
		await open(page, "/register");
		const watch = new Watch(page);
		await press(page, "Register");
		await toldAll(page);
		await sendFirstStep(page, address());
		await expect(heading(page, "Additional information")).toBeVisible();
		expect(watch.loads).toBe(0);
	});

	test(`${said}, after each answer: the next one is told`, async ({ page, server }) => {
		await open(page, "/register");
		await disturb(page, what);
		await press(page, "Register");
		await toldAll(page);
		await disturb(page, what);
		await field(page, "Name").fill("Оксана");
		await field(page, "E-mail").fill("not an address");
		await press(page, "Register");
		await expect(field(page, "E-mail")).toHaveAccessibleDescription(/Enter an e-mail address like/);
		await expect(page.locator(".field__error:visible")).toHaveCount(4);
		await expect(page.locator(".field__error").filter({ hasText: "Enter your e-mail address" })).toBeHidden();
		await expect(summaries(page).getByRole("listitem")).toHaveCount(4);
		await disturb(page, what);
		await press(page, "Show password");
		await expect(page.getByRole("button", { name: "Hide password", exact: true })).toBeVisible();
		await expect(page.getByRole("button", { name: "Show password", exact: true })).toHaveCount(0);

		const visitor = new PlainVisitor(server.url);
		await visitor.register(address());
		await wear(page, visitor);
		await open(page, "/register/details");
		await page.getByRole("radio", { name: "Business account", exact: true }).check();
		await disturb(page, what);
		await field(page, "Country").selectOption("PL");
		await expect(field(page, "TIN")).toHaveAccessibleDescription(/NIP/);
		await disturb(page, what);
		await field(page, "Country").selectOption("UA");
		await expect(field(page, "TIN")).toHaveAccessibleDescription(/EDRPOU/);
		await expect(page.getByText("NIP")).toHaveCount(0);
	});
}

test("Back right after a reload shows the page of its address", async ({ page }) => {
	await open(page, "/");
	await page.getByRole("link", { name: "Register", exact: true }).click();
	await expect(heading(page, "Register")).toBeVisible();
	const release = await hold(page);
	const reloaded = page.waitForEvent("domcontentloaded");
	await page.evaluate(() => location.reload()).catch(() => {});
	await reloaded;
	await page.evaluate(() => history.back()).catch(() => {});
	await expect(page).toHaveURL("/");
	release();
	await takenOver(page);
	await expect(heading(page, "Welcome to OneCloudPlanet")).toBeVisible();
	expect(await disagreement(page)).toEqual([]);
});

test.describe("what stands in a field before the scripts run is known to them", () => {
	const CHOSEN: Record<string, (page: Page) => Promise<unknown>> = {
		"chosen by hand": (page) => field(page, "Country").selectOption("PL"),
		"filled in by a program that tells nobody": (page) => field(page, "Country").evaluate((country) => ((country as HTMLSelectElement).value = "PL")),
	};
	for (const [how, choose] of Object.entries(CHOSEN)) {
		test(`a country ${how}`, async ({ page, server }) => {
			const visitor = new PlainVisitor(server.url);
			await visitor.register(address());
			await wear(page, visitor);
			const release = await hold(page);
			await page.goto("/register/details", { waitUntil: "commit" });
			await choose(page);
			await page.getByRole("radio", { name: "Business account", exact: true }).check();
			release();
			await takenOver(page);
			await expect(field(page, "Country")).toHaveValue("PL");
			await expect(field(page, "TIN")).toBeVisible();
			await expect(field(page, "TIN")).toHaveAccessibleDescription(/NIP/);
		});
	}

	test("a password", async ({ page }) => {
		const release = await hold(page);
		await page.goto("/register", { waitUntil: "commit" });
		await field(page, "Password").fill("passwordpassword");
		release();
		await takenOver(page);
		await expect(page.locator("#password-strength")).toHaveText(/^Strength: weak/);
	});
});

test("Back and Forward in place empty no form", async ({ page }) => {
	await open(page, "/register");
	const watch = new Watch(page);
	await field(page, "Name").fill("Оксана");
	await follow(page, "Sign in");
	await field(page, "E-mail").fill("oksana@example.com");
	await page.goBack();
	await expect(field(page, "Name")).toHaveValue("Оксана");
	await page.goForward();
	await expect(heading(page, "Sign in")).toBeVisible();
	await expect(field(page, "E-mail")).toHaveValue("oksana@example.com");
	expect(watch.loads).toBe(0);
});

test("two forms on a page have a summary each, and only the one that was sent last shows it", async ({ page, server }) => {
	const visitor = new PlainVisitor(server.url);
	await visitor.register(address());
	await visitor.details();
	await wear(page, visitor);
	await open(page, "/register/verify");
	await press(page, "Confirm");
	await expect(summaries(page)).toHaveCount(1);
	await page.getByText("Is the address wrong?").click();
	await field(page, "E-mail").fill("not an address");
	await press(page, "Change e-mail address");
	await expect(summaries(page)).toHaveCount(1);
	await expect(summaries(page).getByRole("listitem")).toHaveCount(1);
	await expect(summaries(page).filter({ hasText: "Enter an e-mail address like" })).toBeFocused();
	await expect(page.locator("input[name=code]")).not.toHaveAttribute("aria-invalid");
	await field(page, "E-mail").fill(address());
	await press(page, "Change e-mail address");
	await expect(summaries(page).filter({ hasText: "another code in" })).toBeFocused();
	await expect(summaries(page)).toHaveCount(1);
});

test.describe("what cannot wake or breaks lets go", () => {
	/** The press loads the page anew, as it would without scripts, and that says what is wrong. */
	const loadsAndTells = async (page: Page) => {
		const watch = new Watch(page);
		await press(page, "Register");
		await toldAll(page);
		expect(watch.loads).toBe(1);
	};

	test("WebAssembly that is none", async ({ page, problems }) => {
		problems.tolerate(/WebAssembly|wasm/);
		await page.route("**/*.wasm", (route) => route.fulfill({ contentType: "application/wasm", body: "nonsense" }));
		await page.goto("/register");
		await loadsAndTells(page);
		await follow(page, "Sign in");
		await expect(heading(page, "Sign in")).toBeVisible();
	});

	test("a form whose parts that are to be written into are gone", async ({ page }) => {
		await page.addInitScript(() => {
			addEventListener("readystatechange", () => {
				if (document.readyState === "interactive") for (const element of document.querySelectorAll("main [hidden], main [role=alert]:empty, main [role=status]:empty")) element.remove();
			}, true);
		});
		await open(page, "/register");
		await loadsAndTells(page);
	});

	test("a form that breaks while it is read", async ({ page, problems }) => {
		problems.tolerate(/torn/);
		await open(page, "/register");
		await page.evaluate(() => {
			// However it is read.
			FormData.prototype.get = URLSearchParams.prototype.get = () => {
				throw new Error("torn");
			};
		});
		await loadsAndTells(page);
	});

	test("everything, once the memory is broken", async ({ page }) => {
		await open(page, "/register");
		await page.evaluate(() => dispatchEvent(new ErrorEvent("error", { error: new WebAssembly.RuntimeError("unreachable") })));
		await loadsAndTells(page);
	});

	test("one tool, and nothing else", async ({ page, server, problems }) => {
		problems.tolerate(/torn/);
		await signedIn(page, server);
		await open(page, "/panel");
		await page.evaluate(() => {
			navigator.clipboard.writeText = () => {
				throw new Error("torn");
			};
		});
		await press(page, "Copy");
		const watch = new Watch(page);
		await follow(page, "Look after your accounts");
		await expect(heading(page, "Clients")).toBeVisible();
		await follow(page, "New account");
		await page.getByRole("radio", { name: "Business account", exact: true }).check();
		await press(page, "Open account");
		await expect(summaries(page)).toContainText("Enter the company name");
		expect(watch.loads).toBe(0);
	});
});

test("the wizard is gone through while a password manager and a translator are at work", async ({ page, server }) => {
	await disturbEarly(page, "inserted", "translated");
	await open(page, "/register");
	await sendFirstStep(page, address());
	await expect(heading(page, "Additional information")).toBeVisible();
	await disturb(page, "inserted", "translated");
	await personalDetails(page);
	await disturb(page, "inserted", "translated");
	await press(page, "Resend Code");
	await expect(summaries(page)).toContainText("You can have another code in");
	expect(server.log()).not.toContain("panicked");
});
