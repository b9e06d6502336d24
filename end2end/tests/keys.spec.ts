import { randomBytes } from "node:crypto";
import { test } from "./help/another";
import { letter } from "./help/mail";
import { address } from "./help/person";
import { PlainVisitor } from "./help/plain";
import { expect, type Server } from "./help/server";
import { totp } from "./help/two-step";

/** Signs in with both steps; `step` is that of the code, counted from now. */
async function signsIn(server: Server, email: string, key: string, step: number): Promise<boolean> {
	const visitor = new PlainVisitor(server.url);
	await visitor.signIn(email);
	await visitor.post("/api/second_step", { two_step_code: totp(key, step) });
	return visitor.signedIn();
}

test("the secret key is rotated, everything is sealed anew, and the old key is dropped", async ({ another, folder }) => {
	const [old, next] = [randomBytes(32).toString("base64"), randomBytes(32).toString("base64")];
	const settings = { OCPANEL_DATA_DIR: folder };
	const email = address();
	const first = await another({ ...settings, OCPANEL_SECRET_KEY: old });
	const mail = { ...first, mailDir: `${folder}/mail` };
	const visitor = new PlainVisitor(first.url);
	await visitor.signUp(mail, email);
	const { key } = await visitor.enable();
	await letter(mail.mailDir, email, { kind: "security-notice" });
	await first.terminate();

	await expect(another({ ...settings, OCPANEL_SECRET_KEY: next })).rejects.toThrow(/OCPANEL_SECRET_KEY: \d+ rows of the database are sealed with a key that is not given/);

	const both = await another({ ...settings, OCPANEL_SECRET_KEY: `${next},${old}` });
	expect(await signsIn(both, email, key, 0)).toBe(true);
	const resealed = both.run("keys", "reseal");
	expect([resealed.status, resealed.stderr]).toEqual([0, ""]);
	expect(resealed.stdout).toMatch(/\d+ rows were sealed anew; everything is sealed with the first key\n$/);
	await both.terminate();

	const after = await another({ ...settings, OCPANEL_SECRET_KEY: next });
	expect(await signsIn(after, email, key, 1)).toBe(true);
});
