/** The hidden fields of the form that posts to `/api/{endpoint}`, as the page carries them. */
export function hidden(page: string, endpoint: string): Record<string, string> {
	const form = page.split("<form ").find((form) => form.includes(`action="/api/${endpoint}"`)) ?? "";
	const inputs = [...form.matchAll(/<input\b[^>]*type="hidden"[^>]*>/g)].map(([input]) => input);
	const attribute = (input: string, name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(input)?.[1] ?? "";
	return Object.fromEntries(inputs.map((input) => [attribute(input, "name"), attribute(input, "value")]));
}
