//! Pages that are the same for everybody without a session.

use crate::{
    closed::ssr::closed,
    page::ssr::is_unknown,
    {
        page::{PageData, shown},
        plain::{PlainBody, PlainPage},
        register::RegisterData,
        reset::ForgotData,
        shell::Site,
        sign_in::SignInData,
        visit::{Address, PageContext},
    },
    {render::alone, server::minutes},
};
use accounts::{Registration, Settings};
use axum::http::{StatusCode, Uri};
use leptos::prelude::*;
use rules::{Language, Theme};

/// A page that is the same for everybody without a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Public {
    /// `/`
    Landing,
    /// `/register`, untouched.
    Register,
    /// `/sign-in`, untouched.
    SignIn,
    /// `/forgot-password`, untouched.
    Forgot,
    /// Of an address that is nobody's.
    NotFound,
    /// A page of text at this address.
    Text {
        /// Where it stands.
        path: &'static str,
        /// Its heading.
        heading: String,
        /// What it says.
        body: PlainBody,
    },
}

impl Public {
    /// The page at this address, if it is such a page.
    pub fn of(uri: &Uri) -> Option<Public> {
        match (uri.path(), uri.query()) {
            ("/", None) => Some(Public::Landing),
            ("/register", None) => Some(Public::Register),
            ("/sign-in", None) => Some(Public::SignIn),
            ("/forgot-password", None) => Some(Public::Forgot),
            (path, _) if is_unknown(path) => Some(Public::NotFound),
            _ => None,
        }
    }

    /// Its own address; of one that is nobody's, the start page's.
    pub const fn path(&self) -> &'static str {
        match self {
            Public::Landing | Public::NotFound => "/",
            Public::Register => "/register",
            Public::SignIn => "/sign-in",
            Public::Forgot => "/forgot-password",
            Public::Text { path, .. } => path,
        }
    }

    /// The status of its answer.
    pub const fn status(&self) -> StatusCode {
        if matches!(self, Public::NotFound) { StatusCode::NOT_FOUND } else { StatusCode::OK }
    }

    /// Whether it has a form that a browser should be known for.
    pub const fn has_form(&self) -> bool {
        matches!(self, Public::Register | Public::SignIn | Public::Forgot)
    }
}

/// Somebody of whom nothing is known but what they like to read. All that a kept page is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stranger {
    /// The language of the page.
    pub language: Language,
    /// Its look.
    pub theme: Theme,
}

/// A page for every stranger who likes the same language and look.
pub fn public(page: Public, stranger: Stranger, settings: &Settings, site: Site) -> String {
    let visit = PageContext {
        language: stranger.language,
        theme: stranger.theme,
        brand: settings.brand.clone(),
        support_email: settings.support_email.clone(),
        registration_open: settings.registration == Registration::Open,
        user: None,
        is_unknown: false,
        csrf_token: None,
        request: None,
    };
    let address = Address { path: page.path().to_owned(), whole: page.path().to_owned(), query: Vec::new() };
    let live = !matches!(page, Public::Text { .. });
    let (limits, registration, minutes) = (settings.limits, settings.registration, minutes(settings.reset_lifetime));
    let passkey = settings.passkeys_are_possible().then(Default::default);
    alone(visit, address, site, live, move || match page {
        Public::Landing => shown(PageData::Landing),
        Public::Register => shown(match closed(registration) {
            None => {
                PageData::Register(RegisterData { shown: Default::default(), limits, resumed: None, invited: None })
            }
            Some(reason) => PageData::Closed(reason),
        }),
        Public::SignIn => shown(PageData::SignIn(SignInData { shown: Default::default(), passkey })),
        Public::Forgot => shown(PageData::Forgot(ForgotData { shown: Default::default(), minutes })),
        Public::NotFound => shown(PageData::NotFound),
        Public::Text { heading, body, .. } => view! { <PlainPage heading body/> }.into_any(),
    })
}
