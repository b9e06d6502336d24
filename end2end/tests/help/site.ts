/** A server function behind a form, and the page that shows the form. */
export type FormEndpoint = { endpoint: string; page: string };

/** What the program says of itself: the addresses of its pages, with `{account}` and `{member}`, and its forms. */
export type Site = { pages: string[]; forms: FormEndpoint[] };

/** Asks the program; so whatever is new in it is known to the tests. */
export async function site(url: string): Promise<Site> {
	return (await (await fetch(`${url}/dev/routes`)).json()) as Site;
}
