#!/usr/bin/env bash
# A client of OpenID Connect refuses tokens of a new key for up to a minute after it has read the keys.
#
# Seen with: npm oauth4webapi 3.8.8 under Node 20.
# Behaviour: the client keeps the provider's keys. A token that names a key it does not know makes it read them again, but
# only if the last time was a minute ago or more; until then it is refused, though the key is published. A provider that
# signs with a new key as soon as that is published breaks whoever has just read the keys.
# Output seen: what stands in `expected` below. It fails when that changes. It takes a minute.
# What helps: a provider publishes a new key for some minutes before it signs with it.
set -euo pipefail

expected='the first key: taken, the keys were read 1 times
a new key, at once: refused, the keys were read 1 times
a new key, after 61 s: taken, the keys were read 2 times'

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --prefix . oauth4webapi@3.8.8 > /dev/null

cat > ask.mjs <<'JS'
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import * as oauth from "oauth4webapi";

const text = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const keys = [];
let reads = 0;
const listener = createServer((_, response) => {
	reads++;
	response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify({ keys: keys.map(({ published }) => published) }));
});
await new Promise((done) => listener.listen(0, "127.0.0.1", done));
const as = { issuer: "https://issuer.example", id_token_signing_alg_values_supported: ["ES256"], jwks_uri: `http://127.0.0.1:${listener.address().port}/keys` };

async function another(kid) {
	const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
	const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
	keys.push({ kid, pair, published: { kty, crv, x, y, kid, alg: "ES256", use: "sig" } });
}

/** The answer of a token endpoint with an ID token of the newest key, and whether the client takes its signature. */
async function takes() {
	const { kid, pair } = keys.at(-1);
	const signed = `${text({ alg: "ES256", kid })}.${text({ iss: as.issuer, aud: "client", sub: "somebody", iat: 1, exp: 9_999_999_999 })}`;
	const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, pair.privateKey, Buffer.from(signed));
	const id_token = `${signed}.${Buffer.from(signature).toString("base64url")}`;
	const response = Response.json({ access_token: "token", token_type: "bearer", id_token });
	await oauth.processAuthorizationCodeResponse(as, { client_id: "client" }, response);
	return oauth.validateApplicationLevelSignature(as, response, { [oauth.allowInsecureRequests]: true }).then(() => "taken", () => "refused");
}

await another("one");
console.log(`the first key: ${await takes()}, the keys were read ${reads} times`);
await another("two");
console.log(`a new key, at once: ${await takes()}, the keys were read ${reads} times`);
await sleep(61_000);
console.log(`a new key, after 61 s: ${await takes()}, the keys were read ${reads} times`);
listener.close();
listener.closeAllConnections();
JS

diff <(echo "$expected") <(node ask.mjs)
echo 'as it was seen'
