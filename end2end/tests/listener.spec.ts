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

function open({ url }: Server): Wire {
	const { hostname, port } = new URL(url);
	const socket = connect(Number(port), hostname);
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
	const dribbling = setInterval(() => [slowHeaders, slowBody].forEach(({ socket }) => socket.writable && socket.write("a")), 500);

	for (const wire of [silent, halfHeaders, slowHeaders]) {
		expect(await wire.closed).toBeLessThan(12.5);
		expect(wire.answer()).toMatch(/^(HTTP\/1.1 408 |$)/);
	}
	for (const wire of [halfBody, slowBody]) {
		expect(await wire.closed).toBeLessThan(35);
		expect(wire.answer()).toMatch(/^(HTTP\/1.1 408 |$)/);
	}
	clearInterval(dribbling);
	idle.socket.write(`${HALF_HEADERS}\r\n`);
	await expect.poll(() => idle.answer().match(/HTTP\/1.1 200 OK\r$/gm)).toHaveLength(2);
	idle.socket.destroy();
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
