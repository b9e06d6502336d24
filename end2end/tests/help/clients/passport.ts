import express from "express";
import session from "express-session";
import type { IncomingMessage, ServerResponse } from "node:http";
import passport from "passport";
import Strategy from "passport-openidconnect";
import { listening, registered, say, type Client, type Who } from "./client";

/** Passport's profile (https://www.passportjs.org/reference/normalized-profile/). */
type Profile = { id: string; displayName?: string; emails?: { value: string }[] };
type Asked = IncomingMessage & { user?: Who; logout(done: () => void): void };

/** Passport. It finds nothing out by itself, and has no PKCE. */
export const passportOpenIdConnect: Client = {
	name: "passport-openidconnect 0.1.2",
	learns: ["sub", "email", "name"],
	readsKeys: false,
	leavesHere: false,
	async open(server, algorithm) {
		const place = await registered(server, "Passport", "/callback", algorithm);
		const own = new passport.Passport();
		const endpoint = (name: string) => `${place.issuer}/openid/${name}`;
		const options = {
			issuer: place.issuer,
			authorizationURL: endpoint("authorize"),
			tokenURL: endpoint("token"),
			userInfoURL: endpoint("userinfo"),
			clientID: place.id,
			clientSecret: place.secret,
			callbackURL: `${place.url}/callback`,
			scope: ["profile", "email"],
		};
		own.use(new Strategy(options, (_: string, { id, displayName, emails }: Profile, done: (error: null, user: Who) => void) => {
			done(null, { sub: id, name: displayName, email: emails?.[0]?.value });
		}));
		own.serializeUser((user: Who, done: (error: null, user: Who) => void) => done(null, user));
		own.deserializeUser((user: Who, done: (error: null, user: Who) => void) => done(null, user));
		const app = express();
		app.use(session({ secret: "only for this test", resave: false, saveUninitialized: false }));
		app.use(own.authenticate("session"));
		app.get("/", own.authenticate("openidconnect"));
		app.get("/callback", own.authenticate("openidconnect", { successRedirect: "/who", failureMessage: true }));
		app.get("/who", (request: Asked, response: ServerResponse) => say(response, request.user));
		app.get("/leave", (request: Asked, response: ServerResponse) => request.logout(() => response.end("Goodbye")));
		return listening(place, app);
	},
};
