//! What protects a user is changed only after a fresh proof of identity, and what was typed comes back after it.

use super::{
    Answer, FREE,
    browser::{Browser, PASSWORD, hidden},
    on_both,
};

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
