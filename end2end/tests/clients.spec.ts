import { spawnSync } from "node:child_process";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { test as base } from "./help/another";
import { remember } from "./help/canary";
import { CLIENTS, HEARING } from "./help/clients/all";
import { registered, type Algorithm, type Client, type RunningPanel, type Who } from "./help/clients/client";
import { expressOpenIdConnect } from "./help/clients/express-openid-connect";
import { oauth4webapi } from "./help/clients/oauth4webapi";
import { openidClient } from "./help/clients/openid-client";
import { Traveller } from "./help/clients/traveller";
import { hidden } from "./help/hidden";
import { accept, host, invite } from "./help/kinds";
import { Panel } from "./help/panel";
import { address, PASSWORD } from "./help/person";
import { PlainVisitor } from "./help/plain";
import { expect, type Server } from "./help/server";
import { totp } from "./help/two-step";

/** Hashes cost next to nothing. */
const SETTINGS = { OCPANEL_ARGON2: "m=8,t=1,p=1" };

const test = base.extend<{ opened: (client: Client, server: Server, algorithm?: Algorithm) => Promise<RunningPanel> }>({
	/** Opens a panel; closed after the test. */
	opened: async ({}, use) => {
		const panels: RunningPanel[] = [];
		await use(async (client, server, algorithm) => {
			const panel = await client.open(server, algorithm);
			panels.push(panel);
			return panel;
		});
		for (const panel of panels) await panel.close();
	},
});

test.use({ settings: SETTINGS });

for (const client of CLIENTS) {
	test.describe(client.name, () => {
		test("somebody registers on the way, leaves, and comes again with password and code", async ({ opened, server }) => {
			const panel = await opened(client, server);
			const somebody = new Traveller(server, panel);
			await somebody.open("/");
			expect(somebody.at.pathname, "asked to sign in").toBe("/sign-in");
			expect(await somebody.who()).toBeUndefined();
			const key = await somebody.register();
			expect(somebody.at.origin, "led back").toBe(panel.url);
			const all = await everything(somebody);
			const learnt = Object.fromEntries(client.learns.map((name) => [name, all[name]]));
			expect(await somebody.who()).toEqual(learnt);

			await somebody.open("/leave");
			if (client.leavesHere) {
				await somebody.press("sign_out");
				expect(somebody.at.origin + somebody.at.pathname, "led back").toBe(`${panel.url}/goodbye`);
				expect(somebody.page.status).toBeLessThan(500);
			}
			expect(await somebody.who(), "the panel has forgotten").toBeUndefined();
			expect(await somebody.home.signedIn(), "still signed in here").toBe(!client.leavesHere);
			await somebody.home.post("/api/sign_out", {});

			await somebody.open("/");
			await somebody.press("sign_in", { email: somebody.email, password: PASSWORD });
			expect(somebody.at.pathname).toBe("/sign-in/two-step");
			await somebody.press("second_step", { two_step_code: totp(key) });
			expect(somebody.at.origin, "led back").toBe(panel.url);
			expect(await somebody.who()).toEqual(learnt);

			await somebody.home.post("/api/sign_out", {});
			expect(await somebody.who(), "signed out here alone").toEqual(client.asksAnew ? undefined : learnt);
			somebody.forget();
			await somebody.open("/");
			expect(somebody.at.pathname, "asked to sign in").toBe("/sign-in");
		});

		// What no visitor by requests alone can show: a browser keeps some cookies back where another site leads.
		if (process.env.CLIENTS) {
			test("somebody signs in and out in Chromium", async ({ opened, page, problems, server }) => {
				const panel = await opened(client, server);
				// What is wrong there is not ours; Auth.js shows a picture of its makers' host.
				problems.tolerate(new RegExp(`${panel.url}/`), /authjs\.dev/);
				const open = async (path: "/" | "/leave") => {
					await page.goto(panel.url + path);
					if (client.buttons?.includes(path)) await page.getByRole("button").click();
				};
				const who = async () => {
					await page.goto(`${panel.url}/who`);
					return JSON.parse((await page.locator("body").textContent()) ?? "") as Who;
				};
				const email = address("chromium");
				await new PlainVisitor(server.url).signUp(server, email);
				await open("/");
				await page.getByLabel("E-mail", { exact: true }).fill(email);
				await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
				await page.getByRole("button", { name: "Sign in", exact: true }).click();
				await page.waitForURL(`${panel.url}/**`);
				expect(await who()).toMatchObject({ email });

				await open("/leave");
				if (client.leavesHere) {
					await page.getByRole("main").getByRole("button", { name: "Sign out", exact: true }).click();
					await page.waitForURL(({ origin, pathname }) => origin + pathname === `${panel.url}/goodbye`);
				}
				expect(await who()).toEqual({});
			});
		}

		test("an elliptic curve signs as well", async ({ opened, server }) => {
			const somebody = new Traveller(server, await opened(client, server, "ES256"));
			await somebody.home.signUp(server, somebody.email);
			await somebody.open("/");
			expect(await somebody.who()).toMatchObject({ email: somebody.email });
		});

		test("signing in goes on over a rotation of the keys", async ({ another, folder, opened }) => {
			const settings = { ...SETTINGS, OCPANEL_DATA_DIR: folder };
			const first = { ...(await another(settings)), mailDir: path.join(folder, "mail") };
			const somebody = new Traveller(first, await opened(client, first));
			await somebody.home.signUp(first, somebody.email);
			const known = expect.objectContaining({ email: somebody.email });
			await somebody.open("/");
			expect(await somebody.who(), "nothing is asked").toEqual(known);

			expect(first.log().includes('"route":"/openid/keys"')).toBe(client.readsKeys);
			const before = await keys(first);
			await first.terminate();
			// Keys are told apart by the second in which they were made.
			await sleep(1_000);
			expect(first.run("keys", "rotate").status).toBe(0);
			// The new keys sign after ten minutes. It takes a program to let that be over, which not every machine has.
			if (process.env.CLIENTS) await tenMinutes(client, folder);
			const second = await another({ ...settings, OCPANEL_ADDR: `127.0.0.1:${new URL(first.url).port}` });
			const after = await keys(second);
			expect(after).toEqual(expect.arrayContaining(before));
			expect(after).toHaveLength(2 * before.length);
			expect(before.includes(await signedWith(second, somebody.home)), "signed with a key of before").toBe(!process.env.CLIENTS);
			somebody.forget();
			await somebody.open("/");
			expect(await somebody.who()).toEqual(known);
		});
	});
}

for (const client of HEARING) {
	test.describe(`${client.name} is told`, () => {
		test("that somebody has signed out here; they sign in again", async ({ opened, server }) => {
			const somebody = await signedIn(server, await opened(client, server));
			await somebody.home.post("/api/sign_out", {});
			await forgotten(somebody);
			await again(somebody);
			expect(await somebody.who()).toMatchObject({ email: somebody.email });
		});

		test("that a session was ended elsewhere, and that somebody is disabled", async ({ opened, server }) => {
			const somebody = await signedIn(server, await opened(client, server));
			const another = new PlainVisitor(server.url);
			await another.signIn(somebody.email);
			await another.post("/api/end_other_sessions", {});
			await forgotten(somebody);
			await again(somebody);
			expect(await somebody.who()).toMatchObject({ email: somebody.email });
			server.run("user", "disable", somebody.email);
			await forgotten(somebody);
		});

		test("that somebody has signed out of it on Security: another panel goes on, and so does the session here", async ({ opened, server }) => {
			const somebody = await signedIn(server, await opened(client, server));
			const there = new Traveller(server, await opened(openidClient, server), somebody.home);
			await there.open("/");
			const known = { email: somebody.email };
			expect([await somebody.who(), await there.who()]).toMatchObject([known, known]);
			await signOutOfThis(somebody);
			await forgotten(somebody);
			expect(await there.who(), "another panel").toMatchObject(known);
			expect(await somebody.home.signedIn(), "here").toBe(true);
			await somebody.open("/");
			expect(await somebody.who(), "nothing is asked").toMatchObject(known);
		});

		test("that one session has ended; another one of the same person goes on", async ({ opened, server }) => {
			const panel = await opened(client, server);
			const somebody = await signedIn(server, panel);
			const elsewhere = new Traveller(server, panel);
			await elsewhere.home.signIn(somebody.email);
			await elsewhere.open("/");
			const known = { email: somebody.email };
			expect(await elsewhere.who()).toMatchObject(known);
			await somebody.home.post("/api/sign_out", {});
			await forgotten(somebody);
			expect(await elsewhere.who()).toMatchObject(known);
		});
	});
}

// It is told again after 20 seconds.
if (process.env.CLIENTS) {
	test("a panel that cannot be reached is told when it can; who has come again meanwhile stays", async ({ another, opened }) => {
		// Its log speaks of no other panel.
		const [server, client] = [await another(SETTINGS), expressOpenIdConnect(true)];
		const panel = await opened(client, server);
		const [gone, back] = [await signedIn(server, panel), new Traveller(server, panel)];
		panel.close();
		await gone.home.post("/api/sign_out", {});
		await expect.poll(() => server.log(), { timeout: 10_000 }).toContain("a sign-out is told again later");
		await panel.again!();
		await back.home.signIn(gone.email);
		await back.open("/");
		const known = { email: gone.email };
		expect([await gone.who(), await back.who()], "not told yet").toMatchObject([known, known]);
		await forgotten(gone, 30_000);
		expect(await back.who()).toMatchObject(known);
	});
}

for (const algorithm of ["RS256", "ES256"] as const) {
	test(`a logout token signed with ${algorithm} says which session has ended`, async ({ opened, server }) => {
		const panel = await Panel.open(server, algorithm);
		await opened({ ...openidClient, open: async () => panel }, server);
		const somebody = await signedIn(server, panel);
		const { iss, aud, sid } = panel.claims;
		await somebody.home.post("/api/sign_out", {});
		await expect.poll(() => panel.heard, { timeout: 10_000 }).toHaveLength(1);
		const [{ iat = 0, exp, jti, ...told } = {}] = panel.heard;
		expect(told).toEqual({ iss, aud, sid, events: { "http://schemas.openid.net/event/backchannel-logout": {} } });
		expect([exp, typeof jti]).toEqual([iat + 120, "string"]);
	});
}

test("a session that is ended elsewhere is no more for a panel with its next question, and it has to ask anew", async ({ opened, server }) => {
	const somebody = new Traveller(server, await opened(oauth4webapi, server));
	const another = new PlainVisitor(server.url);
	await somebody.home.signUp(server, somebody.email);
	for (const end of [() => another.post("/api/end_other_sessions", {}), () => server.run("user", "disable", somebody.email)]) {
		await somebody.open("/");
		expect(await somebody.who()).toMatchObject({ email: somebody.email });
		await another.signIn(somebody.email);
		await end();
		expect(await somebody.who(), "userinfo answers 401").toBeUndefined();
		await somebody.open("/");
		expect(somebody.at.pathname).toBe("/sign-in");
		await somebody.press("sign_in", { email: somebody.email, password: PASSWORD });
	}
	expect(await somebody.home.signedIn(), "disabled").toBe(false);
});

test("a role that is changed is another with a panel's next question", async ({ opened, server }) => {
	const somebody = new Traveller(server, await opened(oauth4webapi, server));
	const owner = await host(server);
	const account = owner.account.replace("-", "");
	await somebody.home.signUp(server, somebody.email);
	await accept(somebody.home, await invite(server, owner, somebody.email));
	await somebody.open("/");
	const roles = async () => {
		const { accounts } = JSON.parse((await somebody.panel.get("/whoami")).body) as { accounts: { number: string; roles: string[] }[] };
		const ofThis = accounts.find(({ number }) => number === owner.account)?.roles ?? [];
		return [(await somebody.who())?.roles?.filter((role) => role.startsWith(account)), ofThis];
	};
	expect(await roles()).toEqual([[`${account}:account_observer`], ["account_observer"]]);

	const { sub = "" } = (await somebody.who()) ?? {};
	const form = hidden((await owner.visitor.get(`/clients/${owner.account}/users/${sub}/roles`)).body, "set_roles");
	await owner.visitor.post("/api/set_roles", { ...form, role_billing_administrator: "on" });
	expect(await roles()).toEqual([[`${account}:billing_administrator`], ["billing_administrator"]]);

	const leaving = hidden((await owner.visitor.get(`/clients/${owner.account}/users/${sub}/dissociate`)).body, "dissociate");
	await owner.visitor.post("/api/dissociate", leaving);
	expect(await roles()).toEqual([[], []]);
});

/** Somebody new, signed in at a panel. */
async function signedIn(server: Server, panel: RunningPanel): Promise<Traveller> {
	const somebody = new Traveller(server, panel);
	await somebody.home.signUp(server, somebody.email);
	await somebody.open("/");
	expect(await somebody.who()).toMatchObject({ email: somebody.email });
	return somebody;
}

/** Comes to the panel once more, and has to sign in. */
async function again(somebody: Traveller) {
	await somebody.open("/");
	expect(somebody.at.pathname).toBe("/sign-in");
	await somebody.press("sign_in", { email: somebody.email, password: PASSWORD });
}

/** Waits until the panel knows them no more. */
async function forgotten(somebody: Traveller, timeout = 10_000) {
	await expect.poll(() => somebody.who(), { timeout }).toBeUndefined();
}

/** Presses the button on Security that signs out of the panel that is not the other tests'. */
async function signOutOfThis({ home }: Traveller) {
	const { body } = await home.get("/settings/security");
	const form = body.split("<form ").find((form) => /Sign out of (?!Cloud console)/.test(form.split("</form>")[0]!)) ?? "";
	await home.post("/api/end_application_session", hidden(`<form ${form}`, "end_application_session"));
}

/** All that a panel can learn of somebody with one account. */
async function everything(somebody: Traveller): Promise<Who> {
	const { user, accounts } = JSON.parse((await somebody.home.get("/api/whoami")).body);
	const roles = [`${accounts[0].number.replace("-", "")}:account_owner`];
	return { sub: user.id, email: somebody.email, name: "Оксана Ґалаґан", roles };
}

/** The ids of the keys that are published. */
async function keys(server: Server): Promise<string[]> {
	const answer = (await (await fetch(`${server.url}/openid/keys`)).json()) as { keys: { kid: string }[] };
	return answer.keys.map(({ kid }) => kid);
}

/** The id of the key that an ID token is signed with now. */
async function signedWith(server: Server, visitor: PlainVisitor): Promise<string> {
	const { id, secret, url } = await registered(server, address("token"), "/callback");
	const redirect = `${url}/callback`;
	const question = new URLSearchParams({ client_id: id, redirect_uri: redirect, response_type: "code", scope: "openid" });
	const { headers } = await visitor.get(`/openid/authorize?${question}`);
	const code = new URL(headers.get("refresh")!.replace("0; url=", "")).searchParams.get("code")!;
	const body = new URLSearchParams({ grant_type: "authorization_code", code, redirect_uri: redirect, client_id: id, client_secret: secret });
	const { id_token, access_token } = (await (await fetch(`${server.url}/openid/token`, { method: "POST", body })).json()) as Record<string, string>;
	remember(access_token!, "an access token");
	return JSON.parse(Buffer.from(id_token!.split(".")[0]!, "base64url").toString()).kid;
}

/** Lets ten minutes pass for the new keys, and longer for those of before; of that a client gets what it cannot do without. */
async function tenMinutes({ keepsKeys = 0 }: Client, folder: string) {
	test.setTimeout(60_000 + keepsKeys);
	await sleep(keepsKeys);
	const script = "import sqlite3, sys\nwith sqlite3.connect(sys.argv[1]) as db: db.execute('update signing_keys set created_at = created_at - iif(retired_at is null, 660, 6600)')";
	const { status, stderr } = spawnSync(process.env.TEST_PYTHON!, ["-c", script, path.join(folder, "ocpanel.db")], { encoding: "utf8" });
	expect([status, stderr]).toEqual([0, ""]);
}
