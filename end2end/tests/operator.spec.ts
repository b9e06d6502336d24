import { execFile, spawnSync } from "node:child_process";
import { readFileSync, readdirSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { test } from "./help/another";
import { letter } from "./help/mail";
import { address, PASSWORD } from "./help/person";
import { PlainVisitor } from "./help/plain";
import { program } from "./help/program";
import { expect, type Server } from "./help/server";
import { MailServer } from "./help/smtp";

const OPERATING = readFileSync(path.resolve(__dirname, "../../docs/operating.md"), "utf8");

/** The commands in the page's table, with what stands for an argument. */
const COMMANDS = [...(OPERATING.split("## The operator's commands")[1] ?? "").split("\n## ")[0]!.matchAll(/^\| `ocpanel ([^`]+)` \|/gm)].map(([, command]) => command!);

/** How to restore, as the page says it. */
const RESTORE = /To restore:\n\n```sh\n([\s\S]*?)```/.exec(OPERATING)?.[1] ?? "";

async function somebody(server: Server, email = address()): Promise<string> {
	await new PlainVisitor(server.url).signUp(server, email);
	return email;
}

async function signsIn({ url }: Server, email: string): Promise<boolean> {
	const visitor = new PlainVisitor(url);
	await visitor.signIn(email, PASSWORD);
	return visitor.signedIn();
}

/** Everything but the database's own files. */
function others(folder: string): string[] {
	return readdirSync(folder).filter((name) => !name.startsWith("ocpanel.db"));
}

test("a copy that was made while people came is restored as the page says", async ({ another, folder }) => {
	const settings = { OCPANEL_DATA_DIR: folder, OCPANEL_MAIL_DIR: path.join(folder, "mail") };
	const first = await another(settings);
	const at = { ...first, mailDir: settings.OCPANEL_MAIL_DIR };
	const email = await somebody(at);
	const copy = path.join(folder, "today.db");
	let going = true;
	const coming = (async () => {
		for (let n = 0; going; n++) await new PlainVisitor(first.url).register(address(`others${n}`));
	})();
	const made = await promisify(execFile)(program, ["backup", copy], { env: { PATH: process.env.PATH, ...settings } });
	going = false;
	await coming;
	expect(made.stderr).toBe("");
	expect(made.stdout).toMatch(/^\S+today\.db: \d+ bytes in \d+\.\d seconds\n$/);
	expect(statSync(copy).mode & 0o777).toBe(0o600);
	const again = first.run("backup", copy);
	expect([again.status, again.stderr]).toEqual([1, expect.stringContaining("is there already")]);
	const later = await somebody(at);
	await first.terminate();

	truncateSync(path.join(folder, "ocpanel.db"), 10_000);
	writeFileSync(path.join(folder, "ocpanel.db-wal"), "wrecked");
	await expect(another(settings)).rejects.toThrow();

	const here = RESTORE.replace("/var/lib/ocpanel", folder).replace("/var/backups/ocpanel", folder);
	const restored = spawnSync("bash", ["-euc", `systemctl() { :; }\n${here}`], { encoding: "utf8" });
	expect([restored.status, restored.stderr]).toEqual([0, ""]);
	expect(statSync(path.join(folder, "ocpanel.db")).mode & 0o777).toBe(0o600);

	const after = await another(settings);
	expect(await signsIn(after, email)).toBe(true);
	expect(await signsIn(after, later), "who came later is not in it").toBe(false);
	expect(JSON.parse(after.run("user", "list", "--json").stdout).users).toMatchObject([{ email }]);
	const doctor = after.run("doctor", "--json");
	expect([doctor.status, doctor.stderr]).toEqual([0, ""]);
	expect(JSON.parse(doctor.stdout)).toEqual(expect.arrayContaining([expect.objectContaining({ name: "secret keys", state: "well" })]));
});

test("every command of the page's table does what it says", async ({ another, folder }) => {
	const nobody = createServer().listen(0, "127.0.0.1");
	await new Promise((resolve) => nobody.once("listening", resolve));
	const { port } = nobody.address() as AddressInfo;
	nobody.close();
	const settings = { OCPANEL_DATA_DIR: folder };
	const server = { ...(await another(settings)), mailDir: path.join(folder, "mail") };
	const [anna, boris, moved] = [await somebody(server), await somebody(server), address("moved")];
	const { accounts } = JSON.parse(server.run("user", "show", anna, "--json").stdout);
	const number = accounts[0].number as string;
	const visitor = new PlainVisitor(server.url);
	await visitor.signIn(boris);
	await visitor.enable();
	// A letter that waits: a program with a mail server that is not there has written it.
	const without = await another({ ...settings, OCPANEL_SMTP_URL: `smtp://127.0.0.1:${port}` });
	await server.terminate();
	const waits = new PlainVisitor(without.url);
	await waits.register(address());
	await waits.details();
	const waiting = () => JSON.parse(without.run("letters", "--json").stdout).letters as { id: string; attempts: number }[];
	await expect.poll(() => waiting()[0]?.attempts).toBe(1);

	const argument: Record<string, string[]> = {
		"backup FILE": ["backup", path.join(folder, "copy.db")],
		"letters retry ID": ["letters", "retry", waiting()[0]!.id],
		"user show EMAIL": ["user", "show", anna],
		"user disable EMAIL": ["user", "disable", anna],
		"user enable EMAIL": ["user", "enable", anna],
		"user reset-two-step EMAIL": ["user", "reset-two-step", boris],
		"user change-email EMAIL NEW": ["user", "change-email", anna, moved],
		"account show NUMBER": ["account", "show", number],
		"account transfer NUMBER EMAIL": ["account", "transfer", number, boris],
		doctor: ["doctor"],
	};
	const said: Record<string, RegExp> = {
		migrate: /up to date/,
		"backup FILE": /copy\.db: \d+ bytes/,
		letters: /verification-code to \S+, written .*, 1 attempts, next try .*no line to the mail server/,
		"letters retry ID": /goes again/,
		"user list": new RegExp(`<${anna}>`),
		"account list": /, personal, UA, owner \S+@/,
		"keys reseal": /everything is sealed with the first key/,
		health: /^ok$/m,
		"--version": /^ocpanel \d/,
	};
	expect(COMMANDS).toEqual(expect.arrayContaining([...Object.keys(argument), ...Object.keys(said)]));
	for (const command of COMMANDS.filter((command) => command !== "serve")) {
		const ran = without.run(...(argument[command] ?? command.split(" ")));
		// The mail server is not there.
		expect([ran.status, ran.stderr], command).toEqual(command === "doctor" ? [1, "ocpanel: one thing is broken\n"] : [0, ""]);
		expect(ran.stdout, command).toMatch(said[command] ?? /./);
	}
	for (const wrong of [["letters", "retry"], ["backup"], ["user", "list", "--limit", "0"], ["account", "list", "a", "b"], ["doctor", "now"]]) {
		expect(without.run(...wrong).status, wrong.join(" ")).toBe(2);
	}
	const doctor = JSON.parse(without.run("doctor", "--json").stdout) as { name: string; state: string; do: string }[];
	const state = (name: string) => doctor.find((line) => line.name === name)?.state;
	expect(["mail", "database", "tables", "secret keys", "base URL", "base URL's clock", "proxies"].map((name) => state(name) ?? state(`the ${name}`))).toEqual(["broken", "well", "well", "well", "well", "well", "well"]);
	for (const line of doctor) expect(line.do !== "", line.name).toBe(line.state !== "well");
	expect((await fetch(`${without.url}/api/seen`)).status).toBe(404);
});

test("doctor says that the database is not there, and that a proxy is not trusted, and makes nothing", async ({ another, folder }) => {
	const server = await another({ OCPANEL_TRUSTED_PROXIES: "1" });
	const lines = JSON.parse(server.run("doctor", "--json").stdout) as { name: string; state: string; said: string }[];
	expect(lines.find(({ name }) => name === "proxies")).toMatchObject({ state: "broken", said: expect.stringContaining("make up") });

	const elsewhere = await another();
	const before = others(folder);
	for (const url of [`sqlite:${folder}/none.db`, "postgres://name:canary@127.0.0.1:1/x"]) {
		const doctor = elsewhere.runWith({ DATABASE_URL: url }, "doctor", "--json");
		expect(doctor.status).toBe(1);
		expect(doctor.stdout + doctor.stderr).not.toContain("canary");
		expect(JSON.parse(doctor.stdout)).toEqual(expect.arrayContaining([expect.objectContaining({ name: "database", state: "broken" })]));
		const refused = elsewhere.runWith({ DATABASE_URL: url }, "user", "list");
		expect(refused.status).toBe(1);
	}
	expect(others(folder)).toEqual(before);
});

test("a letter in hand goes at once after SIGTERM, within half a minute after a crash, and never twice", async ({ another, folder }) => {
	test.setTimeout(120_000);
	const deaf = createServer((line) => line.on("error", () => {})).listen(0, "127.0.0.1");
	await new Promise((resolve) => deaf.once("listening", resolve));
	const silent = `smtp://127.0.0.1:${(deaf.address() as AddressInfo).port}`;
	for (const [how, most] of [["SIGTERM", 8_000], ["SIGKILL", 30_000]] as const) {
		const settings = { OCPANEL_DATA_DIR: path.join(folder, how) };
		const before = await another({ ...settings, OCPANEL_SMTP_URL: silent });
		const heard = new Promise((resolve) => deaf.once("connection", resolve));
		const [email, visitor] = [address(), new PlainVisitor(before.url)];
		await visitor.register(email);
		await visitor.details();
		await heard;
		await (how === "SIGTERM" ? before.terminate() : before.kill());
		const mail = await MailServer.open();
		const since = Date.now();
		const after = await another({ ...settings, OCPANEL_SMTP_URL: `smtp://127.0.0.1:${mail.port}` });
		await mail.letter(email, most);
		console.log(`${how}: the letter went after ${Date.now() - since} ms`);
		expect(mail.delivered).toHaveLength(1);
		await after.terminate();
		await mail.close();
	}
	deaf.close();
});

test("a letter that the mail server has got is waited for when the program stops", async ({ another, folder }) => {
	const mail = await MailServer.open({ delay: () => 3_000 });
	const settings = { OCPANEL_DATA_DIR: folder, OCPANEL_SMTP_URL: `smtp://127.0.0.1:${mail.port}` };
	const before = await another(settings);
	const [email, visitor] = [address(), new PlainVisitor(before.url)];
	await visitor.register(email);
	await visitor.details();
	await expect.poll(() => mail.commands).toContain("DATA");
	expect(await before.terminate()).toBe(0);
	expect(mail.delivered).toHaveLength(1);
	const after = await another(settings);
	expect(JSON.parse(after.run("letters", "--json").stdout).letters).toEqual([]);
	expect(mail.delivered).toHaveLength(1);
	await after.terminate();
	await mail.close();
});

test("what a crash left half written in the mail folder goes at the start", async ({ another, folder }) => {
	const settings = { OCPANEL_DATA_DIR: folder };
	const first = await another(settings);
	const mailDir = path.join(folder, "mail");
	const email = await somebody({ ...first, mailDir });
	await letter(mailDir, email);
	await first.terminate();
	writeFileSync(path.join(mailDir, ".000000000000-00000000-x.eml.part"), "half a letter");
	const whole = others(mailDir).filter((name) => name.endsWith(".eml"));
	await another(settings);
	expect(others(mailDir)).toEqual(whole);
});
