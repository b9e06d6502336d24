import fs from "node:fs";
import path from "node:path";
import { formatterFactory, HtmlValidate } from "html-validate";
import type { Page } from "@playwright/test";
import { expect, test } from "./help/server";
import { letter } from "./help/mail";
import { address, confirm, personalDetails, register, skip, takenOver } from "./help/person";
import { PlainVisitor } from "./help/plain";

/** Off is only what concerns looks: attributes and void elements are as the renderer writes them. */
const html = new HtmlValidate({
	extends: ["html-validate:recommended", "html-validate:document"],
	rules: {
		"attribute-boolean-style": "off",
		"attribute-empty-style": "off",
		// The error summary and its heading stand before the page's own.
		"heading-level": ["error", { minInitialRank: "h2" }],
		"no-trailing-whitespace": "off",
		// The search in a list of countries stands over the native one while it is open.
		"prefer-native-element": ["error", { exclude: ["listbox"] }],
		"require-sri": ["error", { target: "crossorigin" }],
		"valid-id": ["error", { relaxed: true }],
		"void-style": "off",
	},
});
const format = formatterFactory("text");

async function valid(body: string, where: string) {
	const report = await html.validateString(body);
	expect.soft(report.valid, `${where}\n${format(report.results)}`).toBe(true);
}

test("the HTML of every page is valid, plain and with errors", async ({ server }) => {
	const visitor = new PlainVisitor(server.url, { "Accept-Language": "en" });
	const see = async (path: string) => {
		const { status, body } = await visitor.get(path);
		expect(status, path).toBeLessThan(500);
		await valid(body, path);
	};
	const refused = async (path: string, fields: Record<string, string>) => {
		const { headers } = await visitor.post(path, fields);
		await see(headers.get("location") ?? "/nowhere");
	};
	for (const path of ["/", "/register", "/sign-in", "/terms", "/privacy", "/accessibility", "/nowhere", "/dev/mailbox"]) {
		await see(path);
	}
	const mailbox = new URL(await server.mailbox());
	await visitor.get(mailbox.pathname + mailbox.search);
	await see("/dev/mailbox");
	// The same fields in three states: their ids are there three times.
	expect((await visitor.get("/dev/components")).status).toBe(200);
	await refused("/api/register", { name: "" });
	await refused("/api/sign_in", { email: "" });
	const email = address();
	await visitor.register(email);
	await see("/register");
	await see("/register/details");
	await refused("/api/details", { registration: visitor.registration, account_type: "business" });
	await visitor.details();
	await see("/register/verify");
	await refused("/api/confirm", { registration: visitor.registration });
	await refused("/api/change_address", { registration: visitor.registration, email: "none" });
	const { code } = await letter(server.mailDir, email);
	await visitor.confirm(code);
	for (const path of ["/register/two-step", "/panel", "/settings/profile", "/settings/security", "/settings/security/two-step", "/settings/security/passkeys", "/settings/personalization", "/settings/data", "/activity", "/confirm-identity"]) await see(path);
	await refused("/api/enable_two_step", { two_step_code: "1" });
	await refused("/api/confirm_identity", { password: "wrong" });
	const version = /name="version" value="([^"]+)"/.exec((await visitor.get("/settings/profile")).body)?.[1] ?? "";
	await refused("/api/save_profile", { version, name: "" });
	await refused("/api/save_profile", { version: version.replace(/\.\d+$/, ".0"), name: "Інша", surname: "Ґалаґан", email, phone: "0445370222" });
	await refused("/api/change_password", { old_password: "wrong", new_password: "short" });
	await refused("/api/save_preferences", { language: "xx" });
	await refused("/api/save_profile", { version, name: "Оксана", surname: "Ґалаґан", email: address("other"), phone: "+380445370222" });
	await refused("/api/confirm_email", { code: "1" });
	const { accounts } = JSON.parse((await visitor.get("/api/whoami")).body);
	const account = accounts[0].number.replace("-", "");
	for (const path of ["/clients", "/clients/new", `/clients/${account}`, `/clients/${account}/users?search=x`, `/clients/${account}/users/invite`, `/clients/${account}/activity`]) await see(path);
	await refused("/api/open_account", { account_type: "business" });
	await refused("/api/invite", { account });
	const invited = address();
	await visitor.post("/api/invite", { account, user_email: invited, role_account_observer: "on" });
	await see(`/clients/${account}/users`);
	const outsider = new PlainVisitor(server.url, { "Accept-Language": "en" });
	for (const path of ["/forgot-password", "/forgot-password?done=sent", "/reset-password", "/unlock", "/unlock?done=asked", "/email-undo", "/invite"]) await valid((await outsider.get(path)).body, path);
	await outsider.get(new URL((await letter(server.mailDir, invited, { kind: "invitation" })).link).pathname);
	for (const path of ["/invite", "/invite/register"]) await valid((await outsider.get(path)).body, path);
	const [newest] = fs.readdirSync(server.mailDir).filter((name) => name.endsWith(".eml"));
	await see(`/dev/mailbox/${newest}`);
});

/** How much has moved without being asked to, as browsers count it (web.dev, Cumulative Layout Shift). */
async function shift(page: Page): Promise<number> {
	return page.evaluate(
		() =>
			new Promise<number>((resolve) => {
				let sum = 0;
				new PerformanceObserver((list) => {
					for (const entry of list.getEntries() as unknown as { value: number; hadRecentInput: boolean }[]) if (!entry.hadRecentInput) sum += entry.value;
				}).observe({ type: "layout-shift", buffered: true });
				requestAnimationFrame(() => setTimeout(() => resolve(sum), 0));
			}),
	);
}

for (const width of [360, 1280]) {
	test(`nothing moves while a page comes to life, ${width} pixels wide`, async ({ page, server }) => {
		await page.setViewportSize({ width, height: 800 });
		const still = async (where: string) => {
			await takenOver(page);
			expect(await shift(page), where).toBe(0);
		};
		for (const where of ["/", "/register", "/sign-in"]) {
			await page.goto(where);
			await still(where);
		}
		const email = address();
		await register(page, email);
		await page.reload();
		await still("details");
		await personalDetails(page);
		await page.reload();
		await still("verify");
		await confirm(page, server, email);
		await still("two-step");
		await skip(page);
		await still("panel");
		for (const tab of ["profile", "security", "personalization", "data"]) {
			await page.goto(`/settings/${tab}`);
			await still(tab);
		}
	});
}

test("a form is there and takes what is typed before the WebAssembly has come", async ({ page }) => {
	let release = () => {};
	const held = new Promise<void>((resolve) => (release = resolve));
	await page.route("**/*.wasm", async (route) => {
		await held;
		await route.continue();
	});
	await page.goto("/register", { waitUntil: "commit" });
	await page.getByLabel("Name", { exact: true }).fill("Оксана");
	await page.getByLabel("E-mail", { exact: true }).fill("early@example.com");
	release();
	await takenOver(page);
	await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Оксана");
	await expect(page.getByLabel("E-mail", { exact: true })).toHaveValue("early@example.com");
});

test("the first load is small", async ({ server }) => {
	const manifest = JSON.parse(fs.readFileSync(path.resolve(__dirname, "../../target/site/manifest.json"), "utf8"));
	const sent = (part: string, name: string) => manifest.parts[part].assets.find((asset: { name: string }) => asset.name === name).sizes.br;
	expect(sent("code", "wasm")).toBeLessThan(78_000);
	const page = await fetch(`${server.url}/register`, { headers: { "Accept-Encoding": "gzip", "Sec-Fetch-Site": "none" } });
	const html = Number(page.headers.get("content-length"));
	expect(html + sent("style", "css"), "until the form can be used").toBeLessThan(15_000);
	expect(html + sent("style", "css") + sent("code", "js") + sent("code", "wasm"), "in all").toBeLessThan(105_000);
});

test("the style is small, and nothing comes from elsewhere", async ({ page }) => {
	const manifest = JSON.parse(fs.readFileSync(path.resolve(__dirname, "../../target/site/manifest.json"), "utf8"));
	const [css] = manifest.parts.style.assets;
	expect(css.sizes.br).toBeLessThan(15_000);
	await page.goto("/register");
	await takenOver(page);
	const loaded = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
	expect(loaded.length).toBeGreaterThan(2);
	for (const name of loaded) {
		expect(name.startsWith(new URL(page.url()).origin), name).toBe(true);
		expect(name).not.toMatch(/\.(woff2?|ttf|otf)$/);
	}
});
