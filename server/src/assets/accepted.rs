//! What a request accepts: codings, and what it has already.

use axum::http::{HeaderMap, HeaderValue, header};

/// From the least to the most liked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Encoding {
    Identity,
    Gzip,
    Brotli,
}

impl Encoding {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Gzip => "gzip",
            Self::Brotli => "br",
        }
    }
}

/// The offer that an `Accept-Encoding` of `accepted` weighs highest; the file as it is where it allows none.
pub(super) fn best(accepted: &str, offered: impl Iterator<Item = Encoding>) -> Encoding {
    let weighed = offered.filter_map(|encoding| Some((weight(accepted, encoding.name())?, encoding)));
    weighed.filter(|(weight, _)| *weight > 0).max().map_or(Encoding::Identity, |(_, encoding)| encoding)
}

/// Whether an answer to this request may be compressed with gzip.
pub(crate) fn takes_gzip(headers: &HeaderMap) -> bool {
    weight(&all(headers, header::ACCEPT_ENCODING), Encoding::Gzip.name()).is_some_and(|weight| weight > 0)
}

/// The weight of a coding in thousandths, by its name or else by `*`; `None` when it is not spoken of.
fn weight(accepted: &str, coding: &str) -> Option<u16> {
    let weight_of = |wanted: &str| {
        accepted.split(',').find_map(|item| {
            let mut parts = item.split(';').map(str::trim);
            parts.next()?.eq_ignore_ascii_case(wanted).then(|| {
                let q = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
                q.map_or(1000, |q| q.parse::<f32>().map_or(0, |q| (q * 1000.0) as u16))
            })
        })
    };
    weight_of(coding).or_else(|| weight_of("*"))
}

/// Whether a request says that the browser has what this entity tag names (RFC 9110, 13.1.2).
pub(crate) fn holds(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    etag.to_str().is_ok_and(|etag| is_among(&all(headers, header::IF_NONE_MATCH), etag))
}

/// Whether an `If-None-Match` of `known` names `etag`.
pub(super) fn is_among(known: &str, etag: &str) -> bool {
    known.split(',').map(str::trim).any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == etag)
}

/// All values of a header that is a list, as one.
pub(super) fn all(headers: &HeaderMap, name: header::HeaderName) -> String {
    headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best_of_all(accepted: &str) -> Encoding {
        best(accepted, [Encoding::Identity, Encoding::Gzip, Encoding::Brotli].into_iter())
    }

    #[test]
    fn browsers_get_brotli() {
        assert_eq!(best_of_all("gzip, deflate, br, zstd"), Encoding::Brotli);
        assert_eq!(best_of_all("*"), Encoding::Brotli);
        assert_eq!(best_of_all("GZIP;q=1.0, BR;Q=1"), Encoding::Brotli);
    }

    #[test]
    fn who_says_nothing_gets_the_file_as_it_is() {
        assert_eq!(best_of_all(""), Encoding::Identity);
        assert_eq!(best_of_all("zstd"), Encoding::Identity);
    }

    #[test]
    fn a_weight_of_zero_refuses() {
        assert_eq!(best_of_all("br;q=0, gzip"), Encoding::Gzip);
        assert_eq!(best_of_all("br; q=0.000, *"), Encoding::Gzip);
        assert_eq!(best_of_all("*;q=0"), Encoding::Identity);
        assert_eq!(best_of_all("br;q=x"), Encoding::Identity);
    }

    #[test]
    fn the_higher_weight_wins() {
        assert_eq!(best_of_all("br;q=0.4, gzip;q=0.5"), Encoding::Gzip);
        assert_eq!(best_of_all("identity;q=0.9, br;q=0.1, *;q=0"), Encoding::Identity);
    }

    #[test]
    fn only_what_there_is_is_chosen() {
        assert_eq!(best("br, gzip", [Encoding::Identity, Encoding::Gzip].into_iter()), Encoding::Gzip);
        assert_eq!(best("br, gzip", [Encoding::Identity].into_iter()), Encoding::Identity);
    }

    #[test]
    fn an_etag_is_recognised_in_a_list() {
        assert!(is_among("\"a\", W/\"b-br\"", "\"b-br\""));
        assert!(is_among("*", "\"b-br\""));
        assert!(!is_among("\"b-gzip\"", "\"b-br\""));
        assert!(!is_among("", "\"b-br\""));
    }
}
