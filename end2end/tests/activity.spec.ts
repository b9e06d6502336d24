import { expect, test } from "./help/server";
import { Crowd } from "./help/stands";

test("whoever has left an account is shown as a former member in its log, in the reader's language", async ({ server }) => {
	const crowd = new Crowd(server);
	const { visitor, host, places } = await crowd.of("a member");
	const { email } = JSON.parse((await visitor.get("/api/whoami")).body).user;
	const log = async () => (await host!.visitor.get(`/clients/${places.account}/activity`)).body;
	expect(await log()).toContain(`>${email}<`);
	const left = await visitor.post("/api/leave_account", { account: places.account! });
	expect(left.headers.get("location"), "they have left").toMatch(/^\/clients/);
	for (const [language, former] of [["en", "former member"], ["uk", "колишній учасник"], ["pl", "były uczestnik"]] as const) {
		await host!.visitor.post("/api/taste", { language, next: "/" });
		expect(await log()).toContain(`>${email} (${former})<`);
	}
	await host!.visitor.post("/api/taste", { language: "en", next: "/" });
});
