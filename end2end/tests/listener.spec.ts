import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "./help/another";
import { address, PASSWORD } from "./help/person";
import { freePort } from "./help/program";
import { expect, type Server } from "./help/server";

/** A connection that is written to by hand. */
type Wire = {
	socket: Socket;
	/** What came back so far. */
	answer(): string;
	/** Seconds from its opening to its end. */
	closed: Promise<number>;
};

function open({ url }: Server, allowHalfOpen = false): Wire {
	const { hostname, port } = new URL(url);
	const socket = connect({ port: Number(port), host: hostname, allowHalfOpen });
	const opened = Date.now();
	let answer = "";
	socket.setEncoding("utf8").on("data", (text) => (answer += text));
	socket.on("error", () => {});
	const closed = new Promise<number>((resolve) => socket.on("close", () => resolve((Date.now() - opened) / 1_000)));
	return { socket, answer: () => answer, closed };
}

/** A page's request without the empty line at its end. */
const HALF_HEADERS = "GET /register HTTP/1.1\r\nHost: localhost\r\n";

/** Everything before a form's body. */
function head({ url }: Server, length: number): string {
	const lines = ["POST /api/register HTTP/1.1", "Host: localhost", "Accept: text/html", `Origin: ${url}`];
	return [...lines, "Content-Type: application/x-www-form-urlencoded", `Content-Length: ${length}`, "", ""].join("\r\n");
}

function person(): string {
	const form = { name: "Оксана", surname: "Ґалаґан", email: address(), password: PASSWORD, confirm_password: PASSWORD };
	return new URLSearchParams(form).toString();
}

test("whoever is too slow is let go, whoever pauses between two pages is not", async ({ server }) => {
	const say = (text: string) => {
		const wire = open(server);
		wire.socket.write(text);
		return wire;
	};
	const [halfHeaders, slowHeaders] = [say(HALF_HEADERS), say(`${HALF_HEADERS}X-Slow: `)];
	const [halfBody, slowBody] = [say(`${head(server, 60_000)}name=`), say(`${head(server, 60_000)}name=`)];
	const [silent, idle] = [say(""), say(`${HALF_HEADERS}\r\n`)];
	const refused = open(server, true);
	refused.socket.write(head(server, 60_000).replace(server.url, "https://evil.example"));
	const dribbling = setInterval(() => [slowHeaders, slowBody, refused].forEach(({ socket }) => socket.writable && socket.write("a")), 500);

	for (const wire of [silent, halfHeaders, slowHeaders]) {
		expect(await wire.closed).toBeLessThan(12.5);
		expect(wire.answer()).toMatch(/^(HTTP\/1.1 408 |$)/);
	}
	expect(await refused.closed, "the rest of its form is waited for").toBeLessThan(12.5);
	for (const wire of [halfBody, slowBody]) {
		expect(await wire.closed).toBeLessThan(35);
		expect(wire.answer()).toMatch(/^(HTTP\/1.1 408 |$)/);
	}
	clearInterval(dribbling);
	idle.socket.write(`${HALF_HEADERS}\r\n`);
	await expect.poll(() => idle.answer().match(/HTTP\/1.1 200 OK\r$/gm)).toHaveLength(2);
	idle.socket.destroy();
});

/** Sends this as it is: everything that comes back until the server ends the connection, which it is asked to. */
async function said(server: Server, ...lines: string[]): Promise<string> {
	const wire = open(server);
	wire.socket.write([...lines, "Connection: close", "", ""].join("\r\n"));
	await wire.closed;
	return wire.answer();
}

test("whoever is refused before the whole form is there can send it out, and reads why", async ({ server }) => {
	const part = "a".repeat(1_000);
	for (const [framing, body] of [["Content-Length: 5000", part], ["Transfer-Encoding: chunked", `3e8\r\n${part}\r\n`]] as const) {
		const { socket } = open(server, true);
		const ended = new Promise<string>((resolve, reject) => {
			let answer = "";
			socket.setEncoding("utf8").on("data", (text) => (answer += text)).on("error", reject).on("end", () => resolve(answer));
		});
		socket.write(["POST /api/register HTTP/1.1", "Host: localhost", "Origin: https://evil.example", framing, "", body].join("\r\n"));
		expect(await ended).toMatch(/^HTTP\/1.1 403 /);
		for (let n = 0; n < 4; n++, await sleep(50)) await new Promise<void>((resolve, reject) => socket.write(body, (error) => (error ? reject(error) : resolve())));
		socket.destroy();
	}
});

test("half a head behind a whole request has the time of a head", async ({ server }) => {
	const behind = (text: string) => {
		const wire = open(server);
		wire.socket.write(text);
		return wire;
	};
	const body = person();
	const [page, form] = [behind(`${HALF_HEADERS}\r\n${HALF_HEADERS}`), behind(`${head(server, body.length)}${body}${HALF_HEADERS}`)];
	const whole = behind(`${HALF_HEADERS}\r\n${HALF_HEADERS}\r\n`);
	for (const wire of [page, form]) {
		expect(await wire.closed).toBeLessThan(12.5);
		expect(wire.answer().match(/^HTTP\/1.1 /gm)).toHaveLength(1);
	}
	whole.socket.write(`${HALF_HEADERS}\r\n`);
	await expect.poll(() => whole.answer().match(/HTTP\/1.1 200 OK\r$/gm)).toHaveLength(3);
	whole.socket.destroy();
});

test("what asks for no path of ours, or names its host not once, is refused before anything looks at it", async ({ server }) => {
	const { host } = new URL(server.url);
	for (const lines of [
		["GET example.com:80 HTTP/1.1", `Host: ${host}`],
		["GET http://evil.example/register HTTP/1.1", `Host: ${host}`],
		["GET http://evil.example/register HTTP/1.1", "Host: evil.example"],
		["OPTIONS * HTTP/1.1", `Host: ${host}`],
		[`CONNECT ${host} HTTP/1.1`, `Host: ${host}`],
		["GET register HTTP/1.1", `Host: ${host}`],
		["GET /register HTTP/1.1"],
		["GET /register HTTP/1.0"],
		["GET /register HTTP/1.1", "Host:"],
		["GET /register HTTP/1.1", `Host: ${host}`, `Host: ${host}`],
		["GET /register HTTP/1.1", `Host: ${host}`, "Host: evil.example"],
		["GET /register HTTP/1.1", "Host: two words"],
	]) {
		const answer = await said(server, ...lines);
		expect(answer, lines.join(" | ")).toMatch(/^HTTP\/1\.[01] 400 /);
		expect(answer).not.toMatch(/^(set-cookie|location):/im);
	}
	const own = await said(server, `GET ${server.url}/register HTTP/1.1`, `Host: ${host}`);
	expect(own).toMatch(/^HTTP\/1.1 200 OK\r\n/);
	const refused = await said(server, "GET /register HTTP/1.1", "Accept-Language: pl");
	expect(refused).toContain("content-security-policy: default-src 'none'");
	expect(refused).toContain('lang="pl"');
});

test("each page has one address, and nothing leads elsewhere", async ({ server }) => {
	const { host } = new URL(server.url);
	const twisted = ["//evil.example", "//evil.example/", "/\\evil.example", "/\\evil.example/", "/%5Cevil.example/", "/%2Fevil.example/", "/%2f%2fevil.example", "/.//evil.example/", "/register//", "//register", "/settings/../register", "/settings/%2e%2e/register", "/%2E/register", "/./register", "/register\\", "/pkg/..%2fregister", "/reset-password/..%2f..%2fregister", "/reset-password//TOKEN"];
	for (const target of twisted) {
		const answer = await said(server, `GET ${target} HTTP/1.1`, `Host: ${host}`);
		expect(answer, target).toMatch(/^HTTP\/1.1 404 /);
		expect(answer, target).not.toMatch(/^location:/im);
		expect(answer, target).not.toContain("evil.example");
	}
	const token = "A".repeat(43);
	for (const [target, to] of [
		["/register/", "/register"],
		["/register/details/?form=x&y=//evil.example/", "/register/details?form=x&y=//evil.example/"],
		["/terms/", "/terms"],
		["/clients/10000008/", "/clients/10000008"],
		[`/reset-password/${token}/`, `/reset-password/${token}`],
		[`/email-undo/${token}/`, `/email-undo/${token}`],
		[`/invite/${token}/`, `/invite/${token}`],
		["/nowhere/", "/nowhere"],
		["/terms?", "/terms"],
	]) {
		for (const method of ["GET", "HEAD"]) {
			const answer = await said(server, `${method} ${target} HTTP/1.1`, `Host: ${host}`);
			expect(answer, target).toMatch(/^HTTP\/1.1 301 /);
			expect(/^location: (.*)\r$/im.exec(answer)?.[1], target).toBe(to);
		}
		const posted = await said(server, `POST ${target} HTTP/1.1`, `Host: ${host}`, `Origin: ${server.url}`, "Content-Length: 0");
		expect(posted, target).toMatch(target === "/terms?" ? /^HTTP\/1.1 405 / : /^HTTP\/1.1 404 /);
	}
	expect(await said(server, "POST /api/register/ HTTP/1.1", `Host: ${host}`, `Origin: ${server.url}`, "Content-Length: 0")).toMatch(/^HTTP\/1.1 404 /);
});

test("told to stop, it waits for a visitor ten seconds at most", async ({ another }) => {
	const server = await another();
	const endless = open(server);
	endless.socket.write(`${head(server, 60_000)}name=`);
	await sleep(300);
	const told = Date.now();
	expect(await server.terminate()).toBe(0);
	expect(Date.now() - told).toBeLessThan(12_000);
});

test("told to stop, it finishes what it began and takes nothing new", async ({ another }) => {
	const server = await another();
	const [begun, idle, body] = [open(server), open(server), person()];
	begun.socket.write(head(server, body.length) + body.slice(0, 20));
	idle.socket.write(`${HALF_HEADERS}\r\n`);
	await expect.poll(idle.answer).toContain("HTTP/1.1 200 OK");
	const ended = server.terminate();
	await idle.closed;
	await expect.poll(async () => (await open(server).closed) < 0.2).toBe(true);
	await sleep(1_000);
	begun.socket.write(body.slice(20));
	await begun.closed;
	expect(begun.answer()).toMatch(/^HTTP\/1.1 303 See Other\r\n/);
	expect(begun.answer()).toMatch(/^location: \/register\/details\r$/im);
	expect(await ended).toBe(0);
	expect(server.log()).not.toContain("panicked");
});

test("a thousand dribbling visitors do not hold up a quick one", async ({ another }) => {
	const server = await another();
	const slow = Array.from({ length: 1_000 }, (_, n) => {
		const wire = open(server);
		wire.socket.write(n % 2 ? `${HALF_HEADERS}X-Slow: ` : `${head(server, 60_000)}name=`);
		return wire;
	});
	const dribbling = setInterval(() => slow.forEach(({ socket }) => socket.writable && socket.write("a")), 500);
	await Promise.all(slow.map(({ socket }) => socket.connecting && new Promise((resolve) => socket.once("connect", resolve))));
	const times: number[] = [];
	for (let n = 0; n < 100; n++) {
		const asked = performance.now();
		const answer = await fetch(`${server.url}/register`);
		expect(await answer.text()).toContain("</html>");
		expect(answer.status).toBe(200);
		times.push(performance.now() - asked);
	}
	clearInterval(dribbling);
	for (const { socket } of slow) socket.destroy();
	times.sort((a, b) => a - b);
	expect(times[94]).toBeLessThan(500);
	expect(server.log()).not.toContain("panicked");
});

test("metrics stand at the operator's address alone", async ({ another }) => {
	const admin = `127.0.0.1:${await freePort()}`;
	const server = await another({ OCPANEL_ADMIN_ADDR: admin });
	expect((await fetch(`${server.url}/metrics`)).status).toBe(404);
	expect(await (await fetch(`${server.url}/healthz`)).text()).toBe("ok");
	expect(await (await fetch(`${server.url}/readyz`)).text()).toBe("ready");
	const answer = await fetch(`http://${admin}/metrics`);
	expect(answer.status).toBe(200);
	expect(answer.headers.get("content-type")).toMatch(/^application\/openmetrics-text; version=1\.0\.0/);
	const text = await answer.text();
	expect(text).toMatch(/\n# EOF\n$/);
	for (const line of text.trimEnd().split("\n")) expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? [\d.eE+-]+|# EOF)$/);
	for (const name of ["ocpanel_limited", "ocpanel_code_comparisons", "ocpanel_password_comparisons"]) {
		expect(text).toContain(`# TYPE ${name} counter\n${name}_total 0\n`);
	}
	expect((await fetch(`http://${admin}/register`)).status).toBe(404);
});
