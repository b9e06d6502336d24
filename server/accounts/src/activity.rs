//! The activity log: every act that matters, written in the transaction of the act (ASVS 5.0 16.3.1 to 16.3.4).

use crate::{Accounts, Settings, Token, Visitor, db::Tx, device::device, error::Error};
use rules::Act;
use sqlx::FromRow;

/// Who acts, where it is the operator.
const OPERATOR: &str = "operator";

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The user.
    You,
    /// The operator.
    Operator,
    /// Somebody: nobody knows who, since nothing was proved.
    Somebody,
}

/// A line of the activity log as the user sees it.
#[derive(Clone, Debug)]
pub struct Line {
    /// When, in unix seconds.
    pub at: i64,
    /// What.
    pub act: Act,
    /// Who did it.
    pub by: By,
    /// Whether it was done; else it was refused.
    pub done: bool,
    /// What else is known, such as how many recovery codes are left; mostly empty.
    pub detail: String,
    /// Where it came from; empty for the operator's commands.
    pub network_address: String,
    /// Browser and system, as far as they can be told.
    pub device: Option<String>,
}

#[derive(FromRow)]
struct Row {
    at: i64,
    user_id: String,
    actor_id: Option<String>,
    act: String,
    result: String,
    detail: String,
    network_address: String,
    agent: String,
}

/// An act on a user, to be written down.
pub(crate) struct Deed<'a> {
    act: Act,
    whom: &'a str,
    actor: Option<&'a str>,
    done: bool,
    detail: String,
}

impl<'a> Deed<'a> {
    /// Done by the user.
    pub(crate) fn of(act: Act, whom: &'a str) -> Deed<'a> {
        Deed { act, whom, actor: Some(whom), done: true, detail: String::new() }
    }

    /// Tried by somebody who is not known, and refused.
    pub(crate) fn refused(act: Act, whom: &'a str) -> Deed<'a> {
        Deed { act, whom, actor: None, done: false, detail: String::new() }
    }

    /// Done by somebody who is not known.
    pub(crate) fn by_somebody(act: Act, whom: &'a str) -> Deed<'a> {
        Deed { actor: None, ..Deed::of(act, whom) }
    }

    /// Done by the operator.
    pub(crate) fn by_operator(act: Act, whom: &'a str) -> Deed<'a> {
        Deed { actor: Some(OPERATOR), ..Deed::of(act, whom) }
    }

    /// With what else is known.
    pub(crate) fn with(self, detail: impl ToString) -> Deed<'a> {
        Deed { detail: detail.to_string(), ..self }
    }
}

impl Accounts {
    /// Writes an act down; nothing, for the same work, where there is no such user.
    pub(crate) async fn record(&self, tx: &mut Tx, deed: Deed<'_>, visitor: &Visitor) -> Result<(), Error> {
        sqlx::query(
            "insert into activity (id, seq, at, user_id, actor_id, act, result, detail, network_address, agent)
             select $1, (select cast(coalesce(max(seq), 0) + 1 as bigint) from activity where activity.user_id = users.id),
                    $2, users.id, $3, $4, $5, $6, $7, $8
             from users where users.id = $9",
        )
        .bind(self.random.id())
        .bind(self.now())
        .bind(deed.actor.map(str::to_owned))
        .bind(deed.act.value())
        .bind(if deed.done { "done" } else { "refused" })
        .bind(deed.detail)
        .bind(visitor.network_text())
        .bind(visitor.agent_text())
        .bind(deed.whom)
        .execute(&mut **tx)
        .await?;
        Ok(())
    }

    /// Writes a refused act down, in a transaction of its own.
    pub(crate) async fn record_refused(&self, act: Act, whom: &str, visitor: &Visitor) -> Result<(), Error> {
        let mut tx = self.db.begin().await?;
        self.record(&mut tx, Deed::refused(act, whom), visitor).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The user's own acts and those on them, the newest first, 50 a page; the first page is 0.
    ///
    /// # Errors
    /// `SignedOut` without a session.
    pub async fn activity(&self, session: Option<&Token>, page: u32) -> Result<Vec<Line>, Error> {
        let user_id = self.signed_in(session).await?.ok_or(Error::SignedOut)?;
        let lines = i64::try_from(Settings::LINES).unwrap_or(i64::MAX);
        let rows: Vec<Row> = sqlx::query_as(
            "select at, user_id, actor_id, act, result, detail, network_address, agent from activity
             where user_id = $1 order by seq desc, id limit $2 offset $3",
        )
        .bind(user_id)
        .bind(lines)
        .bind(lines * i64::from(page))
        .fetch_all(self.db.read())
        .await?;
        Ok(rows.into_iter().filter_map(Row::line).collect())
    }
}

impl Row {
    /// None for an act that this version does not know.
    fn line(self) -> Option<Line> {
        let by = match self.actor_id.as_deref() {
            Some(OPERATOR) => By::Operator,
            Some(actor) if actor == self.user_id => By::You,
            _ => By::Somebody,
        };
        Some(Line {
            at: self.at,
            act: Act::of_value(&self.act)?,
            by,
            done: self.result == "done",
            detail: self.detail,
            network_address: self.network_address,
            device: device(&self.agent),
        })
    }
}
