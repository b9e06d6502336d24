import { execFileSync, spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

/** A page is rarely longer: so nothing needs scrolling. */
const ROWS = 320;
const COLUMNS = 100;

/** Milliseconds until something must be on the screen. */
const PATIENCE = 15_000;
/** Milliseconds between two looks. */
const PAUSE = 8;

/** A screen as it is read: its lines, and where the cursor stands. */
export type Screen = { lines: string[]; x: number; y: number };

type Answer = { lines: string[]; failed: boolean };

/** A program in a terminal that nobody sees: tmux keeps it, and is spoken to in its control mode. */
export class Terminal {
	/** Who waits for the answers to what was asked, in its order. */
	private readonly waiting: ((answer: Answer) => void)[] = [];
	private lines: string[] | undefined;

	private constructor(private readonly control: ChildProcessWithoutNullStreams) {
		createInterface(control.stdout).on("line", (line) => this.hear(line));
		control.on("exit", () => this.waiting.splice(0).forEach((tell) => tell({ lines: ["tmux has ended"], failed: true })));
	}

	static async start(command: string[], env: Record<string, string>): Promise<Terminal> {
		const server = ["-u", "-L", `ocpanel-${randomBytes(6).toString("hex")}`, "-f", "/dev/null"];
		const given = Object.entries({ LC_ALL: "C.UTF-8", ...env }).flatMap(([name, value]) => ["-e", `${name}=${value}`]);
		execFileSync("tmux", [...server, "new-session", "-d", "-x", String(COLUMNS), "-y", String(ROWS), ...given, ...command, ";", "set", "-g", "status", "off"]);
		const terminal = new Terminal(spawn("tmux", [...server, "-C", "attach", "-f", "ignore-size,no-output"]));
		// What it says of being attached.
		await terminal.answer();
		// Whatever happens to the test, the program does not outlive it.
		await terminal.tmux("set", "-g", "destroy-unattached", "on");
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
		const [[at = ""], lines] = await Promise.all([this.tmux("display-message", "-p", "#{cursor_x} #{cursor_y}"), this.tmux("capture-pane", "-p")]);
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

	/** Waits until three looks are alike. */
	async rest(): Promise<Screen> {
		let [former, alike] = ["", 0];
		return this.until("a screen at rest", (screen) => {
			const seen = JSON.stringify(screen);
			alike = seen === former ? alike + 1 : 0;
			former = seen;
			return alike === 2;
		});
	}

	async close() {
		const ended = new Promise((resolve) => this.control.once("exit", resolve));
		this.control.stdin.write("kill-server\n");
		await ended;
	}

	private async tmux(...words: string[]): Promise<string[]> {
		const answer = this.answer();
		this.control.stdin.write(`${words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ")}\n`);
		const { lines, failed } = await answer;
		if (failed) throw new Error(`${words[0]}: ${lines.join(" ")}`);
		return lines;
	}

	private answer(): Promise<Answer> {
		return new Promise((resolve) => this.waiting.push(resolve));
	}

	/** An answer stands between two lines that say so. */
	private hear(line: string) {
		if (this.lines && /^%(end|error) \d+ \d+ \d+$/.test(line)) {
			this.waiting.shift()?.({ lines: this.lines, failed: line.startsWith("%error") });
			this.lines = undefined;
		} else if (this.lines) this.lines.push(line);
		else if (line.startsWith("%begin ")) this.lines = [];
	}
}

/** What can be read, without empty lines. */
export function text({ lines }: Screen): string {
	return lines.filter((line) => line.trim()).join("\n");
}
