import { TextVisitor, tokens } from "./help/plain";
import { address, PASSWORD } from "./help/person";
import { expect, test } from "./help/server";

test("a browser that says nothing of where it asks from gets through by its forms' token", async ({ server }) => {
	const [visitor, email] = [new TextVisitor(server.url), address("text")];
	visitor.cookies.clear();
	await visitor.get("/register");
	expect(visitor.cookies.has("ocpanel-registration"), "a cookie the token is bound to").toBe(true);
	await visitor.signUp(server, email);
	expect(await visitor.signedIn()).toBe(true);
	visitor.cookies.delete("ocpanel-registration");
	visitor.cookies.set("ocpanel-language", "pl");
	const cookies = (await visitor.get("/panel")).headers.getSetCookie().map((line) => line.split("=")[0]);
	expect(cookies, "no cookie takes another's place").toEqual(expect.arrayContaining(["ocpanel-language", "ocpanel-registration"]));
	const out = await visitor.post("/api/sign_out", {});
	expect([out.status, await visitor.signedIn()]).toEqual([303, false]);
	await visitor.get("/sign-in");
	expect(await visitor.signIn(email)).toBe("/panel");
	expect((await visitor.post("/settings/data", {})).headers.get("content-disposition"), "a page from before signing in counts").toContain("my-data.json");
	const other = await visitor.post("/api/sign_out", { csrf_token: tokens((await new TextVisitor(server.url).get("/sign-in")).body)[0]! });
	expect([other.status, await visitor.signedIn()], "another browser's token").toEqual([403, true]);
});

test("without its token, or from another site, nothing is taken of a browser that says nothing", async ({ server }) => {
	const visitor = new TextVisitor(server.url);
	await visitor.get("/sign-in");
	const fields = { email: address(), password: PASSWORD };
	const all = [{ csrf_token: "" }, { csrf_token: "x" }, { csrf_token: visitor.token.slice(1) }];
	for (const wrong of all) expect((await visitor.post("/api/sign_in", { ...fields, ...wrong })).body, JSON.stringify(wrong)).toContain("This form came from another site");
	const foreign = TextVisitor.like(visitor);
	Object.assign(foreign, { token: visitor.token, headers: { Referer: "https://evil.example/" } });
	expect((await foreign.post("/api/sign_in", fields)).status, "a Referer of another site").toBe(403);
	Object.assign(foreign, { headers: { Referer: `${server.url}/api/sign_in` } });
	expect((await foreign.post("/api/sign_in", fields)).status, "one of ours").toBe(303);
	const bare = await fetch(`${server.url}/api/sign_in`, { method: "POST", headers: { "Content-Type": "application/x-www-form-urlencoded" }, body: `csrf_token=${visitor.token}` });
	expect([bare.status, await bare.text()]).toEqual([403, expect.stringContaining("This form needs cookies")]);
	expect((await visitor.post("/api/sign_in", fields)).headers.get("location"), "JSON goes only to whoever names it").toMatch(/^\/sign-in\?form=/);
});
