import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import WebSocket from "ws";
import type { Driver, Handle } from "./engine";
import { Marionette } from "./marionette";

/** What tests ask of a new profile. Firefox itself sets what automation needs. */
const PREFERENCES = {
	"intl.accept_languages": "en-US,en",
	"intl.locale.requested": "en-US",
	// A dark system.
	"layout.css.prefers-color-scheme.content-override": 0,
	"datareporting.policy.dataSubmissionEnabled": false,
	"app.normandy.enabled": false,
	"network.captive-portal-service.enabled": false,
	"network.connectivity-service.enabled": false,
};

/** What it needs to be given an authenticator, which BiDi knows nothing of: Marionette, at a port that it chooses. */
const WITH_PASSKEYS = { "marionette.port": 0, "security.webauth.webauthn_enable_softtoken": true, "security.webauth.webauthn_enable_usbtoken": false };

type Message = { id?: number; result?: unknown; error?: string; message?: string; method?: string; params?: LogEntry };
type LogEntry = { level: string; text: string | null };
type Remote = { type: string; value?: string; sharedId?: string };
type Evaluated = { type: "success"; result: Remote } | { type: "exception"; exceptionDetails: { text: string } };

/** Firefox, over WebDriver BiDi (https://www.w3.org/TR/webdriver-bidi/), which it speaks by itself. */
export class Firefox implements Driver {
	version = "";
	/** Errors that the browser has written into its console. */
	readonly errors: string[] = [];
	private context = "";
	private sent = 0;
	private readonly waiting = new Map<number, (message: Message) => void>();

	private constructor(
		private readonly child: ChildProcess,
		private readonly profile: string,
		private readonly socket: WebSocket,
		private readonly marionette?: Marionette,
	) {
		socket.on("message", (data) => this.hear(JSON.parse(String(data)) as Message));
	}

	/** A dark browser of its own, without windows. Where the page's scripts are off, those of the tests run all the same. */
	static async launch({ scripts = true, passkeys = false } = {}): Promise<Firefox> {
		const profile = await mkdtemp(path.join(tmpdir(), "ocpanel-firefox-"));
		const lines = Object.entries({ ...PREFERENCES, ...(passkeys ? WITH_PASSKEYS : {}), "javascript.enabled": scripts }).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`);
		await writeFile(path.join(profile, "user.js"), lines.join(""));
		const env = { ...process.env, HOME: profile, MOZ_CRASHREPORTER_DISABLE: "1" };
		const child = spawn("firefox-esr", ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0", ...(passkeys ? ["--marionette"] : [])], { env, stdio: ["ignore", "ignore", "pipe"] });
		const address = await listening(child);
		const marionette = passkeys ? await Marionette.of(profile) : undefined;
		// There is one session, which either begins.
		const begun = await marionette?.begin();
		const socket = new WebSocket(begun ?? `${address}/session`, { maxPayload: 0 });
		await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
		const firefox = new Firefox(child, profile, socket, marionette);
		await firefox.begin();
		return firefox;
	}

	private async begin() {
		if (this.marionette) this.version = "firefox";
		else await this.beginSession();
		await this.send("session.subscribe", { events: ["log.entryAdded"] });
		const { contexts } = (await this.send("browsingContext.getTree", {})) as { contexts: { context: string }[] };
		this.context = contexts[0]?.context ?? "";
	}

	private async beginSession() {
		const { capabilities } = (await this.send("session.new", { capabilities: {} })) as { capabilities: { browserName: string; browserVersion: string } };
		this.version = `${capabilities.browserName} ${capabilities.browserVersion}`;
	}

	async open(url: string) {
		await this.send("browsingContext.navigate", { context: this.context, url, wait: "complete" });
	}

	async run<Args extends unknown[], Answer>(script: (...args: Args) => Answer, ...args: Args): Promise<Awaited<Answer>> {
		// With scripts off nothing that is awaited in the page ever goes on.
		const called = `const answer = (${script})(...${JSON.stringify(args)}); return answer instanceof Promise ? answer.then(JSON.stringify) : JSON.stringify(answer)`;
		const { value } = await this.call(`() => { ${called}; }`);
		return (value === undefined ? undefined : JSON.parse(value)) as Awaited<Answer>;
	}

	async load(text: string) {
		await this.send("script.evaluate", { expression: text, awaitPromise: false, target: { context: this.context } });
	}

	async find<Args extends unknown[]>(script: (...args: Args) => Element | null, ...args: Args): Promise<Handle | undefined> {
		return (await this.call(`() => (${script})(...${JSON.stringify(args)})`)).sharedId;
	}

	async click(element: Handle) {
		await this.call("(element) => element.scrollIntoView({ block: 'center', behavior: 'instant' })", element);
		const origin = { type: "element", element: { sharedId: element } };
		const actions = [{ type: "pointerMove", x: 0, y: 0, origin }, { type: "pointerDown", button: 0 }, { type: "pointerUp", button: 0 }];
		await this.send("input.performActions", { context: this.context, actions: [{ type: "pointer", id: "mouse", actions }] });
	}

	async type(element: Handle, text: string) {
		await this.call("(element) => element.focus()", element);
		const actions = [...text].flatMap((value) => [{ type: "keyDown", value }, { type: "keyUp", value }]);
		await this.send("input.performActions", { context: this.context, actions: [{ type: "key", id: "keyboard", actions }] });
	}

	async resize(width: number, height: number) {
		await this.send("browsingContext.setViewport", { context: this.context, viewport: { width, height } });
	}

	async picture(): Promise<Buffer> {
		const { data } = (await this.send("browsingContext.captureScreenshot", { context: this.context })) as { data: string };
		return Buffer.from(data, "base64");
	}

	async close() {
		const ended = new Promise((resolve) => this.child.once("exit", resolve));
		await this.send("browser.close", {}).catch(() => this.child.kill("SIGKILL"));
		await ended;
		this.socket.terminate();
		this.marionette?.close();
		await rm(this.profile, { recursive: true, force: true, maxRetries: 5 });
	}

	/** Puts an authenticator in, which nobody has to touch. */
	async authenticator() {
		await this.marionette?.ask("WebAuthn:AddVirtualAuthenticator", { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserConsenting: true, isUserVerified: true });
	}

	private async call(functionDeclaration: string, ...elements: Handle[]): Promise<Remote> {
		const given = { functionDeclaration, awaitPromise: true, target: { context: this.context }, arguments: elements.map((sharedId) => ({ sharedId })) };
		const evaluated = (await this.send("script.callFunction", given)) as Evaluated;
		if (evaluated.type === "exception") throw new Error(evaluated.exceptionDetails.text);
		return evaluated.result;
	}

	private async send(method: string, params: object): Promise<unknown> {
		const id = ++this.sent;
		const answer = new Promise<Message>((resolve) => this.waiting.set(id, resolve));
		this.socket.send(JSON.stringify({ id, method, params }));
		const { error, message, result } = await answer;
		if (error) throw new Error(`${method}: ${error}: ${message}`);
		return result;
	}

	private hear(message: Message) {
		if (message.id !== undefined) this.waiting.get(message.id)?.(message);
		else if (message.method === "log.entryAdded" && message.params?.level === "error") this.errors.push(message.params.text ?? "");
	}
}

/** Where it listens, as it says at its start. */
function listening(child: ChildProcess): Promise<string> {
	return new Promise((resolve, reject) => {
		let said = "";
		child.stderr?.setEncoding("utf8").on("data", (text: string) => {
			said += text;
			const [, address] = /WebDriver BiDi listening on (ws:\S+)/.exec(said) ?? [];
			if (address) resolve(address);
		});
		child.once("error", reject);
		child.once("exit", () => reject(new Error(`Firefox has ended:\n${said}`)));
	});
}
