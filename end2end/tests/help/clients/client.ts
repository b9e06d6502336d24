import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { remember } from "../canary";
import { freePort, type Server } from "../program";

/** An application of ours, as it is registered, and where its panel listens. */
export type Place = {
	/** On another host than ours, without a slash at the end. */
	url: string;
	port: number;
	issuer: string;
	id: string;
	secret: string;
	algorithm: Algorithm;
};

/** What ID tokens are signed with. */
export type Algorithm = "RS256" | "ES256";

/** What a panel has learnt of whoever is signed in there. */
export type Who = { sub?: string; email?: string; name?: string; roles?: string[] };

/** A running panel. `/` leads to signing in, `/who` says who it is as JSON or answers 401, `/leave` signs out. */
export type RunningPanel = { url: string; close(): unknown; /** Listens again after it was closed. */ again?(): Promise<void> };

/** A library that signs people in at a panel, with nothing set that it does not demand. */
export type Client = {
	name: string;
	/** What its panel learns. */
	learns: (keyof Who)[];
	/** Whether it asks userinfo each time; another believes its own session until that ends. */
	asksAnew?: boolean;
	/** Whether it asks for the keys and checks who signed; what comes from us directly it need not (OpenID Connect Core, 3.1.3.7). */
	readsKeys: boolean;
	/** Milliseconds that have to pass before it asks for the keys again, also where one is missing. */
	keepsKeys?: number;
	/** Which of these is a page with a button that has to be pressed. */
	buttons?: ("/" | "/leave")[];
	/** Whether `/leave` signs out here as well (RP-initiated logout). */
	leavesHere: boolean;
	open(server: Server, algorithm?: Algorithm): Promise<RunningPanel>;
};

/** Registers a panel; it is answered at `callback`, led to `/goodbye` by signing out, and told of ended sessions at `told`. */
export async function registered(server: Server, name: string, callback: string, algorithm: Algorithm = "RS256", told?: string): Promise<Place> {
	const port = await freePort();
	const url = `http://localhost:${port}`;
	const added = server.run("application", "add", name, "--redirect", `${url}${callback}`, "--logout-redirect", `${url}/goodbye`, ...(told ? ["--backchannel-logout", url + told] : []), "--algorithm", algorithm, "--json");
	const { id, secret } = JSON.parse(added.stdout) as { id: string; secret: string };
	remember(secret, "an application's secret");
	return { url, port, issuer: server.url, id, secret, algorithm };
}

type Listener = (request: IncomingMessage, response: ServerResponse) => unknown;

/** Listens for a panel that is written in this language. */
export async function listening({ url, port }: Pick<Place, "url" | "port">, listener: Listener): Promise<RunningPanel> {
	const server = createServer(listener);
	const again = () => new Promise<void>((done) => server.listen(port, "localhost", done));
	const close = () => {
		server.closeAllConnections();
		server.close();
	};
	await again();
	return { url, close, again };
}

/** Says what a panel has learnt; nothing of nobody. */
export function say(response: ServerResponse, who: Who | undefined) {
	response.writeHead(who ? 200 : 401, { "Content-Type": "application/json" }).end(JSON.stringify(who ?? {}));
}
