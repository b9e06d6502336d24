//! What an authenticator app needs to know to be set up.

use super::picture;
use crate::error::{Error, InternalError};
use std::fmt;
use totp_rs::{Builder, Secret};

/// What an authenticator app needs to know. Never printed.
#[derive(Clone)]
pub struct TwoStepSetup {
    /// Which key it is, without a trace of it.
    pub version: String,
    /// The secret key in base 32, in groups of four.
    pub key: String,
    /// The same as a link that authenticator apps open, `otpauth://totp/…`.
    pub link: String,
    /// The link as a QR code: an `svg` element, black on white with its quiet zone, as large as its modules ask for.
    pub picture: String,
}

impl fmt::Debug for TwoStepSetup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TwoStepSetup (hidden)")
    }
}

impl TwoStepSetup {
    pub(super) fn of(secret: Secret, version: String, brand: &str, email: &str) -> Result<TwoStepSetup, Error> {
        let key = secret.to_base32();
        let totp = Builder::new()
            .with_secret(secret)
            .with_issuer(issuer(brand))
            .with_account_name(email)
            .build()
            .map_err(InternalError::new)?;
        let link = totp.to_url().map_err(InternalError::new)?;
        // Apps take the name from either of its two places; the one before the address goes where both are too much to scan.
        let link = if picture::is_wide(&link)? { without_name(&link) } else { link };
        let groups: Vec<&str> = (0..key.len()).step_by(4).map(|at| &key[at..(at + 4).min(key.len())]).collect();
        Ok(TwoStepSetup { version, key: groups.join(" "), picture: picture::of(&link)?, link })
    }
}

/// The brand as all apps read it in a link: some take a `#` or `?` for the link's own though it is encoded, a `:` ends the
/// name, and some show each blank of several.
fn issuer(brand: &str) -> Option<String> {
    let words: Vec<&str> = brand
        .split(|c: char| c.is_whitespace() || [':', '#', '?'].contains(&c))
        .filter(|word| !word.is_empty())
        .collect();
    Some(words.join(" ")).filter(|name| !name.is_empty())
}

/// The link without the name before the address.
fn without_name(link: &str) -> String {
    let parts = link.split_once("/totp/").and_then(|(begin, rest)| Some((begin, rest.split_once(':')?.1)));
    parts.map_or_else(|| link.to_owned(), |(begin, rest)| format!("{begin}/totp/{rest}"))
}
