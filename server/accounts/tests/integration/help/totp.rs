//! An authenticator app: RFC 6238 with SHA-1, six digits, 30 seconds, written by the RFC alone.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// The code of this moment; the key as the set-up page shows it.
pub fn code(key: &str, now: i64) -> String {
    digits(&bytes(key), now, 6)
}

fn digits(key: &[u8], now: i64, digits: u32) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(key).expect("any length");
    mac.update(&(now / 30).to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let at = usize::from(hash[19] & 15);
    let number = u32::from_be_bytes([hash[at], hash[at + 1], hash[at + 2], hash[at + 3]]) & 0x7fff_ffff;
    let width = digits as usize;
    format!("{:0width$}", number % 10u32.pow(digits))
}

/// Base 32 (RFC 4648), blanks left out.
fn bytes(key: &str) -> Vec<u8> {
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0u32, 0);
    for symbol in key.bytes().filter(|byte| *byte != b' ') {
        let five = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|known| *known == symbol).expect("base 32");
        bits = bits << 5 | five as u32;
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    bytes
}

#[test]
fn the_codes_are_those_of_the_rfc() {
    // RFC 6238, appendix B, the rows for SHA-1.
    for (now, code) in [
        (59, "94287082"),
        (1_111_111_109, "07081804"),
        (1_111_111_111, "14050471"),
        (1_234_567_890, "89005924"),
        (2_000_000_000, "69279037"),
        (20_000_000_000, "65353130"),
    ] {
        assert_eq!(digits(b"12345678901234567890", now, 8), code, "{now}");
    }
    assert_eq!(bytes("GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"), b"12345678901234567890");
}
