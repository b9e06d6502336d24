import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** A page is rarely longer: so nothing needs scrolling. */
const ROWS = 320;
const COLUMNS = 100;

/** Milliseconds until something must be on the screen. */
const PATIENCE = 15_000;
/** Milliseconds between two looks. */
const PAUSE = 15;

/** A screen as it is read: its lines, and where the cursor stands. */
export type Screen = { lines: string[]; x: number; y: number };

/** A program in a terminal that nobody sees (tmux). */
export class Terminal {
	private constructor(private readonly socket: string) {}

	static async start(command: string[], env: Record<string, string>): Promise<Terminal> {
		const terminal = new Terminal(`ocpanel-${randomBytes(6).toString("hex")}`);
		const given = Object.entries({ LC_ALL: "C.UTF-8", ...env }).flatMap(([name, value]) => ["-e", `${name}=${value}`]);
		await terminal.tmux("new-session", "-d", "-x", String(COLUMNS), "-y", String(ROWS), ...given, ...command, ";", "set", "-g", "status", "off");
		return terminal;
	}

	/** Presses keys, by tmux's names. */
	async press(...keys: string[]) {
		await this.tmux("send-keys", ...keys);
	}

	/** Presses one key so many times. */
	async repeat(key: string, times: number) {
		if (times > 0) await this.tmux("send-keys", "-N", String(times), key);
	}

	/** Types a text as it is. */
	async type(text: string) {
		await this.tmux("send-keys", "-l", "--", text);
	}

	async look(): Promise<Screen> {
		const [at = "", ...lines] = (await this.tmux("display-message", "-p", "#{cursor_x} #{cursor_y}", ";", "capture-pane", "-p")).split("\n");
		const [x = 0, y = 0] = at.split(" ").map(Number);
		return { lines, x, y };
	}

	/** Waits until the screen is as it should be. */
	async until(what: string, fits: (screen: Screen) => boolean, patience = PATIENCE): Promise<Screen> {
		let screen = await this.look();
		for (const deadline = Date.now() + patience; !fits(screen); screen = await this.look()) {
			if (Date.now() > deadline) throw new Error(`${what} did not come. There was, with the cursor at column ${screen.x} of line ${screen.y}:\n${text(screen)}`);
			await sleep(PAUSE);
		}
		return screen;
	}

	/** Waits until two looks are alike. */
	async rest(): Promise<Screen> {
		let former = "";
		return this.until("a screen at rest", (screen) => {
			const same = JSON.stringify(screen) === former;
			former = JSON.stringify(screen);
			return same;
		});
	}

	async close() {
		await this.tmux("kill-server").catch(() => undefined);
	}

	private async tmux(...args: string[]): Promise<string> {
		return (await execute("tmux", ["-u", "-L", this.socket, "-f", "/dev/null", ...args])).stdout;
	}
}

/** What can be read, without empty lines. */
export function text({ lines }: Screen): string {
	return lines.filter((line) => line.trim()).join("\n");
}
