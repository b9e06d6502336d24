import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** Stands before a server and lets no cookie through, as a browser that blocks them. */
export async function cookieless(target: string): Promise<{ url: string; close: () => Promise<void> }> {
	const server = createServer((asked, answer) => {
		const { cookie: _, ...headers } = asked.headers;
		const onward = request(`${target}${asked.url}`, { method: asked.method, headers }, (answered) => {
			const { "set-cookie": _, ...headers } = answered.headers;
			answer.writeHead(answered.statusCode ?? 502, headers);
			answered.pipe(answer);
		});
		onward.on("error", () => answer.destroy());
		asked.pipe(onward);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close: async () => {
			server.closeAllConnections();
			server.close();
		},
	};
}
