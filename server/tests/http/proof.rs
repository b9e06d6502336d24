//! What protects a user is changed only after a fresh proof of identity, and what was typed comes back after it.

use super::{
    Answer, FREE,
    browser::{Browser, PASSWORD, hidden, key_of},
    databases, on_both,
};
use axum::http::StatusCode;

const NEW_PASSWORD: &str = "other simple words joined";
/// What a page says of a form that comes back because something else had to be first.
const NOT_DONE: &str = "This is not done yet. Check it and press the button again.";
/// Seconds after which a proof is too old by default, and one more.
const TOO_LATE: i64 = 601;

/// Leads to the page that asks who it is, and answers there.
async fn prove(browser: &mut Browser<'_>, asked: &Answer, code: &str) -> Answer {
    let page = browser.follow(asked).await;
    assert!(page.body.contains("Confirm it is you</h1>"), "{}", page.body);
    let next = hidden(&page.body, "next").expect("the form names it");
    browser.post("confirm_identity", &[("next", &next), ("password", PASSWORD), ("two_step_code", code)]).await
}

#[tokio::test]
async fn the_second_step_is_switched_off_only_after_a_fresh_proof() {
    on_both(FREE, |app| async move {
        let mut browser = app.browser("10.0.0.1");
        browser.sign_up("oksana@example.com").await;
        let key = browser.enable_two_step().await;
        app.wait(TOO_LATE);
        let asked = browser.post("disable_two_step", &[]).await;
        let wrong =
            [("next", "/settings/security"), ("password", "not this one at all"), ("two_step_code", &app.totp(&key))];
        let refused = browser.post("confirm_identity", &wrong).await;
        assert!(browser.follow(&refused).await.body.contains("This is not your password"));
        let question = browser.follow(&asked).await.body;
        assert!(question.contains("What you typed there is kept") && !question.contains(NOT_DONE), "{question}");
        assert!(browser.get("/settings/security").await.body.contains("/api/disable_two_step"), "nothing has changed");
        let back = prove(&mut browser, &asked, &app.totp(&key)).await;
        assert!(back.location().starts_with("/settings/security?form="), "{back:?}");
        let page = browser.follow(&back).await.body;
        assert!(page.contains(NOT_DONE) && page.contains("<title>This is not done yet – "), "{page}");
        assert_eq!(browser.get(refused.location()).await.location(), "/settings/security", "it is proved by now");
        let done = browser.post("disable_two_step", &[]).await;
        let page = browser.follow(&done).await.body;
        assert!(page.contains("2-Step Verification is off now.") && !page.contains(NOT_DONE), "{page}");
    })
    .await;
}

#[tokio::test]
async fn a_new_address_and_a_new_password_take_the_code_and_the_former_address_does_not_while_it_is_young() {
    on_both(FREE, |app| async move {
        let (former, moved) = ("oksana@example.com", "moved@example.com");
        let mut browser = app.browser("10.0.0.1");
        browser.sign_up(former).await;
        let key = browser.enable_two_step().await;
        app.wait(TOO_LATE);
        let version = hidden(&browser.get("/settings/profile").await.body, "version").expect("the form names it");
        let profile = [("name", "Оксана"), ("surname", "Ґалаґан"), ("phone", "+380445370222")];
        let profile = [&profile[..], &[("version", &version), ("email", moved)]].concat();
        let asked = browser.post("save_profile", &profile).await;
        let back = prove(&mut browser, &asked, &app.totp(&key)).await;
        let page = browser.follow(&back).await.body;
        assert!(page.contains(&format!("value=\"{moved}\"")) && page.contains(NOT_DONE), "what was typed comes back");
        let saved = browser.post("save_profile", &profile).await;
        assert!(browser.follow(&saved).await.body.contains("Check your e-mail</h1>"));

        app.wait(TOO_LATE);
        let page = browser.get("/settings/security").await;
        assert!(page.body.contains("First confirm it is you"), "{}", page.body);
        let passwords =
            [("old_password", PASSWORD), ("new_password", NEW_PASSWORD), ("confirm_new_password", NEW_PASSWORD)];
        let asked = browser.post("change_password", &passwords).await;
        assert!(browser.follow(&asked).await.body.contains("Confirm it is you</h1>"));

        let mut mailbox = app.browser("10.0.0.2");
        let opened = mailbox.get(&app.link("email-change-notice", former).await).await;
        let page = mailbox.follow(&opened).await;
        assert!(!page.body.contains("two_step_code"), "{}", page.body);
        assert!(browser.get("/api/whoami").await.body.contains(former), "looking at it changes nothing");
        let link = hidden(&page.body, "link").expect("the form names it");
        let restored = mailbox.post("undo_email", &[("two_step_code", ""), ("link", &link)]).await;
        assert!(mailbox.follow(&restored).await.body.contains("Your e-mail address is restored"));
        assert_eq!(browser.get("/api/whoami").await.status, 401);

        let opened = mailbox.get(&app.link("password-reset", former).await).await;
        let page = mailbox.follow(&opened).await;
        let link = hidden(&page.body, "link").expect("the form names it");
        let words = [("link", link.as_str()), ("new_password", NEW_PASSWORD), ("confirm_new_password", NEW_PASSWORD)];
        let changed = mailbox.post("reset", &words).await;
        assert!(mailbox.follow(&changed).await.body.contains("Your password is changed."));
        assert_eq!(mailbox.sign_in(former, NEW_PASSWORD).await.location(), "/panel", "without a second step");
    })
    .await;
}

#[tokio::test]
async fn a_form_that_waits_for_2_step_verification_comes_back_once_it_is_set_up() {
    on_both(FREE, |app| async move {
        let email = "oksana@example.com";
        let mut browser = app.browser("10.0.0.1");
        browser.sign_up(email).await;
        browser.enable_two_step().await;
        let whoami = browser.get("/api/whoami").await.body;
        let (_, number) = whoami.split_once("\"number\":\"").expect("an account");
        let account = format!("/clients/{}", &number[..8]);
        let version = hidden(&browser.get(&account).await.body, "version").expect("the form names it");
        let required = [("account", &number[..8]), ("version", &version), ("country", "UA")];
        let required = [&required[..], &[("account_type", "personal"), ("two_step_policy", "required")]].concat();
        assert_eq!(browser.post("save_account", &required).await.location(), format!("{account}?done=saved"));
        app.accounts.operator.reset_two_step(email).await.expect("it was on");
        app.wait(30);
        browser.sign_in(email, PASSWORD).await;

        let users = browser.get(&format!("{account}/users?search=bo")).await.body;
        let way = format!("/settings/security/two-step?next=/clients/{}/users%3Fsearch%3Dbo", &number[..8]);
        assert!(users.contains(&way), "{users}");
        let invited = [("account", &number[..8]), ("user_email", "bo@example.com"), ("role_account_observer", "on")];
        let waits = browser.post("invite", &invited).await;
        assert!(waits.location().starts_with("/settings/security/two-step?next="), "{waits:?}");
        let page = browser.follow(&waits).await.body;
        assert!(page.contains("What you typed there is kept") && !page.contains(NOT_DONE), "{page}");
        let next = hidden(&page, "next").expect("the form names it");
        assert!(next.starts_with(&format!("{account}/users/invite?form=")), "{next}");
        let other_key = browser.post("regenerate_key", &[("next", &next)]).await;
        let page = browser.follow(&other_key).await.body;
        assert_eq!(hidden(&page, "next").as_ref(), Some(&next));
        let wrong = browser.post("enable_two_step", &[("next", &next), ("two_step_code", "000000")]).await;
        let page = browser.follow(&wrong).await.body;
        assert_eq!(hidden(&page, "next").as_ref(), Some(&next));
        let code = app.totp(&key_of(&page));
        let codes = browser.post("enable_two_step", &[("next", &next), ("two_step_code", &code)]).await;
        let page = browser.follow(&codes).await.body;
        assert!(page.contains("2-Step Verification is on now."), "{page}");
        assert_eq!(hidden(&page, "next").as_ref(), Some(&next));
        assert!(browser.follow(&waits).await.location().starts_with("/settings/security/recovery-codes?next="));
        let back = browser.post("saved_recovery_codes", &[("next", &next)]).await;
        let page = browser.follow(&back).await.body;
        assert!(page.contains(NOT_DONE) && page.contains("bo@example.com"), "{page}");
        assert_eq!(browser.follow(&waits).await.location(), next, "it is on by now");
    })
    .await;
}

#[tokio::test]
async fn a_page_made_for_somebody_else_does_nothing_and_shows_what_was_typed_to_nobody_else() {
    on_both(FREE, |app| async move {
        let (anna, boris) = ("anna@example.com", "boris@example.com");
        app.browser("").sign_up(boris).await;
        let mut browser = app.browser("");
        browser.sign_up(anna).await;
        let made_for = hidden(&browser.get("/settings/data").await.body, "made_for").expect("its form says for whom");
        browser.post("sign_out", &[]).await;
        let company = [("made_for", &*made_for), ("version", "0"), ("country", "UA"), ("account_type", "business")];
        let organisation = [("organisation_type", "legal_entity"), ("company_name", "Хмара"), ("tin", "14360570")];
        let company = [&company[..], &organisation].concat();
        let kept = browser.post("open_account", &company).await;
        assert!(kept.location().starts_with("/sign-in?next=/clients/new"), "{kept:?}");
        let next = hidden(&browser.follow(&kept).await.body, "next").expect("the form names it");

        browser.sign_in(boris, PASSWORD).await;
        let page = browser.get(&next).await.body;
        assert!(!page.contains("Хмара") && !page.contains(NOT_DONE), "{page}");
        for (endpoint, form) in [("ask_deletion", &company[..1]), ("open_account", &company[..])] {
            let refused = browser.post(endpoint, form).await;
            assert_eq!(refused.status, StatusCode::CONFLICT, "{refused:?}");
            assert!(refused.body.contains("Somebody else is signed in now"), "{}", refused.body);
        }
        assert!(browser.get("/settings/data").await.body.contains("/api/ask_deletion"), "nothing was asked for");
        browser.post("sign_out", &[]).await;

        browser.sign_in(anna, PASSWORD).await;
        let page = browser.get(&next).await.body;
        assert!(page.contains("Хмара") && page.contains(NOT_DONE), "{page}");
        assert_eq!(browser.post("ask_deletion", &company[..1]).await.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn whoever_may_not_change_an_account_any_more_is_told() {
    on_both(FREE, |app| async move {
        let email = "oksana@example.com";
        let mut browser = app.browser("");
        browser.sign_up(email).await;
        let whoami = browser.get("/api/whoami").await.body;
        let (_, number) = whoami.split_once("\"number\":\"").expect("an account");
        let account = format!("/clients/{}", &number[..8]);
        let version = hidden(&browser.get(&account).await.body, "version").expect("the form names it");
        databases::execute(&app.database, "update roles set role = 'account_observer'").await;
        let form = [("account", &number[..8]), ("version", &version), ("country", "PL"), ("account_type", "personal")];
        let denied = browser.post("save_account", &form).await;
        assert!(browser.follow(&denied).await.body.contains("Your roles in this account do not allow it."));
    })
    .await;
}
