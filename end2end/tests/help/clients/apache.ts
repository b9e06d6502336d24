import { readdir, writeFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import path from "node:path";
import { freePort } from "../program";
import { listening, registered, say, type Client, type Place } from "./client";
import { folder, started } from "./started";

const APACHE = process.env.TEST_APACHE ?? "";
const MODULES = ["mpm_event", "authn_core", "authz_core", "authz_user", "alias", "proxy", "proxy_http", "auth_openidc"];

/** Apache's module, before a panel that believes its headers. One that `hears` is told of ended sessions. */
export const apache = (hears = false): Client => ({
	name: "mod_auth_openidc 2.4.12.3",
	learns: ["sub", "email", "name", "roles"],
	readsKeys: true,
	leavesHere: true,
	async open(server, algorithm) {
		const [place, data, port] = [await registered(server, "Apache", "/callback", algorithm, hears ? "/callback?logout=backchannel" : undefined), await folder(), await freePort()];
		const behind = await listening({ url: "", port }, (request, response) => say(response, told(request)));
		const file = path.join(data, "apache.conf");
		await writeFile(file, settings(place, data, port));
		const libraries = (await readdir(path.join(APACHE, "usr/lib"))).filter((name) => name.endsWith("-linux-gnu"));
		const env = { LD_LIBRARY_PATH: libraries.map((name) => path.join(APACHE, "usr/lib", name)).join(":") };
		const running = await started(place, [path.join(APACHE, "usr/sbin/apache2"), "-DFOREGROUND", "-f", file], data, env);
		const close = async () => {
			await running.close();
			behind.close();
		};
		return { url: place.url, close };
	},
});

/** Nobody is one of whom nothing is said. */
function told({ headers }: IncomingMessage) {
	const claim = (name: string) => Buffer.from(String(headers[`oidc_claim_${name}`] ?? ""), "latin1").toString();
	return claim("sub") ? { sub: claim("sub"), email: claim("email"), name: claim("name"), roles: claim("account_roles").split(",") } : undefined;
}

function settings({ url, port, issuer, id, secret }: Place, data: string, behind: number): string {
	const modules = MODULES.map((name) => `LoadModule ${name}_module ${APACHE}/usr/lib/apache2/modules/mod_${name}.so`);
	return `
		ServerRoot ${data}
		DefaultRuntimeDir ${data}
		PidFile ${data}/pid
		ErrorLog ${data}/error.log
		LogLevel warn
		ServerName localhost
		Listen 127.0.0.1:${port}
		${modules.join("\n")}
		${process.getuid?.() === 0 ? "User nobody\nGroup nogroup" : ""}

		OIDCProviderMetadataURL ${issuer}/.well-known/openid-configuration
		OIDCClientID ${id}
		OIDCClientSecret ${secret}
		OIDCRedirectURI ${url}/callback
		OIDCCryptoPassphrase "only for this test"
		OIDCScope "openid profile email accounts"

		ProxyPass /callback !
		ProxyPass /leave !
		ProxyPass / http://localhost:${behind}/
		Redirect 302 /leave /callback?logout=${encodeURIComponent(`${url}/goodbye`)}
		<Location />
			AuthType openid-connect
			Require valid-user
		</Location>
		<Location /who>
			OIDCUnAuthAction pass
		</Location>
		<LocationMatch "^/(leave|goodbye)">
			AuthType None
			Require all granted
		</LocationMatch>
	`.replace(/^\t+/gm, "");
}
