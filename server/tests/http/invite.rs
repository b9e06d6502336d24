//! What is said to whoever invites.

use super::{FREE, browser::PASSWORD, on_both};

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
