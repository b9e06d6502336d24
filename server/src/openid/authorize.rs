//! A browser brings the question of an application, and takes a code back.

use super::parameters::{Parameters, with_added};
use crate::{openid_addresses::AUTHORIZE, pages, state::AppState};
use accounts::{Application, AuthorizationRequest, CurrentUser, Error, RequestContext, Scope};
use app::server::with_next;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use std::sync::Arc;

/// Longest nonce, in bytes: it is kept until the code is exchanged.
const LONGEST_NONCE: usize = 512;

/// What goes back to an application that is not told who somebody is (RFC 6749, 4.1.2.1; OpenID Connect Core, 3.1.2.6).
type Refusal = &'static str;

/// What an application asks of us beside the code.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    /// Nobody is to be asked anything.
    quietly: bool,
    /// Whoever it is proves it now.
    anew: bool,
    /// How old, in seconds, the last proof may be.
    max_age: Option<i64>,
    /// Since when, in unix seconds, there has to have been a proof: what `anew` becomes on the way.
    since: Option<i64>,
}

/// Answers an application that asks who this is (OpenID Connect Core, 3.1.2).
pub(super) async fn authorize(State(server): State<AppState>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    // What looks or fetches instead of opening could not go on from here: the browser comes again by itself.
    if parts.method == Method::HEAD || parts.headers.get("sec-fetch-dest").is_some_and(|dest| dest != "document") {
        return StatusCode::NO_CONTENT.into_response();
    }
    let Some(parameters) = Parameters::parse(parts.uri.query().unwrap_or_default().as_bytes()) else {
        return unknown(&server, &parts);
    };
    let application =
        match server.accounts.applications.application(parameters.get("client_id").unwrap_or_default()).await {
            Ok(application) => application,
            Err(error) => return pages::failed(&server, &parts, &error),
        };
    let Some((application, redirect_uri)) = application.zip(parameters.get("redirect_uri")) else {
        return unknown(&server, &parts);
    };
    if !application.is_answered_at(redirect_uri) {
        return unknown(&server, &parts);
    }
    let answer =
        Answer { server: &server, parts: &parts, application: &application, parameters: &parameters, redirect_uri };
    match checked(&parameters, &application, redirect_uri, server.accounts.now()) {
        Ok((request, asked)) => answer.decide(&request, &asked).await,
        Err(refusal) => answer.refuse(refusal),
    }
}

/// The page that says that this application is none of ours, or is not answered there: nobody is led on (RFC 9700, 4.11).
fn unknown(server: &AppState, parts: &Parts) -> Response {
    tracing::warn!(what = "an application that is not registered, or not there", "refused right");
    let page = pages::trouble(server, parts, StatusCode::BAD_REQUEST, |words| words.unknown_application);
    // It is asked for once: the panel does not lead here again.
    ([(header::SET_COOKIE, server.cookies.return_cookie(None))], page).into_response()
}

/// What is asked for, if it is what we answer.
fn checked(
    parameters: &Parameters,
    application: &Application,
    redirect_uri: &str,
    now: i64,
) -> Result<(AuthorizationRequest, Asked), Refusal> {
    if parameters.get("request").is_some() {
        return Err("request_not_supported");
    }
    if parameters.get("request_uri").is_some() {
        return Err("request_uri_not_supported");
    }
    if parameters.get("response_type") != Some("code") {
        return Err("unsupported_response_type");
    }
    if parameters.get("response_mode").is_some_and(|mode| mode != "query") {
        return Err("invalid_request");
    }
    if parameters.get("nonce").is_some_and(|nonce| nonce.len() > LONGEST_NONCE) {
        return Err("invalid_request");
    }
    let scope = Scope::parse(parameters.get("scope").unwrap_or_default());
    if !scope.has("openid") {
        return Err("invalid_scope");
    }
    let request = AuthorizationRequest {
        redirect_uri: redirect_uri.to_owned(),
        challenge: challenge(parameters, application)?,
        nonce: parameters.get("nonce").map(str::to_owned),
        scope,
    };
    Ok((request, asked(parameters, now)?))
}

/// What the application will prove itself with. One without a secret has nothing else (RFC 9700, 2.1.1).
fn challenge(parameters: &Parameters, application: &Application) -> Result<Option<String>, Refusal> {
    let challenge = parameters.get("code_challenge");
    let method = parameters.get("code_challenge_method");
    match (challenge, method) {
        (None, None) if !application.is_public() => Ok(None),
        (Some(challenge), Some("S256")) if challenge.len() == 43 => Ok(Some(challenge.to_owned())),
        _ => Err("invalid_request"),
    }
}

fn asked(parameters: &Parameters, now: i64) -> Result<Asked, Refusal> {
    let prompts: Vec<&str> = parameters.get("prompt").unwrap_or_default().split(' ').collect();
    let number = |name| match parameters.get(name).map(str::parse::<u32>) {
        None => Ok(None),
        Some(Ok(number)) => Ok(Some(i64::from(number))),
        Some(Err(_)) => Err("invalid_request"),
    };
    let asked = Asked {
        quietly: prompts.contains(&"none"),
        anew: prompts.contains(&"login") || prompts.contains(&"select_account"),
        max_age: number("max_age")?,
        since: number("since")?,
    };
    if asked.since.is_some_and(|since| since > now) {
        return Err("invalid_request");
    }
    if asked.quietly && prompts.len() > 1 { Err("invalid_request") } else { Ok(asked) }
}

/// Everything that an answer is made of.
struct Answer<'a> {
    server: &'a AppState,
    parts: &'a Parts,
    application: &'a Application,
    parameters: &'a Parameters,
    redirect_uri: &'a str,
}

impl Answer<'_> {
    async fn decide(&self, request: &AuthorizationRequest, asked: &Asked) -> Response {
        let me = self.parts.extensions.get::<Arc<CurrentUser>>();
        let now = self.server.accounts.now();
        // Whoever was sent to prove it is not asked once more because that took them a while.
        let since = match (asked.anew, asked.since) {
            (true, _) => Some(now),
            (false, Some(since)) => Some(since),
            (false, None) => asked.max_age.map(|age| now - age),
        };
        let proved_at = me.map(|me| me.proved_at().unwrap_or(me.session_began_at()));
        let proved = proved_at.is_some_and(|at| !asked.anew && since.is_none_or(|since| at >= since));
        match me {
            Some(me) if !self.is_meant(me).await => self.refuse("login_required"),
            Some(me) if proved => self.hand_over(me, request).await,
            _ if asked.quietly => self.refuse("login_required"),
            None => self.lead_to("/sign-in", since),
            Some(_) => self.lead_to("/confirm-identity", since),
        }
    }

    /// Whether this is whom the application's hint names, if it gives one: an ID token of ours, however old.
    async fn is_meant(&self, me: &CurrentUser) -> bool {
        let Some(hint) = self.parameters.get("id_token_hint") else { return true };
        let claims = self.server.accounts.signing.claims_of(hint).await;
        claims.is_ok_and(|claims| claims.is_some_and(|claims| claims["sub"] == me.user.id))
    }

    async fn hand_over(&self, me: &CurrentUser, request: &AuthorizationRequest) -> Response {
        let context = self.parts.extensions.get::<RequestContext>().cloned().unwrap_or_default();
        match self.server.accounts.applications.authorize(me, self.application, request, &context).await {
            Ok(code) => self.onward(&[("code", Some(code.expose()))]),
            Err(Error::SignedOut) => self.lead_to("/sign-in", None),
            Err(Error::TooMany(seconds)) => {
                pages::later(self.server, self.parts, StatusCode::TOO_MANY_REQUESTS, seconds, None)
            }
            Err(error) => pages::failed(self.server, self.parts, &error),
        }
    }

    /// To a page of ours, and back here. Whoever registers on the way, or accepts an invitation, comes back too.
    fn lead_to(&self, page: &str, since: Option<i64>) -> Response {
        let text = since.map(|since| since.to_string());
        let mut changed = vec![("since", text.as_deref())];
        if since.is_some() {
            changed.push(("prompt", None));
        }
        let back = self.parameters.with(AUTHORIZE, &changed);
        if rules::own_path(&back).is_none() {
            return self.refuse("invalid_request");
        }
        let address = with_next(page, &back);
        // Whoever is signed in can only prove it there, or go elsewhere: then the panel is not to lead them back.
        let kept = Some(back.as_str()).filter(|_| page == "/sign-in");
        let cookie = self.server.cookies.return_cookie(kept);
        (StatusCode::SEE_OTHER, [(header::LOCATION, address), (header::SET_COOKIE, cookie)]).into_response()
    }

    fn refuse(&self, refusal: Refusal) -> Response {
        self.onward(&[("error", Some(refusal))])
    }

    /// Back to the application, with this, its state, and who says so (RFC 9207).
    fn onward(&self, said: &[(&str, Option<&str>)]) -> Response {
        let base_url = self.server.config.base_url();
        let always = [("state", self.parameters.get("state")), ("iss", Some(base_url.as_str()))];
        let address = with_added(self.redirect_uri, &[said, &always].concat());
        let mut response = if follows_a_form(&self.parts.headers) {
            pages::onward(self.server, self.parts, &self.application.name, &address, |words| words.signed_in)
        } else {
            (StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response()
        };
        // A question that shows no page has nobody come back, and another tab may be on its way.
        let cookie = self.server.cookies.return_cookie(None);
        if self.parameters.get("prompt") != Some("none")
            && let Ok(cookie) = HeaderValue::try_from(cookie)
        {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }
}

/// Whether the browser may be on its way from a form of ours. Chromium holds all redirects after a form to its page's
/// `form-action`; a page of its own ends that.
fn follows_a_form(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_none_or(|site| site == "same-origin")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_beside_the_code_is_read() {
        let of = |query: &str| asked(&Parameters::parse(query.as_bytes()).expect("each once"), 1_000);
        let nothing = Asked { quietly: false, anew: false, max_age: None, since: None };
        assert_eq!(of(""), Ok(nothing));
        assert!(of("prompt=none").is_ok_and(|asked| asked.quietly && !asked.anew));
        assert!(of("prompt=login%20consent").is_ok_and(|asked| asked.anew));
        assert!(of("max_age=0").is_ok_and(|asked| asked.max_age == Some(0)));
        for wrong in ["prompt=none%20login", "max_age=-1", "max_age=x", "since=x", "since=1001"] {
            assert_eq!(of(wrong), Err("invalid_request"), "{wrong}");
        }
    }
}
