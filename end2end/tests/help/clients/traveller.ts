import http from "node:http";
import { text } from "node:stream/consumers";
import { hidden } from "../hidden";
import { letter } from "../mail";
import { address } from "../person";
import { PlainVisitor, type Answer, type Asked } from "../plain";
import type { Server } from "../program";
import { former } from "../two-step";
import type { RunningPanel, Who } from "./client";

/** Redirects and pages that lead on, one after the other: more would be a circle. */
const MOST = 12;

/** What opens pages; node's `fetch` says with each request that it does not, and a client may heed that. */
class Opening extends PlainVisitor {
	override async ask(target: string, { method = "GET", headers, body }: Asked): Promise<Response> {
		const request = http.request(`${this.url}${target}`, { method, headers: { ...headers, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document" }, agent: false });
		const answer = await new Promise<http.IncomingMessage>((resolve, reject) => request.on("response", resolve).on("error", reject).end(body));
		const lines = Object.entries(answer.headersDistinct).flatMap(([name, values = []]) => values.map((value) => [name, value] as [string, string]));
		const came = await text(answer);
		const status = answer.statusCode ?? 0;
		return new Response([204, 304].includes(status) ? null : came, { status, headers: lines });
	}
}

/** Somebody without scripts who goes to and fro between a panel and us, and follows wherever they are led. */
export class Traveller {
	readonly panel: PlainVisitor;
	readonly email = address("traveller");
	/** Where they are, and what they see. */
	at = new URL("about:blank");
	page: Answer = { status: 0, headers: new Headers(), body: "" };

	/** `home` is what somebody is signed in with already. */
	constructor(
		private readonly server: Server,
		panel: RunningPanel,
		readonly home: PlainVisitor = new Opening(server.url, {}),
	) {
		this.panel = new Opening(panel.url, {});
		// It is no cookie of the panel's.
		this.panel.cookies.clear();
	}

	/** Opens a page of the panel, and follows. */
	async open(path: string) {
		this.page = await this.panel.get(path);
		await this.follow(new URL(path, this.panel.url));
	}

	/** Presses a button of ours, in the page and not above it, and follows. */
	async press(endpoint: string, fields: Record<string, string> = {}) {
		const shown = Object.entries(hidden(this.page.body.split("<main")[1] ?? "", endpoint)).map(([name, value]) => [name, value.replaceAll("&amp;", "&")]);
		this.page = await this.home.post(`/api/${endpoint}`, { ...Object.fromEntries(shown), ...fields });
		await this.follow(new URL(`/api/${endpoint}`, this.home.url));
	}

	/** From the page that asks them to sign in, they register and set the second step up: its key. */
	async register(): Promise<string> {
		await this.home.register(this.email);
		await this.home.details();
		const { code } = await letter(this.server.mailDir, this.email, { kind: "verification-code" });
		await this.press("confirm", { registration: this.home.registration, code });
		const key = (/data-secret-key[^>]*>(.*?)<\/code>/.exec(this.page.body)?.[1] ?? "").replace(/<[^>]*>/g, "");
		await this.press("last_step", { two_step_code: await former(key) });
		await this.press("saved_recovery_codes");
		return key;
	}

	/** Forgets the panel, as a browser's other profile does. */
	forget() {
		this.panel.cookies.clear();
	}

	/** What the panel has learnt of them, if it knows them. */
	async who(): Promise<Who | undefined> {
		const { status, body } = await this.panel.get("/who");
		return status === 200 ? (JSON.parse(body) as Who) : undefined;
	}

	/** Goes on as long as a page leads on by itself, or is a panel's with one button. */
	private async follow(from: URL) {
		this.at = from;
		let foreign = false;
		for (let steps = 0; steps < MOST; steps++) {
			const [redirect, refresh] = ["location", "refresh"].map((name) => this.page.headers.get(name)?.replace("0; url=", ""));
			const to = redirect ?? refresh;
			if (to) foreign = await this.go(new URL(to, this.at), foreign && redirect !== undefined);
			else if (await this.pressThere()) foreign = false;
			else return;
		}
		throw new Error(`${this.at} leads in a circle`);
	}

	/** Whether another site had a part in it: browsers say so of all redirects that follow. */
	private async go(to: URL, led: boolean): Promise<boolean> {
		const [there, foreign] = [this.of(to), led || to.origin !== this.at.origin];
		if (foreign) there.headers["Sec-Fetch-Site"] = "cross-site";
		this.at = to;
		this.page = await there.get(`${to.pathname}${to.search}`);
		delete there.headers["Sec-Fetch-Site"];
		return foreign;
	}

	/** Some clients ask by a form on a page of their own before they lead anywhere. */
	private async pressThere(): Promise<boolean> {
		const [, attributes = "", inside = ""] = /<form\b([^>]*)>(.*?)<\/form>/s.exec(this.page.body) ?? [];
		if (this.at.origin !== this.panel.url || !/method="post"/i.test(attributes)) return false;
		const action = new URL(/action="([^"]+)"/.exec(attributes)?.[1] ?? this.at.href, this.at);
		const inputs = [...inside.matchAll(/<input\b[^>]*>/g)].map(([input]) => ["name", "value"].map((name) => new RegExp(`${name}="([^"]*)"`).exec(input)?.[1] ?? ""));
		this.page = await this.panel.post(action.pathname + action.search, Object.fromEntries(inputs));
		this.at = action;
		return true;
	}

	private of(address: URL): PlainVisitor {
		const found = [this.home, this.panel].find(({ url }) => url === address.origin);
		if (!found) throw new Error(`led to ${address.origin}, where nobody is`);
		return found;
	}
}
