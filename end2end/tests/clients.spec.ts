import { CLIENTS } from "./help/clients/all";
import type { RunningPanel, Who } from "./help/clients/client";
import { Traveller } from "./help/clients/traveller";
import { test as base } from "./help/another";
import { expect, type Server } from "./help/server";
import { totp } from "./help/two-step";
import { PASSWORD } from "./help/person";

const test = base.extend<{ traveller: (panel: RunningPanel) => Traveller }>({
	traveller: async ({ server }, use) => use((panel) => new Traveller(server, panel)),
});

// Hashes cost next to nothing.
test.use({ settings: { OCPANEL_ARGON2: "m=8,t=1,p=1" } });

/** The ids of the keys that are published. */
async function keys(server: Server): Promise<string[]> {
	const answer = (await (await fetch(`${server.url}/openid/keys`)).json()) as { keys: { kid: string }[] };
	return answer.keys.map(({ kid }) => kid);
}

for (const client of CLIENTS) {
	test(`${client.name}: somebody registers on the way, leaves, comes again with password and code, and after a rotation of the keys`, async ({ server, traveller }) => {
		const panel = await client.open(server);
		const somebody = traveller(panel);
		const known = expect.objectContaining({ email: somebody.email });
		await somebody.open("/");
		expect(somebody.at.pathname, "asked to sign in").toBe("/sign-in");
		expect(await somebody.who()).toBeUndefined();
		const key = await somebody.register();
		expect(somebody.at.origin, "led back").toBe(panel.url);
		const { user, accounts } = JSON.parse((await somebody.home.get("/api/whoami")).body);
		const all: Who = { sub: user.id, email: somebody.email, name: "Оксана Ґалаґан", roles: [`${accounts[0].number.replace("-", "")}:account_owner`] };
		expect(await somebody.who()).toEqual(Object.fromEntries(client.learns.map((name) => [name, all[name]])));

		await somebody.open("/leave");
		if (client.leavesHere) await somebody.press("sign_out");
		expect(await somebody.who(), "the panel has forgotten").toBeUndefined();
		expect(await somebody.home.signedIn(), "still signed in here").toBe(!client.leavesHere);
		if (!client.leavesHere) await somebody.home.post("/api/sign_out", {});

		await somebody.open("/");
		expect(somebody.at.pathname).toBe("/sign-in");
		await somebody.press("sign_in", { email: somebody.email, password: PASSWORD });
		expect(somebody.at.pathname).toBe("/sign-in/two-step");
		await somebody.press("second_step", { two_step_code: totp(key) });
		expect(await somebody.who()).toEqual(known);

		const before = await keys(server);
		server.run("keys", "rotate");
		somebody.forget();
		await somebody.open("/");
		expect(await somebody.who(), "nothing is asked").toEqual(known);
		expect(before.length).toBeGreaterThan(0);
		await panel.close();
	});
}
