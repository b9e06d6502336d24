import { readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { test } from "./help/another";
import { letter } from "./help/mail";
import { address, PASSWORD } from "./help/person";
import { PlainVisitor } from "./help/plain";
import { expect, type Server } from "./help/server";

/** Posts of strangers, ten from each address; `OCPANEL_CROWD=100000` is the whole story. */
const POSTS = Number(process.env.OCPANEL_CROWD ?? 10_000);
/** Bytes that the database may have in the end. */
const MOST = (POSTS > 10_000 ? 50 : 20) * 1024 * 1024;
/** Connections at once. */
const LANES = 24;

/** Hashes cost next to nothing, so that as much as possible comes in a short time. */
const ON = { OCPANEL_RATE_LIMITS: "on", OCPANEL_TRUSTED_PROXIES: "1", OCPANEL_ARGON2: "m=8,t=1,p=1", OCPANEL_LOG: "warn" };

test.describe.configure({ timeout: 1_200_000 });

test("a crowd that posts whatever it can leaves little behind, and a visitor registers meanwhile", async ({ another }) => {
	const server = await another(ON);
	const [visitor, email] = [new PlainVisitor(server.url, { "X-Forwarded-For": "192.0.2.1" }), address("visitor")];
	expect((await visitor.register(email)).headers.get("location")).toBe("/register/details");
	const began = performance.now();
	const crowd = POSTS / 10;
	const seen = new Map<number, number>();
	await come(server, 0, crowd * 0.5, seen);
	expect((await visitor.details()).headers.get("location")).toBe("/register/verify");
	await come(server, crowd * 0.5, crowd, seen);
	const seconds = (performance.now() - began) / 1_000;
	const { code } = await letter(server.mailDir, email, { kind: "verification-code" });
	expect((await visitor.confirm(code)).headers.get("location")).toBe("/register/two-step");
	const bytes = await taken(server);
	console.log(`${POSTS} posts in ${seconds.toFixed(0)} s: ${(bytes / 1024 / 1024).toFixed(1)} MiB; answers: ${JSON.stringify([...seen])}`);
	expect(bytes).toBeLessThan(MOST);
	expect([...seen.keys()].filter((status) => status >= 500 && status !== 503)).toEqual([]);
	// So many letters would be looked through for secrets at the end.
	for (const name of await readdir(server.mailDir)) await rm(path.join(server.mailDir, name));
});

/** Strangers from these addresses post ten times each, many at once. */
async function come(server: Server, from: number, to: number, seen: Map<number, number>) {
	let next = from;
	const lane = async () => {
		while (next < to) await stranger(server, next++, seen);
	};
	await Promise.all(Array.from({ length: LANES }, lane));
}

/** Everything that somebody unknown can cause a row by, as large as it may be. */
async function stranger(server: Server, n: number, seen: Map<number, number>) {
	const visitor = new PlainVisitor(server.url, { "X-Forwarded-For": `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}` });
	const post = async (door: string, fields: Record<string, string>) => {
		const answer = await visitor.post(`/api/${door}`, fields);
		seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
		return answer.headers.get("location") ?? "";
	};
	const email = (at: string) => `${at}${n}@${"d".repeat(60)}.example.com`;
	const person = { name: "ї".repeat(100), surname: "ґ".repeat(100), password: PASSWORD, confirm_password: PASSWORD };
	await post("register", { ...person, email: email("a") });
	const next = await post("register", { ...person, email: email("b") });
	const registration = new URLSearchParams(next.split("?")[1]).get("registration") ?? "";
	const details = { registration, language: "uk", country: "UA", phone: "0445370222", account_type: "business" };
	const company = { organisation_type: "legal_entity", company_name: "ж".repeat(200), tin: "14360570", address: "ш".repeat(200) };
	await post("details", { ...details, ...company, city: "щ".repeat(100) });
	await post("resend", { registration, version: "0" });
	await post("confirm", { registration, code: "ABC-DEF" });
	await post("sign_in", { email: email("c"), password: "not the password at all" });
	await post("forgot", { email: email("d") });
	await post("ask_unlock", { email: email("e") });
	await post("register", { ...person, email: "not an address", surname: "x".repeat(60_000) });
	const long = "щ".repeat(500);
	const numbers = { tin: long, registration_number: long, vat_number: long };
	await post("details", { ...details, ...company, ...numbers, company_name: long, address: long, city: long, postal_code: long });
}

/** What the database takes on the disk. */
async function taken(server: Server): Promise<number> {
	const names = (await readdir(server.dataDir)).filter((name) => name.startsWith("ocpanel.db"));
	const sizes = await Promise.all(names.map(async (name) => (await stat(path.join(server.dataDir, name))).size));
	return sizes.reduce((sum, size) => sum + size, 0);
}
