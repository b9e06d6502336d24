// Each relative link of the documentation leads to a file, and each anchor to a heading.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

const pages = execFileSync("git", ["ls-files", "*.md"], { encoding: "utf8" }).trim().split("\n");

/** The anchors that a page's headings have, as the usual viewers make them. */
function anchors(page) {
	const headings = readFileSync(page, "utf8").replace(/```[\s\S]*?```/g, "").matchAll(/^#+ +(.+)$/gm);
	return [...headings].map(([, heading]) => heading.toLowerCase().replace(/[^\p{L}\p{N}\- _]/gu, "").replaceAll(" ", "-"));
}

const dead = pages.flatMap((page) => {
	const links = readFileSync(page, "utf8").matchAll(/\]\(([^)\s]+)\)/g);
	return [...links].map(([, link]) => link).filter((link) => {
		if (/^(\w+:|\/)/.test(link)) return false;
		const [file, anchor] = link.split("#");
		const target = file ? path.join(path.dirname(page), file) : page;
		return !existsSync(target) || (anchor && target.endsWith(".md") && !anchors(target).includes(anchor));
	}).map((link) => `${page}: ${link}`);
});
dead.forEach((link) => console.error(link));
process.exit(dead.length ? 1 : 0);
