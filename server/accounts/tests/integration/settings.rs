//! Language and theme, and the file of one's own data.

use crate::help::{PASSWORD, World, each_db, link_in, refused, two_step, with};
use accounts::RequestContext;
use rules::{Errors, Field, FieldError, ForgotForm, Language, PreferencesForm, Theme};
use serde_json::Value;

const ANNA: &str = "anna@example.com";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0";

fn preferences(language: &str, theme: &str) -> PreferencesForm {
    PreferencesForm { language: language.into(), theme: theme.into() }
}

#[test]
fn language_and_theme_are_kept_and_go_along_at_sign_in() {
    each_db(|world| async move {
        let arrived = world.arrive(ANNA).await;
        assert_eq!((arrived.language, arrived.theme), (Language::Ukrainian, Theme::System));
        let mine = with(&arrived.session);
        let save = async |language, theme| {
            world.accounts.profiles.save_preferences(&preferences(language, theme), &mine).await
        };
        for _ in 0..2 {
            assert_eq!(save("pl", "dark").await.unwrap(), (Language::Polish, Theme::Dark));
        }
        assert_eq!(world.written("preferences_changed", "done").await, 1, "the second time nothing changed");
        save("pl", "light").await.unwrap();
        save("uk", "light").await.unwrap();
        assert_eq!(world.written("preferences_changed", "done").await, 3);
        let errors = refused(save("xx", "pink").await);
        assert_eq!(errors.of(Field::Language), Some(FieldError::Choice));
        assert_eq!(refused(save("en", "pink").await), Errors::on(Field::Theme, FieldError::Choice));
        let user = world.accounts.sessions.current_user(Some(&arrived.session)).await.unwrap().unwrap().user;
        assert_eq!((user.language, user.theme), (Language::Ukrainian, Theme::Light));
        let signed_in = world.sign_in(ANNA).await;
        assert_eq!((signed_in.language, signed_in.theme), (Language::Ukrainian, Theme::Light));
    });
}

impl World {
    async fn download(&self, context: &RequestContext) -> (String, Value) {
        let file = self.accounts.exports.download(context).await.expect("proved");
        let value = serde_json::from_str(&file).expect("JSON");
        (file, value)
    }
}

#[test]
fn the_file_holds_all_about_the_user_and_nothing_about_others() {
    each_db(|world| async move {
        let (mine, _) = world.sign_up_with_two_step(ANNA).await;
        let mine = RequestContext { agent: FIREFOX.into(), ..mine };
        world.sign_up("berta@example.com").await;
        world
            .run("update accounts set account_type = 'business', company_name = 'ТОВ «Хмара»', tin = '14360570'")
            .await;
        world.accounts.profiles.save_preferences(&preferences("pl", "dark"), &mine).await.unwrap();
        world.begin(ANNA).await;
        world.letters().await;
        world.accounts.passwords.forgot(&ForgotForm { email: ANNA.into() }, &RequestContext::default()).await.unwrap();
        world.accounts.deletions.ask_deletion(&mine).await.unwrap();
        let (file, data) = world.download(&mine).await;
        let user = &data["user"];
        for (key, value) in [
            ("email", ANNA),
            ("name", "Оксана"),
            ("surname", "Ґалаґан"),
            ("phone", "+380 44 537 0222"),
            ("country", "UA"),
            ("language", "pl"),
            ("theme", "dark"),
            ("terms_accepted_at", "2027-01-15T08:00:00Z"),
            ("created_at", "2027-01-15T08:00:00Z"),
            ("two_step_verification_since", "2027-01-15T08:00:00Z"),
            ("will_be_deleted_at", "2027-01-22T08:00:00Z"),
        ] {
            assert_eq!(user[key], value, "{key}");
        }
        assert_eq!(user["phone_extension"], Value::Null);
        assert_eq!((&user["two_step_verification"], &user["recovery_codes_left"]), (&true.into(), &10.into()));
        let account = &data["accounts"][0];
        assert_eq!(
            (account["company_name"].as_str(), account["tin"].as_str()),
            (Some("ТОВ «Хмара»"), Some("14360570"))
        );
        assert_eq!(account["your_roles"][0], "account_owner");
        assert_eq!(data["accounts"].as_array().unwrap().len(), 1);
        assert_eq!(data["sessions"][0]["began_at"], "2027-01-15T08:00:00Z");
        assert_eq!(data["known_browsers"].as_array().unwrap().len(), 1);
        let lines = data["activity"].as_array().unwrap();
        let acts: Vec<&str> = lines.iter().filter_map(|line| line["act"].as_str()).collect();
        for act in [
            "registered",
            "two_step_enabled",
            "preferences_changed",
            "reset_asked",
            "deletion_asked",
            "data_downloaded",
        ] {
            assert!(acts.contains(&act), "{act}: {acts:?}");
        }
        let downloaded = lines.last().unwrap();
        assert_eq!((downloaded["by"].as_str(), downloaded["browser"].as_str()), (Some("you"), Some("Firefox, Linux")));
        let letters = data["letters"].as_array().unwrap();
        let of = |kind: &str| letters.iter().filter(|letter| letter["kind"] == kind).count();
        assert_eq!((of("verification-code"), of("already-registered"), of("password-reset"), of("none")), (1, 1, 1, 0));
        let code = letters.iter().find(|letter| letter["kind"] == "verification-code").unwrap();
        assert_eq!((&code["sent_at"], &code["written_at"]), (&code["written_at"], &"2027-01-15T08:00:00Z".into()));
        assert!(data.get("registrations").is_none(), "whoever typed the address may be somebody else");
        assert_eq!(data["email_changes"], Value::Array(Vec::new()));
        assert!(!file.contains("berta"), "{file}");
        assert_eq!(world.written("data_downloaded", "done").await, 1);
        assert!(file.lines().count() > 50, "to be read by people");
    });
}

#[test]
fn the_file_holds_no_secret_and_no_hash_of_one() {
    each_db(|world| async move {
        let arrived = world.arrive(ANNA).await;
        let mine = with(&arrived.session);
        let key = world.switch_on(&mine).await;
        let codes = world.reading().recovery_codes(mine.session.as_ref()).await.unwrap().unwrap();
        refused(
            world
                .accounts
                .sign_in
                .sign_in(&crate::help::sign_in(ANNA, "wrong"), &crate::help::from("203.0.113.9"))
                .await,
        );
        let half = world.half(ANNA).await;
        refused(world.accounts.sign_in.second_step(&two_step("000000"), &half).await);
        world.begin(ANNA).await;
        world.accounts.passwords.forgot(&ForgotForm { email: ANNA.into() }, &RequestContext::default()).await.unwrap();
        let before = world.cells().await;
        let letters = world.letters_of("password-reset").await;
        let link = link_in(&letters[0], "http://localhost:3000/reset-password/");
        let (file, _) = world.download(&mine).await;
        const SECRET: [&str; 8] =
            ["_hash", "secret", ".content", ".key", ".subject", ".about", "codes.id", "registrations.id"];
        let hidden: Vec<_> = before
            .into_iter()
            .filter(|(column, text)| SECRET.iter().any(|secret| column.ends_with(secret)) && text.len() > 15)
            .collect();
        assert!(hidden.len() > 30, "{}", hidden.len());
        let user_id = world.accounts.sessions.current_user(mine.session.as_ref()).await.unwrap().unwrap().user.id;
        for (column, text) in hidden.iter().filter(|(_, text)| *text != user_id) {
            assert!(!file.contains(text), "{column}");
        }
        let plain = |text: &str| text.replace([' ', '-'], "");
        let mut secrets = vec![
            key.clone(),
            plain(&key),
            PASSWORD.to_owned(),
            link.rsplit('/').next().unwrap().to_owned(),
            arrived.session.expose().to_owned(),
            arrived.known.expose().to_owned(),
            half.session.unwrap().expose().to_owned(),
        ];
        secrets.extend(codes.iter().flat_map(|code| [code.clone(), plain(code)]));
        for secret in secrets {
            assert!(!file.contains(&secret), "{secret}");
        }
    });
}
