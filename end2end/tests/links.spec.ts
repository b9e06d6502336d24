import type { BrowserContext, Page } from "@playwright/test";
import { expect, type Server } from "./help/server";
import { test } from "./help/another";
import { remember } from "./help/canary";
import { hidden } from "./help/hidden";
import { letter, type Letter } from "./help/mail";
import { address, PASSWORD, signUp } from "./help/person";
import { PlainVisitor } from "./help/plain";

const NEW_PASSWORD = "quite another set of words";
remember(NEW_PASSWORD, "the new password");

const WAYS = {
	"with WebAssembly": {},
	"with WebAssembly blocked": { blockWasm: true },
	"with scripts off": { javaScriptEnabled: false },
};

const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
const field = (page: Page, name: string) => page.getByLabel(name, { exact: true });

/** A user without a browser. */
async function user(server: Server, name: string): Promise<{ visitor: PlainVisitor; email: string }> {
	const [visitor, email] = [new PlainVisitor(server.url), address(name)];
	await visitor.signUp(server, email);
	return { visitor, email };
}

/** Whether this password signs in at this address. */
async function opens(server: Server, email: string, password: string): Promise<boolean> {
	return (await new PlainVisitor(server.url).signIn(email, password)) === "/panel";
}

/** Opens each letter's link in a tab of its own, the second before anything is done in the first. */
async function tabs(context: BrowserContext, letters: Letter[]): Promise<[Page, Page]> {
	const pages: Page[] = [];
	for (const { link } of letters) {
		const page = await context.newPage();
		await page.goto(link);
		pages.push(page);
	}
	return pages as [Page, Page];
}

/** Moves the user to another address; the letter that undoes it. */
async function moved(server: Server, { visitor, email }: { visitor: PlainVisitor; email: string }): Promise<Letter> {
	const { version = "" } = hidden((await visitor.get("/settings/profile")).body, "save_profile");
	const next = address("moved");
	await visitor.post("/api/save_profile", { version, name: "Оксана", surname: "Ґалаґан", email: next, phone: "+380445370222" });
	const told = await letter(server.mailDir, email, { kind: "email-change-notice" });
	await visitor.post("/api/confirm_email", { code: (await letter(server.mailDir, next, { kind: "email-change-code" })).code });
	return letter(server.mailDir, email, { kind: "email-change-notice", after: told });
}

for (const [way, use] of Object.entries(WAYS)) {
	test.describe(way, () => {
		test.use(use);

		test("two links to a new password in two tabs each change their own user's", async ({ page, server }) => {
			const users = [await user(server, "first"), await user(server, "second")];
			const asked: Letter[] = [];
			for (const { visitor, email } of users) {
				await visitor.post("/api/forgot", { email });
				asked.push(await letter(server.mailDir, email, { kind: "password-reset" }));
			}
			const [first, second] = await tabs(page.context(), asked);
			const [one, other] = users.map(({ email }) => email) as [string, string];
			await expect(first.getByText(one)).toBeVisible();
			await expect(second.getByText(other)).toBeVisible();
			await press(first, "Dark");
			await expect(first.locator("html")).toHaveAttribute("data-theme", "dark");
			await expect(first.getByText(one), "also in another look").toBeVisible();
			await field(first, "New password").fill("short");
			await field(first, "Confirm new password").fill("short");
			await press(first, "Change password");
			await expect(first.getByText(one), "also where something is wrong").toBeVisible();
			await field(first, "New password").fill(NEW_PASSWORD);
			await field(first, "Confirm new password").fill(NEW_PASSWORD);
			await press(first, "Change password");
			await expect(first.getByText("Your password is changed.")).toBeVisible();
			expect([await opens(server, one, NEW_PASSWORD), await opens(server, other, PASSWORD)]).toEqual([true, true]);
			await second.reload();
			await expect(second.getByText(other)).toBeVisible();
			await field(second, "New password").fill(NEW_PASSWORD);
			await field(second, "Confirm new password").fill(NEW_PASSWORD);
			await press(second, "Change password");
			await expect(second.getByText("Your password is changed.")).toBeVisible();
			expect(await opens(server, other, NEW_PASSWORD)).toBe(true);
		});

		test("two links to a former address in two tabs each restore their own user's", async ({ page, server }) => {
			const users = [await user(server, "first"), await user(server, "second")];
			const told: Letter[] = [];
			for (const person of users) told.push(await moved(server, person));
			const [first, second] = await tabs(page.context(), told);
			await press(first, "Restore");
			await expect(first.getByText("Your e-mail address is restored")).toBeVisible();
			await letter(server.mailDir, users[0]!.email, { kind: "password-reset" });
			await expect(second.getByText(users[1]!.email)).toBeVisible();
			expect(await users[1]!.visitor.signedIn(), "nothing happened to the other").toBe(true);
			await press(second, "Restore");
			await expect(second.getByText("Your e-mail address is restored")).toBeVisible();
			await letter(server.mailDir, users[1]!.email, { kind: "password-reset" });
			expect(await users[1]!.visitor.signedIn()).toBe(false);
			expect(await opens(server, users[1]!.email, PASSWORD), "whoever took it knew the password").toBe(false);
		});

		test("two invitations in two tabs are each answered for whom they were sent to", async ({ page, server }) => {
			const { visitor } = await user(server, "inviter");
			const account = JSON.parse((await visitor.get("/api/whoami")).body).accounts[0].number;
			const guests = [address("first"), address("second")];
			const sent: Letter[] = [];
			for (const email of guests) {
				await visitor.post("/api/invite", { account, user_email: email, role_account_observer: "on" });
				sent.push(await letter(server.mailDir, email, { kind: "invitation" }));
			}
			const [first, second] = await tabs(page.context(), sent);
			await press(first, "Decline");
			await expect(first.getByText("declined")).toBeVisible();
			await expect(first.getByText(guests[0]!)).toBeVisible();
			await press(second, "Accept invitation");
			await expect(second.getByText(guests[1]!)).toBeVisible();
			await expect(second.getByRole("heading", { level: 1, name: "Register", exact: true })).toBeVisible();
		});

		test("a deletion is cancelled by a press in the letter, without signing in", async ({ page, server, visitor }) => {
			const email = await signUp(page, server);
			await page.goto("/settings/data");
			await press(page, "Delete my user");
			await expect(page.getByRole("status").filter({ hasText: "We have noted it." })).toBeVisible();
			for (const path of ["/panel", "/settings/profile", "/settings/security"]) {
				await page.goto(path);
				await expect(page.getByText("Your user will be deleted on")).toBeVisible();
				await expect(page.getByRole("button", { name: "Cancel deletion", exact: true })).toBeVisible();
			}
			const told = await letter(server.mailDir, email, { kind: "security-notice" });
			expect(told.link.startsWith(`${server.url}/cancel-deletion/`)).toBe(true);
			const mailbox = await visitor("javaScriptEnabled" in use ? { javaScriptEnabled: false } : {});
			await mailbox.goto(told.link);
			await expect(mailbox).toHaveURL("/cancel-deletion");
			await expect(mailbox.getByText(email)).toBeVisible();
			await page.reload();
			await expect(page.getByText("Your user will be deleted on"), "looking changes nothing").toBeVisible();
			await press(mailbox, "Cancel deletion");
			await expect(mailbox.getByRole("status").filter({ hasText: "The deletion is cancelled." })).toBeVisible();
			await page.reload();
			await expect(page.getByText("Your user will be deleted on")).toHaveCount(0);
			await mailbox.goto(told.link);
			await expect(mailbox.getByText("This link does not work.")).toBeVisible();
		});

		test("a deletion is cancelled on every page", async ({ page, server }) => {
			await signUp(page, server);
			await page.goto("/settings/data");
			await press(page, "Delete my user");
			await expect(page.getByRole("status").filter({ hasText: "We have noted it." })).toBeVisible();
			await page.goto("/activity");
			await press(page, "Cancel deletion");
			await expect(page.getByRole("status").filter({ hasText: "The deletion is cancelled." })).toBeVisible();
		});
	});
}
