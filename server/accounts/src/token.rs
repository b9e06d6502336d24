//! Everything unguessable: 32 random bytes, given away once, kept as a hash (ASVS 5.0 7.2.1, 11.4.1).

use crate::Random;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A secret that opens something: a session, a browser's unfinished registration.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Token(String);

impl Token {
    const BYTES: usize = 32;

    /// A new one.
    pub fn new(random: Random) -> Token {
        Token(text(&random.bytes::<{ Token::BYTES }>()))
    }

    /// One that came back, if it has the shape of one.
    pub fn parse(raw: &str) -> Option<Token> {
        let bytes = URL_SAFE_NO_PAD.decode(raw).ok()?;
        (bytes.len() == Token::BYTES).then(|| Token(raw.to_owned()))
    }

    /// The secret itself, for a cookie or a link.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What is kept of it. A plain hash is enough: 256 random bits cannot be guessed back.
    pub fn hash(&self) -> String {
        text(&Sha256::digest(self.0.as_bytes()))
    }
}

impl Token {
    /// A short name that tells one from another, part of its hash: it opens nothing, and may stand in a page.
    pub fn id(&self) -> String {
        self.hash()[..Token::ID].to_owned()
    }

    const ID: usize = 12;
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token (hidden)")
    }
}

/// Bytes as text that needs no escaping anywhere.
pub(crate) fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_comes_back_and_scraps_do_not() {
        let token = Token::new(Random::SYSTEM);
        assert_eq!(Token::parse(token.expose()), Some(token.clone()));
        assert_ne!(token.hash(), token.expose());
        assert!(!format!("{token:?}").contains(token.expose()));
        for scrap in ["", "a", &token.expose()[1..], "'; drop table users --"] {
            assert_eq!(Token::parse(scrap), None);
        }
    }
}
