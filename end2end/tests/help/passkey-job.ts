import { remember } from "./canary";
import type { Engine } from "./engine";
import { toLastStep } from "./main-job";
import { address, PASSWORD } from "./person";
import type { Server } from "./program";

/** Registers, ends the wizard with a passkey, signs out, and in again with nothing typed; then with it as the second step. */
export async function passkeyJob(engine: Engine, server: Server) {
	const email = address("passkey");
	await engine.open(`${server.url}/register`);
	await toLastStep(engine, server, email);
	await engine.press("Add a passkey");
	await engine.heading("Recovery codes");
	const codes = await engine.driver.run(() => [...document.querySelectorAll("main li")].map(({ textContent }) => textContent?.trim() ?? ""));
	for (const code of codes) remember(code, "a recovery code");
	await engine.press("I have saved them");
	await engine.heading("Welcome, Оксана");
	await signOut(engine, email);
	await engine.open(`${server.url}/sign-in`);
	await engine.press("Sign in with a passkey");
	await engine.heading("Welcome, Оксана");
	await signOut(engine, email);
	await engine.open(`${server.url}/sign-in`);
	await engine.fill("E-mail", email);
	await engine.fill("Password", PASSWORD);
	await engine.press("Sign in");
	await engine.heading("2-Step Verification");
	await engine.press("Use a passkey");
	await engine.heading("Welcome, Оксана");
}

async function signOut(engine: Engine, email: string) {
	await engine.awake();
	await engine.press(email);
	await engine.press("Sign out");
	await engine.control("link", "Register");
}
