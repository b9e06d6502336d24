import { isIP, type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import PostalMime, { type Email } from "postal-mime";
import { generate } from "selfsigned";
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";
import { remember } from "./canary";

export type Identity = { cert: string; key: string };

/** A certificate for `host` that signs itself, and its key. */
export async function identity(host: string, lifetime: { notBeforeDate?: Date; notAfterDate?: Date } = {}): Promise<Identity> {
	const made = await generate([{ name: "commonName", value: host }], {
		...lifetime,
		keyType: "ec",
		algorithm: "sha256",
		extensions: [
			{ name: "basicConstraints", cA: false, critical: true },
			{ name: "keyUsage", digitalSignature: true, critical: true },
			{ name: "extKeyUsage", serverAuth: true },
			{ name: "subjectAltName", altNames: [isIP(host) ? { type: 7, ip: host } : { type: 2, value: host }] },
		],
	});
	return { cert: made.cert, key: made.private };
}

type Stage = "connection" | "sender" | "recipient" | "letter";

export type Habits = {
	/** What TLS is offered with; without one it is not offered. */
	identity?: Identity;
	/** TLS from the first byte on instead of STARTTLS. */
	implicit?: boolean;
	/** Nobody sends without it. */
	password?: string;
	/** The answer to who comes, to a sender, to a recipient or to a letter, where it is not yes. */
	refuse?: (what: Stage, address: string) => number | undefined;
	/** Takes no address outside ASCII. */
	ascii?: boolean;
	/** Milliseconds until a letter is taken. */
	delay?: (recipient: string) => number;
};

export type Delivered = {
	/** The envelope. */
	from: string;
	to: string[];
	secure: boolean;
	/** Who signed in. */
	user: string | undefined;
	/** When it came, in milliseconds. */
	at: number;
	/** Its bytes, one character each. */
	raw: string;
	email: Email;
	/** The code on a line of its own, or nothing. */
	code: string;
};

/** A mail server that keeps what it gets. */
export class MailServer {
	/** The names of all commands. */
	readonly commands: string[] = [];
	readonly delivered: Delivered[] = [];
	private readonly server: SMTPServer;

	private constructor(private readonly habits: Habits) {
		const { identity, implicit = false, password } = habits;
		this.server = new SMTPServer({
			...identity,
			secure: implicit,
			disabledCommands: identity && !implicit ? [] : ["STARTTLS"],
			allowInsecureAuth: !identity,
			authOptional: !password,
			disableReverseLookup: true,
			closeTimeout: 100,
			logger: this.listener(),
			onConnect: (_, done) => done(this.refusal("connection")),
			onAuth: (attempt, _, done) => done(null, { user: !password || attempt.password === password ? attempt.username : undefined }),
			hideSMTPUTF8: habits.ascii ?? false,
			onMailFrom: ({ address }, _, done) => done(this.refusal("sender", address)),
			onRcptTo: ({ address }, _, done) => done(this.refusal("recipient", address)),
			onData: (stream, session, done) => void this.take(stream, session).then(() => done(), done),
		});
		this.server.on("error", () => {});
	}

	/** Listens on `port` of 127.0.0.1 or another address of this machine. */
	static async open(habits: Habits = {}, port = 0, host = "127.0.0.1"): Promise<MailServer> {
		const server = new MailServer(habits);
		await new Promise<void>((resolve, reject) => {
			server.server.once("error", reject);
			server.server.listen(port, host, resolve);
		});
		return server;
	}

	get port(): number {
		return (this.server.server.address() as AddressInfo).port;
	}

	/** Waits for the first letter to `recipient`. */
	async letter(recipient: string, patience = 10_000): Promise<Delivered> {
		for (const deadline = Date.now() + patience; Date.now() < deadline; await sleep(50)) {
			const found = this.delivered.find(({ to }) => to.includes(recipient));
			if (found) return found;
		}
		throw new Error(`No letter came to ${recipient} in ${patience / 1_000} s; commands: ${this.commands.join(" ") || "none"}.`);
	}

	async close() {
		await new Promise<void>((resolve) => this.server.close(resolve));
	}

	private async take(stream: SMTPServerDataStream, { envelope, secure, user }: SMTPServerSession) {
		const chunks: Buffer[] = [];
		for await (const chunk of stream) chunks.push(chunk);
		const to = envelope.rcptTo.map(({ address }) => address);
		const refused = this.refusal("letter", to[0]);
		if (refused) throw refused;
		await sleep(this.habits.delay?.(to[0] ?? "") ?? 0);
		const raw = Buffer.concat(chunks);
		const email = await PostalMime.parse(raw);
		const code = email.text?.match(/^[A-HJKMNP-Z]{3}-[A-HJKMNP-Z]{3}$/m)?.[0] ?? "";
		remember(code, "a code");
		const from = envelope.mailFrom ? envelope.mailFrom.address : "";
		this.delivered.push({ from, to, secure, user, at: Date.now(), raw: raw.toString("latin1"), email, code });
	}

	private refusal(what: Stage, recipient = ""): Error | null {
		const responseCode = this.habits.refuse?.(what, recipient);
		return responseCode ? Object.assign(new Error("Not now or never"), { responseCode }) : null;
	}

	private listener() {
		const ignore = () => {};
		const debug = ({ tnx, command }: { tnx?: string; command?: string }) => {
			if (tnx === "command" && /^[A-Z]+$/.test(command ?? "")) this.commands.push(command!);
		};
		return { level: ignore, trace: ignore, debug, info: ignore, warn: ignore, error: ignore, fatal: ignore };
	}
}
