import { ExpressAuth, getSession, type ExpressAuthConfig } from "@auth/express";
import express from "express";
import type { IncomingMessage, ServerResponse } from "node:http";
import { listening, registered, say, type Client } from "./client";

/** Auth.js. It asks no userinfo; what it says of somebody is what is in the ID token, and of that only these three. */
export const authJs: Client = {
	name: "@auth/express 0.12.3",
	learns: ["email", "name"],
	readsKeys: false,
	buttons: ["/", "/leave"],
	leavesHere: false,
	async open(server, algorithm) {
		const place = await registered(server, "Auth.js", "/auth/callback/ocpanel", algorithm);
		const config: ExpressAuthConfig = {
			providers: [{ id: "ocpanel", name: "ocpanel", type: "oidc", issuer: place.issuer, clientId: place.id, clientSecret: place.secret }],
			secret: "only for this test, and long enough",
		};
		const app = express();
		app.set("trust proxy", true);
		app.use("/auth", ExpressAuth(config));
		app.get("/who", async (request: IncomingMessage, response: ServerResponse) => {
			const user = (await getSession(request as never, config))?.user;
			say(response, user && { email: user.email ?? undefined, name: user.name ?? undefined });
		});
		const redirect = (to: string) => (_: IncomingMessage, response: ServerResponse) => response.writeHead(302, { Location: to }).end();
		app.get("/", redirect("/auth/signin?callbackUrl=/welcome"));
		app.get("/leave", redirect("/auth/signout"));
		app.get("/welcome", (_: IncomingMessage, response: ServerResponse) => response.end("Welcome"));
		return listening(place, app);
	},
};
