//! The activity log as it is read, page by page.

use super::{AuditEntry, AuditLog, By, Log, OPERATOR};
use crate::{CurrentUser, Settings, address::shown, device::device, error::Error, paging::At};
use rules::{Act, Permission};
use sqlx::{AssertSqlSafe, FromRow};

#[derive(FromRow)]
struct Row {
    id: String,
    at: i64,
    user_id: String,
    actor_id: Option<String>,
    /// The actor's address, where it is known.
    actor: Option<String>,
    /// Whether the actor was a member of the account then.
    actor_member_since: Option<i64>,
    /// The address of whom it was done to, in the log of an account.
    whom: Option<String>,
    /// 1 for members of the account as it is now, 0 for others; empty in one's own log.
    actor_stays: Option<i64>,
    whom_stays: Option<i64>,
    act: String,
    result: String,
    detail: String,
    network_address: String,
    agent: String,
}

impl AuditLog {
    /// The user's own acts and those on them. Where another user was who did something is not theirs to know.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn activity(&self, me: &CurrentUser, at: &At) -> Result<Log, Error> {
        self.log(&OWN, me.id(), at, me.id()).await
    }

    /// What happened in an account.
    ///
    /// # Errors
    /// `TwoStepSetupRequired`; `Gone`; `Forbidden` for whoever does not manage users.
    pub async fn account_activity(&self, me: &CurrentUser, number: &str, at: &At) -> Result<Log, Error> {
        let reader = me.may(number, Permission::ManageUsers)?;
        self.log(&OF_ACCOUNT, &reader.account_id, at, &reader.user_id).await
    }

    /// One page of the lines that belong to this id. A line that is not there leads to the first page, and so does a way
    /// back to less than a page.
    async fn log(&self, lines: &Lines, of: &str, at: &At, reader: &str) -> Result<Log, Error> {
        let place = match at {
            At::First => None,
            At::After(id) | At::Before(id) => self.place_of(lines, of, id).await?,
        };
        if let (At::Before(_), Some(place)) = (at, &place) {
            let mut rows = self.lines(lines, of, Some(place), true).await?;
            if rows.len() > Settings::LINES {
                rows.truncate(Settings::LINES);
                rows.reverse();
                return Ok(Log::of(rows, true, true, reader));
            }
        }
        let from = place.as_ref().filter(|_| matches!(at, At::After(_)));
        let mut rows = self.lines(lines, of, from, false).await?;
        let more = rows.len() > Settings::LINES;
        rows.truncate(Settings::LINES);
        Ok(Log::of(rows, from.is_some(), more, reader))
    }

    /// Where a line stands, if it is one of these.
    async fn place_of(&self, lines: &Lines, of: &str, id: &str) -> Result<Option<Place>, Error> {
        let text = format!("select at, seq, id from activity where id = $1 and {} = $2", lines.whose);
        Ok(sqlx::query_as(AssertSqlSafe(text)).bind(id).bind(of).fetch_optional(self.db.read()).await?)
    }

    /// The lines behind this place, or before it, the nearest first; one more than stand on a page.
    async fn lines(&self, lines: &Lines, of: &str, from: Option<&Place>, back: bool) -> Result<Vec<Row>, Error> {
        let most = i64::try_from(Settings::LINES).unwrap_or(i64::MAX - 1) + 1;
        let rows = sqlx::query_as(AssertSqlSafe(lines.text(from.is_some(), back))).bind(of).bind(most);
        let rows = match from {
            None => rows,
            Some(place) if lines.by_moment => rows.bind(place.at).bind(place.seq).bind(&place.id),
            Some(place) => rows.bind(place.seq).bind(&place.id),
        };
        Ok(rows.fetch_all(self.db.read()).await?)
    }
}

/// A kind of log.
struct Lines {
    columns: &'static str,
    /// The column that says whose line it is.
    whose: &'static str,
    /// Whether lines stand in the order of their moments; one's own are counted.
    by_moment: bool,
}

/// Where a line stands.
#[derive(FromRow)]
struct Place {
    at: i64,
    seq: i64,
    id: String,
}

const OWN: Lines = Lines {
    columns: "id, at, user_id, actor_id, actor_email as actor, actor_member_since, cast(null as text) as whom,
                 cast(null as bigint) as actor_stays, cast(null as bigint) as whom_stays, act, result, detail,
                 case when actor_id <> $1 and actor_id <> 'operator' then '' else network_address end as network_address,
                 case when actor_id <> $1 and actor_id <> 'operator' then '' else agent end as agent",
    whose: "user_id",
    by_moment: false,
};

const OF_ACCOUNT: Lines = Lines {
    columns:
        "id, at, user_id, actor_id, actor_email as actor, actor_member_since, whom_email as whom, act, result, detail,
                 cast((select count(*) from memberships where memberships.account_id = activity.account_id
                     and memberships.user_id = activity.actor_id) as bigint) as actor_stays,
                 cast((select count(*) from memberships where memberships.account_id = activity.account_id
                     and memberships.user_id = activity.user_id) as bigint) as whom_stays,
                 case when actor_member_since is null then '' else network_address end as network_address,
                 case when actor_member_since is null then '' else agent end as agent",
    whose: "account_id",
    by_moment: true,
};

impl Lines {
    /// Reads `$2` lines of `$1`, the newest first; from a place on where there is one, or back from it.
    fn text(&self, from: bool, back: bool) -> String {
        let Lines { columns, whose, by_moment } = self;
        let (is, order) = if back { (">", "") } else { ("<", " desc") };
        let from = match (from, by_moment) {
            (false, _) => String::new(),
            (true, true) => format!(" and (at, seq, id) {is} ($3, $4, $5)"),
            (true, false) => format!(" and (seq, id) {is} ($3, $4)"),
        };
        let at = if *by_moment { format!("at{order}, ") } else { String::new() };
        format!("select {columns} from activity where {whose} = $1{from} order by {at}seq{order}, id{order} limit $2")
    }
}

impl Log {
    fn of(rows: Vec<Row>, newer: bool, older: bool, reader: &str) -> Log {
        let id = |is: bool, row: Option<&Row>| row.filter(|_| is).map(|row| row.id.clone());
        let (newer, older) = (id(newer, rows.first()), id(older, rows.last()));
        Log { lines: rows.into_iter().filter_map(|row| row.line(reader)).collect(), newer, older }
    }
}

impl Row {
    /// None for an act that this version does not know.
    fn line(mut self, reader: &str) -> Option<AuditEntry> {
        // Invitations name an address by what makes it the same, and lines may be older than how domains are kept now.
        for address in [Some(&mut self.detail), self.actor.as_mut(), self.whom.as_mut()].into_iter().flatten() {
            *address = shown(address);
        }
        Some(AuditEntry {
            at: self.at,
            act: Act::parse(&self.act)?,
            by: self.by(reader),
            whom: self.whom(),
            done: self.result == "done",
            detail: self.detail,
            network_address: self.network_address,
            device: device(&self.agent),
        })
    }

    fn by(&self, reader: &str) -> By {
        match self.actor_id.as_deref() {
            Some(OPERATOR) => By::Operator,
            Some(actor) if actor == reader => By::You,
            Some(_) if self.actor_stays == Some(0) && self.actor_member_since.is_some() => {
                By::Former(self.actor.clone())
            }
            _ => self.actor.clone().map_or(By::Somebody, By::Member),
        }
    }

    fn whom(&self) -> Option<By> {
        let stays = self.whom_stays?;
        let by_themselves = self.actor_id.as_deref() == Some(&self.user_id);
        let whom = match &self.whom {
            Some(address) if stays > 0 => By::Member(address.clone()),
            former => By::Former(former.clone()),
        };
        (!by_themselves).then_some(whom)
    }
}
