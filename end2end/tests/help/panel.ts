import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { createRemoteJWKSet, jwtVerify, type JWTPayload } from "jose";
import * as client from "openid-client";
import { say, type Algorithm } from "./clients/client";
import type { Server } from "./server";

/** What somebody's browser is at: what they were asked with, and what the panel has learnt. */
type Visit = { verifier: string; state: string; nonce: string; tokens?: client.TokenEndpointResponse & client.TokenEndpointResponseHelpers };

/** A control panel on another host, which lets in whoever we say: with the client of npm's openid-client. */
export class Panel {
	/** What its logout tokens have said. */
	readonly heard: JWTPayload[] = [];
	private visit: Visit | undefined;

	private constructor(
		readonly url: string,
		private readonly config: client.Configuration,
		private readonly algorithm: Algorithm,
		private readonly listener: ReturnType<typeof createServer>,
	) {}

	static async open(server: Server, algorithm: Algorithm = "RS256"): Promise<Panel> {
		let answer: (request: IncomingMessage, response: ServerResponse) => Promise<void> = async () => {};
		const listener = createServer((request, response) => {
			answer(request, response).catch((error) => response.writeHead(500).end(String(error)));
		});
		await new Promise<void>((done) => listener.listen(0, "localhost", done));
		const url = `http://localhost:${(listener.address() as AddressInfo).port}`;
		const added = server.run("application", "add", "Cloud console", "--redirect", `${url}/callback`, "--logout-redirect", `${url}/goodbye`, "--backchannel-logout", `${url}/told`, "--algorithm", algorithm, "--json");
		const { id, secret } = JSON.parse(added.stdout) as { id: string; secret: string };
		const config = await client.discovery(new URL(server.url), id, secret, undefined, { execute: [client.allowInsecureRequests] });
		const panel = new Panel(url, config, algorithm, listener);
		answer = (request, response) => panel.answer(request, response);
		return panel;
	}

	close() {
		this.listener.closeAllConnections();
		this.listener.close();
	}

	/** What the panel may still learn of whoever is signed in. */
	async userinfo(): Promise<client.UserInfoResponse> {
		const { access_token, claims } = this.visit!.tokens!;
		return client.fetchUserInfo(this.config, access_token, claims()!.sub);
	}

	/** What the ID token says of them. */
	get claims(): client.IDToken {
		return this.visit!.tokens!.claims()!;
	}

	/** As `Client` asks of each panel. */
	private async who(response: ServerResponse) {
		const told = this.visit?.tokens && (await this.userinfo().catch(() => undefined));
		say(response, told && { sub: told.sub, email: told.email, name: told.name, roles: told.account_roles as string[] });
	}

	/** Takes a logout token that is right in all that can be checked without knowing the session (OpenID Connect Back-Channel Logout, 2.6). */
	private async hear(request: IncomingMessage, response: ServerResponse) {
		const { issuer, jwks_uri } = this.config.serverMetadata();
		const token = new URLSearchParams(await text(request)).get("logout_token") ?? "";
		const wanted = { issuer, audience: this.config.clientMetadata().client_id, typ: "logout+jwt", algorithms: [this.algorithm], maxTokenAge: 60 };
		const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(jwks_uri!)), wanted);
		this.heard.push(payload);
		response.writeHead(204).end();
	}

	private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const url = new URL(request.url ?? "/", this.url);
		const lead = (to: URL) => response.writeHead(303, { Location: to.href }).end();
		const show = (text: string) => response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(`<!DOCTYPE html><html lang="en"><title>Panel</title><h1>${text}</h1>`);
		if (url.pathname === "/") {
			this.visit = { verifier: client.randomPKCECodeVerifier(), state: client.randomState(), nonce: client.randomNonce() };
			const parameters = {
				redirect_uri: `${this.url}/callback`,
				scope: "openid profile email accounts",
				code_challenge: await client.calculatePKCECodeChallenge(this.visit.verifier),
				code_challenge_method: "S256",
				state: this.visit.state,
				nonce: this.visit.nonce,
			};
			lead(client.buildAuthorizationUrl(this.config, parameters));
		} else if (url.pathname === "/callback") {
			const { verifier, state, nonce } = this.visit!;
			this.visit!.tokens = await client.authorizationCodeGrant(this.config, url, { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce });
			show(`Hello ${(await this.userinfo()).email}`);
		} else if (url.pathname === "/told") {
			await this.hear(request, response);
		} else if (url.pathname === "/who") {
			await this.who(response);
		} else if (url.pathname === "/leave") {
			lead(client.buildEndSessionUrl(this.config, { post_logout_redirect_uri: `${this.url}/goodbye`, id_token_hint: this.visit!.tokens!.id_token! }));
		} else if (url.pathname === "/goodbye") {
			show("Goodbye");
		} else {
			response.writeHead(404).end();
		}
	}
}
