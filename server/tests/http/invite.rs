//! What is said to whoever invites.

use super::{
    FREE,
    browser::{PASSWORD, hidden},
    on_both,
};

#[tokio::test]
async fn whoever_invites_is_told_that_nobody_can_register() {
    on_both(FREE, |app| async move {
        app.browser("").sign_up("oksana@example.com").await;
        let closed = app.beside(&[FREE, &["--registration", "closed"]].concat()).await;
        for (app, told) in [(&app, false), (&closed, true)] {
            let mut browser = app.browser("");
            browser.sign_in("oksana@example.com", PASSWORD).await;
            let whoami = browser.get("/api/whoami").await.body;
            let (_, number) = whoami.split_once("\"number\":\"").expect("an account");
            let page = browser.get(&format!("/clients/{}/users/invite", &number[..8])).await.body;
            assert!(page.contains("They get a letter with a link."), "{page}");
            assert_eq!(page.contains("Registration is closed here"), told, "{page}");
        }
    })
    .await;
}

#[tokio::test]
async fn whoever_is_invited_is_told_where_nobody_new_can_register_with_the_address() {
    on_both(FREE, |app| async move {
        let mut inviter = app.browser("");
        inviter.sign_up("oksana@example.com").await;
        let whoami = inviter.get("/api/whoami").await.body;
        let (_, number) = whoami.split_once("\"number\":\"").expect("an account");
        let number = &number[..8];
        let invited = [("account", number), ("user_email", "bo@example.org"), ("role_account_observer", "on")];
        assert!(inviter.post("invite", &invited).await.location().ends_with("done=invited"));
        let link = app.link("invitation", "bo@example.org").await;
        let settings = [
            (&[][..], "Create your user", "After you accept you sign in, or register"),
            (&["--registration", "closed"], "Registration is closed", "Nobody new can register"),
            (&["--email-domains-refused", "example.org"], "Addresses of this domain", "Nobody new can register"),
        ];
        for (settings, first_step, hint) in settings {
            let app = app.beside(&[FREE, settings].concat()).await;
            let mut reader = app.browser("");
            let page = reader.get(&link).await;
            let page = reader.follow(&page).await.body;
            assert!(page.contains(hint), "{page}");
            let field = |name| hidden(&page, name).expect("the form names it");
            let fields = [("invitation", &*field("invitation")), ("link", &*field("link"))];
            let accepted = reader.post("accept_invitation", &fields).await;
            assert!(accepted.location().starts_with("/invite/register"), "{accepted:?}");
            let page = reader.follow(&accepted).await.body;
            assert!(page.contains(first_step), "{page}");

            let mut inviter = app.browser("");
            inviter.sign_in("oksana@example.com", PASSWORD).await;
            if settings.contains(&"--email-domains-refused") {
                let list = inviter.get(&format!("/clients/{number}/users")).await.body;
                let member = hidden(&list, "member").expect("the form names it");
                let again = inviter.post("resend_invitation", &[("account", number), ("member", &member)]).await;
                let list = inviter.follow(&again).await.body;
                assert!(list.contains("Nothing was sent: addresses of this domain"), "{list}");
            }
        }
    })
    .await;
}
