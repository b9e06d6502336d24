//! Where a request comes from, also through proxies.

use axum::http::HeaderMap;
use std::net::{IpAddr, SocketAddr};

/// Where a request comes from. Each of our proxies has written one entry of `X-Forwarded-For`, so the client is the
/// `proxies`th from the right; whatever stands left of it anybody can write. Without a readable one it is the peer.
pub(super) fn client(headers: &HeaderMap, peer: IpAddr, proxies: u8) -> IpAddr {
    let entries =
        headers.get_all("x-forwarded-for").iter().flat_map(|line| line.as_bytes().split(|byte| *byte == b','));
    let entries: Vec<&[u8]> = entries.collect();
    let written = usize::from(proxies).checked_sub(1).and_then(|at| entries.iter().rev().nth(at));
    written.and_then(|entry| address_in(std::str::from_utf8(entry).ok()?.trim())).unwrap_or(peer).to_canonical()
}

/// `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:4711`.
fn address_in(entry: &str) -> Option<IpAddr> {
    let with_port = || entry.parse::<SocketAddr>().ok().map(|address| address.ip());
    entry.trim_matches(['[', ']']).parse().ok().or_else(with_port)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    #[test]
    fn only_what_our_proxies_wrote_says_where_a_request_comes_from() {
        let peer = IpAddr::from([127, 0, 0, 1]);
        let from = |lines: &[&'static str], proxies| {
            let lines =
                lines.iter().map(|line| (HeaderName::from_static("x-forwarded-for"), HeaderValue::from_static(line)));
            let mut headers = HeaderMap::new();
            for (name, value) in lines {
                headers.append(name, value);
            }
            client(&headers, peer, proxies).to_string()
        };
        let spoofed = ["6.6.6.6, 203.0.113.9", "198.51.100.7"];
        assert_eq!(from(&spoofed, 0), "127.0.0.1");
        assert_eq!(from(&spoofed, 1), "198.51.100.7");
        assert_eq!(from(&spoofed, 2), "203.0.113.9");
        assert_eq!(from(&spoofed, 4), "127.0.0.1", "fewer than there should be");
        let mut garbled = HeaderMap::new();
        garbled.insert("x-forwarded-for", HeaderValue::from_bytes("é, 203.0.113.9".as_bytes()).expect("a header"));
        assert_eq!(client(&garbled, peer, 1).to_string(), "203.0.113.9");
        for (entry, address) in [
            ("203.0.113.9:4711", "203.0.113.9"),
            ("[2001:db8::1]:4711", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("::ffff:203.0.113.9", "203.0.113.9"),
            ("unknown", "127.0.0.1"),
            ("", "127.0.0.1"),
        ] {
            assert_eq!(from(&[entry], 1), address, "{entry}");
        }
    }
}
