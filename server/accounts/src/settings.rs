//! What the operator may set about what happens, with every lifetime's and limit's default.

use crate::address::Address;
use rules::{Email, Errors, Field, FieldError, Limits};
use std::path::PathBuf;

/// Who may register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registration {
    /// Everybody.
    Open,
    /// Whoever has an invitation.
    Invitation,
    /// Nobody.
    Closed,
}

/// The operator's settings for accounts. Lifetimes are in seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The name people know.
    pub brand: String,
    /// What links in letters start with; no slash at the end.
    pub base_url: String,
    /// Where people write for help.
    pub support_email: String,
    /// The sender of letters, `Name <address>`.
    pub mail_from: String,
    /// What a registration accepts.
    pub terms_version: String,
    /// Where a signed-in person goes on to: the only foreign place that is ever linked.
    pub panel_url: Option<String>,
    /// The domain that passkeys belong to; none for the base URL's host.
    pub passkey_domain: Option<String>,
    /// Who may register.
    pub registration: Registration,
    /// The e-mail domains that may register; all of them when there is none here. `.example.com` means every domain
    /// below it.
    pub domains_allowed: Vec<String>,
    /// The e-mail domains that may not register.
    pub domains_refused: Vec<String>,
    /// Whether acts are limited by network address too.
    pub network_limits: bool,
    /// Limits that the browser knows too.
    pub limits: Limits,
    /// A file of hashes of stolen passwords, which nobody may choose.
    pub password_blocklist: Option<PathBuf>,
    /// How long a code works.
    pub code_lifetime: i64,
    /// Tries a code has.
    pub code_tries: i64,
    /// How long to wait between two codes.
    pub resend_after: i64,
    /// Codes to one address in an hour.
    pub codes_per_hour: usize,
    /// How long a registration can be taken up again.
    pub registration_lifetime: i64,
    /// A session ends after so long without a click.
    pub session_idle: i64,
    /// A session ends after so long, whatever happens.
    pub session_lifetime: i64,
    /// How long a proof of identity is enough for what changes somebody's safety.
    pub sudo_lifetime: i64,
    /// How long a link to a new password works.
    pub reset_lifetime: i64,
    /// How long a change of address can be undone, and the former one is nobody else's.
    pub email_undo_lifetime: i64,
    /// How long an invitation can be accepted.
    pub invitation_lifetime: i64,
    /// How long the activity log is kept.
    pub log_kept: i64,
    /// How long it keeps network addresses and browsers.
    pub addresses_kept: i64,
}

impl Settings {
    /// Lines of the activity log on one page.
    pub const LINES: usize = 50;
    /// Letters of one kind to one address in a day; from then on one an hour.
    pub const LETTERS_PER_DAY: usize = 10;
    /// Tries of one registration, over all its codes.
    pub const TRIES_IN_ALL: i64 = 25;
    /// Corrections of the address of one registration.
    pub const ADDRESS_CHANGES: i64 = 3;
    /// A letter that did not go within this time never goes.
    pub const LETTER_LIFETIME: i64 = 172_800;
    /// How long a refused form is kept.
    pub const FORM_LIFETIME: i64 = 600;
    /// Refused forms kept of one browser.
    pub const FORMS: i64 = 20;
    /// A half session waits so long for the second step.
    pub const HALF_LIFETIME: i64 = 600;
    /// New recovery codes are shown so long at most.
    pub const RECOVERY_SHOWN: i64 = 600;
    /// A browser is known so long after its last sign-in: 180 days.
    pub const KNOWN_LIFETIME: i64 = 15_552_000;
    /// Links to a new password for one address in an hour.
    pub const RESETS_PER_HOUR: usize = 5;
    /// A letter's link lets browsers in for so long, and they stay let in for so long: 24 hours.
    pub const UNLOCK_LIFETIME: i64 = 86_400;
    /// A user who asked to be deleted is, after so long: 7 days.
    pub const DELETION_WAIT: i64 = 604_800;
    /// A second factor that was on so long before a change of address is its owner's: 7 days.
    pub const FACTOR_AGE: i64 = 604_800;
    /// An invitation is kept so long after its end: 30 days.
    pub const INVITATION_KEPT: i64 = 2_592_000;
    /// Whoever does not know a sender gets no letter of that account for so long: 90 days.
    pub const UNKNOWN_LIFETIME: i64 = 7_776_000;
    /// Members on one page of an account's list.
    pub const MEMBERS: usize = 50;
    /// Accounts that one user can own.
    pub const ACCOUNTS: i64 = 10;
    /// A known address is told so at most once in this time.
    pub const ALREADY_REGISTERED_EVERY: i64 = 86_400;
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            brand: "OneCloudPlanet".to_owned(),
            base_url: "http://localhost:3000".to_owned(),
            support_email: "support@ocplanet.cloud".to_owned(),
            mail_from: "OneCloudPlanet <no-reply@localhost>".to_owned(),
            panel_url: None,
            passkey_domain: None,
            registration: Registration::Open,
            domains_allowed: Vec::new(),
            domains_refused: Vec::new(),
            network_limits: true,
            terms_version: words::legal::TERMS_VERSION.to_owned(),
            limits: Limits::default(),
            password_blocklist: None,
            code_lifetime: 600,
            code_tries: 5,
            resend_after: 60,
            codes_per_hour: 5,
            registration_lifetime: 86_400,
            session_idle: 3_600,
            session_lifetime: 86_400,
            sudo_lifetime: 600,
            reset_lifetime: 1_800,
            email_undo_lifetime: 604_800,
            invitation_lifetime: 604_800,
            log_kept: 34_560_000,
            addresses_kept: 7_776_000,
        }
    }
}

impl Settings {
    /// The address in its canonical form, if its domain may register.
    pub(crate) fn admitted(&self, email: &Email) -> Result<Address, Errors> {
        let address = Address::of(email)?;
        let among = |domains: &[String]| domains.iter().any(|domain| is_of(address.domain(), domain));
        let allowed = self.domains_allowed.is_empty() || among(&self.domains_allowed);
        if allowed && !among(&self.domains_refused) {
            Ok(address)
        } else {
            Err(Errors::on(Field::Email, FieldError::Domain))
        }
    }
}

/// Whether the domain is this one, or below it where it begins with a dot.
fn is_of(domain: &str, listed: &str) -> bool {
    if listed.starts_with('.') { domain.ends_with(listed) } else { domain == listed }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dot_means_every_domain_below() {
        assert!(is_of("example.com", "example.com") && is_of("mail.example.com", ".example.com"));
        for (domain, listed) in
            [("mail.example.com", "example.com"), ("example.com", ".example.com"), ("badexample.com", ".example.com")]
        {
            assert!(!is_of(domain, listed), "{domain} {listed}");
        }
    }
}
