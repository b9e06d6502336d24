import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import { expect, test as base } from "@playwright/test";
import { remember } from "./help/canary";
import { address } from "./help/person";
import { PlainVisitor } from "./help/plain";
import { start, type Server } from "./help/program";
import { identity, MailServer, type Delivered, type Habits } from "./help/smtp";

/** Of the user `ocpanel` at the mail server. */
const SECRET = "p@ss:w/ord%41? #";
for (const text of [SECRET, encodeURIComponent(SECRET)]) remember(text, "the mail server's password");

const SUBJECTS = {
	en: "Your code for OneCloudPlanet",
	uk: "Ваш код для OneCloudPlanet",
	pl: "Twój kod do OneCloudPlanet",
};

const ON_ITS_WAY = "The letter is on its way.";
const FAILED = "The letter could not be delivered.";

type Fixtures = {
	/** Closed after the test, as the programs are stopped. */
	mailServer: typeof MailServer.open;
	program: (smtpUrl: string, settings?: Record<string, string>) => Promise<Server>;
	/** Settings that make the program trust these certificates. */
	trusting: (...identities: { cert: string }[]) => Promise<Record<string, string>>;
};

const test = base.extend<Fixtures>({
	mailServer: async ({}, use) => {
		const opened: MailServer[] = [];
		await use(async (...how) => {
			const server = await MailServer.open(...how);
			opened.push(server);
			return server;
		});
		await Promise.all(opened.map((server) => server.close()));
	},
	program: async ({}, use, testInfo) => {
		const servers: Server[] = [];
		await use(async (smtpUrl, settings) => {
			const server = await start({ OCPANEL_SMTP_URL: smtpUrl, ...settings });
			servers.push(server);
			return server;
		});
		if (testInfo.status !== testInfo.expectedStatus) for (const server of servers) console.log(server.log().slice(-2_000));
		await Promise.all(servers.map((server) => server.stop()));
	},
	trusting: async ({}, use, testInfo) => {
		let files = 0;
		await use(async (...identities) => {
			const file = testInfo.outputPath(`trusted-${files++}.pem`);
			await writeFile(file, identities.map(({ cert }) => cert).join("\n"));
			return { SSL_CERT_FILE: file };
		});
	},
});

test("a letter is whole in every language, for one recipient, and its code works", async ({ mailServer, program, trusting }) => {
	const ours = await identity("localhost");
	const mail = await mailServer({ identity: ours, password: SECRET });
	const server = await program(signedIn("smtp", mail.port, "?tls=required"), {
		...(await trusting(ours)),
		OCPANEL_MAIL_FROM: "Хмара <no-reply@post.example>",
	});
	const ids = new Set<string>();
	for (const [language, subject] of Object.entries(SUBJECTS)) {
		const email = address();
		const visitor = await awaitingCode(server, email, { language });
		const letter = await mail.letter(email);
		expect(letter).toMatchObject({ from: "no-reply@post.example", to: [email], secure: true, user: "ocpanel" });
		expect(letter.email.from).toEqual({ name: "Хмара", address: "no-reply@post.example" });
		expect(letter.email.to).toEqual([{ name: "", address: email }]);
		expect(letter.email.subject).toBe(subject);
		expect(Math.abs(Date.parse(letter.email.date ?? "") - letter.at)).toBeLessThan(60_000);
		expect(letter.email.messageId).toMatch(/^<[\w-]+@post\.example>$/);
		ids.add(letter.email.messageId ?? "");
		expect(header(letter, "auto-submitted")).toEqual(["auto-generated"]);
		expect(header(letter, "content-language")).toEqual([language]);
		expect(header(letter, "x-ocpanel-letter")).toEqual(["verification-code"]);
		expect(header(letter, "mime-version")).toEqual(["1.0"]);
		for (const name of ["from", "to", "subject", "date", "message-id", "content-type"]) expect(header(letter, name), name).toHaveLength(1);
		for (const name of ["cc", "bcc"]) expect(header(letter, name), name).toEqual([]);
		expect(letter.email.replyTo).toEqual([{ name: "", address: "support@ocplanet.cloud" }]);
		expect(header(letter, "content-type")[0]).toMatch(/^multipart\/alternative;/);
		expect(letter.raw.match(/^Content-Type: text\/\w+/gm)).toEqual(["Content-Type: text/plain", "Content-Type: text/html"]);
		expect(letter.raw, "bare line feeds or carriage returns").not.toMatch(/(?<!\r)\n|\r(?!\n)/);
		expect(letter.raw.split("\r\n\r\n")[0], "headers outside ASCII").toMatch(/^[\r\n\x20-\x7e]+$/);
		expect(Math.max(...letter.raw.split("\r\n").map((line) => line.length))).toBeLessThanOrEqual(998);
		expect(letter.email.html).toContain(letter.code);
		expect((await visitor.confirm(letter.code)).headers.get("location")).toBe("/register/two-step");
		expect((await visitor.get("/panel")).status).toBe(200);
	}
	expect(ids.size).toBe(3);
	expect(mail.delivered).toHaveLength(3);
});

test("with a mail server there is no mail folder and no mailbox", async ({ mailServer, program }) => {
	const mail = await mailServer();
	const server = await program(plain(mail.port));
	const email = address();
	const visitor = await awaitingCode(server, email);
	expect((await mail.letter(email)).secure).toBe(false);
	expect(existsSync(server.mailDir)).toBe(false);
	expect((await visitor.get("/dev/mailbox")).status).toBe(404);
});

test("smtps speaks TLS from the first byte", async ({ mailServer, program, trusting }) => {
	const ours = await identity("localhost");
	const mail = await mailServer({ identity: ours, implicit: true, password: SECRET });
	const server = await program(signedIn("smtps", mail.port), await trusting(ours));
	const email = address();
	const visitor = await awaitingCode(server, email);
	const letter = await mail.letter(email);
	expect(letter).toMatchObject({ to: [email], secure: true, user: "ocpanel" });
	expect((await visitor.confirm(letter.code)).headers.get("location")).toBe("/register/two-step");
});

test("an address outside ASCII is written to as it is", async ({ mailServer, program }) => {
	const mail = await mailServer();
	const server = await program(plain(mail.port));
	const [local = ""] = address("оксана").split("@");
	const visitor = await awaitingCode(server, `${local}@пошта.укр`);
	// The server of the tests shows a domain as people read it.
	const letter = await mail.letter(`${local}@пошта.укр`);
	expect(letter.email.to?.map(({ address }) => address)).toEqual([`${local}@xn--80a1acn3a.xn--j1amh`]);
	expect((await visitor.confirm(letter.code)).headers.get("location")).toBe("/register/two-step");
});

test("trouble of any kind loses no letter and sends none twice", async ({ mailServer, program, trusting }) => {
	test.setTimeout(90_000);
	const yesterday = { notBeforeDate: new Date(Date.now() - 172_800_000), notAfterDate: new Date(Date.now() - 86_400_000) };
	const [ours, foreign, unknown, expired] = await Promise.all([
		identity("localhost"),
		identity("mail.example"),
		identity("localhost"),
		identity("localhost", yesterday),
	]);
	const settings = await trusting(ours, foreign, expired);
	const right = { identity: ours, password: SECRET };
	const signIn = ["EHLO", "STARTTLS", "EHLO", "AUTH"];
	const once = (what: string, code: number): Habits => ({ ...right, refuse: (now) => (now === what ? code : undefined) });
	const troubles: Record<string, { wrong?: Habits; said: string[]; implicit?: boolean }> = {
		"nobody is there": { said: [] },
		"STARTTLS is not offered": { wrong: {}, said: ["EHLO"] },
		"the certificate is for another host": { wrong: { identity: foreign }, said: ["EHLO", "STARTTLS"] },
		"nobody vouches for the certificate": { wrong: { identity: unknown }, said: ["EHLO", "STARTTLS"] },
		"the certificate has expired": { wrong: { identity: expired }, said: ["EHLO", "STARTTLS"] },
		"the certificate of smtps is for another host": { wrong: { identity: foreign, implicit: true }, said: [], implicit: true },
		"there is no TLS where smtps is": { wrong: {}, said: [], implicit: true },
		"the password is wrong": { wrong: { ...right, password: "another" }, said: signIn },
		"the server is busy": { wrong: once("connection", 421), said: [] },
		"the server takes nobody": { wrong: once("connection", 554), said: [] },
		"the server takes nobody from here": { wrong: once("connection", 550), said: [] },
		"the sender is refused": { wrong: once("sender", 550), said: [...signIn, "MAIL"] },
		"the letter looks like spam": { wrong: once("letter", 554), said: [...signIn, "MAIL", "RCPT", "DATA"] },
		"the server passes nothing on": { wrong: once("recipient", 554), said: [...signIn, "MAIL", "RCPT"] },
		"the recipient is to wait": { wrong: once("recipient", 451), said: [...signIn, "MAIL", "RCPT"] },
		"the letter is to wait": { wrong: once("letter", 452), said: [...signIn, "MAIL", "RCPT", "DATA"] },
	};

	const overcome = async (trouble: string, { wrong, said, implicit }: (typeof troubles)[string]) => {
		const before = await mailServer(wrong);
		const { port } = before;
		if (!wrong) await before.close();
		const server = await program(implicit ? signedIn("smtps", port) : signedIn("smtp", port, "?tls=required"), settings);
		const email = address();
		const visitor = await awaitingCode(server, email);
		await expectTried(server, trouble);
		const tried = Date.now();
		expect(essence(before), trouble).toEqual(said);
		expect(before.delivered, trouble).toEqual([]);
		await expectNews(visitor, ON_ITS_WAY, trouble);

		if (wrong) await before.close();
		const mail = await mailServer({ ...right, implicit }, port);
		const letter = await mail.letter(email, 30_000);
		expect(letter.at - tried, trouble).toBeGreaterThan(18_000);
		expect(letter.at - tried, trouble).toBeLessThan(26_000);
		expect((await visitor.confirm(letter.code)).headers.get("location"), trouble).toBe("/register/two-step");
		expect(mail.delivered, trouble).toHaveLength(1);
		expect(letter.secure, trouble).toBe(true);
	};
	await Promise.all(Object.entries(troubles).map(([trouble, how]) => test.step(trouble, () => overcome(trouble, how))));
});

test("a mail server that was restarted gets the next letter at once", async ({ mailServer, program }) => {
	const before = await mailServer();
	const server = await program(plain(before.port));
	const [first, second] = [address(), address()];
	await awaitingCode(server, first);
	await before.letter(first);
	const { port } = before;
	await before.close();
	const after = await mailServer({}, port);
	await awaitingCode(server, second);
	expect((await after.letter(second)).to).toEqual([second]);
	expect(after.delivered).toHaveLength(1);
});

test("one bad address among ten good ones fails alone and at once", async ({ mailServer, program }) => {
	const bad = address("bad");
	let refused = 0;
	const refuse: Habits["refuse"] = (what, recipient) => (what === "recipient" && recipient === bad && ++refused ? 550 : undefined);
	const mail = await mailServer({ refuse });
	const server = await program(plain(mail.port));
	const emails = [...Array.from({ length: 5 }, () => address()), bad, ...Array.from({ length: 5 }, () => address())];
	const people: { email: string; visitor: PlainVisitor }[] = [];
	for (const email of emails) people.push({ email, visitor: await registered(server, email) });
	await Promise.all(people.map(({ visitor }) => visitor.details()));
	for (const { email, visitor } of people) {
		if (email !== bad) expect((await mail.letter(email)).to).toEqual([email]);
		await expectNews(visitor, email === bad ? FAILED : ON_ITS_WAY, email);
	}
	expect(mail.delivered).toHaveLength(10);
	expect(refused).toBe(1);
});

test("an address that the server will never write to fails at once", async ({ mailServer, program }) => {
	const refuse: Habits["refuse"] = (what, address) => {
		if (address.startsWith("nobody")) return what === "recipient" ? 551 : undefined;
		return address.startsWith("full") && what === "letter" ? 552 : undefined;
	};
	// What is refused after the recipient shows to nobody: a known address is not asked for that far.
	const shown = { nobody: FAILED, full: ON_ITS_WAY, оксана: FAILED };
	const mail = await mailServer({ refuse, ascii: true });
	const server = await program(plain(mail.port));
	for (const [name, news] of Object.entries(shown)) {
		const visitor = await awaitingCode(server, address(name));
		await expect.poll(() => server.log().split("a letter cannot go").length, { message: name }).toBe(2 + Object.keys(shown).indexOf(name));
		await expectNews(visitor, news, name);
	}
	expect(mail.delivered).toEqual([]);
});

test("what people call themselves changes no letter", async ({ mailServer, program }) => {
	const mail = await mailServer();
	const server = await program(plain(mail.port), { OCPANEL_BRAND: "." });
	const hostile = [
		"<b>Оксана</b>",
		"https://evil.example/?a=b&c=%0d%0a",
		"Bcc: victim@example.com",
		"%0d%0aBcc: victim@example.com",
		"\\r\\nBcc: victim@example.com",
		'"A" <victim@example.com>, victim@example.com',
		"=?utf-8?q?=0D=0ABcc:_victim@example.com?=",
		".",
		"...",
	];
	const letterTo = async (called: string) => {
		const email = address();
		const company = { account_type: "business", organisation_type: "legal_entity", company_name: called, tin: "14360570", city: `Київ ${called}`, address: called };
		await awaitingCode(server, email, company, { name: called, surname: called });
		const letter = await mail.letter(email);
		expect(letter.to).toEqual([email]);
		return letter;
	};
	const expected = unvarying(await letterTo("Хмара"));
	expect(expected.text.split("\n")).toContain(".");
	for (const called of hostile) expect(unvarying(await letterTo(called)), called).toEqual(expected);

	const visitor = new PlainVisitor(server.url);
	for (const forged of ["Anna\r\nBcc: victim@example.com", "Anna\nBcc: victim@example.com", "Anna\r\n.\r\nMAIL FROM:<a@b.co>", "Anna\u2028Bcc: a@b.co"]) {
		expect((await visitor.register(address(), { name: forged })).headers.get("location")).toMatch(/^\/register\?form=/);
	}
	for (const forged of [`${address()}\r\nBcc: victim@example.com`, `${address()},victim@example.com`, `${address()}>\r\nRCPT TO:<victim@example.com`]) {
		expect((await visitor.register(forged)).headers.get("location")).toMatch(/^\/register\?form=/);
	}
	expect(mail.delivered).toHaveLength(hostile.length + 1);
});

test("a slow mail server holds up neither the page nor other letters", async ({ mailServer, program }) => {
	const quick = address("quick");
	const mail = await mailServer({ delay: (recipient) => (recipient === quick ? 0 : 5_000) });
	const server = await program(plain(mail.port));
	const send = async (email: string) => {
		const visitor = await registered(server, email);
		const before = Date.now();
		expect((await visitor.details()).status).toBe(303);
		expect(Date.now() - before).toBeLessThan(2_000);
		return visitor;
	};
	const slow = await Promise.all([address(), address(), address()].map(async (email) => ({ email, visitor: await send(email) })));
	await expect.poll(() => mail.commands.filter((command) => command === "DATA").length).toBe(3);
	await send(quick);
	await mail.letter(quick, 3_000);
	expect(mail.delivered).toHaveLength(1);
	for (const { visitor } of slow) await expectNews(visitor, ON_ITS_WAY);
	for (const { email } of slow) await mail.letter(email, 6_000);
	expect(mail.delivered).toHaveLength(4);
});

test("another machine is spoken to over TLS alone, though nobody said so", async ({ mailServer, program, trusting }) => {
	const own = Object.values(networkInterfaces()).flatMap((all) => all ?? []).find(({ internal, family }) => !internal && family === "IPv4")?.address;
	test.skip(!own, "this machine has no address but the loopback's");
	const named = await identity(own!);
	const settings = await trusting(named);
	const [safe, unsafe] = await Promise.all([mailServer({ identity: named }, 0, own), mailServer({}, 0, own)]);
	const email = address();
	await awaitingCode(await program(`smtp://${own}:${safe.port}`, settings), email);
	expect((await safe.letter(email)).secure).toBe(true);
	const server = await program(`smtp://${own}:${unsafe.port}`, settings);
	await awaitingCode(server, email);
	await expectTried(server);
	expect(essence(unsafe)).toEqual(["EHLO"]);
});

test("a mail server's address that is not safe or not one stops the start", async () => {
	const addresses = [
		"smtp://ocpanel:hidden-word@mail.example.com:587?tls=none",
		"smtp://ocpanel:hidden-word@mail.example.com:587?tls=opportunistic",
		"smtp://ocpanel:hidden-word@203.0.113.7?tls=none",
		"smtp://ocpanel:hidden-word@localhost.example.com?tls=none",
		"smtp://ocpanel:hidden-word@mail.example.com?tls=perhaps",
		"http://ocpanel:hidden-word@mail.example.com",
		"smtp://ocpanel:hidden-word@mail.example.com/path",
		"smtp://ocpanel:hidden#word@mail.example.com",
		"smtp://ocpanel@mail.example.com",
		"mail.example.com:587",
	];
	for (const smtpUrl of addresses) {
		const outcome = await start({ OCPANEL_SMTP_URL: smtpUrl }).then(
			async (server) => {
				await server.stop();
				return "it started";
			},
			(error: Error) => error.message,
		);
		expect(outcome, smtpUrl).toContain("OCPANEL_SMTP_URL");
		expect(outcome, smtpUrl).not.toContain("hidden-word");
	}
});

function plain(port: number): string {
	return `smtp://127.0.0.1:${port}`;
}

function signedIn(scheme: "smtp" | "smtps", port: number, query = ""): string {
	return `${scheme}://ocpanel:${encodeURIComponent(SECRET)}@localhost:${port}${query}`;
}

/** Somebody who has taken the first step. */
async function registered(server: Server, email: string, person: Record<string, string> = {}): Promise<PlainVisitor> {
	const visitor = new PlainVisitor(server.url);
	expect((await visitor.register(email, person)).headers.get("location")).toBe("/register/details");
	return visitor;
}

/** Somebody whose code is on its way. */
async function awaitingCode(server: Server, email: string, details: Record<string, string> = {}, person: Record<string, string> = {}): Promise<PlainVisitor> {
	const visitor = await registered(server, email, person);
	expect((await visitor.details(details)).headers.get("location")).toBe("/register/verify");
	return visitor;
}

/** What the page of the third step says of the letter, sooner or later. */
async function expectNews(visitor: PlainVisitor, news: string, message?: string) {
	const told = async () => {
		const { body } = await visitor.get("/register/verify");
		return [ON_ITS_WAY, FAILED].filter((sentence) => body.includes(sentence));
	};
	await expect.poll(told, { message }).toEqual([news]);
}

/** A letter was tried and kept. */
async function expectTried(server: Server, message?: string) {
	await expect.poll(() => server.log(), { message, timeout: 20_000 }).toContain("a letter did not go");
}

/** What was said to a mail server, courtesies apart. */
function essence({ commands }: MailServer): string[] {
	return commands.filter((command) => !["QUIT", "RSET", "NOOP"].includes(command));
}

function header({ email }: Delivered, name: string): string[] {
	return email.headers.filter(({ key }) => key === name).map(({ value }) => value);
}

/** All that is the same in the letters of one kind and language. */
function unvarying({ email, code, raw }: Delivered) {
	const own = ["to", "date", "message-id", "content-type"];
	return {
		headers: email.headers.map(({ key, value }) => (own.includes(key) ? key : `${key}: ${value}`)),
		to: email.to?.length,
		text: (email.text ?? "").replaceAll(code, ""),
		html: (email.html ?? "").replaceAll(code, ""),
		boundaries: raw.match(/^--/gm)?.length,
	};
}
