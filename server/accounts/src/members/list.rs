//! The list of an account's people: found, sorted, page by page.

use super::{Member, Members, MembersOf, Sort};
use crate::{
    Accounts, Settings, Token,
    error::Error,
    mailer::delivery,
    rights::Membership,
    users::{notifications_of, roles_of},
};
use rules::{Delivery, Permission, Role};
use sqlx::{AssertSqlSafe, FromRow};
use unicode_normalization::UnicodeNormalization;

/// Most characters of a search that count.
const MOST_SEARCHED: usize = 200;

/// Everybody of account `$1` at the moment `$2`: members, and those invited, who have no name yet.
const PEOPLE: &str =
    "select users.id as id, email, email_key, name || ' ' || surname as name, name_key, name_order, 1 as accepted,
        0 as expired, '' as invited_as, notifications, case when enabled_at is null then 0 else 1 end as two_step
    from memberships join users on users.id = memberships.user_id left join two_step on two_step.user_id = users.id
    where account_id = $1
    union all
    select id, email, email_key, '', '', '', 0, case when expires_at <= $2 then 1 else 0 end, roles, notifications, 0
    from invitations
    where account_id = $1 and accepted_at is null and declined_at is null and revoked_at is null";

/// Whether somebody has another account than `$1`, of their own or elsewhere: whoever manages this one must not be able
/// to open that one with the password alone.
pub(super) const HAS_ANOTHER: &str =
    "exists (select 1 from memberships as others where others.user_id = people.id and others.account_id <> $1)";

/// Those whose name or address has `$3` in it.
const FOUND: &str = "where email_key like $3 escape '!' or name_key like $3 escape '!'";

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
        let (pattern, now) = (pattern(&of.search), self.now());
        let total: i64 =
            sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from ({PEOPLE}) as people {FOUND}")))
                .bind(&reader.account_id)
                .bind(now)
                .bind(&pattern)
                .fetch_one(self.db.read())
                .await?;
        let (order, most) = (of.sort.order(), i64::try_from(Settings::MEMBERS).unwrap_or(i64::MAX));
        let rows = sqlx::query_as(people(&format!("{FOUND} order by {order} limit $4 offset $5"), order))
            .bind(&reader.account_id)
            .bind(now)
            .bind(&pattern)
            .bind(most)
            .bind(most * i64::from(of.page))
            .fetch_all(self.db.read())
            .await?;
        let members = gather(rows, &reader);
        let total = u32::try_from(total).unwrap_or(u32::MAX);
        Ok(Members { number: reader.number, company: reader.company, roles: reader.roles, members, total })
    }

    /// One member, who has accepted.
    ///
    /// # Errors
    /// `SignedOut`; `SetUp`; `Gone` for an account or a member that is missing or elsewhere; `Forbidden`.
    pub async fn member(&self, session: Option<&Token>, number: &str, id: &str) -> Result<Member, Error> {
        let reader = self.may(session, number, Permission::ViewUsers).await?;
        let rows = sqlx::query_as(people("where id = $3 and accepted = 1", "id"))
            .bind(&reader.account_id)
            .bind(self.now())
            .bind(id)
            .fetch_all(self.db.read())
            .await?;
        gather(rows, &reader).pop().ok_or(Error::Gone)
    }
}

/// The text that reads these people in this order, a row for each role.
fn people(which: &str, order: &str) -> AssertSqlSafe<String> {
    AssertSqlSafe(format!(
        "select id, email, name, accepted, expired, invited_as, notifications, two_step,
             cast(case when {HAS_ANOTHER} then 1 else 0 end as bigint) as elsewhere, {LETTER} as letter, role
         from (select id, email, email_key, name, name_order, accepted, expired, invited_as, notifications, two_step
               from ({PEOPLE}) as people {which}) as people
         left join roles on roles.account_id = $1 and roles.user_id = people.id
         order by {order}, role"
    ))
}

/// What finds a part of a folded name or address.
fn pattern(search: &str) -> String {
    let search = rules::fold(&rules::tidy(search).nfc().collect::<String>());
    let mut pattern = "%".to_owned();
    for symbol in search.chars().filter(|symbol| !symbol.is_control()).take(MOST_SEARCHED) {
        if matches!(symbol, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(symbol);
    }
    pattern.push('%');
    pattern
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_searched_for_stands_for_itself() {
        for (search, expected) in
            [("", "%%"), ("  ҐАЛА\u{418}\u{306} ", "%ґалай%"), ("100%_!", "%100!%!_!!%"), ("a\0\nb", "%ab%")]
        {
            assert_eq!(pattern(search), expected);
        }
        assert_eq!(pattern(&"я".repeat(5000)).chars().count(), MOST_SEARCHED + 2);
    }
}
