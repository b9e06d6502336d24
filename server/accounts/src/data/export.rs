//! What is held about a user, table by table: the texts that read it and the names it is given away under. Every column
//! is named, and none is a secret, a hash of one, or a key.

use crate::{
    address::shown,
    moment::{maybe, rfc3339},
    organisation::{OrganisationRow, columns},
    person::{PersonRow, person_columns},
};
use serde::{Serialize, Serializer};
use sqlx::FromRow;

/// The whole file.
#[derive(Serialize)]
pub(super) struct Export {
    pub(super) service: String,
    #[serde(serialize_with = "moment")]
    pub(super) made_at: i64,
    pub(super) user: UserExport,
    pub(super) accounts: Vec<AccountExport>,
    pub(super) sessions: Vec<SessionExport>,
    pub(super) applications: Vec<ApplicationExport>,
    pub(super) passkeys: Vec<PasskeyExport>,
    pub(super) known_browsers: Vec<BrowserExport>,
    pub(super) activity: Vec<LineExport>,
    pub(super) letters: Vec<LetterExport>,
    pub(super) password_links: Vec<LinkExport>,
    pub(super) email_changes: Vec<ChangeExport>,
    pub(super) own_details: Option<OwnDetailsExport>,
    pub(super) invitations_sent: Vec<InvitationExport>,
    pub(super) invitations_received: Vec<InvitationExport>,
    pub(super) unknown_senders: Vec<UnknownExport>,
}

#[derive(FromRow, Serialize)]
pub(super) struct UserExport {
    id: String,
    email: String,
    name: String,
    surname: String,
    #[serde(serialize_with = "phone")]
    phone: String,
    #[sqlx(flatten)]
    #[serde(flatten)]
    person: PersonRow,
    country: String,
    language: String,
    theme: String,
    terms_version: String,
    #[serde(rename = "terms_accepted_at", serialize_with = "moment")]
    terms_at: i64,
    #[serde(serialize_with = "moment")]
    created_at: i64,
    #[serde(rename = "two_step_verification", serialize_with = "is_set")]
    two_step: Option<i64>,
    #[serde(rename = "two_step_verification_since", serialize_with = "maybe")]
    enabled_at: Option<i64>,
    #[sqlx(skip)]
    pub(super) recovery_codes_left: u32,
    #[serde(rename = "will_be_deleted_at", serialize_with = "maybe")]
    delete_at: Option<i64>,
}

impl UserExport {
    pub(super) const BY_USER: &str = concat!(
        "select id, email, name, surname, phone, country, language, theme, terms_version, terms_at, created_at,
            enabled_at as two_step, enabled_at, delete_at, ",
        person_columns!(),
        " from users left join two_step on two_step.user_id = users.id where users.id = $1",
    );
}

#[derive(FromRow, Serialize)]
pub(super) struct AccountExport {
    pub(super) number: String,
    account_type: String,
    country: String,
    #[sqlx(flatten)]
    #[serde(flatten)]
    organisation: OrganisationRow,
    #[serde(rename = "opened_at", serialize_with = "moment")]
    created_at: i64,
    #[serde(rename = "member_since", serialize_with = "moment")]
    member_at: i64,
    #[sqlx(skip)]
    #[serde(rename = "your_roles")]
    pub(super) roles: Vec<String>,
    #[serde(rename = "your_notifications", serialize_with = "values")]
    notifications: String,
}

impl AccountExport {
    pub(super) const BY_USER: &str = concat!(
        "select number, account_type, country, accounts.created_at as created_at, memberships.created_at as member_at,
                notifications, ",
        columns!(),
        " from memberships join accounts on accounts.id = memberships.account_id
             where user_id = $1 order by memberships.created_at, number",
    );
}

#[derive(FromRow, Serialize)]
pub(super) struct SessionExport {
    id: String,
    #[serde(rename = "browser", serialize_with = "device")]
    device: String,
    #[serde(rename = "browser_as_sent")]
    agent: String,
    network_address: String,
    #[serde(rename = "began_at", serialize_with = "moment")]
    created_at: i64,
    #[serde(rename = "last_seen_at", serialize_with = "moment")]
    seen_at: i64,
    #[serde(rename = "signed_in_at", serialize_with = "maybe")]
    full_at: Option<i64>,
    #[serde(rename = "identity_confirmed_at", serialize_with = "maybe")]
    proved_at: Option<i64>,
    #[serde(rename = "identity_confirmed_by")]
    amr: String,
}

impl SessionExport {
    pub(super) const BY_USER: &str =
        "select id, agent as device, agent, network_address, created_at, seen_at, full_at, proved_at, amr
         from sessions where user_id = $1 order by created_at, id";
}

#[derive(FromRow, Serialize)]
pub(super) struct ApplicationExport {
    name: String,
    #[serde(rename = "session")]
    session_id: Option<String>,
    #[serde(rename = "signed_in_at", serialize_with = "moment")]
    created_at: i64,
}

impl ApplicationExport {
    pub(super) const BY_USER: &str =
        "select name, session_id, application_sessions.created_at from application_sessions
         join applications on applications.id = application_sessions.application_id
         where user_id = $1 order by application_sessions.created_at, session_id, name";
}

#[derive(FromRow, Serialize)]
pub(super) struct PasskeyExport {
    name: String,
    #[serde(rename = "on_several_devices")]
    synced: i64,
    #[serde(rename = "added_at", serialize_with = "moment")]
    created_at: i64,
    #[serde(rename = "last_used_at", serialize_with = "maybe")]
    used_at: Option<i64>,
    #[serde(rename = "refused_as_a_copy_at", serialize_with = "maybe")]
    copied_at: Option<i64>,
}

impl PasskeyExport {
    pub(super) const BY_USER: &str =
        "select name, synced, created_at, used_at, copied_at from passkeys where user_id = $1 order by created_at, id";
}

#[derive(FromRow, Serialize)]
pub(super) struct BrowserExport {
    #[serde(rename = "last_signed_in_at", serialize_with = "moment")]
    seen_at: i64,
}

impl BrowserExport {
    pub(super) const BY_USER: &str = "select seen_at from known_browsers where user_id = $1 order by seen_at";
}

#[derive(FromRow, Serialize)]
pub(super) struct LineExport {
    #[serde(serialize_with = "moment")]
    at: i64,
    act: String,
    #[serde(rename = "by")]
    done_by: String,
    #[serde(rename = "on")]
    done_to: String,
    account: Option<String>,
    result: String,
    #[serde(serialize_with = "address")]
    detail: String,
    network_address: String,
    #[serde(rename = "browser", serialize_with = "device")]
    device: String,
    #[serde(rename = "browser_as_sent")]
    agent: String,
}

impl LineExport {
    /// What was done to the user, and what they did to others: to whom is not theirs to know for ever.
    pub(super) const BY_USER: &str = "select at, act, result, number as account,
            case when user_id = $1 then detail else '' end as detail,
            case when actor_id <> $1 and actor_id <> 'operator' then '' else network_address end as network_address,
            case when actor_id <> $1 and actor_id <> 'operator' then '' else agent end as device,
            case when actor_id <> $1 and actor_id <> 'operator' then '' else agent end as agent,
            case when actor_id is null then 'unknown' when actor_id = $1 then 'you' when actor_id = 'operator' then 'operator'
                 else 'another user' end as done_by,
            case when user_id = $1 then 'you' else 'another user' end as done_to
         from activity left join accounts on accounts.id = activity.account_id
         where user_id = $1 or actor_id = $1 order by at, seq, activity.id";
}

#[derive(FromRow, Serialize)]
pub(super) struct LetterExport {
    kind: String,
    #[serde(rename = "written_at", serialize_with = "moment")]
    created_at: i64,
    #[serde(serialize_with = "maybe")]
    sent_at: Option<i64>,
    #[serde(rename = "given_up_at", serialize_with = "maybe")]
    failed_at: Option<i64>,
}

impl LetterExport {
    /// Letters to the user's address, and to a former one while it was theirs; not to one that they want to have, or they
    /// would learn whose that is. A letter of no kind went no further than the address's mail server: nobody got it.
    pub(super) const BY_USER: &str = "select kind, created_at, sent_at, failed_at from outbox
         where kind <> 'none' and email_key in (select users.email_key from users where users.id = $1
                 union select old_email_key from email_changes where user_id = $1 and done_at is not null)
             and (email_key = (select users.email_key from users where users.id = $1)
                 or exists (select 1 from email_changes where user_id = $1 and old_email_key = outbox.email_key
                            and outbox.created_at <= done_at))
         order by created_at, id";
}

#[derive(FromRow, Serialize)]
pub(super) struct LinkExport {
    #[serde(rename = "asked_at", serialize_with = "moment")]
    created_at: i64,
    #[serde(serialize_with = "maybe")]
    used_at: Option<i64>,
}

impl LinkExport {
    pub(super) const BY_USER: &str = "select created_at, used_at from resets
         where user_id = $1 or email_key = (select users.email_key from users where users.id = $1)
         order by created_at, expires_at";
}

#[derive(FromRow, Serialize)]
pub(super) struct ChangeExport {
    #[serde(rename = "from")]
    old_email: String,
    #[serde(rename = "to")]
    email: String,
    #[serde(rename = "asked_at", serialize_with = "moment")]
    created_at: i64,
    #[serde(serialize_with = "maybe")]
    done_at: Option<i64>,
    #[serde(rename = "given_up_or_undone_at", serialize_with = "maybe")]
    ended_at: Option<i64>,
}

impl ChangeExport {
    pub(super) const BY_USER: &str =
        "select old_email, email, created_at, done_at, ended_at from email_changes where user_id = $1 order by seq";
}

#[derive(FromRow, Serialize)]
pub(super) struct OwnDetailsExport {
    account_type: String,
    country: String,
    #[sqlx(flatten)]
    #[serde(flatten)]
    organisation: OrganisationRow,
}

impl OwnDetailsExport {
    pub(super) const BY_USER: &str =
        concat!("select account_type, country, ", columns!(), " from own_details where user_id = $1");
}

#[derive(FromRow, Serialize)]
pub(super) struct InvitationExport {
    account: String,
    email: String,
    roles: String,
    notifications: String,
    #[serde(rename = "invited_at", serialize_with = "moment")]
    created_at: i64,
    #[serde(rename = "last_sent_at", serialize_with = "moment")]
    sent_at: i64,
    #[serde(serialize_with = "moment")]
    expires_at: i64,
    #[serde(serialize_with = "maybe")]
    accepted_at: Option<i64>,
    #[serde(serialize_with = "maybe")]
    declined_at: Option<i64>,
    #[serde(serialize_with = "maybe")]
    revoked_at: Option<i64>,
}

impl InvitationExport {
    pub(super) const BY_USER: &str =
        "select number as account, email, roles, notifications, invitations.created_at as created_at, sent_at, expires_at,
            accepted_at, declined_at, revoked_at
         from invitations join accounts on accounts.id = account_id where inviter_id = $1
         order by invitations.created_at, invitations.id";
    pub(super) const OF_ADDRESS: &str =
        "select number as account, email, roles, notifications, invitations.created_at as created_at, sent_at, expires_at,
            accepted_at, declined_at, revoked_at
         from invitations join accounts on accounts.id = account_id where email_key = $1 and invitations.created_at <= $2
         order by invitations.created_at, invitations.id";
}

#[derive(FromRow, Serialize)]
pub(super) struct UnknownExport {
    account: String,
    #[serde(rename = "said_at", serialize_with = "moment")]
    at: i64,
}

impl UnknownExport {
    pub(super) const OF_ADDRESS: &str = "select number as account, at from unknown_senders
         join accounts on accounts.id = account_id where email_key = $1 and at <= $2 order by at, number";
}

fn moment<S: Serializer>(at: &i64, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&rfc3339(*at))
}

/// Where it is an address, with the domain in its own letters.
fn address<S: Serializer>(kept: &str, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&shown(kept))
}

/// What is kept as values with spaces between.
fn values<S: Serializer>(kept: &str, to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(kept.split_whitespace())
}

/// In international form.
fn phone<S: Serializer>(kept: &str, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&crate::phone::shown(kept, None))
}

fn is_set<S: Serializer>(at: &Option<i64>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_bool(at.is_some())
}

/// In plain words; null where it cannot be told.
fn device<S: Serializer>(agent: &str, to: S) -> Result<S::Ok, S::Error> {
    crate::device::device(agent).serialize(to)
}
