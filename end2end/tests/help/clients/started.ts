import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Place, RunningPanel } from "./client";

/** Milliseconds until a panel must answer. */
const PATIENCE = 30_000;

/** A folder of a panel's own. */
export async function folder(): Promise<string> {
	return mkdtemp(path.join(tmpdir(), "ocpanel-client-"));
}

/** Starts a panel that is a program of its own, and waits until it answers. `data` is removed with it. */
export async function started({ url }: Place, command: string[], data: string, env: NodeJS.ProcessEnv): Promise<RunningPanel> {
	const [program = "", ...flags] = command;
	const child = spawn(program, flags, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
	let said = "";
	for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
	const ended = new Promise<void>((resolve) => child.on("close", () => resolve()).on("error", (error) => resolve(void (said += error.message))));
	const close = async () => {
		child.kill("SIGTERM");
		await ended;
		await rm(data, { recursive: true, force: true });
	};
	const answers = async () => (await fetch(`${url}/who`).catch(() => undefined)) !== undefined;
	for (const deadline = Date.now() + PATIENCE; Date.now() < deadline && child.exitCode === null && child.pid; await sleep(50)) {
		if (await answers()) return { url, close };
	}
	said += await readFile(path.join(data, "error.log"), "utf8").catch(() => "");
	await close();
	throw new Error(`${program} did not start:\n${said}`);
}
