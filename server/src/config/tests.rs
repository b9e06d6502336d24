//! What the settings are read as.

use super::*;

pub(super) fn config(arguments: &[&str]) -> Config {
    Config::parse_from([&["ocpanel"], arguments].concat())
}

#[test]
fn durations_have_a_unit() {
    assert_eq!(duration("90s"), Ok(90));
    assert_eq!(duration("7d"), Ok(604_800));
    assert_eq!(duration("1h 30m"), Ok(5_400));
    for text in ["", "10", "m", "-1s", "0s", "500ms", "9999999999999999999s", "400d"] {
        assert!(duration(text).is_err(), "{text}");
    }
    assert_eq!(kept("400d"), Ok(34_560_000));
    assert!(kept("3661d").is_err() && kept("0d").is_err());
}

#[test]
fn the_defaults_are_those_of_the_accounts() {
    assert_eq!(config(&[]).settings(), Settings::default());
}

#[test]
fn development_is_only_on_the_machine_itself() {
    for (arguments, expected) in [
        (&[][..], true),
        (&["--base-url", "http://localhost:3000"], true),
        (&["--addr", "[::1]:3000"], true),
        (&["--addr", "0.0.0.0:3000"], false),
        (&["--base-url", "https://panel.example.com"], false),
        (&["--base-url", "http://127.0.0.1.example.com"], false),
    ] {
        assert_eq!(config(arguments).is_development(), expected, "{arguments:?}");
    }
}

#[test]
fn secrets_are_never_flags_and_never_shown() {
    for flag in ["--secret-key", "--smtp-url", "--database-url", "--secrets"] {
        assert!(Config::try_parse_from(["ocpanel", flag, "a secret"]).is_err(), "{flag}");
    }
    let of = |smtp_url: &str, secret_key: &str| {
        let (smtp_url, secret_key) = (Some(smtp_url.to_owned()), Some(secret_key.to_owned()));
        Config { secrets: Secrets { smtp_url, secret_key, ..Secrets::default() }, ..config(&[]) }
    };
    let mistyped = "canary-of-a-secret";
    for url in [
        format!("smtp//name:{mistyped}@mail.example.com"),
        format!("smtp://name:{mistyped}@"),
        format!("http://name:{mistyped}@mail.example.com"),
        format!("smtps://name:{mistyped}@mail.example.com:port"),
    ] {
        let sentence = of(&url, "").mailer().expect_err(&url);
        assert!(sentence.starts_with("OCPANEL_SMTP_URL: ") && !sentence.contains(mistyped), "{sentence}");
    }
    let config = of("", mistyped);
    let sentence = config.keys().expect_err("no key");
    assert!(sentence.starts_with("OCPANEL_SECRET_KEY: ") && !sentence.contains(mistyped), "{sentence}");
    assert!(!format!("{config:?}").contains(mistyped));
}

#[test]
fn lists_of_domains_are_read_and_misspelt_ones_stop_the_start() {
    let read = config(&["--email-domains-allowed", "Example.com, .example.org"]).settings();
    assert_eq!(read.domains_allowed, ["example.com", ".example.org"]);
    for wrong in [["--email-domains-refused", "a b"], ["--registration", "maybe"], ["--rate-limits", "0"]] {
        assert!(Config::try_parse_from([&["ocpanel"], &wrong[..]].concat()).is_err(), "{wrong:?}");
    }
}
