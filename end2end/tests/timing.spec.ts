import { setTimeout as sleep } from "node:timers/promises";
import { expect, test as base, type Server } from "./help/server";
import { hidden } from "./help/hidden";
import { letter } from "./help/mail";
import { address, PASSWORD } from "./help/person";
import { PlainVisitor, type Answer } from "./help/plain";

/** Of each kind; `OCPANEL_PAIRS` measures longer. */
const PAIRS = Number(process.env.OCPANEL_PAIRS ?? 300);
/** Each address is asked about twice in each flow. */
const ADDRESSES = PAIRS / 2;
/** So much of what it has not seen yet the best threshold may tell right: half of it is nothing. A half of 300 pairs has by chance 0.55 now and then. */
const TOLD = 0.6;
/** In so many of the pairs one kind may take longer than the other, whatever else the machine is doing: of 300 it is by chance 0.55 now and then. */
const LONGER = 0.6;
/** Invitations that one user may send in an hour. */
const INVITED = 20;

type Kind = "known" | "unknown";
type Case = { kind: Kind; email: string; other: string };

const test = base.extend<object, { cases: Case[] }>({
	// The hash costs enough to be seen where it is left out, and little beside 5,000 requests.
	settings: [{ OCPANEL_ARGON2: "m=4096,t=1,p=1", OCPANEL_RESEND_AFTER: "1s", OCPANEL_RESENDS_PER_HOUR: "100" }, { scope: "worker" }],
	cases: [
		async ({ server }, use) => {
			const known = Array.from({ length: ADDRESSES }, () => address("known"));
			const waiting = [...known];
			const signUpRest = async () => {
				for (let email = waiting.pop(); email; email = waiting.pop()) await new PlainVisitor(server.url).signUp(server, email);
			};
			await Promise.all(Array.from({ length: 4 }, signUpRest));
			await use(interleaved(known, known.map(() => address("other"))));
		},
		{ scope: "worker", timeout: 240_000 },
	],
});

test.describe.configure({ timeout: 900_000 });

/** Within a pair each kind is the first one every other time. */
function interleaved(known: string[], unknown: string[]): Case[] {
	const one = (kind: Kind, all: string[], at: number) => ({ kind, email: all[at % ADDRESSES]!, other: all[(at + 7) % ADDRESSES]! });
	return Array.from({ length: PAIRS }, (_, at) => {
		const pair = [one("known", known, at), one("unknown", unknown, at)];
		return at % 2 ? pair.reverse() : pair;
	}).flat();
}

test("in none of nine flows the time tells whether an address is somebody's", async ({ server, cases }) => {
	const said: string[] = [];
	const wrong: string[] = [];
	/** Posts for each case, and looks how long it takes. */
	const flow = async (name: string, next: RegExp, post: (one: Case, at: number) => Promise<() => Promise<Answer>>) => {
		const took: Record<Kind, number[]> = { known: [], unknown: [] };
		for (const [at, one] of cases.entries()) {
			const send = await post(one, at);
			const began = performance.now();
			const answer = await send();
			took[one.kind].push(performance.now() - began);
			expect(answer.headers.get("location"), name).toMatch(next);
		}
		const [known, unknown] = [quantile(took.known, 0.5), quantile(took.unknown, 0.5)];
		const told = best(took);
		const longer = took.known.filter((ms, pair) => ms > took.unknown[pair]!).length / took.known.length;
		said.push(`${name}: ${known.toFixed(2)} ms known, ${unknown.toFixed(2)} ms unknown, ${told.toFixed(2)} told right, ${longer.toFixed(2)} known longer`);
		if (Math.max(longer, 1 - longer) > LONGER || told > TOLD) wrong.push(said.at(-1)!);
	};

	const visitors = cases.map(() => new PlainVisitor(server.url));
	const at = (n: number) => visitors[n]!;
	await flow("register", /^\/register\/details/, async ({ email }, n) => async () => {
		const person = { name: "Оксана", surname: "Ґалаґан", email, password: PASSWORD, confirm_password: PASSWORD };
		return at(n).post("/api/register", person);
	});
	await flow("details", /^\/register\/verify/, async (_, n) => {
		at(n).registration = hidden((await at(n).get("/register/details")).body, "details").registration ?? "";
		return () => at(n).details();
	});
	await sleep(1_100);
	await flow("resend", /done=sent$/, async (_, n) => {
		const fields = hidden((await at(n).get("/register/verify")).body, "resend");
		return () => at(n).post("/api/resend", fields);
	});
	await sleep(1_100);
	await flow("change address", /done=changed$/, async ({ other }, n) => () => at(n).post("/api/change_address", { registration: at(n).registration, email: other }));
	const stranger = (door: string, fields: (one: Case) => Record<string, string>) => async (one: Case) => {
		const visitor = new PlainVisitor(server.url);
		return () => visitor.post(`/api/${door}`, fields(one));
	};
	await flow("wrong sign-in", /^\/sign-in\?form=/, stranger("sign_in", ({ email }) => ({ email, password: "something else entirely" })));
	await flow("forgot password", /done=sent$/, stranger("forgot", ({ email }) => ({ email })));
	await flow("letter that lets in", /done=asked$/, stranger("ask_unlock", ({ email }) => ({ email })));
	const managers = await people(server, Math.ceil((2 * PAIRS) / INVITED));
	await flow("invite", /done=invited$/, async ({ email }, n) => {
		const { visitor, account } = managers[Math.floor(n / INVITED)]!;
		return () => visitor.post("/api/invite", { account, user_email: email, role_account_observer: "on" });
	});
	const [wisher] = await people(server, 1);
	await flow("wish for another address", /^\/settings\/profile/, async ({ email }) => {
		const { version = "" } = hidden((await wisher!.visitor.get("/settings/profile")).body, "save_profile");
		const profile = { version, name: "Оксана", surname: "Ґалаґан", phone: "+380445370222", email };
		return () => wisher!.visitor.post("/api/save_profile", profile);
	});
	console.log(said.join("\n"));
	expect(wrong).toEqual([]);
});

/** New users who have just signed up, and their accounts. */
async function people(server: Server, many: number): Promise<{ visitor: PlainVisitor; account: string }[]> {
	const one = async () => {
		const [visitor, email] = [new PlainVisitor(server.url), address("manager")];
		await visitor.register(email);
		await visitor.details();
		await visitor.confirm((await letter(server.mailDir, email)).code);
		return { visitor, account: JSON.parse((await visitor.get("/api/whoami")).body).accounts[0].number as string };
	};
	const made: Awaited<ReturnType<typeof one>>[] = [];
	// A few at a time: each looks through all letters that there are.
	while (made.length < many) made.push(...(await Promise.all(Array.from({ length: Math.min(5, many - made.length) }, one))));
	return made;
}

/** The share of the second half that the best threshold of the first half tells right, whichever side is which. */
function best({ known, unknown }: Record<Kind, number[]>): number {
	const half = known.length / 2;
	const share = (from: number, to: number, threshold: number, more: Kind) => {
		const [above, below] = more === "known" ? [known, unknown] : [unknown, known];
		const right = above.slice(from, to).filter((ms) => ms > threshold).length + below.slice(from, to).filter((ms) => ms <= threshold).length;
		return right / (2 * (to - from));
	};
	const thresholds = [...known.slice(0, half), ...unknown.slice(0, half)].flatMap((ms) => (["known", "unknown"] as const).map((more) => ({ ms, more })));
	const { ms, more } = thresholds.reduce((a, b) => (share(0, half, b.ms, b.more) > share(0, half, a.ms, a.more) ? b : a));
	return share(half, known.length, ms, more);
}

function quantile(numbers: number[], share: number): number {
	return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length * share)] ?? NaN;
}
