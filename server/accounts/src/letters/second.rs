//! Letters as another program reads them: Python's e-mail package, which shares nothing with the crates that write them.

use super::{marked::all, *};
use serde_json::{Value, json};
use std::{fs, path::Path, process::Command};

/// Looks like an encoded word (RFC 2047), and harms nobody.
const ENCODED_WORD: &str = "=?utf-8?q?Harmless=20Ltd?=";

/// Every letter in these languages, about accounts and people of this name.
fn letters(languages: &[Language], called: &str, settings: &Settings) -> Vec<(Rendered, Vec<u8>)> {
    let each = languages.iter().flat_map(|language| all(called).into_iter().map(|news| (*language, news)));
    each.map(|(language, news)| {
        let asked = Asked { at: 1_700_000_000, device: Some("Firefox, Linux".to_owned()) };
        let letter = Letter { to: "anna@example.com".to_owned(), language, news, until: None, asked, silent: false };
        let message = letter.message(settings, "id", 1_700_000_000).expect("a message");
        (letter.render(settings).expect("renders"), message.formatted())
    })
    .collect()
}

/// What the other program reads in these.
fn read(letters: &[(Rendered, Vec<u8>)]) -> Vec<Value> {
    let folder = std::env::temp_dir().join(format!("ocpanel-letters-{}", crate::Random::SYSTEM.id()));
    fs::create_dir(&folder).expect("it can be made");
    for (number, (_, bytes)) in letters.iter().enumerate() {
        fs::write(folder.join(format!("{number:03}.eml")), bytes).expect("it can be written");
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/read_letters.py");
    let output =
        Command::new("python3").arg(script).arg(&folder).output().expect("python3 is there: `make test` sees to it");
    fs::remove_dir_all(&folder).expect("it is there");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout)
        .expect("text")
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

#[test]
fn another_program_reads_every_letter_as_it_was_written() {
    let settings = Settings {
        mail_from: "\"Хмара, Inc.\" <no-reply@пошта.укр>".to_owned(),
        support_email: "help@пошта.укр".to_owned(),
        ..Settings::default()
    };
    let names = [ENCODED_WORD, "Ґалаґан =?utf-8?b?0KU=?= =?x?=", "ТОВ «Хмара»"];
    for (called, language) in names.into_iter().zip(Language::ALL) {
        let letters = letters(&[language], called, &settings);
        let read = read(&letters);
        assert_eq!(read.len(), letters.len());
        for ((written, _), read) in letters.iter().zip(&read) {
            let lines = |text: &Value| text.as_str().expect("text").replace("\r\n", "\n").trim_end().to_owned();
            assert_eq!(read["subject"], json!(written.subject));
            assert_eq!(read["from"], json!(["Хмара, Inc.", "no-reply@xn--80a1acn3a.xn--j1amh"]));
            assert_eq!(read["to"], json!(["", "anna@example.com"]));
            assert_eq!(read["reply-to"], json!(["", "help@xn--80a1acn3a.xn--j1amh"]));
            assert_eq!(lines(&read["plain"]), written.text.trim_end());
            assert_eq!(lines(&read["html"]), written.html.trim_end());
            assert_eq!(read["defects"], json!([]), "{}", written.subject);
        }
        let named = letters.iter().filter(|(written, _)| written.subject.contains("=?")).count();
        assert_eq!(named > 0, called.contains("=?"), "{called} stands in a subject");
    }
}

/// For `make looks`, which makes pictures of them.
#[test]
#[ignore = "writes every letter into end2end/letters"]
fn every_letter_is_written_down_to_be_looked_at() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../end2end/letters");
    fs::create_dir_all(&folder).expect("it can be made");
    let called = "ТОВ «Наддовга-назва-компанії» Sp. z o.o.";
    for (number, (letter, _)) in letters(&Language::ALL, called, &Settings::default()).iter().enumerate() {
        fs::write(folder.join(format!("{number:03}.html")), &letter.html).expect("it can be written");
    }
}

#[test]
fn lines_of_the_text_are_short_and_links_and_codes_stand_alone() {
    let settings = Settings { base_url: "https://panel.example.com".to_owned(), ..Settings::default() };
    for (Rendered { text, html, .. }, _) in letters(&Language::ALL, &"Довга назва ".repeat(12), &settings) {
        let alone = |line: &str| line.starts_with("https://") && !line.contains(' ');
        for line in text.lines() {
            assert!(line.chars().count() <= 76 || alone(line), "{line}");
            assert!(alone(line) || !line.contains("https://"), "{line}");
            assert!(!line.contains("ABC-XYZ") || line == "ABC-XYZ", "{line}");
        }
        let links = html.matches("<a href").count();
        assert_eq!(
            html.matches("class=\"link\" style=\"color:#0b63a5;overflow-wrap:anywhere;").count(),
            links,
            "{html}"
        );
    }
}
