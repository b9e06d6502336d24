import path from "node:path";
import { registered, type Client } from "./client";
import { folder, started } from "./started";

const PROGRAMS = path.resolve(__dirname, "../../../clients");

/** Authlib. It keeps no session of its own: its panel does. */
export const authlib: Client = {
	name: "Authlib 1.9.10",
	learns: ["sub", "email", "name", "roles"],
	readsKeys: true,
	leavesHere: true,
	open: (server, algorithm) => python(registered(server, "Authlib", "/callback", algorithm), "authlib_panel.py"),
};

/** mozilla-django-oidc. It keeps nothing but the address of somebody. */
export const mozillaDjangoOidc: Client = {
	name: "mozilla-django-oidc 5.0.2",
	learns: ["email"],
	buttons: ["/leave"],
	readsKeys: true,
	leavesHere: true,
	open: (server, algorithm) => python(registered(server, "Django", "/oidc/callback/", algorithm), "django_panel.py"),
};

async function python(registering: ReturnType<typeof registered>, program: string) {
	const [place, data] = [await registering, await folder()];
	const command = [process.env.TEST_PYTHON ?? "python3", path.join(PROGRAMS, program)];
	return started(place, command, data, { PLACE: JSON.stringify(place), DATA: data });
}
