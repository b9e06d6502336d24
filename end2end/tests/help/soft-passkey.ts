import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";
import { remember } from "./canary";
import { PlainVisitor } from "./plain";

type Options = { challenge: string; question: string; rp?: { id: string }; rpId?: string; user?: { id: string } };

/** A passkey of whoever has no browser: it makes itself and signs as an authenticator does (https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data). */
export class SoftPasskey {
	private readonly id = randomBytes(32);
	private readonly key: { privateKey: KeyObject; publicKey: KeyObject } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
	private handle = "";
	private uses = 0;
	/** What it is wrong about, where it is. */
	lies: { origin?: string; domain?: string; unverified?: boolean; type?: string; handle?: string } = {};

	/** Adds one to the user's, who is signed in; with the first the recovery codes. */
	static async add(visitor: PlainVisitor): Promise<{ passkey: SoftPasskey; codes: string[] }> {
		const passkey = new SoftPasskey();
		const answer = passkey.made(await asked(visitor, "add_passkey"), visitor.url);
		const { body } = await visitor.get(await give(visitor, "add_passkey", answer));
		const codes = new Set(body.match(/\b([0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{4}\b/g));
		for (const code of codes) remember(code, "a recovery code");
		return { passkey, codes: [...codes] };
	}

	/** Answers at this endpoint, such as `sign_in_by_passkey`; where that leads. */
	async use(visitor: PlainVisitor, endpoint: string): Promise<string> {
		return give(visitor, endpoint, this.used(await asked(visitor, endpoint), visitor.url));
	}

	/** What a browser answers to `navigator.credentials.create`. */
	made({ challenge, question, rp, user }: Options, origin: string): string {
		this.handle = user!.id;
		const { x = "", y = "" } = this.key.publicKey.export({ format: "jwk" });
		const point = (text: string) => Buffer.from(text, "base64url");
		// COSE and CBOR, as far as it is always the same.
		const cose = Buffer.concat([hex("a5010203262001215820"), point(x), hex("225820"), point(y)]);
		const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, this.id.length]), this.id, cose]);
		const data = Buffer.concat([this.data(this.lies.domain ?? rp!.id, this.lies.unverified ? 0x41 : 0x45), attested]);
		const attestationObject = Buffer.concat([hex("a363666d74646e6f6e656761747453746d74a0686175746844617461"), Buffer.from([0x58, data.length]), data]);
		return this.answer(question, { clientDataJSON: told(this.lies.type ?? "webauthn.create", challenge, this.lies.origin ?? origin), attestationObject: attestationObject.toString("base64url"), transports: ["internal"] });
	}

	/** What a browser answers to `navigator.credentials.get`. */
	used({ challenge, question, rpId }: Options, origin: string): string {
		this.uses++;
		const data = this.data(this.lies.domain ?? rpId!, this.lies.unverified ? 0x01 : 0x05);
		const said = told(this.lies.type ?? "webauthn.get", challenge, this.lies.origin ?? origin);
		const signed = Buffer.concat([data, sha256(Buffer.from(said, "base64url"))]);
		const signature = sign("sha256", signed, this.key.privateKey).toString("base64url");
		return this.answer(question, { clientDataJSON: said, authenticatorData: data.toString("base64url"), signature, userHandle: this.lies.handle ?? this.handle });
	}

	private data(domain: string, flags: number): Buffer {
		const uses = Buffer.alloc(4);
		uses.writeUInt32BE(this.uses);
		return Buffer.concat([sha256(Buffer.from(domain)), Buffer.from([flags]), uses]);
	}

	private answer(question: string, response: object): string {
		const id = this.id.toString("base64url");
		return JSON.stringify({ id, rawId: id, type: "public-key", authenticatorAttachment: "platform", clientExtensionResults: {}, response, question });
	}
}

/** What the server asks the browser for. */
export async function asked(visitor: PlainVisitor, endpoint: string): Promise<Options> {
	const awake = new PlainVisitor(visitor.url, { Accept: "application/json" });
	awake.cookies.clear();
	for (const [name, value] of visitor.cookies) awake.cookies.set(name, value);
	const { body } = await awake.post(`/api/${endpoint}`, {});
	for (const [name, value] of awake.cookies) visitor.cookies.set(name, value);
	const { passkey } = JSON.parse(body) as { passkey?: string };
	if (!passkey) throw new Error(`${endpoint} asks for no passkey: ${body}`);
	return JSON.parse(passkey) as Options;
}

/** Sends an answer; where that leads. */
export async function give(visitor: PlainVisitor, endpoint: string, passkey: string): Promise<string> {
	return (await visitor.post(`/api/${endpoint}`, { passkey })).headers.get("location") ?? "/nowhere";
}

function told(type: string, challenge: string, origin: string): string {
	return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false })).toString("base64url");
}

function hex(text: string): Buffer {
	return Buffer.from(text, "hex");
}

function sha256(bytes: Buffer): Buffer {
	return createHash("sha256").update(bytes).digest();
}
