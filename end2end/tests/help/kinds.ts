import { hidden } from "./hidden";
import { letter } from "./mail";
import { address } from "./person";
import { PlainVisitor } from "./plain";
import type { Server } from "./program";
import type { Crowd, Host, Stand } from "./stands";
import { SoftPasskey } from "./soft-passkey";
import { totp } from "./two-step";

/** Somebody whose browser knows nothing of us. */
export const STRANGER = "a stranger";

/** Everybody there is, from the one who has begun least. */
export const KINDS: Record<string, (crowd: Crowd) => Promise<Stand>> = {
	[STRANGER]: async ({ server }) => {
		// One after the other: an address gets five letters with links an hour.
		const emails = await Promise.all(Array.from({ length: 4 }, async () => (await user(server)).email));
		let asked = 0;
		return { ...at("/", new PlainVisitor(server.url)), typed: { email: () => emails[asked++ % emails.length]! } };
	},
	"somebody registering": async ({ server }) => {
		const visitor = new PlainVisitor(server.url);
		await visitor.register(address("registering"));
		return at("/register/details", visitor);
	},
	"somebody with a code": async ({ server }) => {
		const [visitor, email] = [new PlainVisitor(server.url), address("verifying")];
		await visitor.register(email);
		await visitor.details();
		const { code } = await letter(server.mailDir, email, { kind: "verification-code" });
		return { ...at("/register/verify", visitor), typed: { code: () => code } };
	},
	"somebody half signed in": async ({ server }) => {
		const { visitor: owner, email } = await user(server);
		const { key, codes } = await owner.enable();
		const visitor = new PlainVisitor(server.url);
		await visitor.signIn(email);
		return { ...at("/sign-in/two-step", visitor), typed: { two_step_code: () => totp(key), recovery_code: () => codes[0]! } };
	},
	"somebody with a link to a new password": async ({ server }) => {
		const { email } = await user(server);
		const visitor = new PlainVisitor(server.url);
		await visitor.post("/api/forgot", { email });
		await follow(visitor, (await letter(server.mailDir, email, { kind: "password-reset" })).link);
		return at("/reset-password", visitor);
	},
	"somebody with a link that lets their browser in": async ({ server }) => {
		const { email } = await user(server);
		const visitor = new PlainVisitor(server.url);
		await visitor.post("/api/ask_unlock", { email });
		await follow(visitor, (await letter(server.mailDir, email, { kind: "security-notice" })).link);
		return at("/unlock", visitor);
	},
	"somebody with a link to their former address": async ({ server }) => {
		const { visitor: owner, email } = await user(server);
		const { code } = await changeAddress(server, owner);
		const told = await letter(server.mailDir, email, { kind: "email-change-notice" });
		await owner.post("/api/confirm_email", { code });
		const visitor = new PlainVisitor(server.url);
		await follow(visitor, (await letter(server.mailDir, email, { kind: "email-change-notice", after: told })).link);
		return at("/email-undo", visitor);
	},
	"somebody with a link that keeps them": async ({ server }) => {
		const { visitor: owner, email } = await user(server);
		await owner.post("/api/ask_deletion", {});
		const visitor = new PlainVisitor(server.url);
		await follow(visitor, (await letter(server.mailDir, email, { kind: "security-notice" })).link);
		return at("/cancel-deletion", visitor);
	},
	"somebody invited": async (crowd) => {
		const visitor = new PlainVisitor(crowd.server.url);
		await follow(visitor, await invite(crowd.server, await crowd.host(), address("invited")));
		return at("/invite/register", visitor);
	},
	"an owner": async (crowd) => {
		const { server } = crowd;
		const [owner, colleague] = [await user(server), { visitor: new PlainVisitor(server.url), email: address("colleague") }];
		const { code } = await changeAddress(server, owner.visitor);
		const account = await accountOf(owner.visitor);
		// A member of this account alone: their second step can be reset here.
		const link = await invite(server, { visitor: owner.visitor, account }, colleague.email);
		await colleague.visitor.registerInvited(server, colleague.email, link);
		await colleague.visitor.enable();
		await invite(server, { visitor: owner.visitor, account }, address("waiting"));
		const host = await crowd.host();
		await accept(owner.visitor, await invite(server, host, owner.email));
		const list = (await owner.visitor.get(`/clients/${account}/users`)).body;
		const member = new RegExp(`/clients/${account}/users/([\\w-]+)/roles`).exec(list)?.[1] ?? "";
		await new PlainVisitor(server.url).signIn(owner.email);
		const own = at("/clients/{account}/users/{member}/two-step", owner.visitor);
		return { ...own, typed: { code: () => code }, places: { account, member }, host, again: signIn(server, owner.email) };
	},
	"an owner with a second step": async ({ server }) => {
		const { visitor, email } = await user(server);
		const { key } = await visitor.enable();
		await signInToApplication(server, visitor);
		const again = async () => {
			const other = new PlainVisitor(server.url);
			await other.signIn(email);
			for (const step of [0, 1]) {
				await other.post("/api/second_step", { two_step_code: totp(key, step) });
				if (await other.signedIn()) return other;
			}
			return undefined;
		};
		const own = at("/clients/{account}", visitor);
		return { ...own, typed: { two_step_code: () => totp(key, 1) }, places: { account: await accountOf(visitor) }, again };
	},
	"somebody half signed in with a passkey": async ({ server }) => {
		const { visitor: owner, email } = await user(server);
		const { codes } = await SoftPasskey.add(owner);
		const visitor = new PlainVisitor(server.url);
		await visitor.signIn(email);
		return { ...at("/sign-in/two-step", visitor), typed: { recovery_code: () => codes[0]! } };
	},
	"an owner with a passkey": async ({ server }) => {
		const { visitor } = await user(server);
		const { passkey } = await SoftPasskey.add(visitor);
		const again = async () => {
			const other = new PlainVisitor(server.url);
			await other.get("/sign-in");
			await passkey.use(other, "sign_in_by_passkey");
			return (await other.signedIn()) ? other : undefined;
		};
		const [, passkey_id = ""] = /\?remove=([\w-]+)/.exec((await visitor.get("/settings/security/passkeys")).body) ?? [];
		return { ...at("/settings/security/passkeys", visitor), places: { account: await accountOf(visitor), passkey: passkey_id }, again };
	},
	"a member": async (crowd) => {
		const [{ visitor, email }, host] = [await user(crowd.server), await crowd.host()];
		await accept(visitor, await invite(crowd.server, host, email));
		return { ...at("/clients/{account}", visitor), places: { account: host.account }, host, again: signIn(crowd.server, email) };
	},
	"somebody leaving": async ({ server }) => {
		const { visitor, email } = await user(server);
		await visitor.post("/api/ask_deletion", {});
		return { ...at("/panel", visitor), places: { account: await accountOf(visitor) }, again: signIn(server, email) };
	},
};

/** Whether somebody of this kind is signed in. */
export function isSignedIn(who: string): boolean {
	return ["an owner", "an owner with a second step", "an owner with a passkey", "a member", "somebody leaving"].includes(who);
}

/** Somebody with an account who invites others into it, and whom nobody walks as. */
export async function host(server: Server): Promise<Host> {
	const { visitor } = await user(server);
	await visitor.enable();
	return { visitor, account: await accountOf(visitor) };
}

/** The host's account begins to require the second step of its members, or ends that. */
export async function requireSecondStep({ visitor, account }: Host, required: boolean) {
	const { version = "" } = hidden((await visitor.get(`/clients/${account}`)).body, "save_account");
	const policy = required ? "required" : "optional";
	await visitor.post("/api/save_account", { account, version, country: "UA", account_type: "personal", two_step_policy: policy });
}

function at(home: string, visitor: PlainVisitor): Stand {
	return { visitor, home, places: {}, typed: {} };
}

async function user(server: Server): Promise<{ visitor: PlainVisitor; email: string }> {
	const [visitor, email] = [new PlainVisitor(server.url), address("walker")];
	await visitor.signUp(server, email);
	return { visitor, email };
}

function signIn(server: Server, email: string) {
	return async () => {
		const visitor = new PlainVisitor(server.url);
		await visitor.signIn(email);
		return (await visitor.signedIn()) ? visitor : undefined;
	};
}

/** Opens a letter's link. */
async function follow(visitor: PlainVisitor, link: string) {
	await visitor.get(new URL(link).pathname);
}

export async function accountOf(visitor: PlainVisitor): Promise<string> {
	return JSON.parse((await visitor.get("/api/whoami")).body).accounts[0].number;
}

/** Signs in to an application of the operator's. */
async function signInToApplication(server: Server, visitor: PlainVisitor) {
	const redirect = "http://localhost:9/callback";
	const { id } = JSON.parse(server.run("application", "add", "Console", "--public", "--redirect", redirect, "--json").stdout) as { id: string };
	const question = { client_id: id, redirect_uri: redirect, response_type: "code", scope: "openid", code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", code_challenge_method: "S256" };
	const { status, headers } = await visitor.get(`/openid/authorize?${new URLSearchParams(question)}`);
	const led = headers.get("location") ?? headers.get("refresh") ?? "";
	if (!led.includes("code=")) throw new Error(`the application got no code: ${status} ${led}`);
}

/** Asks for another address; it waits for its code. */
async function changeAddress(server: Server, visitor: PlainVisitor): Promise<{ code: string }> {
	const { version = "" } = hidden((await visitor.get("/settings/profile")).body, "save_profile");
	const moved = address("moved");
	await visitor.post("/api/save_profile", { version, name: "Оксана", surname: "Ґалаґан", email: moved, phone: "+380445370222" });
	return letter(server.mailDir, moved, { kind: "email-change-code" });
}

/** Invites somebody as an observer; the letter's link. */
export async function invite(server: Server, { visitor, account }: Host, email: string): Promise<string> {
	await visitor.post("/api/invite", { account, user_email: email, role_account_observer: "on" });
	return (await letter(server.mailDir, email, { kind: "invitation" })).link;
}

export async function accept(guest: PlainVisitor, link: string) {
	await follow(guest, link);
	await guest.post("/api/accept_invitation", hidden((await guest.get("/invite")).body, "accept_invitation"));
}
