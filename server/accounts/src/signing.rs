//! What ID tokens are signed with (JWS, RFC 7515): made here, kept sealed, published as JSON Web Keys (RFC 7517).
//!
//! A new key is published before anything is signed with it, and an old one after that: whoever has read the keys lately
//! knows the one of every token.

use crate::{
    db::Pipeline,
    error::{Error, InternalError},
    shared::Shared,
    token::text,
};
use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rand::SystemRandom,
    rsa::{KeySize, PublicKeyComponents},
    signature::{
        self, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey,
    },
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sqlx::FromRow;
use std::{
    fmt,
    ops::Deref,
    sync::{Arc, Mutex, PoisonError},
};
use zeroize::Zeroizing;

/// An RSA key has as many bits as every client reads.
const SIZE: KeySize = KeySize::Rsa2048;
/// A new key signs nothing before it was published for so long, in seconds.
const PUBLISHED: i64 = 600;
/// For so long the keys are not read again, in seconds.
const KNOWN: i64 = 60;

/// What an ID token is signed with (RFC 7518, 3.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Algorithm {
    /// RSA, which every client knows.
    #[default]
    Rs256,
    /// An elliptic curve: shorter, and faster to make.
    Es256,
}

impl Algorithm {
    /// Both.
    pub const ALL: [Algorithm; 2] = [Algorithm::Rs256, Algorithm::Es256];

    /// Its name in a token.
    pub const fn as_str(self) -> &'static str {
        match self {
            Algorithm::Rs256 => "RS256",
            Algorithm::Es256 => "ES256",
        }
    }

    /// The algorithm of that name.
    pub fn parse(name: &str) -> Option<Algorithm> {
        Algorithm::ALL.into_iter().find(|algorithm| algorithm.as_str() == name)
    }
}

/// The keys, read from time to time.
#[derive(Debug)]
pub struct Signing {
    shared: Arc<Shared>,
    known: Mutex<Option<(i64, Arc<[SigningKey]>)>>,
}

/// A key, the newest of its algorithm first.
struct SigningKey {
    id: String,
    algorithm: Algorithm,
    created_at: i64,
    public: Value,
    pair: Pair,
}

enum Pair {
    Rsa(RsaKeyPair),
    Ecdsa(EcdsaKeyPair),
}

#[derive(FromRow)]
struct Row {
    id: String,
    algorithm: String,
    content: String,
    public_key: String,
    created_at: i64,
}

impl Deref for Signing {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.shared
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey {} (hidden)", self.id)
    }
}

fn place(id: &str) -> String {
    format!("signing key {id}")
}

impl Signing {
    pub(crate) fn new(shared: Arc<Shared>) -> Signing {
        Signing { shared, known: Mutex::default() }
    }

    /// All keys that a token may be signed with, as a JSON Web Key Set.
    ///
    /// # Errors
    /// When the database does not answer, or a key does not open.
    pub async fn published(&self) -> Result<Value, Error> {
        Ok(json!({ "keys": self.keys().await?.iter().map(|key| &key.public).collect::<Vec<_>>() }))
    }

    /// Makes new keys, which every server publishes within a minute and signs with in ten; the present ones stay published for a day.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn rotate(&self) -> Result<(), Error> {
        for algorithm in Algorithm::ALL {
            let (id, now) = (self.random.id(), self.now());
            let (private, public) = tokio::task::spawn_blocking(move || made(algorithm)).await??;
            let content = self.keys.seal(self.random, &place(&id), &text(&private))?;
            let mut public = public;
            public["kid"] = json!(id);
            let mut tx = self.db.begin().await?;
            sqlx::query("update signing_keys set retired_at = $1 where algorithm = $2 and retired_at is null")
                .bind(now)
                .bind(algorithm.as_str())
                .pipeline(&mut tx);
            sqlx::query(
                "insert into signing_keys (id, algorithm, content, public_key, created_at) values ($1, $2, $3, $4, $5)",
            )
            .bind(&id)
            .bind(algorithm.as_str())
            .bind(content)
            .bind(public.to_string())
            .bind(now)
            .pipeline(&mut tx);
            tx.commit().await?;
        }
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(())
    }

    /// Makes keys where there are none.
    pub(crate) async fn make_where_missing(&self) -> Result<(), Error> {
        if self.keys().await?.is_empty() { self.rotate().await } else { Ok(()) }
    }

    /// Makes keys where an application needs them and there are none any more.
    pub(crate) async fn make_where_lost(&self) -> Result<(), Error> {
        let text = "select count(*) from applications where not exists (select 1 from signing_keys)";
        let without: i64 = sqlx::query_scalar(text).fetch_one(self.db.read()).await?;
        if without > 0 { self.rotate().await } else { Ok(()) }
    }

    /// A signed token of this type, of these claims (RFC 7519).
    pub(super) async fn sign(&self, algorithm: Algorithm, kind: &str, claims: &Value) -> Result<String, Error> {
        let keys = self.keys().await?;
        let now = self.now();
        let of_it = || keys.iter().filter(|key| key.algorithm == algorithm);
        let key = of_it().find(|key| key.created_at <= now - PUBLISHED).or_else(|| of_it().next_back());
        let key =
            key.ok_or_else(|| InternalError::new("there is no key to sign with: `ocpanel keys rotate` makes one"))?;
        let head = json!({ "alg": algorithm.as_str(), "typ": kind, "kid": key.id });
        let signed = format!("{}.{}", text(head.to_string().as_bytes()), text(claims.to_string().as_bytes()));
        let signature = key.pair.sign(signed.as_bytes())?;
        Ok(format!("{signed}.{}", text(&signature)))
    }

    /// The claims of a token that one of our keys has signed, whenever that was; nothing of any other.
    ///
    /// # Errors
    /// When the database does not answer, or a key does not open.
    pub async fn claims_of(&self, token: &str) -> Result<Option<Value>, Error> {
        let keys = self.keys().await?;
        Ok(read(token, &keys))
    }

    async fn keys(&self) -> Result<Arc<[SigningKey]>, Error> {
        let now = self.now();
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((at, keys)) = known
            && (at..at + KNOWN).contains(&now)
        {
            return Ok(keys);
        }
        let rows: Vec<Row> = sqlx::query_as(
            "select id, algorithm, content, public_key, created_at from signing_keys
             order by created_at desc, case when retired_at is null then 0 else 1 end, id",
        )
        .fetch_all(self.db.read())
        .await?;
        let keys: Arc<[SigningKey]> = rows.into_iter().map(|row| self.opened(row)).collect::<Result<_, _>>()?;
        // Where there are none yet, the first ones are known as soon as they are made, by whatever process.
        let known = (!keys.is_empty()).then(|| (now, Arc::clone(&keys)));
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = known;
        Ok(keys)
    }

    fn opened(&self, row: Row) -> Result<SigningKey, Error> {
        let private = self.keys.open(&place(&row.id), &row.content)?;
        let private = Zeroizing::new(URL_SAFE_NO_PAD.decode(private.as_bytes()).unwrap_or_default());
        let algorithm = Algorithm::parse(&row.algorithm).unwrap_or_default();
        let pair = Pair::of(algorithm, &private).ok_or_else(|| InternalError::new("a signing key cannot be read"))?;
        let public = serde_json::from_str(&row.public_key)?;
        Ok(SigningKey { id: row.id, algorithm, created_at: row.created_at, public, pair })
    }
}

impl Pair {
    fn of(algorithm: Algorithm, pkcs8: &[u8]) -> Option<Pair> {
        match algorithm {
            Algorithm::Rs256 => RsaKeyPair::from_pkcs8(pkcs8).ok().map(Pair::Rsa),
            Algorithm::Es256 => EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8).ok().map(Pair::Ecdsa),
        }
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, InternalError> {
        let random = SystemRandom::new();
        let broken = |_| InternalError::new("a token could not be signed");
        match self {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).map_err(broken)?;
                Ok(signature)
            }
            Pair::Ecdsa(pair) => Ok(pair.sign(&random, message).map_err(broken)?.as_ref().to_vec()),
        }
    }

    fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        let verified = match self {
            Pair::Rsa(pair) => {
                UnparsedPublicKey::new(&signature::RSA_PKCS1_2048_8192_SHA256, pair.public_key().as_ref())
                    .verify(message, signature)
            }
            Pair::Ecdsa(pair) => {
                UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, pair.public_key().as_ref())
                    .verify(message, signature)
            }
        };
        verified.is_ok()
    }
}

/// The claims of a token, if one of these keys has signed it with its own algorithm.
fn read(token: &str, keys: &[SigningKey]) -> Option<Value> {
    let (signed, signature) = token.rsplit_once('.')?;
    let (head, claims) = signed.split_once('.')?;
    let value = |part: &str| serde_json::from_slice::<Value>(&URL_SAFE_NO_PAD.decode(part).ok()?).ok();
    let (head, signature) = (value(head)?, URL_SAFE_NO_PAD.decode(signature).ok()?);
    let key = keys.iter().find(|key| head["kid"] == *key.id && head["alg"] == key.algorithm.as_str())?;
    key.pair.has_signed(signed.as_bytes(), &signature).then(|| value(claims)).flatten()
}

/// A new key: PKCS #8, and what is published of it.
fn made(algorithm: Algorithm) -> Result<(Zeroizing<Vec<u8>>, Value), InternalError> {
    let broken = || InternalError::new("a signing key could not be made");
    let pkcs8 = match algorithm {
        Algorithm::Rs256 => {
            let key = RsaKeyPair::generate(SIZE).map_err(|_| broken())?;
            let key: Pkcs8V1Der<'_> = key.as_der().map_err(|_| broken())?;
            Zeroizing::new(key.as_ref().to_vec())
        }
        Algorithm::Es256 => {
            let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
            Zeroizing::new(made.map_err(|_| broken())?.as_ref().to_vec())
        }
    };
    let pair = Pair::of(algorithm, &pkcs8).ok_or_else(broken)?;
    let mut public = match &pair {
        Pair::Rsa(pair) => {
            let PublicKeyComponents { n, e } = PublicKeyComponents::<Vec<u8>>::from(pair.public_key());
            json!({ "kty": "RSA", "n": text(&n), "e": text(&e) })
        }
        Pair::Ecdsa(pair) => {
            // An uncompressed point: a mark, then both coordinates of 32 bytes.
            let point = pair.public_key().as_ref();
            json!({ "kty": "EC", "crv": "P-256", "x": text(&point[1..33]), "y": text(&point[33..]) })
        }
    };
    public["use"] = json!("sig");
    public["alg"] = json!(algorithm.as_str());
    Ok((pkcs8, public))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(algorithm: Algorithm) -> SigningKey {
        let (private, public) = made(algorithm).expect("made");
        let pair = Pair::of(algorithm, &private).expect("its own");
        SigningKey { id: "a".to_owned(), algorithm, created_at: 0, public, pair }
    }

    fn token(key: &SigningKey, head: &Value) -> String {
        let signed = format!("{}.{}", text(head.to_string().as_bytes()), text(b"{\"sub\":\"x\"}"));
        format!("{signed}.{}", text(&key.pair.sign(signed.as_bytes()).expect("signed")))
    }

    #[test]
    fn only_what_a_key_of_ours_has_signed_whole_is_read() {
        for algorithm in Algorithm::ALL {
            let (ours, theirs) = (key(algorithm), key(algorithm));
            let head = json!({ "alg": algorithm.as_str(), "kid": "a" });
            let good = token(&ours, &head);
            let keys = [ours];
            assert_eq!(read(&good, &keys), Some(json!({ "sub": "x" })));
            let (signed, signature) = good.rsplit_once('.').expect("three parts");
            let (head_part, _) = signed.split_once('.').expect("three parts");
            for bad in [
                token(&theirs, &head),
                format!("{signed}."),
                format!("{head_part}.{}.{signature}", text(b"{\"sub\":\"y\"}")),
                format!("{}.{}.", text(b"{\"alg\":\"none\",\"kid\":\"a\"}"), text(b"{\"sub\":\"x\"}")),
                token(&keys[0], &json!({ "alg": "HS256", "kid": "a" })),
                token(&keys[0], &json!({ "alg": algorithm.as_str(), "kid": "b" })),
                String::new(),
                "a.b.c".to_owned(),
            ] {
                assert_eq!(read(&bad, &keys), None, "{bad}");
            }
        }
    }

    #[test]
    fn a_key_that_was_made_by_another_library_signs() {
        // By ring 0.17, as programs of before have stored it.
        let stored = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg6vHrH5mQ4VnxS+NWOsc10RVs8RoYfkKEyt6LkROgqT+h\
                      RANCAARsY8NwACHlqrAp9mv4KPobLN4iYH8ZzudvPu4t1nHOooi5XbjpjPfdyWd3UiWuk08iw10dKBgVQqs1jBBMlg7Q";
        let stored = base64::engine::general_purpose::STANDARD.decode(stored).expect("base64");
        let pair = Pair::of(Algorithm::Es256, &stored).expect("a key");
        let signature = pair.sign(b"a message").expect("signed");
        assert_eq!(signature.len(), 64);
        assert!(pair.has_signed(b"a message", &signature) && !pair.has_signed(b"another", &signature));
    }

    #[test]
    fn what_is_published_has_no_private_half() {
        for algorithm in Algorithm::ALL {
            let (_, public) = made(algorithm).expect("made");
            for private in ["d", "p", "q", "dp", "dq", "qi", "k"] {
                assert!(public.get(private).is_none(), "{private}");
            }
        }
    }
}
