//! What a letter is, and how it reads as text and as HTML.

use crate::settings::Settings;
use askama::Template;
use lettre::{
    Message,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};
use rules::{Language, Notice};
use serde::{Deserialize, Serialize};
use std::time::{Duration, UNIX_EPOCH};
use time::OffsetDateTime;
use words::letters::SecurityNotice;

use crate::error::Broken;

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

impl Asked {
    /// The moment in UTC, as everybody reads it: `2026-11-21 20:43`.
    fn moment(&self) -> String {
        let at = OffsetDateTime::from_unix_timestamp(self.at).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let (month, day) = (u8::from(at.month()), at.day());
        format!("{}-{month:02}-{day:02} {:02}:{:02} UTC", at.year(), at.hour(), at.minute())
    }
}

/// What a letter tells.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) enum News {
    /// The code that proves an address.
    VerificationCode { code: String },
    /// Somebody registers with an address that has a user.
    AlreadyRegistered,
    /// The link to a new password.
    PasswordReset { token: String },
    /// Something that concerns the user's safety.
    Security(Notice),
}

/// The kinds of letters, as in their header `X-Ocpanel-Letter`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The code that proves an address.
    VerificationCode,
    /// Somebody registers with an address that has a user.
    AlreadyRegistered,
    /// The link to a new password.
    PasswordReset,
    /// Something that concerns the user's safety.
    SecurityNotice,
}

impl Kind {
    /// The kind's name.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::VerificationCode => "verification-code",
            Kind::AlreadyRegistered => "already-registered",
            Kind::PasswordReset => "password-reset",
            Kind::SecurityNotice => "security-notice",
        }
    }

    /// The subject of this kind of letter.
    pub fn subject(self, language: Language, brand: &str) -> String {
        let words = words::letters::letters(language);
        match self {
            Kind::VerificationCode => (words.verification_code.subject)(brand),
            Kind::AlreadyRegistered => (words.already_registered.subject)(brand),
            Kind::PasswordReset => (words.password_reset.subject)(brand),
            Kind::SecurityNotice => (words.security_notice.subject)(brand),
        }
    }
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

#[derive(Template)]
#[template(path = "letter.html")]
struct Html<'a>(&'a Body);

/// The one shape of all letters: what it is about, a code or a link alone on its line, what else to know, and support.
struct Body {
    language: &'static str,
    brand: String,
    subject: String,
    said: Said,
    support: String,
}

/// What one kind of letter says between the greeting and the support's address.
#[derive(Default)]
struct Said {
    lead: String,
    code: Option<String>,
    link: Option<String>,
    /// Another sentence with a link of its own.
    more: Option<(String, String)>,
    notes: Vec<String>,
}

fn forgot_password(settings: &Settings) -> String {
    format!("{}/forgot-password", settings.base_url)
}

fn minutes(seconds: i64) -> u32 {
    u32::try_from(seconds / 60).unwrap_or_default()
}

impl Letter {
    pub(crate) fn kind(&self) -> Kind {
        match self.news {
            News::VerificationCode { .. } => Kind::VerificationCode,
            News::AlreadyRegistered => Kind::AlreadyRegistered,
            News::PasswordReset { .. } => Kind::PasswordReset,
            News::Security(_) => Kind::SecurityNotice,
        }
    }

    /// Its kind's subject; that of a notice says what happened.
    fn subject(&self, brand: &str) -> String {
        let words = words::letters::letters(self.language);
        match self.news {
            News::Security(notice) => format!("{brand}: {}", (words.security_notice.title)(notice)),
            _ => self.kind().subject(self.language, brand),
        }
    }

    /// Its kind's name, or that nobody gets it.
    pub(crate) fn kind_name(&self) -> &'static str {
        if self.silent { "none" } else { self.kind().name() }
    }

    pub(crate) fn render(&self, settings: &Settings) -> Result<Rendered, Broken> {
        let body = self.body(settings);
        let text = Text(&body).render().map_err(Broken::new)?;
        let html = Html(&body).render().map_err(Broken::new)?;
        Ok(Rendered { subject: body.subject, text, html })
    }

    fn body(&self, settings: &Settings) -> Body {
        let words = words::letters::letters(self.language);
        Body {
            language: self.language.tag(),
            brand: settings.brand.clone(),
            subject: self.subject(&settings.brand),
            said: self.said(settings),
            support: (words.support)(&settings.support_email),
        }
    }

    fn said(&self, settings: &Settings) -> Said {
        match &self.news {
            News::VerificationCode { code } => self.verification_code(code, settings),
            News::AlreadyRegistered => self.already_registered(settings),
            News::PasswordReset { token } => self.password_reset(token, settings),
            News::Security(notice) => self.security_notice(*notice, settings),
        }
    }

    fn verification_code(&self, code: &str, settings: &Settings) -> Said {
        let all = words::letters::letters(self.language);
        let words = &all.verification_code;
        let lifetime = (words.lifetime)(minutes(settings.code_lifetime));
        Said {
            lead: (words.lead)(&settings.brand),
            code: Some(code.to_owned()),
            notes: vec![lifetime, self.by_whom(all.asked), words.not_you.to_owned()],
            ..Said::default()
        }
    }

    fn already_registered(&self, settings: &Settings) -> Said {
        let all = words::letters::letters(self.language);
        let words = &all.already_registered;
        Said {
            lead: format!("{} {}", (words.lead)(&settings.brand), words.sign_in),
            link: Some(format!("{}/sign-in", settings.base_url)),
            more: Some((words.forgot.to_owned(), forgot_password(settings))),
            notes: vec![self.by_whom(all.asked), words.not_you.to_owned()],
            ..Said::default()
        }
    }

    fn password_reset(&self, token: &str, settings: &Settings) -> Said {
        let all = words::letters::letters(self.language);
        let words = &all.password_reset;
        let lifetime = (words.lifetime)(minutes(settings.reset_lifetime));
        Said {
            lead: (words.lead)(&settings.brand),
            link: Some(format!("{}/reset-password/{token}", settings.base_url)),
            notes: vec![lifetime, self.by_whom(all.asked), words.not_you.to_owned()],
            ..Said::default()
        }
    }

    fn security_notice(&self, notice: Notice, settings: &Settings) -> Said {
        let words = words::letters::letters(self.language);
        Said {
            lead: (words.security_notice.lead)(notice, &settings.brand),
            link: SecurityNotice::has_link(notice).then(|| forgot_password(settings)),
            notes: vec![self.by_whom(words.happened)],
            ..Said::default()
        }
    }

    fn by_whom(&self, say: fn(&str, Option<&str>) -> String) -> String {
        say(&self.asked.moment(), self.asked.device.as_deref())
    }

    /// The whole message, for exactly one recipient.
    pub(crate) fn message(&self, settings: &Settings, id: &str, now: i64) -> Result<Message, Broken> {
        let rendered = self.render(settings)?;
        let from: Mailbox =
            settings.mail_from.parse().map_err(|error| Broken::new(format_args!("OCPANEL_MAIL_FROM: {error}")))?;
        let to = self.to.parse().map_err(|_| Broken::new("the recipient's address cannot be written into a letter"))?;
        let message_id = format!("<{id}@{}>", from.email.domain());
        let mut message = Message::builder()
            .from(from)
            .to(Mailbox::new(None, to))
            .subject(rendered.subject)
            .date(UNIX_EPOCH + Duration::from_secs(now.unsigned_abs()))
            .message_id(Some(message_id))
            .multipart(MultiPart::alternative_plain_html(rendered.text, rendered.html))
            .map_err(Broken::new)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(language: Language, news: News) -> Letter {
        Letter { to: "anna@example.com".into(), language, news, until: None, asked: Asked::default(), silent: false }
    }

    /// Every letter in every language as it reads; `INSTA_UPDATE=always` writes new ones down.
    #[test]
    fn letters_read_as_they_were_last_seen() {
        let news = [
            News::VerificationCode { code: "ABC-XYZ".into() },
            News::AlreadyRegistered,
            News::PasswordReset { token: "TOKEN".into() },
        ];
        let notices = Notice::ALL.map(News::Security);
        for language in Language::ALL {
            let mut texts = String::new();
            for news in news.iter().chain(&notices) {
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
        assert!(rendered.text.lines().any(|line| line == "http://127.0.0.1:3000/sign-in"), "{}", rendered.text);
        assert!(rendered.text.lines().any(|line| line == "http://127.0.0.1:3000/forgot-password"), "{}", rendered.text);
    }

    #[test]
    fn a_notice_says_in_its_subject_what_happened_and_leads_to_a_new_password() {
        for language in Language::ALL {
            for notice in Notice::ALL {
                let rendered = letter(language, News::Security(notice)).render(&Settings::default()).expect("renders");
                assert!(rendered.subject.starts_with("OneCloudPlanet: "), "{}", rendered.subject);
                let links = rendered.text.lines().any(|line| line == "http://127.0.0.1:3000/forgot-password");
                assert_eq!(links, notice != Notice::Disabled, "{}", rendered.text);
                assert!(rendered.text.contains("1970-01-01 00:00 UTC"), "{}", rendered.text);
            }
        }
    }

    #[test]
    fn the_link_to_a_new_password_stands_alone_on_its_line() {
        let news = News::PasswordReset { token: "abc".into() };
        let rendered = letter(Language::Polish, news).render(&Settings::default()).expect("renders");
        assert!(rendered.text.lines().any(|line| line == "http://127.0.0.1:3000/reset-password/abc"));
        assert!(rendered.text.contains("30 minut"), "{}", rendered.text);
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
