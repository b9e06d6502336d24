import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "./help/another";
import { address, PASSWORD, takenOver } from "./help/person";
import { PlainVisitor } from "./help/plain";
import { freePort, program } from "./help/program";
import { expect, type Server } from "./help/server";
import { Crowd } from "./help/stands";

const REPORT = { "Content-Type": "application/csp-report" };

/** The log's lines, as a machine reads them. */
function lines({ log }: Server) {
	return log().split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line) as Line);
}

type Line = { level: string; target: string; fields: Record<string, unknown>; span?: { name: string; id: string } };

/** The line with these fields that the log gets. */
async function line(server: Server, fields: Record<string, unknown>): Promise<Line> {
	const found = () => lines(server).find((line) => Object.entries(fields).every(([name, value]) => line.fields[name] === value));
	await expect.poll(found, JSON.stringify(fields)).toBeDefined();
	return found()!;
}

test("each request has a number of its own: in its answer, in the log, and on the page that says what did not work", async ({ server }) => {
	const ask = (path: string, headers: Record<string, string> = {}, method = "GET") => fetch(`${server.url}${path}`, { method, headers, redirect: "manual" });
	const seen = new Set<string>();
	for (const path of ["/", "/", "/panel", "/nowhere", "/register/", "//", "/api/whoami", "/healthz", "/robots.txt"]) {
		const number = (await ask(path, { "X-Request-Id": "chosen-by-others" })).headers.get("x-request-id") ?? "";
		expect(number, path).toMatch(/^[0-9a-f]{16}$/);
		seen.add(number);
	}
	expect(seen.size).toBe(9);
	const SAID = { en: "If you write to us, add this number:", uk: "Якщо писатимете нам, додайте цей номер:", pl: "Jeśli do nas napiszesz, podaj ten numer:" };
	for (const [language, sentence] of Object.entries(SAID)) {
		const foreign = await ask("/api/register", { "Accept-Language": language, Accept: "text/html" }, "POST");
		const number = foreign.headers.get("x-request-id") ?? "";
		expect([foreign.status, await foreign.text()]).toEqual([403, expect.stringContaining(`${sentence} <code>${number}</code>`)]);
		const told = await line(server, { message: "refused right", what: "a change from a foreign page" });
		expect(told.level).toBe("WARN");
		await expect.poll(() => lines(server).map(({ span }) => span?.id)).toContain(number);
	}
	const unreadable = await fetch(`${server.url}/api/register`, { method: "POST", headers: { Origin: server.url, Accept: "text/html", "Content-Type": "application/x-www-form-urlencoded" }, body: "name=%ff" });
	expect([unreadable.status, await unreadable.text()]).toEqual([400, expect.stringContaining(`<code>${unreadable.headers.get("x-request-id")}</code>`)]);
	for (const path of ["/nowhere", "//"]) expect(await (await ask(path)).text(), path).not.toContain(SAID.en);
});

test("each request has a line in the log: its number, address pattern, answer and time, and nothing of anybody", async ({ server }) => {
	const secret = `/unlock/${"S".repeat(43)}`;
	const seen = new Map<string, string>();
	for (const [path, route] of [["/panel", "/panel"], ["/nowhere?name=canary", "other"], [secret, "/unlock/{token}"], ["/api/whoami", "/api/whoami"], ["/robots.txt", ""], ["/healthz", ""]] as const) {
		const { headers, status } = await fetch(server.url + path, { redirect: "manual", headers: { Accept: "text/html" } });
		seen.set(headers.get("x-request-id")!, route && `GET ${route} ${status}`);
	}
	const answered = () => lines(server).filter(({ fields }) => fields.message === "answered");
	await expect.poll(() => answered().map(({ span }) => span?.id)).toContain([...seen.keys()].at(-3));
	for (const [number, told] of seen) {
		const of = answered().filter(({ span }) => span?.id === number).map(({ level, fields }) => `${level} ${fields.method} ${fields.route} ${fields.status} ${typeof fields.ms}`);
		expect(of).toEqual(told ? [`INFO ${told} number`] : []);
	}
	expect(server.log()).not.toMatch(/SSSS|canary/);
});

test("a page asks once who is signed in, and no page sends a statement twice", async ({ another }) => {
	const server = await another({ OCPANEL_LOG: "info,sqlx::query=debug" });
	const visitor = new PlainVisitor(server.url);
	await visitor.signUp(server, address("counted"));
	const account = /\/clients\/(\d+)/.exec((await visitor.get("/clients")).body)![1];
	const most: Record<string, number> = { "/panel": 4, "/settings/profile": 4, "/settings/security": 6, "/activity": 3, "/clients": 2, [`/clients/${account}`]: 3, [`/clients/${account}/users`]: 7 };
	for (const [page, limit] of Object.entries(most)) {
		const number = (await visitor.get(page)).headers.get("x-request-id");
		const of = () => lines(server).filter(({ span }) => span?.id === number);
		await expect.poll(() => of().some(({ fields }) => fields.message === "answered"), page).toBe(true);
		const sent = of().filter(({ target }) => target === "sqlx::query").map(({ fields }) => String(fields["db.statement"] || fields.summary));
		expect(sent.length, `${page}: ${sent.join("\n")}`).toBeGreaterThan(0);
		expect(sent.length, `${page}: ${sent.join("\n")}`).toBeLessThanOrEqual(limit);
		expect(new Set(sent).size, `${page}: ${sent.join("\n")}`).toBe(sent.length);
	}
});

test("a limit that is reached and a right that is refused have a line in the log, which names nobody", async ({ another }) => {
	const server = await another({ OCPANEL_RATE_LIMITS: "on" });
	const email = address("watched");
	const visitor = new PlainVisitor(server.url);
	await visitor.signUp(server, email);
	const outsider = new PlainVisitor(server.url, { Accept: "application/json" });
	for (let n = 0; n < 6; n++) await outsider.post("/api/sign_in", { email, password: "not the right one" });
	await line(server, { message: "refused act", act: "signed_in" });
	await line(server, { message: "limit reached", limit: "failures in a row" });
	// Many at once, since some are allowed again each second.
	const oneTooMany = async (of: PlainVisitor) => {
		for (let round = 0; round < 40; round++) {
			const posts = Array.from({ length: 40 }, () => of.post("/api/taste", { language: "en", theme: "system", next: "/" }));
			const refused = (await Promise.all(posts)).find(({ status }) => status === 429);
			if (refused) return refused;
		}
		throw new Error("every post was allowed");
	};
	const refused = await oneTooMany(outsider);
	const { failed, request } = JSON.parse(refused.body);
	expect([failed, request]).toEqual([expect.stringContaining("Too many"), refused.headers.get("x-request-id")]);
	expect((await line(server, { message: "limit reached", limit: "posts of a network address" })).span).toMatchObject({ name: "request" });
	const plain = await oneTooMany(new PlainVisitor(server.url));
	expect(plain.body).toContain(`<code>${plain.headers.get("x-request-id")}</code>`);
	for (const word of [email, "127.0.0.1:", visitor.cookies.get("ocpanel")!, PASSWORD]) expect(JSON.stringify(lines(server).filter(({ fields }) => fields.message !== undefined && /limit|refused/.test(String(fields.message))))).not.toContain(word);
});

test("what somebody's roles do not allow has a line in the log, and the page says its number", async ({ server }) => {
	const { visitor, host } = await new Crowd(server).of("a member");
	const refused = await visitor.get(`/clients/${host!.account}/users/invite`);
	const number = refused.headers.get("x-request-id");
	expect([refused.status, refused.body]).toEqual([403, expect.stringContaining(`<code>${number}</code>`)]);
	const told = () => lines(server).find(({ span }) => span?.id === number);
	await expect.poll(told).toMatchObject({ level: "WARN", fields: { message: "refused right", what: "an act or a page of an account" } });
	const before = lines(server).length;
	await visitor.post("/api/invite", { account: host!.account, user_email: address(), role_account_observer: "on", notify_general: "on" });
	await expect.poll(() => lines(server).slice(before).map(({ fields }) => fields.message)).toContain("refused right");
});

test("a log that nobody reads holds up no request, and says later what it dropped", async ({ folder }) => {
	const at = `127.0.0.1:${await freePort()}`;
	const admin = `127.0.0.1:${await freePort()}`;
	const env = { PATH: process.env.PATH, OCPANEL_ADDR: at, OCPANEL_ADMIN_ADDR: admin, OCPANEL_DATA_DIR: folder, OCPANEL_RATE_LIMITS: "off" };
	// The pipe of its standard error is read by nobody, and is soon full.
	const child = spawn(program, ["serve"], { cwd: folder, env, stdio: ["ignore", "ignore", "pipe"] });
	child.stderr.pause();
	await expect.poll(() => fetch(`http://${at}/healthz`).then(({ status }) => status, () => 0)).toBe(200);
	const dropped = async () => Number(/^ocpanel_log_lines_dropped_total (\d+)$/m.exec(await (await fetch(`http://${admin}/metrics`)).text())?.[1]);
	// Each of them has a line.
	const refused = async () => (await fetch(`http://${at}/api/taste`, { method: "POST", body: "" })).status;
	for (let n = 0; n < 200 && !((await dropped()) > 0); n++) {
		expect(new Set(await Promise.all(Array.from({ length: 50 }, refused)))).toEqual(new Set([403]));
	}
	expect(await dropped()).toBeGreaterThan(0);
	let log = "";
	child.stderr.setEncoding("utf8").on("data", (text) => (log += text));
	child.stderr.resume();
	await expect.poll(() => log).toMatch(/"lines":\d+\},"target":"ocpanel::log"/);
	child.kill("SIGTERM");
	expect((await once(child, "exit"))[0]).toBe(0);
	await sleep(100);
	expect(log, "its last lines are written").toContain('"message":"stopping"');
});

test("browsers can report what a page's policy refused: one line each, without anything of anybody", async ({ server }) => {
	const page = await fetch(`${server.url}/register`);
	expect(page.headers.get("content-security-policy")).toMatch(/; report-uri \/api\/csp-report; report-to csp$/);
	expect(page.headers.get("reporting-endpoints")).toBe('csp="/api/csp-report"');
	const report = (body: string, headers: Record<string, string> = REPORT) => fetch(`${server.url}/api/csp-report`, { method: "POST", headers, body });
	const old = { "csp-report": { "document-uri": "https://panel/reset-password/canary", "effective-directive": "script-src-elem", "blocked-uri": "https://evil.example/canary?canary#canary" } };
	const foreign = await report(JSON.stringify(old), { ...REPORT, Origin: "null", "Sec-Fetch-Site": "cross-site" });
	expect([foreign.status, await foreign.text()]).toEqual([204, ""]);
	expect((await line(server, { message: "a page's policy refused something", directive: "script-src-elem", blocked: "evil.example" })).level).toBe("WARN");
	const several = [{ type: "csp-violation", url: "https://panel/canary", body: { effectiveDirective: "img-src", blockedURL: "https://other.example/canary" } }];
	expect((await report(JSON.stringify(several), { "Content-Type": "application/reports+json" })).status).toBe(204);
	await line(server, { directive: "img-src", blocked: "other.example" });
	const forged = { "csp-report": { "effective-directive": "x\n{\"level\":\"ERROR\"}", "blocked-uri": "a\u001b[31m\nb" } };
	expect((await report(JSON.stringify(forged))).status).toBe(204);
	await line(server, { directive: "unknown", blocked: "a" });
	for (const [body, headers, status] of [
		["{}", REPORT, 400],
		["\u0000", REPORT, 400],
		[JSON.stringify({ "csp-report": { "blocked-uri": "x".repeat(8_192) } }), REPORT, 413],
		[JSON.stringify(old), { "Content-Type": "application/json" }, 415],
	] as const) {
		expect((await report(body, headers)).status, body.slice(0, 20)).toBe(status);
	}
	expect((await fetch(`${server.url}/api/csp-report`)).status).toBe(405);
	expect(server.log()).not.toContain("canary");
});

test("reports are limited by network address", async ({ another }) => {
	const server = await another({ OCPANEL_RATE_LIMITS: "on" });
	const send = async () => (await fetch(`${server.url}/api/csp-report`, { method: "POST", headers: REPORT, body: "{}" })).status;
	const answers = new Set<number>();
	// Many at once, since some are allowed again each second.
	for (let round = 0; round < 40 && !answers.has(429); round++) {
		for (const status of await Promise.all(Array.from({ length: 40 }, send))) answers.add(status);
	}
	expect(answers).toEqual(new Set([400, 429]));
	const visitor = new PlainVisitor(server.url);
	expect((await visitor.register(address())).status, "and leave forms alone").toBe(303);
});

test("no text becomes a page's HTML or script but what the program itself makes of it", async ({ page, problems }) => {
	problems.tolerate(/Trusted/, /content security policy: require-trusted-types-for refused/, /content security policy: trusted-types refused/);
	await page.goto("/");
	await takenOver(page);
	await page.getByRole("link", { name: "Register", exact: true }).first().click();
	await expect(page.getByRole("heading", { level: 1, name: "Register" })).toBeVisible();
	await takenOver(page);
	const refused = await page.evaluate(() => {
		const kind = (act: () => unknown) => {
			try {
				return `taken: ${act()}`;
			} catch (error) {
				return (error as Error).name;
			}
		};
		return [
			kind(() => (document.body.innerHTML = "<img src=x onerror=alert(1)>")),
			kind(() => new DOMParser().parseFromString("<p>x</p>", "text/html")),
			kind(() => (document.createElement("script").src = "/x.js")),
			kind(() => document.write("x")),
			kind(() => (window as never as { trustedTypes: { createPolicy: (name: string, rules: object) => unknown } }).trustedTypes.createPolicy("ocpanel", {})),
			kind(() => (window as never as { trustedTypes: { createPolicy: (name: string, rules: object) => unknown } }).trustedTypes.createPolicy("default", {})),
		];
	});
	expect(refused).toEqual(Array(6).fill("TypeError"));
	await expect(page.getByRole("heading", { level: 1, name: "Register" })).toBeVisible();
});
