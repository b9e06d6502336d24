import { remember } from "./canary";
import { PASSWORD } from "./person";

export type Answer = { status: number; headers: Headers; body: string };

type Fields = Record<string, string>;

/** A browser without scripts, reduced to its requests: keeps cookies and follows no redirect. */
export class PlainVisitor {
	readonly cookies = new Map<string, string>();
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

	async get(path: string): Promise<Answer> {
		return this.request(path, {});
	}

	async post(path: string, fields: Fields): Promise<Answer> {
		return this.request(path, { method: "POST", body: new URLSearchParams(fields).toString() });
	}

	private async request(path: string, init: RequestInit): Promise<Answer> {
		const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
		const answer = await fetch(`${this.url}${path}`, {
			...init,
			redirect: "manual",
			headers: {
				Accept: "text/html",
				...(init.body ? { Origin: this.url, "Content-Type": "application/x-www-form-urlencoded" } : {}),
				...(cookie ? { Cookie: cookie } : {}),
				...this.headers,
			},
		});
		for (const line of answer.headers.getSetCookie()) this.keep(line);
		return { status: answer.status, headers: answer.headers, body: await answer.text() };
	}

	private keep(line: string) {
		const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
		if (/^(__Host-)?ocpanel(-registration)?$/.test(name)) remember(value, `the cookie ${name}`);
		if (/;\s*max-age=0\b/i.test(line)) this.cookies.delete(name);
		else this.cookies.set(name, value);
	}
}
