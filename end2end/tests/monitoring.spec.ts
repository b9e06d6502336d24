import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { address, PASSWORD } from "./help/person";
import { PlainVisitor } from "./help/plain";
import { freePort, start } from "./help/program";

const FOLDER = path.resolve(__dirname, "../../docs/monitoring");
/** What Prometheus itself adds. */
const ADDED = ["instance", "job", "le"];

type Panel = { targets?: { expr: string }[] };
type Dashboard = { schemaVersion: number; templating: { list: { name: string; type: string; definition?: string }[] }; panels: Panel[] };

/** The labels of each number, and their values. */
type Numbers = Map<string, Map<string, Set<string>>>;

function numbers(text: string): Numbers {
	const found: Numbers = new Map();
	for (const [, name = "", labels = ""] of text.matchAll(/^(\w+)(?:\{(.*)\})? \S+$/gm)) {
		const known = found.get(name) ?? new Map<string, Set<string>>();
		for (const [, label = "", value = ""] of labels.matchAll(/(\w+)="([^"]*)"/g)) known.set(label, (known.get(label) ?? new Set()).add(value));
		found.set(name, known);
	}
	return found;
}

/** What an expression names that is not there. */
function unknown(expression: string, known: Numbers): string[] {
	const named = [...expression.matchAll(/\b(ocpanel_\w+|up)\b(?:\{([^}]*)\})?/g)];
	const labels = new Set([...ADDED, ...named.flatMap(([, name = ""]) => [...(known.get(name)?.keys() ?? [])])]);
	const grouped = [...expression.matchAll(/\b(?:by|ignoring|on|without) ?\(([^)]*)\)/g)].flatMap(([, list = ""]) => list.split(/, */));
	const missing = grouped.filter((label) => !labels.has(label)).map((label) => `by ${label}`);
	for (const [, name = "", matchers = ""] of named.filter(([, name]) => name !== "up")) {
		if (!known.has(name)) missing.push(name);
		for (const [, label = "", sign = "", value = ""] of matchers.matchAll(/(\w+) *(=~|!=|!~|=) *"([^"]*)"/g)) {
			if (ADDED.includes(label)) continue;
			const values = known.get(name)?.get(label);
			if (!values || (sign === "=" && label === "state" && !values.has(value))) missing.push(`${name}{${label}="${value}"}`);
		}
	}
	return named.length === 0 ? ["nothing of ours"] : missing;
}

test("every number that the dashboard and the alerts ask for is there, with its labels", async () => {
	const admin = `127.0.0.1:${await freePort()}`;
	const server = await start({ OCPANEL_ADMIN_ADDR: admin, OCPANEL_RATE_LIMITS: "on", OCPANEL_ARGON2: "m=8,t=1,p=1" });
	try {
		const email = address("measured");
		const visitor = new PlainVisitor(server.url);
		await visitor.signUp(server, email);
		await new PlainVisitor(server.url, { Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" }).post("/api/sign_in", { email, password: PASSWORD });
		await visitor.get("/invite/AAAA");
		await visitor.get(`/nowhere/${email}`);
		const text = await (await fetch(`http://${admin}/metrics`)).text();
		const known = numbers(text);
		for (const [name, least] of [["ocpanel_purge_runs_total", 1], ["ocpanel_password_hashes_total", 1], ["ocpanel_database_round_trips_total", 10], ["ocpanel_database_flushes_total", 3]] as const) {
			expect(Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]), name).toBeGreaterThanOrEqual(least);
		}

		const dashboard = JSON.parse(readFileSync(path.join(FOLDER, "dashboard.json"), "utf8")) as Dashboard;
		const alerts = readFileSync(path.join(FOLDER, "alerts.yml"), "utf8");
		const shown = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
		const watched = [...alerts.matchAll(/^ +expr: (.+)$/gm)].map(([, expression = ""]) => expression);
		expect(shown.length).toBeGreaterThan(15);
		expect(watched.length).toBe(alerts.match(/- alert: /g)?.length);
		for (const expression of [...shown, ...watched]) expect(unknown(expression, known), expression).toEqual([]);
		expect(dashboard.templating.list.map(({ type }) => type)).toContain("datasource");

		// Whatever is asked for, there are few labels, and they name nobody.
		const routes = [...(known.get("ocpanel_http_requests_total")?.get("route") ?? [])];
		expect(routes).toEqual(expect.arrayContaining(["/api/register", "/api/confirm", "/invite/{token}", "other"]));
		expect(text).not.toContain(email);
		expect(text).not.toContain("AAAA");
		expect(text).toMatch(/^ocpanel_refusals_total\{kind="a change from a foreign page"\} 1$/m);
		expect(text).toMatch(/^ocpanel_http_requests_total\{route="\/api\/sign_in",method="POST",status="403"\} 1$/m);
		expect(text).toMatch(/^ocpanel_database_connections\{pool="write",state="(used|idle)"\} \d$/m);
	} finally {
		await server.stop();
	}
});

test("an expression that names what is not there is found", () => {
	const known = numbers('ocpanel_a_total{kind="x"} 1\nocpanel_b 2\nocpanel_c{state="idle"} 0\n');
	for (const good of ['sum by (kind) (rate(ocpanel_a_total{kind="y"}[5m]))', "ocpanel_b > 1", 'sum by (instance) (ocpanel_c{state="idle"})']) expect(unknown(good, known), good).toEqual([]);
	for (const bad of ["ocpanel_d", "sum by (knd) (ocpanel_a_total)", 'ocpanel_a_total{knd="x"}', 'ocpanel_c{state="used"}', "vector(1)"]) expect(unknown(bad, known), bad).not.toEqual([]);
});
