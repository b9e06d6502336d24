//! The operator gives an account another owner.

use crate::{
    RequestContext,
    activity::AuditEvent,
    address::email_key,
    db::{Pipeline, Tx},
    error::Error,
    invitations,
    notices::Contact,
    parts::Operator,
    rights::{account_shown, owning},
};
use rules::{AccountNumber, Act, MemberNews, Notification, Role};
use sqlx::FromRow;

/// Whose account it is, and whose it is to be, by their ids.
#[derive(FromRow)]
struct Parties {
    owner: String,
    heir: String,
    disabled_at: Option<i64>,
}

/// An account whose owner changes.
struct Moved {
    id: String,
    shown: String,
}

impl Operator {
    /// Makes the user of this address the account's only owner, and a member if they are none; the former owner becomes
    /// its administrator. Both are told. False when they own it already.
    ///
    /// # Errors
    /// `Gone` when there is no such account or user; `Forbidden` for a user whose door is closed.
    pub async fn transfer_account(&self, number: &str, email: &str) -> Result<bool, Error> {
        let number = AccountNumber::parse(number).ok_or(Error::Gone)?;
        loop {
            let parties = self.parties(number, email).await?;
            if parties.disabled_at.is_some() {
                return Err(Error::Forbidden);
            }
            if parties.owner == parties.heir {
                return Ok(false);
            }
            if self.try_to_transfer(number, &parties).await? {
                self.outbox.wake_sender();
                return Ok(true);
            }
            // Something of it has changed in between: the next turn sees what is true now.
        }
    }

    async fn parties(&self, number: AccountNumber, email: &str) -> Result<Parties, Error> {
        let parties: Option<Parties> = sqlx::query_as(concat!(
            "select owning.user_id as owner, users.id as heir, users.disabled_at from accounts join ",
            owning!(),
            ", users where accounts.number = $1 and users.email_key = $2",
        ))
        .bind(number.digits())
        .bind(email_key(email))
        .fetch_optional(self.db.write())
        .await?;
        parties.ok_or(Error::Gone)
    }

    /// In one transaction, if both are there, the door is open, and the account is still the same owner's.
    async fn try_to_transfer(&self, number: AccountNumber, parties: &Parties) -> Result<bool, Error> {
        let mut tx = self.db.begin().await?;
        let both = lock_both(&mut tx, parties).await?;
        let moved = lock_account_of(&mut tx, number, &parties.owner).await?;
        let open = self.locks.user(&mut tx, &parties.heir).await?.is_some();
        let (Some([owner, heir]), Some(moved), true) = (both, moved, open) else {
            tx.rollback().await?;
            return Ok(false);
        };
        self.exchange_roles(&mut tx, &moved, parties).await?;
        invitations::revoke_those_of_a_member(&mut tx, &heir.id, self.now()).await?;
        self.tell_of_transfer(&mut tx, &moved, &owner, &heir).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn exchange_roles(&self, tx: &mut Tx, moved: &Moved, parties: &Parties) -> Result<(), Error> {
        self.rights.insert_membership(tx, &moved.id, &parties.heir, &[], &Notification::ALL).await?;
        sqlx::query("delete from roles where account_id = $1 and (user_id = $2 or user_id = $3)")
            .bind(&moved.id)
            .bind(&parties.owner)
            .bind(&parties.heir)
            .pipeline(tx);
        for (user_id, role) in [(&parties.heir, Role::AccountOwner), (&parties.owner, Role::AccountAdministrator)] {
            sqlx::query("insert into roles (account_id, user_id, role) values ($1, $2, $3)")
                .bind(&moved.id)
                .bind(user_id)
                .bind(role.as_str())
                .pipeline(tx);
        }
        Ok(())
    }

    async fn tell_of_transfer(&self, tx: &mut Tx, moved: &Moved, owner: &Contact, heir: &Contact) -> Result<(), Error> {
        let (nowhere, role) = (RequestContext::default(), Role::AccountAdministrator);
        let transferred = AuditEvent::by_operator(Act::AccountTransferred, &heir.id).inside(&moved.id);
        self.audit.record(tx, transferred, &nowhere);
        let changed = AuditEvent::by_operator(Act::RolesChanged, &owner.id).inside(&moved.id).with(role.as_str());
        self.audit.record(tx, changed, &nowhere);
        let name = self.notices.shown_name(tx, &heir.id).await?;
        self.notices.tell_member(
            tx,
            heir,
            MemberNews::OwnerNow,
            (&moved.shown, &name, &[Role::AccountOwner]),
            &nowhere,
        )?;
        self.notices.tell_member(tx, owner, MemberNews::OwnerNoMore, (&moved.shown, &name, &[role]), &nowhere)
    }
}

/// Both users, held in the order of their ids, whether they are disabled or not; none when one of them is gone.
async fn lock_both(tx: &mut Tx, parties: &Parties) -> Result<Option<[Contact; 2]>, Error> {
    let (owner, heir) = (&parties.owner, &parties.heir);
    if owner < heir {
        let owner = lock_by_id(tx, owner).await?;
        return Ok(owner.zip(lock_by_id(tx, heir).await?).map(<[Contact; 2]>::from));
    }
    let heir = lock_by_id(tx, heir).await?;
    Ok(lock_by_id(tx, owner).await?.zip(heir).map(<[Contact; 2]>::from))
}

async fn lock_by_id(tx: &mut Tx, user_id: &str) -> Result<Option<Contact>, Error> {
    let contact =
        sqlx::query_as("update users set email = email where id = $1 returning id, email, email_key, language")
            .bind(user_id)
            .fetch_optional(&mut **tx)
            .await?;
    Ok(contact)
}

/// The account, held until the transaction ends; none when it is not this user's any more.
async fn lock_account_of(tx: &mut Tx, number: AccountNumber, owner: &str) -> Result<Option<Moved>, Error> {
    let held: Option<(String, Option<String>)> =
        sqlx::query_as("update accounts set version = version where number = $1 returning id, company_name")
            .bind(number.digits())
            .fetch_optional(&mut **tx)
            .await?;
    let Some((id, company)) = held else { return Ok(None) };
    // A statement of its own: it sees what was true when the account was held.
    let owns: i64 =
        sqlx::query_scalar("select count(*) from roles where account_id = $1 and user_id = $2 and role = $3")
            .bind(&id)
            .bind(owner)
            .bind(Role::AccountOwner.as_str())
            .fetch_one(&mut **tx)
            .await?;
    Ok((owns > 0).then(|| Moved { shown: account_shown(number, company.as_deref()), id }))
}
