#!/usr/bin/env bash
# Told that one session has ended, a client of OpenID Connect forgets all sessions of that user.
#
# Seen with: npm express-openid-connect 3.4.0, express 5.3.0, jose 6.2.18 under Node 20.
# Behaviour: a logout token (OpenID Connect Back-Channel Logout 1.0, 2.4) may name the session (`sid`), the user (`sub`), or
# both; with both the session is meant. The client writes down both, each for itself, and refuses whoever comes with either.
# So one who signs out in one browser is signed out in all others too, and one who has signed in anew before a late telling
# comes is signed out again. A token with `sid` alone ends the one session.
# Output seen: what stands in `expected` below: what is kept in the client's store. It fails when that changes.
# What helps: a provider leaves `sub` out; or an application replaces `onLogoutToken`.
set -euo pipefail

expected='with sid and sub: 204, kept ISSUER|session ISSUER|somebody
with sid alone: 204, kept ISSUER|session'

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --prefix . express-openid-connect@3.4.0 express@5.3.0 express-session@1.19.0 jose@6.2.18 > /dev/null

cat > ask.mjs <<'JS'
import express from "express";
import openid from "express-openid-connect";
import session from "express-session";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
const listening = (app) => new Promise((done) => { const listener = app.listen(0, "127.0.0.1", () => done(listener)); });
const at = (listener) => `http://127.0.0.1:${listener.address().port}`;

/** A provider: what it says of itself, and its keys. */
const provider = express();
const issuing = await listening(provider);
const issuer = at(issuing);
provider.get("/.well-known/openid-configuration", (_, response) => response.json({
	issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/keys`,
	response_types_supported: ["code"], subject_types_supported: ["public"], id_token_signing_alg_values_supported: ["RS256"],
	backchannel_logout_supported: true, backchannel_logout_session_supported: true,
}));
provider.get("/keys", async (_, response) => response.json({ keys: [{ ...(await exportJWK(publicKey)), kid: "one", alg: "RS256", use: "sig" }] }));

async function told(claims) {
	const store = new session.MemoryStore();
	const app = express();
	const listener = await listening(app);
	app.use(openid.auth({
		issuerBaseURL: issuer, baseURL: at(listener), clientID: "client", clientSecret: "a secret of the client", secret: "long enough for this",
		authRequired: false, authorizationParams: { response_type: "code" }, backchannelLogout: { store },
	}));
	const token = await new SignJWT({ events: { "http://schemas.openid.net/event/backchannel-logout": {} }, ...claims })
		.setProtectedHeader({ alg: "RS256", kid: "one", typ: "logout+jwt" }).setIssuer(issuer).setAudience("client").setIssuedAt().setExpirationTime("2m").setJti("x").sign(privateKey);
	const answer = await fetch(`${at(listener)}/backchannel-logout`, { method: "POST", body: new URLSearchParams({ logout_token: token }) });
	listener.close();
	listener.closeAllConnections();
	return `${answer.status}, kept ${Object.keys(store.sessions).sort().map((key) => key.replace(issuer, "ISSUER")).join(" ")}`;
}

console.log(`with sid and sub: ${await told({ sid: "session", sub: "somebody" })}`);
console.log(`with sid alone: ${await told({ sid: "session" })}`);
issuing.close();
issuing.closeAllConnections();
JS

diff <(echo "$expected") <(node ask.mjs)
echo 'as it was seen'
