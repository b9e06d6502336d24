import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { start, test as base, type Server } from "./server";

type Fixtures = {
	/** Starts a server with settings of its own; ended after the test. Its pages: `visitor({ baseURL: server.url })`. */
	another: (settings?: Record<string, string>) => Promise<Server>;
	/** A new folder, removed after the test: as `OCPANEL_DATA_DIR` it outlives a server, or is shared by two. */
	folder: string;
};

export const test = base.extend<Fixtures>({
	another: async ({ folder: _, problems }, use, testInfo) => {
		const servers: Server[] = [];
		await use(async (settings) => {
			const server = await start(settings);
			servers.push(server);
			problems.tolerate(new RegExp(`^foreign host: ${server.url}/`));
			return server;
		});
		if (testInfo.status !== testInfo.expectedStatus) for (const server of servers) console.log(server.log().slice(-5_000));
		await Promise.all(servers.map((server) => server.stop()));
	},
	folder: async ({}, use) => {
		const folder = await mkdtemp(path.join(tmpdir(), "ocpanel-shared-"));
		await use(folder);
		await rm(folder, { recursive: true, force: true });
	},
});
