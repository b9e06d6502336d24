import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { kept, leaks } from "./canary";

/** Another build's program can be tested: `OCPANEL_PROGRAM=/tmp/base/ocpanel`. */
export const program = path.resolve(process.env.OCPANEL_PROGRAM ?? path.resolve(__dirname, "../../../target/release/ocpanel"));

/** A running `ocpanel serve` with a data folder of its own. */
export type Server = {
	/** Without a slash at the end. */
	url: string;
	dataDir: string;
	/** Where letters are put, one `*.eml` each. */
	mailDir: string;
	/** Where the mailbox of development opens, as the program says it. */
	mailbox(): Promise<string>;
	/** What the program has written so far. */
	log(): string;
	/** Runs a command of the operator's on the same settings. */
	run(...command: string[]): { status: number | null; stdout: string; stderr: string };
	/** The same with other settings on top. */
	runWith(more: Record<string, string>, ...command: string[]): { status: number | null; stdout: string; stderr: string };
	/** Ends it as a crash does (SIGKILL). */
	kill(): Promise<number | null>;
	/** Tells it to end (SIGTERM) and waits for that: its exit code. */
	terminate(): Promise<number | null>;
	/** Ends it, makes sure that no secret stands in its files and its log, and removes the data folder. */
	stop(): Promise<void>;
};

/** Starts the built program with `settings` (environment variables) on top of the usual ones, and waits until it is ready. */
export async function start(settings: Record<string, string> = {}): Promise<Server> {
	const dataDir = await mkdtemp(path.join(tmpdir(), "ocpanel-"));
	const address = settings.OCPANEL_ADDR ?? `127.0.0.1:${await freePort()}`;
	// By the name, as its own base URL is.
	const named = `http://${address.replace("127.0.0.1", "localhost")}`;
	const url = settings.OCPANEL_BASE_URL === `http://${address}` ? settings.OCPANEL_BASE_URL : named;
	const usual = { OCPANEL_ADDR: address, OCPANEL_DATA_DIR: dataDir, OCPANEL_RATE_LIMITS: "off" };
	const env = { ...inherited(), ...usual, ...settings };
	const child = spawn(program, ["serve"], {
		cwd: dataDir,
		env,
		stdio: ["ignore", "pipe", "pipe"],
	});
	let log = "";
	for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (log += text));
	const ended = new Promise<number | null>((resolve) => {
		child.on("exit", resolve);
		child.on("error", (error) => {
			log += `${error.message}: has \`make build\` been run?\n`;
			resolve(null);
		});
	});
	const terminate = () => {
		child.kill("SIGTERM");
		return ended;
	};
	const stop = async () => {
		// While it runs, the newest rows stand in the log beside the database.
		const places = await kept(env.OCPANEL_DATA_DIR);
		child.kill("SIGTERM");
		const killer = setTimeout(() => child.kill("SIGKILL"), 5_000);
		await ended;
		clearTimeout(killer);
		places.push(...(await kept(env.OCPANEL_DATA_DIR)), { name: "the program's log", text: log });
		const leaked = await leaks(places, path.join(env.OCPANEL_DATA_DIR, "mail"));
		await rm(dataDir, { recursive: true, force: true });
		if (leaked.length > 0) throw new Error(`ocpanel let secrets out:\n${leaked.join("\n")}`);
	};

	const ready = await Promise.race([healthy(url), ended.then(() => false)]);
	if (!ready) {
		await stop();
		throw new Error(`ocpanel did not start:\n${log}`);
	}
	const mailbox = async () => {
		for (;; await sleep(20)) {
			const [address] = /\S+\/dev\/mailbox\?key=\S+/.exec(log) ?? [];
			if (address) return address;
		}
	};
	const runWith = (more: Record<string, string>, ...command: string[]) => {
		const ended = spawnSync(program, command, { cwd: dataDir, env: { ...env, ...more }, encoding: "utf8" });
		if (ended.status === null) throw new Error(`ocpanel ${command[0]} ended by ${ended.signal ?? ended.error}: ${ended.stderr}`);
		return ended;
	};
	const run = (...command: string[]) => runWith({}, ...command);
	const kill = () => {
		child.kill("SIGKILL");
		return ended;
	};
	return { url, dataDir, mailDir: path.join(dataDir, "mail"), mailbox, log: () => log, run, runWith, kill, terminate, stop };
}

/** The environment without the settings of whoever runs the tests. */
function inherited(): Record<string, string | undefined> {
	const foreign = (name: string) => name.startsWith("OCPANEL_") || name === "DATABASE_URL";
	return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign(name)));
}

async function healthy(url: string): Promise<boolean> {
	for (const deadline = Date.now() + 20_000; Date.now() < deadline; await sleep(50)) {
		const answer = await fetch(`${url}/healthz`).catch(() => undefined);
		if (answer?.ok) return true;
	}
	return false;
}

export async function freePort(): Promise<number> {
	const listener = createServer().listen(0, "127.0.0.1");
	await new Promise((resolve) => listener.once("listening", resolve));
	const { port } = listener.address() as AddressInfo;
	await new Promise((resolve) => listener.close(resolve));
	return port;
}
