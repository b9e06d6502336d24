//! The sentences of pages.

use rules::{Field, FieldError, Language, OrganisationType, Role, Strength, Theme, TwoStepPolicy};

/// Everything that pages say. Names in braces of other languages are the arguments of the functions here.
pub struct Pages {
    /// The language they say it in.
    pub language: Language,
    /// What every page shows.
    pub frame: Frame,
    /// `/`
    pub landing: Landing,
    /// `/register`
    pub register: Register,
    /// `/register/details`
    pub details: Details,
    /// Wherever a country is chosen
    pub countries: Countries,
    /// `/register/verify`
    pub verify: Verify,
    /// `/sign-in`
    pub sign_in: SignIn,
    /// `/panel`
    pub panel: Panel,
    /// `/register/two-step` and `/settings/security/two-step`
    pub two_step: TwoStep,
    /// `/settings/security/recovery-codes`
    pub recovery: Recovery,
    /// `/sign-in/two-step`
    pub second_step: SecondStep,
    /// `/forgot-password` and `/reset-password`
    pub reset: Reset,
    /// `/unlock`, and where it is offered
    pub unlock: Unlock,
    /// `/openid`
    pub applications: Applications,
    /// `/confirm-identity`
    pub identity: Identity,
    /// `/settings/profile`
    pub profile: Profile,
    /// `/settings/profile/email`
    pub email: Email,
    /// `/email-undo`
    pub undo: Undo,
    /// `/settings/security/passkeys`, and the buttons for passkeys
    pub passkeys: Passkeys,
    /// `/settings/security`
    pub security: Security,
    /// `/settings/personalization`
    pub personalization: Personalization,
    /// `/settings/data`
    pub data: Data,
    /// `/activity` and `/clients/NUMBER/activity`
    pub activity: Activity,
    /// `/clients` and the pages of one account's details
    pub clients: Clients,
    /// `/clients/NUMBER/users` and the pages below
    pub members: Members,
    /// `/invite`
    pub invitation: Invitation,
    /// Pages that say what did not work.
    pub trouble: Trouble,
    /// What is said of a field.
    pub field: fn(Field) -> FieldWords,
    /// What the browser says by itself.
    pub live: Live,
}

/// What is said of a field.
pub struct FieldWords {
    /// Its label.
    pub label: &'static str,
    /// One sentence between label and field; empty for none.
    pub hint: &'static str,
}

/// What the browser says by itself, in places that the server left for it.
pub struct Live {
    /// What is wrong with a field, as far as the browser knows: see [`Pages::wrong`].
    pub wrong: fn(Field, FieldError) -> String,
    /// Stands above all that is wrong with a form.
    pub problem: &'static str,
    /// Stands before each of it.
    pub error: &'static str,
    /// While a form is on its way.
    pub working: &'static str,
    /// The server did not answer.
    pub unreachable: &'static str,
    /// The answer cannot be understood.
    pub failed: &'static str,
    /// Something was copied.
    pub copied: &'static str,
    /// Another code can be had in so many seconds.
    pub wait: fn(u32) -> String,
    /// Another code can be had now.
    pub again_now: &'static str,
}

/// What every page shows.
#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct Frame {
    pub skip: &'static str,
    pub home: fn(&str) -> String,
    pub navigation: &'static str,
    pub register: &'static str,
    pub new_here: &'static str,
    pub sign_in: &'static str,
    pub clients: &'static str,
    pub accounts: &'static str,
    pub have_account: &'static str,
    pub settings: &'static str,
    pub activity: &'static str,
    pub sign_out: &'static str,
    pub footer: &'static str,
    pub terms: &'static str,
    pub privacy: &'static str,
    pub accessibility: &'static str,
    pub help: &'static str,
    pub language: &'static str,
    pub look: &'static str,
    pub theme: fn(Theme) -> &'static str,
    pub save: &'static str,
    pub optional: &'static str,
    pub choose: &'static str,
    pub step: fn(u8, u8) -> String,
    pub back: &'static str,
    pub no_cookies: &'static str,
    pub no_cookies_link: &'static str,
    /// That a form which is shown again was not carried out, and what to do.
    pub not_done: [&'static str; 2],
    /// On a page that comes before a form: that one will be back there, and what is kept.
    pub returning: &'static str,
    pub busy: &'static str,
    pub too_many: fn(u32) -> String,
    pub copy: &'static str,
    pub show_password: &'static str,
    pub hide_password: &'static str,
    pub strength: fn(Strength) -> &'static str,
}

/// `/`
#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct Landing {
    pub heading: fn(&str) -> String,
    pub lead: &'static str,
    pub create: &'static str,
    pub points: [(&'static str, &'static str); 3],
    pub points_heading: &'static str,
}

/// `/register`
#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct Register {
    pub heading: &'static str,
    pub lead: &'static str,
    pub password_hint: fn(u16) -> String,
    pub accept: [&'static str; 5],
    pub button: &'static str,
    pub invited: fn(&str) -> String,
    pub see_invitation: &'static str,
    pub resumed: fn(&str) -> String,
    pub go_on: &'static str,
    pub start_over: &'static str,
    pub gone: &'static str,
    pub closed: &'static str,
    pub by_invitation: &'static str,
    pub aside_heading: &'static str,
    pub aside: [&'static str; 3],
}

/// `/register/details`
#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct Details {
    pub heading: &'static str,
    pub account_type: &'static str,
    pub personal: &'static str,
    pub personal_hint: &'static str,
    pub business: &'static str,
    pub business_hint: &'static str,
    pub settings: &'static str,
    pub settings_hint: &'static str,
    pub organisation_type: fn(OrganisationType) -> &'static str,
    pub phone_read: fn(&str) -> String,
    pub calling_code: fn(i32) -> String,
    pub phone_plus: &'static str,
    pub follows: fn(&str) -> String,
    pub take: fn(&str) -> String,
    pub find: &'static str,
    pub find_hint: &'static str,
    pub found: fn(&str, &str) -> String,
    /// Its name in the register, where another one is typed.
    pub found_name: fn(&str) -> String,
    pub inactive: &'static str,
    pub not_found: fn(&str) -> String,
    pub not_listed: fn(&str) -> String,
    pub no_answer: &'static str,
    pub no_register: &'static str,
    pub button: &'static str,
}

/// Wherever a country is chosen
pub struct Countries {
    /// Above those that are likely.
    pub first: &'static str,
    /// Above all others.
    pub others: &'static str,
    /// What the search is called.
    pub search: &'static str,
    /// Stands before how many were found.
    pub found: &'static str,
    /// Nothing was found.
    pub none: &'static str,
}

/// `/register/verify`
#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct Verify {
    pub heading: &'static str,
    pub sent_to: &'static str,
    pub not_sent_to: &'static str,
    pub lifetime: fn(u32) -> String,
    pub confirm: &'static str,
    pub no_letter: &'static str,
    pub spam: fn(&str, &str) -> String,
    pub support: &'static str,
    pub resend: &'static str,
    pub wrong_address: &'static str,
    pub change: &'static str,
    pub start_over_hint: &'static str,
    pub start_over: &'static str,
    pub sent_again: &'static str,
    pub address_changed: &'static str,
}

/// `/sign-in`
#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct SignIn {
    pub heading: &'static str,
    pub button: &'static str,
    pub aside_heading: &'static str,
    pub aside: [&'static str; 2],
    pub already_registered: &'static str,
    pub finished: &'static str,
    pub half_ended: &'static str,
    pub password_changed: &'static str,
    pub sessions_ended: &'static str,
    pub email_restored: &'static str,
}

/// `/panel`
#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct Panel {
    pub heading: fn(&str) -> String,
    pub account_number: &'static str,
    pub account_number_hint: &'static str,
    pub your_roles: &'static str,
    pub role: fn(Role) -> &'static str,
    pub you: &'static str,
    pub organisation: &'static str,
    pub none: &'static str,
    pub go_on: &'static str,
    pub next: &'static str,
    pub two_step: [&'static str; 2],
    pub recovery: [&'static str; 2],
    pub clients: [&'static str; 2],
    pub activity: [&'static str; 2],
}

/// `/register/two-step` and `/settings/security/two-step`
#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct TwoStep {
    pub heading: &'static str,
    pub lead: &'static str,
    pub optional: &'static str,
    pub steps: [&'static str; 3],
    pub picture: &'static str,
    pub key: &'static str,
    pub open: &'static str,
    pub enable: &'static str,
    pub skip: &'static str,
    pub regenerate: &'static str,
    pub regenerate_hint: &'static str,
    pub regenerated: &'static str,
    pub moving: &'static str,
    /// Where it is on without an app.
    pub besides: &'static str,
    /// Where it is on: what becomes of the recovery codes.
    pub new_codes: &'static str,
}

/// `/settings/security/recovery-codes`
#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct Recovery {
    pub heading: &'static str,
    pub lead: &'static str,
    pub once: &'static str,
    pub saved: &'static str,
    pub download: &'static str,
    pub print: &'static str,
    pub show: &'static str,
    pub hidden: &'static str,
    pub left: fn(u32) -> String,
    pub few: &'static str,
    /// After another app or phone: that those of before work no more.
    pub replaced: &'static str,
    pub renew: &'static str,
    pub renew_hint: &'static str,
}

/// `/sign-in/two-step`
#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct SecondStep {
    pub lead: &'static str,
    pub recovery_lead: &'static str,
    pub use_recovery: &'static str,
    pub use_code: &'static str,
    pub lost: &'static str,
    pub no_phone: &'static str,
    pub other: &'static str,
}

/// `/forgot-password` and `/reset-password`
#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct Reset {
    pub forgot: &'static str,
    pub heading: &'static str,
    pub lead: &'static str,
    pub request: &'static str,
    pub sent: fn(u32) -> String,
    pub no_letter: &'static str,
    pub choose: &'static str,
    pub choose_lead: &'static str,
    pub change: &'static str,
    pub dead: &'static str,
    pub again: &'static str,
}

/// `/confirm-identity`
#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct Identity {
    pub heading: &'static str,
    pub lead: &'static str,
    pub no_phone: &'static str,
}

/// `/settings/profile`
#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct Profile {
    pub tab: &'static str,
    pub email_hint: &'static str,
    pub saved: &'static str,
    pub saved_now: fn(&str) -> String,
    pub waiting: fn(&str) -> String,
    pub enter_code: &'static str,
    pub email_changed: &'static str,
    pub email_cancelled: &'static str,
}

/// `/settings/profile/email`
#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct Email {
    pub until_then: &'static str,
    pub cancel_hint: &'static str,
    pub cancel: &'static str,
}

/// `/email-undo`
#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct Undo {
    pub heading: &'static str,
    pub changed: &'static str,
    pub pending: &'static str,
    pub afterwards: &'static str,
    pub button: &'static str,
    pub dead: &'static str,
}

/// `/unlock`, and where it is offered
#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct Unlock {
    pub heading: &'static str,
    /// Why a letter helps, beside the button for it.
    pub offer: &'static str,
    pub send: &'static str,
    pub asked: &'static str,
    pub no_letter: &'static str,
    pub lead: &'static str,
    pub button: &'static str,
    pub dead: &'static str,
    pub done: &'static str,
    pub to_sign_in: &'static str,
}

/// `/settings/security`
#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct Passkeys {
    pub heading: &'static str,
    pub lead: &'static str,
    pub impossible: &'static str,
    pub none: &'static str,
    pub count: fn(u32) -> String,
    pub manage: &'static str,
    pub add: &'static str,
    pub added_at: &'static str,
    pub last_used: &'static str,
    pub never: &'static str,
    pub synced: &'static str,
    pub on_device: &'static str,
    pub rename: fn(&str) -> String,
    pub save: &'static str,
    pub remove: fn(&str) -> String,
    pub cancel: &'static str,
    pub remove_asked: &'static str,
    pub last_asked: &'static str,
    pub copied: &'static str,
    pub required: &'static str,
    pub added: &'static str,
    pub renamed: &'static str,
    pub removed: &'static str,
    pub sign_in: &'static str,
    pub confirm: &'static str,
    pub second_step_lead: &'static str,
    pub both_lead: &'static str,
    pub choose: &'static str,
    pub wizard: &'static str,
    pub or_app: &'static str,
    pub scripts: &'static str,
    pub on: &'static str,
    pub add_app: &'static str,
    pub disabled_too: &'static str,
}

#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct Security {
    pub tab: &'static str,
    pub password: &'static str,
    pub password_lead: &'static str,
    pub password_changed: &'static str,
    pub first_confirm: &'static str,
    pub sessions: &'static str,
    pub sessions_lead: &'static str,
    pub this_session: &'static str,
    pub unknown_device: &'static str,
    pub last_used: &'static str,
    pub began: &'static str,
    pub end: &'static str,
    pub end_others: &'static str,
    pub ended: &'static str,
    pub others_ended: &'static str,
    pub signed_in_to: fn(&str) -> String,
    pub sign_out_of: fn(&str) -> String,
    pub application_ended: &'static str,
    pub on: &'static str,
    pub off: &'static str,
    pub disable: &'static str,
    pub required: &'static str,
    pub replace: &'static str,
    pub enabled: &'static str,
    pub disabled: &'static str,
}

/// `/settings/personalization`
#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct Personalization {
    pub tab: &'static str,
    pub lead: &'static str,
    pub as_device: &'static str,
    pub saved: &'static str,
}

/// `/settings/data`
#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct Data {
    pub heading: &'static str,
    pub download_heading: &'static str,
    pub download_lead: &'static str,
    pub download: &'static str,
    pub delete_heading: &'static str,
    pub delete_lead: fn(u32) -> String,
    pub shared: fn(&str) -> String,
    pub delete: &'static str,
    pub waiting: fn(&str) -> String,
    pub cancel: &'static str,
    pub asked: &'static str,
    pub dead: &'static str,
    pub cancelled: &'static str,
}

/// `/activity`
#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct Activity {
    pub lead: &'static str,
    pub columns: [&'static str; 5],
    pub wasnt_me: &'static str,
    pub wasnt_me_hint: &'static str,
    pub older: &'static str,
    pub newer: &'static str,
    pub newest: &'static str,
    pub nothing: &'static str,
}

/// `/clients` and the pages of one account's details
#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct Clients {
    pub heading: &'static str,
    pub lead: &'static str,
    pub columns: [&'static str; 4],
    pub open: &'static str,
    pub open_lead: &'static str,
    pub open_button: &'static str,
    /// Takes the account's number.
    pub account: fn(&str) -> String,
    pub details: &'static str,
    pub owner: &'static str,
    pub policy: fn(TwoStepPolicy) -> [&'static str; 2],
    pub leave_heading: &'static str,
    pub leave_lead: &'static str,
    pub leave: &'static str,
    pub opened: &'static str,
    pub saved: &'static str,
    pub joined: &'static str,
    pub left: &'static str,
    pub closed: &'static str,
    pub required: &'static str,
}

/// `/clients/NUMBER/users` and the pages below
#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct Members {
    pub heading: &'static str,
    pub columns: [&'static str; 6],
    pub search: &'static str,
    pub search_button: &'static str,
    pub all: &'static str,
    pub first: &'static str,
    pub previous: &'static str,
    pub next: &'static str,
    /// Takes how many there are.
    pub total: fn(u32) -> String,
    /// Takes how many there are at least.
    pub more_than: fn(u32) -> String,
    pub nobody: &'static str,
    pub yes: &'static str,
    pub no: &'static str,
    pub expired: &'static str,
    pub on: &'static str,
    pub off: &'static str,
    pub you: &'static str,
    pub invite: &'static str,
    pub invite_lead: &'static str,
    /// Where nobody can register: who can accept.
    pub invite_closed: &'static str,
    pub role_hint: fn(Role) -> &'static str,
    pub edit_roles: &'static str,
    pub edit_notifications: &'static str,
    pub dissociate: &'static str,
    /// Takes whom, and the account's number.
    pub dissociate_question: fn(&str, &str) -> String,
    pub reset: &'static str,
    /// Takes whom.
    pub reset_elsewhere: fn(&str) -> String,
    pub reset_question: fn(&str) -> String,
    pub resend: &'static str,
    pub revoke: &'static str,
    pub invited: &'static str,
    pub resent: &'static str,
    /// Nothing was sent again, since nobody can register with an address of this domain any more.
    pub not_resent: &'static str,
    pub revoked: &'static str,
    pub roles_saved: &'static str,
    pub notifications_saved: &'static str,
    pub dissociated: &'static str,
    pub was_reset: &'static str,
    pub log_lead: &'static str,
    pub about: &'static str,
}

/// `/invite`
#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct Invitation {
    /// Takes the account's number.
    pub heading: fn(&str) -> String,
    pub lead: &'static str,
    pub inviter: &'static str,
    pub invited: &'static str,
    pub until: &'static str,
    pub accept: &'static str,
    pub decline: &'static str,
    pub unknown: &'static str,
    pub unknown_hint: &'static str,
    pub nobody: &'static str,
    /// The same where nobody new can register with the address.
    pub nobody_new: &'static str,
    /// Takes who is signed in and whom the invitation is for.
    pub other: fn(&str, &str) -> String,
    /// The same where the invitation is for an address that was theirs before.
    pub former: fn(&str, &str) -> String,
    pub dead: &'static str,
    pub missing: &'static str,
    pub expired: &'static str,
    pub revoked: &'static str,
    pub accepted: &'static str,
    pub declined: &'static str,
    /// Declined since its sender is unknown: they can send no more for a while.
    pub declined_unknown: &'static str,
    pub to_accounts: &'static str,
    pub register_lead: &'static str,
    pub fixed: &'static str,
    /// Nobody can register with an address of this domain any more.
    pub domain: &'static str,
    pub aside: [&'static str; 3],
}

/// Pages on the way to an application of the operator's, and back.
#[expect(missing_docs, reason = "each name says what is said")]
pub struct Applications {
    pub continue_to: fn(&str) -> String,
    pub signed_in: &'static str,
    pub signed_out: &'static str,
    pub sign_out: &'static str,
    pub sign_out_lead: &'static str,
    pub asks_to_sign_out: fn(&str) -> String,
}

/// Pages that say what did not work: a heading and what to do.
#[expect(missing_docs, reason = "each name says which page it is")]
pub struct Trouble {
    pub unknown_application: (&'static str, &'static str),
    pub not_found: (&'static str, &'static str),
    pub forbidden: (&'static str, &'static str),
    pub not_a_page: (&'static str, &'static str),
    pub bad_request: (&'static str, &'static str),
    pub foreign: (&'static str, &'static str),
    pub somebody_else: (&'static str, &'static str),
    pub no_cookies: (&'static str, &'static str),
    pub too_large: (&'static str, &'static str),
    pub too_slow: (&'static str, &'static str),
    pub too_many: (&'static str, fn(u32) -> String),
    pub busy: (&'static str, fn(u32) -> String),
    pub broken: (&'static str, &'static str),
    pub kept: &'static str,
    pub back_to_form: &'static str,
    pub again: &'static str,
    pub number: &'static str,
    pub to_start: &'static str,
}

impl Pages {
    /// A field's label.
    pub fn label(&self, field: Field) -> &'static str {
        (self.field)(field).label
    }
}

/// A span of time for a sentence: minutes from one minute on, rounded up, else seconds.
pub(crate) enum Span {
    /// So many seconds.
    Seconds(u32),
    /// So many minutes.
    Minutes(u32),
}

impl Span {
    pub(crate) fn of(seconds: u32) -> Span {
        if seconds < 60 { Span::Seconds(seconds) } else { Span::Minutes(seconds.div_ceil(60)) }
    }
}

/// So many of a thing, in English.
pub(crate) fn count(n: u32, unit: &str) -> String {
    if n == 1 { format!("1 {unit}") } else { format!("{n} {unit}s") }
}

/// The plural form of a Slavic language (CLDR): one, few, many. Polish has `one` for 1 alone.
pub(crate) fn slavic(n: u32, only_one: bool, [one, few, many]: [&str; 3]) -> &str {
    let (last, last_two) = (n % 10, n % 100);
    match () {
        () if n == 1 || (last == 1 && last_two != 11 && !only_one) => one,
        () if (2..=4).contains(&last) && !(12..=14).contains(&last_two) => few,
        () => many,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plural_forms_follow_the_languages() {
        let forms = ["одна", "дві", "п’ять"];
        for (n, form) in [(1, 0), (2, 1), (4, 1), (5, 2), (11, 2), (12, 2), (21, 0), (22, 1), (25, 2), (111, 2)] {
            assert_eq!(slavic(n, false, forms), forms[form], "{n}");
        }
        assert_eq!(slavic(21, true, forms), forms[2]);
        assert_eq!(slavic(22, true, forms), forms[1]);
    }
}
