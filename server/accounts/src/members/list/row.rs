//! People of the list as they are read, with what whoever looks may do with each.

use crate::{
    Settings,
    error::Error,
    mailer::{FailureKind, delivery},
    outbox::says_something,
    parts::Memberships,
    rights::Membership,
    users::{notifications_of, roles_of},
};
use rules::{Delivery, Member, Permission, Role};
use sqlx::{AssertSqlSafe, FromRow};

/// These people of account `$1` at the moment `$2`, by their ids: members, and those invited, who have no name yet.
///
/// Where people are known by their ids `account_id || ''` is asked for instead of `account_id`: PostgreSQL takes any account
/// for one of few members, and would read all members of a large one to find these.
fn people(ids: &str) -> String {
    format!(
        "select users.id as id, email, trim(name || ' ' || surname) as name, 1 as accepted, 0 as expired, '' as invited_as,
            notifications, case when enabled_at is null then 0 else 1 end as two_step
        from memberships join users on users.id = memberships.user_id left join two_step on two_step.user_id = users.id
        where account_id || '' = $1 and memberships.user_id in ({ids})
        union all
        select id, email, '', 0, case when expires_at <= $2 then 1 else 0 end, roles, notifications, 0
        from invitations
        where account_id = $1 and id in ({ids}) and accepted_at is null and declined_at is null and revoked_at is null"
    )
}

/// Whether somebody has another account than `$1`, of their own or elsewhere: whoever manages this one must not be able
/// to open that one with the password alone.
pub(in super::super) const HAS_ANOTHER: &str =
    "(select count(*) from memberships as others where others.user_id = people.id and others.account_id <> $1) > 0";

/// How the newest letter of an invitation fares: see [`delivery`].
const LETTER: &str = concat!(
    "(select case when failed_at is null then 'waits ' else 'failed ' end || coalesce(failure_kind, '') from outbox
     where accepted = 0 and about = people.id and ",
    says_something!(),
    " order by created_at desc, attempts limit 1)"
);

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

impl Memberships {
    /// These people in this order, with what whoever looks may do with each.
    pub(super) async fn rows_of(&self, reader: &Membership, ids: &[String]) -> Result<Vec<Member>, Error> {
        let Some(last) = ids.last() else { return Ok(Vec::new()) };
        let places = (0..Settings::MEMBERS).map(|n| format!("${}", n + 3)).collect::<Vec<_>>().join(", ");
        let text = format!(
            "select id, email, name, accepted, expired, invited_as, notifications, two_step,
                 cast(case when {HAS_ANOTHER} then 1 else 0 end as bigint) as elsewhere, {LETTER} as letter, role
             from ({}) as people left join roles
                 on roles.account_id || '' = $1 and roles.user_id = people.id and roles.user_id in ({places}) order by id, role",
            people(&places)
        );
        let mut rows = sqlx::query_as(AssertSqlSafe(text)).bind(&reader.account_id).bind(self.now());
        // The last one again and again where there are fewer: it is always the same text.
        for id in ids.iter().chain(std::iter::repeat(last)).take(Settings::MEMBERS) {
            rows = rows.bind(id);
        }
        let mut members = gather(rows.fetch_all(self.db.read()).await?, reader);
        members.sort_by_key(|member| ids.iter().position(|id| *id == member.id));
        Ok(members)
    }
}

/// One person for each run of rows with the same id, with all their roles.
fn gather(rows: Vec<Row>, reader: &Membership) -> Vec<Member> {
    let mut members: Vec<Member> = Vec::new();
    for row in rows {
        let role = row.role.as_deref().and_then(Role::parse);
        match members.last_mut().filter(|last| last.id == row.id) {
            Some(last) => last.roles.extend(role),
            None => members.push(row.member(role)),
        }
    }
    members.iter_mut().for_each(|member| seen_by(member, reader));
    members
}

/// How the letter fares that [`LETTER`] tells of.
fn fares(letter: &str) -> Delivery {
    let (how, kind) = letter.split_once(' ').unwrap_or_default();
    delivery(how == "failed", FailureKind::parse(kind))
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

/// What this reader may do with the member.
fn seen_by(member: &mut Member, reader: &Membership) {
    member.roles.sort_unstable();
    member.you = member.id == reader.user_id;
    member.managed = !member.you && reader.may_to(Permission::ManageUsers, &member.roles);
    member.resettable &= member.managed;
    member.notifiable = member.you || member.accepted && reader.may_to(Permission::ManageNotifications, &member.roles);
}
