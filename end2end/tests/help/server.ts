import { test as base, expect, type BrowserContext, type BrowserContextOptions, type Page } from "@playwright/test";
import { remember, toldByAddress } from "./canary";
import { start, type Server } from "./program";

export { expect, start, type Server };

/** What went wrong in the browser during a test; at its end there must be nothing that is not tolerated. */
export class Problems {
	readonly found: string[] = [];
	readonly tolerated: RegExp[] = [];

	/** Lets whatever matches pass, found before or after: `problems.tolerate(/status of 404/)`. */
	tolerate(...patterns: RegExp[]) {
		this.tolerated.push(...patterns);
	}

	get unexpected(): string[] {
		return this.found.filter((problem) => !this.tolerated.some((pattern) => pattern.test(problem)));
	}
}

type Fixtures = {
	/** Aborts every request for WebAssembly: `test.use({ blockWasm: true })`. */
	blockWasm: boolean;
	problems: Problems;
	/** A page in a browser of its own, as another person has; closed after the test. */
	visitor: (options?: BrowserContextOptions) => Promise<Page>;
};

export type Options = {
	/** Settings for the program, on top of the usual ones: `test.use({ settings: { OCPANEL_REGISTRATION: "closed" } })`. */
	settings: Record<string, string>;
	/** One for each worker and each set of settings. */
	server: Server;
};

export const test = base.extend<Fixtures, Options>({
	settings: [{}, { option: true, scope: "worker" }],
	server: [
		async ({ settings }, use) => {
			const server = await start(settings);
			await use(server);
			await server.stop();
		},
		{ scope: "worker" },
	],
	baseURL: async ({ server }, use) => use(server.url),
	blockWasm: [false, { option: true }],

	problems: [
		async ({ server }, use, testInfo) => {
			const problems = new Problems();
			const before = server.log().length;
			await use(problems);
			if (testInfo.status !== testInfo.expectedStatus) console.log(server.log().slice(before).slice(-5_000));
			expect(problems.unexpected, "problems in the browser").toEqual([]);
		},
		{ auto: true },
	],

	context: async ({ context, server, problems, blockWasm }, use) => {
		const end = await watch(context, server, problems, blockWasm);
		await use(context);
		await end();
	},

	visitor: async ({ browser, server, problems, blockWasm }, use) => {
		const ends: (() => Promise<void>)[] = [];
		await use(async (options) => {
			const context = await browser.newContext({ baseURL: server.url, ...options });
			ends.push(() => context.close());
			ends.unshift(await watch(context, server, problems, blockWasm));
			return context.newPage();
		});
		for (const end of ends) await end();
	},
});

/** Collects what goes wrong. At the end, before the context is closed, call what it returns. */
async function watch(context: BrowserContext, server: Server, problems: Problems, blockWasm: boolean): Promise<() => Promise<void>> {
	const addresses = new Set<string>();
	context.on("console", (message) => {
		if (message.type() === "error") problems.found.push(`console: ${message.text()} (${message.location().url})`);
	});
	context.on("weberror", (error) => problems.found.push(`uncaught: ${error.error().message}`));
	context.on("request", (request) => {
		addresses.add(request.url());
		const foreign = !/^(data|blob|about):/.test(request.url()) && new URL(request.url()).origin !== server.url;
		if (foreign) problems.found.push(`foreign host: ${request.url()}`);
	});
	await context.addInitScript(() => {
		addEventListener("securitypolicyviolation", (event) => {
			console.error(`content security policy: ${event.effectiveDirective} refused ${event.blockedURI}`);
		});
	});
	if (blockWasm) {
		problems.tolerate(/\.wasm/, /Failed to fetch/);
		await context.route("**/*.wasm", (route) => route.abort());
	}
	return async () => {
		for (const { name, value } of await context.cookies().catch(() => [])) {
			if (/^(__Host-)?ocpanel(-registration|-known|-reset|-undo|-invite|-unlock)?$/.test(name)) remember(value, `the cookie ${name}`);
		}
		// The link of a letter has its secret in its address until it is opened.
		const told = [...addresses].filter((url) => !/^\/(reset-password|email-undo|invite|cancel-deletion)\//.test(new URL(url).pathname)).map(toldByAddress).filter((what) => what !== undefined);
		problems.found.push(...new Set(told.map((what) => `in an address: ${what}`)));
	};
}
