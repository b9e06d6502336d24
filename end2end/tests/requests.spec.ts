import { request as http } from "node:http";
import { expect, start, test } from "./help/server";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { address, PASSWORD, signUp } from "./help/person";
import { PlainVisitor } from "./help/plain";

/** Everything a form may be posted to. */
const FORMS = ["register", "details", "confirm", "resend", "change_address", "start_over", "sign_in", "sign_out", "taste", "save_profile", "confirm_email", "undo_email", "change_password", "end_session", "ask_deletion"];

const own = (url: string) => ({ Origin: url });
/** What today's browsers say of where a page is asked from. */
const TODAY = { "Sec-Fetch-Site": "none" };
const asBrowser = { Accept: "text/html", "Content-Type": "application/x-www-form-urlencoded" };

test("every answer carries the headers that protect a page", async ({ request }) => {
	const strangers = ["/", "/register", "/sign-in", "/terms", "/privacy", "/accessibility", "/nowhere"];
	const paths = [...strangers, "/panel", "/register?form=nothing", "/healthz", "/readyz", "/robots.txt", "/api/whoami"];
	for (const path of paths) {
		const answer = await request.get(path, { maxRedirects: 0, headers: TODAY });
		const headers = answer.headers();
		const policy = headers["content-security-policy"] ?? "";
		expect(policy, path).toContain("default-src 'none'");
		expect(policy, path).toContain("'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'");
		expect(policy, path).not.toMatch(/unsafe-inline|unsafe-eval'? /);
		const script = /<script>(.*?)<\/script>/.exec(await answer.text())?.[1];
		if (script) expect(policy, path).toContain(`script-src 'sha256-${createHash("sha256").update(script).digest("base64")}' `);
		expect(headers, path).toMatchObject({
			"x-content-type-options": "nosniff",
			"referrer-policy": "same-origin",
			"cross-origin-opener-policy": "same-origin",
			"cross-origin-resource-policy": "same-origin",
			"x-frame-options": "DENY",
		});
		expect(headers["access-control-allow-origin"], path).toBeUndefined();
		const kept = strangers.includes(path) ? "private, no-cache" : "no-store";
		expect(headers["cache-control"], path).toBe(path === "/robots.txt" ? "public, max-age=3600" : kept);
	}
	const page = await (await request.get("/register")).text();
	const files = [...page.matchAll(/\/pkg\/[\w.-]+/g)].map(([file]) => file);
	for (const file of new Set(files)) {
		const headers = (await request.get(file)).headers();
		expect(headers["cache-control"], file).toBe("public, max-age=31536000, immutable");
		expect(headers["content-encoding"], file).toBe("br");
	}
});

test("a page for strangers is the same for all of them, by language and look", async ({ server }) => {
	const ask = (headers: Record<string, string>, page = "/register") => fetch(`${server.url}${page}`, { headers: { ...TODAY, ...headers } });
	const first = await ask({});
	const text = await first.text();
	expect(text).toContain('lang="en"');
	const again = await ask({ Cookie: "ocpanel-registration=not-one-of-ours", "X-Forwarded-For": "203.0.113.9", "User-Agent": "Another/1.0", Referer: `${server.url}/forgot-password` });
	expect(await again.text()).toBe(text);
	expect((await ask({ "If-None-Match": again.headers.get("etag")!, "Accept-Encoding": "gzip" })).status).toBe(304);
	const others: Record<string, string>[] = [{ "Accept-Language": "uk" }, { "Accept-Language": "pl" }, { Cookie: "ocpanel-theme=dark" }];
	for (const headers of others) {
		const other = await ask({ "If-None-Match": again.headers.get("etag")!, ...headers });
		expect(other.status).toBe(200);
		expect(await other.text()).not.toBe(text);
	}
	for (const page of ["/nowhere", "/nowhere/else?x=1"]) {
		const missing = await ask({}, page);
		expect(missing.status).toBe(404);
		const body = await missing.text();
		expect(body).not.toContain("nowhere");
		expect((await ask({ "If-None-Match": missing.headers.get("etag")! }, page)).status, "a status is never lost").toBe(404);
	}
	// Somebody with a registration, or a session, sees their own page.
	const visitor = new PlainVisitor(server.url);
	const email = address("own");
	await visitor.register(email);
	expect((await visitor.get("/register")).body).toContain(email);
	await visitor.details();
	expect(await (await ask({})).text()).toBe(text);
});

test("an operator's text that changes while the program runs is shown as it is now", async () => {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), "ocpanel-legal-"));
	const server = await start({ OCPANEL_LEGAL_DIR: folder });
	const read = async () => (await fetch(`${server.url}/terms`)).text();
	fs.writeFileSync(path.join(folder, "terms.en.md"), "# Our terms\n\nThe first.");
	expect(await read()).toContain("The first.");
	fs.writeFileSync(path.join(folder, "terms.en.md"), "# Our terms\n\nThe second.");
	expect(await read()).toContain("The second.");
	fs.rmSync(path.join(folder, "terms.en.md"));
	expect(await read()).not.toContain("The second.");
	await server.stop();
	fs.rmSync(folder, { recursive: true });
});

test("what could be guessed by the length of an answer is not compressed", async ({ server }) => {
	const visitor = new PlainVisitor(server.url, { "Accept-Encoding": "gzip, br" });
	await visitor.signUp(server, address());
	const coding = async (page: string, site?: string) => {
		const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
		const headers = { Cookie: cookie, "Accept-Encoding": "gzip", ...(site ? { "Sec-Fetch-Site": site } : {}) };
		const answer = await fetch(`${server.url}${page}`, { headers });
		expect([...answer.headers.keys()].filter((name) => name.includes("secret")), "no mark goes out").toEqual([]);
		expect(answer.status, page).toBe(200);
		return answer.headers.get("content-encoding");
	};
	for (const page of ["/panel", "/settings/profile", "/clients?search=guess"]) {
		expect(await coding(page, "same-origin"), page).toBe("gzip");
		expect(await coding(page, "none"), page).toBe("gzip");
		for (const site of ["cross-site", "same-site", undefined]) expect(await coding(page, site), `${page} ${site}`).toBeNull();
	}
	expect(await coding("/settings/security/two-step", "same-origin"), "the key").toBeNull();
	await visitor.enable();
	expect(await coding("/settings/security/recovery-codes", "same-origin"), "recovery codes").toBeNull();
	const stranger = await fetch(`${server.url}/register`, { headers: { "Accept-Encoding": "gzip", "Sec-Fetch-Site": "cross-site" } });
	expect(stranger.headers.get("content-encoding"), "nothing of anybody is in it").toBe("gzip");
});

test("what leptos marks between nodes is not in a page, and what looks like it stays as it was typed", async ({ server }) => {
	const visitor = new PlainVisitor(server.url);
	const answer = await visitor.register(address(), { name: "a<!>b", password: "" });
	const { body } = await visitor.get(answer.headers.get("location") ?? "");
	expect(body).toContain('value="a&lt;!&gt;b"');
	expect(body).not.toContain("<!>");
});

test("a page fetched before it is wanted sets no cookie", async ({ server }) => {
	const early = (page: string, cookie = "") => fetch(`${server.url}${page}`, { headers: { ...TODAY, "Ocpanel-Prefetch": "1", Cookie: cookie }, redirect: "manual" });
	for (const page of ["/panel", "/nowhere", "/invite", "/reset-password", "/register?form=nothing"]) {
		const answer = await early(page);
		expect([answer.status, answer.headers.getSetCookie(), await answer.text()], page).toEqual([204, [], ""]);
	}
	const [cookie = ""] = (await fetch(`${server.url}/register`, { headers: TODAY })).headers.getSetCookie();
	for (const [page, again] of [["/register", "again"], ["/sign-in", "again"], ["/", null]] as const) {
		const answer = await early(page);
		expect([answer.status, answer.headers.getSetCookie(), answer.headers.get("ocpanel-prefetch")], page).toEqual([200, [], again]);
		expect((await early(page, cookie.split(";")[0])).headers.get("ocpanel-prefetch"), page).toBeNull();
	}
});

test("the published files tell nothing of the machine that made them", async () => {
	const site = path.resolve(__dirname, "../../target/site/pkg");
	for (const file of fs.readdirSync(site)) {
		const bytes = fs.readFileSync(path.join(site, file)).toString("latin1");
		for (const folder of [path.resolve(__dirname, "../.."), os.homedir() + "/", "/rustc-"]) expect(bytes.includes(folder), `${file}: ${folder}`).toBe(false);
	}
});

test("a change is made only from a page of ours", async ({ request, server }) => {
	const foreign: Record<string, string>[] = [
		{ Referer: "https://evil.example/" },
		{ Origin: "https://evil.example" },
		{ Origin: "null" },
		{ "Sec-Fetch-Site": "cross-site", Origin: server.url },
		{ "Sec-Fetch-Site": "same-site", Origin: server.url },
	];
	for (const form of FORMS) {
		for (const headers of foreign) {
			const answer = await request.post(`/api/${form}`, { headers: { ...asBrowser, ...headers }, data: "" });
			expect(answer.status(), `${form} ${JSON.stringify(headers)}`).toBe(403);
			expect(await answer.text()).toContain("This form came from another site");
		}
	}
	const ours = await request.post("/api/sign_in", { headers: { ...asBrowser, ...own(server.url) }, data: "", maxRedirects: 0 });
	expect(ours.status()).toBe(303);
});

test("what no form of ours sends is refused in words, and nothing breaks", async ({ request, server }) => {
	const bodies: [string, string | Buffer, number][] = [
		["application/x-www-form-urlencoded", "email=a%ff", 400],
		["application/x-www-form-urlencoded", Buffer.from([0x65, 0x6d, 0x61, 0x69, 0x6c, 0x3d, 0xff]), 400],
		["application/x-www-form-urlencoded", "email=a%00b", 400],
		["application/x-www-form-urlencoded", "email=a&email=b", 400],
		["application/x-www-form-urlencoded", "email=a&role=account_owner", 400],
		["application/x-www-form-urlencoded", "form[email]=a", 400],
		["application/x-www-form-urlencoded", `email=${"a".repeat(70_000)}`, 413],
		["application/json", '{"email":"a","email":"b"}', 415],
		["multipart/form-data; boundary=x", "--x--", 415],
		["text/plain", "email=a", 415],
	];
	for (const accept of ["text/html", "application/json"]) {
		for (const [type, data, status] of bodies) {
			const headers = { ...own(server.url), Accept: accept, "Content-Type": type };
			const answer = await request.post("/api/sign_in", { headers, data, maxRedirects: 0 });
			expect(answer.status(), `${type} ${String(data).slice(0, 40)}`).toBe(status);
			expect(await answer.text()).toContain("<h1");
			expect(answer.url()).not.toContain("__err");
		}
	}
	for (const [path, status] of [["/api/nothing", 404], ["/register", 405]] as const) {
		const answer = await request.post(path, { headers: { ...asBrowser, ...own(server.url) }, data: "" });
		expect(answer.status(), path).toBe(status);
	}
	expect((await request.get("/api/register")).status()).toBe(405);
});

test("hostile texts in every field are refused or shown as they are", async ({ request, server }) => {
	const hostile = ["<script>alert(1)</script>", "a\r\nBcc: victim@example.com", "\u202eevil", "{{7*7}}", "'; drop table users; --", "a".repeat(1_000)];
	await request.get("/register");
	for (const text of hostile) {
		const form = new URLSearchParams({ name: text, surname: text, email: text, password: text, confirm_password: text });
		const answer = await request.post("/api/register", { headers: { ...asBrowser, ...own(server.url) }, data: form.toString(), maxRedirects: 0 });
		expect(answer.status()).toBe(303);
		expect(answer.headers().location).toMatch(/^\/register\?form=[\w-]{22}$/);
		const shown = await request.get(answer.headers().location ?? "");
		expect(shown.status()).toBe(200);
		expect(await shown.text()).not.toContain("<script>alert");
	}
});

test("a refused form is shown to its own browser alone", async ({ request, visitor, server }) => {
	await request.get("/register");
	const form = new URLSearchParams({ name: "Зоряна", email: "not an address" });
	const answer = await request.post("/api/register", { headers: { ...asBrowser, ...own(server.url) }, data: form.toString(), maxRedirects: 0 });
	const kept = answer.headers().location ?? "";
	expect(await (await request.get(kept)).text()).toContain("Зоряна");
	expect(await (await request.get(kept)).text()).toContain("Зоряна");
	const stranger = await visitor();
	await stranger.goto(kept);
	await expect(stranger.getByRole("heading", { level: 1, name: "Register" })).toBeVisible();
	expect(await stranger.content()).not.toContain("Зоряна");
});

test("many visitors at once all get their page", async ({ server }) => {
	const get = () =>
		new Promise<number>((resolve, reject) => {
			http(`${server.url}/register`, (answer) => {
				answer.resume();
				answer.on("end", () => resolve(answer.statusCode ?? 0));
			})
				.on("error", reject)
				.end();
		});
	for (let round = 0; round < 25; round++) {
		expect(new Set(await Promise.all(Array.from({ length: 16 }, get)))).toEqual(new Set([200]));
	}
	expect(server.log()).not.toContain("panicked");
});

test("a page is rendered to its end, whoever hangs up", async ({ server }) => {
	const hangUp = (after: number) =>
		new Promise<void>((resolve) => {
			const asked = http(`${server.url}/register`, (answer) => answer.resume().on("close", resolve));
			asked.on("error", () => resolve()).end();
			setTimeout(() => asked.destroy(), after);
		});
	for (let round = 0; round < 200; round++) await Promise.all(Array.from({ length: 16 }, (_, n) => hangUp(n / 3)));
	expect((await fetch(`${server.url}/register`)).status).toBe(200);
	expect(server.log()).not.toContain("panicked");
});

test("cookies are kept from scripts, and sign-out ends the session on the server", async ({ page, context, server }) => {
	const email = await signUp(page, server);
	const cookies = await context.cookies();
	for (const cookie of cookies) expect(cookie, cookie.name).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/" });
	expect(cookies.map(({ name }) => name).sort()).toEqual(["ocpanel", "ocpanel-known", "ocpanel-language", "ocpanel-registration", "ocpanel-theme"]);
	expect(JSON.stringify(cookies)).not.toContain(email);
	expect(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))).toBe("[{},{}]");
	const session = cookies.find(({ name }) => name === "ocpanel")!;
	await page.getByText(email).first().click();
	await page.getByRole("button", { name: "Sign out", exact: true }).click();
	await expect(page).toHaveURL("/");
	const replay = await page.request.get("/api/whoami", { headers: { Cookie: `ocpanel=${session.value}` } });
	expect(replay.status()).toBe(401);
	await page.goBack();
	await expect(page.getByText(email)).toHaveCount(0);
});

test("signing in leads only to pages of ours", async ({ page, visitor, server }) => {
	const email = await signUp(page, server);
	for (const [next, expected] of [["//evil.example", "/panel"], ["https://evil.example", "/panel"], ["/terms", "/terms"]] as const) {
		const person = await visitor();
		await person.goto(`/sign-in?next=${encodeURIComponent(next)}`);
		await person.getByLabel("E-mail", { exact: true }).fill(email);
		await person.getByLabel("Password", { exact: true }).fill(PASSWORD);
		await person.getByRole("button", { name: "Sign in", exact: true }).click();
		await expect(person).toHaveURL(expected);
	}
});

test("nothing secret is in a page, an address or the log", async ({ page, server }) => {
	const seen: string[] = [];
	page.on("request", (request) => seen.push(request.url()));
	page.on("response", async (response) => seen.push(await response.text().catch(() => "")));
	await signUp(page, server);
	for (const text of [...seen, server.log()]) {
		expect(text).not.toContain(PASSWORD);
		expect(text).not.toMatch(/argon2id|password_hash|browser_hash/);
	}
});
