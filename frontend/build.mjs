// Makes target/site, the files that the server carries inside it: `node frontend/build.mjs`.
// The browser's WebAssembly and its JavaScript, the style and public/, each also compressed;
// what stands under /pkg/ has its content's hash in its name. Nothing that is up to date is made again.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import zlib from "node:zlib";

const frontend = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(frontend);
const site = path.join(root, "target/site");
const target = path.resolve(root, process.env.CARGO_TARGET_DIR || "target");
const work = path.join(target, "browser");

// WebAssembly's reference types set the first two; cascade layers would ask for little more.
const browsers = { chrome: [99, 0], firefox: [100, 0], safari: [15, 4] };
// What rustc's wasm32 target turns on; wasm-opt must not be surprised by it.
const features = ["bulk-memory", "multivalue", "mutable-globals", "nontrapping-float-to-int", "reference-types", "sign-ext"];

const manifestFile = path.join(site, "manifest.json");
const before = fs.existsSync(manifestFile) ? JSON.parse(fs.readFileSync(manifestFile, "utf8")) : { parts: {} };
let made = false;

const wasm = compile();
const tools = [fileURLToPath(import.meta.url), path.join(frontend, "package-lock.json")];
const code = await part("code", [wasm, path.join(frontend, "bindgen/src/main.rs"), path.join(frontend, "start.js"), ...tools], makeCode);
const style = await part("style", [...files(path.join(root, "style")), ...tools], makeStyle);
const open = await part("public", [...files(path.join(root, "public")), ...tools], makePublic);
publish({ code, style, public: open });

function compile() {
	// The builder's folders have no place in what is published.
	const remap = [root, process.env.CARGO_HOME || path.join(os.homedir(), ".cargo"), os.homedir()];
	process.env.CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS = remap.map((folder) => `--remap-path-prefix=${folder}=`).join(" ");
	step("compiling the browser's half", () =>
		run(path.join(frontend, "cargo.sh"), "build", "--package", "frontend", "--profile", "browser", "--target", "wasm32-unknown-unknown", "--target-dir", work));
	return path.join(work, "wasm32-unknown-unknown/browser/frontend.wasm");
}

async function makeCode() {
	const out = path.join(work, "bindgen");
	fs.rmSync(out, { recursive: true, force: true });
	step("compiling bindgen", () => run("cargo", "build", "--package", "bindgen", "--target-dir", target));
	step("making the JavaScript for it", () => run(path.join(target, "debug/bindgen"), wasm, out));
	const raw = path.join(out, "ocpanel_bg.wasm");
	step("making it small with wasm-opt", () =>
		run(process.execPath, path.join(frontend, "node_modules/binaryen/bin/wasm-opt"), "-Oz", "--converge", "--strip-debug", ...features.map((name) => `--enable-${name}`), raw, "-o", raw));
	const esbuild = await import("esbuild");
	const glue = await esbuild.build({
		stdin: { contents: fs.readFileSync(path.join(frontend, "start.js"), "utf8"), resolveDir: out },
		bundle: true,
		format: "esm",
		minify: true,
		target: Object.entries(browsers).map(([name, version]) => name + version.join(".")),
		legalComments: "none",
		write: false,
	});
	return [
		{ name: "js", path: "/pkg/ocpanel.js", bytes: glue.outputFiles[0].contents },
		{ name: "wasm", path: "/pkg/ocpanel.wasm", bytes: fs.readFileSync(raw) },
	];
}

async function makeStyle() {
	const { bundle } = await import("lightningcss");
	const targets = Object.fromEntries(Object.entries(browsers).map(([name, [major, minor]]) => [name, (major << 16) | (minor << 8)]));
	const { code, warnings } = bundle({ filename: path.join(root, "style/main.css"), minify: true, targets });
	for (const { message, loc } of warnings) console.warn(`style: ${loc.filename}:${loc.line}: ${message}`);
	return [{ name: "css", path: "/pkg/ocpanel.css", bytes: code }];
}

async function makePublic() {
	const folder = path.join(root, "public");
	return files(folder).map((file) => ({ path: "/" + path.relative(folder, file).split(path.sep).join("/"), bytes: fs.readFileSync(file) }));
}

// One part of the site: taken over from the last run when neither its inputs nor its outputs changed.
async function part(name, inputs, make) {
	const stamp = hash(...inputs.flatMap((file) => [path.relative(root, file), fs.readFileSync(file)]));
	const old = before.parts[name];
	if (old?.stamp === stamp && old.assets.every(present)) return old;
	made = true;
	return { stamp, assets: (await make()).map(write) };
}

function present(asset) {
	return outputs(asset).every((name) => fs.existsSync(path.join(site, name)));
}

function outputs({ path, encodings }) {
	return [path, ...encodings.map((encoding) => `${path}.${encoding}`)];
}

function write({ name, path: plain, bytes }) {
	const etag = hash(bytes).slice(0, 16);
	const { dir, name: stem, ext } = path.posix.parse(plain);
	const asset = { name, path: name ? `${dir}/${stem}-${etag}${ext}` : plain, etag, encodings: [], sizes: { raw: bytes.length } };
	const file = path.join(site, asset.path);
	fs.mkdirSync(path.dirname(file), { recursive: true });
	fs.writeFileSync(file, bytes);
	for (const [encoding, compress] of Object.entries({ br: brotli, gz: gzip })) {
		const smaller = compress(bytes);
		if (smaller.length > bytes.length * 0.9) continue;
		fs.writeFileSync(`${file}.${encoding}`, smaller);
		asset.encodings.push(encoding);
		asset.sizes[encoding] = smaller.length;
	}
	return asset;
}

function brotli(bytes) {
	const { BROTLI_PARAM_QUALITY: quality, BROTLI_PARAM_LGWIN: window, BROTLI_PARAM_SIZE_HINT: hint } = zlib.constants;
	return zlib.brotliCompressSync(bytes, { params: { [quality]: 11, [window]: 24, [hint]: bytes.length } });
}

function gzip(bytes) {
	return zlib.gzipSync(bytes, { level: 9 });
}

function row(name, ...sizes) {
	return name.padEnd(40) + sizes.map((size) => String(size).padStart(10)).join("");
}

// Writes the two lists: manifest.json for whoever asks, assets.tsv for server/build.rs, which reads no JSON.
function publish(parts) {
	const assets = Object.values(parts).flatMap((part) => part.assets);
	const names = Object.fromEntries(assets.filter(({ name }) => name).map(({ name, path }) => [name, path]));
	const lines = assets.map(({ name = "", path, etag, encodings }) => [name, path, etag, encodings.join(" ")].join("\t") + "\n");
	update(manifestFile, JSON.stringify({ ...names, parts }, null, "\t") + "\n");
	update(path.join(site, "assets.tsv"), lines.join(""));
	if (!made) return;
	forget(assets);
	console.log(row("", "raw", "brotli"));
	for (const { path, sizes } of assets) console.log(row(path, sizes.raw, sizes.br ?? ""));
}

function update(file, text) {
	if (!fs.existsSync(file) || fs.readFileSync(file, "utf8") !== text) fs.writeFileSync(file, text);
}

function forget(assets) {
	const kept = new Set(assets.flatMap(outputs));
	for (const file of files(path.join(site, "pkg"))) {
		if (!kept.has("/" + path.relative(site, file))) fs.rmSync(file);
	}
}

function files(folder) {
	if (!fs.existsSync(folder)) return [];
	const entries = fs.readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
	return entries.flatMap((entry) => (entry.isDirectory() ? files(path.join(folder, entry.name)) : [path.join(folder, entry.name)]));
}

function hash(...pieces) {
	const sum = createHash("sha256");
	for (const piece of pieces) sum.update(piece).update("\0");
	return sum.digest("hex");
}

function run(program, ...options) {
	const { error, status } = spawnSync(program, options, { cwd: root, stdio: "inherit" });
	if (error) console.error(`${program}: ${error.message}`);
	if (status !== 0) process.exit(1);
}

function step(name, act) {
	const start = Date.now();
	console.error(`${name} ...`);
	act();
	console.error(`${name} ... ${Math.round((Date.now() - start) / 1000)} s`);
}
