import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test as base } from "@playwright/test";
import { address } from "./help/person";
import { PlainVisitor } from "./help/plain";
import { freePort, program } from "./help/program";
import { MailServer } from "./help/smtp";

const DEPLOY = path.resolve(__dirname, "../../docs/deploy");
const ORIGIN = "https://panel.example.com";

type Running = { child: ChildProcess; log(): string; ended: Promise<number | null> };

const test = base.extend<{ folder: string; mail: MailServer; run: (command: string[], env: Record<string, string>) => Running }>({
	folder: async ({}, use) => {
		const folder = mkdtempSync(path.join(tmpdir(), "ocpanel-deploy-"));
		await use(folder);
		rmSync(folder, { recursive: true, force: true });
	},
	mail: async ({}, use) => {
		const mail = await MailServer.open();
		await use(mail);
		await mail.close();
	},
	run: async ({}, use, testInfo) => {
		const all: Running[] = [];
		await use((command, env) => {
			const child = spawn(command[0]!, command.slice(1), { env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
			let log = "";
			for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (log += text));
			const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
			const running = { child, log: () => log, ended };
			all.push(running);
			return running;
		});
		for (const { child, ended, log } of all) {
			if (child.exitCode === null) process.kill(-child.pid!, "SIGKILL");
			await ended;
			if (testInfo.status !== testInfo.expectedStatus) console.log(log().slice(-5_000));
		}
	},
});

/** What every deployment has to set; it listens beyond the machine. */
function settings(port: number, mail: MailServer): Record<string, string> {
	return {
		OCPANEL_ADDR: `0.0.0.0:${port}`,
		OCPANEL_BASE_URL: ORIGIN,
		OCPANEL_SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
		OCPANEL_SECRET_KEY: randomBytes(32).toString("base64"),
		OCPANEL_MAIL_FROM: "Example Cloud <no-reply@example.com>",
		OCPANEL_TRUSTED_PROXIES: "1",
	};
}

async function healthy(port: number, runs: () => boolean) {
	for (const deadline = Date.now() + 20_000; Date.now() < deadline && runs(); await sleep(50)) {
		if ((await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined))?.ok) return true;
	}
	return false;
}

/** Goes through the whole wizard, as behind a proxy. */
async function registers(port: number, mail: MailServer) {
	const visitor = new PlainVisitor(`http://127.0.0.1:${port}`, { Origin: ORIGIN, "X-Forwarded-For": "203.0.113.9" });
	const email = address("deployed");
	await visitor.get("/register");
	expect((await visitor.register(email)).headers.get("location")).toMatch(/^\/register\/details/);
	await visitor.details();
	await visitor.confirm((await mail.letter(email)).code);
	expect([...visitor.cookies.keys()]).toContain("__Host-ocpanel");
	expect(await visitor.signedIn()).toBe(true);
}

test("the files of the container are all that the program needs, as somebody who is not root", async ({ folder, mail, run }) => {
	test.skip(process.getuid?.() !== 0, "only root changes the root folder");
	const root = path.join(folder, "root");
	const made = spawnSync(path.join(DEPLOY, "rootfs.sh"), [program, root], { encoding: "utf8" });
	expect(made.stderr + made.stdout).toBe("");
	const text = readFileSync(path.join(DEPLOY, "Containerfile"), "utf8");
	const [, user = ""] = /^USER (\S+)$/m.exec(text) ?? [];
	const [, words = ""] = /^ENTRYPOINT (\[.*\])$/m.exec(text) ?? [];
	const [, health = ""] = /^HEALTHCHECK .*CMD (\[.*\])$/m.exec(text) ?? [];
	const [, more = ""] = /^CMD (\[.*\])$/m.exec(text) ?? [];
	const port = await freePort();
	const env = { OCPANEL_DATA_DIR: "/data", ...settings(port, mail) };
	const inside = (command: string[]) => ["chroot", `--userspec=${user}`, "--groups=", root, ...command];
	const server = run(inside([...JSON.parse(words), ...JSON.parse(more)]), { ...env, PATH: process.env.PATH! });
	expect(await healthy(port, () => server.child.exitCode === null), server.log()).toBe(true);
	const asked = inside(JSON.parse(health));
	const answer = spawnSync(asked[0]!, asked.slice(1), { env: { ...env, PATH: process.env.PATH! }, encoding: "utf8" });
	expect([answer.status, answer.stdout]).toEqual([0, "ok\n"]);
	await registers(port, mail);
	const database = statSync(path.join(root, "data/ocpanel.db"));
	expect([database.uid, database.mode & 0o777]).toEqual([Number(user.split(":")[0]), 0o600]);
	server.child.kill("SIGTERM");
	expect(await server.ended).toBe(0);
});

const hasSystemd = spawnSync("systemd-analyze", ["--version"]).status === 0;

/** Tenths of systemd's points for what a service could do to others: as many as README.md says. */
const EXPOSED = { "ocpanel.service": "12", "ocpanel-backup.service": "5", "ocpanel-backup.timer": undefined };

test("systemd reads the units, and finds little that the services could do to others", async ({ folder }) => {
	test.skip(!hasSystemd, "systemd-analyze is not there");
	for (const unit of Object.keys(EXPOSED)) {
		const text = readFileSync(path.join(DEPLOY, unit), "utf8").replaceAll("/usr/bin/ocpanel", program);
		writeFileSync(path.join(folder, unit), text);
	}
	for (const [unit, most] of Object.entries(EXPOSED)) {
		const verified = spawnSync("systemd-analyze", ["verify", "--man=no", path.join(folder, unit)], { encoding: "utf8" });
		expect([verified.status, verified.stdout + verified.stderr], unit).toEqual([0, ""]);
		if (!most) continue;
		const secure = spawnSync("systemd-analyze", ["security", "--offline=true", `--threshold=${most}`, path.join(folder, unit)], { encoding: "utf8" });
		expect(secure.status, secure.stdout).toBe(0);
	}
});

/** Every call of the kernel's in a group of systemd's, those of the groups in it too. */
function calls(group: string): string[] {
	const lines = spawnSync("systemd-analyze", ["syscall-filter", group], { encoding: "utf8" }).stdout.split("\n").slice(1);
	const names = lines.map((line) => line.trim()).filter((line) => line && !line.startsWith("#"));
	return names.flatMap((name) => (name.startsWith("@") ? calls(name) : [name]));
}

test("the service may do what the program does, and makes no memory that can be written and run", async ({ folder, mail, run }) => {
	test.skip(!hasSystemd || spawnSync("strace", ["-V"]).status !== 0, "systemd-analyze or strace is not there");
	const port = await freePort();
	const trace = path.join(folder, "trace");
	// SQLite does more as root.
	copyFileSync(program, path.join(folder, "ocpanel"));
	const nobody = process.getuid?.() === 0 ? ["setpriv", "--reuid=10001", "--regid=10001", "--clear-groups"] : [];
	if (nobody.length > 0) chownSync(folder, 10001, 10001);
	const env = { PATH: process.env.PATH!, OCPANEL_DATA_DIR: path.join(folder, "data"), ...settings(port, mail), OCPANEL_ARGON2: "m=8,t=1,p=1" };
	const server = run([...nobody, "strace", "-f", "-qq", "-o", trace, path.join(folder, "ocpanel"), "serve"], env);
	expect(await healthy(port, () => server.child.exitCode === null), server.log()).toBe(true);
	await registers(port, mail);
	process.kill(-server.child.pid!, "SIGTERM");
	expect(await server.ended).toBe(0);
	const lines = readFileSync(trace, "utf8").split("\n");
	const done = new Set(lines.flatMap((line) => /^\d+ +(?:<\.\.\. )?(\w+)[( ]/.exec(line)?.[1] ?? []));
	expect(done.size).toBeGreaterThan(20);
	const unit = readFileSync(path.join(DEPLOY, "ocpanel.service"), "utf8");
	const filters = [...unit.matchAll(/^SystemCallFilter=(~?)(.*)$/gm)].map(([, not, groups = ""]) => ({ not, names: groups.split(" ").flatMap(calls) }));
	const allowed = new Set(filters.filter(({ not }) => !not).flatMap(({ names }) => names));
	for (const { names } of filters.filter(({ not }) => not)) for (const name of names) allowed.delete(name);
	expect([...done].filter((name) => !allowed.has(name))).toEqual([]);
	expect(lines.filter((line) => /(mmap|mprotect|pkey_mprotect)\(.*PROT_WRITE\|PROT_EXEC/.test(line))).toEqual([]);
	const families = [...new Set(lines.flatMap((line) => /\bsocket\((AF_\w+)/.exec(line)?.[1] ?? []))];
	const [, may = ""] = /^RestrictAddressFamilies=(.*)$/m.exec(unit) ?? [];
	expect(families.filter((family) => !may.split(" ").includes(family))).toEqual([]);
});
