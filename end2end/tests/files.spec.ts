import { spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "./help/another";
import { address } from "./help/person";
import { PlainVisitor } from "./help/plain";
import { freePort, program } from "./help/program";
import { expect } from "./help/server";

const KEY = Buffer.from("0123456789abcdef0123456789abcdef").toString("base64");

/** Everything in a folder, with its mode. */
function modes(folder: string): Record<string, number> {
	const entries = readdirSync(folder, { recursive: true, encoding: "utf8" });
	return Object.fromEntries(entries.map((name) => [name, statSync(path.join(folder, name)).mode & 0o777]));
}

/** Runs a command on settings of its own alone. */
function run(folder: string, settings: Record<string, string>, ...command: string[]) {
	const { PATH } = process.env;
	return spawnSync(program, command, { cwd: folder, env: { PATH, ...settings }, encoding: "utf8", timeout: 10_000 });
}

test("whatever the umask is, nobody else can open what the program makes", async ({ folder }) => {
	const data = path.join(folder, "deep/data");
	const at = `127.0.0.1:${await freePort()}`;
	const env = { ...process.env, OCPANEL_ADDR: at, OCPANEL_DATA_DIR: data };
	const child = spawn("sh", ["-c", 'umask 000; exec "$0" serve', program], { cwd: folder, env, stdio: "ignore" });
	const ended = new Promise((resolve) => child.on("exit", resolve));
	await expect.poll(() => fetch(`http://${at}/healthz`).then(({ status }) => status, () => 0)).toBe(200);
	const visitor = new PlainVisitor(`http://${at}`);
	await visitor.register(address());
	await visitor.details();
	await expect.poll(() => Object.keys(modes(data)).some((name) => name.endsWith(".eml"))).toBe(true);
	const found = modes(folder);
	child.kill("SIGTERM");
	await ended;
	const folders = ["deep", "deep/data", "deep/data/mail"];
	for (const [name, mode] of Object.entries(found)) expect([name, mode]).toEqual([name, folders.includes(name) ? 0o700 : 0o600]);
	const files = ["ocpanel.db", "ocpanel.db-wal", "ocpanel.db-shm", "ocpanel.db.lock", "secret.key", "mailbox.key"];
	expect(Object.keys(found)).toEqual(expect.arrayContaining([...folders, ...files.map((name) => `deep/data/${name}`)]));
});

test("a folder or a file that others may open stops the start, with what mends it", async ({ folder }) => {
	const data = path.join(folder, "data");
	const at = `127.0.0.1:${await freePort()}`;
	const settings = { OCPANEL_DATA_DIR: data };
	expect(run(folder, settings, "migrate").status).toBe(0);
	mkdirSync(path.join(data, "mail"), { mode: 0o700 });
	const database = path.join(folder, "elsewhere.db");
	expect(run(folder, { ...settings, DATABASE_URL: `sqlite:${database}` }, "migrate").status).toBe(0);
	for (const [what, open, mended, more] of [
		[data, 0o755, "700", {}],
		[path.join(data, "mail"), 0o750, "700", {}],
		[path.join(data, "secret.key"), 0o644, "600", {}],
		[database, 0o644, "600", { DATABASE_URL: `sqlite:${database}` }],
	] as const) {
		chmodSync(what, open);
		const refused = run(folder, { ...settings, ...more, OCPANEL_ADDR: at }, "serve");
		expect([refused.status, refused.stderr], what).toEqual([1, `ocpanel: ${what} is open to others on this machine (mode 0${open.toString(8)}); \`chmod ${mended} ${what}\` closes it\n`]);
		chmodSync(what, parseInt(mended, 8));
	}
	// Inside the folder that nobody else can enter the program closes its own files.
	chmodSync(path.join(data, "ocpanel.db"), 0o644);
	expect(run(folder, settings, "migrate").status).toBe(0);
	expect(statSync(path.join(data, "ocpanel.db")).mode & 0o777).toBe(0o600);
});

test("secrets come from files, never from flags, and stand in no sentence", async ({ folder, another }) => {
	const file = (name: string, text: string) => {
		writeFileSync(path.join(folder, name), text, { mode: 0o600 });
		return path.join(folder, name);
	};
	const settings = { OCPANEL_DATA_DIR: path.join(folder, "data") };
	const key = file("key", `${KEY}\n`);
	const database = file("database", `sqlite:${folder}/named.db\n`);
	const server = await another({ OCPANEL_SECRET_KEY_FILE: key, DATABASE_URL_FILE: database });
	expect(readdirSync(server.dataDir)).not.toContain("secret.key");
	expect(readdirSync(folder)).toContain("named.db");
	for (const [name, value] of Object.entries({ OCPANEL_SECRET_KEY: KEY, OCPANEL_SMTP_URL: "smtp://name:canary@localhost", DATABASE_URL: `sqlite:${folder}/x.db` })) {
		const flag = `--${name.replace("OCPANEL_", "").toLowerCase().replaceAll("_", "-")}`;
		expect(run(folder, settings, "migrate", flag, value).status, flag).toBe(2);
		const twice = run(folder, { ...settings, [name]: value, [`${name}_FILE`]: key }, "migrate");
		expect([twice.status, twice.stderr]).toEqual([1, `ocpanel: ${name} and ${name}_FILE are both set; set one of them\n`]);
		const missing = run(folder, { ...settings, [`${name}_FILE`]: "/nowhere" }, "migrate");
		expect([missing.status, missing.stderr]).toEqual([1, expect.stringMatching(`^ocpanel: ${name}_FILE: /nowhere: .+\n$`)]);
		for (const help of [["--help"], ["serve", "--help"]]) expect(run(folder, {}, ...help).stdout).toContain(`${name}_FILE`);
	}
	for (const url of ["smtp//name:canary@localhost", "smtp://name:canary@", "ftp://name:canary@localhost", "smtps://name:canary@localhost:x"]) {
		const wrong = run(folder, { ...settings, OCPANEL_SMTP_URL_FILE: file("smtp", url) }, "serve");
		expect([wrong.status, wrong.stderr], url).toEqual([1, expect.stringMatching(/^ocpanel: OCPANEL_SMTP_URL: .+\n$/)]);
		expect(wrong.stderr + wrong.stdout).not.toContain("canary");
	}
	const unknown = run(folder, { ...settings, OCPANEL_BRAND_FILE: key }, "migrate");
	expect([unknown.status, unknown.stderr]).toEqual([1, expect.stringContaining("there is no setting OCPANEL_BRAND_FILE")]);
});
