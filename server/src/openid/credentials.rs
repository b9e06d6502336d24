//! Which application asks (RFC 6749, 2.3.1): by `Authorization: Basic`, or in the form.

use super::parameters::Parameters;
use axum::http::{HeaderMap, header};
use base64::{Engine, engine::general_purpose::STANDARD};
use percent_encoding::percent_decode_str;

/// Who an application says it is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Credentials {
    pub(super) id: String,
    pub(super) secret: Option<String>,
}

impl Credentials {
    /// As the request says it, in one way; nothing where it says it in none or in two.
    pub(super) fn of(headers: &HeaderMap, form: &Parameters) -> Option<Credentials> {
        let (id, secret) = (form.get("client_id").map(str::to_owned), form.get("client_secret").map(str::to_owned));
        if !headers.contains_key(header::AUTHORIZATION) {
            return Some(Credentials { id: id?, secret });
        }
        let basic = basic(headers).filter(|basic| secret.is_none() && id.is_none_or(|id| id == basic.id))?;
        Some(basic)
    }
}

/// Both parts are encoded as in a form before they are joined.
fn basic(headers: &HeaderMap) -> Option<Credentials> {
    let mut lines = headers.get_all(header::AUTHORIZATION).iter();
    let line = lines.next().filter(|_| lines.next().is_none())?.to_str().ok()?;
    let (kind, word) = line.split_once(' ')?;
    let joined = kind.eq_ignore_ascii_case("basic").then(|| STANDARD.decode(word.trim()).ok()).flatten()?;
    let joined = String::from_utf8(joined).ok()?;
    let (id, secret) = joined.split_once(':')?;
    let decoded =
        |part: &str| percent_decode_str(&part.replace('+', " ")).decode_utf8().ok().map(|part| part.into_owned());
    Some(Credentials { id: decoded(id)?, secret: Some(decoded(secret)?).filter(|secret| !secret.is_empty()) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn an_application_says_who_it_is_in_one_way() {
        let said = |line: Option<String>, form: &str| {
            let mut headers = HeaderMap::new();
            if let Some(line) = line {
                headers.insert(header::AUTHORIZATION, HeaderValue::try_from(line).expect("a header"));
            }
            Credentials::of(&headers, &Parameters::parse(form.as_bytes()).expect("each once"))
        };
        let basic = |text: &str| Some(format!("Basic {}", STANDARD.encode(text)));
        let is =
            |id: &str, secret: Option<&str>| Some(Credentials { id: id.to_owned(), secret: secret.map(str::to_owned) });
        assert_eq!(said(basic("a%2Bb:c"), ""), is("a+b", Some("c")));
        assert_eq!(said(basic("a:c"), "client_id=a"), is("a", Some("c")));
        assert_eq!(said(None, "client_id=a&client_secret=c"), is("a", Some("c")));
        assert_eq!(said(None, "client_id=a"), is("a", None));
        for (line, form) in [
            (None, ""),
            (basic("a:c"), "client_id=b"),
            (basic("a:c"), "client_id=a&client_secret=c"),
            (basic("a"), ""),
            (Some("Bearer x".to_owned()), "client_id=a"),
            (Some("Basic ?".to_owned()), ""),
        ] {
            assert_eq!(said(line, form), None, "{form}");
        }
    }
}
