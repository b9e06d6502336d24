//! The address of a mail server, as an operator writes it: `smtp://user:password@host:587?tls=required`.

use lettre::transport::smtp::authentication::Credentials;
use percent_encoding::percent_decode_str;
use std::net::IpAddr;
use url::{Host, Url};

const UNREADABLE: &str = "it is not like smtp://user:pass@host:587?tls=required or smtps://…";
const UNESCAPED: &str = "a sign in its user or password must be escaped: write %40 for @, %3A for :, %2F for /, %3F for ?, %23 for #, %25 for %, %20 for a blank";
const HALF: &str =
    "it has a user without a password, or a password without a user: write smtp://user:pass@host, or neither";
const PATH: &str = "nothing but ?tls=… may stand behind host and port";
const QUERY: &str = "behind the ? there may be tls=required or tls=none, once, and nothing else";
const PORT: &str = "there is no port 0";
const CLEAR: &str = "beyond this machine letters go encrypted: say tls=required, or nothing";

/// What such an address says.
pub(super) struct Parts {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) tls: Tls,
    pub(super) credentials: Option<Credentials>,
}

/// How the line is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tls {
    /// From the first byte.
    Whole,
    /// After STARTTLS; a server that does not offer it gets nothing.
    Upgraded,
    /// Not at all: the server is on this machine.
    None,
}

/// What leaves the machine is encrypted, always. A server on this very machine is spoken to in the clear, unless
/// `tls=required` is said.
///
/// # Errors
/// A sentence for the operator, which never repeats the address: it holds a password.
pub(super) fn read(address: &str) -> Result<Parts, &'static str> {
    let (_, rest) = address.split_once("://").ok_or(UNREADABLE)?;
    let (user, rest) = rest.rsplit_once('@').map_or((None, rest), |(user, rest)| (Some(user), rest));
    if user.is_some_and(|user| !is_escaped(user)) {
        return Err(UNESCAPED);
    }
    let credentials = user.map(credentials).transpose()?;
    let url = Url::parse(address).map_err(|_| if has_port_0(rest) { PORT } else { UNREADABLE })?;
    let host = host(&url).ok_or(UNREADABLE)?;
    if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
        return Err(PATH);
    }
    let said = tls_said(&url)?;
    let (tls, usual) = match (url.scheme(), said.as_deref()) {
        ("smtps", None | Some("required")) => (Tls::Whole, 465),
        ("smtp", None | Some("none")) if is_this_machine(&host) => (Tls::None, 25),
        ("smtp", None | Some("required")) => (Tls::Upgraded, 587),
        ("smtp" | "smtps", Some("none")) => return Err(CLEAR),
        ("smtp" | "smtps", _) => return Err(QUERY),
        _ => return Err(UNREADABLE),
    };
    let port = url.port().unwrap_or(usual);
    if port == 0 { Err(PORT) } else { Ok(Parts { host, port, tls, credentials }) }
}

/// Whether it can stand before the `@`: nothing in it would end it, or mean another sign.
fn is_escaped(user: &str) -> bool {
    let ends = |sign: char| "@/?#[]\\".contains(sign) || sign.is_whitespace() || sign.is_control();
    let percents = user.split('%').skip(1);
    let mut hex =
        percents.map(|rest| rest.get(..2).is_some_and(|two| two.bytes().all(|byte| byte.is_ascii_hexdigit())));
    !user.contains(ends) && user.matches(':').count() <= 1 && hex.all(|is_hex| is_hex)
}

/// User and password.
fn credentials(user: &str) -> Result<Credentials, &'static str> {
    let (user, password) = user.split_once(':').ok_or(HALF)?;
    if user.is_empty() || password.is_empty() {
        return Err(HALF);
    }
    let decoded = |text| percent_decode_str(text).decode_utf8().map_err(|_| UNREADABLE);
    Ok(Credentials::new(decoded(user)?.into_owned(), decoded(password)?.into_owned()))
}

/// The host as certificates name it. Where the scheme is none of the web's, a [`Url`] keeps it as it was written.
fn host(url: &Url) -> Option<String> {
    let written = percent_decode_str(url.host_str()?).decode_utf8().ok()?;
    let host = match url.host()? {
        Host::Domain(_) => idna::domain_to_ascii(&written).ok()?,
        _ => written.trim_matches(['[', ']']).to_owned(),
    };
    (!host.is_empty()).then_some(host)
}

/// What stands behind `tls=`, if anything.
fn tls_said(url: &Url) -> Result<Option<String>, &'static str> {
    let mut said = url.query_pairs();
    match (said.next(), said.next()) {
        (None, _) => Ok(None),
        (Some((name, value)), None) if name == "tls" => Ok(Some(value.into_owned())),
        _ => Err(QUERY),
    }
}

fn has_port_0(rest: &str) -> bool {
    rest.split(['/', '?']).next().is_some_and(|host| host.ends_with(":0"))
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leaves_the_machine_is_encrypted() {
        for (address, tls) in [
            ("smtps://user:secret@mail.example.com", Tls::Whole),
            ("smtp://user:secret@mail.example.com:587?tls=required", Tls::Upgraded),
            ("smtp://mail.example.com/", Tls::Upgraded),
            ("smtp://localhost?tls=required", Tls::Upgraded),
            ("smtp://127.0.0.1:2525", Tls::None),
            ("smtp://[::1]:2525?tls=none", Tls::None),
        ] {
            assert_eq!(read(address).map(|parts| parts.tls), Ok(tls), "{address}");
        }
    }

    #[test]
    fn user_and_password_are_read_and_a_host_of_any_script() {
        let parts = read("smtps://name%40x:p%40s+s!%25@пошта.укр").expect("it is one");
        assert_eq!((parts.host.as_str(), parts.port), ("xn--80a1acn3a.xn--j1amh", 465));
        assert_eq!(parts.credentials, Some(Credentials::new("name@x".to_owned(), "p@s+s!%".to_owned())));
    }

    #[test]
    fn whatever_else_it_is_stops_with_a_sentence_that_repeats_no_password() {
        for (address, expected) in [
            ("smtp://user:secret@mail.example.com?tls=none", CLEAR),
            ("smtps://user:secret@mail.example.com?tls=none", CLEAR),
            ("smtp://user:secret@mail.example.com?tls=opportunistic", QUERY),
            ("smtp://mail.example.com?tls=required&tls=required", QUERY),
            ("smtp://mail.example.com?password=secret", QUERY),
            ("smtp://user:secret@mail.example.com/secret", PATH),
            ("smtp://user:secret@mail.example.com#secret", PATH),
            ("smtp://mail.example.com:0", PORT),
            ("smtp://user:secret@mail.example.com:0?tls=required", PORT),
            ("smtp://secret@mail.example.com", HALF),
            ("smtp://user:@mail.example.com", HALF),
            ("smtp://:secret@mail.example.com", HALF),
            ("smtp://user:sec@ret@mail.example.com", UNESCAPED),
            ("smtp://user:sec/ret@mail.example.com", UNESCAPED),
            ("smtp://user:12/secret@mail.example.com", UNESCAPED),
            ("smtp://user:sec?ret@mail.example.com", UNESCAPED),
            ("smtp://user:sec#ret@mail.example.com", UNESCAPED),
            ("smtp://user:sec:ret@mail.example.com", UNESCAPED),
            ("smtp://user:100%secret@mail.example.com", UNESCAPED),
            ("smtp://user:sec ret@mail.example.com", UNESCAPED),
            ("http://user:secret@mail.example.com", UNREADABLE),
            ("user:secret@mail.example.com", UNREADABLE),
            ("smtps://name:secret@mail.example.com:port", UNREADABLE),
            ("smtp://", UNREADABLE),
        ] {
            let sentence = read(address).err().expect(address);
            assert_eq!(sentence, expected, "{address}");
            assert!(!sentence.contains("secret"), "{sentence}");
        }
    }
}
