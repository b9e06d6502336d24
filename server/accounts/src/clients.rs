//! Accounts as their members see them: what is known about one, opening another, leaving.

mod details;
mod save;

use crate::{
    CurrentUser, RequestContext, Settings,
    activity::AuditEvent,
    db::Tx,
    error::{Error, InternalError},
    organisation::columns,
    parts::Clients,
    rights::membership,
};
use details::{StoredAccount, StoredDetails};
use rules::{
    AccountForm, AccountNumber, Act, Errors, Field, FieldError, Notification, Permission, Role, TwoStepPolicy,
};
use sqlx::FromRow;

/// An account as one of its members sees it.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its number.
    pub number: AccountNumber,
    /// The company's name, if it has one.
    pub company: Option<String>,
    /// The member's roles.
    pub roles: Vec<Role>,
    /// Its details as a form shows them, with `Version`: country, account type, organisation.
    pub values: Vec<(Field, String)>,
    /// What it asks of its members.
    pub policy: TwoStepPolicy,
    /// Its owner's address.
    pub owner: String,
}

/// What a form for a new account shows at first.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// `Version`, and what the user told before, if they came by invitation.
    pub values: Vec<(Field, String)>,
}

/// An account of the user's own.
#[derive(FromRow)]
struct Own {
    number: String,
    #[sqlx(flatten)]
    known: StoredDetails,
}

impl Clients {
    /// The account of this number.
    ///
    /// # Errors
    /// `TwoStepSetupRequired`; `Gone` for an account that is missing or somebody else's; `Forbidden`.
    pub async fn client(&self, me: &CurrentUser, number: &str) -> Result<Client, Error> {
        let membership = me.may(number, Permission::ViewUsers)?;
        let StoredAccount { version, two_step_policy, owner, known } =
            self.saved_account(&membership.account_id).await?;
        Ok(Client {
            number: membership.number,
            company: membership.company,
            roles: membership.roles,
            values: known.values(version),
            policy: TwoStepPolicy::parse(&two_step_policy).unwrap_or_default(),
            owner,
        })
    }

    /// What the form for a new account shows at first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn new_account(&self, me: &CurrentUser) -> Result<NewAccount, Error> {
        let count = me.accounts.iter().filter(|account| account.roles.contains(&Role::AccountOwner)).count();
        let told: Option<StoredDetails> = sqlx::query_as(concat!(
            "select country, account_type, ",
            columns!(),
            " from own_details where user_id = $1"
        ))
        .bind(me.id())
        .fetch_optional(self.db.read())
        .await?;
        let values = match told {
            Some(told) => told.values(i64::try_from(count).unwrap_or(i64::MAX)),
            None => vec![(Field::Version, count.to_string()), (Field::Country, me.user.country.clone())],
        };
        Ok(NewAccount { values })
    }

    /// Opens an account of the user's own. The same press sent twice opens one: the form carries how many there were.
    ///
    /// # Errors
    /// `Refused` with what is wrong, `Full` on `AccountType` past [`crate::Settings::ACCOUNTS`]; `SignedOut`.
    pub async fn open_account(&self, form: &AccountForm, context: &RequestContext) -> Result<AccountNumber, Error> {
        let details = form.check(&self.facts())?;
        let known = StoredDetails::of(&details, self.companies.register_of(details.organisation.as_ref()).await?);
        let user_id = self.sessions.signed_in(context.session.as_ref()).await?.ok_or(Error::SignedOut)?;
        let mut tx = self.db.begin().await?;
        self.locks.signed_in(&mut tx, &user_id, context).await?;
        let own = self.own_accounts(&mut tx, &user_id).await?;
        if let Some(opened) = opened_since(&own, &form.version, &known) {
            return AccountNumber::parse(&opened.number).ok_or_else(unreadable);
        }
        if i64::try_from(own.len()).unwrap_or(i64::MAX) >= Settings::ACCOUNTS {
            return Err(Errors::on(Field::AccountType, FieldError::Full).into());
        }
        let (account_id, number) = self.insert_known(&mut tx, &known).await?;
        self.rights
            .insert_membership(&mut tx, &account_id, &user_id, &[Role::AccountOwner], &Notification::ALL)
            .await?;
        self.audit.record(&mut tx, AuditEvent::of(Act::AccountOpened, &user_id).inside(&account_id), context);
        tx.commit().await?;
        Ok(number)
    }

    /// The user's own accounts, the oldest first.
    async fn own_accounts(&self, tx: &mut Tx, user_id: &str) -> Result<Vec<Own>, Error> {
        let own = sqlx::query_as(concat!(
            "select number, country, account_type, ",
            columns!(),
            " from accounts join roles on roles.account_id = accounts.id
                 where roles.user_id = $1 and roles.role = $2 order by accounts.created_at, number",
        ))
        .bind(user_id)
        .bind(Role::AccountOwner.as_str())
        .fetch_all(&mut **tx)
        .await?;
        Ok(own)
    }

    /// Leaves an account, also one that is closed until 2-step verification is set up. Its owner cannot.
    ///
    /// # Errors
    /// `SignedOut`; `ReauthRequired`; `Gone`; `Forbidden` for the owner.
    pub async fn leave_account(&self, number: &str, context: &RequestContext) -> Result<(), Error> {
        let user_id = self.sessions.signed_in(context.session.as_ref()).await?.ok_or(Error::SignedOut)?;
        membership(self.db.read(), number, &user_id).await?.ok_or(Error::Gone)?;
        let mut tx = self.db.begin().await?;
        self.locks.proved(&mut tx, &user_id, context).await?;
        let membership = self.locks.membership(&mut tx, number, &user_id).await?.ok_or(Error::Gone)?;
        if membership.roles.contains(&Role::AccountOwner) {
            return Err(Error::Forbidden);
        }
        let left = AuditEvent::of(Act::AccountLeft, &user_id).inside(&membership.account_id);
        self.audit.record(&mut tx, left, context);
        self.memberships.remove_membership(&mut tx, &membership.account_id, &user_id).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// The account that the same press has opened already: one with these details that came after those that the page saw.
fn opened_since<'a>(own: &'a [Own], seen: &str, known: &StoredDetails) -> Option<&'a Own> {
    let seen: usize = seen.parse().ok()?;
    own.iter().skip(seen).find(|own| own.known == *known)
}

fn unreadable() -> Error {
    InternalError::new("a stored account number is unreadable").into()
}
