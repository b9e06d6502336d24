import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test as base } from "@playwright/test";
import { address } from "./help/person";
import { freePort, start, type Server } from "./help/program";
import { before, Distant, isThere, PROXIES, wire, type Name, type Proxy } from "./help/proxy";

/** Those that ask by a script of ours. */
const SCRIPTED: Name[] = ["haproxy", "apache"];
const IDENTITY = ["user", "email", "name", "language", "accounts", "permissions"].map((name) => `x-ocpanel-${name}`);
/** What a visitor claims. Many panels take `_` for `-`. */
const FORGED = Object.fromEntries([...IDENTITY, ...IDENTITY.map((name) => name.replaceAll("-", "_")), "x-ocpanel_user", "x_ocpanel-user"].map((name) => [name, "forged"]));

type Panel = { address: string; /** How often it was asked. */ asked(): number };
type Stage = { server: Server; proxy: Proxy; visitor: Distant };
type Fixtures = {
	ends: (() => unknown)[];
	/** A panel that says what it was asked with. */
	panel: Panel;
	/** The program and the panel behind the proxy. */
	stage(name: Name): Promise<Stage>;
};

const test = base.extend<Fixtures>({
	ends: async ({}, use) => {
		const ends: (() => unknown)[] = [];
		await use(ends);
		for (const end of ends.reverse()) await end();
	},
	panel: async ({ ends }, use) => {
		let asked = 0;
		const address = await listening(ends, (request, response) => {
			asked++;
			let body = "";
			request.setEncoding("utf8").on("data", (chunk) => (body += chunk));
			request.on("end", () => {
				response.setHeader("Asked", `${request.method} ${request.headers["x-ocpanel-email"]}`);
				response.end(JSON.stringify({ headers: request.headers, body, method: request.method, url: request.url }));
			});
		});
		await use({ address, asked: () => asked });
	},
	stage: async ({ ends, panel }, use) => {
		await use(async (name) => {
			const [port, own] = [await freePort(), `127.0.0.1:${await freePort()}`];
			const server = await start({ OCPANEL_TRUSTED_PROXIES: "1", OCPANEL_ARGON2: "m=8,t=1,p=1", OCPANEL_ADDR: own, OCPANEL_BASE_URL: `https://localhost:${port}` });
			ends.push(() => server.stop());
			const { proxy, visitor } = await behind(name, own, port, panel, ends);
			return { server, proxy, visitor };
		});
	},
});

for (const name of PROXIES) {
	test.describe(name, () => {
		test.skip(!isThere(name) && !process.env.CI, `${name} is not there, and Debian's package cannot be had`);

		test("a panel behind the same host name learns who somebody is, and gets none of our cookies", async ({ panel, stage }) => {
			const { server, proxy, visitor } = await stage(name);
			const nobody = await visitor.get("/console/servers?x=1&y=2");
			const led = new URL(nobody.headers.get("location") ?? "/nowhere", proxy.url);
			expect([nobody.status, led.origin, led.pathname]).toEqual([303, proxy.url, "/sign-in"]);
			// These two can encode a query.
			expect(Object.fromEntries(led.searchParams)).toEqual({ next: SCRIPTED.includes(name) ? "/console/servers?x=1&y=2" : "/console/servers" });
			expect(await plainly(proxy, "/console/a%0d%0aInjected:%20yes"), "nothing becomes a header").toMatch(/^HTTP\/1\.1 303 (?![^]*^Injected:)/m);
			expect(panel.asked()).toBe(0);

			const email = address(name);
			await visitor.signUp(server, email);
			visitor.cookies.set("console_session", "its-own");
			const told = JSON.parse((await visitor.get("/console/servers?x=1")).body);
			expect(told.url).toBe("/console/servers?x=1");
			const number = JSON.parse((await visitor.get("/api/whoami")).body).accounts[0].number.replace("-", "");
			expect(told.headers).toMatchObject({ "x-ocpanel-email": email, "x-ocpanel-language": "en", "x-ocpanel-accounts": `${number}:account_owner` });
			expect(decodeURIComponent(told.headers["x-ocpanel-name"])).toBe("Оксана Ґалаґан");
			expect(Object.keys(told.headers).filter((header) => /^x[-_]ocpanel/.test(header)).sort()).toEqual([...IDENTITY].sort());
			for (const header of IDENTITY) expect(told.headers[header], header).not.toContain("forged");
			expect(told.headers["x-forwarded-for"]).toMatch(/127\.0\.0\.77$/);
			expect(told.headers.cookie).toContain("console_session=its-own");
			expect(told.headers.cookie).not.toContain("__Host-ocpanel");
			expect(told.headers.authorization).toBeUndefined();

			const crumbs = [...visitor.cookies].map(([name, value]) => `Cookie: ${name}=${value}\r\n`).join("");
			// No browser does so. Apache puts commas between the lines, which part no cookies.
			expect(await plainly(proxy, "/console/servers", crumbs), "in as many lines as there are cookies").toMatch(name === "apache" ? /^HTTP\/1\.1 303 / : /^HTTP\/1\.1 200 (?![^]*__Host-ocpanel)/);

			const large = "l".repeat(100_000);
			const posted = JSON.parse((await visitor.post("/console/servers", { size: large })).body);
			expect(posted).toMatchObject({ method: "POST", body: `size=${large}`, headers: { "x-ocpanel-email": email } });
			const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
			const head = await visitor.ask("/console/servers", { method: "HEAD", headers: { ...visitor.headers, Cookie: cookie } });
			expect([head.status, head.headers.get("asked"), await head.text()]).toEqual([200, `HEAD ${email}`, ""]);
			expect(server.run("user", "disable", email).status).toBe(0);
			expect((await visitor.get("/console/servers")).status, "with the very next request").toBe(303);
		});

		test("whoever signs out is nobody, and while we are away nobody gets through", async ({ panel, stage }) => {
			const { server, visitor } = await stage(name);
			await visitor.signUp(server, address(name));
			expect((await visitor.get("/console/servers")).status).toBe(200);
			const cookies = [...visitor.cookies];
			await visitor.post("/api/sign_out", {});
			expect((await visitor.get("/console/servers")).status).toBe(303);
			for (const [name, value] of cookies) visitor.cookies.set(name, value);
			await server.terminate();
			expect((await visitor.get("/console/servers")).status).toBeGreaterThanOrEqual(500);
			expect((await visitor.post("/console/servers", {})).status).toBeGreaterThanOrEqual(500);
			expect(panel.asked()).toBe(1);
		});

		test("what does not answer as we do lets nobody through", async ({ ends, panel }) => {
			let [status, last]: [number, IncomingHttpHeaders] = [500, {}];
			const own = await listening(ends, ({ headers }, response) => {
				last = headers;
				// Without an answer the question ends some day.
				if (status > 0) response.writeHead(status, { Location: "/elsewhere" }).end();
			});
			const { visitor } = await behind(name, own, await freePort(), panel, ends);
			// Another host of the same domain can set the first of these.
			visitor.cookies.set("theme", "dark,__Host-ocpanel=b").set("__Host-ocpanel", "a").set("console_session", "its-own");
			// Scripts say what an answer is, the others take every 2xx for one.
			const scripted = SCRIPTED.includes(name);
			for (status of [500, 503, 403, 302, 0, ...(scripted ? [200, 204] : [])]) {
				const answer = await visitor.get("/console/servers");
				expect(answer.status, `${status}`).toBeGreaterThanOrEqual(scripted ? 503 : 302);
				expect(last.cookie, "of all cookies only the session's is needed").toBe("__Host-ocpanel=a");
				expect(last["x-forwarded-for"]).toMatch(/(^|, )127\.0\.0\.77$/);
			}
			expect(panel.asked()).toBe(0);
		});
	});
}

async function behind(name: Name, own: string, port: number, panel: Panel, ends: (() => unknown)[]) {
	const proxy = await before(name, own, port, panel.address);
	ends.push(() => proxy.stop());
	const visitor = new Distant(proxy.url, "127.0.0.77", { ...FORGED, "X-Forwarded-For": "203.0.113.9", Authorization: "Basic Zm9yZ2VkOmZvcmdlZA==" });
	ends.push(() => visitor.close());
	return { proxy, visitor };
}

/** What answers at an address of its own. */
async function listening(ends: (() => unknown)[], answer: Parameters<typeof createServer>[1]): Promise<string> {
	const listener = createServer(answer);
	await new Promise<void>((done) => listener.listen(0, "127.0.0.1", done));
	ends.push(() => {
		listener.closeAllConnections();
		listener.close();
	});
	return `127.0.0.1:${(listener.address() as AddressInfo).port}`;
}

/** The whole answer, as it comes over HTTP/1.1. */
async function plainly(proxy: Proxy, target: string, headers = ""): Promise<string> {
	const socket = wire(proxy, "127.0.0.78");
	socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${headers}\r\n`);
	let text = "";
	for await (const chunk of socket) text += chunk;
	return text;
}
