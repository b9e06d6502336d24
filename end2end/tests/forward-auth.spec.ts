import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test as base } from "@playwright/test";
import { address } from "./help/person";
import { freePort, start } from "./help/program";
import { before, Distant, isThere, type Asks } from "./help/proxy";

const NAMES: Asks[] = ["nginx", "caddy"];
const IDENTITY = ["user", "email", "name", "language", "accounts", "permissions"].map((name) => `x-ocpanel-${name}`);

/** A panel that says what it was asked with. */
const test = base.extend<{ console: string }>({
	console: async ({}, use) => {
		const listener = createServer((request, response) => {
			let body = "";
			request.setEncoding("utf8").on("data", (chunk) => (body += chunk));
			request.on("end", () => response.end(JSON.stringify({ headers: request.headers, body, method: request.method })));
		});
		await new Promise<void>((done) => listener.listen(0, "127.0.0.1", done));
		await use(`127.0.0.1:${(listener.address() as AddressInfo).port}`);
		listener.closeAllConnections();
		listener.close();
	},
});

for (const name of NAMES) {
	test.describe(name, () => {
		test.skip(!isThere(name) && !process.env.CI, `${name} is not there, and Debian's package cannot be had`);

		test("a panel behind the same host name learns who somebody is, and gets none of our cookies", async ({ console: panel }) => {
			const [port, own] = [await freePort(), `127.0.0.1:${await freePort()}`];
			const server = await start({ OCPANEL_TRUSTED_PROXIES: "1", OCPANEL_ARGON2: "m=8,t=1,p=1", OCPANEL_ADDR: own, OCPANEL_BASE_URL: `https://localhost:${port}` });
			const proxy = await before(name, own, port, panel);
			const forged = Object.fromEntries(IDENTITY.map((header) => [header, "forged"]));
			const visitor = new Distant(proxy.url, "127.0.0.77", forged);
			const nobody = await visitor.get("/console/servers");
			expect([nobody.status, nobody.headers.get("location")?.replace(proxy.url, "")]).toEqual([303, "/sign-in?next=/console/servers"]);

			const email = address(name);
			await visitor.signUp(server, email);
			visitor.cookies.set("console_session", "its-own");
			const told = JSON.parse((await visitor.get("/console/servers?x=1")).body);
			const number = JSON.parse((await visitor.get("/api/whoami")).body).accounts[0].number.replace("-", "");
			expect(told.headers).toMatchObject({ "x-ocpanel-email": email, "x-ocpanel-language": "en", "x-ocpanel-accounts": `${number}:account_owner` });
			expect(decodeURIComponent(told.headers["x-ocpanel-name"])).toBe("Оксана Ґалаґан");
			for (const header of IDENTITY) expect(told.headers[header], header).not.toContain("forged");
			expect(told.headers.cookie).toContain("console_session=its-own");
			expect(told.headers.cookie).not.toContain("__Host-ocpanel");
			const posted = JSON.parse((await visitor.post("/console/servers", { size: "large" })).body);
			expect(posted).toMatchObject({ method: "POST", body: "size=large", headers: { "x-ocpanel-email": email } });

			await visitor.post("/api/sign_out", {});
			expect((await visitor.get("/console/servers")).status).toBe(303);
			visitor.close();
			await proxy.stop();
			await server.stop();
		});
	});
}
