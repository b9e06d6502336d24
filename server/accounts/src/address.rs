//! E-mail addresses in their one canonical form (ASVS 5.0 1.1.1, 2.1.1).

use rules::{Email, Errors, Field, FieldError};
use unicode_normalization::UnicodeNormalization;

/// An address that letters can be sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    /// As people see it: as typed in NFC, the domain in its own letters and lower case.
    pub(crate) email: String,
    /// What makes two addresses the same: the whole in lower case, the domain in ASCII.
    pub(crate) key: String,
}

impl Address {
    /// The canonical form: NFC, the domain by IDNA (UTS 46), no other tricks: dots and `+` count.
    pub(crate) fn of(email: &Email) -> Result<Address, Errors> {
        Address::canonical(email.as_str()).ok_or_else(|| Errors::on(Field::Email, FieldError::Malformed))
    }

    /// The part after the @.
    pub(crate) fn domain(&self) -> &str {
        self.key.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    fn canonical(typed: &str) -> Option<Address> {
        let typed: String = typed.nfc().collect();
        let (local, domain) = typed.rsplit_once('@')?;
        let domain = idna::domain_to_ascii_strict(domain)
            .ok()
            .filter(|domain| domain.contains('.') && !domain.ends_with('.'))?;
        let posted = format!("{local}@{domain}");
        // After normalising the shape is checked once more: a full-width sign may have become a plain one.
        Email::parse(&posted).ok().filter(|email| email.as_str() == posted)?;
        lettre::Address::new(local, &domain).ok()?;
        Some(Address { key: rules::fold(&posted), email: shown(&posted) })
    }
}

/// An address as people see it: its domain in its own letters (UTS 46), where it can be read so.
pub(crate) fn shown(address: &str) -> String {
    let readable = |domain| Some(idna::domain_to_unicode(domain)).filter(|(_, read)| read.is_ok());
    match address.rsplit_once('@').map(|(local, domain)| (local, readable(domain))) {
        Some((local, Some((domain, _)))) => format!("{local}@{domain}"),
        _ => address.to_owned(),
    }
}

/// An address as mail servers take it: its domain in ASCII.
pub(crate) fn posted(address: &str) -> String {
    let ascii = |domain| idna::domain_to_ascii_strict(domain).ok();
    match address.rsplit_once('@').and_then(|(local, domain)| Some((local, ascii(domain)?))) {
        Some((local, domain)) => format!("{local}@{domain}"),
        None => address.to_owned(),
    }
}

/// What an address as somebody typed it is found by.
pub(crate) fn email_key(typed: &str) -> String {
    let address = Email::parse(typed).ok().and_then(|email| Address::of(&email).ok());
    address.map_or_else(|| rules::fold(rules::tidy(typed)), |address| address.key)
}

/// What makes a kept address the same as another.
pub(crate) fn key_of(kept: &str) -> String {
    rules::fold(&posted(kept))
}

/// A domain of the operator's list in its canonical form; with a dot before it, every domain below.
pub fn listed_domain(written: &str) -> Option<String> {
    let name = written.trim();
    let (dot, name) = name.strip_prefix('.').map_or(("", name), |name| (".", name));
    let domain = idna::domain_to_ascii_strict(name).ok().filter(|domain| domain.contains('.'))?;
    Some(format!("{dot}{domain}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listed_domain_is_read_as_an_address_is() {
        for (written, domain) in [
            (" Example.COM", Some("example.com")),
            (".пошта.укр", Some(".xn--80a1acn3a.xn--j1amh")),
            ("localhost", None),
            ("", None),
            ("a b.com", None),
        ] {
            assert_eq!(listed_domain(written).as_deref(), domain, "{written}");
        }
    }

    fn key(typed: &str) -> Option<String> {
        Address::of(&Email::parse(typed).ok()?).ok().map(|address| address.key)
    }

    #[test]
    fn one_address_has_one_form() {
        for (typed, expected) in [
            ("Anna.K+cloud@Example.COM", "anna.k+cloud@example.com"),
            ("user@пошта.укр", "user@xn--80a1acn3a.xn--j1amh"),
            ("user@XN--80A1ACN3A.xn--j1amh", "user@xn--80a1acn3a.xn--j1amh"),
            ("jose\u{301}@example.com", "josé@example.com"),
            ("a@ｅｘａｍｐｌｅ.com", "a@example.com"),
        ] {
            assert_eq!(key(typed).as_deref(), Some(expected), "{typed}");
            assert_eq!(key(expected).as_deref(), Some(expected), "canonical twice");
        }
    }

    #[test]
    fn a_domain_is_shown_in_its_own_letters_and_posted_in_ascii() {
        for typed in ["Юзер@Пошта.УКР", "Юзер@xn--80a1acn3a.xn--j1amh"] {
            let address = Address::of(&Email::parse(typed).expect(typed)).expect(typed);
            assert_eq!((address.email.as_str(), address.domain()), ("Юзер@пошта.укр", "xn--80a1acn3a.xn--j1amh"));
            assert_eq!(posted(&address.email), "Юзер@xn--80a1acn3a.xn--j1amh");
            assert_eq!(key_of(&address.email), address.key);
        }
        for kept in ["a@example.com", "a@xn--a.com", "nobody", ""] {
            assert_eq!((shown(kept), posted(kept)), (kept.to_owned(), kept.to_owned()));
        }
    }

    #[test]
    fn look_alikes_stay_apart_and_broken_domains_are_refused() {
        assert_ne!(key("аnna@example.com"), key("anna@example.com"));
        for typed in ["a@xn--a.com", "a@exa＠mple.com", "a@example.com／x", "a@\u{2488}com.x"] {
            assert_eq!(key(typed), None, "{typed}");
        }
    }
}
