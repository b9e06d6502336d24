import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import PostalMime, { decodeWords } from "postal-mime";

export type Letter = {
	/** Of its file: letters sort by it in the order they were written. */
	name: string;
	to: string;
	subject: string;
	/** By name in small letters, decoded. */
	headers: Record<string, string>;
	text: string;
	html: string;
	/** The code on a line of its own, or nothing. */
	code: string;
	/** The first link on a line of its own, or nothing. */
	link: string;
};

/** All letters to `to`, the oldest first. */
export async function letters(mailDir: string, to: string): Promise<Letter[]> {
	return (await everyLetter(mailDir)).filter((letter) => letter.to === to.toLowerCase());
}

/** All letters, whoever they are for, the oldest first. */
export async function everyLetter(mailDir: string): Promise<Letter[]> {
	const names = (await readdir(mailDir).catch(() => [])).filter((name) => name.endsWith(".eml")).sort();
	return Promise.all(names.map((name) => read(path.join(mailDir, name))));
}

/** Milliseconds until a letter must have come, also where thousands are on their way before it. */
const PATIENCE = 30_000;

/**
 * Waits for a letter to `to` and returns the newest: of one `kind` (its `X-Ocpanel-Letter`), and newer than
 * the letter `after`, where these are given.
 */
export async function letter(mailDir: string, to: string, { kind, after }: { kind?: string; after?: Letter } = {}): Promise<Letter> {
	for (const deadline = Date.now() + PATIENCE; Date.now() < deadline; await sleep(100)) {
		const found = (await letters(mailDir, to)).findLast(
			({ name, headers }) => (!kind || headers["x-ocpanel-letter"] === kind) && (!after || name > after.name),
		);
		if (found) return found;
	}
	const subjects = (await letters(mailDir, to)).map(({ subject }) => subject);
	throw new Error(`No ${kind ?? "new letter"} came to ${to} in ${PATIENCE / 1_000} s; there are: ${subjects.join(", ") || "none"}.`);
}

const known = new Map<string, Promise<Letter>>();

/** A file is whole as soon as it is there, and never changes. */
function read(file: string): Promise<Letter> {
	const letter = known.get(file) ?? parse(file);
	known.set(file, letter);
	return letter;
}

async function parse(file: string): Promise<Letter> {
	const email = await PostalMime.parse(await readFile(file));
	const text = (email.text ?? "").replaceAll("\r\n", "\n");
	if (text.split("\n").some((line) => line.length > 76 && line.includes(" "))) throw new Error(`A line of ${file} is too long.`);
	return {
		name: path.basename(file),
		to: email.to?.[0]?.address?.toLowerCase() ?? "",
		subject: email.subject ?? "",
		headers: Object.fromEntries(email.headers.map(({ key, value }) => [key, decodeWords(value)])),
		text: unwrapped(text),
		html: email.html ?? "",
		code: text.match(/^[A-HJKMNP-Z]{3}-[A-HJKMNP-Z]{3}$/m)?.[0] ?? "",
		link: text.match(/^https?:\/\/\S+$/m)?.[0] ?? "",
	};
}

/** Each sentence on one line again. */
function unwrapped(text: string): string {
	const lines = text.split("\n");
	const goesOn = (line: string, next = "") => line && next && line.length + 1 + next.split(" ")[0]!.length > 76;
	return lines.map((line, n) => line + (goesOn(line, lines[n + 1]) ? " " : "\n")).join("");
}
