import { accessSync, constants } from "node:fs";
import path from "node:path";
import { defineConfig } from "@playwright/test";
import type { Options } from "./tests/help/server";

const SERVERS = ["clients", "deploy", "forward-auth", "hostile", "keys", "known", "listener", "mailbox", "monitoring", "operator", "proxies", "smtp", "text-browsers", "tokens"].map((name) => `${name}.spec.ts`);
/** When they are asked for: pictures by `make looks`, browsers of other makers by `make test-browsers`. */
const elsewhere = [...(process.env.LOOKS ? [] : ["looks.spec.ts"]), ...(process.env.ENGINES ? [] : ["engines.spec.ts"])];

export default defineConfig<object, Options>({
	testDir: "tests",
	outputDir: "results",
	fullyParallel: true,
	forbidOnly: !!process.env.CI,
	workers: 3,
	// The tests of servers open no page, and wait more than they work.
	projects: [
		{ name: "pages", testIgnore: [...SERVERS, ...elsewhere], workers: 2 },
		{ name: "servers", testMatch: SERVERS, workers: 1 },
	],
	// One more try, so that a busy machine ends no run; what needed it is reported as flaky.
	retries: process.env.CI ? 1 : 0,
	reporter: "list",
	timeout: 60_000,
	expect: { timeout: 10_000 },
	use: {
		browserName: "chromium",
		locale: "en-US",
		screenshot: "only-on-failure",
		launchOptions: {
			// The first is the same engine without windows, which takes a third less of the processor.
			executablePath: onPath("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"),
			args: [
				...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
				"--disable-gpu",
				"--disable-quic",
				"--no-first-run",
				"--disable-background-networking",
				"--disable-component-update",
				"--disable-sync",
			],
		},
	},
});

/** The machine's own browser: one is never downloaded. */
function onPath(...names: string[]): string {
	const folders = (process.env.PATH ?? "").split(path.delimiter);
	const found = names.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(executable);
	if (!found) throw new Error(`None of ${names.join(", ")} is on the path: install Chromium, or start with \`make test\`.`);
	return found;
}

function executable(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
