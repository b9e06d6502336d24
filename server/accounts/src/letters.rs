//! What a letter is, and how it reads as text and as HTML.

mod content;
mod kind;
#[cfg(test)]
mod marked;
#[cfg(test)]
mod second;
mod sender;
mod wrapped;

pub use kind::Kind;
pub use sender::{MailAddress, mail_address};

use crate::{address::posted, error::InternalError, settings::Settings};
use askama::Template;
use content::Content;
use email_encoding::headers::{rfc2047, writer::EmailWriter};
use lettre::{
    Address, Message,
    message::{
        Mailbox, Mailboxes, MultiPart,
        header::{HeaderName, HeaderValue, ReplyTo},
    },
};
use rules::{Language, MemberNews, Notice, Role};
use serde::{Deserialize, Serialize};
use std::time::{Duration, UNIX_EPOCH};

/// The operator's address as the sender of letters, if it is one.
pub(crate) fn sender(from: &str) -> Option<Address> {
    sender::mailbox(from).ok().map(|mailbox| mailbox.email)
}

/// A letter on its way: to whom, in which language, and what it tells. Serialised only to be sealed.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Letter {
    pub(crate) to: String,
    pub(crate) language: Language,
    pub(crate) news: News,
    /// After this moment (unix seconds) it is worth nothing and does not go.
    #[serde(default)]
    pub(crate) until: Option<i64>,
    /// Who asked for it.
    #[serde(default)]
    pub(crate) asked: Asked,
    /// It goes as far as the recipient's name and no further: who was told already is not told again.
    #[serde(default)]
    pub(crate) silent: bool,
}

/// When and from where a letter was asked for.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Asked {
    /// In unix seconds.
    pub(crate) at: i64,
    /// Browser and system, as far as they can be told.
    pub(crate) device: Option<String>,
}

/// What a letter tells.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) enum News {
    /// The code that proves an address.
    VerificationCode { code: String },
    /// Somebody registers with an address that has a user.
    AlreadyRegistered,
    /// Somebody wants to move their account to an address that has a user.
    AddressWanted,
    /// Somebody wants an address that is kept for its former owner until then, in unix seconds.
    AddressKept { until: i64 },
    /// The link to a new password.
    PasswordReset { token: String },
    /// The same, where the former password works no more.
    PasswordVoid { token: String },
    /// The link that lets a browser in.
    Unlock { token: String },
    /// The code that proves another address of a user.
    EmailChangeCode { code: String },
    /// To the former address: another one was asked for, or is the user's now. With the link that undoes it.
    EmailChange { token: String, to: String, done: bool },
    /// The link to an invitation into an account, which is shown as `account`. Who invites stands in `who`.
    Invitation { token: String, account: String, who: String, roles: Vec<Role> },
    /// Something about a membership: in which account, whom it is about or who did it, with which roles.
    Member { news: MemberNews, account: String, who: String, roles: Vec<Role> },
    /// The user asked to be deleted. With the link that keeps them.
    DeletionAsked { token: String },
    /// Something that concerns the user's safety.
    Security(Notice),
}

/// A letter as it reads.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// The subject.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
}

#[derive(Template)]
#[template(path = "letter.txt")]
struct Text<'a>(&'a Body);

impl Text<'_> {
    fn wrapped(&self, text: &str) -> String {
        wrapped::wrapped(text)
    }
}

#[derive(Template)]
#[template(path = "letter.html")]
struct Html<'a>(&'a Body);

/// The one shape of all letters: what it is about, a code or a link alone on its line, what else to know, and support.
struct Body {
    language: &'static str,
    brand: String,
    subject: String,
    content: Content,
    support: String,
}

impl Letter {
    pub(crate) fn kind(&self) -> Kind {
        match self.news {
            News::VerificationCode { .. } => Kind::VerificationCode,
            News::AlreadyRegistered | News::AddressWanted | News::AddressKept { .. } => Kind::AlreadyRegistered,
            News::PasswordReset { .. } | News::PasswordVoid { .. } => Kind::PasswordReset,
            News::EmailChangeCode { .. } => Kind::EmailChangeCode,
            News::EmailChange { .. } => Kind::EmailChangeNotice,
            News::Invitation { .. } => Kind::Invitation,
            News::Member { .. } => Kind::MembershipNotice,
            News::DeletionAsked { .. } | News::Unlock { .. } | News::Security(_) => Kind::SecurityNotice,
        }
    }

    /// On one line, whatever is in the brand.
    fn subject(&self, brand: &str) -> String {
        self.subject_sentence(brand).chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
    }

    /// Its kind's subject, unless it says more exactly what happened.
    fn subject_sentence(&self, brand: &str) -> String {
        let words = words::letters(self.language);
        match &self.news {
            News::Invitation { account, .. } => (words.invitation.subject)(&harmless(account), brand),
            News::Member { news, .. } => format!("{brand}: {}", (words.membership.title)(*news)),
            News::Security(notice) => format!("{brand}: {}", (words.security_notice.title)(*notice)),
            News::DeletionAsked { .. } => format!("{brand}: {}", words.deletion_asked.title),
            News::AddressKept { .. } => (words.address_kept.subject)(brand),
            News::Unlock { .. } => (words.unlock.subject)(brand),
            News::EmailChange { done: true, .. } => (words.email_change.subject_done)(brand),
            _ => self.kind().subject(self.language, brand),
        }
    }

    /// Who waits for it: 0 where somebody has to type its code, or gets it in place of a code; 1 where somebody is to
    /// follow its link; 2 where nobody waits. One that nobody gets fares like others.
    pub(crate) fn urgency(&self) -> i64 {
        match self.news {
            News::VerificationCode { .. } | News::EmailChangeCode { .. } => 0,
            News::AlreadyRegistered | News::AddressWanted | News::AddressKept { .. } => 0,
            News::PasswordReset { .. } | News::PasswordVoid { .. } | News::Unlock { .. } | News::Invitation { .. } => 1,
            News::EmailChange { .. } | News::Member { .. } | News::DeletionAsked { .. } | News::Security(_) => 2,
        }
    }

    /// Its kind's name, or that nobody gets it.
    pub(crate) fn kind_name(&self) -> &'static str {
        if self.silent { "none" } else { self.kind().name() }
    }

    pub(crate) fn render(&self, settings: &Settings) -> Result<Rendered, InternalError> {
        let body = self.body(settings);
        let text = Text(&body).render().map_err(InternalError::new)?;
        let html = Html(&body).render().map_err(InternalError::new)?;
        Ok(Rendered { subject: body.subject, text, html })
    }

    fn body(&self, settings: &Settings) -> Body {
        let words = words::letters(self.language);
        Body {
            language: self.language.tag(),
            brand: settings.brand.clone(),
            subject: self.subject(&settings.brand),
            content: self.content(settings),
            support: (words.support)(&settings.support_email),
        }
    }

    /// The whole message, for exactly one recipient.
    pub(crate) fn message(&self, settings: &Settings, id: &str, now: i64) -> Result<Message, InternalError> {
        let rendered = self.render(settings)?;
        let from = sender::mailbox(&settings.mail_from)
            .map_err(|wrong| InternalError::new(format_args!("OCPANEL_MAIL_FROM: {wrong:?}")))?;
        let to = posted(&self.to)
            .parse()
            .map_err(|_| InternalError::new("the recipient's address cannot be written into a letter"))?;
        let message_id = format!("<{id}@{}>", from.email.domain());
        let mut message = Message::builder()
            .from(from)
            .to(Mailbox::new(None, to))
            .date(UNIX_EPOCH + Duration::from_secs(now.unsigned_abs()))
            .message_id(Some(message_id))
            .multipart(MultiPart::alternative_plain_html(rendered.text, rendered.html))
            .map_err(InternalError::new)?;
        message.headers_mut().insert_raw(subject_header(rendered.subject));
        // An answer goes to people. Where their address needs a mail server that takes any script, it stands in the text alone.
        if let Ok(support) = sender::mailbox(&settings.support_email) {
            message.headers_mut().set(ReplyTo::from(Mailboxes::from(support)));
        }
        for (name, value) in [
            ("Auto-Submitted", "auto-generated"),
            ("Content-Language", self.language.tag()),
            ("X-Ocpanel-Letter", self.kind().name()),
        ] {
            message.headers_mut().insert_raw(HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned()));
        }
        Ok(message)
    }
}

/// A subject is read as it was written: what looks like an encoded word (RFC 2047) is encoded itself.
fn subject_header(subject: String) -> HeaderValue {
    let name = HeaderName::new_from_ascii_str("Subject");
    if !subject.contains("=?") {
        return HeaderValue::new(name, subject);
    }
    let mut encoded = String::new();
    let written = rfc2047::encode(&subject, &mut EmailWriter::new(&mut encoded, "Subject: ".len(), 0, false));
    written.expect("a text takes everything");
    HeaderValue::dangerous_new_pre_encoded(name, subject, encoded)
}

/// What a person wrote, such that no mail program makes a link of it: a space after each full stop and colon, and no
/// line breaks.
pub(crate) fn harmless(text: &str) -> String {
    let mut harmless = String::with_capacity(text.len());
    let mut letters = text.chars().map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { c }).peekable();
    while let Some(letter) = letters.next() {
        harmless.push(letter);
        let goes_on = letters.peek().is_some_and(|next| *next != ' ');
        if goes_on && ['.', ':', '@'].contains(&letter) {
            harmless.push(' ');
        }
    }
    harmless
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::letters::SecurityNotice;

    fn letter(language: Language, news: News) -> Letter {
        Letter { to: "anna@example.com".into(), language, news, until: None, asked: Asked::default(), silent: false }
    }

    /// Every letter in every language as it reads; `INSTA_UPDATE=always` writes new ones down.
    #[test]
    fn letters_read_as_they_were_last_seen() {
        let news = [
            News::VerificationCode { code: "ABC-XYZ".into() },
            News::AlreadyRegistered,
            News::AddressWanted,
            News::AddressKept { until: 1_700_600_000 },
            News::PasswordReset { token: "TOKEN".into() },
            News::PasswordVoid { token: "TOKEN".into() },
            News::Unlock { token: "TOKEN".into() },
            News::EmailChangeCode { code: "ABC-XYZ".into() },
            News::EmailChange { token: "TOKEN".into(), to: "b…@example.com".into(), done: false },
            News::EmailChange { token: "TOKEN".into(), to: "b…@example.com".into(), done: true },
            News::DeletionAsked { token: "TOKEN".into() },
        ];
        let (account, who) = ("1234-5678 (Хмара)".to_owned(), "Anna K (anna@example.com)".to_owned());
        let roles = vec![Role::UserAdministrator, Role::AccountObserver];
        let of_members = MemberNews::ALL.map(|news| News::Member {
            news,
            account: account.clone(),
            who: who.clone(),
            roles: roles.clone(),
        });
        let invitation = News::Invitation { token: "TOKEN".into(), account: account.clone(), who: who.clone(), roles };
        let notices = Notice::ALL.map(News::Security);
        for language in Language::ALL {
            let mut texts = String::new();
            for news in news.iter().chain([&invitation]).chain(&of_members).chain(&notices) {
                let asked = Asked { at: 1_700_000_000, device: Some("Firefox, Linux".into()) };
                let letter = Letter { asked, ..letter(language, news.clone()) };
                let Rendered { subject, text, .. } = letter.render(&Settings::default()).expect("renders");
                texts += &format!("[{}] {subject}\n\n{text}\n\n", letter.kind().name());
            }
            insta::assert_snapshot!(language.tag(), texts);
        }
        let code = letter(Language::English, News::VerificationCode { code: "ABC-XYZ".into() });
        insta::assert_snapshot!("html", code.render(&Settings::default()).expect("renders").html);
    }

    #[test]
    fn a_code_stands_alone_on_its_line() {
        for language in Language::ALL {
            let rendered = letter(language, News::VerificationCode { code: "ABC-XYZ".into() })
                .render(&Settings::default())
                .expect("renders");
            assert!(rendered.text.lines().any(|line| line == "ABC-XYZ"), "{}", rendered.text);
            assert_eq!(rendered.html.matches("ABC-XYZ").count(), 1);
            assert!(
                rendered.text.contains("support@ocplanet.cloud") && rendered.html.contains("support@ocplanet.cloud")
            );
        }
    }

    #[test]
    fn a_link_stands_alone_on_its_line_and_starts_with_the_base_url() {
        let rendered =
            letter(Language::English, News::AlreadyRegistered).render(&Settings::default()).expect("renders");
        assert!(rendered.text.lines().any(|line| line == "http://localhost:3000/sign-in"), "{}", rendered.text);
        assert!(rendered.text.lines().any(|line| line == "http://localhost:3000/forgot-password"), "{}", rendered.text);
    }

    #[test]
    fn a_notice_says_in_its_subject_what_happened_and_leads_to_a_new_password() {
        for language in Language::ALL {
            for notice in Notice::ALL {
                let rendered = letter(language, News::Security(notice)).render(&Settings::default()).expect("renders");
                assert!(rendered.subject.starts_with("OneCloudPlanet: "), "{}", rendered.subject);
                let links = rendered.text.lines().any(|line| line == "http://localhost:3000/forgot-password");
                assert_eq!(links, SecurityNotice::has_link(notice), "{}", rendered.text);
                assert!(rendered.text.replace('\n', " ").contains("1970-01-01 00:00 UTC"), "{}", rendered.text);
            }
        }
    }

    #[test]
    fn the_link_to_a_new_password_stands_alone_on_its_line() {
        let news = News::PasswordReset { token: "abc".into() };
        let rendered = letter(Language::Polish, news).render(&Settings::default()).expect("renders");
        assert!(rendered.text.lines().any(|line| line == "http://localhost:3000/reset-password/abc"));
        assert!(rendered.text.replace('\n', " ").contains("30 minut"), "{}", rendered.text);
    }

    #[test]
    fn the_link_that_undoes_stands_alone_on_its_line() {
        for (language, done) in Language::ALL.into_iter().flat_map(|language| [(language, false), (language, true)]) {
            let news = News::EmailChange { token: "abc".into(), to: "b…@example.com".into(), done };
            let rendered = letter(language, news).render(&Settings::default()).expect("renders");
            assert!(rendered.text.lines().any(|line| line == "http://localhost:3000/email-undo/abc"));
            assert!(
                rendered.text.contains("b…@example.com") && rendered.text.replace('\n', " ").contains(" 7 "),
                "{}",
                rendered.text
            );
        }
    }

    #[test]
    fn a_brand_is_harmless_text_in_html() {
        let settings = Settings { brand: "<b>&\"".into(), ..Settings::default() };
        let rendered = letter(Language::English, News::AlreadyRegistered).render(&settings).expect("renders");
        assert!(!rendered.html.contains("<b>"));
    }

    #[test]
    fn the_message_has_the_headers_that_mail_programs_look_for() {
        let message = letter(Language::Ukrainian, News::AlreadyRegistered)
            .message(&Settings::default(), "id", 1_700_000_000)
            .expect("a message");
        let message = String::from_utf8(message.formatted()).expect("ASCII");
        for header in [
            "From: OneCloudPlanet <no-reply@localhost>",
            "To: anna@example.com",
            "Auto-Submitted: auto-generated",
            "Content-Language: uk",
            "X-Ocpanel-Letter: already-registered",
            "Message-ID: <id@localhost>",
            "Date: Tue, 14 Nov 2023 22:13:20",
            "Content-Type: multipart/alternative",
        ] {
            assert!(message.contains(header), "{header}\n{message}");
        }
        assert!(message.find("text/plain") < message.find("text/html"));
    }
}
