//! Addresses of the operator's in the head of a letter. They go through servers that know ASCII alone.

use lettre::{Address, message::Mailbox};

/// What is wrong with an address of the operator's, or how it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailAddress {
    /// It can stand in every letter.
    Good,
    /// It can too, but nobody beyond this machine reaches it: its domain is `localhost` or an address of the loopback.
    Local,
    /// It is no address.
    Malformed,
    /// There are signs outside ASCII before its `@`: many mail servers take none.
    NotAscii,
}

/// How an address is that the operator has set, with a name or without: `Name <address>`.
pub fn mail_address(text: &str) -> MailAddress {
    match mailbox(text) {
        Ok(mailbox) if is_local(mailbox.email.domain()) => MailAddress::Local,
        Ok(_) => MailAddress::Good,
        Err(wrong) => wrong,
    }
}

/// The address as it goes out: its domain in the form that all mail servers know.
pub(super) fn mailbox(text: &str) -> Result<Mailbox, MailAddress> {
    let Mailbox { name, email } = text.parse().map_err(|_| MailAddress::Malformed)?;
    if !email.user().is_ascii() {
        return Err(MailAddress::NotAscii);
    }
    let domain = if email.domain().is_ascii() {
        email.domain().to_owned()
    } else {
        idna::domain_to_ascii(email.domain()).map_err(|_| MailAddress::Malformed)?
    };
    let email = Address::new(email.user(), domain).map_err(|_| MailAddress::Malformed)?;
    Ok(Mailbox { name, email })
}

fn is_local(domain: &str) -> bool {
    let domain = domain.trim_matches(['[', ']']).to_lowercase();
    domain == "localhost"
        || domain.ends_with(".localhost")
        || domain == "localhost.localdomain"
        || domain.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_domain_goes_out_in_ascii_and_what_stands_before_it_must_be() {
        let mailbox = mailbox("Хмара <no-reply@пошта.укр>").expect("a sender");
        assert_eq!(mailbox.email.to_string(), "no-reply@xn--80a1acn3a.xn--j1amh");
        assert_eq!(mailbox.name.as_deref(), Some("Хмара"));
        for (text, expected) in [
            ("Cloud <no-reply@example.com>", MailAddress::Good),
            ("support@пошта.укр", MailAddress::Good),
            ("\"Cloud, Inc.\" <no-reply@example.com>", MailAddress::Good),
            ("Cloud, Inc. <no-reply@example.com>", MailAddress::Malformed),
            ("Cloud no-reply@example.com", MailAddress::Malformed),
            ("", MailAddress::Malformed),
            ("пошта@example.com", MailAddress::NotAscii),
            ("no-reply@localhost", MailAddress::Local),
            ("no-reply@127.0.0.1", MailAddress::Local),
            ("no-reply@panel.localhost", MailAddress::Local),
        ] {
            assert_eq!(mail_address(text), expected, "{text}");
        }
    }
}
