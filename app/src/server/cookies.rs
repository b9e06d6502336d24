//! Cookies: the session, the browser's unfinished registrations, by what a browser is known, a link to a new password
//! or to the former address, language and look.

use super::add_header;
use accounts::{RequestContext, Settings, Token};
use axum::http::{HeaderMap, header, request::Parts};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use leptos::prelude::*;
use rules::{Language, Theme};

const LANGUAGE: &str = "ocpanel-language";
const THEME: &str = "ocpanel-theme";
const YEAR: i64 = 365 * 86_400;

/// So many links of a kind a browser keeps, the newest first: in tabs beside each other.
const LINKS: usize = 4;
/// How long a browser remembers where somebody wanted to go when they came, in seconds.
const BACK_KEPT: i64 = 3_600;
/// How long a browser keeps the secrets of links it has opened, in seconds.
const LINK_KEPT: i64 = 1_800;

/// What a letter's link opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// A new password.
    Reset,
    /// The former address.
    Undo,
    /// An invitation.
    Invite,
    /// A user who stays after all.
    Stay,
    /// A browser with counts of its own.
    Unlock,
}

impl Link {
    /// The page that it opens.
    pub const fn page(self) -> &'static str {
        match self {
            Link::Reset => "/reset-password",
            Link::Undo => "/email-undo",
            Link::Invite => "/invite",
            Link::Stay => "/cancel-deletion",
            Link::Unlock => "/unlock",
        }
    }
}

/// The links of one kind that a browser has opened. Each tab's form names the one that its page was opened by, so that
/// none ever acts for another.
pub struct Opened {
    link: Link,
    /// The newest first.
    tokens: Vec<Token>,
}

impl Opened {
    /// With this one too, as the newest.
    pub fn with(mut self, token: Token) -> Opened {
        self.tokens.retain(|other| *other != token);
        self.tokens.insert(0, token);
        self.tokens.truncate(LINKS);
        self
    }

    /// Whether it has opened none.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// What they open.
    pub(crate) fn link(&self) -> Link {
        self.link
    }

    /// Without this one.
    fn without(mut self, token: &Token) -> Opened {
        self.tokens.retain(|other| other != token);
        self
    }

    /// The one of this short name.
    pub(crate) fn named(&self, id: &str) -> Option<Token> {
        self.tokens.iter().find(|token| token.id() == id).cloned()
    }

    /// The one of this short name; the newest where none is named.
    pub(crate) fn named_or_newest(&self, id: &str) -> Option<Token> {
        if id.is_empty() { self.tokens.first().cloned() } else { self.named(id) }
    }

    /// The address of the page that this one opens. It names the link only where there are several.
    pub fn page(&self, token: &Token) -> String {
        let page = self.link.page();
        if self.tokens.len() > 1 { format!("{page}?link={}", token.id()) } else { page.to_owned() }
    }
}

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

    const fn link(self, link: Link) -> &'static str {
        match (link, self.secure) {
            (Link::Reset, true) => "__Host-ocpanel-reset",
            (Link::Reset, false) => "ocpanel-reset",
            (Link::Undo, true) => "__Host-ocpanel-undo",
            (Link::Undo, false) => "ocpanel-undo",
            (Link::Invite, true) => "__Host-ocpanel-invite",
            (Link::Invite, false) => "ocpanel-invite",
            (Link::Stay, true) => "__Host-ocpanel-stay",
            (Link::Stay, false) => "ocpanel-stay",
            (Link::Unlock, true) => "__Host-ocpanel-unlock",
            (Link::Unlock, false) => "ocpanel-unlock",
        }
    }

    /// The links of this kind that a browser has opened.
    pub fn opened(self, headers: &HeaderMap, link: Link) -> Opened {
        let kept = cookie(headers, self.link(link)).unwrap_or_default();
        Opened { link, tokens: kept.split('.').filter_map(Token::parse).take(LINKS).collect() }
    }

    /// The `Set-Cookie` of letters' links, so that their secrets leave the address at once.
    pub fn links_cookie(self, opened: &Opened) -> String {
        let kept = opened.tokens.iter().map(Token::expose).collect::<Vec<_>>().join(".");
        self.line(self.link(opened.link), &kept, Some(if kept.is_empty() { 0 } else { LINK_KEPT }))
    }

    const fn back(self) -> &'static str {
        if self.secure { "__Host-ocpanel-back" } else { "ocpanel-back" }
    }

    /// The `Set-Cookie` of the page that somebody goes back to after they have come in, by whatever way; none takes it away.
    pub fn return_cookie(self, page: Option<&str>) -> String {
        let kept = page.map(|page| URL_SAFE_NO_PAD.encode(page)).unwrap_or_default();
        self.line(self.back(), &kept, Some(if page.is_some() { BACK_KEPT } else { 0 }))
    }

    /// The `Set-Cookie` of a browser's secret, for this many seconds.
    pub fn browser_cookie(self, secret: &Token, seconds: i64) -> String {
        self.line(self.browser(), secret.expose(), Some(seconds))
    }

    /// What the cookies of a request say about who is asking.
    pub fn request_context(self, headers: &HeaderMap) -> RequestContext {
        RequestContext {
            browser: cookie(headers, self.browser()).and_then(Token::parse),
            session: cookie(headers, self.session()).and_then(Token::parse),
            known: cookie(headers, self.known()).and_then(Token::parse),
            theme: Cookies::theme(headers),
            agent: headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default().to_owned(),
            ..RequestContext::default()
        }
    }

    /// The language of a request: chosen before, or the best of what the browser prefers.
    pub fn language(headers: &HeaderMap) -> Language {
        let preferred =
            || headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).map(Language::negotiate);
        cookie(headers, LANGUAGE).and_then(Language::of_tag).or_else(preferred).unwrap_or_default()
    }

    /// The theme of a request.
    pub fn theme(headers: &HeaderMap) -> Theme {
        cookie(headers, THEME).and_then(Theme::parse).unwrap_or_default()
    }

    /// The `Set-Cookie`s that bring language and theme of a request in step with the user's.
    pub fn in_step(self, headers: &HeaderMap, language: Language, theme: Theme) -> Vec<String> {
        let other =
            |name, value: &str| (cookie(headers, name) != Some(value)).then(|| self.line(name, value, Some(YEAR)));
        [other(LANGUAGE, language.tag()), other(THEME, theme.as_str())].into_iter().flatten().collect()
    }

    fn line(self, name: &str, value: &str, seconds: Option<i64>) -> String {
        let age = seconds.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
        let secure = if self.secure { "; Secure" } else { "" };
        // SameSite comes last: lynx takes it for another cookie, and what follows it for that one's.
        format!("{name}={value}; Path=/; HttpOnly{secure}{age}; SameSite=Lax")
    }
}

/// Gives the browser its secret for unfinished registrations.
pub(crate) fn set_browser_cookie(secret: &Token, seconds: i64) {
    add_header(header::SET_COOKIE, &cookies().browser_cookie(secret, seconds));
}

/// Gives the browser its session. It goes when the browser closes; the server ends it earlier.
pub(crate) fn set_session_cookie(secret: &Token) {
    let cookies = cookies();
    add_header(header::SET_COOKIE, &cookies.line(cookies.session(), secret.expose(), None));
}

/// Gives the browser the secret by which it is known.
pub(crate) fn set_known_cookie(secret: &Token) {
    let cookies = cookies();
    add_header(header::SET_COOKIE, &cookies.line(cookies.known(), secret.expose(), Some(Settings::KNOWN_LIFETIME)));
}

/// The links of this kind that this browser has opened.
pub(crate) fn opened(link: Link) -> Opened {
    let headers = use_context::<Parts>().map(|parts| parts.headers).unwrap_or_default();
    cookies().opened(&headers, link)
}

/// Where whoever came from an application goes back to.
pub(crate) fn wanted_back() -> Option<String> {
    let headers = use_context::<Parts>()?.headers;
    let page = URL_SAFE_NO_PAD.decode(cookie(&headers, cookies().back())?).ok()?;
    String::from_utf8(page).ok().filter(|page| rules::own_path(page).is_some_and(|page| page.starts_with("/openid/")))
}

/// Takes this link from the browser.
pub(crate) fn drop_link(link: Link, token: &Token) {
    add_header(header::SET_COOKIE, &cookies().links_cookie(&opened(link).without(token)));
}

/// Takes the session from the browser.
pub(crate) fn drop_session() {
    let cookies = cookies();
    add_header(header::SET_COOKIE, &cookies.line(cookies.session(), "", Some(0)));
}

/// Takes the page from the browser that its user was on the way to.
pub(crate) fn drop_way_back() {
    add_header(header::SET_COOKIE, &cookies().return_cookie(None));
}

/// Keeps the language for pages before sign-in.
pub(crate) fn set_language_cookie(language: Language) {
    add_header(header::SET_COOKIE, &cookies().line(LANGUAGE, language.tag(), Some(YEAR)));
}

/// Keeps the theme for pages before sign-in.
pub(crate) fn set_theme_cookie(theme: Theme) {
    add_header(header::SET_COOKIE, &cookies().line(THEME, theme.as_str(), Some(YEAR)));
}

fn cookies() -> Cookies {
    expect_context()
}

/// The value of a cookie; one that comes twice is nobody's. Each is read by itself: what others hold is no matter.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().flat_map(|line| line.as_bytes().split(|byte| *byte == b';'));
    let pairs = lines.filter_map(|pair| std::str::from_utf8(pair).ok()?.trim().split_once('='));
    let mut values = pairs.filter(|(at, _)| *at == name).map(|(_, value)| value);
    let first = values.next();
    if values.next().is_some() { None } else { first }
}
