//! The address of a page, as its request names it.

use crate::{form_endpoints::FormEndpoint, visit::Address};
use axum::{extract::Query, http::Uri};

/// The address of the page that is asked for.
pub(crate) fn address_of(uri: &Uri) -> Address {
    let query = Query::<Vec<(String, String)>>::try_from_uri(uri).map(|Query(pairs)| pairs).unwrap_or_default();
    // A page that answers a form stands at an address that is none: the form's own page is meant.
    let whole = match uri.path().strip_prefix("/api/") {
        Some(endpoint) => FormEndpoint::of(endpoint)
            .map(|target| target.page)
            .filter(|page| !page.contains('{'))
            .unwrap_or("/")
            .to_owned(),
        None => uri.path_and_query().map_or_else(|| uri.path().to_owned(), ToString::to_string),
    };
    Address { path: uri.path().to_owned(), query, whole }
}
