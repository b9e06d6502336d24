import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import { connect as http2, type ClientHttp2Session } from "node:http2";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { connect as tls, type TLSSocket } from "node:tls";
import { setTimeout as sleep } from "node:timers/promises";
import { PlainVisitor, type Asked } from "./plain";
import { freePort } from "./program";
import { identity } from "./smtp";

const EXAMPLES = path.resolve(__dirname, "../../../docs/deploy");
const LIBRARIES = { ...process.env, LD_LIBRARY_PATH: process.env.TEST_LIBRARIES };

export const PROXIES = ["nginx", "caddy", "haproxy", "apache"] as const;
export type Name = (typeof PROXIES)[number];

/** A running proxy with the example of `docs/deploy` as its settings. */
export type Proxy = {
	/** Where it speaks TLS. */
	url: string;
	/** Where it leads to TLS. */
	plain: string;
	/** What it has written about requests and about itself. */
	log(): Promise<string>;
	stop(): Promise<void>;
};

/** What of an example is the operator's: ports, files, and the address of the program. */
type Place = { folder: string; port: number; plain: number; upstream: string };

/** The settings and the command of each. Only what is the operator's is replaced, and where a package puts things. */
const KINDS: Record<Name, (example: string, place: Place) => { settings: string; command: string[] }> = {
	nginx: (example, { folder, port, plain, upstream }) => ({
		// As Debian's nginx.conf includes it.
		settings: `${process.getuid?.() === 0 ? "user root;" : ""} worker_processes 1; pid ${folder}/pid; daemon off;
			error_log ${folder}/error.log info; events { worker_connections 2048; }
			http {
				client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
				uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
				gzip on;
				${replaced(example, [
					[/^\s*listen \[::\].*\n/gm, ""],
					["listen 80;", `listen 127.0.0.1:${plain};`],
					["listen 443 ", `listen 127.0.0.1:${port} `],
					["https://panel.example.com", `https://localhost:${port}`],
					["server_name panel.example.com", "server_name localhost"],
					["/etc/ssl/panel.example.com/fullchain.pem", `${folder}/cert.pem`],
					["/etc/ssl/panel.example.com/privkey.pem", `${folder}/key.pem`],
					["/var/log/nginx/ocpanel.log", `${folder}/access.log`],
					["server 127.0.0.1:3000", `server ${upstream}`],
				])}
			}`,
		command: ["nginx", "-e", `${folder}/error.log`, "-p", folder, "-c"],
	}),
	caddy: (example, { folder, port, plain, upstream }) => ({
		settings: replaced(example, [
			["{\n\tservers", `{\n\tadmin off\n\thttp_port ${plain}\n\thttps_port ${port}\n\tdefault_bind 127.0.0.1\n\tservers`],
			["https://panel.example.com", `https://localhost:${port}`],
			["http://panel.example.com {", `http://localhost:${plain} {`],
			["panel.example.com {", `localhost:${port} {`],
			["#tls /etc/ssl/panel.example.com/fullchain.pem /etc/ssl/panel.example.com/privkey.pem", `tls ${folder}/cert.pem ${folder}/key.pem`],
			["/var/log/caddy/ocpanel.log", `${folder}/access.log`],
			["reverse_proxy 127.0.0.1:3000", `reverse_proxy ${upstream}`],
		]),
		command: ["caddy", "run", "--adapter", "caddyfile", "--config"],
	}),
	haproxy: (example, { folder, port, plain, upstream }) => ({
		settings: replaced(example, [
			[/^\t(user|group|chroot) .*\n/gm, ""],
			["log /dev/log local0", "log stdout format raw local0"],
			["bind :80,:::80 v4v6", `bind 127.0.0.1:${plain}`],
			["bind :443,:::443 v4v6", `bind 127.0.0.1:${port}`],
			["https://panel.example.com", `https://localhost:${port}`],
			["/etc/ssl/panel.example.com/both.pem", `${folder}/both.pem`],
			["/etc/haproxy/restarts.http", `${EXAMPLES}/restarts.http`],
			["server one 127.0.0.1:3000", `server one ${upstream}`],
		]),
		command: ["haproxy", "-db", "-f"],
	}),
	apache: (example, { folder, port, plain, upstream }) => ({
		// As Debian's apache2.conf includes it, and its modules.
		settings: `ServerRoot ${folder}\nPidFile ${folder}/pid\nDefaultRuntimeDir ${folder}\nErrorLog ${folder}/error.log\nLogLevel info\nServerName localhost
			Listen 127.0.0.1:${plain}\nListen 127.0.0.1:${port}
			${MODULES.map((name) => `LoadModule ${name}_module ${modules()}/mod_${name}.so`).join("\n")}
			${process.getuid?.() === 0 ? "User nobody\nGroup nogroup" : ""}
			<Directory />\nRequire all denied\n</Directory>
			AddOutputFilterByType DEFLATE text/html\nMutex file:${folder}
			${replaced(example, [
				["<VirtualHost *:80>", `<VirtualHost 127.0.0.1:${plain}>`],
				["<VirtualHost *:443>", `<VirtualHost 127.0.0.1:${port}>`],
				["https://panel.example.com", `https://localhost:${port}`],
				["ServerName panel.example.com", "ServerName localhost"],
				["/etc/ssl/panel.example.com/fullchain.pem", `${folder}/cert.pem`],
				["/etc/ssl/panel.example.com/privkey.pem", `${folder}/key.pem`],
				["/var/log/apache2/ocpanel.log", `${folder}/access.log`],
				["http://127.0.0.1:3000", `http://${upstream}`],
			])}`,
		command: ["apache2", "-D", "FOREGROUND", "-f"],
	}),
};

const MODULES = ["mpm_event", "authz_core", "alias", "env", "filter", "deflate", "ssl", "http2", "headers", "setenvif", "reqtimeout", "proxy", "proxy_http", "lua"];

/** Where the modules of Apache are: beside the command. */
function modules(): string {
	const found = (process.env.PATH ?? "").split(path.delimiter).find((folder) => existsSync(path.join(folder, "apache2")));
	return path.resolve(found ?? "/usr/sbin", "../lib/apache2/modules");
}

const FILES: Record<Name, string> = { nginx: "nginx.conf", caddy: "Caddyfile", haproxy: "haproxy.cfg", apache: "apache.conf" };

/** The example with what asks for the panel at this address put in. */
const ASKING: Record<Name, (example: string, addition: string) => string> = {
	nginx: (example, addition) => {
		const [outside = "", inside = ""] = addition.split("# Inside of `server`, before `location /`:");
		return replaced(example, [["log_format ocpanel", `${outside}\nlog_format ocpanel`], ["\tlocation / {", `${inside}\n\tlocation / {`]]);
	},
	caddy: (example, addition) => replaced(example, [["\t# No `encode`", `${addition}\n\t# No \`encode\``]]),
	haproxy: (example, addition) => {
		const [, first = "", second = "", third = ""] = addition.split(/# In `global`:|# In `frontend https`, before `default_backend`:|# At the end:/);
		return replaced(example, [["global\n\tlog /dev", `global\n${first}\tlog /dev`], ["\tdefault_backend ocpanel\n\nbackend", `${second}\tdefault_backend ocpanel\n\nbackend`]]) + third;
	},
	apache: (example, addition) => replaced(example, [["\tProxyPass / ", `${addition}\tProxyPass / `]]),
};

/** Which example asks, and the script of those that cannot ask by themselves, with its place. */
const ADDITIONS: Record<Name, { file: string; script?: [string, string] }> = {
	nginx: { file: "forward-auth.nginx.conf" },
	caddy: { file: "forward-auth.Caddyfile" },
	haproxy: { file: "forward-auth.haproxy.cfg", script: ["forward-auth.haproxy.lua", "/etc/haproxy/ocpanel.lua"] },
	apache: { file: "forward-auth.apache.conf", script: ["forward-auth.apache.lua", "/etc/apache2/ocpanel.lua"] },
};

async function asking(name: Name, example: string, panel: string, upstream: string, folder: string): Promise<string> {
	const { file, script } = ADDITIONS[name];
	const addition = await readFile(path.join(EXAMPLES, file), "utf8");
	let own = addition.replaceAll("127.0.0.1:4000", panel).replaceAll("forward_auth 127.0.0.1:3000", `forward_auth ${upstream}`);
	if (script) {
		const [from, to] = script;
		await writeFile(path.join(folder, "ocpanel.lua"), replaced(await readFile(path.join(EXAMPLES, from), "utf8"), [["127.0.0.1:3000", upstream]]));
		own = replaced(own, [[to, path.join(folder, "ocpanel.lua")]]);
	}
	return ASKING[name](example, own);
}

/** Whether the machine has it. */
export function isThere(name: Name): boolean {
	return spawnSync(name === "apache" ? "apache2" : name, [name === "caddy" ? "version" : "-v"], { env: LIBRARIES }).status === 0;
}

/** Starts it before the program at `upstream`, its TLS at `port`; `panel` is behind it too, and it asks us for that. */
export async function before(name: Name, upstream: string, port: number, panel?: string): Promise<Proxy> {
	const folder = await mkdtemp(path.join(tmpdir(), `ocpanel-${name}-`));
	const { cert, key } = await identity("localhost");
	for (const [file, text] of [["cert.pem", cert], ["key.pem", key], ["both.pem", `${cert}\n${key}`]] as const) await writeFile(path.join(folder, file), text);
	await mkdir(path.join(folder, "home"));
	const plain = await freePort();
	let example = await readFile(path.join(EXAMPLES, FILES[name]), "utf8");
	if (panel) example = await asking(name, example, panel, upstream, folder);
	const { settings, command: [command = "", ...flags] } = KINDS[name](example, { folder, port, plain, upstream });
	const file = path.join(folder, FILES[name]);
	await writeFile(file, settings);
	if (name === "apache") await readable(folder);
	const env = { ...LIBRARIES, ...scripts(folder), HOME: path.join(folder, "home"), XDG_DATA_HOME: path.join(folder, "home"), XDG_CONFIG_HOME: path.join(folder, "home") };
	const child = spawn(command, [...flags, file], { env, stdio: ["ignore", "pipe", "pipe"] });
	let said = "";
	for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
	const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
	const read = (file: string) => readFile(path.join(folder, file), "utf8").catch(() => "");
	const log = async () => said + (await read("access.log")) + (await read("error.log"));
	const stop = async () => {
		child.kill("SIGTERM");
		const killer = setTimeout(() => child.kill("SIGKILL"), 2_000);
		await ended;
		clearTimeout(killer);
		await rm(folder, { recursive: true, force: true });
	};
	if (!(await listens(plain, () => child.exitCode === null))) {
		const why = await log();
		await stop();
		throw new Error(`${name} did not start:\n${why}`);
	}
	return { url: `https://localhost:${port}`, plain: `http://localhost:${plain}`, log, stop };
}

/** Apache reads scripts as another user than root: what it needs of a library that is only unpacked goes into its folder. */
async function readable(folder: string): Promise<void> {
	await chmod(folder, 0o755);
	const libraries = process.env.TEST_LIBRARIES ?? "";
	const parts = { share: path.join(libraries, "../../share/lua/5.3"), lib: path.join(libraries, "lua/5.3") };
	for (const [to, from] of Object.entries(parts)) if (libraries && existsSync(from)) await cp(from, path.join(folder, to), { recursive: true, dereference: true });
}

/** Where Lua looks for its libraries besides. */
function scripts(folder: string) {
	return { LUA_PATH_5_3: `${folder}/share/?.lua;;`, LUA_CPATH_5_3: `${folder}/lib/?.so;;` };
}

/** Each text has to be there, or the example is another one. */
function replaced(example: string, texts: [string | RegExp, string][]): string {
	return texts.reduce((text, [from, to]) => {
		const next = text.replaceAll(typeof from === "string" ? from : new RegExp(from), to);
		if (next === text) throw new Error(`The example does not say \`${from}\`.`);
		return next;
	}, example);
}

async function listens(port: number, runs: () => boolean): Promise<boolean> {
	for (const deadline = Date.now() + 10_000; Date.now() < deadline && runs(); await sleep(50)) {
		const answers = await new Promise<boolean>((resolve) => {
			const asked = http.get({ port, host: "127.0.0.1", agent: false }, (answer) => resolve(answer.resume() && true));
			asked.on("error", () => resolve(false));
		});
		if (answers) return true;
	}
	return false;
}

/** A connection of TLS from `address`, for HTTP/1.1 by hand. */
export function wire({ url }: Proxy, address: string): TLSSocket {
	const socket = connect({ host: "127.0.0.1", port: Number(new URL(url).port), localAddress: address });
	return tls({ socket, servername: "localhost", rejectUnauthorized: false });
}

/** Somebody at `address`, who keeps one connection of HTTP/2. */
export class Distant extends PlainVisitor {
	private session: ClientHttp2Session | undefined;

	constructor(url: string, readonly address: string, headers: Record<string, string> = {}) {
		super(url, headers);
	}

	override async ask(target: string, { method = "GET", headers, body }: Asked): Promise<Response> {
		const stream = this.connection().request({ ":method": method, ":path": target, ...lower(headers) });
		stream.end(body);
		const answer = await new Promise<Record<string, unknown>>((resolve, reject) => stream.on("response", resolve).on("error", reject));
		const chunks: Buffer[] = [];
		for await (const chunk of stream) chunks.push(chunk);
		const status = Number(answer[":status"]);
		const came = Object.entries(answer).filter(([name]) => !name.startsWith(":")).flatMap(([name, value]) => [value].flat().map((one) => [name, String(one)] as [string, string]));
		const empty = [204, 304].includes(status);
		return new Response(empty ? null : Buffer.concat(chunks), { status, headers: came });
	}

	close() {
		this.session?.destroy();
	}

	private connection(): ClientHttp2Session {
		if (this.session && !this.session.closed && !this.session.destroyed) return this.session;
		const port = Number(new URL(this.url).port);
		const socket = connect({ host: "127.0.0.1", port, localAddress: this.address });
		const secure = tls({ socket, servername: "localhost", ALPNProtocols: ["h2"], rejectUnauthorized: false });
		this.session = http2(this.url, { createConnection: () => secure });
		this.session.on("error", () => {});
		return this.session;
	}
}

function lower(headers: Record<string, string>): Record<string, string> {
	return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
