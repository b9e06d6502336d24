import { letter } from "./help/mail";
import { address, PASSWORD } from "./help/person";
import { PlainVisitor } from "./help/plain";
import { expect, test as base, type Server } from "./help/server";
import { NAMES, TextBrowser, type Name } from "./help/text-browser";

const test = base.extend<{ browse: (name: Name, url: string) => Promise<TextBrowser> }>({
	/** Opens a page in a browser of its own; ended after the test. */
	browse: async ({}, use) => {
		const browsers: TextBrowser[] = [];
		await use(async (name, url) => {
			const browser = await TextBrowser.start(name, url);
			browsers.push(browser);
			return browser;
		});
		for (const browser of browsers) await browser.close();
	},
});

for (const name of NAMES) {
	test(`${name} registers somebody, saves their settings, signs out and in, and accepts an invitation`, async ({ server, browse }) => {
		const email = address(name);
		const browser = await browse(name, `${server.url}/register`);
		await wizard(browser, server, email);
		await settings(browser);
		await signOutAndIn(browser, server, email);
		await invitation(browser, server, email);
		const [own, other] = accounts(server, email);
		expect(own?.roles).toEqual(["account_owner"]);
		expect(other?.roles).toEqual(["account_observer"]);
	});
}

async function wizard(browser: TextBrowser, server: Server, email: string) {
	await arrives(browser, "Register");
	await browser.fill("Name", "Оксана");
	await browser.fill("Surname", "Ґалаґан");
	await browser.fill("E-mail", email);
	for (const label of ["Password", "Confirm password"]) await browser.fill(label, PASSWORD);
	await browser.press("Register");
	await arrives(browser, "Additional information");
	await browser.choose("Country", "Ukraine");
	await browser.fill("Phone number", "12");
	await browser.tick("Personal account");
	await browser.press("Continue");
	await browser.reads("There is a problem");
	await browser.fill("Phone number", "044 537 02 22");
	await browser.press("Continue");
	await arrives(browser, "Check your e-mail");
	await browser.fill("Verification code", (await letter(server.mailDir, email, { kind: "verification-code" })).code);
	await browser.press("Confirm");
	await arrives(browser, "2-Step Verification");
	await browser.press("Skip for now");
	await arrives(browser, "Welcome, Оксана");
}

async function settings(browser: TextBrowser) {
	await browser.press("Account settings");
	await arrives(browser, "Account settings");
	await browser.fill("Surname", "Коваль");
	await browser.press("Save");
	await browser.reads("Your profile is saved.");
}

async function signOutAndIn(browser: TextBrowser, server: Server, email: string) {
	await browser.press("Sign out");
	await browser.reads("Sign in");
	await browser.open(`${server.url}/sign-in?next=/clients`);
	await arrives(browser, "Sign in");
	await browser.fill("E-mail", email);
	await browser.fill("Password", PASSWORD);
	await browser.press("Sign in");
	await arrives(browser, "Clients");
}

/** Somebody else's, who has invited this address. */
async function invitation(browser: TextBrowser, server: Server, email: string) {
	const owner = new PlainVisitor(server.url);
	await owner.signUp(server, address("owner"));
	const account = JSON.parse((await owner.get("/api/whoami")).body).accounts[0].number.replace(/(....)(?=.)/, "$1-");
	await owner.post("/api/invite", { account, user_email: email, role_account_observer: "on" });
	await browser.open((await letter(server.mailDir, email, { kind: "invitation" })).link);
	await arrives(browser, `Invitation to account ${account}`);
	await browser.press("Accept invitation");
	await arrives(browser, `Account ${account}`);
}

/** Waits for a page by its heading; it reads well. */
async function arrives(browser: TextBrowser, heading: string) {
	expect.soft(joined(await browser.arrives(heading)), heading).toEqual([]);
}

/** Words that stand against each other, as where nothing but style keeps two elements apart. */
function joined(screen: string): string[] {
	const words = screen.replaceAll("OneCloudPlanet", "Brand").replace(/[[(][ *X]?[\])]/g, " ").split(/\s+/);
	return words.filter((word) => !/[@/]/.test(word) && /[\p{Ll})\]]\p{N}*\p{Lu}|\p{N}\p{Lu}\p{Ll}/u.test(word));
}

type Account = { number: string; roles: string[] };

function accounts(server: Server, email: string): Account[] {
	return (JSON.parse(server.run("user", "show", email, "--json").stdout) as { accounts: Account[] }).accounts;
}
