//! The base URL in the one form that browsers use: they compare and send an origin so (WHATWG URL, section 4.4; RFC 6454).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use url::{Host, Url};

/// What an operator is to write, where their own cannot be told.
const LIKE: &str = "write it like https://panel.example.com";

/// Scheme, host and port in small letters and ASCII, without a port that goes without saying and without a slash.
///
/// # Errors
/// A sentence that says what to write. It never repeats a password.
pub(crate) fn canonical(written: &str) -> Result<String, String> {
    if written.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\') {
        return Err(format!("it has a blank or a backslash in it: {LIKE}"));
    }
    let small = written.to_ascii_lowercase();
    if !(small.starts_with("https://") || small.starts_with("http://")) {
        return Err(format!("it must begin with https://: {LIKE}"));
    }
    let url = Url::parse(written).map_err(|error| format!("{error}: {LIKE}"))?;
    let origin = url.origin().ascii_serialization();
    let beside = |what: &str| Err(format!("{what}: write {origin}"));
    match &url {
        url if !url.username().is_empty() || url.password().is_some() => beside("it has a user or a password in it"),
        url if url.path() != "/" => beside("pages stand at the root of a host, not below a path"),
        url if url.query().is_some() || url.fragment().is_some() => beside("it has a ? or # in it"),
        url if url.port() == Some(0) => Err(format!("no browser asks at port 0: {LIKE}")),
        _ => Ok(origin),
    }
}

/// That of a program which listens on this address, where the operator names none. What this machine alone reaches goes by
/// its name: browsers know no passkeys of an IP address.
pub(crate) fn of(address: SocketAddr) -> String {
    let ip = address.ip().to_canonical();
    if ip.is_unspecified() || ip == Ipv4Addr::LOCALHOST || ip == Ipv6Addr::LOCALHOST {
        format!("http://localhost:{}", address.port())
    } else {
        format!("http://{address}")
    }
}

/// The same site by its IP address, where the base URL says `localhost` and the program listens there itself.
pub(crate) fn by_number(base_url: &str, address: SocketAddr) -> Option<String> {
    let url = Url::parse(base_url).ok()?;
    let ours = url.scheme() == "http" && url.host() == Some(Host::Domain("localhost"));
    let ip = match address.ip() {
        IpAddr::V4(_) => IpAddr::from(Ipv4Addr::LOCALHOST),
        IpAddr::V6(_) => IpAddr::from(Ipv6Addr::LOCALHOST),
    };
    let here = SocketAddr::new(ip, address.port());
    let same = ours && url.port_or_known_default() == Some(address.port()) && of(address) == of(here);
    canonical(&format!("http://{here}")).ok().filter(|_| same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_this_machine_reaches_goes_by_its_name() {
        let of = |address: &str| of(address.parse().expect("an address"));
        for local in ["127.0.0.1:3000", "[::1]:3000", "0.0.0.0:3000", "[::]:3000"] {
            assert_eq!(of(local), "http://localhost:3000", "{local}");
        }
        assert_eq!(of("127.0.0.2:3000"), "http://127.0.0.2:3000", "the name does not lead there");
        assert_eq!(of("192.0.2.1:80"), "http://192.0.2.1:80");
    }

    #[test]
    fn only_where_it_listens_itself_does_a_number_mean_the_same() {
        let of = |base_url: &str, address: &str| by_number(base_url, address.parse().expect("an address"));
        let number = |number: &str| Some(number.to_owned());
        assert_eq!(of("http://localhost:3000", "127.0.0.1:3000"), number("http://127.0.0.1:3000"));
        assert_eq!(of("http://localhost:3000", "0.0.0.0:3000"), number("http://127.0.0.1:3000"));
        assert_eq!(of("http://localhost:3000", "[::1]:3000"), number("http://[::1]:3000"));
        assert_eq!(of("http://localhost", "127.0.0.1:80"), number("http://127.0.0.1"));
        for (base_url, address) in [
            ("http://localhost:8080", "127.0.0.1:3000"),
            ("https://localhost:3000", "127.0.0.1:3000"),
            ("http://localhost:3000", "127.0.0.2:3000"),
            ("http://localhost:3000", "192.0.2.1:3000"),
            ("https://panel.example.com", "127.0.0.1:443"),
            ("http://127.0.0.1:3000", "127.0.0.1:3000"),
        ] {
            assert_eq!(of(base_url, address), None, "{base_url} {address}");
        }
    }

    #[test]
    fn it_is_brought_into_the_form_of_an_origin() {
        for (written, origin) in [
            ("https://panel.example.com", "https://panel.example.com"),
            ("HTTPS://Panel.Example.COM:443/", "https://panel.example.com"),
            ("http://127.0.0.1:80", "http://127.0.0.1"),
            ("http://[::0:1]:3000", "http://[::1]:3000"),
            ("https://панель.укр:8443", "https://xn--80aksgi6f.xn--j1amh:8443"),
        ] {
            assert_eq!(canonical(written).as_deref(), Ok(origin), "{written}");
            assert_eq!(canonical(origin).as_deref(), Ok(origin), "once more");
        }
    }

    #[test]
    fn what_is_no_origin_is_refused_with_what_to_write() {
        for written in [
            "https://anna:canary@panel.example.com",
            "https://anna@panel.example.com",
            "https://panel.example.com/panel",
            "https://panel.example.com/?canary",
            "https://panel.example.com#canary",
        ] {
            let sentence = canonical(written).expect_err(written);
            assert!(sentence.ends_with(": write https://panel.example.com"), "{sentence}");
            assert!(!sentence.contains("canary"), "{sentence}");
        }
        for written in [
            "",
            "panel.example.com",
            "ftp://panel.example.com",
            "https:panel.example.com",
            "https://",
            " https://panel.example.com",
            "https://panel.example.com\n",
            "https://panel .example.com",
            "https:\\\\panel.example.com",
            "https://panel.example.com:0",
            "https://panel.example.com:port",
            "https://xn--a.example",
        ] {
            let sentence = canonical(written).expect_err(written);
            assert!(sentence.ends_with(LIKE), "{written}: {sentence}");
        }
    }
}
