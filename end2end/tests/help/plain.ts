import { randomBytes } from "node:crypto";
import { remember } from "./canary";
import { hidden } from "./hidden";
import { letter } from "./mail";
import { PASSWORD } from "./person";
import type { Server } from "./program";
import { former } from "./two-step";

export type Answer = { status: number; headers: Headers; body: string };

type Fields = Record<string, string>;

/** A request without its address. */
export type Asked = { method?: string; body?: string; headers: Fields };

/** A browser without scripts, reduced to its requests: keeps cookies, one from an earlier visit too, and follows no redirect. */
export class PlainVisitor {
	readonly cookies = new Map([["ocpanel-registration", randomBytes(32).toString("base64url")]]);
	/** The id of the newest registration. */
	registration = "";

	/** `headers` go with every request. */
	constructor(
		readonly url: string,
		readonly headers: Fields = {},
	) {}

	/** Sends the first step; `registration` is there when it was taken. */
	async register(email: string, overrides: Fields = {}): Promise<Answer> {
		const person = { name: "Оксана", surname: "Ґалаґан", email, password: PASSWORD, confirm_password: PASSWORD };
		const answer = await this.post("/api/register", { ...person, ...overrides });
		const next = answer.headers.get("location") ?? "";
		if (answer.status !== 303 || !next.startsWith("/register/details")) return answer;
		const { body } = await this.get(next);
		this.registration = /name="registration" value="([^"]+)"/.exec(body)?.[1] ?? "";
		return answer;
	}

	/** Sends the second step, as a person. */
	async details(overrides: Fields = {}): Promise<Answer> {
		const details = { language: "en", country: "UA", phone: "0445370222", account_type: "personal" };
		return this.post("/api/details", { registration: this.registration, ...details, ...overrides });
	}

	/** Sends the third step. */
	async confirm(code: string): Promise<Answer> {
		return this.post("/api/confirm", { registration: this.registration, code });
	}

	/** Goes through the whole wizard; signed in afterwards. */
	async signUp(server: Server, email: string): Promise<void> {
		await this.register(email);
		await this.details();
		await this.confirm((await letter(server.mailDir, email, { kind: "verification-code" })).code);
	}

	/** Opens the link of an invitation and registers by it; signed in afterwards. */
	async registerInvited(server: Server, email: string, link: string): Promise<void> {
		await this.get(new URL(link).pathname);
		const shown = hidden((await this.get("/invite/register")).body, "register_invited");
		const person = { name: "Борис", surname: "Кіт", password: PASSWORD, confirm_password: PASSWORD };
		await this.post("/api/register_invited", { ...shown, ...person });
		const { body } = await this.get("/register/details");
		this.registration = /name="registration" value="([^"]+)"/.exec(body)?.[1] ?? "";
		await this.details();
		await this.confirm((await letter(server.mailDir, email, { kind: "verification-code" })).code);
	}

	/** Signs in; where that leads. */
	async signIn(email: string, password = PASSWORD): Promise<string> {
		return (await this.post("/api/sign_in", { email, password })).headers.get("location") ?? "";
	}

	/** Whether a whole session stands behind the cookies. */
	async signedIn(): Promise<boolean> {
		return (await this.get("/api/whoami")).status === 200;
	}

	/** Switches 2-step verification on: its key, and the recovery codes. */
	async enable(): Promise<{ key: string; codes: string[] }> {
		const shown = (await this.get("/settings/security/two-step")).body;
		const key = (/data-secret-key[^>]*>(.*?)<\/code>/.exec(shown)?.[1] ?? "").replace(/<[^>]*>/g, "");
		const answer = await this.post("/api/enable_two_step", { two_step_code: await former(key) });
		const { body } = await this.get(answer.headers.get("location") ?? "/nowhere");
		const codes = body.match(/\b([0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{4}\b/g) ?? [];
		remember(key, "the key of 2-step verification");
		for (const code of codes) remember(code, "a recovery code");
		return { key, codes: [...new Set(codes)] };
	}

	async get(path: string): Promise<Answer> {
		return this.request(path, {});
	}

	async post(path: string, fields: Fields): Promise<Answer> {
		return this.request(path, { method: "POST", body: new URLSearchParams(fields).toString() });
	}

	/** What a browser says by itself. */
	protected said(posts: boolean): Fields {
		const type = { Origin: this.url, "Content-Type": "application/x-www-form-urlencoded" };
		return { Accept: "text/html", "Sec-Fetch-Site": "same-origin", ...(posts ? type : {}) };
	}

	/** Sends one request. */
	protected async ask(path: string, init: Asked): Promise<Response> {
		return fetch(`${this.url}${path}`, { ...init, redirect: "manual" });
	}

	private async request(path: string, init: { method?: string; body?: string }): Promise<Answer> {
		const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
		const answer = await this.ask(path, {
			...init,
			headers: {
				...this.said(init.body !== undefined),
				...(cookie ? { Cookie: cookie } : {}),
				...this.headers,
			},
		});
		for (const line of answer.headers.getSetCookie()) this.keep(line);
		return { status: answer.status, headers: answer.headers, body: (await answer.text()).replaceAll("<wbr>", "") };
	}

	private keep(line: string) {
		const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
		if (/^(__Host-)?ocpanel(-registration|-known|-reset|-undo|-invite|-unlock)?$/.test(name)) remember(value, `the cookie ${name}`);
		if (/;\s*(max-age=0\b|expires=[^;]*\b1970\b)/i.test(line)) this.cookies.delete(name);
		else this.cookies.set(name, value);
	}
}

/** A text browser: it says nothing of where a page or a form is asked from. */
export class TextVisitor extends PlainVisitor {
	/** Of the page it has read last. */
	token = "";

	/** Somebody's other browser, with the same cookies. */
	static like({ url, cookies }: PlainVisitor): TextVisitor {
		const made = new TextVisitor(url);
		made.cookies.clear();
		for (const [name, value] of cookies) made.cookies.set(name, value);
		return made;
	}

	override async get(path: string): Promise<Answer> {
		const answer = await super.get(path);
		this.token = tokens(answer.body)[0] ?? this.token;
		return answer;
	}

	override async post(path: string, fields: Fields): Promise<Answer> {
		return super.post(path, { csrf_token: this.token, ...fields });
	}

	protected override said(posts: boolean): Fields {
		return { Accept: "*/*", ...(posts ? { "Content-Type": "application/x-www-form-urlencoded" } : {}) };
	}
}

/** The token of each form of a page that changes something; nothing where one has none. */
export function tokens(body: string): string[] {
	const forms = body.split(/<form\b/).slice(1).filter((form) => /^[^>]*method="post"/.test(form));
	return forms.map((form) => /name="csrf_token" value="([\w-]+)"/.exec(form.split("</form>")[0]!)?.[1] ?? "");
}
