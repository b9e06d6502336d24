//! Addresses and browsers that are held while something of theirs is counted.

use crate::db::{Pipeline, Tx};
use sha2::{Digest, Sha256};

/// So many places to hold addresses at.
const PLACES: u16 = 4_096;

/// Holds the address until the transaction ends, so that nobody else counts its letters meanwhile. A few addresses share
/// a place, so that no list of addresses grows.
pub(crate) fn lock_address(tx: &mut Tx, email_key: &str, now: i64) {
    lock(tx, &place(email_key), now)
}

/// Holds a browser until the transaction ends: whoever holds several of its registrations holds it first.
pub(crate) fn lock_browser(tx: &mut Tx, browser_hash: &str, now: i64) {
    lock(tx, &place(browser_hash).replacen("place", "browser", 1), now)
}

fn lock(tx: &mut Tx, place: &str, now: i64) {
    sqlx::query("insert into addresses (email_key, touched_at) values ($1, $2) on conflict (email_key) do update set touched_at = excluded.touched_at")
        .bind(place)
        .bind(now)
        .pipeline(tx);
}

/// Where an address is held. Whoever holds several holds them in the order of their places.
pub(crate) fn place(email_key: &str) -> String {
    let hash = Sha256::digest(email_key.as_bytes());
    format!("place {:04}", u16::from_le_bytes([hash[0], hash[1]]) % PLACES)
}
