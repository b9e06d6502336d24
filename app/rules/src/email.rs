//! The shape of an e-mail address.

use crate::{FieldError, clean, text};

/// An address that has the shape of one: one `@`, a name before it, a domain with a dot after it.
///
/// The server brings it into its one canonical form (IDNA, NFC) before it is compared or stored; ASVS 5.0 1.2.1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// The longest address, in characters (RFC 5321 through RFC 3696 erratum 1690).
    pub const MOST: u16 = 254;
    /// The longest part before the `@` (RFC 5321, section 4.5.3.1.1).
    const MOST_LOCAL: usize = 64;

    /// An address from what was typed or pasted: what mail programs put around it does not matter, as in
    /// `Name <name@example.com>,` or `mailto:name@example.com`.
    pub fn parse(raw: &str) -> Result<Email, FieldError> {
        let text = text::cleaned(clean::address(raw), Self::MOST)?;
        let (local, domain) = text.split_once('@').ok_or(FieldError::Malformed)?;
        if local.len() > Self::MOST_LOCAL || !is_local(local) || !is_domain(domain) {
            return Err(FieldError::Malformed);
        }
        Ok(Email(text))
    }

    /// The address as typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Dot-separated atoms (RFC 5322 `dot-atom`, RFC 6531 for other scripts). Quoted names are refused.
fn is_local(local: &str) -> bool {
    local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atom))
}

/// Combining marks too: the server joins them with their letters.
fn is_atom(c: char) -> bool {
    (c.is_alphanumeric() && !clean::is_unseen(c))
        || ('\u{300}'..='\u{36f}').contains(&c)
        || "!#$%&'*+/=?^_`{|}~-".contains(c)
}

/// At least two labels of letters, digits and inner hyphens, the last one not a number.
fn is_domain(domain: &str) -> bool {
    let labels: Vec<&str> = domain.split(['.', '。']).collect();
    let last_is_name = labels.last().is_some_and(|last| last.chars().any(|c| !c.is_ascii_digit()));
    labels.len() > 1 && last_is_name && labels.into_iter().all(is_label)
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label
            .chars()
            .all(|c| c == '-' || (c.is_alphanumeric() || !c.is_ascii()) && !clean::is_unseen(c) && !c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_people_have_pass() {
        for address in [
            "a@b.co",
            "anna.k+cloud@example.com",
            "o'neil_1@sub.example.museum",
            "user@пошта.укр",
            "ЮЗЕР@example.com",
            "x@xn--80a1acn3a.xn--j1amh",
        ] {
            assert!(Email::parse(address).is_ok(), "{address}");
        }
        for pasted in ["  Anna@Example.com\u{200b}\n", "Anna K <Anna@Example.com>,", "mailto:Anna@Example.com"] {
            assert_eq!(Email::parse(pasted).map(|e| e.0).as_deref(), Ok("Anna@Example.com"), "{pasted:?}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        assert_eq!(Email::parse(""), Err(FieldError::Missing));
        assert_eq!(Email::parse(&format!("{}@example.com", "a".repeat(250))), Err(FieldError::TooLong(254)));
        for address in [
            "anna",
            "@example.com",
            "anna@",
            "anna@localhost",
            "a@b@c.com",
            "a b@c.com",
            "a,b@c.com",
            "a@c.com,b@c.com",
            "a;b@c.com",
            "<a@c.com",
            "a@c.com, Berta <b@c.com>",
            "\"a b\"@c.com",
            ".a@c.com",
            "a..b@c.com",
            "a.@c.com",
            "a@-c.com",
            "a@c-.com",
            "a@c..com",
            "a@.com",
            "a@c.com .x",
            "a@127.0.0.1",
            "a@[127.0.0.1]",
            "a(x)@c.com",
            "a\\@c.com",
            "a:b@c.com",
            "a@c_d.com",
        ] {
            assert_eq!(Email::parse(address), Err(FieldError::Malformed), "{address}");
        }
        for injected in
            ["a@c.com\r\nBcc: b@c.com", "mailto:a@c.com%0d%0aBcc:b@c.com", "mailto:a%00@c.com", "a\u{202e}@c.com"]
        {
            assert_eq!(Email::parse(injected), Err(FieldError::Characters), "{injected:?}");
        }
        assert_eq!(Email::parse(&format!("{}@example.com", "a".repeat(65))), Err(FieldError::Malformed));
    }
}
