import type { Locator, Page } from "@playwright/test";
import { expect, type Server } from "./help/server";
import { test } from "./help/another";
import { letter, letters } from "./help/mail";
import { address, confirm, PASSWORD, personalDetails, signUp, summary, takenOver } from "./help/person";
import { hidden } from "./help/hidden";
import { PlainVisitor } from "./help/plain";
import { enable, totp } from "./help/two-step";

const WAYS = {
	"with WebAssembly": {},
	"with WebAssembly blocked": { blockWasm: true },
	"with scripts off": { javaScriptEnabled: false },
};

const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { level: 1, name, exact: true });
const press = (at: Page | Locator, name: string) => at.getByRole("button", { name, exact: true }).click();
const follow = (at: Page | Locator, name: string) => at.getByRole("link", { name, exact: true }).click();
const field = (page: Page, name: string) => page.getByLabel(name, { exact: true });
const said = (page: Page, text: string) => expect(page.getByRole("status").filter({ hasText: text })).toBeVisible();
const row = (page: Page, email: string) => page.getByRole("row").filter({ hasText: email });

type Who = { user: { email: string; two_step: boolean }; accounts: { number: string; name: string; roles: string[]; permissions: string[] }[] };

async function whoami(page: Page): Promise<Who> {
	return (await page.request.get("/api/whoami")).json();
}

/** Opens the menu, then the first account's list of users, by the pages' own links. */
async function toUsers(page: Page, email: string) {
	await page.goto("/panel");
	await page.getByRole("button", { name: email, exact: true }).click();
	await follow(page, "Clients");
	await expect(heading(page, "Clients")).toBeVisible();
	await page.getByRole("table").getByRole("link").first().click();
	await expect(heading(page, /^Account \d{4}-\d{4}$/)).toBeVisible();
	await follow(page, "Users");
	await expect(heading(page, "Users")).toBeVisible();
}

/** Invites somebody from the list of users; the list says so. */
async function invite(page: Page, email: string, roles: string[]) {
	await follow(page, "Invite User");
	await expect(heading(page, "Invite User")).toBeVisible();
	await field(page, "User e-mail").fill(email);
	for (const role of roles) await page.getByRole("checkbox", { name: role, exact: true }).check();
	await press(page, "Invite User");
	await said(page, "The invitation is on its way.");
}

/** The newest invitation's letter. */
function invitation(server: Server, email: string, after?: Awaited<ReturnType<typeof letter>>) {
	return letter(server.mailDir, email, { kind: "invitation", after });
}

/** A new owner, and the number of their account with the hyphen. */
async function owner(page: Page, server: Server): Promise<{ email: string; number: string; digits: string }> {
	const email = await signUp(page, server, address("owner"));
	const digits = (await whoami(page)).accounts[0]!.number.replace("-", "");
	return { email, digits, number: `${digits.slice(0, 4)}-${digits.slice(4)}` };
}

for (const [way, use] of Object.entries(WAYS)) {
	test.describe(way, () => {
		test.use(use);
		const scripts = "javaScriptEnabled" in use ? { javaScriptEnabled: false } : {};

		test("a new person is invited, registers and works in the account until they are removed", async ({ page, server, visitor }) => {
			test.slow();
			const { email, number, digits } = await owner(page, server);
			const invited = address("colleague");
			await toUsers(page, email);
			await follow(page, "Invite User");
			await press(page, "Invite User");
			await expect(summary(page)).toContainText("Enter the user’s e-mail address");
			await expect(summary(page)).toContainText("Choose one role or more");
			await expect(page.getByRole("checkbox", { name: "General announcements", exact: true })).toBeChecked();
			await page.goto(`/clients/${digits}/users`);
			await invite(page, invited, ["User Administrator", "Billing Administrator"]);
			await expect(row(page, invited)).toContainText("No");

			const told = await invitation(server, invited);
			expect(told.text).toContain(number);
			expect(told.text).toContain("Billing Administrator, User Administrator");
			expect(told.text).toContain(email);
			expect(told.link).toMatch(new RegExp(`^${server.url}/invite/[\\w-]{43}$`));
			const guest = await visitor(scripts);
			await expectNarrow(guest, told.html);
			await guest.goto(told.link);
			await expect(guest).toHaveURL("/invite");
			await expect(heading(guest, `Invitation to account ${number}`)).toBeVisible();
			await expect(guest.getByText(invited)).toBeVisible();
			await press(guest, "Accept invitation");
			await expect(heading(guest, "Register")).toBeVisible();
			await expect(guest.getByLabel("E-mail", { exact: true })).toHaveCount(0);
			await press(guest, "Register");
			await expect(summary(guest)).toContainText("Enter your name");
			await field(guest, "Name").fill("Олена");
			await field(guest, "Surname").fill("Ґедзь");
			await field(guest, "Password").fill(PASSWORD);
			await field(guest, "Confirm password").fill(PASSWORD);
			await press(guest, "Register");
			await personalDetails(guest);
			await expect(guest.getByText("Is the address wrong?")).toHaveCount(0);
			await confirm(guest, server, invited);
			await guest.getByRole("button", { name: "Skip for now", exact: true }).click();
			await expect(heading(guest, "Welcome, Олена")).toBeVisible();
			const who = await whoami(guest);
			expect(who.accounts).toHaveLength(1);
			expect(who.accounts[0]).toMatchObject({ number: who.accounts[0]!.number, roles: ["billing_administrator", "user_administrator"], name: "Оксана Ґалаґан" });
			expect(who.accounts[0]!.permissions).toEqual(["member_basics", "manage_users", "manage_notifications", "view_users", "view_billing", "add_credit", "view_services"]);
			expect((await letter(server.mailDir, email, { kind: "membership-notice" })).text).toContain("Олена Ґедзь");

			await page.goto(`/clients/${digits}/users`);
			await expect(row(page, invited)).toContainText("Yes");
			await follow(row(page, invited), "Edit roles");
			await expect(heading(page, "Edit roles")).toBeVisible();
			await expect(page.getByRole("checkbox", { name: "User Administrator", exact: true })).toBeChecked();
			await page.getByRole("checkbox", { name: "User Administrator", exact: true }).uncheck();
			await page.getByRole("checkbox", { name: "Billing Administrator", exact: true }).uncheck();
			await press(page, "Save");
			await expect(summary(page)).toContainText("Choose one role or more");
			await page.getByRole("checkbox", { name: "Account Observer", exact: true }).check();
			await press(page, "Save");
			await said(page, "The roles are saved.");
			expect((await whoami(guest)).accounts[0]!.roles).toEqual(["account_observer"]);
			const roles = await letter(server.mailDir, invited, { kind: "membership-notice" });
			expect(roles.text).toContain("Account Observer");

			await follow(row(page, invited), "Edit notification settings");
			await page.getByRole("checkbox", { name: "Technical announcements", exact: true }).uncheck();
			await press(page, "Save");
			await said(page, "The notification settings are saved.");
			await follow(row(page, invited), "Edit notification settings");
			await expect(page.getByRole("checkbox", { name: "Technical announcements", exact: true })).not.toBeChecked();
			await expect(page.getByRole("checkbox", { name: "General announcements", exact: true })).toBeChecked();

			await guest.goto(`/clients/${digits}/users`);
			await expect(guest.getByRole("link", { name: "Invite User", exact: true })).toHaveCount(0);
			await page.goto(`/clients/${digits}/users`);
			await follow(row(page, invited), "Dissociate user");
			await press(page, "No");
			await expect(row(page, invited)).toBeVisible();
			await follow(row(page, invited), "Dissociate user");
			await press(page, "Yes");
			await said(page, "The user is no longer a member");
			await expect(row(page, invited)).toHaveCount(0);
			expect((await whoami(guest)).accounts).toEqual([]);
			await letter(server.mailDir, invited, { kind: "membership-notice", after: roles });
			await follow(page, "Activity log");
			for (const act of ["User invited", "Invitation accepted", "Roles changed", "Notification settings changed", "User dissociated"]) {
				await expect(page.getByRole("row").filter({ hasText: act })).toHaveCount(1);
			}
		});

		test("somebody with a user and a second step accepts, and leaves", async ({ page, server, visitor, problems }) => {
			test.slow();
			problems.tolerate(/status of 404/);
			const { email, digits } = await owner(page, server);
			const guest = await visitor(scripts);
			const invited = await signUp(guest, server, address("known"));
			await guest.goto("/settings/security/two-step");
			const key = await enable(guest);
			await press(guest, "I have saved them");
			await expect(heading(guest, "Account settings")).toBeVisible();
			await toUsers(page, email);
			await invite(page, invited, ["Account Observer"]);
			const { link } = await invitation(server, invited);
			const mailbox = await visitor(scripts);
			await mailbox.goto(link);
			await press(mailbox, "Accept invitation");
			await expect(heading(mailbox, "Sign in")).toBeVisible();
			await field(mailbox, "E-mail").fill(invited);
			await field(mailbox, "Password").fill(PASSWORD);
			await press(mailbox, "Sign in");
			await field(mailbox, "Code").fill(totp(key, 1));
			await press(mailbox, "Confirm");
			await expect(mailbox).toHaveURL("/invite");
			await press(mailbox, "Accept invitation");
			await said(mailbox, "You are a member of this account now.");
			expect((await whoami(mailbox)).accounts.map(({ roles }) => roles)).toEqual([["account_owner"], ["account_observer"]]);
			await expect(mailbox.getByRole("button", { name: "Save", exact: true })).toHaveCount(0);
			await mailbox.getByRole("button", { name: invited, exact: true }).click();
			const own = (await whoami(mailbox)).accounts[0]!.number.replace("-", "");
			await mailbox.locator(`.menu__accounts a[href="/clients/${own}"]`).click();
			await expect(mailbox).toHaveURL(`/clients/${own}`);
			await expect(mailbox.getByRole("button", { name: "Leave this account", exact: true })).toHaveCount(0);
			await mailbox.goto(`/clients/${digits}`);
			await press(mailbox, "Leave this account");
			await said(mailbox, "You have left the account.");
			await mailbox.goto(`/clients/${digits}`);
			await expect(heading(mailbox, "Page not found")).toBeVisible();
			await mailbox.goto(link);
			await expect(mailbox.getByText("This invitation was accepted already.")).toBeVisible();
		});

		test("an invitation is sent again, revoked, declined; each link says what to do", async ({ page, server, visitor }) => {
			test.slow();
			const { email, digits } = await owner(page, server);
			const [first, second] = [address("again"), address("unknown")];
			await toUsers(page, email);
			await invite(page, first, ["Account Observer"]);
			const old = await invitation(server, first);
			await press(row(page, first), "Resend invitation");
			await said(page, "We sent the invitation again.");
			const newer = await invitation(server, first, old);
			expect(newer.link).not.toBe(old.link);
			const guest = await visitor(scripts);
			await guest.goto(old.link);
			await expect(guest.getByText("a newer letter has replaced it")).toBeVisible();
			await page.goto(newer.link);
			await expect(page.getByText(`You are signed in as ${email}, but this invitation is for ${first}.`)).toBeVisible();
			await expect(page.getByRole("button", { name: "Accept invitation" })).toHaveCount(0);
			await expect(page.getByRole("button", { name: "Decline" })).toHaveCount(0);
			await guest.goto(newer.link);
			await press(guest, "Decline");
			await expect(guest.getByText("You declined this invitation.")).toBeVisible();
			await page.goto(`/clients/${digits}/users`);
			await expect(row(page, first)).toHaveCount(0);
			await invite(page, first, ["Account Observer"]);
			const third = await invitation(server, first, newer);
			await press(row(page, first), "Revoke invitation");
			await said(page, "The invitation is revoked.");
			await guest.goto(third.link);
			await expect(guest.getByText("This invitation was taken back.")).toBeVisible();

			await invite(page, second, ["Account Observer"]);
			await guest.goto((await invitation(server, second)).link);
			await press(guest, "I don’t know this sender");
			await expect(guest.getByText("This account can invite you no more for a while.")).toBeVisible();
			await page.goto(`/clients/${digits}/users`);
			await invite(page, second, ["Account Observer"]);
			await invite(page, address("third"), ["Account Observer"]);
			expect((await letters(server.mailDir, second)).filter(({ headers }) => headers["x-ocpanel-letter"] === "invitation")).toHaveLength(1);
		});

		test("an account of one's own is opened, changed, and asks for a second step", async ({ page, server, visitor }) => {
			test.slow();
			const { email } = await owner(page, server);
			await page.goto("/clients");
			await follow(page, "New account");
			await page.getByRole("radio", { name: "Business account", exact: true }).check();
			await press(page, "Open account");
			await expect(summary(page)).toContainText("Enter the company name");
			const company = page.getByRole("group", { name: "Additional settings", exact: true });
			await company.getByLabel("Organisation type", { exact: true }).selectOption({ label: "Legal entity" });
			await field(page, "Company name").fill("Хмара");
			await field(page, "TIN").fill("14360570");
			await press(page, "Open account");
			await said(page, "The account is open.");
			await expect(field(page, "TIN")).toHaveValue("14360570");
			// The oldest first, by the second: both may be of the same one.
			expect((await whoami(page)).accounts.map(({ name }) => name).sort()).toEqual(["Оксана Ґалаґан", "Хмара"]);
			const digits = new URL(page.url()).pathname.split("/")[2]!;
			await field(page, "Company name").fill("Хмара <b>");
			await press(page, "Save");
			await said(page, "The details are saved.");
			await expect(field(page, "Company name")).toHaveValue("Хмара <b>");

			const guest = await visitor(scripts);
			const invited = await signUp(guest, server, address("member"));
			await page.goto(`/clients/${digits}/users`);
			await invite(page, invited, ["Account Administrator"]);
			await guest.goto((await invitation(server, invited)).link);
			await press(guest, "Accept invitation");
			await said(guest, "You are a member of this account now.");
			await page.goto(`/clients/${digits}`);
			await page.getByRole("radio", { name: "Required", exact: true }).check();
			await press(page, "Save");
			await expect(page.getByText("The account requires 2-Step Verification.")).toBeVisible();
			await guest.goto(`/clients/${digits}/users`);
			await expect(guest.getByText("The account requires 2-Step Verification.")).toBeVisible();
			await expect(guest.getByRole("button", { name: "Leave this account", exact: true })).toBeVisible();
			const closed = (await whoami(guest)).accounts.map(({ permissions }) => permissions.length > 0);
			expect(closed.sort(), "its own account is open, this one is not").toEqual([false, true]);
			await follow(guest, "Enable 2-Step Verification");
			await expect(guest.getByText("requires 2-Step Verification. Set it up here")).toBeVisible();
			await expect(guest.getByRole("button", { name: "Skip for now" })).toHaveCount(0);
			await enable(guest);
			await press(guest, "I have saved them");
			await expect(guest).toHaveURL(`${server.url}/clients/${digits}/users`);
			await guest.goto("/settings/security");
			await expect(guest.getByText("so it cannot be switched off")).toBeVisible();
			await expect(guest.getByRole("button", { name: "Disable 2-Step Verification" })).toHaveCount(0);
			await follow(page, "Enable 2-Step Verification");
			await enable(page);
			await press(page, "I have saved them");
			await expect(page).toHaveURL(`${server.url}/clients/${digits}`);
			await page.goto(`/clients/${digits}/users`);
			await follow(row(page, invited), "Reset 2-Step Verification");
			await expect(page.getByText("has another account, which the second step protects as well")).toBeVisible();
			await expect(page.getByRole("button", { name: "Yes", exact: true })).toHaveCount(0);
			await page.goto(`/clients/${digits}/users`);
			const alone = address("alone");
			await invite(page, alone, ["Account Observer"]);
			const newcomer = new PlainVisitor(server.url);
			await newcomer.registerInvited(server, alone, (await invitation(server, alone)).link);
			await newcomer.enable();
			await page.goto(`/clients/${digits}/users`);
			await follow(row(page, alone), "Reset 2-Step Verification");
			await press(page, "Yes");
			await said(page, "2-Step Verification is switched off.");
			await expect(row(page, alone)).toContainText("Off");
			expect(await newcomer.signedIn()).toBe(false);
			expect((await letter(server.mailDir, alone, { kind: "membership-notice" })).text).toContain("switched your 2-step verification off");
			await expect(row(page, email)).toContainText("You");
		});
	});
}

test("somebody else's account answers like one that is not there, on every page and form", async ({ server }) => {
	const [anna, boris] = [new PlainVisitor(server.url), new PlainVisitor(server.url)];
	const email = address("anna");
	await anna.signUp(server, email);
	await boris.signUp(server, address("boris"));
	const who = JSON.parse((await anna.get("/api/whoami")).body) as Who & { user: { id: string } };
	const digits = who.accounts[0]!.number.replace("-", "");
	const pages = ["", "/users", "/users/invite", "/activity", ...["roles", "notifications", "dissociate", "two-step"].map((what) => `/users/${who.user.id}/${what}`)];
	const bare = (body: string) => body.replaceAll(/<script.*?<\/script>/gs, "").replaceAll(/\d{8}|[0-9a-f-]{32,36}/g, "N");
	for (const page of pages) {
		const foreign = await boris.get(`/clients/${digits}${page}`);
		const missing = await boris.get(`/clients/${digits === "10000008" ? "10000016" : "10000008"}${page}`);
		expect(foreign.status, page).toBe(404);
		expect(bare(foreign.body), page).toBe(bare(missing.body));
	}
	const doors: Record<string, Record<string, string>> = {
		save_account: { version: "1", country: "UA", account_type: "personal" },
		leave_account: {},
		invite: { user_email: address(), role_account_observer: "on" },
		resend_invitation: { member: "x" },
		revoke_invitation: { member: "x" },
		set_roles: { member: who.user.id, version: "account_owner", role_account_observer: "on" },
		set_notifications: { member: who.user.id },
		dissociate: { member: who.user.id },
		reset_member_two_step: { member: who.user.id },
	};
	for (const [door, fields] of Object.entries(doors)) {
		const answer = await boris.post(`/api/${door}`, { account: digits, ...fields });
		expect(answer.status, door).toBe(303);
		const next = answer.headers.get("location") ?? "";
		// Whoever has left already is led to their accounts; so is whoever never was a member.
		if (door === "leave_account") expect(next).toBe("/clients");
		else expect((await boris.get(next)).status, door).toBe(404);
	}
	expect((JSON.parse((await anna.get("/api/whoami")).body) as Who).accounts[0]!.roles).toEqual(["account_owner"]);
});

test("fields that no form of ours sends change nothing about an invitation", async ({ server }) => {
	const anna = new PlainVisitor(server.url);
	const email = address("victim");
	await anna.signUp(server, address("anna"));
	const digits = (JSON.parse((await anna.get("/api/whoami")).body) as Who).accounts[0]!.number.replace("-", "");
	await anna.post("/api/invite", { account: digits, user_email: email, role_account_observer: "on" });
	const { link } = await invitation(server, email);
	const guest = new PlainVisitor(server.url);
	const opened = await guest.get(new URL(link).pathname);
	expect(opened.headers.get("location")).toBe("/invite");
	expect(opened.headers.get("referrer-policy")).toBe("no-referrer");
	const shown = hidden((await guest.get("/invite")).body, "accept_invitation");
	expect(Object.keys(shown).sort()).toEqual(["invitation", "link"]);
	const roles: Record<string, string>[] = [{ role_account_administrator: "on" }, { user_email: "eve@example.com" }, { account: digits }];
	for (const extra of roles) {
		expect((await guest.post("/api/accept_invitation", { ...shown, ...extra })).status).toBe(400);
	}
	const others: Record<string, string>[] = [{ email: "eve@example.com" }, { account: digits }];
	for (const extra of others) {
		expect((await guest.post("/api/register_invited", { ...shown, name: "E", surname: "V", password: PASSWORD, confirm_password: PASSWORD, ...extra })).status).toBe(400);
	}
	expect((await guest.post("/api/accept_invitation", { ...shown, invitation: "another" })).headers.get("location")).toBe("/invite");
	const begun = await guest.post("/api/register_invited", { ...shown, name: "Eve", surname: "V", password: PASSWORD, confirm_password: PASSWORD });
	expect(begun.headers.get("location")).toBe("/register/details");
	guest.registration = /name="registration" value="([^"]+)"/.exec((await guest.get("/register/details")).body)?.[1] ?? "";
	await guest.details();
	await guest.post("/api/change_address", { registration: guest.registration, email: "eve@example.com" });
	await guest.confirm((await letter(server.mailDir, email, { kind: "verification-code" })).code);
	const who = JSON.parse((await guest.get("/api/whoami")).body) as Who;
	expect(who.user.email).toBe(email);
	expect(who.accounts.map(({ roles }) => roles)).toEqual([["account_observer"]]);
});

test("an owner invites by keyboard alone", async ({ page, server }) => {
	const { digits } = await owner(page, server);
	const invited = address("keys");
	await page.goto(`/clients/${digits}/users/invite`);
	await takenOver(page);
	await field(page, "User e-mail").focus();
	await page.keyboard.type(invited);
	await page.keyboard.press("Tab");
	await expect(page.getByRole("checkbox", { name: "Account Administrator", exact: true })).toBeFocused();
	await page.keyboard.press("Space");
	await page.keyboard.press("Enter");
	await said(page, "The invitation is on its way.");
	await expect(row(page, invited)).toContainText("Account Administrator");
});

test("the operator shows an account and gives it another owner", async ({ page, server, visitor }) => {
	const { email, number } = await owner(page, server);
	const other = await signUp(await visitor(), server, address("heir"));
	const shown = JSON.parse((await server.run("account", "show", number, "--json")).stdout);
	expect(shown).toMatchObject({ number: number.replace("-", ""), members: [{ email, roles: ["account_owner"] }] });
	await server.run("account", "transfer", number, other);
	expect((await whoami(page)).accounts[0]!.roles).toEqual(["account_administrator"]);
	await letter(server.mailDir, email, { kind: "membership-notice" });
	await letter(server.mailDir, other, { kind: "membership-notice" });
});

test("on a phone the lists fit, and what was a table is still one", async ({ page, server }) => {
	await page.setViewportSize({ width: 320, height: 640 });
	const { email, digits } = await owner(page, server);
	await page.goto(`/clients/${digits}/users`);
	await invite(page, address("a-colleague-with-a-very-long-address-indeed"), ["Account Administrator", "Billing Administrator"]);
	const tree = await page.context().newCDPSession(page);
	for (const path of ["/clients", `/clients/${digits}/users`, `/clients/${digits}/users?search=nobody`, `/clients/${digits}/activity`, "/activity"]) {
		await page.goto(path);
		const table = page.getByRole("region").filter({ has: page.getByRole("table") });
		expect(await table.evaluate((region) => region.scrollWidth - region.clientWidth), path).toBe(0);
		const nodes = (await tree.send("Accessibility.getFullAXTree")).nodes.map(({ role }) => String(role?.value));
		for (const role of path.includes("nobody") ? ["table", "row"] : ["table", "row", "rowheader", "cell"]) expect(nodes, `${role} on ${path}`).toContain(role);
	}
	await page.goto(`/clients/${digits}/users`);
	await follow(page, "Name");
	await expect(page.locator("[aria-sort=ascending]")).toHaveText("Name");
	const said = row(page, email).getByRole("cell").filter({ hasText: "Account Owner" });
	expect(await said.evaluate((cell) => getComputedStyle(cell, "::before").content)).toBe('"Roles: "');
});

/** A phone of 320 pixels shows the letter whole: its long link breaks. */
async function expectNarrow(page: Page, html: string) {
	const usual = page.viewportSize();
	await page.setViewportSize({ width: 320, height: 640 });
	await page.setContent(html);
	expect(await page.evaluate(() => document.documentElement.scrollWidth), "the letter's width").toBe(320);
	if (usual) await page.setViewportSize(usual);
}
