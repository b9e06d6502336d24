//! The list of an account's people: found, sorted, page by page.

use super::{Member, Members, MembersOf, Sort};
use crate::{
    Accounts, Settings, Token,
    error::Error,
    mailer::delivery,
    names,
    rights::Membership,
    search,
    users::{notifications_of, roles_of},
};
use rules::{Delivery, Language, Permission, Role};
use sqlx::{AssertSqlSafe, FromRow};

/// Everybody of account `$1` at the moment `$2`: members, and those invited, who have no name yet.
fn everybody(language: Language) -> String {
    let order = names::column(language);
    format!(
        "select users.id as id, email, email_key, trim(name || ' ' || surname) as name, name_key, {order} as name_order,
            1 as accepted, 0 as expired, '' as invited_as, notifications,
            case when enabled_at is null then 0 else 1 end as two_step
        from memberships join users on users.id = memberships.user_id left join two_step on two_step.user_id = users.id
        where account_id = $1
        union all
        select id, email, email_key, '', case when name_key = '' then email_key else name_key end, '', 0,
            case when expires_at <= $2 then 1 else 0 end, roles, notifications, 0
        from invitations
        where account_id = $1 and accepted_at is null and declined_at is null and revoked_at is null"
    )
}

/// Whether somebody has another account than `$1`, of their own or elsewhere: whoever manages this one must not be able
/// to open that one with the password alone.
pub(super) const HAS_ANOTHER: &str =
    "exists (select 1 from memberships as others where others.user_id = people.id and others.account_id <> $1)";

/// Those in whose names and addresses each word is found: `$3` to `$8`.
const FOUND: &str = "where name_key like $3 escape '!' and name_key like $4 escape '!' and name_key like $5 escape '!'
    and name_key like $6 escape '!' and name_key like $7 escape '!' and name_key like $8 escape '!'";

/// How the newest letter of an invitation fares: see [`delivery`].
const LETTER: &str = "(select case when failed_at is null then 'waits ' else 'failed ' end || coalesce(problem, '') from outbox
     where accepted = 0 and about = people.id and (problem is null or problem <> 'withdrawn' and problem not like 'after the recipient: %')
     order by created_at desc, attempts limit 1)";

/// A person with one of their roles.
#[derive(FromRow)]
struct Row {
    id: String,
    email: String,
    name: String,
    accepted: i64,
    expired: i64,
    invited_as: String,
    notifications: String,
    two_step: i64,
    elsewhere: i64,
    letter: Option<String>,
    role: Option<String>,
}

impl Sort {
    /// The id comes last, so that every order is the same on each page.
    const fn order(self) -> &'static str {
        match self {
            Sort::Email => "email_key, id",
            Sort::Name => "case when name_order = '' then 1 else 0 end, name_order, email_key, id",
            Sort::Accepted => "accepted, email_key, id",
        }
    }
}

impl Accounts {
    /// One page of the list: always the same number of queries.
    ///
    /// # Errors
    /// `SignedOut`; `SetUp`; `Gone` for an account that is missing or somebody else's; `Forbidden`.
    pub async fn members(&self, session: Option<&Token>, number: &str, of: &MembersOf) -> Result<Members, Error> {
        let reader = self.may(session, number, Permission::ViewUsers).await?;
        let (words, now, people) = (search::patterns(&of.search), self.now(), everybody(of.language));
        let total = AssertSqlSafe(format!("select count(*) from ({people}) as people {FOUND}"));
        let total = sqlx::query_scalar(total).bind(&reader.account_id).bind(now);
        let total: i64 = words.iter().fold(total, |query, word| query.bind(word)).fetch_one(self.db.read()).await?;
        let total = u32::try_from(total).unwrap_or(u32::MAX);
        let page = last_page(total, Settings::MEMBERS).min(of.page);
        let (order, most) = (of.sort.order(), i64::try_from(Settings::MEMBERS).unwrap_or(i64::MAX));
        let found = rows(&people, &format!("{FOUND} order by {order} limit $9 offset $10"), order);
        let found = sqlx::query_as(found).bind(&reader.account_id).bind(now);
        let found = words.iter().fold(found, |query, word| query.bind(word));
        let found = found.bind(most).bind(most * i64::from(page)).fetch_all(self.db.read()).await?;
        let (members, company) = (gather(found, &reader), reader.company);
        Ok(Members { number: reader.number, company, roles: reader.roles, page, members, total })
    }

    /// One member, who has accepted.
    ///
    /// # Errors
    /// `SignedOut`; `SetUp`; `Gone` for an account or a member that is missing or elsewhere; `Forbidden`.
    pub async fn member(&self, session: Option<&Token>, number: &str, id: &str) -> Result<Member, Error> {
        let reader = self.may(session, number, Permission::ViewUsers).await?;
        let people = everybody(Language::default());
        let rows = sqlx::query_as(rows(&people, "where id = $3 and accepted = 1", "id"))
            .bind(&reader.account_id)
            .bind(self.now())
            .bind(id)
            .fetch_all(self.db.read())
            .await?;
        gather(rows, &reader).pop().ok_or(Error::Gone)
    }
}

/// The text that reads these people in this order, a row for each role.
fn rows(people: &str, which: &str, order: &str) -> AssertSqlSafe<String> {
    AssertSqlSafe(format!(
        "select id, email, name, accepted, expired, invited_as, notifications, two_step,
             cast(case when {HAS_ANOTHER} then 1 else 0 end as bigint) as elsewhere, {LETTER} as letter, role
         from (select id, email, email_key, name, name_order, accepted, expired, invited_as, notifications, two_step
               from ({people}) as people {which}) as people
         left join roles on roles.account_id = $1 and roles.user_id = people.id
         order by {order}, role"
    ))
}

/// The number of the last page, where so many stand on each.
pub(crate) fn last_page(total: u32, on_each: usize) -> u32 {
    total.saturating_sub(1) / u32::try_from(on_each).unwrap_or(u32::MAX)
}

/// One person for each run of rows with the same id, with all their roles.
fn gather(rows: Vec<Row>, reader: &Membership) -> Vec<Member> {
    let mut members: Vec<Member> = Vec::new();
    for row in rows {
        let role = row.role.as_deref().and_then(Role::of_value);
        match members.last_mut().filter(|last| last.id == row.id) {
            Some(last) => last.roles.extend(role),
            None => members.push(row.member(role)),
        }
    }
    members.iter_mut().for_each(|member| member.seen_by(reader));
    members
}

/// How the letter fares that [`LETTER`] tells of.
fn fares(letter: &str) -> Delivery {
    let (how, problem) = letter.split_once(' ').unwrap_or_default();
    delivery(how == "failed", problem)
}

impl Row {
    fn member(self, role: Option<Role>) -> Member {
        let mut roles = roles_of(&self.invited_as);
        roles.extend(role);
        Member {
            id: self.id,
            email: self.email,
            name: self.name,
            accepted: self.accepted > 0,
            expired: self.expired > 0,
            roles,
            notifications: notifications_of(&self.notifications),
            two_step: self.two_step > 0,
            you: false,
            managed: false,
            resettable: self.two_step > 0,
            elsewhere: self.elsewhere > 0,
            notifiable: false,
            delivery: self.letter.map(|letter| fares(&letter)).unwrap_or_default(),
        }
    }
}

impl Member {
    /// With what this reader may do.
    fn seen_by(&mut self, reader: &Membership) {
        self.roles.sort_unstable();
        self.you = self.id == reader.user_id;
        self.managed = !self.you && reader.may_to(Permission::ManageUsers, &self.roles);
        self.resettable &= self.managed;
        self.notifiable = self.you || self.accepted && reader.may_to(Permission::ManageNotifications, &self.roles);
    }
}
