// The provider that `make bench` measures ours against: npm's oidc-provider, all in memory. Makes as many codes as its first
// argument says, then prints a line of JSON: where it listens, the codes, an access token. The second argument is what ID
// tokens are signed with.
import { generateKeyPairSync } from "node:crypto";
import Provider from "oidc-provider";

const [count, algorithm] = [Number(process.argv[2]), process.argv[3]];
const CLIENT = { client_id: "console", client_secret: "only-for-this-benchmark", redirect_uris: ["https://console.example.com/callback"] };

/** Everything in one map, for good. */
class Memory {
	static rows = new Map();

	constructor(kind) {
		this.kind = kind;
	}

	key(id) {
		return `${this.kind} ${id}`;
	}

	async upsert(id, payload) {
		Memory.rows.set(this.key(id), payload);
	}

	async find(id) {
		return Memory.rows.get(this.key(id));
	}

	async findByUid() {}

	async consume(id) {
		Memory.rows.get(this.key(id)).consumed = 1;
	}

	async destroy(id) {
		Memory.rows.delete(this.key(id));
	}

	async revokeByGrantId() {}
}

const pair = algorithm === "RS256" ? generateKeyPairSync("rsa", { modulusLength: 2048 }) : generateKeyPairSync("ec", { namedCurve: "P-256" });
const provider = new Provider("http://127.0.0.1", {
	adapter: Memory,
	clients: [{ ...CLIENT, token_endpoint_auth_method: "client_secret_post", id_token_signed_response_alg: algorithm }],
	findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: "oksana@example.com", email_verified: true, name: "Оксана" }) }),
	claims: { email: ["email", "email_verified"], profile: ["name"] },
	conformIdTokenClaims: false,
	features: { devInteractions: { enabled: false } },
	pkce: { required: () => false },
	jwks: { keys: [{ ...pair.privateKey.export({ format: "jwk" }), use: "sig", alg: algorithm, kid: "one" }] },
	ttl: { AuthorizationCode: 600, AccessToken: 3_600, Grant: 3_600, IdToken: 300, Session: 3_600 },
});
const client = await provider.Client.find(CLIENT.client_id);
const grant = new provider.Grant({ accountId: "oksana", clientId: CLIENT.client_id });
grant.addOIDCScope("openid email profile");
const grantId = await grant.save();
const given = { accountId: "oksana", client, grantId, scope: "openid email profile", gty: "authorization_code" };
const codes = [];
for (let made = 0; made < count; made++) {
	const code = new provider.AuthorizationCode({ ...given, redirectUri: CLIENT.redirect_uris[0], authTime: Math.floor(Date.now() / 1_000), nonce: "n" });
	codes.push(await code.save());
}
const token = await new provider.AccessToken({ ...given, claims: {} }).save();
const listener = provider.listen(0, "127.0.0.1", () => {
	const { client_id: id, client_secret: secret } = CLIENT;
	console.log(JSON.stringify({ port: listener.address().port, id, secret, codes, token }));
});
