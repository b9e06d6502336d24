//! The activity log: every act that matters, written in the transaction of the act (ASVS 5.0 16.3.1 to 16.3.4).

use crate::{
    CurrentUser, RequestContext, Settings, address::shown, db::Tx, device::device, error::Error, members::At,
    shared::Shared,
};
use rules::{Act, Permission};
use sqlx::{AssertSqlSafe, FromRow};
use std::{ops::Deref, sync::Arc};

/// Who acts, where it is the operator.
const OPERATOR: &str = "operator";

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// Whoever reads.
    You,
    /// Another user, by their address; in the log of an account by the one they had then.
    Member(String),
    /// Somebody who is no member of the account any more, by their address of then; none where they are deleted.
    Former(Option<String>),
    /// The operator.
    Operator,
    /// Somebody: nobody knows who, since nothing was proved, or they never were a member and are deleted.
    Somebody,
}

/// A line of the activity log as its reader sees it.
#[derive(Clone, Debug)]
pub struct AuditEntry {
    /// When, in unix seconds.
    pub at: i64,
    /// What.
    pub act: Act,
    /// Who did it.
    pub by: By,
    /// In the log of an account whom it was done to; none where they did it themselves.
    pub whom: Option<By>,
    /// Whether it was done; else it was refused.
    pub done: bool,
    /// What else is known, such as how many recovery codes are left; mostly empty.
    pub detail: String,
    /// Where it came from; empty for the operator's commands, and in the log of an account for acts of people who were no
    /// members of it then. It goes after [`Settings::addresses_kept`].
    pub network_address: String,
    /// Browser and system, as far as they can be told.
    pub device: Option<String>,
}

/// A page of an activity log, the newest line first.
#[derive(Clone, Debug)]
pub struct Log {
    /// Its lines, [`Settings::LINES`] at most.
    pub lines: Vec<AuditEntry>,
    /// The first line on this page, where there are newer ones.
    pub newer: Option<String>,
    /// The last line on this page, where there are older ones.
    pub older: Option<String>,
}

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

/// An act on a user, to be written down.
pub(crate) struct AuditEvent<'a> {
    act: Act,
    whom: &'a str,
    actor: Option<&'a str>,
    /// The id of the account that it concerns: its managers see it.
    account: Option<&'a str>,
    done: bool,
    detail: String,
}

impl<'a> AuditEvent<'a> {
    /// Done by the user.
    pub(crate) fn of(act: Act, whom: &'a str) -> AuditEvent<'a> {
        AuditEvent { act, whom, actor: Some(whom), account: None, done: true, detail: String::new() }
    }

    /// Tried by somebody who is not known, and refused.
    pub(crate) fn refused(act: Act, whom: &'a str) -> AuditEvent<'a> {
        AuditEvent { act, whom, actor: None, account: None, done: false, detail: String::new() }
    }

    /// Done by somebody who is not known.
    pub(crate) fn by_somebody(act: Act, whom: &'a str) -> AuditEvent<'a> {
        AuditEvent { actor: None, ..AuditEvent::of(act, whom) }
    }

    /// Done by the operator.
    pub(crate) fn by_operator(act: Act, whom: &'a str) -> AuditEvent<'a> {
        AuditEvent { actor: Some(OPERATOR), ..AuditEvent::of(act, whom) }
    }

    /// Done by this user to somebody.
    pub(crate) fn by(act: Act, actor: &'a str, whom: &'a str) -> AuditEvent<'a> {
        AuditEvent { actor: Some(actor), ..AuditEvent::of(act, whom) }
    }

    /// In this account, named by its id.
    pub(crate) fn inside(self, account_id: &'a str) -> AuditEvent<'a> {
        AuditEvent { account: Some(account_id), ..self }
    }

    /// With what else is known.
    pub(crate) fn with(self, detail: impl ToString) -> AuditEvent<'a> {
        AuditEvent { detail: detail.to_string(), ..self }
    }
}

/// The activity log, where acts are written and read.
#[derive(Debug)]
pub struct AuditLog(Arc<Shared>);

impl Deref for AuditLog {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl AuditLog {
    pub(crate) fn new(shared: Arc<Shared>) -> AuditLog {
        AuditLog(shared)
    }

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
}

impl AuditLog {
    /// Writes an act down. In the log of an account stands who it was by their addresses of now: whatever becomes of them,
    /// the account can read it. So somebody who leaves an account is written down before they have left.
    ///
    /// Where nobody is known to act and there is no such user, the line is written too and goes at once: the same pages
    /// change, and so the commit takes as long.
    pub(crate) async fn record(
        &self,
        tx: &mut Tx,
        deed: AuditEvent<'_>,
        context: &RequestContext,
    ) -> Result<(), Error> {
        if !deed.done {
            tracing::info!(act = deed.act.as_str(), user = deed.whom, "refused act");
        }
        let by_nobody = deed.actor.is_none();
        sqlx::query(
            "insert into activity (id, seq, at, user_id, actor_id, act, result, detail, network_address, agent, account_id, actor_email, whom_email, actor_member_since)
             select $1, (select cast(coalesce(max(seq), 0) + 1 as bigint) from activity where activity.user_id = coalesce(users.id, '')),
                    $2, coalesce(users.id, ''), $3, $4, $5, $6, $7, $8, $10,
                    case when $10 is not null then (select actors.email from users as actors where actors.id = $3) end,
                    case when $10 is not null then users.email end,
                    (select memberships.created_at from memberships where memberships.account_id = $10 and memberships.user_id = $3)
             from (select 1 as line) as lines left join users on users.id = $9 where users.id is not null or $11 > 0",
        )
        .bind(self.random.id())
        .bind(self.now())
        .bind(deed.actor.map(str::to_owned))
        .bind(deed.act.as_str())
        .bind(if deed.done { "done" } else { "refused" })
        .bind(deed.detail)
        .bind(context.network_text())
        .bind(context.agent_text())
        .bind(deed.whom)
        .bind(deed.account.map(str::to_owned))
        .bind(i64::from(by_nobody))
        .execute(&mut **tx)
        .await?;
        if by_nobody {
            sqlx::query("delete from activity where user_id = ''").execute(&mut **tx).await?;
        }
        Ok(())
    }

    /// Writes a refused act down, in a transaction of its own.
    pub(crate) async fn record_refused(&self, act: Act, whom: &str, context: &RequestContext) -> Result<(), Error> {
        let mut tx = self.db.begin().await?;
        self.record(&mut tx, AuditEvent::refused(act, whom), context).await?;
        tx.commit().await?;
        Ok(())
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
