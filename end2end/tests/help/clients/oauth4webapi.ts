import * as oauth from "oauth4webapi";
import type { ServerResponse } from "node:http";
import { remember } from "../canary";
import { listening, registered, say, type Client, type Place } from "./client";

type Visit = { verifier: string; state: string; nonce: string; sub: string; tokens?: oauth.TokenEndpointResponse };

const insecure = { [oauth.allowInsecureRequests]: true };

/** The parts of which other clients are made; its panel has one visitor. */
export const oauth4webapi: Client = {
	name: "oauth4webapi 3.8.8",
	learns: ["sub", "email", "name", "roles"],
	asksAnew: true,
	readsKeys: true,
	keepsKeys: 60_000,
	leavesHere: true,
	async open(server, algorithm) {
		const place = await registered(server, "Console", "/callback", algorithm);
		const issuer = new URL(place.issuer);
		const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
		const panel = new Panel(place, as);
		return listening(place, ({ url = "/" }, response) => {
			panel.answer(new URL(url, place.url), response).catch((error) => response.writeHead(500).end(String(error)));
		});
	},
};

class Panel {
	private visit: Visit | undefined;
	private readonly client: oauth.Client;
	private readonly redirect: string;

	constructor(
		private readonly place: Place,
		private readonly as: oauth.AuthorizationServer,
	) {
		this.client = { client_id: place.id };
		this.redirect = `${place.url}/callback`;
	}

	async answer(url: URL, response: ServerResponse) {
		const lead = (to: URL | string) => response.writeHead(303, { Location: String(to) }).end();
		if (url.pathname === "/") lead(await this.question());
		else if (url.pathname === "/callback") lead(await this.callback(url));
		else if (url.pathname === "/who") say(response, await this.who());
		else if (url.pathname === "/whoami") response.end(await this.whoami());
		else if (url.pathname === "/leave") lead(this.leave());
		else response.end("Goodbye");
	}

	private async question(): Promise<URL> {
		const [verifier, state, nonce] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState(), oauth.generateRandomNonce()];
		this.visit = { verifier, state, nonce, sub: "" };
		const challenge = await oauth.calculatePKCECodeChallenge(verifier);
		const parameters = { client_id: this.place.id, redirect_uri: this.redirect, response_type: "code", scope: "openid profile email accounts", code_challenge: challenge, code_challenge_method: "S256", state, nonce };
		return withAll(this.as.authorization_endpoint!, parameters);
	}

	private async callback(url: URL): Promise<string> {
		const { verifier, state, nonce } = this.visit!;
		const answer = oauth.validateAuthResponse(this.as, this.client, url, state);
		const secret = oauth.ClientSecretBasic(this.place.secret);
		const exchanged = await oauth.authorizationCodeGrantRequest(this.as, this.client, secret, answer, this.redirect, verifier, insecure);
		const tokens = await oauth.processAuthorizationCodeResponse(this.as, this.client, exchanged, { expectedNonce: nonce, requireIdToken: true });
		await oauth.validateApplicationLevelSignature(this.as, exchanged, insecure);
		remember(tokens.access_token, "an access token");
		this.visit = { ...this.visit!, tokens, sub: oauth.getValidatedIdTokenClaims(tokens)!.sub };
		return "/who";
	}

	private async who() {
		const { tokens, sub } = this.visit ?? {};
		if (!tokens || !sub) return undefined;
		const answer = await oauth.userInfoRequest(this.as, this.client, tokens.access_token, insecure);
		if (answer.status === 401) return undefined;
		const { email, name, account_roles } = await oauth.processUserInfoResponse(this.as, this.client, sub, answer);
		return { sub, email, name, roles: account_roles as string[] };
	}

	/** What the program's own API says of them. */
	private async whoami(): Promise<string> {
		const address = new URL("/api/whoami", this.place.issuer);
		return (await oauth.protectedResourceRequest(this.visit!.tokens!.access_token, "GET", address, undefined, undefined, insecure)).text();
	}

	private leave(): URL {
		const parameters = { id_token_hint: this.visit?.tokens?.id_token ?? "", post_logout_redirect_uri: `${this.place.url}/goodbye` };
		this.visit = undefined;
		return withAll(this.as.end_session_endpoint!, parameters);
	}
}

function withAll(address: string, parameters: Record<string, string>): URL {
	const url = new URL(address);
	for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
	return url;
}
