import { readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { request as http, type IncomingMessage } from "node:http";
import path from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { domainToASCII } from "node:url";
import PostalMime from "postal-mime";
import { expect, test as base, type Options, type Server } from "./help/server";
import { leaks, remember, toldByAddress } from "./help/canary";
import { letter } from "./help/mail";
import { address, PASSWORD } from "./help/person";
import { PlainVisitor, type Answer } from "./help/plain";

type Fields = Record<string, string>;

const test = base.extend<object, Options>({
	settings: [async ({}, use) => use({ OCPANEL_ARGON2: "m=64,t=1,p=1" }), { scope: "worker" }],
});

const SOURCE = readFileSync(path.resolve(__dirname, "../../app/src/form_endpoints.rs"), "utf8");
/** Every endpoint that a form posts to, and the page of its form. */
const FORM_ENDPOINTS = [...SOURCE.matchAll(/endpoint: "(\w+)",\s*page: "([^"]+)"/g)].map(([, endpoint = "", page = ""]) => ({ endpoint, page }));
/** Every endpoint that only reads. */
const READS = [...SOURCE.matchAll(/\(\s*"(\w+)",\s*&\[/g)].map(([, endpoint = ""]) => endpoint);

/** What a person sends to each; `registration` is put in. */
const CASES: Record<string, Fields> = {
	register: { name: "Оксана", surname: "Ґалаґан", email: "x@example.com", password: PASSWORD, confirm_password: PASSWORD },
	details: {
		registration: "",
		language: "en",
		country: "UA",
		phone: "0445370222",
		account_type: "business",
		organisation_type: "legal_entity",
		company_name: "Хмара",
		tin: "14360570",
		registration_number: "1000",
		vat_number: "143605711223",
		address: "вул. Хрещатик 1",
		city: "Київ",
		postal_code: "01001",
	},
	confirm: { registration: "", code: "ABC-DEF" },
	resend: { registration: "", version: "0" },
	change_address: { registration: "", email: "x@example.com" },
	start_over: { registration: "" },
	sign_in: { email: "x@example.com", password: PASSWORD, next: "" },
	second_step: { next: "", two_step_code: "123456" },
	sign_in_by_passkey: { next: "", passkey: "{}" },
	second_step_by_passkey: { next: "", passkey: "{}" },
	confirm_by_passkey: { next: "", passkey: "{}" },
	last_step_by_passkey: { next: "", passkey: "{}" },
	add_passkey: { next: "", passkey: "{}" },
	rename_passkey: { passkey_id: "x", passkey_name: "Телефон" },
	remove_passkey: { passkey_id: "x" },
	recover: { next: "", recovery_code: "00000-00000-00000-00000-0000" },
	forgot: { email: "x@example.com" },
	ask_unlock: { email: "x@example.com" },
	unlock: { link: "" },
	reset: { new_password: PASSWORD, confirm_new_password: PASSWORD },
	confirm_identity: { next: "", password: PASSWORD, two_step_code: "" },
	last_step: { version: "", two_step_code: "123456" },
	enable_two_step: { version: "", two_step_code: "123456" },
	regenerate_key: {},
	disable_two_step: {},
	new_recovery_codes: {},
	saved_recovery_codes: { next: "" },
	this_wasnt_me: {},
	sign_out: {},
	taste: { language: "en", theme: "system", next: "/" },
	save_profile: { version: "1", name: "Оксана", surname: "Ґалаґан", email: "x@example.com", phone: "0445370222" },
	confirm_email: { code: "ABC-DEF" },
	resend_email_code: { version: "0" },
	cancel_email_change: {},
	undo_email: { two_step_code: "", link: "" },
	stay: { link: "x" },
	change_password: { old_password: PASSWORD, new_password: PASSWORD, confirm_new_password: PASSWORD },
	end_session: { session: "" },
	end_application_session: { session: "" },
	end_other_sessions: {},
	save_preferences: { language: "en", theme: "system" },
	ask_deletion: {},
	cancel_deletion: {},
	find_company: { registration: "", language: "en", country: "UA", phone: "", account_type: "business", tin: "14360570", company_name: "", confirmed: "" },
	find_new_company: { version: "0", country: "UA", account_type: "business", tin: "14360570" },
	find_account_company: { account: "10000008", version: "1", country: "UA", account_type: "business", tin: "14360570" },
	open_account: { version: "0", country: "UA", account_type: "personal" },
	save_account: { account: "10000008", version: "1", country: "UA", account_type: "personal", two_step_policy: "" },
	leave_account: { account: "10000008" },
	invite: { account: "10000008", user_email: "x@example.com", role_account_observer: "on", notify_general: "on" },
	resend_invitation: { account: "10000008", member: "x" },
	revoke_invitation: { account: "10000008", member: "x" },
	set_roles: { account: "10000008", member: "x", version: "account_observer", role_account_observer: "on" },
	set_notifications: { account: "10000008", member: "x", notify_general: "on" },
	dissociate: { account: "10000008", member: "x" },
	reset_member_two_step: { account: "10000008", member: "x" },
	accept_invitation: { invitation: "x", link: "x" },
	decline_invitation: { invitation: "x", link: "x" },
	unknown_sender: { invitation: "x", link: "x" },
	register_invited: { invitation: "x", link: "x", name: "Оксана", surname: "Ґалаґан", password: PASSWORD, confirm_password: PASSWORD },
	phone_hint: { country: "UA", phone: "044 537 02 22" },
	country_search: { name: "Україна" },
	number_hints: { country: "UA", organisation_type: "legal_entity", tin: "14360570" },
	strength: { password: PASSWORD, name: "Оксана", surname: "Ґалаґан", email: "x@example.com" },
};

const ENDPOINTS = Object.keys(CASES);
const ACCEPTS = ["text/html", "application/json"];
const FORM = "application/x-www-form-urlencoded";
const OWN_PAGE = /^\/(register(\/details|\/verify|\/two-step)?|sign-in(\/two-step)?|panel|terms|forgot-password|reset-password|unlock|email-undo|cancel-deletion|confirm-identity|activity|settings\/(profile(\/email)?|personalization|data|security(\/[\w-]+)?)|clients(\/[\w-]+)*|invite(\/register)?)?(\?[\w=&%/.-]+)?(#found)?$/;
const VICTIM = "victim@example.com";

let before = 0;
test.beforeEach(({ server }) => {
	before = server.log().length;
});
test.afterEach(({ server }) => {
	expect(server.log().slice(before)).not.toMatch(/panicked|"level":"ERROR"/);
});

test("every endpoint has its case here", () => {
	expect([...ENDPOINTS].sort()).toEqual([...FORM_ENDPOINTS.map(({ endpoint }) => endpoint), ...READS].sort());
});

test("what is too large is refused everywhere", async ({ server }) => {
	for (const endpoint of ENDPOINTS) {
		const field = Object.keys(CASES[endpoint] ?? {})[0] ?? "email";
		for (const accept of ACCEPTS) {
			for (const length of [65_537, 1_000_000]) {
				const body = `${field}=`.padEnd(length, "a");
				for (const encoding of ["", "chunked"]) {
					const answer = await post(server, endpoint, body, { Accept: accept, "Transfer-Encoding": encoding });
					expectRefusal(answer, [413], `${endpoint} ${accept} ${length} ${encoding}`);
				}
			}
		}
	}
});

test("a long text that is not too large is answered everywhere", async ({ server }) => {
	for (const { endpoint, page } of FORM_ENDPOINTS) {
		for (const field of Object.keys(CASES[endpoint] ?? {})) {
			const visitor = new PlainVisitor(server.url);
			const answer = await visitor.post(`/api/${endpoint}`, { ...CASES[endpoint], [field]: "я".repeat(10_000) });
			expectOwnPage(answer, `${endpoint} ${field}`);
			const shown = await visitor.get(answer.headers.get("location") ?? page);
			expect(shown.status, `${endpoint} ${field}`).toBeLessThan(400);
		}
	}
	for (const endpoint of READS) {
		for (const field of Object.keys(CASES[endpoint] ?? {})) {
			const body = encoded({ ...CASES[endpoint], [field]: "я".repeat(10_000) });
			const answer = await post(server, endpoint, body, { Accept: "application/json" });
			expect([200, 404], `${endpoint} ${field}`).toContain(answer.status);
		}
	}
});

test("line breaks, controls and turned text are refused in every field, not kept and in no letter", async ({ server }) => {
	const mark = "zqxmark";
	const texts = [
		`${mark}\r\nBcc: ${VICTIM}`,
		`${mark}\nBcc: ${VICTIM}\n\n`,
		`${mark}\rX`,
		`${mark}\u2028X`,
		`${mark}\u202eX`,
		`${mark}\u0085X`,
		`${mark}\u001b[31m`,
		`${mark}\u0007`,
		mark.repeat(150),
	];
	// A code may be typed in any dress, and a password may hold anything; both are compared, never shown.
	const free = ["confirmed", "code", "password", "new_password", "confirm_new_password", "next", "registration", "version", "language", "theme", "session", "old_password", "account", "member", "invitation", "link", "passkey", "passkey_id"];
	const visitors: Record<string, PlainVisitor> = { details: await begun(server), find_company: await begun(server), change_address: await waiting(server) };
	await settled(server);
	const lettersBefore = (await allLetters(server)).length;
	for (const { endpoint, page } of FORM_ENDPOINTS) {
		for (const field of Object.keys(CASES[endpoint] ?? {})) {
			for (const text of texts) {
				const visitor = visitors[endpoint] ?? new PlainVisitor(server.url);
				const fields = { ...filled(endpoint, { registration: visitor.registration, email: address() }), [field]: text };
				const answer = await visitor.post(`/api/${endpoint}`, fields);
				const where = `${endpoint} ${field} ${JSON.stringify(text.slice(0, 20))}`;
				expectOwnPage(answer, where);
				// Without the link of a letter there is nothing to restore, and nobody to let in or to keep.
				if (["undo_email", "unlock", "stay"].includes(endpoint)) expect(answer.headers.get("location")?.split("?link=")[0], where).toBe(page);
				else if (CASES[endpoint]?.invitation) expect(answer.headers.get("location"), where).toMatch(/^\/invite(\/register\?form=[\w-]{22}|\?link=.*)?$/);
				// A box is checked by one word; anything else leaves it open.
				else if (endpoint.startsWith("find_")) expect(answer.headers.get("location"), where).toMatch(/[?%]/);
				else if (!free.includes(field) && !/^(role|notify)_/.test(field)) expect(answer.headers.get("location"), where).toMatch(/\?form=[\w-]{22}$/);
				const later = await visitor.get(page);
				expect(later.body, where).not.toContain(mark);
			}
		}
	}
	await settled(server);
	expect((await allLetters(server)).length - lettersBefore).toBe(1);
});

test("what looks like an address of a user is not that user", async ({ server }) => {
	test.setTimeout(120_000);
	const email = address("kim.josei");
	await signUp(server, email);
	const { same, other } = lookAlikes(email);
	expect(Object.keys(other).length).toBeGreaterThan(60);
	for (const [name, typed] of Object.entries({ ...other, ...same })) {
		const visitor = new PlainVisitor(server.url);
		const answer = await visitor.post("/api/sign_in", { email: typed, password: PASSWORD });
		expectOwnPage(answer, name);
		expect(visitor.cookies.has("ocpanel"), `${name} signs in`).toBe(name in same);
		if (name in other) expect(answer.headers.get("location"), name).toMatch(/^\/sign-in\?form=/);
	}
});

test("a letter goes to one recipient, to the very address that was typed", async ({ server }) => {
	test.setTimeout(120_000);
	const email = address("kim.josei");
	await signUp(server, email);
	const { same, other, injected } = lookAlikes(email);
	await settled(server);
	const old = new Set((await allLetters(server)).map(({ file }) => file));
	const expected: string[] = [];
	for (const [name, typed] of Object.entries({ ...other, ...same, ...injected })) {
		const visitor = new PlainVisitor(server.url);
		const answer = await visitor.register(typed);
		expectOwnPage(answer, name);
		if (answer.headers.get("location")?.startsWith("/register?form=")) continue;
		expect(Object.keys(injected), `${name} is taken`).not.toContain(name);
		expectOwnPage(await visitor.details(), name);
		// The user is told once a day.
		if (!(name in same) || !expected.includes(email)) expected.push(canonical(typed));
	}
	const barrier = await settled(server);
	const written = (await allLetters(server)).filter(({ file, to }) => !old.has(file) && !to.includes(barrier));
	for (const { head, to } of written) {
		expect(to, head).toHaveLength(1);
		expect(head.match(/^(to|cc|bcc|resent-\w+):/gim), head).toHaveLength(1);
		expect(head).not.toContain(VICTIM);
	}
	expect(written.flatMap(({ to }) => to).sort()).toEqual(expected.sort());
});

test("steps out of order and of other browsers lead to a sensible page", async ({ server }) => {
	test.setTimeout(120_000);
	const email = address();
	const owner = await waiting(server, email);
	const { code } = await letter(server.mailDir, email);
	for (const accept of ACCEPTS) {
		const visitors: Record<string, () => Promise<PlainVisitor>> = {
			nobody: async () => new PlainVisitor(server.url),
			"somebody who began": () => begun(server),
			"somebody with a code": () => waiting(server),
			"a user": () => signUp(server, address()),
		};
		for (const [who, come] of Object.entries(visitors)) {
			const visitor = await come();
			const stranger = new PlainVisitor(server.url, { Accept: accept });
			for (const [name, value] of visitor.cookies) stranger.cookies.set(name, value);
			for (const { endpoint } of FORM_ENDPOINTS.filter(({ endpoint }) => "registration" in (CASES[endpoint] ?? {}))) {
				for (const registration of [owner.registration, "", "nonsense", "A".repeat(22), visitor.registration]) {
					const answer = await stranger.post(`/api/${endpoint}`, filled(endpoint, { registration, code }));
					const where = `${who} ${endpoint} ${accept} ${registration === owner.registration ? "of the owner" : registration}`;
					expectOwnPage(answer, where);
					const next = nextPage(answer);
					if (next) expect((await new PlainVisitor(server.url).get(next)).status, where).toBeLessThan(400);
				}
			}
		}
	}
	const shown = await owner.get("/register/verify");
	expect(shown.body).toContain(email);
	expect((await owner.confirm(code)).headers.get("location")).toBe("/register/two-step");
});

test("a page tells nothing of the secrets that its browser keeps", async ({ server }) => {
	const email = address();
	const visitor = new PlainVisitor(server.url);
	const pages: string[] = [];
	const see = async (page: string) => pages.push((await visitor.get(page)).body);
	await visitor.register(email);
	await see("/register");
	await see("/register/details");
	await visitor.details();
	await see("/register/verify");
	const { code } = await letter(server.mailDir, email);
	const secrets = [PASSWORD, code, code.replace("-", ""), ...kept(visitor)];
	await visitor.confirm(code);
	await see("/panel");
	for (const page of pages) for (const secret of [...secrets, ...kept(visitor)]) expect(page.includes(secret)).toBe(false);
});

test("a secret that leaks is found", async ({ server }) => {
	const email = address();
	const visitor = await waiting(server, email);
	const { code } = await letter(server.mailDir, email);
	const plain = code.replace("-", "");
	const [token = ""] = kept(visitor);
	const leaking = [PASSWORD, encodeURIComponent(PASSWORD), token, code, `code=${plain}`].map((secret) => `\0before ${secret} after`);
	for (const text of leaking) {
		const found = await leaks([{ name: "a file", text }], server.mailDir);
		expect(found).toEqual([expect.stringMatching(/ \(.{3,4}…\) in a file$/)]);
	}
	expect(await leaks([{ name: "a file", text: `x${plain} ${plain}x ${email} four plain words` }], server.mailDir)).toEqual([]);
	for (const secret of [encodeURIComponent(PASSWORD), PASSWORD.replaceAll(" ", "+"), token, code]) {
		expect(toldByAddress(`${server.url}/register?next=${secret}`)).not.toBeUndefined();
	}
	expect(toldByAddress(`${server.url}/register?form=ABC-DEFghijklmnopqrstu`)).toBeUndefined();
});

/** What is sent to this endpoint, with those of `values` that it takes. */
function filled(endpoint: string, values: Fields): Fields {
	const fields = CASES[endpoint] ?? {};
	return { ...fields, ...Object.fromEntries(Object.entries(values).filter(([field]) => field in fields)) };
}

/** The cookies that open something; from now on they must be found nowhere. */
function kept(visitor: PlainVisitor): string[] {
	const secret = [...visitor.cookies].filter(([name]) => !["ocpanel-language", "ocpanel-theme"].includes(name));
	for (const [name, value] of secret) remember(value, `the cookie ${name}`);
	return secret.map(([, value]) => value);
}

/** Somebody after the first step. */
async function begun(server: Server, email = address()): Promise<PlainVisitor> {
	const visitor = new PlainVisitor(server.url);
	await visitor.register(email);
	expect(visitor.registration).not.toBe("");
	kept(visitor);
	return visitor;
}

/** Somebody after the second step. */
async function waiting(server: Server, email = address()): Promise<PlainVisitor> {
	const visitor = await begun(server, email);
	expect((await visitor.details()).headers.get("location")).toBe("/register/verify");
	return visitor;
}

async function signUp(server: Server, email: string): Promise<PlainVisitor> {
	const visitor = await waiting(server, email);
	const { code } = await letter(server.mailDir, email);
	expect((await visitor.confirm(code)).headers.get("location")).toBe("/register/two-step");
	kept(visitor);
	return visitor;
}

/** Letters are sent in the order they were written: when a new one is there, the former ones are too. Its address. */
async function settled(server: Server): Promise<string> {
	const email = address("settled");
	await waiting(server, email);
	await letter(server.mailDir, email);
	await sleep(500);
	return email;
}

type Written = { file: string; head: string; to: string[] };

/** Every letter: its head as it stands in the file, and its recipients. */
async function allLetters({ mailDir }: Server): Promise<Written[]> {
	const files = (await readdir(mailDir)).filter((file) => file.endsWith(".eml"));
	return Promise.all(
		files.map(async (file) => {
			const written = await readFile(path.join(mailDir, file), "utf8");
			const email = await PostalMime.parse(written);
			const recipients = [...(email.to ?? []), ...(email.cc ?? []), ...(email.bcc ?? [])];
			return { file, head: written.split("\r\n\r\n")[0] ?? "", to: recipients.map(({ address }) => (address ?? "").toLowerCase()) };
		}),
	);
}

/** The one form of an address, in lower case. */
function canonical(typed: string): string {
	const tidy = typed.replace(/^[\s\u200b\ufeff]+|[\s\u200b\ufeff]+$/gu, "").normalize("NFC");
	const at = tidy.lastIndexOf("@");
	return `${tidy.slice(0, at)}@${domainToASCII(tidy.slice(at + 1))}`.toLowerCase();
}

/** Posts these bytes as a form of ours, all at once: an answer that comes early is read. A header of no value is left out. */
function post({ url }: Server, endpoint: string, body: string | Buffer, headers: Fields): Promise<Answer> {
	const all = Object.entries({ Origin: url, "Content-Type": FORM, ...headers }).filter(([, value]) => value !== "");
	const init = { method: "POST", headers: Object.fromEntries(all), agent: false } as const;
	return new Promise((resolve, reject) => {
		const heard = async (answer: IncomingMessage) => {
			const lines = Object.entries(answer.headersDistinct).flatMap(([name, values = []]) => values.map((value): [string, string] => [name, value]));
			resolve({ status: answer.statusCode ?? 0, headers: new Headers(lines), body: await text(answer) });
		};
		http(`${url}/api/${endpoint}`, init, (answer) => void heard(answer).catch(reject)).on("error", reject).end(body);
	});
}

function encoded(fields: Fields): string {
	return new URLSearchParams(fields).toString();
}

/** A page that says in words what did not work. */
function expectRefusal({ status, headers, body }: Answer, statuses: number[], where: string) {
	expect(statuses, where).toContain(status);
	expect(body, where).toContain("<h1");
	expect(headers.get("location"), where).toBeNull();
	expect(headers.getSetCookie(), where).toEqual([]);
}

/** An answer that leads to a page of ours, for either kind of browser. */
function expectOwnPage(answer: Answer, where: string) {
	const next = nextPage(answer);
	expect(answer.status, where).toBe(answer.headers.has("location") ? 303 : 200);
	expect(next ?? answer.body, where).toMatch(next === undefined ? /^\{(("confirmed":"[\w -]*",)?"refused":\[\[|"filled":\[)/ : OWN_PAGE);
}

function nextPage({ headers, body }: Answer): string | undefined {
	return headers.get("location") ?? /^\{"(?:go|load)":"([^"]+)"\}$/.exec(body)?.[1];
}

/** What looks like this address, by what was done to it. `same` is the same address by policy. */
function lookAlikes(email: string): Record<"same" | "other" | "injected", Fields> {
	const [local = "", domain = ""] = email.split("@");
	const swap = (from: string, to: string) => `${local.replace(from, to)}@${domain}`;
	const at = (domain: string) => `${local}@${domain}`;
	return {
		same: {
			"as it is": email,
			"upper case": email.toUpperCase(),
			"upper case name": `${local.toUpperCase()}@${domain}`,
			"upper case domain": at(domain.toUpperCase()),
			"full-width domain": at("ｅｘａｍｐｌｅ.com"),
			"ideographic dot in the domain": at("example。com"),
			"blanks around": `  ${email}\t`,
			"line break after": `${email}\r\n`,
			"no-break blanks around": `\u00a0${email}\u00a0`,
			"zero-width around": `\u200b${email}\ufeff`,
			"Kelvin sign, which is a K in NFC": swap("k", "\u212a"),
			"full-width name": swap("kim", "ｋｉｍ"),
			"full-width dot in the name": swap(".", "．"),
			"full-width hyphen": swap("-", "－"),
			"non-breaking hyphen": swap("-", "\u2011"),
			"full-width @": `${local}＠${domain}`,
			"zero-width blank inside": swap(".", "\u200b."),
			"zero-width joiner inside": swap(".", "\u200d."),
			"byte order mark inside": swap(".", "\ufeff."),
			"soft hyphen inside": swap(".", "\u00ad."),
			"grapheme joiner inside": swap("k", "k\u034f"),
			"variation selector inside": swap("k", "k\ufe0f"),
			"zero-width blank before the @": swap(local, `${local}\u200b`),
			"zero-width blank in the domain": at("exam\u200bple.com"),
			"soft hyphen in the domain": at("exam\u00adple.com"),
			"dot after the domain": at("example.com."),
			"full-width dot in the domain": at("example．com"),
			"in angles": `<${email}>`,
			"with a display name": `Kim <${email}>`,
			mailto: `mailto:${email}`,
		},
		other: {
			"dotless i": swap("i", "ı"),
			"dotted capital I": swap("i", "İ"),
			"i with a combining dot": swap("i", "i\u0307"),
			"Cyrillic і": swap("i", "і"),
			"Cyrillic о": swap("o", "о"),
			"Cyrillic е": swap("e", "е"),
			"Cyrillic ѕ": swap("s", "ѕ"),
			"Cyrillic ј": swap("j", "ј"),
			"Cyrillic к": swap("k", "к"),
			"Cyrillic К": swap("k", "К"),
			"Greek ο": swap("o", "ο"),
			"Greek κ": swap("k", "κ"),
			"Greek Κ": swap("k", "Κ"),
			"Greek ι": swap("i", "ι"),
			"Greek ϳ": swap("j", "ϳ"),
			"long s": swap("s", "ſ"),
			"Armenian օ": swap("o", "օ"),
			"Roman numeral ⅰ": swap("i", "ⅰ"),
			"superscript ⁱ": swap("i", "ⁱ"),
			"mathematical 𝐤": swap("k", "𝐤"),
			"small @": `${local}﹫${domain}`,
			"two @, one full-width": `${local}＠${domain}@${domain}`,
			"accent, NFC": swap("e", "é"),
			"accent, NFD": swap("e", "e\u0301"),
			"cedilla, NFD": swap("k", "k\u0327"),
			"turned text inside": swap("k", "\u202ek"),
			"Cyrillic domain": at("ехаmple.com"),
			"Cyrillic domain as xn--": at(domainToASCII("ехаmple.com")),
			"Greek domain": at("examplε.com"),
			"xn-- around ASCII": at("xn--example-.com"),
			"xn-- before": at("xn--example.com"),
			"xn-- of nothing": at("xn--.com"),
			"xn-- that cannot be": at("xn--a.com"),
			"ideographic dot after the domain": at("example.com。"),
			"two dots in the domain": at("example..com"),
			"another domain": at("example.co"),
			"domain below": at("mail.example.com"),
			"domain with a port": at("example.com:25"),
			"domain with a path": at("example.com/"),
			"domain in brackets": at("[example.com]"),
			"domain with a comment": at("example.com(x)"),
			"dot after the name": `${local}.@${domain}`,
			"dot before the name": `.${email}`,
			"two dots in the name": swap(".", ".."),
			"no dot in the name": swap(".", ""),
			"quoted name": `"${local}"@${domain}`,
			"half-quoted name": swap("kim", '"kim"'),
			"escaped name": swap(".", "\\."),
			"comment in the name": swap("kim", "kim(x)"),
			"plus-tag": `${local}+x@${domain}`,
			"plus": `${local}+@${domain}`,
			"blank inside": swap(".", " ."),
			"percent-encoded": swap("k", "%6b"),
			"percent route": `${local}%${domain}@example.org`,
			"bang route": `example.org!${email}`,
			"source route": `@example.org:${email}`,
			"comma list": `${email},${VICTIM}`,
			"semicolon list": `${email};${VICTIM}`,
			"blank list": `${email} ${VICTIM}`,
			group: `Kim: ${email}, ${VICTIM};`,
			"SQL": `${email}' or '1'='1`,
			"SQL wildcard": swap("k", "_"),
			"star": swap("kim", "*"),
		},
		injected: {
			"line break and a header": `${email}\r\nBcc: ${VICTIM}`,
			"line feed and a header": `${email}\nBcc: ${VICTIM}`,
			"return and a header": `${email}\rBcc: ${VICTIM}`,
			"header before": `${VICTIM}\r\nTo: ${email}`,
			"line break in the name": swap(".", `.\r\nBcc: ${VICTIM}\r\n`),
			"line break in the domain": at(`example.com\r\n\r\n<p>${VICTIM}`),
			"encoded line break and a header": `${email}%0d%0aBcc:${VICTIM}`,
			"encoded line break in the name": swap(".", `%0d%0aBcc:${VICTIM}%0d%0a`),
			"line separator and a header": `${email}\u2028Bcc: ${VICTIM}`,
			"next line and a header": `${email}\u0085Bcc: ${VICTIM}`,
			"SMTP command": `${email}>\r\nRCPT TO:<${VICTIM}`,
			"encoded word": `=?utf-8?q?${local}=0d=0aBcc:_${VICTIM}?=@${domain}`,
		},
	};
}
