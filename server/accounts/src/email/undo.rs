//! A former address is restored by the link of a letter.

use crate::{
    email_codes::unless_taken,
    {
        RequestContext, Settings, Token,
        activity::AuditEvent,
        address::Address,
        db::{Pipeline, Tx},
        error::Error,
        failures::Tried,
        invitations,
        letters::News,
        limits, names,
        notices::Contact,
        outbox,
        parts::{EmailChanges, UndoLinks},
        two_step::Right,
    },
};
use rules::{Act, Errors, Field, FieldError, Notice, TwoStepCode, UndoForm};
use sqlx::{AnyExecutor, FromRow};

/// A former address that can be restored.
#[derive(Clone, Debug)]
pub struct Undo {
    /// The former address.
    pub email: String,
    /// Whether the new one still waits for its proof.
    pub pending: bool,
    /// Whether a code of the second factor is needed.
    pub two_step: bool,
}

/// A change that a link undoes.
#[derive(FromRow)]
struct Change {
    id: String,
    user_id: String,
    seq: i64,
    old_email: String,
    old_email_key: String,
    created_at: i64,
    done_at: Option<i64>,
    /// Since when the second factor was on as the change was asked for, and since when it is now.
    factor_at: Option<i64>,
    enabled_at: Option<i64>,
    /// 1 where there is an authenticator app.
    app: i64,
}

/// A code of the second factor that is right, and how it was counted.
struct Proof {
    right: Right,
    tried: Tried,
}

impl Change {
    /// Whether the second factor was the owner's: it was on [`Settings::FACTOR_AGE`] before the change was asked for, and
    /// has been on ever since. A younger one may be that of whoever took the address, in whatever order they went about it.
    fn is_owners_factor(&self) -> bool {
        let since = self.created_at - Settings::FACTOR_AGE;
        self.factor_at.is_some_and(|at| at <= since) && self.enabled_at.is_none_or(|at| at <= since)
    }

    fn needs_code(&self) -> bool {
        self.app > 0 && self.is_owners_factor()
    }
}

/// The change that has taken an address from its user, as long as it can be undone.
#[derive(FromRow)]
struct Taken {
    change: String,
    id: String,
    email: String,
    email_key: String,
    language: String,
    /// Where the user is now.
    to: String,
}

impl UndoLinks {
    /// A letter to an address that was taken from its user: the link that undoes it, once more. None where nothing can be
    /// undone.
    pub(crate) async fn undo_again(&self, tx: &mut Tx, email_key: &str) -> Result<Option<(Contact, News)>, Error> {
        let taken: Option<Taken> = sqlx::query_as(
            "select change.id as change, users.id, old_email as email, old_email_key as email_key, language, users.email as \"to\"
             from email_changes as change join users on users.id = change.user_id
             where old_email_key = $1 and change.ended_at is null and done_at > $2 and disabled_at is null
             order by done_at, seq limit 1",
        )
        .bind(email_key)
        .bind(self.now() - self.settings.email_undo_lifetime)
        .fetch_optional(&mut **tx)
        .await?;
        let Some(Taken { change, id, email, email_key, language, to }) = taken else { return Ok(None) };
        let news = self.undo_news(tx, &change, (&to, true));
        Ok(Some((Contact { id, email, email_key, language }, news)))
    }
}

impl EmailChanges {
    /// What the link of this token undoes, if it works. Asking changes nothing.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn undo_open(&self, token: &Token) -> Result<Option<Undo>, Error> {
        let change = self.change_of(self.db.read(), token).await?;
        Ok(change.map(|change| Undo {
            two_step: change.needs_code(),
            pending: change.done_at.is_none(),
            email: change.old_email,
        }))
    }

    async fn change_of<'c>(&self, executor: impl AnyExecutor<'c>, token: &Token) -> Result<Option<Change>, Error> {
        let now = self.now();
        let change = sqlx::query_as(
            "select change.id, change.user_id, change.seq, change.old_email, change.old_email_key, change.created_at, change.done_at, change.factor_at, two_step.enabled_at,
                 cast(case when enabled_at is null or secret is null then 0 else 1 end as bigint) as app
             from email_undos join email_changes as change on change.id = email_undos.change_id
                  join users on users.id = change.user_id left join two_step on two_step.user_id = change.user_id
             where email_undos.token_hash = $1 and change.ended_at is null and users.disabled_at is null
               and (change.done_at > $2 or (change.done_at is null and change.expires_at > $3))",
        )
        .bind(token.hash())
        .bind(now - self.settings.email_undo_lifetime)
        .bind(now)
        .fetch_optional(executor)
        .await?;
        Ok(change)
    }

    /// Restores the former address by the link of a letter, or stops the change while it waits. Later changes are undone
    /// with it, sessions and whatever is pending end, the password is good for nothing any more, and a link to a new one goes
    /// to the former address. A second factor that may not be the owner's is removed.
    ///
    /// # Errors
    /// `Refused` with what is wrong with the code; `Gone` when the link does not work; `TooMany`.
    pub async fn undo_email(&self, form: &UndoForm, token: &Token, context: &RequestContext) -> Result<(), Error> {
        let code = form.check()?;
        let change = self.change_of(self.db.write(), token).await?.ok_or(Error::Gone)?;
        let proof = self.proof_for(&change, code, context).await?;
        let mut tx = self.db.begin().await?;
        let contact = self.locks.user(&mut tx, &change.user_id).await?.ok_or(Error::Gone)?;
        self.locks.addresses(&mut tx, &contact, &change.old_email_key).await?;
        let change = self.change_of(&mut *tx, token).await?.ok_or(Error::Gone)?;
        if change.needs_code() {
            let proof = proof.ok_or_else(|| code_error(FieldError::Missing))?;
            self.limits.was_right(&mut tx, &proof.tried);
            if !self.second_factor.use_step(&mut tx, &change.user_id, &proof.right).await? {
                tx.rollback().await?;
                return self.undo_refused(&change, FieldError::Used, context).await;
            }
        }
        self.undo(&mut tx, &contact, &change, context).await?;
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(())
    }

    /// Counts the code and compares it, where one is needed.
    async fn proof_for(
        &self,
        change: &Change,
        code: Option<TwoStepCode>,
        context: &RequestContext,
    ) -> Result<Option<Proof>, Error> {
        if !change.needs_code() {
            return Ok(None);
        }
        let code = code.ok_or_else(|| code_error(FieldError::Missing))?;
        // A throttle of its own: who has the link must not stand in the way of the owner's signing in.
        let throttle = self.limits.open_throttle("undo", &change.id);
        let tried = self.limits.count_throttle(self.limits.of_network(limits::CODES, context), throttle).await?;
        match self.second_factor.compare_code(&change.user_id, &code).await.map_err(gone_without_factor)? {
            Ok(right) => Ok(Some(Proof { right, tried })),
            Err(wrong) => self.undo_refused(change, wrong, context).await,
        }
    }

    async fn undo_refused<T>(&self, change: &Change, wrong: FieldError, context: &RequestContext) -> Result<T, Error> {
        self.audit.record_refused(Act::EmailRestored, &change.user_id, context).await?;
        Err(code_error(wrong))
    }

    async fn undo(
        &self,
        tx: &mut Tx,
        contact: &Contact,
        change: &Change,
        context: &RequestContext,
    ) -> Result<(), Error> {
        self.revoke_changes(tx, change).await?;
        let restored = self.restore(tx, change).await?;
        let former = contact.at(&change.old_email, &change.old_email_key);
        self.revocation.revoke_everything(tx, contact).await?;
        self.revocation.revoke_address(tx, &former.email_key);
        self.sessions.forget_browsers(tx, contact);
        // Whoever took the address knew the password, and the factor may go with the change.
        sqlx::query("update users set password_hash = $1 where id = $2")
            .bind(self.hasher.of_nothing())
            .bind(&contact.id)
            .pipeline(tx);
        let act = if change.done_at.is_some() { Act::EmailRestored } else { Act::EmailCancelled };
        self.audit.record(tx, AuditEvent::of(act, &contact.id), context);
        if restored {
            self.notices.notify(tx, contact, Notice::EmailRemoved, context)?;
            self.notices.notify(tx, &former, Notice::EmailRestored, context)?;
        }
        self.deletions.cancel_deletion_of(tx, &former, context).await?;
        // Whoever took it may have invited themselves.
        self.invitations.revoke_all_invitations_of(tx, &contact.id, change.created_at).await?;
        // So may be a passkey that came with it, or shortly before.
        sqlx::query("delete from passkeys where user_id = $1 and created_at > $2")
            .bind(&contact.id)
            .bind(change.created_at - Settings::FACTOR_AGE)
            .pipeline(tx);
        let is_owners = change.is_owners_factor() && self.second_factor.has_factor(tx, &contact.id).await?;
        if !is_owners && self.second_factor.remove_factor(tx, &contact.id).await? {
            self.notices.tell(tx, &former, Act::TwoStepDisabled, Notice::TwoStepOff, context)?;
        }
        let address = Address { email: former.email, key: former.email_key };
        self.passwords.send_reset(tx, &address, true, context).await
    }

    /// This change and all later ones can be undone no more; earlier ones can, so every way back ends at an address that
    /// was proved.
    async fn revoke_changes(&self, tx: &mut Tx, change: &Change) -> Result<(), Error> {
        let ended = sqlx::query("update email_changes set ended_at = $1 where id = $2 and ended_at is null")
            .bind(self.now())
            .bind(&change.id)
            .execute(&mut **tx)
            .await?;
        if ended.rows_affected() == 0 {
            return Err(Error::Gone);
        }
        self.email_codes.revoke_codes(tx, &change.id);
        outbox::withdraw(tx, &change.id, self.now());
        sqlx::query("update email_changes set ended_at = $1 where user_id = $2 and seq > $3 and done_at is not null and ended_at is null")
            .bind(self.now())
            .bind(&change.user_id)
            .bind(change.seq)
            .pipeline(tx);
        Ok(())
    }

    /// Moves the user back to the address that the change itself names; not where they are there already, since nothing
    /// was done or it was undone otherwise.
    async fn restore(&self, tx: &mut Tx, change: &Change) -> Result<bool, Error> {
        let restored = sqlx::query(
            "update users set email = change.old_email, email_key = change.old_email_key, version = version + 1
             from email_changes as change
             where change.id = $1 and users.id = change.user_id and change.done_at is not null
               and users.email_key <> change.old_email_key",
        )
        .bind(&change.id)
        .execute(&mut **tx)
        .await;
        match restored {
            // Kept for this user it is nobody's; should it be all the same, the index says no.
            Err(sqlx::Error::Database(refusal)) if refusal.is_unique_violation() => Err(Error::Gone),
            restored => {
                let restored = unless_taken(restored)?;
                if restored {
                    names::renew(tx, &change.user_id).await?;
                    invitations::revoke_those_of_a_member(tx, &change.user_id, self.now()).await?;
                }
                Ok(restored)
            }
        }
    }
}

fn code_error(wrong: FieldError) -> Error {
    Errors::on(Field::TwoStepCode, wrong).into()
}

/// The factor was switched off a moment ago: the page, asked again, wants no code.
fn gone_without_factor(error: Error) -> Error {
    if matches!(error, Error::SignedOut) { Error::Gone } else { error }
}
