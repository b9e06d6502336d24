//! Forms and their pages have the same fields.

use super::{
    Answer, FREE,
    browser::{Browser, hidden},
    on_both,
};
use app::{CSRF_TOKEN, FORM_ENDPOINTS, INSTEAD, MADE_FOR};
use rules::Field;

/// The form of a page that goes to this endpoint.
fn form<'a>(body: &'a str, endpoint: &str) -> &'a str {
    let form = body.split("<form").find(|form| form.contains(&format!("action=\"/api/{endpoint}\"")));
    form.unwrap_or_else(|| panic!("a form of {endpoint}")).split("</form>").next().unwrap_or_default()
}

/// The named controls of a page's form.
fn controls<'a>(body: &'a str, endpoint: &str) -> Vec<&'a str> {
    form(body, endpoint).split("name=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[tokio::test]
async fn each_field_of_a_form_can_be_filled_in_on_its_page() {
    on_both(FREE, |app| async move {
        let mut browser = app.browser("10.0.0.1");
        browser.register("oksana@example.com").await;
        let details = browser.get("/register/details").await.body;
        browser.details().await;
        let code = app.code("oksana@example.com").await;
        browser.confirm(&code).await;
        let profile = browser.get("/settings/profile").await.body;
        let (register, sign_in) =
            (app.browser("10.0.0.2").get("/register").await, app.browser("10.0.0.2").get("/sign-in").await);
        for (endpoint, page) in [
            ("register", &register.body),
            ("details", &details),
            ("save_profile", &profile),
            ("sign_in", &sign_in.body),
        ] {
            let form = FORM_ENDPOINTS.iter().find(|form| form.endpoint == endpoint).expect("it is one of ours");
            let there = controls(page, endpoint);
            for field in form.fields {
                assert!(there.contains(&field.name()), "{endpoint}: {field:?} is not in {there:?}");
            }
            // Errors are listed in the order of the fields: that is how one meets them.
            let place = |name: &&str| Field::ALL.iter().position(|field| field.name() == *name && !field.is_hidden());
            let met: Vec<_> = there.iter().filter_map(place).collect();
            assert!(met.is_sorted(), "{endpoint}: {there:?}");
            // Buttons that go elsewhere the token of browsers that say nothing, and whose page it is are nobody's to fill in.
            for control in there.iter().filter(|name| ![CSRF_TOKEN, INSTEAD, MADE_FOR].contains(name)) {
                assert!(form.fields.iter().any(|field| field.name() == *control), "{endpoint}: {control} goes nowhere");
            }
        }
    })
    .await;
}

/// The fields of a page's form that was sent empty: each with whether its label says that it may be, and whether it was
/// missed.
fn sent_empty<'a>(body: &'a str, endpoint: &str) -> Vec<(&'a str, bool, bool)> {
    let of = |field: &'a str| {
        let (class, rest) = field.split_once('"')?;
        let name = rest.split_once("for=\"")?.1.split('"').next()?;
        let label = rest.split("</label>").next()?;
        Some((name, label.contains("field__optional"), class.contains("field--error")))
    };
    form(body, endpoint).split("<div class=\"field").skip(1).filter_map(of).collect()
}

#[tokio::test]
async fn a_field_that_may_stay_empty_says_so_and_no_other_does() {
    on_both(FREE, |app| async move {
        let mut browser = app.browser("10.0.0.1");
        let refused = browser.post("register", &[]).await;
        let register = browser.follow(&refused).await.body;
        browser.register("oksana@example.com").await;
        let registration = browser.registration.clone();
        let business = [
            ("registration", registration.as_str()),
            ("language", "en"),
            ("account_type", "business"),
            ("country", "UA"),
        ];
        let refused = browser.post("details", &business).await;
        let details = browser.follow(&refused).await.body;
        browser.details().await;
        let code = app.code("oksana@example.com").await;
        browser.confirm(&code).await;
        let version = hidden(&browser.get("/settings/profile").await.body, "version").expect("the form names it");
        let empty = [("version", version.as_str()), ("name", ""), ("surname", ""), ("email", ""), ("phone", "")];
        let refused = browser.post("save_profile", &empty).await;
        let profile = browser.follow(&refused).await.body;
        for (endpoint, page, count) in
            [("register", register, 5), ("details", details, 9), ("save_profile", profile, 4)]
        {
            let fields = sent_empty(&page, endpoint);
            assert!(fields.len() >= count, "{endpoint}: {fields:?}");
            for (name, optional, missed) in fields {
                let chosen = ["country", "language"].contains(&name);
                assert!(optional != missed || chosen, "{endpoint}: {name}, optional: {optional}, missed: {missed}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_warning_that_nobody_has_read_comes_again_in_the_language_that_was_chosen() {
    on_both(FREE, |app| async move {
        let mut browser = app.browser("10.0.0.1");
        browser.register("oksana@example.com").await;
        let registration = browser.registration.clone();
        let details = [("country", "UA"), ("phone", "011 123 45 67"), ("account_type", "personal"), ("language", "en")];
        let details = [&details[..], &[("registration", registration.as_str())]].concat();
        let marks = async |browser: &mut Browser<'_>, endpoint: &str, marks: &str| {
            let answer = browser.post(endpoint, &[&details[..], &[("confirmed", marks)]].concat()).await;
            let page = browser.follow(&answer).await;
            hidden(&page.body, "confirmed").unwrap_or_default()
        };
        let warned = marks(&mut browser, "details", "").await;
        assert!(warned.starts_with("phone-"), "{warned}");
        assert_eq!(marks(&mut browser, "details?theme=dark", &warned).await, warned, "it was read");
        assert_eq!(marks(&mut browser, "details?language=pl", &warned).await, "");
        // Once it is saved nobody is warned of it again, in whatever language.
        let answer = browser.post("details", &[&details[..], &[("confirmed", warned.as_str())]].concat()).await;
        assert!(answer.location().contains("/register/verify"), "{answer:?}");
        let saved = hidden(&browser.get("/register/details").await.body, "confirmed").unwrap_or_default();
        assert_eq!(marks(&mut browser, "details?language=pl", &saved).await, saved);
        let answer = browser.post("details", &[&details[..], &[("confirmed", saved.as_str())]].concat()).await;
        assert!(answer.location().contains("/register/verify"), "{answer:?}");
    })
    .await;
}

#[tokio::test]
async fn what_was_chosen_below_the_page_is_chosen_in_its_form() {
    on_both(FREE, |app| async move {
        let chosen = |page: &Answer, field: &str| {
            let select = page.body.split(&format!("id=\"{field}\"")).nth(1).unwrap_or_default();
            let option = select.split("<option").find(|option| option.contains(" selected")).unwrap_or_default();
            option.split("value=\"").nth(1).and_then(|value| value.split('"').next()).unwrap_or_default().to_owned()
        };
        let mut browser = app.browser("10.0.0.1");
        browser.register("oksana@example.com").await;
        let page = browser.get("/register/details").await;
        assert_eq!(chosen(&page, "language"), "en");
        let fields = [("registration", browser.registration.clone()), ("language", "en".into()), ("phone", "1".into())];
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        let answer = browser.post("details?language=pl", &fields).await;
        let page = browser.follow(&answer).await;
        assert_eq!((chosen(&page, "language").as_str(), page.body.contains("lang=\"pl\"")), ("pl", true));
        // Also where nothing comes along: a page that was loaded anew, or the first one.
        browser.post("taste", &[("language", "uk"), ("next", "/register/details")]).await;
        assert_eq!(chosen(&browser.get("/register/details").await, "language"), "uk");
    })
    .await;
}
