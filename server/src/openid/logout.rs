//! Signing out, asked for by an application (OpenID Connect RP-Initiated Logout 1.0). A link ends nothing: somebody
//! presses a button.

use super::parameters::{Parameters, with_added};
use crate::{
    openid_addresses::{LOGOUT, SIGNED_OUT},
    pages,
    state::AppState,
};
use accounts::{Application, CurrentUser, Error};
use axum::{
    extract::{Request, State},
    http::{StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use std::sync::Arc;

/// The page with the button; who is signed out already goes on at once.
pub(super) async fn logout(State(server): State<AppState>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let (application, parameters) = match asked(&server, &parts).await {
        Ok(asked) => asked,
        Err(error) => return pages::failed(&server, &parts, &error),
    };
    let back = ["client_id", "post_logout_redirect_uri", "state"];
    let id = application.as_ref().map(|application| application.id.as_str());
    let back = back.map(|name| (name, if name == "client_id" { id } else { parameters.get(name) }));
    let next = with_added(SIGNED_OUT, &back);
    // What is too long to come back from is left out.
    let next = if rules::own_path(&next).is_some() { next } else { SIGNED_OUT.to_owned() };
    if parts.extensions.get::<Arc<CurrentUser>>().is_none() {
        return (StatusCode::SEE_OTHER, [(header::LOCATION, next)]).into_response();
    }
    let name = application.map(|application| application.name);
    pages::sign_out(&server, &parts, name.as_deref(), next)
}

/// Says so, and leads on to where the application is registered to be led.
pub(super) async fn signed_out(State(server): State<AppState>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let (application, parameters) = match asked(&server, &parts).await {
        Ok(asked) => asked,
        Err(error) => return pages::failed(&server, &parts, &error),
    };
    // Whoever follows a link to here has not pressed yet.
    if parts.extensions.get::<Arc<CurrentUser>>().is_some() {
        let query = parts.uri.query().unwrap_or_default();
        return (StatusCode::SEE_OTHER, [(header::LOCATION, format!("{LOGOUT}?{query}"))]).into_response();
    }
    let address = parameters.get("post_logout_redirect_uri");
    match application.zip(address).filter(|(application, address)| application.leads_to(address)) {
        Some((application, address)) => {
            let address = with_added(address, &[("state", parameters.get("state"))]);
            pages::onward(&server, &parts, &application.name, &address, |words| words.signed_out)
        }
        None => (StatusCode::SEE_OTHER, [(header::LOCATION, "/")]).into_response(),
    }
}

/// Which application asks, by its id or by an ID token it got from us, and what else it says.
async fn asked(server: &AppState, parts: &Parts) -> Result<(Option<Application>, Parameters), Error> {
    let parameters = Parameters::parse(parts.uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
    let of_hint = match parameters.get("id_token_hint") {
        Some(hint) => server.accounts.signing.claims_of(hint).await?,
        None => None,
    };
    let of_hint = of_hint.and_then(|claims| claims["aud"].as_str().map(str::to_owned));
    let named = parameters.get("client_id").map(str::to_owned);
    // Both together have to mean the same one.
    let id = match (of_hint, named) {
        (Some(hinted), Some(named)) if hinted != named => None,
        (hinted, named) => hinted.or(named),
    };
    let application = match id {
        Some(id) => server.accounts.applications.application(&id).await?,
        None => None,
    };
    Ok((application, parameters))
}
