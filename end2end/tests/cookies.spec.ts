import { expect, test } from "./help/server";
import { address } from "./help/person";
import { PlainVisitor, TextVisitor, type Answer } from "./help/plain";

const BLOCKED = "Your browser keeps no cookies of this site";
/** What letters' links open. */
const LINKS = ["/reset-password", "/invite", "/email-undo", "/cancel-deletion", "/unlock"];
/** A link's secret that nobody was sent. */
const SECRET = "A".repeat(43);

const next = (answer: Answer) => answer.headers.get("location") ?? "";

test("where cookies are blocked, signing in and the second step say so", async ({ server }) => {
	const email = address("blocked");
	await new PlainVisitor(server.url).signUp(server, email);
	const blocked = new PlainVisitor(server.url, { "Sec-Fetch-Site": "same-origin" });
	const get = (path: string) => {
		blocked.cookies.clear();
		return blocked.get(path);
	};
	blocked.cookies.clear();
	expect(await blocked.signIn(email)).toBe("/panel");
	expect(next(await get("/panel"))).toBe("/sign-in?next=/panel&cookies");
	expect(next(await get("/sign-in/two-step?next=/clients"))).toBe("/sign-in?next=/clients&cookies");
	expect(next(await get("/register/two-step"))).toBe("/register?cookies");
	for (const path of ["/sign-in?next=/panel&cookies", "/register?cookies"]) expect((await get(path)).body).toContain(BLOCKED);
});

test("where cookies are blocked, the link of a letter says so and is not called dead", async ({ server, problems }) => {
	problems.tolerate(/in an address: the cookie ocpanel-\w+ \(AAAA/);
	for (const page of LINKS) {
		const blocked = new PlainVisitor(server.url);
		blocked.cookies.clear();
		expect(next(await blocked.get(`${page}/${SECRET}`)), page).toBe(`${page}?cookies=link`);
		expect(next(await blocked.get(`${page}?cookies=link`)), "one that keeps them is led on").toBe(page);
		const text = new TextVisitor(server.url);
		text.cookies.clear();
		expect(next(await text.get(`${page}/${SECRET}`)), page).toBe(`${page}?cookies=link`);
		blocked.cookies.clear();
		const { status, body } = await blocked.get(`${page}?cookies=link`);
		expect(status, page).toBe(200);
		expect(body, page).toContain("open the link in the letter again");
		expect(body, page).not.toContain("This link does not work");
		// Somebody who was here before is not asked.
		expect(next(await new PlainVisitor(server.url).get(`${page}/${SECRET}`)), page).toBe(page);
	}
});

test("a foreign cookie in any bytes spoils none of ours", async ({ server }) => {
	const visitor = new PlainVisitor(server.url);
	await visitor.signUp(server, address("foreign"));
	for (const foreign of ["Gr\u00fc\u00dfe", "\u00ff\u00fe", "=;=;;", '"a', "x".repeat(2_000)]) {
		visitor.cookies.set("theirs", foreign);
		expect(await visitor.signedIn(), JSON.stringify(foreign)).toBe(true);
	}
});

test("signing out does not ask the browser to clear its cache", async ({ server }) => {
	const visitor = new PlainVisitor(server.url);
	await visitor.signUp(server, address("out"));
	const answer = await visitor.post("/api/sign_out", {});
	expect([next(answer), answer.headers.get("clear-site-data")]).toEqual(["/", '"storage"']);
});
