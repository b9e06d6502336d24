import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { unescape } from "node:querystring";
import PostalMime from "postal-mime";
import { PASSWORD } from "./person";

/** Something that keeps texts: a file, the log. */
export type Place = { name: string; text: string };

/** What nobody may find anywhere, and what it is called. */
const secrets = new Map([PASSWORD, PASSWORD.replaceAll(" ", "+"), encodeURIComponent(PASSWORD)].map((text) => [text, "the password"]));

/** A code with its hyphen anywhere, or without it as a word. */
const CODES = /(?=([A-HJKMNP-Z]{3}-[A-HJKMNP-Z]{3}))|\b(?=([A-HJKMNP-Z]{6})\b)/g;
const CODE_ALONE = /(?<![\w-])[A-HJKMNP-Z]{3}-[A-HJKMNP-Z]{3}(?![\w-])/;

/** From now on this must be found nowhere. */
export function remember(secret: string, what: string) {
	if (secret) secrets.set(secret, what);
}

/** What an address tells that it must not; or nothing. */
export function toldByAddress(url: string): string | undefined {
	const text = unescape(url.replaceAll("+", " "));
	return CODE_ALONE.test(text) ? "a code" : told(text)[0];
}

/** Every file of the data folder except letters and the key. */
export async function kept(dataDir: string): Promise<Place[]> {
	const names = await readdir(dataDir, { recursive: true }).catch(() => []);
	const own = names.filter((name) => !/^(mail|secret\.key)(\/|$)/.test(name));
	return Promise.all(own.map(async (name) => ({ name, text: await readFile(path.join(dataDir, name), "latin1").catch(() => "") })));
}

/** Each secret that stands in one of these places, the codes of the letters in `mailDir` among them. */
export async function leaks(places: Place[], mailDir: string): Promise<string[]> {
	const codes = await codesIn(mailDir);
	const found = places.flatMap(({ name, text }) => [...told(text), ...shownCodes(text, codes)].map((what) => `${what} in ${name}`));
	return [...new Set(found)];
}

function told(text: string): string[] {
	return [...secrets].filter(([secret]) => text.includes(secret)).map(([secret, what]) => `${what} (${secret.slice(0, 4)}…)`);
}

function shownCodes(text: string, codes: Set<string>): string[] {
	const shown = [...text.matchAll(CODES)].map(([, hyphened, plain = ""]) => hyphened ?? `${plain.slice(0, 3)}-${plain.slice(3)}`);
	return shown.filter((code) => codes.has(code)).map((code) => `a code (${code.slice(0, 3)}…)`);
}

async function codesIn(mailDir: string): Promise<Set<string>> {
	const names = (await readdir(mailDir).catch(() => [])).filter((name) => name.endsWith(".eml"));
	const texts = await Promise.all(names.map(async (name) => (await PostalMime.parse(await readFile(path.join(mailDir, name)))).text ?? ""));
	return new Set(texts.flatMap((text) => text.match(/^[A-HJKMNP-Z]{3}-[A-HJKMNP-Z]{3}\r?$/m)?.[0].trim() ?? []));
}
