//! Cookies: the session, the browser's unfinished registrations, by what a browser is known, a link to a new password,
//! the language.

use super::add_header;
use accounts::{Settings, Token, Visitor};
use axum::http::{HeaderMap, header, request::Parts};
use leptos::prelude::*;
use rules::Language;

const LANGUAGE: &str = "ocpanel-language";
const YEAR: i64 = 365 * 86_400;

/// The names of the cookies. With https they are bound to this host alone (`__Host-`, RFC 6265bis).
#[derive(Clone, Copy, Debug)]
pub struct Cookies {
    secure: bool,
}

impl Cookies {
    /// The names that fit the base URL.
    pub fn of(base_url: &str) -> Cookies {
        Cookies { secure: base_url.starts_with("https://") }
    }

    const fn session(self) -> &'static str {
        if self.secure { "__Host-ocpanel" } else { "ocpanel" }
    }

    const fn browser(self) -> &'static str {
        if self.secure { "__Host-ocpanel-registration" } else { "ocpanel-registration" }
    }

    const fn known(self) -> &'static str {
        if self.secure { "__Host-ocpanel-known" } else { "ocpanel-known" }
    }

    const fn reset(self) -> &'static str {
        if self.secure { "__Host-ocpanel-reset" } else { "ocpanel-reset" }
    }

    /// The `Set-Cookie` of a link to a new password, so that its secret leaves the address at once.
    pub fn reset_cookie(self, secret: &Token, seconds: i64) -> String {
        self.line(self.reset(), secret.expose(), Some(seconds))
    }

    /// The `Set-Cookie` of a browser's secret, for this many seconds.
    pub fn browser_cookie(self, secret: &Token, seconds: i64) -> String {
        self.line(self.browser(), secret.expose(), Some(seconds))
    }

    /// What the cookies of a request say about who is asking.
    pub fn visitor(self, headers: &HeaderMap) -> Visitor {
        Visitor {
            browser: cookie(headers, self.browser()).and_then(Token::parse),
            session: cookie(headers, self.session()).and_then(Token::parse),
            known: cookie(headers, self.known()).and_then(Token::parse),
            agent: headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default().to_owned(),
            ..Visitor::default()
        }
    }

    /// The language of a request: chosen before, or the best of what the browser prefers.
    pub fn language(headers: &HeaderMap) -> Language {
        let preferred =
            || headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).map(Language::negotiate);
        cookie(headers, LANGUAGE).and_then(Language::of_tag).or_else(preferred).unwrap_or_default()
    }

    fn line(self, name: &str, value: &str, seconds: Option<i64>) -> String {
        let age = seconds.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
        let secure = if self.secure { "; Secure" } else { "" };
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}")
    }
}

/// Gives the browser its secret for unfinished registrations.
pub(super) fn keep_browser(secret: &Token, seconds: i64) {
    add_header(header::SET_COOKIE, &cookies().browser_cookie(secret, seconds));
}

/// Gives the browser its session. It goes when the browser closes; the server ends it earlier.
pub(super) fn keep_session(secret: &Token) {
    let cookies = cookies();
    add_header(header::SET_COOKIE, &cookies.line(cookies.session(), secret.expose(), None));
}

/// Gives the browser the secret by which it is known.
pub(super) fn keep_known(secret: &Token) {
    let cookies = cookies();
    add_header(header::SET_COOKIE, &cookies.line(cookies.known(), secret.expose(), Some(Settings::KNOWN_LIFETIME)));
}

/// The link to a new password that this browser has opened.
pub(super) fn reset_link() -> Option<Token> {
    let parts = use_context::<Parts>()?;
    cookie(&parts.headers, cookies().reset()).and_then(Token::parse)
}

/// Takes that link from the browser.
pub(super) fn drop_reset() {
    let cookies = cookies();
    add_header(header::SET_COOKIE, &cookies.line(cookies.reset(), "", Some(0)));
}

/// Takes the session from the browser.
pub(super) fn drop_session() {
    let cookies = cookies();
    add_header(header::SET_COOKIE, &cookies.line(cookies.session(), "", Some(0)));
}

/// Keeps the language for pages before sign-in.
pub fn keep_language(language: Language) {
    add_header(header::SET_COOKIE, &cookies().line(LANGUAGE, language.tag(), Some(YEAR)));
}

fn cookies() -> Cookies {
    expect_context()
}

/// The value of a cookie; one that comes twice is nobody's.
fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut values = pairs.filter(|(at, _)| *at == name).map(|(_, value)| value);
    let first = values.next();
    if values.next().is_some() { None } else { first }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(line: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static(line))])
    }

    #[test]
    fn a_cookie_is_read_by_its_whole_name_and_only_once() {
        assert_eq!(cookie(&headers("a=1; ocpanel=2"), "ocpanel"), Some("2"));
        assert_eq!(cookie(&headers("xocpanel=2; ocpanel-registration=3"), "ocpanel"), None);
        assert_eq!(cookie(&headers("ocpanel=1; ocpanel=2"), "ocpanel"), None);
    }

    #[test]
    fn with_https_cookies_are_bound_to_the_host() {
        let line = Cookies::of("https://panel.example").line("__Host-ocpanel", "x", Some(60));
        assert_eq!(line, "__Host-ocpanel=x; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=60");
        assert_eq!(Cookies::of("http://127.0.0.1:3000").session(), "ocpanel");
    }

    #[test]
    fn the_chosen_language_beats_the_preferred_one() {
        let mut both = headers("ocpanel-language=pl");
        both.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static("uk"));
        assert_eq!(Cookies::language(&both), Language::Polish);
        both.remove(header::COOKIE);
        assert_eq!(Cookies::language(&both), Language::Ukrainian);
        assert_eq!(Cookies::language(&headers("ocpanel-language=xx")), Language::English);
    }
}
