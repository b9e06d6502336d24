import { expect, type Page } from "@playwright/test";
import { randomBytes } from "node:crypto";
import { letter } from "./mail";
import type { Server } from "./program";

export const PASSWORD = "four plain words together";

/** An address that nobody else in this run has. */
export function address(name = "oksana"): string {
	return `${name}-${randomBytes(6).toString("hex")}@example.com`;
}

/** Fills in the first step and sends it; the next one is there. */
export async function register(page: Page, email: string) {
	await page.goto("/register");
	await sendFirstStep(page, email);
	await expect(page.getByRole("heading", { level: 1, name: "Additional information" })).toBeVisible();
}

/** Fills in the first step, on its page, and sends it. */
export async function sendFirstStep(page: Page, email: string) {
	await page.getByLabel("Name", { exact: true }).fill("Оксана");
	await page.getByLabel("Surname", { exact: true }).fill("Ґалаґан");
	await page.getByLabel("E-mail", { exact: true }).fill(email);
	await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
	await page.getByLabel("Confirm password", { exact: true }).fill(PASSWORD);
	await page.getByRole("button", { name: "Register", exact: true }).click();
}

/** Fills in the second step as a person and sends it. */
export async function personalDetails(page: Page) {
	await page.getByLabel("Country", { exact: true }).selectOption("UA");
	await page.getByLabel("Phone number", { exact: true }).fill("044 537 02 22");
	await page.getByRole("radio", { name: "Personal account", exact: true }).check();
	await page.getByRole("button", { name: "Continue", exact: true }).click();
	await expect(page.getByRole("heading", { level: 1, name: "Check your e-mail" })).toBeVisible();
}

/** Enters the code of the newest letter. */
export async function confirm(page: Page, server: Server, email: string) {
	const { code } = await letter(server.mailDir, email, { kind: "verification-code" });
	await page.getByLabel("Verification code", { exact: true }).fill(code);
	await page.getByRole("button", { name: "Confirm", exact: true }).click();
	await expect(page.getByRole("heading", { level: 1, name: "2-Step Verification" })).toBeVisible();
}

/** Goes on to the panel without the wizard's last step. */
export async function skip(page: Page) {
	await page.getByRole("button", { name: "Skip for now", exact: true }).click();
	await expect(page.getByRole("heading", { level: 1, name: "Welcome, Оксана" })).toBeVisible();
}

/** Goes through the whole wizard as a person. */
export async function signUp(page: Page, server: Server, email = address()): Promise<string> {
	await register(page, email);
	await personalDetails(page);
	await confirm(page, server, email);
	await skip(page);
	return email;
}

/** Waits until WebAssembly has taken the page over. */
export async function takenOver(page: Page) {
	await page.waitForFunction(() => document.documentElement.dataset.live === "yes");
}

/** The error summary. */
export function summary(page: Page) {
	return page.getByRole("group", { name: "There is a problem" });
}
