import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { test as base } from "./server";

/** A stand-in for public registers: it answers over HTTP in the shapes that theirs have. */
type Registers = {
	/** What the program is started with, so that it asks here. */
	settings: Record<string, string>;
	/** How many requests have come. */
	asked(): number;
	stop(): Promise<void>;
};

type Answer = { status?: number; body: unknown; delay?: number; type?: string };

const VAT = "4820000000000";
const FIRM = { name: 'PRZYKŁADOWA SPÓŁKA "A"', nip: "5260250274", regon: "000010205", krs: "0000010078", statusVat: "Czynny" };

/** What Poland's list of VAT payers says of a number: found, unknown, trouble, or nothing for too long. */
function whitelist(nip: string): Answer {
	switch (nip) {
		case "5260250274":
			return { body: { result: { subject: { ...FIRM, residenceAddress: null, workingAddress: "CHEMIKÓW 7, 09-411 PŁOCK", accountNumbers: [VAT] }, requestId: "a" } } };
		case "8567346215":
			return { body: { result: { subject: null, requestId: "a" } } };
		case "7740001454":
			return { body: { result: {} }, delay: 10_000 };
		default:
			return { status: 400, body: { code: "WL-115", message: "trouble" } };
	}
}

/** What VIES says: Germany's states tell whether a number is valid, never whose it is. */
function vies({ countryCode, vatNumber }: { countryCode: string; vatNumber: string }): Answer {
	if (countryCode === "DE") return { body: { countryCode, vatNumber, valid: true, name: "---", address: "---" } };
	return { body: { actionSucceed: false, errorWrappers: [{ error: "MS_UNAVAILABLE" }] } };
}

/** What Ukraine's register of taxpayers says. */
function taxpayers({ tins }: { tins: string }): Answer {
	return { body: tins === "32855961" ? [{ FULL_NAME: 'ТОВ "ПРИКЛАД"', TIN_S: "32855961", ADRESS: "01001, м. Київ, вул. Прикладна, 1", C_STAN: 0 }] : [] };
}

async function answer(request: IncomingMessage): Promise<Answer> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	const posted = () => JSON.parse(Buffer.concat(chunks).toString());
	const path = new URL(request.url ?? "", "http://registers").pathname;
	if (path.startsWith("/vies/")) return vies(posted());
	if (path.startsWith("/pl/")) return whitelist(path.split("/").at(-1) ?? "");
	if (path.startsWith("/ua/")) return taxpayers(posted());
	return { status: 404, body: "<html>", type: "text/html" };
}

/** Starts one on a free port. */
async function registers(): Promise<Registers> {
	let asked = 0;
	const server = createServer((request: IncomingMessage, response: ServerResponse) => {
		asked += 1;
		void answer(request).then(({ status = 200, body, delay = 0, type = "application/json" }) => {
			setTimeout(() => {
				response.writeHead(status, { "content-type": type });
				response.end(typeof body === "string" ? body : JSON.stringify(body));
			}, delay).unref();
		});
	});
	await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
	const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return {
		settings: {
			OCPANEL_COMPANY_REGISTER: "vies,pl-whitelist,ua-dps",
			OCPANEL_COMPANY_REGISTER_URL_VIES: `${base}/vies`,
			OCPANEL_COMPANY_REGISTER_URL_PL_WHITELIST: `${base}/pl`,
			OCPANEL_COMPANY_REGISTER_URL_UA_DPS: `${base}/ua`,
			OCPANEL_COMPANY_REGISTER_KEY_UA_DPS: "a-token-for-tests",
		},
		asked: () => asked,
		stop: async () => {
			server.closeAllConnections();
			await new Promise((closed) => server.close(closed));
		},
	};
}

/** A program that asks this stand-in. */
export const test = base.extend<object, { registers: Registers }>({
	registers: [
		// eslint-disable-next-line no-empty-pattern
		async ({}, use) => {
			const started = await registers();
			await use(started);
			await started.stop();
		},
		{ scope: "worker" },
	],
	settings: [async ({ registers }, use) => use(registers.settings), { scope: "worker" }],
});
