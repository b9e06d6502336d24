import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, type Page } from "@playwright/test";

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** A secret key as bytes (RFC 4648, section 6); blanks do not matter. */
export function bytes(key: string): Buffer {
	const bits = [...key.replace(/\s/g, "")].map((symbol) => BASE32.indexOf(symbol).toString(2).padStart(5, "0")).join("");
	return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}

/** What an authenticator app shows for this key (RFC 6238), so many steps of 30 seconds from now. */
export function totp(key: string, steps = 0, now = Date.now()): string {
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000) + steps));
	const mac = createHmac("sha1", bytes(key)).update(counter).digest();
	const offset = mac.readUInt8(19) & 15;
	return String((mac.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, "0");
}

/** The secret key that the page shows. */
export async function key(page: Page): Promise<string> {
	return (await page.locator("[data-secret-key]").textContent()) ?? "";
}

/** A code of the step before is too old as soon as the next one begins: so long before its end one is waited for. */
const MARGIN = 4_000;

/** The code for the key that the page shows: of the step before, so that the present one can be used right afterwards. */
export async function code(page: Page): Promise<string> {
	return former(await key(page));
}

/** The code of the step before, which is good for a while yet. */
export async function former(key: string): Promise<string> {
	const left = 30_000 - (Date.now() % 30_000);
	if (left < MARGIN) await sleep(left);
	return totp(key, -1);
}

/** Switches 2-step verification on, on its page; the recovery codes are there. The key. */
export async function enable(page: Page): Promise<string> {
	const secret = await key(page);
	await page.getByLabel("Code", { exact: true }).fill(await code(page));
	await page.getByRole("button", { name: "Enable 2-Step Verification", exact: true }).click();
	await expect(page.getByRole("heading", { level: 1, name: "Recovery codes" })).toBeVisible();
	return secret;
}
