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
use rules::Language;
use serde::{Deserialize, Serialize};
use std::time::{Duration, UNIX_EPOCH};
use time::OffsetDateTime;

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
}

/// The kinds of letters, as in their header `X-Ocpanel-Letter`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The code that proves an address.
    VerificationCode,
    /// Somebody registers with an address that has a user.
    AlreadyRegistered,
}

impl Kind {
    /// The kind's name.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::VerificationCode => "verification-code",
            Kind::AlreadyRegistered => "already-registered",
        }
    }

    /// The subject of this kind of letter.
    pub fn subject(self, language: Language, brand: &str) -> String {
        let words = words::letters::letters(language);
        match self {
            Kind::VerificationCode => (words.verification_code.subject)(brand),
            Kind::AlreadyRegistered => (words.already_registered.subject)(brand),
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
    lead: String,
    code: Option<String>,
    link: Option<String>,
    notes: Vec<String>,
    support: String,
}

impl Letter {
    pub(crate) fn kind(&self) -> Kind {
        match self.news {
            News::VerificationCode { .. } => Kind::VerificationCode,
            News::AlreadyRegistered => Kind::AlreadyRegistered,
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
        let brand = settings.brand.as_str();
        let asked = (words.asked)(&self.asked.moment(), self.asked.device.as_deref());
        let (lead, code, link, notes) = match &self.news {
            News::VerificationCode { code } => {
                let words = &words.verification_code;
                let minutes = u32::try_from(settings.code_lifetime / 60).unwrap_or_default();
                (
                    (words.lead)(brand),
                    Some(code.clone()),
                    None,
                    vec![(words.lifetime)(minutes), asked, words.not_you.to_owned()],
                )
            }
            News::AlreadyRegistered => {
                let words = &words.already_registered;
                let lead = format!("{} {}", (words.lead)(brand), words.sign_in);
                (lead, None, Some(format!("{}/sign-in", settings.base_url)), vec![asked, words.not_you.to_owned()])
            }
        };
        Body {
            language: self.language.tag(),
            brand: brand.to_owned(),
            subject: self.kind().subject(self.language, brand),
            lead,
            code,
            link,
            notes,
            support: (words.support)(&settings.support_email),
        }
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
