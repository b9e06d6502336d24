//! The parameters of a request, from an address or a form: each once (RFC 6749, 3.1).

use crate::forms;
use axum::{
    extract::Request,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use std::collections::HashMap;

/// Longest address that a form is turned into, in bytes.
const MOST: usize = 4_096;

/// What was asked for. What has no value counts as left out.
#[derive(Debug, Default)]
pub(super) struct Parameters(HashMap<String, String>);

impl Parameters {
    /// Those of a query or a form; nothing where one comes twice, or has what no database takes.
    pub(super) fn parse(encoded: &[u8]) -> Option<Parameters> {
        let mut all = HashMap::new();
        for (name, value) in url::form_urlencoded::parse(encoded) {
            if name.contains('\0')
                || value.contains('\0')
                || all.insert(name.into_owned(), value.into_owned()).is_some()
            {
                return None;
            }
        }
        all.retain(|_, value| !value.is_empty());
        Some(Parameters(all))
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The same address with these instead.
    pub(super) fn with(&self, path: &str, others: &[(&str, Option<&str>)]) -> String {
        let mut all: Vec<(&str, &str)> = self.0.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        all.retain(|(name, _)| !others.iter().any(|(other, _)| other == name));
        all.extend(others.iter().filter_map(|(name, value)| Some((*name, (*value)?))));
        all.sort_unstable();
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(all).finish();
        format!("{path}?{query}")
    }
}

/// An address with these added to its query.
pub(super) fn with_added(address: &str, added: &[(&str, Option<&str>)]) -> String {
    let pairs = added.iter().filter_map(|(name, value)| Some((*name, (*value)?)));
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let joint = match (query.is_empty(), address.contains('?')) {
        (true, _) => return address.to_owned(),
        (false, true) => '&',
        (false, false) => '?',
    };
    format!("{address}{joint}{query}")
}

/// Leads a form of another site to the page of the same address: only then does the browser bring our cookies.
pub(super) async fn ask_again(request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(bytes) = forms::bytes(body).await else { return StatusCode::BAD_REQUEST.into_response() };
    match Parameters::parse(&bytes).map(|parameters| parameters.with(parts.uri.path(), &[])) {
        Some(address) if address.len() <= MOST => {
            (StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response()
        }
        _ => StatusCode::BAD_REQUEST.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_parameter_comes_once_and_an_empty_one_says_nothing() {
        let parameters = Parameters::parse(b"state=a%20b&scope=&x=1").expect("each once");
        assert_eq!((parameters.get("state"), parameters.get("scope"), parameters.get("y")), (Some("a b"), None, None));
        assert!(Parameters::parse(b"state=a&state=b").is_none() && Parameters::parse(b"state=%00").is_none());
        assert_eq!(parameters.with("/p", &[("x", None), ("y", Some("2"))]), "/p?state=a+b&y=2");
    }

    #[test]
    fn an_answer_keeps_the_query_of_its_address() {
        assert_eq!(with_added("https://a.example/", &[("code", Some("x y"))]), "https://a.example/?code=x+y");
        assert_eq!(
            with_added("https://a.example/?b=1", &[("code", Some("x")), ("state", None)]),
            "https://a.example/?b=1&code=x"
        );
        assert_eq!(with_added("https://a.example/", &[("state", None)]), "https://a.example/");
    }
}
