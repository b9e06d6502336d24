import * as oauth from "oauth4webapi";
import { test as base } from "./help/another";
import { remember } from "./help/canary";
import { address, confirm, PASSWORD, personalDetails, sendFirstStep } from "./help/person";
import { Panel } from "./help/panel";
import { PlainVisitor } from "./help/plain";
import { expect } from "./help/server";
import { enable, totp } from "./help/two-step";

const WAYS = {
	"with WebAssembly": {},
	"with WebAssembly blocked": { blockWasm: true },
	"with scripts off": { javaScriptEnabled: false },
};

const test = base.extend<{ panel: Panel }>({
	panel: async ({ server, problems }, use) => {
		const panel = await Panel.open(server);
		problems.tolerate(new RegExp(`^foreign host: ${panel.url}/`));
		problems.tolerate(/favicon\.ico/);
		await use(panel);
		panel.close();
	},
});

for (const [way, use] of Object.entries(WAYS)) {
	test.describe(way, () => {
		test.use(use);

		test("somebody comes from a panel on another host, registers, sets the second step up and ends there; so do they by signing in", async ({ page, panel, server }) => {
			const email = address("panel");
			await page.goto(panel.url);
			await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
			await page.getByRole("link", { name: "Register", exact: true }).first().click();
			await expect(page.getByRole("heading", { level: 1, name: "Register" })).toBeVisible();
			await sendFirstStep(page, email);
			await expect(page.getByRole("heading", { level: 1, name: "Additional information" })).toBeVisible();
			await personalDetails(page);
			await confirm(page, server, email);
			const key = await enable(page);
			await page.getByRole("button", { name: "I have saved them" }).click();
			await expect(page.getByRole("heading", { level: 1, name: `Hello ${email}` })).toBeVisible();
			expect(await panel.userinfo()).toMatchObject({ email, email_verified: true, given_name: "Оксана" });

			// Signed in here already: nothing is asked.
			await page.goto(panel.url);
			await expect(page.getByRole("heading", { level: 1, name: `Hello ${email}` })).toBeVisible();

			await page.goto(`${panel.url}/leave`);
			await expect(page.getByText("Cloud console asks to sign you out")).toBeVisible();
			await page.getByRole("main").getByRole("button", { name: "Sign out", exact: true }).click();
			await expect(page.getByRole("heading", { level: 1, name: "Goodbye" })).toBeVisible();
			await expect(panel.userinfo()).rejects.toThrow();

			await page.goto(panel.url);
			await page.getByLabel("E-mail", { exact: true }).fill(email);
			await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
			await page.getByRole("button", { name: "Sign in", exact: true }).click();
			await expect(page.getByRole("heading", { level: 1, name: "2-Step Verification" })).toBeVisible();
			await page.getByLabel("Code", { exact: true }).fill(totp(key));
			await page.getByRole("button", { name: "Confirm", exact: true }).click();
			await expect(page.getByRole("heading", { level: 1, name: `Hello ${email}` })).toBeVisible();
		});
	});
}

test("the client of oauth4webapi signs somebody in by its own defaults", async ({ server }) => {
	const redirect = "http://localhost:9/callback";
	const { id, secret } = JSON.parse(server.run("application", "add", "Console", "--redirect", redirect, "--json").stdout) as { id: string; secret: string };
	remember(secret, "an application's secret");
	const insecure = { [oauth.allowInsecureRequests]: true };
	const issuer = new URL(server.url);
	const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
	const client: oauth.Client = { client_id: id };
	const [verifier, state, nonce] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState(), oauth.generateRandomNonce()];
	const question = new URL(as.authorization_endpoint!);
	const parameters = { client_id: id, redirect_uri: redirect, response_type: "code", scope: "openid email", code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256", state, nonce };
	for (const [name, value] of Object.entries(parameters)) question.searchParams.set(name, value);

	const visitor = new PlainVisitor(server.url);
	const email = address("oauth");
	await visitor.signUp(server, email);
	const page = await visitor.get(`${question.pathname}${question.search}`);
	const led = new URL((page.headers.get("refresh") ?? "").replace("0; url=", ""));
	const answer = oauth.validateAuthResponse(as, client, led, state);
	const auth = oauth.ClientSecretBasic(secret);
	const exchanged = await oauth.authorizationCodeGrantRequest(as, client, auth, answer, redirect, verifier, insecure);
	const tokens = await oauth.processAuthorizationCodeResponse(as, client, exchanged, { expectedNonce: nonce, requireIdToken: true });
	await oauth.validateApplicationLevelSignature(as, exchanged, insecure);
	remember(tokens.access_token, "an access token");
	const { sub } = oauth.getValidatedIdTokenClaims(tokens)!;
	const told = await oauth.processUserInfoResponse(as, client, sub, await oauth.userInfoRequest(as, client, tokens.access_token, insecure));
	expect(told).toMatchObject({ sub, email, email_verified: true });
});
