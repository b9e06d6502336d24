//! What other crates use of this one: addresses, forms, cookies.

use app::{
    FORM_ENDPOINTS, FormEndpoint, Route,
    server::{Cookies, cookie},
};
use axum::http::{HeaderMap, HeaderValue, header};
use rules::{Field, Language};

fn headers(line: &'static str) -> HeaderMap {
    HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static(line))])
}

#[test]
fn every_address_leads_to_its_page() {
    for route in Route::ALL {
        let path = route.pattern().replace("{account}", "12345678").replace("{member}", "ab");
        assert_eq!(Route::of(&path).map(|(at, _)| at), Some(*route), "{path}");
    }
    assert_eq!(Route::of("/clients/12345678/users/ab/roles").map(|(_, names)| names), Some(vec!["12345678", "ab"]));
    for path in ["", "/register/", "//", "/nowhere", "/clients//users", "/register/details/more"] {
        assert_eq!(Route::of(path), None, "{path}");
    }
}

#[test]
fn every_form_stands_on_a_page() {
    for target in FORM_ENDPOINTS {
        assert!(Route::ALL.iter().any(|route| route.pattern() == target.page), "{}", target.endpoint);
    }
}

#[test]
fn every_form_has_its_fields_in_the_order_of_pages() {
    for target in FORM_ENDPOINTS {
        let shown: Vec<_> = target.fields.iter().filter(|field| !field.is_hidden()).collect();
        assert!(shown.is_sorted(), "{}: {shown:?}", target.endpoint);
    }
}

#[test]
fn a_button_beside_sends_the_very_form_of_its_page() {
    for target in FORM_ENDPOINTS {
        let form = FormEndpoint::of(target.form()).expect("a target");
        assert_eq!((form.page, form.fields), (target.page, target.fields), "{}", target.endpoint);
    }
}

#[test]
fn a_page_is_named_by_what_the_form_holds_and_by_nothing_else() {
    let page = |account: &str, member: &str| {
        let (account, member) = (account.to_owned(), member.to_owned());
        let typed = move |field| if field == Field::Account { account.clone() } else { member.clone() };
        FormEndpoint::of("set_roles").expect("a target").page_of(typed)
    };
    assert_eq!(page("12345678", "a_b-9"), "/clients/12345678/users/a_b-9/roles");
    for (account, member) in [("", "ab"), ("12345678", ""), ("12345678", "../x"), ("//evil.example", "ab")] {
        assert_eq!(page(account, member), "/clients", "{account} {member}");
    }
}

#[test]
fn a_cookie_is_read_by_its_whole_name_and_only_once() {
    assert_eq!(cookie(&headers("a=1; ocpanel=2"), "ocpanel"), Some("2"));
    assert_eq!(cookie(&headers("xocpanel=2; ocpanel-registration=3"), "ocpanel"), None);
    assert_eq!(cookie(&headers("ocpanel=1; ocpanel=2"), "ocpanel"), None);
    let foreign = HeaderValue::from_bytes(b"other=\xff\xe9; ocpanel=2; x").expect("any bytes");
    assert_eq!(cookie(&HeaderMap::from_iter([(header::COOKIE, foreign)]), "ocpanel"), Some("2"));
}

#[test]
fn with_https_cookies_are_bound_to_the_host() {
    let taken_away = |base_url| Cookies::of(base_url).return_cookie(None);
    assert_eq!(
        taken_away("https://panel.example"),
        "__Host-ocpanel-back=; Path=/; HttpOnly; Secure; Max-Age=0; SameSite=Lax"
    );
    assert_eq!(taken_away("http://localhost:3000"), "ocpanel-back=; Path=/; HttpOnly; Max-Age=0; SameSite=Lax");
    let secret = "A".repeat(43);
    let named = |base_url, name: &str| {
        let line = HeaderValue::try_from(format!("{name}={secret}")).expect("a cookie");
        Cookies::of(base_url).request_context(&HeaderMap::from_iter([(header::COOKIE, line)])).session.is_some()
    };
    assert!(named("https://panel.example", "__Host-ocpanel"));
    assert!(!named("https://panel.example", "ocpanel"));
    assert!(named("http://localhost:3000", "ocpanel"));
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
