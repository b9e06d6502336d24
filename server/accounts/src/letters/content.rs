//! What each kind of letter says.

use super::{Letter, News};
use crate::{moment::moment_in_minutes, settings::Settings};
use rules::{MemberNews, Notice, Role};
use words::letters::{SecurityNotice, VerificationCode};

/// What one kind of letter says between the greeting and the support's address.
#[derive(Default)]
pub(super) struct Content {
    pub(super) lead: String,
    pub(super) code: Option<String>,
    pub(super) link: Option<String>,
    /// Another sentence with a link of its own.
    pub(super) more: Option<(String, String)>,
    pub(super) notes: Vec<String>,
}

impl Letter {
    pub(super) fn content(&self, settings: &Settings) -> Content {
        match &self.news {
            News::VerificationCode { code } => self.verification_code(code, settings),
            News::AlreadyRegistered => self.already_registered(settings),
            News::AddressWanted => self.address_wanted(settings),
            News::AddressKept { until } => self.address_kept(*until, settings),
            News::PasswordReset { token } => self.password_reset(token, false, settings),
            News::PasswordVoid { token } => self.password_reset(token, true, settings),
            News::Unlock { token } => self.unlock(token, settings),
            News::EmailChangeCode { code } => self.email_change_code(code, settings),
            News::EmailChange { token, to, done } => self.email_change(token, to, *done, settings),
            News::Invitation { token, account, who, roles } => self.invitation(token, account, who, roles, settings),
            News::Member { news, account, who, roles } => self.member(*news, account, who, roles),
            News::DeletionAsked { token } => self.deletion_asked(token, settings),
            News::Security(notice) => self.security_notice(*notice, settings),
        }
    }

    fn verification_code(&self, code: &str, settings: &Settings) -> Content {
        self.code(&words::letters(self.language).verification_code, code, settings)
    }

    fn email_change_code(&self, code: &str, settings: &Settings) -> Content {
        self.code(&words::letters(self.language).email_change_code, code, settings)
    }

    fn code(&self, words: &VerificationCode, code: &str, settings: &Settings) -> Content {
        let asked = words::letters(self.language).asked;
        let lifetime = (words.lifetime)(minutes(settings.code_lifetime));
        Content {
            lead: (words.lead)(&settings.brand),
            code: Some(code.to_owned()),
            notes: vec![lifetime, self.by_whom(asked), words.not_you.to_owned()],
            ..Content::default()
        }
    }

    fn already_registered(&self, settings: &Settings) -> Content {
        let all = words::letters(self.language);
        let words = &all.already_registered;
        Content {
            lead: format!("{} {}", (words.lead)(&settings.brand), words.sign_in),
            link: Some(format!("{}/sign-in", settings.base_url)),
            more: Some((words.forgot.to_owned(), forgot_password(settings))),
            notes: vec![self.by_whom(all.asked), words.not_you.to_owned()],
            ..Content::default()
        }
    }

    fn address_wanted(&self, settings: &Settings) -> Content {
        let all = words::letters(self.language);
        Content {
            lead: (all.already_registered.wanted)(&settings.brand),
            notes: vec![self.by_whom(all.asked), all.already_registered.not_you.to_owned()],
            ..Content::default()
        }
    }

    fn address_kept(&self, until: i64, settings: &Settings) -> Content {
        let all = words::letters(self.language);
        Content {
            lead: (all.address_kept.lead)(&settings.brand, &moment_in_minutes(until)),
            notes: vec![self.by_whom(all.asked), all.address_kept.not_you.to_owned()],
            ..Content::default()
        }
    }

    fn email_change(&self, token: &str, to: &str, done: bool, settings: &Settings) -> Content {
        let all = words::letters(self.language);
        let words = &all.email_change;
        let days = days(settings.email_undo_lifetime);
        let (lead, lifetime) = if done { (words.done, words.lifetime_done) } else { (words.asked, words.lifetime) };
        Content {
            lead: lead(&settings.brand, to),
            link: Some(format!("{}/email-undo/{token}", settings.base_url)),
            notes: vec![lifetime(days), self.by_whom(all.asked)],
            ..Content::default()
        }
    }

    fn password_reset(&self, token: &str, void: bool, settings: &Settings) -> Content {
        let all = words::letters(self.language);
        let words = &all.password_reset;
        let (lifetime, rest) = if void { (words.void_lifetime, words.void) } else { (words.lifetime, words.not_you) };
        let lifetime = lifetime(minutes(settings.reset_lifetime));
        Content {
            lead: (words.lead)(&settings.brand),
            link: Some(format!("{}/reset-password/{token}", settings.base_url)),
            notes: vec![lifetime, self.by_whom(all.asked), rest.to_owned()],
            ..Content::default()
        }
    }

    fn unlock(&self, token: &str, settings: &Settings) -> Content {
        let all = words::letters(self.language);
        let words = &all.unlock;
        let hours = u32::try_from(Settings::UNLOCK_LIFETIME / 3_600).unwrap_or_default();
        Content {
            lead: (words.lead)(&settings.brand),
            link: Some(format!("{}/unlock/{token}", settings.base_url)),
            notes: vec![(words.lifetime)(hours), self.by_whom(all.asked), words.not_you.to_owned()],
            ..Content::default()
        }
    }

    fn invitation(&self, token: &str, account: &str, who: &str, roles: &[Role], settings: &Settings) -> Content {
        let words = &words::letters(self.language).invitation;
        let lead = (words.lead)(who, account, &settings.brand);
        Content {
            lead: format!("{lead} {} {}", (words.roles)(&self.roles(roles)), words.open),
            link: Some(format!("{}/invite/{token}", settings.base_url)),
            notes: vec![(words.lifetime)(days(settings.invitation_lifetime)), words.not_you.to_owned()],
            ..Content::default()
        }
    }

    fn member(&self, news: MemberNews, account: &str, who: &str, roles: &[Role]) -> Content {
        let words = words::letters(self.language);
        Content {
            lead: (words.membership.lead)(news, account, who, &self.roles(roles)),
            notes: vec![self.by_whom(words.happened)],
            ..Content::default()
        }
    }

    /// Roles in words, with commas between.
    fn roles(&self, roles: &[Role]) -> String {
        let say = words::pages(self.language).panel.role;
        roles.iter().map(|role| say(*role)).collect::<Vec<_>>().join(", ")
    }

    fn deletion_asked(&self, token: &str, settings: &Settings) -> Content {
        let all = words::letters(self.language);
        let words = &all.deletion_asked;
        Content {
            lead: (words.lead)(&settings.brand, days(Settings::DELETION_WAIT)),
            link: Some(format!("{}/cancel-deletion/{token}", settings.base_url)),
            more: Some((words.not_you.to_owned(), forgot_password(settings))),
            notes: vec![self.by_whom(all.happened)],
            ..Content::default()
        }
    }

    fn security_notice(&self, notice: Notice, settings: &Settings) -> Content {
        let words = words::letters(self.language);
        Content {
            lead: (words.security_notice.lead)(notice, &settings.brand),
            link: SecurityNotice::has_link(notice).then(|| forgot_password(settings)),
            notes: vec![self.by_whom(words.happened)],
            ..Content::default()
        }
    }

    fn by_whom(&self, say: fn(&str, Option<&str>) -> String) -> String {
        say(&moment_in_minutes(self.asked.at), self.asked.device.as_deref())
    }
}

fn forgot_password(settings: &Settings) -> String {
    format!("{}/forgot-password", settings.base_url)
}

fn minutes(seconds: i64) -> u32 {
    u32::try_from(seconds / 60).unwrap_or_default()
}

/// Days begun count as days.
fn days(seconds: i64) -> u32 {
    u32::try_from((seconds + 86_399) / 86_400).unwrap_or_default()
}
