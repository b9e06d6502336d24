//! Passkeys in settings: seen, added, named, removed.

use super::{
    ceremony::{Made, Owner, Refused},
    challenge::Purpose,
    handle, refused,
};
use crate::{
    CurrentUser, RequestContext, activity::AuditEvent, db::Tx, device::device, error::Error, parts::Passkeys,
    token::text,
};
use rules::{Act, FieldError, Notice, PasskeyForm, PasskeyIdForm, PasskeyNameForm, full_name};
use sqlx::FromRow;

/// Most passkeys of a user: what a browser is told of at once has to fit a form.
const MOST: i64 = 20;

/// A passkey as its user sees it.
#[derive(Clone, Debug, FromRow)]
pub struct Passkey {
    /// Its id.
    pub id: String,
    /// What they call it.
    pub name: String,
    /// When it was added, in unix seconds.
    pub created_at: i64,
    /// When it was last used, in unix seconds.
    pub used_at: Option<i64>,
    /// 1 where it is kept by a password manager on several devices, 0 on one alone.
    pub synced: i64,
    /// When it was refused because there may be a copy of it, in unix seconds.
    pub copied_at: Option<i64>,
}

impl Passkeys {
    /// The user's passkeys, the oldest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn passkeys(&self, me: &CurrentUser) -> Result<Vec<Passkey>, Error> {
        let text = "select id, name, created_at, used_at, synced, copied_at from passkeys where user_id = $1 order by created_at, name";
        Ok(sqlx::query_as(text).bind(me.id()).fetch_all(self.db.read()).await?)
    }

    /// What the browser needs to make a passkey for whoever is signed in.
    ///
    /// # Errors
    /// `SignedOut`; `ReauthRequired`; `Refused` where passkeys are not possible, or there are as many as can be.
    pub async fn ask_to_add(&self, context: &RequestContext) -> Result<String, Error> {
        let user_id = self.reauthentication.proved(context.session.as_ref()).await?;
        let asking = self.asking()?;
        let known = self.known(&user_id).await?;
        if known.len() >= usize::try_from(MOST).unwrap_or_default() {
            return Err(refused(FieldError::Full));
        }
        let owner: Option<(String, String, String)> =
            sqlx::query_as("select email, name, surname from users where id = $1")
                .bind(&user_id)
                .fetch_optional(self.db.read())
                .await?;
        let (email, name, surname) = owner.ok_or(Error::SignedOut)?;
        let handle = handle(&user_id).ok_or_else(|| refused(FieldError::Unsupported))?;
        let owner = Owner { handle, email: &email, name: &full_name(&name, &surname) };
        self.ask(asking.creation(&owner, &known)?, Purpose::Add, &user_id, context)
    }

    /// Adds the passkey that the browser has made. With the first factor of any kind 2-step verification is on, and there
    /// are recovery codes: whether that is so. All other sessions have to prove anew who they are.
    ///
    /// # Errors
    /// `SignedOut`; `ReauthRequired`; `Refused` where the answer does not fit.
    pub async fn add(&self, form: &PasskeyForm, context: &RequestContext) -> Result<bool, Error> {
        let user_id = self.reauthentication.proved(context.session.as_ref()).await?;
        let asked = self.asked(&form.passkey, Purpose::Add, &user_id, context)?;
        let made = match self.asking()?.created(&asked.state, &form.passkey) {
            Ok(made) => made,
            Err(Refused::Broken(broken)) => return Err(broken.into()),
            Err(wrong) => {
                tracing::warn!(what = "a new passkey", ?wrong, "refused right");
                return Err(refused(FieldError::Code));
            }
        };
        if Some(made.handle) != handle(&user_id) {
            return Err(refused(FieldError::Code));
        }
        let mut tx = self.db.begin().await?;
        let contact = self.locks.proved(&mut tx, &user_id, context).await?;
        self.answered(&asked).fetch_optional(&mut *tx).await?.ok_or_else(|| refused(FieldError::Stale))?;
        let name = self.new_name(&mut tx, &user_id, context).await?;
        self.insert(&mut tx, &user_id, &name, &made).await?;
        let first = self.second_factor.switch_on(&mut tx, &user_id).await?;
        self.reauthentication.revoke_proofs(&mut tx, &user_id, context);
        self.audit.record(&mut tx, AuditEvent::of(Act::PasskeyAdded, &user_id).with(&name), context);
        self.notices.notify(&mut tx, &contact, Notice::PasskeyAdded, context)?;
        if first {
            self.two_step.make_recovery_codes(&mut tx, &user_id, context)?;
            self.audit.record(&mut tx, AuditEvent::of(Act::TwoStepEnabled, &user_id), context);
        }
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(first)
    }

    /// What it is called at first: after the browser, and with a number where that is taken.
    async fn new_name(&self, tx: &mut Tx, user_id: &str, context: &RequestContext) -> Result<String, Error> {
        let taken: Vec<String> = sqlx::query_scalar("select name from passkeys where user_id = $1")
            .bind(user_id)
            .fetch_all(&mut **tx)
            .await?;
        let device = device(&context.agent).unwrap_or_else(|| "Passkey".to_owned());
        let numbered = (2..).map(|number| format!("{device} {number}"));
        let mut names = std::iter::once(device.clone()).chain(numbered);
        Ok(names.find(|name| !taken.contains(name)).unwrap_or(device))
    }

    /// The user is held, so that nobody has more than they may.
    async fn insert(&self, tx: &mut Tx, user_id: &str, name: &str, made: &Made) -> Result<(), Error> {
        let inserted = sqlx::query(
            "insert into passkeys (credential_id, id, user_id, name, public_key, state, transports, synced, created_at)
             select $1, $2, $3, $4, $5, $6, $7, $8, $9 where (select count(*) from passkeys where user_id = $3) < $10
             on conflict (credential_id) do nothing",
        )
        .bind(&made.id)
        .bind(self.random.id())
        .bind(user_id)
        .bind(name)
        .bind(text(&made.key))
        .bind(text(&made.state))
        .bind(&made.transports)
        .bind(i64::from(made.synced))
        .bind(self.now())
        .bind(MOST)
        .execute(&mut **tx)
        .await?;
        if inserted.rows_affected() == 0 { Err(refused(FieldError::Used)) } else { Ok(()) }
    }

    /// Gives a passkey of the user's another name; nothing happens to one that is gone or somebody else's.
    ///
    /// # Errors
    /// `SignedOut`; `Refused` with what is wrong with the name.
    pub async fn rename(&self, form: &PasskeyNameForm, context: &RequestContext) -> Result<(), Error> {
        let name = form.check()?;
        let user_id = self.sessions.signed_in(context.session.as_ref()).await?.ok_or(Error::SignedOut)?;
        let mut tx = self.db.begin().await?;
        self.locks.signed_in(&mut tx, &user_id, context).await?;
        let renamed = sqlx::query("update passkeys set name = $1 where id = $2 and user_id = $3 and name <> $1")
            .bind(name)
            .bind(&form.passkey_id)
            .bind(&user_id)
            .execute(&mut *tx)
            .await?;
        if renamed.rows_affected() > 0 {
            self.audit.record(&mut tx, AuditEvent::of(Act::PasskeyRenamed, &user_id).with(name), context);
        }
        tx.commit().await?;
        Ok(())
    }

    /// Removes a passkey of the user's; with the last factor 2-step verification is off. Nothing happens to one that is gone
    /// or somebody else's. All other sessions have to prove anew who they are.
    ///
    /// # Errors
    /// `SignedOut`; `ReauthRequired`; `Forbidden` while it is the last factor and an account of theirs requires one.
    pub async fn remove(&self, form: &PasskeyIdForm, context: &RequestContext) -> Result<(), Error> {
        let user_id = self.reauthentication.proved(context.session.as_ref()).await?;
        let mut tx = self.db.begin().await?;
        let contact = self.locks.proved(&mut tx, &user_id, context).await?;
        let removed: Option<String> =
            sqlx::query_scalar("delete from passkeys where id = $1 and user_id = $2 returning name")
                .bind(&form.passkey_id)
                .bind(&user_id)
                .fetch_optional(&mut *tx)
                .await?;
        let Some(name) = removed else { return Ok(()) };
        self.reauthentication.revoke_proofs(&mut tx, &user_id, context);
        self.audit.record(&mut tx, AuditEvent::of(Act::PasskeyRemoved, &user_id).with(&name), context);
        self.notices.notify(&mut tx, &contact, Notice::PasskeyRemoved, context)?;
        if !self.second_factor.has_factor(&mut tx, &user_id).await? {
            self.two_step.switch_off(&mut tx, &contact, context).await?;
        }
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(())
    }
}
