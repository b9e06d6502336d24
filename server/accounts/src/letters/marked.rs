//! Whatever people and the operator write is text in a letter: in its subject, its HTML, its headers (ASVS 5.0 1.1.2,
//! 1.2.1, 1.3.11).

use super::*;
use mail_parser::MessageParser;

/// Ends an attribute and an element, begins one, and looks like a character reference.
const MARK: &str = "\"'><marked-x a=1>&lt;</marked-x>&";

/// Every letter there is, about people and accounts that are called like this.
pub(super) fn all(marked: &str) -> Vec<News> {
    let (account, who, to) = (format!("1234-5678 ({marked})"), format!("{marked} (a@b.c)"), marked.to_owned());
    let roles = vec![Role::UserAdministrator];
    let member = MemberNews::ALL.map(|news| News::Member {
        news,
        account: account.clone(),
        who: who.clone(),
        roles: roles.clone(),
    });
    let notices = Notice::ALL.map(News::Security);
    let (code, token) = ("ABC-XYZ".to_owned(), "TOKEN".to_owned());
    let mut all = vec![
        News::VerificationCode { code: code.clone() },
        News::AlreadyRegistered,
        News::AddressWanted,
        News::AddressKept { until: 1_700_600_000 },
        News::PasswordReset { token: token.clone() },
        News::PasswordVoid { token: token.clone() },
        News::Unlock { token: token.clone() },
        News::DeletionAsked { token: token.clone() },
        News::EmailChangeCode { code },
        News::EmailChange { token: token.clone(), to: to.clone(), done: false },
        News::EmailChange { token: token.clone(), to, done: true },
        News::Invitation { token, account: account.clone(), who: who.clone(), roles: roles.clone() },
    ];
    all.extend(member);
    all.extend(notices);
    all
}

#[test]
fn names_brand_and_addresses_are_text_in_every_letter_in_every_language() {
    let settings = Settings {
        brand: format!("Cloud {MARK}"),
        support_email: "o'hara&co@example.com".to_owned(),
        mail_from: "\"Cloud \\\"'><marked-x>&\" <no-reply@localhost>".to_owned(),
        ..Settings::default()
    };
    for (language, news) in
        Language::ALL.into_iter().flat_map(|language| all(MARK).into_iter().map(move |news| (language, news)))
    {
        let asked = Asked { at: 1_700_000_000, device: Some(MARK.to_owned()) };
        let letter = Letter { to: "o'hara&co@example.com".into(), language, news, until: None, asked, silent: false };
        let subject = letter.subject(&settings.brand);
        let message = letter.message(&settings, "id", 1_700_000_000).expect("a message").formatted();
        let read = MessageParser::new().parse(&message).expect("a letter");
        assert_eq!(read.subject(), Some(subject.as_str()), "as it was written");
        assert!(!subject.contains(['\r', '\n']) && subject.contains("<marked-x"), "{subject}");
        let from = read.from().and_then(|from| from.first()).expect("a sender");
        assert_eq!((from.name(), from.address()), (Some("Cloud \"'><marked-x>&"), Some("no-reply@localhost")));
        let to = read.to().and_then(|to| to.first()).and_then(|to| to.address());
        assert_eq!(to, Some("o'hara&co@example.com"));
        let html = read.body_html(0).expect("HTML");
        assert!(!html.contains("<marked-x") && !html.contains("</marked-x"), "{html}");
        assert!(html.contains("&#60;marked-x") && html.contains("&#38;lt;"), "it is there as text: {html}");
        assert!(read.body_text(0).expect("text").contains("<marked-x"));
    }
}

#[test]
fn a_line_break_in_the_brand_begins_no_header() {
    let settings = Settings { brand: "Cloud\r\nBcc: eva@example.com".into(), ..Settings::default() };
    for news in all("x") {
        let letter = Letter {
            to: "anna@example.com".into(),
            language: Language::English,
            news,
            until: None,
            asked: Asked::default(),
            silent: false,
        };
        let message = letter.message(&settings, "id", 0).expect("a message").formatted();
        let read = MessageParser::new().parse(&message).expect("a letter");
        assert!(read.bcc().is_none() && !read.subject().expect("a subject").contains(['\r', '\n']));
    }
}
