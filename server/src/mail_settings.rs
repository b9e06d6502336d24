//! Settings of letters, looked at before the program starts: who writes them, where answers go, by which name the mail
//! server knows us, and whose certificates count.

use accounts::{MailAddress, mail_address};
use lettre::transport::smtp::client::{Certificate, TlsParameters};
use std::{net::IpAddr, path::Path};

const HERE: &str = "unless OCPANEL_BASE_URL and OCPANEL_ADDR are on this machine itself";

/// The sender of letters. Outside development people must be able to tell where letters come from, and mail servers to check
/// it: so not from `localhost`.
pub(crate) fn sender(from: &str, development: bool) -> Result<(), String> {
    match mail_address(from) {
        MailAddress::Local if !development => Err(format!(
            "OCPANEL_MAIL_FROM is needed {HERE}: the sender of letters, like `Cloud <no-reply@example.com>`"
        )),
        MailAddress::Good | MailAddress::Local => Ok(()),
        MailAddress::NotAscii => Err(
            "OCPANEL_MAIL_FROM: before the @ there may be ASCII letters, digits and signs alone; the domain may be of any script"
                .to_owned(),
        ),
        MailAddress::Malformed => Err(
            "OCPANEL_MAIL_FROM: write it like `Name <address@example.com>`; a name with a comma, a full stop or another sign stands in quotation marks, like `\"Cloud, Inc.\" <address@example.com>`"
                .to_owned(),
        ),
    }
}

/// Where people write for help, which is where answers to letters go.
pub(crate) fn support(address: &str) -> Result<(), String> {
    match mail_address(address) {
        MailAddress::Malformed => Err("OCPANEL_SUPPORT_EMAIL: write an address like `support@example.com`".to_owned()),
        _ => Ok(()),
    }
}

/// What the mail server hears of us (EHLO): what is set, or the base URL's host. Where that is every machine's own name the
/// address says as much, and servers that want a full name take it (RFC 5321, section 4.1.4).
pub(crate) fn hello(set: Option<&str>, base_url: &str) -> Result<String, String> {
    match set {
        Some(set) if is_host(set) => Ok(set.to_owned()),
        Some(_) => {
            Err("OCPANEL_SMTP_HELO: write the name of this host, like panel.example.com, or its address".to_owned())
        }
        None => Ok(match host(base_url) {
            host if host == "localhost" => "127.0.0.1".to_owned(),
            host => host,
        }),
    }
}

/// The certificates of `SSL_CERT_FILE`: without one in it, none that is meant would count.
pub(crate) fn authorities(file: &Path) -> Result<Vec<u8>, String> {
    let wrong = |what: String| format!("SSL_CERT_FILE: {}: {what}", file.display());
    let pem = std::fs::read(file).map_err(|error| wrong(error.to_string()))?;
    if !pem.windows(BEGIN.len()).any(|part| part == BEGIN) {
        return Err(wrong("there is no certificate in it; one begins with -----BEGIN CERTIFICATE-----".to_owned()));
    }
    let certificate = Certificate::from_pem(&pem);
    let taken = certificate
        .and_then(|known| TlsParameters::builder("localhost".to_owned()).add_root_certificate(known).build());
    taken.map(|_| pem).map_err(|_| wrong("a certificate in it is damaged".to_owned()))
}

const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";

/// A name of letters, digits, hyphens and full stops (RFC 5321, section 4.1.2), or an address.
fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        let letters = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        letters && (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
    };
    text.parse::<IpAddr>().is_ok() || text.len() <= 253 && text.split('.').all(is_label)
}

/// The host in a base URL, without its port.
fn host(base_url: &str) -> String {
    let rest = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
    let host = match rest.strip_prefix('[') {
        Some(address) => address.split(']').next(),
        None => rest.split([':', '/']).next(),
    };
    host.unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sender_is_an_address_that_mail_servers_know() {
        for (from, development, part) in [
            ("OneCloudPlanet <no-reply@localhost>", false, "OCPANEL_MAIL_FROM is needed"),
            ("no-reply@127.0.0.1", false, "OCPANEL_MAIL_FROM is needed"),
            ("пошта@example.com", true, "ASCII"),
            ("Cloud, Inc. <no-reply@example.com>", true, "quotation marks"),
            ("no-reply", true, "quotation marks"),
        ] {
            let sentence = sender(from, development).expect_err(from);
            assert!(sentence.starts_with("OCPANEL_MAIL_FROM") && sentence.contains(part), "{sentence}");
        }
        for (from, development) in [
            ("OneCloudPlanet <no-reply@localhost>", true),
            ("\"Cloud, Inc.\" <no-reply@example.com>", false),
            ("Хмара <no-reply@пошта.укр>", false),
        ] {
            assert_eq!(sender(from, development), Ok(()), "{from}");
        }
        assert_eq!(support("support@example.com"), Ok(()));
        assert!(support("write to us").is_err_and(|sentence| sentence.starts_with("OCPANEL_SUPPORT_EMAIL: ")));
    }

    #[test]
    fn the_mail_server_hears_the_base_urls_host_or_what_is_set() {
        for (base_url, expected) in [
            ("https://panel.example.com", "panel.example.com"),
            ("http://127.0.0.1:3000", "127.0.0.1"),
            ("http://[::1]:3000", "::1"),
        ] {
            assert_eq!(hello(None, base_url).as_deref(), Ok(expected));
        }
        assert_eq!(hello(Some("mail-1.example.com"), "https://panel.example.com").as_deref(), Ok("mail-1.example.com"));
        for set in ["", "a b", "mail.example.com.", "-a.example.com", "mail_1", "пошта.укр", "a\r\nMAIL"] {
            let sentence = hello(Some(set), "https://panel.example.com").expect_err(set);
            assert!(sentence.starts_with("OCPANEL_SMTP_HELO: "), "{sentence}");
        }
    }

    #[test]
    fn a_file_without_a_certificate_stops_the_start() {
        let file = std::env::temp_dir().join(format!("ocpanel-authorities-{}", std::process::id()));
        let damaged = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        for (content, part) in [("", "no certificate"), ("not at all", "no certificate"), (damaged, "damaged")] {
            std::fs::write(&file, content).expect("it can be written");
            let sentence = authorities(&file).expect_err(content);
            assert!(sentence.starts_with("SSL_CERT_FILE: ") && sentence.contains(part), "{sentence}");
        }
        std::fs::remove_file(&file).expect("it is there");
        assert!(authorities(&file).is_err_and(|sentence| sentence.starts_with("SSL_CERT_FILE: ")));
    }
}
