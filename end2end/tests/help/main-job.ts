import { remember } from "./canary";
import { KEYS, type Engine } from "./engine";
import { letter } from "./mail";
import { address, PASSWORD } from "./person";
import type { Server } from "./program";
import { totp } from "./two-step";

/**
 * What people come for, once from end to end: registers a company, proves the address, switches 2-step verification on,
 * saves the profile, invites somebody, signs out and in again. `look` is called on each page, before it is left.
 */
export async function mainJob(engine: Engine, server: Server, look: (step: string) => Promise<void>) {
	const email = address("engine");
	await engine.open(`${server.url}/`);
	await look("start");
	await engine.follow("Register");
	await engine.heading("Register");
	await engine.fill("Name", "Оксана");
	await engine.fill("Surname", "Ґалаґан");
	await engine.fill("E-mail", email);
	for (const label of ["Password", "Confirm password"]) await engine.fill(label, PASSWORD);
	await look("register");
	await engine.press("Register");
	await engine.heading("Additional information");
	await company(engine, look);
	await engine.heading("Check your e-mail");
	await look("verify");
	await engine.fill("Verification code", (await letter(server.mailDir, email, { kind: "verification-code" })).code);
	await engine.press("Confirm");
	await engine.heading("2-Step Verification");
	await look("two-step");
	const key = await enable(engine);
	await look("recovery-codes");
	await engine.press("I have saved them");
	await engine.heading("Welcome, Оксана");
	await look("panel");
	await profile(engine, email, look);
	await invite(engine, email, look);
	await engine.press(email);
	await engine.press("Sign out");
	// Before that, another address would be left again for the page that follows.
	await engine.heading("Welcome to OneCloudPlanet");
	await signIn(engine, server, email, key, look);
}

async function company(engine: Engine, look: (step: string) => Promise<void>) {
	// As somebody by keyboard: a letter opens the search, Enter takes what it found.
	await engine.driver.type(await engine.control("field", "Country"), "u");
	await engine.control("field", "Search countries");
	await engine.typeOn("kr");
	const found = () => [...document.querySelectorAll("[role=option]")].map(({ textContent }) => textContent).join() === "Ukraine";
	await engine.until("Ukraine alone", found);
	await look("countries");
	await engine.typeOn(KEYS.enter);
	const chosen = () => document.querySelector<HTMLSelectElement>("#country")?.value === "UA";
	await engine.until("Ukraine is chosen", chosen);
	await engine.fill("Phone number", "044 537 02 22");
	await engine.click("radio", "Business account");
	await engine.choose("Organisation type", "Legal entity");
	await engine.fill("Company name", "ТОВ Приклад");
	await engine.fill("TIN", "32855962");
	await engine.press("Continue");
	await engine.says("group", "There is a problem");
	await look("details");
	await engine.fill("TIN", "32855961");
	await engine.press("Continue");
}

/** Switches 2-step verification on, on its page; the recovery codes are there. The key. */
export async function enable(engine: Engine): Promise<string> {
	const key = await engine.driver.run(() => document.querySelector("[data-secret-key]")?.textContent ?? "");
	remember(key.replaceAll(" ", ""), "the key of 2-step verification");
	// Of the step before, so that the present one can be used right afterwards.
	await engine.fill("Code", totp(key, -1));
	await engine.press("Enable 2-Step Verification");
	await engine.heading("Recovery codes");
	return key;
}

async function profile(engine: Engine, email: string, look: (step: string) => Promise<void>) {
	await engine.press(email);
	await look("menu");
	await engine.follow("Account settings");
	await engine.heading("Account settings");
	await engine.fill("Surname", "Ґалаґан-Коваль");
	await engine.press("Save");
	await engine.says("status", "Your profile is saved.");
	await look("profile");
}

async function invite(engine: Engine, email: string, look: (step: string) => Promise<void>) {
	await engine.press(email);
	await engine.follow("Clients");
	await engine.heading("Clients");
	const number = await engine.driver.run(() => document.querySelector("main a[href^='/clients/']")?.textContent?.match(/\d{4}-\d{4}/)?.[0] ?? "");
	await engine.follow(number);
	await engine.heading(`Account ${number}`);
	await engine.follow("Users");
	await engine.heading("Users");
	await engine.follow("Invite User");
	await engine.heading("Invite User");
	await engine.fill("User e-mail", address("invited"));
	await engine.click("radio", "User Administrator");
	await look("invite");
	await engine.press("Invite User");
	await engine.heading("Users");
	await look("users");
}

async function signIn(engine: Engine, server: Server, email: string, key: string, look: (step: string) => Promise<void>) {
	await engine.open(`${server.url}/sign-in`);
	await engine.fill("E-mail", email);
	await engine.fill("Password", PASSWORD);
	await look("sign-in");
	await engine.press("Sign in");
	await engine.heading("2-Step Verification");
	await engine.fill("Code", totp(key));
	await look("second-step");
	await engine.press("Confirm");
	await engine.heading("Welcome, Оксана");
}

/** Registers on the wizard's first page, as far as its last step. */
export async function toLastStep(engine: Engine, server: Server, email: string) {
	await engine.fill("Name", "Оксана");
	await engine.fill("Surname", "Ґалаґан");
	await engine.fill("E-mail", email);
	for (const label of ["Password", "Confirm password"]) await engine.fill(label, PASSWORD);
	await engine.press("Register");
	await engine.heading("Additional information");
	await engine.choose("Country", "Ukraine");
	await engine.fill("Phone number", "044 537 02 22");
	await engine.click("radio", "Personal account");
	await engine.press("Continue");
	await engine.heading("Check your e-mail");
	await engine.fill("Verification code", (await letter(server.mailDir, email, { kind: "verification-code" })).code);
	await engine.press("Confirm");
	await engine.heading("2-Step Verification");
}
