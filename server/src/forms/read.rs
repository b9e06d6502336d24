//! A form as it is read: in time, not too large, and with no field but its own.

use app::{CSRF_TOKEN, FormEndpoint, INSTEAD, MADE_FOR, READS};
use axum::{
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, StatusCode, header, request::Parts},
};
use percent_encoding::percent_decode_str;
use rules::Field;
use std::time::Duration;
use tokio::time::timeout;
use words::pages::Trouble;

/// Most bytes of a form.
const MOST_BYTES: usize = 64 * 1024;

/// How long a form may take to arrive.
pub(crate) const ARRIVES_WITHIN: Duration = Duration::from_secs(30);

pub(crate) type Refused = (StatusCode, fn(&Trouble) -> (&'static str, &'static str));

/// The form's bytes, and its fields; or why they are refused.
pub(super) async fn read(parts: &Parts, body: Body, function: &str) -> Result<(Bytes, Vec<(String, String)>), Refused> {
    let path = parts.uri.path();
    if !leptos::server_fn::axum::server_fn_paths().any(|(known, _)| known == path) {
        return Err((StatusCode::NOT_FOUND, |words| words.not_found));
    }
    if !is_urlencoded(&parts.headers) {
        return Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, |words| words.bad_request));
    }
    let bytes = bytes(body).await?;
    let unreadable: Refused = (StatusCode::BAD_REQUEST, |words| words.bad_request);
    let fields = decode(&bytes).filter(|fields| are_expected(fields, function)).ok_or(unreadable)?;
    Ok((bytes, fields))
}

/// What a form is made of; not more and not longer than a form may be.
pub(crate) async fn bytes(body: Body) -> Result<Bytes, Refused> {
    let too_large: Refused = (StatusCode::PAYLOAD_TOO_LARGE, |words| words.too_large);
    let too_slow: Refused = (StatusCode::REQUEST_TIMEOUT, |words| words.too_slow);
    let bytes = timeout(ARRIVES_WITHIN, to_bytes(body, MOST_BYTES)).await.map_err(|_| too_slow)?;
    bytes.map_err(|_| too_large)
}

/// What a form says under this name.
pub(crate) fn value(bytes: &[u8], name: &str) -> Option<String> {
    decode(bytes)?.into_iter().find(|(at, _)| at == name).map(|(_, value)| value)
}

fn is_urlencoded(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"))
}

/// Names and values; none where a byte is not UTF-8 or is NUL, which no text has.
fn decode(bytes: &[u8]) -> Option<Vec<(String, String)>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let decode = |raw: &str| {
        let text = percent_decode_str(&raw.replace('+', " ")).decode_utf8().ok()?.into_owned();
        (!text.contains('\0')).then_some(text)
    };
    let pairs = text.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.map(|(name, value)| Some((decode(name)?, decode(value)?))).collect()
}

/// Every field is one that the function takes, and comes once.
fn are_expected(fields: &[(String, String)], function: &str) -> bool {
    let takes = |name: &str| match FormEndpoint::of(function) {
        Some(target) => {
            [CSRF_TOKEN, INSTEAD, MADE_FOR].contains(&name)
                || Field::named(name).is_some_and(|field| target.fields.contains(&field))
        }
        None => READS.iter().any(|(read, takes)| *read == function && takes.contains(&name)),
    };
    fields
        .iter()
        .enumerate()
        .all(|(at, (name, _))| takes(name) && !fields[..at].iter().any(|(before, _)| before == name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_as_the_browser_wrote_it() {
        let fields = decode("name=%D0%9E%D0%BB%D1%8F+K&surname=a%26b%3D&email".as_bytes());
        let expected =
            [("name", "Оля K"), ("surname", "a&b="), ("email", "")].map(|(n, v)| (n.to_owned(), v.to_owned()));
        assert_eq!(fields.as_deref(), Some(&expected[..]));
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        for bytes in [&b"name=%ff"[..], b"name=\xff", b"name=%00", b"na%00me=x", b"name=%c0%80", b"name=%ed%a0%80"] {
            assert_eq!(decode(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn only_the_forms_own_fields_pass_and_each_once() {
        let fields = |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), String::new())).collect::<Vec<_>>();
        assert!(are_expected(&fields(&["email", "password", "next"]), "sign_in"));
        assert!(!are_expected(&fields(&["email", "email"]), "sign_in"));
        assert!(!are_expected(&fields(&["email", "role"]), "sign_in"));
        assert!(!are_expected(&fields(&["name"]), "sign_in"));
        assert!(!are_expected(&fields(&["form"]), "page"));
        assert!(are_expected(&fields(&["email", "password"]), "strength"));
    }
}
