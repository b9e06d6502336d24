import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Terminal, text, type Screen } from "./terminal";

/** What one text browser does another way than the others. Keys are tmux's names. */
type Manners = {
	/** Starts it on a page. */
	command: (home: string, url: string) => string[];
	/** Its settings, by their files in the home folder. */
	files: Record<string, string>;
	/** To the next link or field, and to the former. */
	next: string;
	former: string;
	/** Asks for an address; what is there is put away. */
	go: string[];
	/** Before typing into a field, with what stands there put away; and after it. */
	begin: string[];
	end: string[];
};

const MANNERS = {
	lynx: {
		command: (home, url) => ["lynx", `-cfg=${home}/lynx.cfg`, url],
		files: { "lynx.cfg": "SHOW_CURSOR:TRUE\nACCEPT_ALL_COOKIES:TRUE\nCHARACTER_SET:utf-8\nASSUME_CHARSET:utf-8\nNO_PAUSE:TRUE\n" },
		next: "Tab",
		former: "BTab",
		go: ["g"],
		begin: ["C-u"],
		end: [],
	},
	w3m: {
		command: (_, url) => ["w3m", url],
		files: {},
		next: "Tab",
		former: "M-Tab",
		go: ["U", "C-u"],
		begin: ["Enter", "C-u"],
		end: ["Enter"],
	},
	links: {
		command: (_, url) => ["links", "-no-connect", url],
		// With any settings it does not welcome.
		files: { ".links2/links.cfg": "" },
		next: "Down",
		former: "Up",
		go: ["g", "C-u"],
		begin: ["C-u"],
		end: [],
	},
	elinks: {
		command: (_, url) => ["elinks", "-no-connect", url],
		files: { ".elinks/elinks.conf": "set ui.success_msgbox = 0\nset document.browse.forms.confirm_submit = 0\n" },
		next: "Down",
		former: "Up",
		go: ["g", "C-u"],
		begin: ["Enter", "C-u"],
		end: [],
	},
} satisfies Record<string, Manners>;

export type Name = keyof typeof MANNERS;
export const NAMES = Object.keys(MANNERS) as Name[];

/** Milliseconds until a key that changed nothing will not change anything any more. */
const DEAF = 2_000;

/** So many lines at the end are no part of the page. */
const STATUS = 4;

/** Whether the cursor is where it should be; `former` is where it was before. */
type Fits = (here: Screen, former: Screen | undefined) => boolean;

/** A browser that draws a page as text, without style and scripts; used by what can be read. */
export class TextBrowser {
	private readonly manners: Manners;

	private constructor(
		name: Name,
		private readonly home: string,
		private readonly terminal: Terminal,
	) {
		this.manners = MANNERS[name];
	}

	/** A browser of its own on a page. */
	static async start(name: Name, url: string): Promise<TextBrowser> {
		const home = await mkdtemp(path.join(tmpdir(), `ocpanel-${name}-`));
		const { files, command } = MANNERS[name] as Manners;
		for (const [file, content] of Object.entries(files)) {
			await mkdir(path.dirname(path.join(home, file)), { recursive: true });
			await writeFile(path.join(home, file), content);
		}
		return new TextBrowser(name, home, await Terminal.start(command(home, url), { HOME: home }));
	}

	async close() {
		await this.terminal.close();
		await rm(this.home, { recursive: true, force: true, maxRetries: 5 });
	}

	/** Opens an address. The cursor must not stand in a field. */
	async open(url: string) {
		const { terminal, manners } = this;
		const before = text(await terminal.look());
		await terminal.press(...manners.go);
		await terminal.until("a place for an address", (screen) => text(screen) !== before);
		await terminal.type(url);
		await terminal.press("Enter");
	}

	/** Waits for a page by its heading; all of it is there. What can be read. */
	async arrives(heading: string): Promise<string> {
		const whole = ({ lines }: Screen) => lines.some((line) => line.trim() === heading) && /^\s*.*\bDark\b/m.test(lines.join("\n"));
		await this.terminal.until(`the page "${heading}"`, whole);
		return text(await this.terminal.rest());
	}

	/** Waits for a sentence. */
	async reads(sentence: string) {
		const words = (text: string) => text.replace(/\s+/g, " ");
		await this.terminal.until(`"${sentence}"`, (screen) => words(text(screen)).includes(sentence));
		await this.terminal.rest();
	}

	/** Types into a field in place of what stands there. */
	async fill(label: string, value: string) {
		await this.seek(`field "${label}"`, label, follows(label));
		const { terminal, manners } = this;
		await terminal.press(...manners.begin);
		await terminal.rest();
		await terminal.type(value);
		const shown = ({ lines, y }: Screen) => [value.slice(0, 8), value.slice(-8), "*".repeat(8)].some((part) => lines[y]?.includes(part));
		await terminal.until(`what was typed as ${label}`, shown);
		await terminal.press(...manners.end);
		await terminal.rest();
	}

	/** Chooses from a list, which opens over the page. */
	async choose(label: string, option: string) {
		await this.seek(`list "${label}"`, label, follows(label));
		const { terminal } = this;
		const page = text(await terminal.look());
		await terminal.press("Enter");
		await terminal.until(`the list of ${label}`, (screen) => text(screen) !== page);
		for (;;) {
			const { lines, y } = await terminal.rest();
			const at = lines.findIndex((line) => new RegExp(`[|│]\\s*${literal(option)}\\s*[|│]`).test(line));
			if (at === y) break;
			const down = at < 0 ? 20 : at - y;
			await terminal.repeat(down > 0 ? "Down" : "Up", Math.abs(down));
			await terminal.until(`${option} in the list of ${label}`, (screen) => screen.y !== y || lines[y] !== screen.lines[y]);
		}
		await terminal.press("Enter");
		await terminal.until(`${option} as ${label}`, ({ lines, y }) => new RegExp(`\\[_*${literal(option)}`).test(lines[y] ?? ""));
		await terminal.rest();
	}

	/** Ticks a box, or one of a few. */
	async tick(label: string) {
		await this.seek(`box "${label}"`, label, ({ lines, x, y }) => new RegExp(`^.{0,4}[\\])] ?${literal(label)}`).test(lines[y]?.slice(x) ?? ""));
		const { y } = await this.terminal.look();
		await this.terminal.press("Enter");
		await this.terminal.until(`a mark at ${label}`, ({ lines }) => /[[(][*X][\])]/.test(lines[y] ?? ""));
	}

	/** Presses a button, or follows a link. */
	async press(name: string) {
		await this.seek(`"${name}"`, name, begins(name));
		await this.terminal.press("Enter");
	}

	/** Moves the cursor from place to place until it fits: on to the end, then from the beginning. */
	private async seek(what: string, name: string, fits: Fits) {
		let here = await this.terminal.look();
		if (fits(here, undefined)) return;
		if (await this.walk(here, fits)) return;
		here = await this.top(here);
		if (fits(here, undefined) || (await this.walk(here, fits))) return;
		throw new Error(`No ${what} can be reached; "${name}" is${text(here).includes(name) ? "" : " not"} to be read:\n${text(here)}`);
	}

	/** Back to the first place: some stay there, others go on to the last one. */
	private async top(here: Screen): Promise<Screen> {
		for (;;) {
			const before = await this.step(this.manners.former);
			if (!isAfter(here, before)) return isAfter(before, here) ? this.step(this.manners.next) : here;
			here = before;
		}
	}

	private async walk(start: Screen, fits: Fits): Promise<boolean> {
		for (let former = start; ; ) {
			let here = await this.step(this.manners.next);
			if (!isAfter(here, former)) return false;
			if (fits(here, former)) return true;
			// On a busy machine a pause in its drawing looks like rest.
			here = await this.terminal.look();
			if (fits(here, former)) return true;
			former = here;
		}
	}

	/** Presses a key that moves the cursor: where it is then. */
	private async step(key: string): Promise<Screen> {
		const { x, y } = await this.terminal.look();
		await this.terminal.press(key);
		// While it draws, some let the cursor run along the last lines, where they say what it stands on.
		const moved = (screen: Screen) => (screen.x !== x || screen.y !== y) && screen.y < screen.lines.length - STATUS;
		return this.terminal.until("another place", moved, DEAF).then(() => this.terminal.rest(), () => this.terminal.look());
	}
}

function isAfter(here: Screen, there: Screen): boolean {
	return here.y > there.y || (here.y === there.y && here.x > there.x);
}

/** Whether a line with this label begins between the former place and here. */
function follows(label: string): Fits {
	return ({ lines, x, y }, former) => {
		if (!former) return false;
		const between = lines.slice(former.y, y + 1);
		if (former.y === y) between[0] = (lines[y] ?? "").slice(former.x, x);
		else between[0] = between[0]?.slice(former.x) ?? "";
		const labelled = new RegExp(`^\\s*${literal(label)}( \\(optional\\))?\\s*([\\[_]|$)`);
		return between.some((line) => labelled.test(line));
	};
}

/** Whether what the cursor stands on, or just before, is named so. Some put signs before a button's name. */
function begins(name: string): Fits {
	return ({ lines, x, y }) => {
		const line = lines[y] ?? "";
		const named = new RegExp(`^(\\(\\w+\\) |\\[ ?)?${literal(name)}(\\W|$)`);
		return [x, x + 1, x - 1, x - 2].some((start) => start >= 0 && named.test(line.slice(start)));
	};
}

function literal(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
