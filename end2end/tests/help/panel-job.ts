import { expect } from "@playwright/test";
import type { Engine } from "./engine";
import { enable, toLastStep } from "./main-job";
import type { Panel } from "./panel";
import { address, PASSWORD } from "./person";
import type { Server } from "./program";
import { totp } from "./two-step";

/** Somebody comes from a panel on another host: registers with the second step, signs out there, signs in again. */
export async function panelJob(engine: Engine, server: Server, panel: Panel, scripts: boolean) {
	const email = address("engine");
	await engine.driver.open(panel.url);
	await engine.heading("Sign in");
	expect(await engine.driver.run(() => matchMedia("(scripting: enabled)").matches)).toBe(scripts);
	if (scripts) await engine.awake();
	await engine.follow("Register");
	await engine.heading("Register");
	await toLastStep(engine, server, email);
	const key = await enable(engine);
	await engine.press("I have saved them");
	await engine.heading(`Hello ${email}`);
	expect(await panel.userinfo()).toMatchObject({ email, given_name: "Оксана" });
	await engine.driver.open(`${panel.url}/leave`);
	await engine.press("Sign out");
	await engine.heading("Goodbye");
	await engine.driver.open(panel.url);
	await engine.heading("Sign in");
	await engine.fill("E-mail", email);
	await engine.fill("Password", PASSWORD);
	await engine.press("Sign in");
	await engine.heading("2-Step Verification");
	await engine.fill("Code", totp(key));
	await engine.press("Confirm");
	await engine.heading(`Hello ${email}`);
}
