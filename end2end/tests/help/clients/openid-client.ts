import { Panel } from "../panel";
import type { Client } from "./client";

/** The library of the other tests' panel. */
export const openidClient: Client = {
	name: "openid-client 6.8.9",
	learns: ["sub", "email", "name", "roles"],
	asksAnew: true,
	readsKeys: false,
	leavesHere: true,
	open: (server, algorithm) => Panel.open(server, algorithm),
};
