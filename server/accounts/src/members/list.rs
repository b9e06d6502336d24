//! The list of an account's people: found, sorted, page by page.

use super::{At, Members, MembersOf, Sort};
use crate::{
    CurrentUser, Settings,
    error::Error,
    mailer::{FailureKind, delivery},
    names,
    outbox::says_something,
    parts::Memberships,
    rights::Membership,
    search::{SearchTerm, search_terms},
    users::{notifications_of, roles_of},
};
use rules::{Delivery, Member, Permission, Role};
use sqlx::{AssertSqlSafe, FromRow};

/// People are counted up to here.
const COUNTED: i64 = 1_000;
/// A word that so many are found by is a common one.
const COMMON: i64 = 1_000;

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
pub(super) const HAS_ANOTHER: &str =
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

/// Where somebody stands in a list. The id comes last, so that nobody stands beside anybody.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
struct Place {
    /// Whether this kind of people, members or invited, stands behind the other.
    #[sqlx(default)]
    behind: i64,
    sorted_by: String,
    id: String,
}

/// Members, or those invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    Members,
    Invited,
}

impl Of {
    const BOTH: [Of; 2] = [Of::Members, Of::Invited];

    /// Whether they stand behind the others. By name those stand last who have none.
    fn behind(self, sort: Sort) -> i64 {
        i64::from(match sort {
            Sort::Email => false,
            Sort::Name => self == Of::Invited,
            Sort::Accepted => self == Of::Members,
        })
    }

    /// The table, what its people are sorted by, and their ids.
    fn columns(self, of: &MembersOf) -> [&'static str; 3] {
        match (self, of.sort) {
            (Of::Members, Sort::Name) => ["memberships as people", names::column(of.language), "user_id"],
            (Of::Members, _) => ["memberships as people", "by_email", "user_id"],
            (Of::Invited, _) => ["invitations as people", "email_key", "id"],
        }
    }

    fn waiting(self) -> &'static str {
        match self {
            Of::Members => "",
            Of::Invited => "and accepted_at is null and declined_at is null and revoked_at is null",
        }
    }
}

/// What is searched for in one account, and how.
struct Search {
    words: Vec<SearchTerm>,
    /// Whether each word is a common one: then whoever has them all is met soon as one walks along the list. Else it is
    /// looked at everybody who has the first, which is the least common.
    common: bool,
}

impl Search {
    /// Which people of this kind have the words, which stand from `$first` on. With `word || ''` no index is asked for all
    /// who have a word, but one for all words of this member, which are few.
    fn text(&self, of: Of, first: usize) -> String {
        let word = |n: usize| match of {
            Of::Invited => {
                format!(" and case when name_key = '' then email_key else name_key end like ${} escape '!'", first + n)
            }
            Of::Members => format!(
                " and (select count(*) from member_words where member_words.user_id = people.user_id
                       and member_words.account_id = $1 and word || '' >= ${} and word || '' < ${}) > 0",
                first + 2 * n,
                first + 2 * n + 1
            ),
        };
        (0..self.words.len()).map(word).collect()
    }

    /// The people who have the first word; everybody where nothing is searched for, or it is a common one.
    fn table(&self, of: Of, table: &str, first: usize) -> String {
        if of == Of::Invited || self.words.is_empty() || self.common {
            return table.to_owned();
        }
        format!(
            "(select distinct user_id as found_id from (select user_id from member_words
                 where account_id = $1 and word >= ${first} and word < ${} limit {COMMON}) as part) as found cross join {table}",
            first + 1
        )
    }

    /// What joins those who have the first word to the list.
    fn joint(&self, of: Of) -> &'static str {
        if of == Of::Invited || self.words.is_empty() || self.common { "" } else { "and people.user_id = found_id" }
    }

    fn binds(&self, of: Of) -> Vec<&str> {
        match of {
            Of::Members => self.words.iter().flat_map(|word| &word.words).map(String::as_str).collect(),
            Of::Invited => self.words.iter().map(|word| &*word.pattern).collect(),
        }
    }
}

impl Memberships {
    /// One page of the list: the same number of queries and of steps, however many there are.
    ///
    /// # Errors
    /// `TwoStepSetupRequired`; `Gone` for an account that is missing or somebody else's; `Forbidden`.
    pub async fn members(&self, me: &CurrentUser, number: &str, of: &MembersOf) -> Result<Members, Error> {
        let reader = me.may(number, Permission::ViewUsers)?;
        let account_id = &reader.account_id;
        let search = self.search(account_id, &of.search).await?;
        let (total, and_more) = self.count_people(account_id, &search).await?;
        let (places, previous, next) = self.page_of_people(account_id, of, &search).await?;
        let ids: Vec<String> = places.into_iter().map(|place| place.id).collect();
        let members = self.rows_of(&reader, &ids).await?;
        let shown = i64::try_from(members.len()).unwrap_or(i64::MAX);
        // Whoever sees all of them needs no counting.
        let (total, and_more) = if previous || next { (total.max(shown), and_more) } else { (shown, false) };
        let beside = |is: bool, id: Option<&String>| id.filter(|_| is).cloned();
        Ok(Members {
            number: reader.number,
            company: reader.company,
            roles: reader.roles,
            previous: beside(previous, ids.first()),
            next: beside(next, ids.last()),
            members,
            total: u32::try_from(total).unwrap_or(u32::MAX),
            and_more,
        })
    }

    /// One member, who has accepted.
    ///
    /// # Errors
    /// `TwoStepSetupRequired`; `Gone` for an account or a member that is missing or elsewhere; `Forbidden`.
    pub async fn member(&self, me: &CurrentUser, number: &str, id: &str) -> Result<Member, Error> {
        let reader = me.may(number, Permission::ViewUsers)?;
        let mut found = self.rows_of(&reader, &[id.to_owned()]).await?;
        found.pop().filter(|member| member.accepted).ok_or(Error::Gone)
    }

    /// The words with the least common one first.
    async fn search(&self, account_id: &str, search: &str) -> Result<Search, Error> {
        let mut words = Vec::new();
        for word in search_terms(search) {
            let count: i64 = sqlx::query_scalar(
                "select count(*) from (select 1 as one from member_words where account_id = $1 and word >= $2 and word < $3 limit $4) as part",
            )
            .bind(account_id)
            .bind(&word.words[0])
            .bind(&word.words[1])
            .bind(COMMON)
            .fetch_one(self.db.read())
            .await?;
            words.push((count, word));
        }
        words.sort_by_key(|(count, _)| *count);
        let common = words.first().is_some_and(|(count, _)| *count >= COMMON);
        Ok(Search { words: words.into_iter().map(|(_, word)| word).collect(), common })
    }

    /// How many people are found, and whether there may be more: it is counted up to [`COUNTED`].
    async fn count_people(&self, account_id: &str, search: &Search) -> Result<(i64, bool), Error> {
        let mut total = 0;
        for of in Of::BOTH {
            let [table, _, id] = of.columns(&MembersOf::default());
            let (waiting, found) = (of.waiting(), search.text(of, 3));
            // In an order that an index has: PostgreSQL would else read the table until it has met enough of this account.
            let order = if of == Of::Members { " order by user_id" } else { "" };
            // Of those who have a common word so many are looked at, whether they have the others or not.
            let text = if of == Of::Members && !search.words.is_empty() {
                format!(
                    "select cast(coalesce(sum(case when 1 = 1{found} then 1 else 0 end), 0) as bigint) as total
                     from (select distinct user_id from (select user_id from member_words
                               where account_id = $1 and word >= $3 and word < $4 limit $2) as part) as people"
                )
            } else {
                format!(
                    "select count(*) as total from (select {id} from {table} where account_id = $1 {waiting}{found}{order} limit $2) as people"
                )
            };
            let mut count = sqlx::query_scalar(AssertSqlSafe(text)).bind(account_id).bind(COUNTED + 1);
            for bind in search.binds(of) {
                count = count.bind(bind);
            }
            let found: i64 = count.fetch_one(self.db.read()).await?;
            total += found;
        }
        Ok((total.min(COUNTED), search.common || total > COUNTED))
    }

    /// Who stands on the page, and whether there is somebody before and behind it. An id that is nobody's leads to the
    /// first page, and so does a way back to less than a page.
    async fn page_of_people(
        &self,
        account_id: &str,
        of: &MembersOf,
        search: &Search,
    ) -> Result<(Vec<Place>, bool, bool), Error> {
        let at = match &of.at {
            At::First => None,
            At::After(id) | At::Before(id) => self.place(account_id, id, of).await?,
        };
        if let (At::Before(_), Some(place)) = (&of.at, &at) {
            let mut before = self.places(account_id, of, search, Some(place), true).await?;
            if before.len() > Settings::MEMBERS {
                before.truncate(Settings::MEMBERS);
                before.reverse();
                return Ok((before, true, true));
            }
        }
        let from = at.as_ref().filter(|_| matches!(of.at, At::After(_)));
        let mut places = self.places(account_id, of, search, from, false).await?;
        let more = places.len() > Settings::MEMBERS;
        places.truncate(Settings::MEMBERS);
        Ok((places, from.is_some(), more))
    }

    /// Where somebody stands, if they are in the list.
    async fn place(&self, account_id: &str, person: &str, of: &MembersOf) -> Result<Option<Place>, Error> {
        for kind in Of::BOTH {
            let ([table, by, id], waiting) = (kind.columns(of), kind.waiting());
            let text = format!(
                "select {by} as sorted_by, {id} as id from {table} where account_id = $1 and {id} = $2 {waiting}"
            );
            let place: Option<Place> = sqlx::query_as(AssertSqlSafe(text))
                .bind(account_id)
                .bind(person)
                .fetch_optional(self.db.read())
                .await?;
            if let Some(place) = place {
                return Ok(Some(Place { behind: kind.behind(of.sort), ..place }));
            }
        }
        Ok(None)
    }

    /// Those who stand behind this place, or before it, the nearest first; one more than stand on a page.
    async fn places(
        &self,
        account_id: &str,
        of: &MembersOf,
        search: &Search,
        from: Option<&Place>,
        back: bool,
    ) -> Result<Vec<Place>, Error> {
        let (is, order) = if back { ("<", " desc") } else { (">", "") };
        let mut parts = Vec::new();
        let mut binds = Vec::new();
        for kind in Of::BOTH {
            let behind = kind.behind(of.sort);
            let beside = from.filter(|from| from.behind == behind);
            if from.is_some_and(|from| if back { behind > from.behind } else { behind < from.behind }) {
                continue;
            }
            let ([table, by, id], waiting) = (kind.columns(of), kind.waiting());
            let first = 3 + binds.len();
            binds.extend(search.binds(kind).into_iter().map(str::to_owned));
            let (table, joint, found) =
                (search.table(kind, table, first), search.joint(kind), search.text(kind, first));
            let place = beside.map(|from| {
                binds.extend([from.sorted_by.clone(), from.id.clone()]);
                format!(" and ({by}, {id}) {is} (${}, ${})", 1 + binds.len(), 2 + binds.len())
            });
            let place = place.unwrap_or_default();
            let account = if joint.is_empty() { "account_id" } else { "people.account_id || ''" };
            parts.push(format!(
                "select behind, sorted_by, id from (select cast({behind} as bigint) as behind, {by} as sorted_by, {id} as id from {table}
                     where {account} = $1 {joint} {waiting}{found}{place} order by {by}{order}, {id}{order} limit $2) as part{behind}{first}"
            ));
        }
        let text =
            format!("{} order by behind{order}, sorted_by{order}, id{order} limit $2", parts.join(" union all "));
        let most = i64::try_from(Settings::MEMBERS).unwrap_or(i64::MAX - 1) + 1;
        let mut query = sqlx::query_as(AssertSqlSafe(text)).bind(account_id).bind(most);
        for bind in binds {
            query = query.bind(bind);
        }
        Ok(query.fetch_all(self.db.read()).await?)
    }

    /// These people in this order, with what whoever looks may do with each.
    async fn rows_of(&self, reader: &Membership, ids: &[String]) -> Result<Vec<Member>, Error> {
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
