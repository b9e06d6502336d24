//! A new password for somebody who knows the old one (ASVS 5.0 6.2.2, 6.2.3, 7.4.3).

use crate::{
    RequestContext, Token, activity::AuditEvent, db::Tx, error::Error, failures::Tried, notices::Contact,
    parts::Passwords,
};
use rules::{Act, ChangePasswordForm, Errors, Field, FieldError, Notice, Password};
use sqlx::FromRow;
use unicode_normalization::UnicodeNormalization;

/// So many companies' names are words that a new password must not be built from.
const COMPANIES: i64 = 20;

/// Whose password changes.
#[derive(FromRow)]
struct PasswordHolder {
    id: String,
    name: String,
    surname: String,
    email: String,
    password_hash: String,
    enabled_at: Option<i64>,
}

impl Passwords {
    /// Changes the password. All other sessions end, and with them links, codes, and what else was pending; this one
    /// goes on under a new secret, which is returned, and counts as proved. Other browsers are not known any more.
    ///
    /// The old password is always asked for: where the second factor is off it is the proof. It is counted before it is
    /// compared, in the throttle of confirming one's identity.
    ///
    /// # Errors
    /// `Refused` with what is wrong; `SignedOut`; `ReauthRequired` where the second factor is on and the identity must be
    /// confirmed first; `TooMany` past a limit.
    pub async fn change_password(&self, form: &ChangePasswordForm, context: &RequestContext) -> Result<Token, Error> {
        let (old, new) = form.check(&self.settings.limits)?;
        let owner = self.password_owner(context).await?;
        if owner.enabled_at.is_some() {
            self.reauthentication.proved(context.session.as_ref()).await?;
        }
        self.hard_to_guess_for(&new, &owner).await?;
        let tried = self.limits.count_throttle(Vec::new(), self.limits.identity_throttle(&owner.id)).await?;
        self.counters.password_comparisons.inc();
        let ended = async {
            if !self.hasher.verify(old.expose(), Some(&owner.password_hash)).await? {
                return self.wrong_old(&owner.id, context).await;
            }
            if old.expose().nfc().eq(new.expose().nfc()) {
                return self.nothing_new(&tried).await;
            }
            let password_hash = self.hasher.hash(new.expose()).await?;
            self.replace(&owner, &password_hash, &tried, context).await
        };
        self.limits.fairly(&tried, ended.await).await
    }

    async fn password_owner(&self, context: &RequestContext) -> Result<PasswordHolder, Error> {
        let user_id = self.sessions.signed_in(context.session.as_ref()).await?.ok_or(Error::SignedOut)?;
        let owner: Option<PasswordHolder> = sqlx::query_as(
            "select id, name, surname, email, password_hash, enabled_at
             from users left join two_step on two_step.user_id = users.id where users.id = $1",
        )
        .bind(user_id)
        .fetch_optional(self.db.write())
        .await?;
        owner.ok_or(Error::SignedOut)
    }

    async fn hard_to_guess_for(&self, password: &Password, owner: &PasswordHolder) -> Result<(), Error> {
        let companies: Vec<String> = sqlx::query_scalar(
            "select company_name from memberships join accounts on accounts.id = memberships.account_id
             where user_id = $1 and company_name is not null order by memberships.created_at, number limit $2",
        )
        .bind(&owner.id)
        .bind(COMPANIES)
        .fetch_all(self.db.read())
        .await?;
        let mut words = vec![owner.name.as_str(), owner.surname.as_str(), owner.email.as_str()];
        words.extend(companies.iter().map(String::as_str));
        let strength = self.strength_knowing(password, &words).await?;
        strength.enough().map_err(|wrong| Errors::on(Field::NewPassword, wrong).into())
    }

    /// One transaction: only while the old password is still the one that was compared, so that of two changes at once
    /// one is refused.
    async fn replace(
        &self,
        owner: &PasswordHolder,
        password_hash: &str,
        tried: &Tried,
        context: &RequestContext,
    ) -> Result<Token, Error> {
        let mut tx = self.db.begin().await?;
        let contact = self.locks.user(&mut tx, &owner.id).await?.ok_or(Error::SignedOut)?;
        if owner.enabled_at.is_none() && self.second_factor.has_two_step(&mut tx, &owner.id).await? {
            tx.rollback().await?;
            return Err(Error::ReauthRequired);
        }
        if !self.move_password(&mut tx, owner, password_hash).await? {
            tx.rollback().await?;
            return self.wrong_old(&owner.id, context).await;
        }
        let session = self.revoke_all_others(&mut tx, &contact, context).await?;
        self.limits.was_right(&mut tx, tried);
        self.audit.record(&mut tx, AuditEvent::of(Act::PasswordChanged, &owner.id), context);
        self.notices.notify(&mut tx, &contact, Notice::PasswordChanged, context)?;
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(session)
    }

    async fn move_password(&self, tx: &mut Tx, owner: &PasswordHolder, password_hash: &str) -> Result<bool, Error> {
        let moved = sqlx::query("update users set password_hash = $1 where id = $2 and password_hash = $3")
            .bind(password_hash)
            .bind(&owner.id)
            .bind(&owner.password_hash)
            .execute(&mut **tx)
            .await?;
        Ok(moved.rows_affected() > 0)
    }

    /// What the old password opened is closed, but for this session, which gets a new secret.
    async fn revoke_all_others(
        &self,
        tx: &mut Tx,
        contact: &Contact,
        context: &RequestContext,
    ) -> Result<Token, Error> {
        self.revocation.revoke_everything_but(tx, contact, context.session.as_ref()).await?;
        self.sessions.forget_browsers_but(tx, contact, context);
        self.reauthentication.change_session(tx, None, context).await
    }

    /// Nothing is wrong where another press of the same button has changed it: then this session has another secret.
    async fn wrong_old(&self, user_id: &str, context: &RequestContext) -> Result<Token, Error> {
        self.sessions.signed_in(context.session.as_ref()).await?.ok_or(Error::SignedOut)?;
        let mut tx = self.db.begin().await?;
        self.audit.record(&mut tx, AuditEvent::refused(Act::PasswordChanged, user_id), context);
        tx.commit().await?;
        Err(Errors::on(Field::OldPassword, FieldError::Password).into())
    }

    /// The old password was right, so the try is not held against anybody.
    async fn nothing_new(&self, tried: &Tried) -> Result<Token, Error> {
        let mut tx = self.db.begin().await?;
        self.limits.was_right(&mut tx, tried);
        tx.commit().await?;
        Err(Errors::on(Field::NewPassword, FieldError::Used).into())
    }
}
