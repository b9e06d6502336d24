//! The list of an account's people: found, sorted, page by page.

mod row;
mod search;

pub(super) use row::HAS_ANOTHER;

use super::{Members, MembersOf};
use crate::{
    At,
    {CurrentUser, Settings, error::Error, parts::Memberships},
};
use rules::{Member, Permission};
use search::{Of, Search};
use sqlx::{AssertSqlSafe, FromRow};

/// Where somebody stands in a list. The id comes last, so that nobody stands beside anybody.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
struct Place {
    /// Whether this kind of people, members or invited, stands behind the other.
    #[sqlx(default)]
    behind: i64,
    sorted_by: String,
    id: String,
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
}
