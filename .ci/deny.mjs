// Checks licences, bans and sources of every crate in Cargo.lock against deny.toml, without cargo-deny.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const lists = readFileSync("deny.toml", "utf8");
const allowed = new Set(strings(/^allow = \[([^\]]*)\]/m));
const banned = new Set(strings(/^deny = \[([^\]]*)\]/m));

const metadata = execFileSync("cargo", ["metadata", "--locked", "--format-version", "1"], { maxBuffer: 2 ** 28 });
const { packages } = JSON.parse(metadata);
// cargo's own registry, whatever it is called here: the one that leptos comes from.
const registry = packages.find(({ name }) => name === "leptos").source;
const problems = packages.flatMap(({ name, version, license, source }) => [
	...(license && permits(license) ? [] : [`${name} ${version}: the licence ${license} is not on the list`]),
	...(source === null || source === registry ? [] : [`${name} ${version}: comes from ${source}`]),
	...(banned.has(name) ? [`${name} ${version}: is banned`] : []),
]);

problems.forEach((problem) => console.error(problem));
console.log(`licences, bans and sources of ${packages.length} crates: ${problems.length || "no"} problems`);
process.exit(problems.length ? 1 : 0);

function strings(list) {
	return [...lists.match(list)[1].matchAll(/"([^"]+)"/g)].map(([, text]) => text);
}

// An SPDX expression, or its old form with slashes for OR: AND binds tighter, WITH belongs to its licence.
function permits(expression) {
	const tokens = expression.replaceAll("/", " OR ").replaceAll(" WITH ", "_WITH_").match(/[()]|[^()\s]+/g);
	return either();

	function either() {
		let met = both();
		while (tokens[0] === "OR") met = tokens.shift() && both() | met;
		return met;
	}
	function both() {
		let met = one();
		while (tokens[0] === "AND") met = tokens.shift() && one() & met;
		return met;
	}
	function one() {
		if (tokens[0] !== "(") return allowed.has(tokens.shift().replaceAll("_WITH_", " WITH "));
		tokens.shift();
		const met = either();
		tokens.shift();
		return met;
	}
}
