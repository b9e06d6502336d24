//! Whoever is signed in: asked for once a request.

use super::{Account, User, UserRow, accounts_of, accounts_text, user_columns};
use crate::{
    Token,
    clock::AHEAD,
    db::Query,
    error::Error,
    parts::Sessions,
    rights::Membership,
    session::{goes_on, is_alive},
};
use rules::{AccountNumber, Field, Permission};
use sqlx::{FromRow, Row as _, any::AnyRow};

/// Proof that a request comes from somebody who is signed in: what reading verbs ask for. Only a whole session that is
/// alive makes one (`Sessions::current_user`). It says how things were when the request came.
#[derive(Clone, Debug)]
pub struct CurrentUser {
    /// The user.
    pub user: User,
    /// Their accounts, the oldest first.
    pub accounts: Vec<Account>,
    session: SessionFacts,
}

/// The session somebody is signed in by.
#[derive(Clone, Debug, FromRow)]
struct SessionFacts {
    token_hash: String,
    session_id: String,
    began_at: i64,
    seen_at: i64,
    proved_at: Option<i64>,
    amr: String,
}

/// The columns of [`SessionFacts`].
macro_rules! session_columns {
    () => {
        "sessions.token_hash, sessions.id as session_id, sessions.created_at as began_at, seen_at, proved_at, amr"
    };
}

#[derive(FromRow)]
struct Row {
    #[sqlx(flatten)]
    user: UserRow,
    #[sqlx(flatten)]
    session: SessionFacts,
}

/// Whose session of hash `$1` is alive and whole, and their accounts.
const OF_SESSION: [&str; 2] = [
    concat!(
        "select ",
        session_columns!(),
        ", ",
        user_columns!(),
        " from sessions join users on users.id = sessions.user_id left join two_step on two_step.user_id = users.id where ",
        is_alive!()
    ),
    accounts_text!("(select user_id from sessions where token_hash = $1)"),
];

/// The same of an application's access token of hash `$1`, and the scope it has.
const OF_ACCESS_TOKEN: [&str; 2] = [
    concat!(
        "select scope, ",
        session_columns!(),
        ", ",
        user_columns!(),
        " from access_tokens join sessions on sessions.id = access_tokens.session_id
          join users on users.id = sessions.user_id left join two_step on two_step.user_id = users.id
          where access_tokens.token_hash = $1 and ",
        goes_on!()
    ),
    accounts_text!(
        "(select user_id from access_tokens join sessions on sessions.id = access_tokens.session_id
          where access_tokens.token_hash = $1)"
    ),
];

impl Sessions {
    /// Whoever this session belongs to, if it is alive and whole; being seen keeps it alive. After the password step a
    /// session is pending: it can only submit the second factor, and is nobody here.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn current_user(&self, session: Option<&Token>) -> Result<Option<CurrentUser>, Error> {
        let Some(token) = session else { return Ok(None) };
        let [user, accounts] = self.db.read().fetch_array(self.whose(OF_SESSION, token)).await?;
        match user.first() {
            Some(user) => Ok(Some(self.seen(user, &accounts).await?)),
            None => Ok(None),
        }
    }

    /// Asks whoever an application's access token speaks of: see [`Sessions::bearer`].
    pub(crate) fn bearer_queries(&self, token: &Token) -> [Query<'static>; 2] {
        self.whose(OF_ACCESS_TOKEN, token)
    }

    /// Whoever an application's access token speaks of, as long as their session is alive, and the scope it has, out of the
    /// answers to [`Sessions::bearer_queries`]. Whoever works in an application is seen by what it asks.
    pub(crate) async fn bearer(
        &self,
        [user, accounts]: [Vec<AnyRow>; 2],
    ) -> Result<Option<(CurrentUser, String)>, Error> {
        match user.first() {
            Some(user) => Ok(Some((self.seen(user, &accounts).await?, user.try_get("scope")?))),
            None => Ok(None),
        }
    }

    fn whose(&self, [user, accounts]: [&'static str; 2], token: &Token) -> [Query<'static>; 2] {
        let now = self.now();
        let user = sqlx::query(user)
            .bind(token.hash())
            .bind(now - self.settings.session_idle)
            .bind(now - self.settings.session_lifetime);
        [user, sqlx::query(accounts).bind(token.hash())]
    }

    /// Being seen keeps a session alive.
    async fn seen(&self, user: &AnyRow, accounts: &[AnyRow]) -> Result<CurrentUser, Error> {
        let Row { user, session } = Row::from_row(user)?;
        self.touch_session(&session.token_hash, session.seen_at).await;
        let user = User::from(user);
        let accounts = accounts_of(&user, accounts)?;
        Ok(CurrentUser { user, accounts, session })
    }

    /// Whether their session has proved its identity lately; signing in is a proof.
    pub fn is_fresh(&self, me: &CurrentUser) -> bool {
        self.is_lately(me.session.proved_at)
    }

    /// Whether a proof of then still counts.
    pub(crate) fn is_lately(&self, proved_at: Option<i64>) -> bool {
        let now = self.now();
        proved_at.is_some_and(|at| at > now - self.settings.sudo_lifetime && at <= now + AHEAD)
    }

    pub(crate) fn must_be_fresh(&self, me: &CurrentUser) -> Result<(), Error> {
        if self.is_fresh(me) { Ok(()) } else { Err(Error::ReauthRequired) }
    }
}

impl CurrentUser {
    pub(crate) fn id(&self) -> &str {
        &self.user.id
    }

    pub(crate) fn session_hash(&self) -> &str {
        &self.session.token_hash
    }

    /// The id of their session, which says nothing about its secret.
    pub fn session_id(&self) -> &str {
        &self.session.session_id
    }

    /// When it began, in unix seconds.
    pub fn session_began_at(&self) -> i64 {
        self.session.began_at
    }

    /// When it last proved who they are, in unix seconds: signing in is a proof.
    pub fn proved_at(&self) -> Option<i64> {
        self.session.proved_at
    }

    /// What it has proved them by, as authentication method references (RFC 8176); nothing where that is not known.
    pub(crate) fn amr(&self) -> impl Iterator<Item = &str> {
        self.session.amr.split_whitespace()
    }

    /// Their membership in the account of this number, if its roles may do this.
    ///
    /// # Errors
    /// `Gone` for an account that is missing or somebody else's, both alike; `TwoStepSetupRequired` while it is closed to them;
    /// `Forbidden`.
    pub(crate) fn may(&self, number: &str, permission: Permission) -> Result<Membership, Error> {
        let number = AccountNumber::parse(number);
        let account = self.accounts.iter().find(|account| Some(account.number) == number);
        Membership::allowed(account.map(|account| self.membership(account)), permission)
    }

    fn membership(&self, account: &Account) -> Membership {
        let company = account.organisation.iter().find(|(field, _)| *field == Field::CompanyName);
        Membership {
            account_id: account.id.clone(),
            number: account.number,
            company: company.map(|(_, name)| name.clone()),
            user_id: self.user.id.clone(),
            roles: account.roles.clone(),
            closed: account.closed,
        }
    }
}
