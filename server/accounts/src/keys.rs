//! The operator's secret key: what is sealed at rest, and keyed hashes of what could be guessed.
//!
//! A sealed text is `1.KEY.BASE64`: the version, the key's id, then the nonce and XChaCha20-Poly1305's output. What it
//! belongs to (a table's row) is authenticated with it, so a text moved to another row does not open.

use crate::{Random, error::InternalError, token::text};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::{collections::HashSet, fmt};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Fewest different bytes of a key. 32 random ones have about 30.
const DIFFERENT: usize = 12;

/// The keys in use: the first seals, all of them open.
pub struct Keys(Vec<Key>);

#[derive(Zeroize, ZeroizeOnDrop)]
pub(crate) struct Key {
    /// What a sealed text names it by: eight letters.
    pub(crate) id: String,
    sealing: [u8; 32],
    hashing: [u8; 32],
}

impl Keys {
    /// Keys from their text: 32 bytes in base64 each, the newest first, commas between.
    ///
    /// # Errors
    /// A sentence for the operator when an entry is not 32 bytes of base64.
    pub fn parse(list: &str) -> Result<Keys, String> {
        let keys = list.split(',').map(|entry| Key::parse(entry.trim())).collect::<Result<Vec<_>, _>>()?;
        Ok(Keys(keys))
    }

    /// All of them, the newest first.
    pub(crate) fn all(&self) -> &[Key] {
        &self.0
    }

    /// The text of a new key.
    pub fn generate(random: Random) -> Zeroizing<String> {
        Zeroizing::new(STANDARD.encode(random.bytes::<32>()))
    }

    /// Seals a text for the place it belongs to.
    pub(crate) fn seal(&self, random: Random, place: &str, plain: &str) -> Result<String, InternalError> {
        let key = &self.0[0];
        let nonce = random.bytes::<24>();
        let payload = Payload { msg: plain.as_bytes(), aad: place.as_bytes() };
        let sealed = key
            .cipher()
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| InternalError::new("a text could not be sealed"))?;
        Ok(format!("1.{}.{}", key.id, text(&[&nonce[..], &sealed].concat())))
    }

    /// Opens a text sealed for this place.
    pub(crate) fn open(&self, place: &str, sealed: &str) -> Result<Zeroizing<String>, InternalError> {
        self.try_open(place, sealed).ok_or_else(|| {
            InternalError::new("a sealed text does not open: wrong OCPANEL_SECRET_KEY, or it was tampered with")
        })
    }

    /// The same of what somebody else has sent: None where it does not open.
    pub(crate) fn try_open(&self, place: &str, sealed: &str) -> Option<Zeroizing<String>> {
        let (id, body) = sealed.strip_prefix("1.")?.split_once('.')?;
        let key = self.0.iter().find(|key| key.id == id)?;
        let bytes = URL_SAFE_NO_PAD.decode(body).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<24>()?;
        let payload = Payload { msg: sealed, aad: place.as_bytes() };
        let plain = key.cipher().decrypt(&XNonce::from(*nonce), payload).ok()?;
        String::from_utf8(plain).ok().map(Zeroizing::new)
    }

    /// A keyed hash of something guessable, such as a code.
    pub(crate) fn hash(&self, purpose: &str, value: &str) -> String {
        text(&mac(&self.0[0].hashing, &[purpose, "\0", value]))
    }

    /// The same with every key, the newest first: one of them is what was stored before keys were rotated.
    pub(crate) fn hashes(&self, purpose: &str, value: &str) -> Vec<String> {
        self.0.iter().map(|key| text(&mac(&key.hashing, &[purpose, "\0", value]))).collect()
    }
}

impl Key {
    fn parse(entry: &str) -> Result<Key, String> {
        let bytes = Zeroizing::new(STANDARD.decode(entry).unwrap_or_default());
        if bytes.len() != 32 {
            return Err("a key is not 32 bytes in base64; `openssl rand -base64 32` makes one".to_owned());
        }
        if different(&bytes) < DIFFERENT {
            return Err(
                "a key repeats a few bytes, so it can be guessed; `openssl rand -base64 32` makes one".to_owned()
            );
        }
        Ok(Key {
            id: text(&mac(&bytes, &["id"])[..6]),
            sealing: mac(&bytes, &["seal"]),
            hashing: mac(&bytes, &["hash"]),
        })
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.sealing.into())
    }
}

/// How many different bytes there are.
fn different(bytes: &[u8]) -> usize {
    bytes.iter().collect::<HashSet<_>>().len()
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys (hidden)")
    }
}

fn mac(key: &[u8], parts: &[&str]) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(part.as_bytes());
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(list: &[&str]) -> Keys {
        Keys::parse(&list.join(",")).expect("the keys have 32 bytes")
    }

    #[test]
    fn a_sealed_text_opens_only_in_its_place_and_whole() {
        let (old, new) = (Keys::generate(Random::SYSTEM), Keys::generate(Random::SYSTEM));
        let sealed = keys(&[&old]).seal(Random::SYSTEM, "outbox 1", "ABC-DEF").expect("sealed");
        assert!(!sealed.contains("ABC"));
        assert_eq!(keys(&[&old]).open("outbox 1", &sealed).expect("opens").as_str(), "ABC-DEF");
        assert_eq!(keys(&[&new, &old]).open("outbox 1", &sealed).expect("an older key opens too").as_str(), "ABC-DEF");
        assert!(keys(&[&old]).open("outbox 2", &sealed).is_err());
        assert!(keys(&[&new]).open("outbox 1", &sealed).is_err());
        let mut tampered = sealed.into_bytes();
        let last = tampered.len() - 2;
        tampered[last] ^= 1;
        assert!(keys(&[&old]).open("outbox 1", &String::from_utf8_lossy(&tampered)).is_err());
    }

    #[test]
    fn a_hash_is_found_again_after_keys_were_rotated() {
        let (old, new) = (Keys::generate(Random::SYSTEM), Keys::generate(Random::SYSTEM));
        let stored = keys(&[&old]).hash("recovery code", "x");
        assert!(keys(&[&new, &old]).hashes("recovery code", "x").contains(&stored));
        assert_eq!(keys(&[&new, &old]).hashes("recovery code", "x")[0], keys(&[&new]).hash("recovery code", "x"));
        assert!(!keys(&[&new, &old]).hashes("verification code", "x").contains(&stored));
    }

    #[test]
    fn a_bad_key_is_refused_in_words() {
        for list in ["", "short", "AAAA", "not base64!"] {
            assert!(Keys::parse(list).is_err_and(|sentence| sentence.contains("32 bytes")));
        }
        for repeated in [[0; 32], [255; 32], std::array::from_fn(|n| b"changeme"[n % 8])] {
            let list = STANDARD.encode(repeated);
            assert!(Keys::parse(&list).is_err_and(|sentence| sentence.contains("repeats")), "{list}");
        }
    }
}
