import type { Page } from "@playwright/test";

/** What programs do to a page that they did not make. */
export type Disturbance = "inserted" | "translated";

/** Does this to a page; nothing is done twice. */
export async function disturb(page: Page, ...what: Disturbance[]) {
	await page.evaluate(DISTURB, what);
}

/** From now on does this to every page as soon as it is parsed, before any module runs. */
export async function disturbEarly(page: Page, ...what: Disturbance[]) {
	const script = `document.addEventListener("readystatechange", () => { if (document.readyState === "interactive") (${DISTURB})(${JSON.stringify(what)}); });`;
	await page.addInitScript(script);
}

const DISTURB = (what: Disturbance[]) => {
	/** As password managers do: before and after every field. */
	const insert = () => {
		for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
			if (field.nextElementSibling?.matches("[data-manager]")) continue;
			for (const position of ["beforebegin", "afterend"] as const) {
				const element = document.createElement("div");
				element.dataset.manager = "";
				field.insertAdjacentElement(position, element);
			}
		}
	};
	/** As page translators do: another text, wrapped, takes the place of every text. */
	const translate = () => {
		const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		const texts: Text[] = [];
		while (walker.nextNode()) texts.push(walker.currentNode as Text);
		for (const text of texts) {
			const parent = text.parentElement;
			if (!text.data.trim() || !parent || parent.closest("script, style, textarea, select, font, [translate=no]")) continue;
			const [outer, inner] = [document.createElement("font"), document.createElement("font")];
			text.replaceWith(outer);
			outer.append(inner);
			inner.textContent = text.data;
		}
	};
	if (what.includes("inserted")) insert();
	if (what.includes("translated")) translate();
};
