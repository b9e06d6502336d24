//! Whoever is signed in: asked for once a request.

use super::{Account, User, UserRow, user_columns};
use crate::{Token, clock::AHEAD, error::Error, parts::Sessions, rights::Membership, session::is_alive};
use rules::{AccountNumber, Field, Permission};
use sqlx::FromRow;

/// Proof that a request comes from somebody who is signed in: what reading verbs ask for. Only a whole session that is
/// alive makes one (`Sessions::current_user`). It says how things were when the request came.
#[derive(Clone, Debug)]
pub struct CurrentUser {
    /// The user.
    pub user: User,
    /// Their accounts, the oldest first.
    pub accounts: Vec<Account>,
    session_hash: String,
    proved_at: Option<i64>,
}

#[derive(FromRow)]
struct Row {
    #[sqlx(flatten)]
    user: UserRow,
    seen_at: i64,
    proved_at: Option<i64>,
}

impl Sessions {
    /// Whoever this session belongs to, if it is alive and whole; being seen keeps it alive. After the password step a
    /// session is pending: it can only submit the second factor, and is nobody here.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn current_user(&self, session: Option<&Token>) -> Result<Option<CurrentUser>, Error> {
        let Some(token) = session else { return Ok(None) };
        let (now, session_hash) = (self.now(), token.hash());
        let row: Option<Row> = sqlx::query_as(concat!(
            "select seen_at, proved_at, ",
            user_columns!(),
            " from sessions join users on users.id = sessions.user_id left join two_step on two_step.user_id = users.id where ",
            is_alive!()
        ))
        .bind(&session_hash)
        .bind(now - self.settings.session_idle)
        .bind(now - self.settings.session_lifetime)
        .fetch_optional(self.db.read())
        .await?;
        let Some(Row { user, seen_at, proved_at }) = row else { return Ok(None) };
        self.touch_session(&session_hash, seen_at).await;
        let user = User::from(user);
        let accounts = self.accounts_of(&user).await?;
        Ok(Some(CurrentUser { user, accounts, session_hash, proved_at }))
    }

    /// Whether their session has proved its identity lately; signing in is a proof.
    pub fn is_fresh(&self, me: &CurrentUser) -> bool {
        self.is_lately(me.proved_at)
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
        &self.session_hash
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
