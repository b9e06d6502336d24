import { request as http } from "node:http";
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { test } from "./help/another";
import { letter } from "./help/mail";
import { address, personalDetails, register } from "./help/person";
import { PlainVisitor } from "./help/plain";
import { expect, type Server } from "./help/server";

const ADDRESS = /^http:\/\/localhost:\d+\/dev\/mailbox\?key=[\w-]{43}$/;

/** Asks by a name that leads here, as a browser does. */
async function asked({ url }: Server, target: string, headers: Record<string, string> = {}): Promise<{ status: number; body: string }> {
	return new Promise((resolve, reject) => {
		const sent = http(`${url}${target}`, { headers }, (answer) => {
			let body = "";
			answer.setEncoding("utf8").on("data", (text) => (body += text));
			answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body }));
		});
		sent.on("error", reject).end();
	});
}

/** The cookie of somebody who has opened the printed address. */
async function opened(server: Server): Promise<string> {
	const answer = await fetch(await server.mailbox(), { redirect: "manual" });
	return answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}

test("letters can be read in the mailbox of development by whoever has the printed address", async ({ page, server, problems }) => {
	const email = address();
	await register(page, email);
	await personalDetails(page);
	const { code } = await letter(server.mailDir, email);
	problems.tolerate(/status of 403/);
	await page.goto("/dev/mailbox");
	await expect(page.getByText("stands in the program's first lines")).toBeVisible();
	await expect(page.getByText(email)).toHaveCount(0);
	const printed = await server.mailbox();
	expect(printed).toMatch(ADDRESS);
	await page.goto(printed);
	await expect(page).toHaveURL("/dev/mailbox");
	await page.getByRole("listitem").filter({ hasText: email }).getByRole("link").click();
	await expect(page.getByText(code).first()).toBeVisible();
	await expect(page.frameLocator(".mailbox__html").getByText(code).first()).toBeVisible();
	const [cookie] = (await page.context().cookies()).filter(({ name }) => name === "ocpanel-mailbox");
	expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict", path: "/dev/mailbox" });
});

test("without its key the mailbox shows nothing", async ({ server }) => {
	const visitor = new PlainVisitor(server.url);
	const email = address();
	await visitor.register(email);
	await visitor.details();
	await letter(server.mailDir, email);
	const cookie = await opened(server);
	const open = await fetch(`${server.url}/dev/mailbox`, { headers: { Cookie: cookie } });
	expect(open.status).toBe(200);
	const [name] = /\/dev\/mailbox\/[\w.-]+\.eml/.exec(await open.text()) ?? [];
	for (const place of ["/dev/mailbox", name!, `${name}/html`]) {
		for (const [query, cookie] of [["", ""], ["?key=", ""], [`?key=${"A".repeat(43)}`, ""], ["", `ocpanel-mailbox=${"A".repeat(43)}`]] as const) {
			const answer = await fetch(`${server.url}${place}${query}`, { headers: { Cookie: cookie }, redirect: "manual" });
			expect(answer.status, `${place}${query}`).toBe(403);
			expect(await answer.text()).not.toMatch(/class="(mailbox|source)|verification code/i);
		}
	}
});

test("neither a proxy nor a foreign name shows anything of development, with the key neither", async ({ server }) => {
	const cookie = await opened(server);
	const { port } = new URL(server.url);
	const places = ["/dev/mailbox", "/dev/routes", "/dev/components"];
	for (const host of [`localhost:${port}`, "localhost", "127.0.0.1", "127.1.2.3:80", `[::1]:${port}`]) {
		for (const place of places) expect((await asked(server, place, { Cookie: cookie, Host: host })).status, `${host}${place}`).toBe(200);
	}
	for (const host of ["evil.example", `evil.example:${port}`, `127.0.0.1.evil.example:${port}`, `localhost.evil.example`, "192.0.2.1", "[2001:db8::1]"]) {
		for (const place of places) expect((await asked(server, place, { Cookie: cookie, Host: host })).status, `${host}${place}`).toBe(404);
	}
	for (const header of ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via"]) {
		for (const place of places) expect((await asked(server, place, { Cookie: cookie, [header]: "203.0.113.7" })).status, `${header} ${place}`).toBe(404);
		expect((await asked(server, new URL(await server.mailbox()).pathname + new URL(await server.mailbox()).search, { [header]: "203.0.113.7" })).status, header).toBe(404);
	}
});

test("an open mailbox stays open over a restart", async ({ another, folder }) => {
	const first = await another({ OCPANEL_DATA_DIR: folder });
	const cookie = await opened(first);
	await first.terminate();
	const second = await another({ OCPANEL_DATA_DIR: folder });
	expect((await fetch(`${second.url}/dev/mailbox`, { headers: { Cookie: cookie } })).status).toBe(200);
	const file = path.join(folder, "mailbox.key");
	expect(cookie).toContain(readFileSync(file, "utf8").trim());
	expect(statSync(file).mode & 0o777).toBe(0o600);
});
