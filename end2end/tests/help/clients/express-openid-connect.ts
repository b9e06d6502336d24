import express from "express";
import { auth, requiresAuth } from "express-openid-connect";
import { MemoryStore } from "express-session";
import type { IncomingMessage, ServerResponse } from "node:http";
import { listening, registered, say, type Client } from "./client";

type Asked = IncomingMessage & { oidc: { user?: { sub: string; email?: string; name?: string; account_roles?: string[] } } };

/** Its own default is the implicit flow, which is not ours: it is told to ask for a code. One that `hears` is told of ended sessions. */
export const expressOpenIdConnect = (hears = false): Client => ({
	name: "express-openid-connect 3.4.0",
	learns: ["sub", "email", "name", "roles"],
	readsKeys: false,
	leavesHere: true,
	async open(server, algorithm) {
		const place = await registered(server, "Express", "/callback", algorithm, hears ? "/backchannel-logout" : undefined);
		const app = express();
		app.use(
			auth({
				issuerBaseURL: place.issuer,
				baseURL: place.url,
				clientID: place.id,
				clientSecret: place.secret,
				// It takes no other than it is told.
				idTokenSigningAlg: place.algorithm,
				secret: "only for this test, and long enough",
				idpLogout: true,
				routes: { postLogoutRedirect: "/goodbye" },
				// Otherwise each look at `/who` would begin to sign somebody in, in place of what has begun.
				authRequired: false,
				authorizationParams: { response_type: "code", scope: "openid profile email accounts" },
				...(hears ? { backchannelLogout: { store: new MemoryStore() } } : {}),
			}),
		);
		app.get("/leave", (_: IncomingMessage, response: ServerResponse) => response.writeHead(302, { Location: "/logout" }).end());
		app.get("/", requiresAuth());
		app.get(/.*/, ({ oidc: { user } }: Asked, response: ServerResponse) => say(response, user && { sub: user.sub, email: user.email, name: user.name, roles: user.account_roles }));
		return listening(place, app);
	},
});
