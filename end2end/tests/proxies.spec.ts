import { readFile } from "node:fs/promises";
import http from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test as base } from "@playwright/test";
import { leaks } from "./help/canary";
import { address } from "./help/person";
import { freePort, start, type Server } from "./help/program";
import { before, Distant, isThere, PROXIES, wire, type Name, type Proxy } from "./help/proxy";

/** The program as it is behind one proxy. Hashes cost next to nothing. */
const BEHIND = { OCPANEL_TRUSTED_PROXIES: "1", OCPANEL_RATE_LIMITS: "on", OCPANEL_ARGON2: "m=8,t=1,p=1" };

type Stage = {
	server: Server;
	proxy: Proxy;
	/** Somebody at this address of the machine. */
	visitor(address: string, headers?: Record<string, string>): Distant;
	/** Ends the program and starts it anew on the same data a while later: HAProxy would wait for three seconds without being told to. */
	restart(): Promise<void>;
};

const test = base.extend<{ stage: (name: Name, more?: Record<string, string>) => Promise<Stage>; ends: (() => unknown)[] }>({
	ends: async ({}, use) => {
		const ends: (() => unknown)[] = [];
		await use(ends);
		for (const end of ends.reverse()) await end();
	},
	stage: async ({ ends }, use) => {
		await use(async (name, more = {}) => {
			const [port, own] = [await freePort(), `127.0.0.1:${await freePort()}`];
			const settings = { ...BEHIND, ...more, OCPANEL_ADDR: own, OCPANEL_BASE_URL: `https://localhost:${port}` };
			const server = await start(settings);
			ends.push(() => server.stop());
			const proxy = await before(name, own, port);
			ends.push(() => proxy.stop());
			const visitor = (address: string, headers = {}) => {
				const made = new Distant(proxy.url, address, headers);
				ends.push(() => made.close());
				return made;
			};
			const restart = async () => {
				await server.terminate();
				await sleep(name === "haproxy" ? 4_000 : 1_000);
				const again = await start({ ...settings, OCPANEL_DATA_DIR: server.dataDir });
				ends.push(() => again.stop());
			};
			return { server, proxy, visitor, restart };
		});
	},
});

for (const name of PROXIES) {
	test.describe(name, () => {
		test.skip(!isThere(name) && !process.env.CI, `${name} is not there, and Debian's package cannot be had`);

		test("somebody registers through it, seen at their own address whatever they claim", async ({ stage }) => {
			const { server, proxy, visitor } = await stage(name);
			const led = await fetch(`${proxy.plain}/register?x=1`, { redirect: "manual" });
			expect(led.status, "308 is not known to all").toBe(301);
			expect(led.headers.get("location")).toMatch(/^https:\/\/localhost(:\d+)?\/register\?x=1$/);

			const [email, somebody] = [address(name), visitor("127.0.0.77", { "X-Forwarded-For": "203.0.113.9", Forwarded: "for=203.0.113.9" })];
			const page = await somebody.get("/register");
			expect(page.status).toBe(200);
			const cookies = page.headers.getSetCookie();
			expect(cookies.length).toBeGreaterThan(0);
			for (const cookie of cookies) expect(cookie).toMatch(/^__Host-ocpanel-registration=[^;]+(?=.*; Secure)(?=.*; HttpOnly)(?=.*; Path=\/(;|$))(?!.*Domain)/i);
			await somebody.signUp(server, email);
			expect(await somebody.signedIn()).toBe(true);
			const { body } = await somebody.get("/activity");
			expect(body).toContain("127.0.0.77");
			expect(body).not.toContain("203.0.113.9");

			// Whoever is stopped is the one network, and nobody else behind the same proxy.
			const guess = (who: Distant) => who.post("/api/sign_in", { email: address(), password: "not the password at all" });
			const one = visitor("127.0.0.78");
			const answers = [];
			for (let n = 0; n < 14; n++) answers.push((await guess(one)).status);
			expect(answers.at(-1)).toBe(429);
			expect((await guess(visitor("127.0.0.78", { "X-Forwarded-For": "198.51.100.7" }))).status).toBe(429);
			expect((await guess(visitor("127.0.0.79"))).status).toBe(303);

			const link = "A".repeat(43);
			for (const kind of ["reset-password", "invite", "email-undo", "cancel-deletion", "unlock"]) {
				await somebody.get(`/${kind}/${link}?form=${link}`);
			}
			await somebody.get(`/sign-in?form=${link}`);
			await somebody.ask("/terms", { headers: { Referer: `${proxy.url}/reset-password/${link}` } });
			await expect.poll(async () => (await proxy.log()).match(/\/unlock\//g)?.length ?? 0).toBeGreaterThan(0);
			const log = await proxy.log();
			expect(log).not.toContain(link);
			expect(log).toContain("127.0.0.77");
			expect(await leaks([{ name: "the proxy's log", text: log }], server.mailDir)).toEqual([]);
		});

		test("a change from another site is refused through it, one of our own is not", async ({ stage }) => {
			const { visitor, proxy } = await stage(name);
			const form = { email: address(), password: "not the password at all" };
			const own = { Origin: proxy.url, "Sec-Fetch-Site": "" };
			const ask = async (headers: Record<string, string>) => {
				const said = Object.fromEntries(Object.entries({ Accept: "text/html", "Content-Type": "application/x-www-form-urlencoded", ...headers }).filter(([, value]) => value));
				return (await visitor("127.0.0.80").ask("/api/sign_in", { method: "POST", headers: said, body: new URLSearchParams(form).toString() })).status;
			};
			expect(await ask(own), "Origin alone").toBe(303);
			expect(await ask({ "Sec-Fetch-Site": "same-origin" }), "Fetch Metadata alone").toBe(303);
			expect(await ask({ ...own, "Sec-Fetch-Site": "cross-site" })).toBe(403);
			expect(await ask({ Origin: "https://evil.example" })).toBe(403);
			expect(await ask({ Origin: "null" })).toBe(403);
		});

		test("answers come as the program gives them, over connections that are kept", async ({ stage }) => {
			const { server, proxy, visitor } = await stage(name);
			const member = visitor("127.0.0.81");
			await member.signUp(server, address(name));
			const cookie = [...member.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
			const [, file = ""] = /(\/pkg\/[\w.-]+\.css)/.exec((await member.get("/terms")).body) ?? [];
			expect(file).not.toBe("");
			const today = { "Sec-Fetch-Site": "none", "Accept-Encoding": "gzip, br" };
			const asked: [string, Record<string, string>, string?][] = [
				["/", today], ["/register", today], ["/register", { "Sec-Fetch-Site": "none" }], ["/register", today, "HEAD"], [file, today], ["/nowhere", today], ["/nowhere", today, "HEAD"],
				["//evil.example", today], ["/settings/%2e%2e/register", today], ["/healthz", {}], ["/terms/?x=1", {}], [`/terms/?x=${"a".repeat(6_000)}`, {}],
				["/api/register", {}], ["/panel", today],
				["/panel", { ...today, Cookie: cookie }],
				["/panel", { ...today, "Sec-Fetch-Site": "cross-site", Cookie: cookie }],
				["/panel", { ...today, Cookie: `${cookie}; foreign=${"f".repeat(20_000)}` }],
			];
			const through = visitor("127.0.0.82");
			for (const [target, headers, method = "GET"] of asked) {
				const what = `${method} ${target.slice(0, 40)} ${JSON.stringify(headers).slice(0, 80)}`;
				const [own, passed] = [await plainly(server, target, method, headers), await through.ask(target, { method, headers })];
				expect(passed.status, what).toBe(own.status);
				// Apache passes one of the two slashes on.
				if (name === "apache" && target.startsWith("//") && own.status === 404) continue;
				expect(shown(passed.headers), what).toEqual(shown(own.headers));
				expect(await bytes(passed), what).toEqual(await bytes(own));
				expect(passed.headers.get("strict-transport-security"), what).toBe("max-age=31536000; includeSubDomains");
			}
			const huge = await through.ask("/panel", { headers: { ...today, Cookie: `foreign=${"f".repeat(60_000)}` } }).catch(() => ({ status: 431 }));
			expect(huge.status).toBeGreaterThanOrEqual(400);
			expect(huge.status).toBeLessThan(500);

			const large = { email: address(), name: "n".repeat(70_000) };
			const refused = await member.post("/api/register", large);
			expect(refused.status).toBe(413);
			expect(refused.body, "of a form that is too large the program speaks").toContain("That was too much at once");
			await member.post("/api/register", { ...large, name: "n".repeat(60_000) });
			expect(await proxy.log(), "what was typed is on no disk").not.toContain("temporary file");

			for (let n = 0; n < 40; n++) expect((await through.ask("/healthz", { headers: {} })).status).toBe(200);
			expect(await connections(Number(new URL(server.url).port))).toBeLessThan(30);
		});

		// Caddy and Apache have no such limit.
		if (name !== "caddy" && name !== "apache") test("one address has 256 connections at most, and keeps nobody else out", async ({ stage, ends }) => {
			const { proxy, visitor } = await stage(name, { OCPANEL_RATE_LIMITS: "off" });
			let refused = 0;
			for (let n = 0; n < 280; n++) {
				const socket = wire(proxy, "127.0.0.120");
				ends.push(() => socket.destroy());
				socket.on("error", () => {}).once("data", () => socket.destroy()).once("close", () => refused++);
				socket.write("POST /api/sign_in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\na");
			}
			await expect.poll(() => refused).toBe(280 - 256);
			expect((await visitor("127.0.0.121").get("/healthz")).status).toBe(200);
		});

		test("while the program restarts, nobody is told that something is broken", async ({ stage }) => {
			const { server, visitor, restart } = await stage(name);
			let going = true;
			const seen = new Map<string, number>();
			const reader = async (who: Distant) => {
				for (; going; await sleep(20)) {
					const answer = await again(() => who.ask("/register", { headers: {} }));
					const retry = answer.headers.get("retry-after");
					const body = await answer.text();
					const asks = answer.status === 503 || (name === "apache" && answer.status === 500);
					const what = asks && retry && body.includes("One moment, please") ? "waits" : String(answer.status);
					seen.set(what, (seen.get(what) ?? 0) + 1);
				}
			};
			const readers = [1, 2, 3, 4].map((n) => reader(visitor(`127.0.0.${n + 90}`)));
			await sleep(300);
			await restart();
			await sleep(600);
			going = false;
			await Promise.all(readers);
			expect(server.log()).toContain("stopping");
			expect(seen.get("200")).toBeGreaterThan(20);
			expect([...seen.keys()].filter((what) => what !== "200")).toEqual(name === "nginx" || name === "apache" ? ["waits"] : []);
		});

		test("where the program's end of a kept connection breaks, a page is asked for again, a form is never sent twice", async ({ ends }) => {
			const program = await breaking();
			ends.push(() => program.close());
			const port = await freePort();
			const proxy = await before(name, `127.0.0.1:${program.port}`, port);
			ends.push(() => proxy.stop());
			const somebody = new Distant(proxy.url, "127.0.0.1");
			ends.push(() => somebody.close());
			const ask = async (method: string, target: string) => (await somebody.ask(target, { method, headers: {}, ...(method === "POST" ? { body: "a=b" } : {}) })).status;
			expect(await ask("GET", "/first")).toBe(200);
			if (name === "apache") {
				// It never asks again, and says so.
				const page = await somebody.get("/page");
				expect([page.status, page.headers.get("retry-after")]).toEqual([500, "5"]);
				expect(page.body).toContain("One moment, please");
				expect(await ask("GET", "/page"), "on another connection").toBe(200);
			} else expect(await ask("GET", "/page"), "on a connection that breaks").toBe(200);
			// HAProxy ends the stream as one that was refused instead, and leaves it to the browser.
			expect(await ask("POST", "/form").catch(() => 502), "on one that breaks too").toBeGreaterThanOrEqual(500);
			expect(program.asked("GET /page")).toBe(2);
			expect(program.asked("POST /form")).toBe(1);
		});
	});
}

test("when the program does not come back, a page says to try again", async ({ ends }) => {
	await Promise.all(PROXIES.filter(isThere).map(async (name) => {
		const port = await freePort();
		const proxy = await before(name, `127.0.0.1:${await freePort()}`, port);
		ends.push(() => proxy.stop());
		const somebody = new Distant(proxy.url, "127.0.0.1");
		ends.push(() => somebody.close());
		const answer = await somebody.get("/register");
		expect(answer.status, name).toBe(503);
		expect(answer.body, name).toContain("One moment, please");
		const said = Object.fromEntries(answer.headers);
		expect(said, name).toMatchObject({ "retry-after": "5", "cache-control": "no-store", "x-content-type-options": "nosniff", "content-security-policy": "default-src 'none'" });
		expect(said["content-type"], name).toMatch(/^text\/html/);
		expect(said["strict-transport-security"], name).toBe("max-age=31536000; includeSubDomains");
	}));
});

/** As browsers do: a stream that was refused they open again (RFC 9113, 8.7). HAProxy ends those so whose kept connection broke. */
async function again(ask: () => Promise<Response>): Promise<Response> {
	return ask().catch((error: Error) => (error.message.includes("REFUSED_STREAM") ? ask() : Promise.reject(error)));
}

/** What the program itself answers, asked as the proxy asks. */
async function plainly(server: Server, target: string, method: string, headers: Record<string, string>): Promise<Response> {
	const { hostname, port } = new URL(server.url);
	return new Promise((resolve, reject) => {
		const asked = http.request({ hostname, port, path: target, method, headers, agent: false }, async (answer) => {
			const chunks: Buffer[] = [];
			for await (const chunk of answer) chunks.push(chunk as Buffer);
			const made = new Headers();
			for (let n = 0; n < answer.rawHeaders.length; n += 2) made.append(answer.rawHeaders[n]!, answer.rawHeaders[n + 1]!);
			resolve(new Response(chunks.length > 0 ? Buffer.concat(chunks) : null, { status: answer.statusCode, headers: made }));
		});
		asked.on("error", reject).end();
	});
}

/** All headers but those of one connection or one answer. */
function shown(headers: Headers): [string, string][] {
	const other = /^(connection|keep-alive|transfer-encoding|date|server|x-request-id)$/;
	// Apache writes lists without blanks.
	const comparable = (name: string, value: string) => (name === "set-cookie" ? value.replace(/=[^;]*/, "=") : name === "vary" ? value.replace(/,(?! )/g, ", ") : value);
	return [...headers].filter(([name]) => !other.test(name)).map(([name, value]) => [name, comparable(name, value)]);
}

async function bytes(answer: Response): Promise<string> {
	return Buffer.from(await answer.arrayBuffer()).toString("latin1").replace(/[0-9a-f]{16}/g, "");
}

/** Connections to a port of this machine that are there or have ended a little while ago. */
async function connections(port: number): Promise<number> {
	const hex = port.toString(16).toUpperCase().padStart(4, "0");
	const lines = (await readFile("/proc/net/tcp", "utf8")).split("\n").map((line) => line.trim().split(/\s+/));
	return lines.filter(([, local = "", remote = "", state]) => state !== "0A" && (local.endsWith(`:${hex}`) || remote.endsWith(`:${hex}`))).length;
}

/** Answers the first request of each connection, and breaks it at the second. */
async function breaking() {
	const requests: string[] = [];
	const listener = createServer((socket) => {
		let [text, answered] = ["", false];
		socket.on("error", () => {});
		socket.setEncoding("latin1").on("data", (chunk: string) => {
			text += chunk;
			const [head = "", body] = text.split("\r\n\r\n");
			const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? (/^transfer-encoding/im.test(head) ? 1 : 0));
			if (body === undefined || body.length < length) return;
			requests.push(head.split(" ").slice(0, 2).join(" "));
			text = "";
			if (answered) socket.destroy();
			else socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
			answered = true;
		});
	}).listen(0, "127.0.0.1");
	await new Promise((resolve) => listener.once("listening", resolve));
	return {
		port: (listener.address() as AddressInfo).port,
		asked: (what: string) => requests.filter((request) => request === what).length,
		close: () => listener.close(),
	};
}
