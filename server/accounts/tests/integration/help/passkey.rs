//! A browser and the authenticator behind it, in software: makes and uses passkeys as tests tell it to.

use aws_lc_rs::{
    rand::{SecureRandom, SystemRandom},
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Holds passkeys. A clone of it is a copy that somebody has made: it counts from where the original was.
#[derive(Clone, Debug)]
pub struct Authenticator {
    pub passkeys: Vec<Passkey>,
    /// Whether it asks for a finger, a face or a PIN.
    pub verifies_user: bool,
    /// Whether it counts the uses of a passkey; it says 0 otherwise.
    pub counts: bool,
    /// Whether its passkeys have copies elsewhere.
    pub synced: bool,
    /// How it says it is reached.
    pub transports: Vec<String>,
    /// Where the browser says it is.
    pub origin: String,
    /// Whether it says it is there in a frame of another site.
    pub cross_origin: bool,
    /// Another domain to sign for than the one that asks.
    pub other_domain: Option<String>,
    /// Another challenge to answer than the one that was asked.
    pub other_challenge: Option<String>,
    /// Whether it tells whose a passkey is.
    pub tells_user: bool,
    /// Whether it spoils what it signs.
    pub spoils_signature: bool,
}

/// One passkey.
#[derive(Clone, Debug)]
pub struct Passkey {
    pub id: String,
    pub domain: String,
    /// The user handle, as base64url.
    pub user: String,
    /// The user's name, as the site told it.
    pub name: String,
    key: Vec<u8>,
    uses: u32,
}

impl Authenticator {
    /// An honest one, with a browser at this origin.
    pub fn new(origin: &str) -> Authenticator {
        Authenticator {
            passkeys: Vec::new(),
            verifies_user: true,
            counts: true,
            synced: false,
            transports: vec!["internal".to_owned()],
            origin: origin.to_owned(),
            cross_origin: false,
            other_domain: None,
            other_challenge: None,
            tells_user: true,
            spoils_signature: false,
        }
    }

    /// Makes a passkey: the JSON of `navigator.credentials.create`. None if it has one that is excluded.
    pub fn create(&mut self, options: &str) -> Option<String> {
        let options: Value = serde_json::from_str(options).expect("JSON");
        if self.passkeys.iter().any(|passkey| lists(&options["excludeCredentials"], passkey)) {
            return None;
        }
        let algorithms = options["pubKeyCredParams"].as_array().expect("algorithms");
        assert!(algorithms.iter().any(|algorithm| algorithm["alg"] == -7), "this one knows ES256");
        let random = SystemRandom::new();
        let mut id = [0; 32];
        random.fill(&mut id).expect("randomness");
        let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).expect("a key");
        let passkey = Passkey {
            id: text(&id),
            domain: string(&options["rp"]["id"]),
            user: string(&options["user"]["id"]),
            name: string(&options["user"]["name"]),
            key: key.as_ref().to_vec(),
            uses: 0,
        };
        let pair = passkey.pair();
        let point = &pair.public_key().as_ref()[1..];
        let (x, y) = point.split_at(32);
        // {1: 2, 3: -7, -1: 1, -2: x, -3: y}
        let cose = [b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20", x, b"\x22\x58\x20", y].concat();
        let credential = [[0; 16].as_slice(), &[0, 32], &id, &cose].concat();
        let data = self.data(&passkey, 0x40, &credential);
        // {"fmt": "none", "attStmt": {}, "authData": data}
        let length = u8::try_from(data.len()).expect("short");
        let attestation = [b"\xa3cfmtdnonegattStmt\xa0hauthData\x58", [length].as_slice(), &data].concat();
        // SubjectPublicKeyInfo of a point on P-256.
        let info = b"\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\
            \x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00\x04";
        let response = json!({
            "clientDataJSON": text(&self.client_data("webauthn.create", &options)),
            "attestationObject": text(&attestation),
            "authenticatorData": text(&data),
            "publicKey": text(&[info.as_slice(), point].concat()),
            "publicKeyAlgorithm": -7,
            "transports": self.transports,
        });
        let answer = answer(&passkey, &response, &options);
        self.passkeys.push(passkey);
        Some(answer)
    }

    /// Uses a passkey, the newest that is allowed: the JSON of `navigator.credentials.get`. None if it has none.
    pub fn get(&mut self, options: &str) -> Option<String> {
        let options: Value = serde_json::from_str(options).expect("JSON");
        let allowed = &options["allowCredentials"];
        let any = allowed.as_array().is_none_or(Vec::is_empty);
        let fits = |passkey: &Passkey| passkey.domain == options["rpId"] && (any || lists(allowed, passkey));
        let at = self.passkeys.iter().rposition(fits)?;
        self.passkeys[at].uses += 1;
        let passkey = &self.passkeys[at];
        let data = self.data(passkey, 0, &[]);
        let said = self.client_data("webauthn.get", &options);
        let mut signed = [data.as_slice(), &Sha256::digest(&said)].concat();
        if self.spoils_signature {
            signed.push(0);
        }
        let signature = passkey.pair().sign(&SystemRandom::new(), &signed).expect("signed");
        let mut response = json!({
            "clientDataJSON": text(&said),
            "authenticatorData": text(&data),
            "signature": text(signature.as_ref()),
        });
        if self.tells_user {
            response["userHandle"] = passkey.user.as_str().into();
        }
        Some(answer(passkey, &response, &options))
    }

    fn data(&self, passkey: &Passkey, flags: u8, credential: &[u8]) -> Vec<u8> {
        let domain = self.other_domain.as_ref().unwrap_or(&passkey.domain);
        // Present, verified, may be synced, is synced.
        let flags = flags | 1 | if self.verifies_user { 4 } else { 0 } | if self.synced { 8 | 16 } else { 0 };
        let uses = if self.counts { passkey.uses } else { 0 };
        [Sha256::digest(domain).as_slice(), &[flags], &uses.to_be_bytes(), credential].concat()
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        json!({
            "type": kind,
            "challenge": self.other_challenge.clone().unwrap_or_else(|| string(&options["challenge"])),
            "origin": self.origin,
            "crossOrigin": self.cross_origin,
            "other_keys_can_be_added_here": "as Chromium adds one now and then",
        })
        .to_string()
        .into_bytes()
    }
}

impl Passkey {
    fn pair(&self) -> EcdsaKeyPair {
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &self.key).expect("a key")
    }
}

/// What a browser sends: the credential, and beside it the question.
fn answer(passkey: &Passkey, response: &Value, options: &Value) -> String {
    json!({
        "id": passkey.id,
        "rawId": passkey.id,
        "type": "public-key",
        "authenticatorAttachment": "platform",
        "clientExtensionResults": {},
        "response": response,
        "question": options["question"],
    })
    .to_string()
}

fn lists(list: &Value, passkey: &Passkey) -> bool {
    list.as_array().is_some_and(|list| list.iter().any(|one| one["id"] == passkey.id.as_str()))
}

fn string(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
