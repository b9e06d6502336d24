import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const COLOURS = ["color-contrast", "link-in-text-block"];

/** Axe finds nothing wrong with the page as it is. */
export async function clean(page: Page, where: string) {
	const axe = new AxeBuilder({ page });
	// A dark page has other colours, and nothing else of its own.
	const dark = await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches);
	const { violations } = await (dark ? axe.withRules(COLOURS) : axe.withTags(TAGS)).analyze();
	const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
	expect(found, where).toEqual([]);
}
