//! The third step: proving the address with the code of a letter. The right code makes the user and their account.

use crate::{
    email_codes::Proving,
    {
        RequestContext, Settings, SignedIn,
        address::Address,
        clock::AHEAD,
        db::{Pipeline, Tx},
        error::Error,
        limits, outbox,
        parts::Registrations,
    },
};
use rules::{AddressForm, CodeForm, Errors, Field, FieldError, ResendForm};
use sqlx::FromRow;

/// What the right code leads to.
#[derive(Debug)]
pub enum Proved {
    /// A new user, signed in.
    SignedIn(SignedIn),
    /// The address became a user's while the letter was on its way: nothing new is made.
    AlreadyRegistered,
}

impl Registrations {
    /// Takes a code. The try is counted, and that is committed, before the code is looked at.
    ///
    /// # Errors
    /// `Refused` with why the code does not work; `Gone` without such an unfinished registration, `Finished` when this
    /// browser has finished it; `Gone` too where its invitation is not open any more; `TooMany` past a limit.
    pub async fn confirm(&self, form: &CodeForm, context: &RequestContext) -> Result<Proved, Error> {
        let code = form.check()?;
        let counts = self.limits.of_network(limits::CODES, context);
        self.limits.count(&counts).await?;
        let tries = self.count_try(form, context).await?;
        let mut tx = self.db.begin().await?;
        self.lock_registration(&mut tx, &form.registration, context).await?;
        if !self.email_codes.use_code(&mut tx, &form.registration, &code).await? {
            tx.rollback().await?;
            self.proving_state(&form.registration, context).await?;
            return Err(self.email_codes.wrong_code(&form.registration, tries).await?.into());
        }
        limits::give_back(&mut tx, &counts);
        let proved = self.finish(&mut tx, &form.registration, context).await?;
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(proved)
    }

    /// Sends another code; the former one keeps its own lifetime, unless its tries are used up. The same press sent
    /// twice sends one letter. It is in the language of the page.
    ///
    /// # Errors
    /// `Refused` before the wait is over, past the letters' cap or all tries; `Gone` or `Finished` without such an
    /// unfinished registration; `TooMany` past a limit.
    pub async fn resend(&self, form: &ResendForm, context: &RequestContext) -> Result<(), Error> {
        self.limits.count(&self.limits.of_network(limits::LETTERS, context)).await?;
        let now = self.now();
        let mut tx = self.db.begin().await?;
        let row: Option<Proving> = sqlx::query_as(
            "update registrations set code_sent_at = $1, language = $7
             where id = $2 and browser_hash = $3 and finished_at is null and expires_at > $1 and details_at is not null
               and tries_total < $4 and (code_sent_at is null or code_sent_at <= $5 or code_sent_at > $6)
             returning id, email, email_key, language, invitation_id",
        )
        .bind(now)
        .bind(&form.registration)
        .bind(context.browser_hash())
        .bind(Settings::TRIES_IN_ALL)
        .bind(now - self.settings.resend_after)
        .bind(now + AHEAD)
        .bind(context.language.tag())
        .fetch_optional(&mut *tx)
        .await?;
        let Some(proving) = row else {
            tx.rollback().await?;
            return self.sent_meanwhile(form, context).await;
        };
        limits::lock_address(&mut tx, &proving.email_key, self.now());
        self.email_codes.renew_tries(&mut tx, &proving);
        self.email_codes.send_or_refuse(tx, &proving, Field::Code, context).await
    }

    /// Corrects the address: its codes and unsent letters die, counts carry over, a code goes to the new one.
    ///
    /// # Errors
    /// `Refused` with what is wrong or why not now; `Gone` or `Finished` without such an unfinished registration, `Gone`
    /// for one by invitation; `TooMany` past a limit.
    pub async fn change_address(&self, form: &AddressForm, context: &RequestContext) -> Result<(), Error> {
        let address = self.settings.admitted(&form.check()?)?;
        self.limits.count(&self.limits.of_network(limits::LETTERS, context)).await?;
        let now = self.now();
        let mut tx = self.db.begin().await?;
        limits::lock_browser(&mut tx, &context.browser_hash(), now);
        // This browser's other registration of that address, if any, would be a second one.
        sqlx::query(
            "delete from registrations where browser_hash = $1 and email_key = $2 and id <> $3 and finished_at is null",
        )
        .bind(context.browser_hash())
        .bind(&address.key)
        .bind(&form.registration)
        .pipeline(&mut tx);
        let row: Option<Proving> = sqlx::query_as(
            "update registrations set email = $1, email_key = $2, address_changes = address_changes + 1, tries = 0, code_sent_at = $3, touched_at = $3,
                    language = $10
             where id = $4 and browser_hash = $5 and finished_at is null and expires_at > $3 and details_at is not null
               and invitation_id is null and tries_total < $6 and address_changes < $7 and (code_sent_at is null or code_sent_at <= $8 or code_sent_at > $9)
             returning id, email, email_key, language",
        )
        .bind(&address.email)
        .bind(&address.key)
        .bind(now)
        .bind(&form.registration)
        .bind(context.browser_hash())
        .bind(Settings::TRIES_IN_ALL)
        .bind(Settings::ADDRESS_CHANGES)
        .bind(now - self.settings.resend_after)
        .bind(now + AHEAD)
        .bind(context.language.tag())
        .fetch_optional(&mut *tx)
        .await?;
        let Some(proving) = row else {
            tx.rollback().await?;
            return self.changed_meanwhile(&form.registration, &address, context).await;
        };
        limits::lock_address(&mut tx, &proving.email_key, now);
        self.email_codes.revoke_codes(&mut tx, &proving.id);
        outbox::withdraw(&mut tx, &proving.id, now);
        self.email_codes.send_or_refuse(tx, &proving, Field::Email, context).await
    }

    /// Raises the counters in a statement of its own; refused when none is left.
    async fn count_try(&self, form: &CodeForm, context: &RequestContext) -> Result<(i64, i64), Error> {
        let counted: Option<(i64, i64)> = sqlx::query_as(
            "update registrations set tries = tries + 1, tries_total = tries_total + 1
             where id = $1 and browser_hash = $2 and finished_at is null and expires_at > $3 and details_at is not null and tries < $4 and tries_total < $5
               and $6 in ('', cast(address_changes as text))
             returning tries, tries_total",
        )
        .bind(&form.registration)
        .bind(context.browser_hash())
        .bind(self.now())
        .bind(self.settings.code_tries)
        .bind(Settings::TRIES_IN_ALL)
        .bind(&form.version)
        .fetch_optional(self.db.write())
        .await?;
        match counted {
            Some(tries) => Ok(tries),
            None => Err(self.why_no_try(form, context).await?),
        }
    }

    /// The browser and all that it has begun, then the address of this registration, until the transaction ends: whoever
    /// takes the address from somebody at the same time comes before or after.
    async fn lock_registration(&self, tx: &mut Tx, registration: &str, context: &RequestContext) -> Result<(), Error> {
        limits::lock_browser(tx, &context.browser_hash(), self.now());
        let held: Vec<(String, String)> = sqlx::query_as(
            "update registrations set email = email where browser_hash = $1 and finished_at is null returning id, email_key",
        )
        .bind(context.browser_hash())
        .fetch_all(&mut **tx)
        .await?;
        if let Some((_, email_key)) = held.iter().find(|(id, _)| id == registration) {
            limits::lock_address(tx, email_key, self.now());
        }
        Ok(())
    }

    /// The address was corrected since the page was made, and its code may be right where it is the former one's; or no
    /// try is left.
    async fn why_no_try(&self, form: &CodeForm, context: &RequestContext) -> Result<Error, Error> {
        let state = self.proving_state(&form.registration, context).await?;
        let stale = !form.version.is_empty() && form.version != state.address_changes.to_string();
        let wrong = if stale { FieldError::Stale } else { self.email_codes.no_try_left(state.tries_total) };
        Ok(Errors::on(Field::Code, wrong).into())
    }

    /// No code was sent now.
    async fn sent_meanwhile(&self, form: &ResendForm, context: &RequestContext) -> Result<(), Error> {
        let state = self.proving_state(&form.registration, context).await?;
        self.email_codes.why_not_sent(state.code_sent_at, state.tries_total, &form.version)
    }

    /// The address was not changed now: because it was a moment ago, by the same press; or why.
    async fn changed_meanwhile(
        &self,
        registration: &str,
        address: &Address,
        context: &RequestContext,
    ) -> Result<(), Error> {
        let state = self.proving_state(registration, context).await?;
        let wrong = match () {
            () if state.invitation_id.is_some() => return Err(Error::Gone),
            () if state.address_changes > 0 && state.email_key == address.key => return Ok(()),
            () if state.tries_total >= Settings::TRIES_IN_ALL => FieldError::Exhausted,
            () if state.address_changes >= Settings::ADDRESS_CHANGES => FieldError::Changes,
            () => self.email_codes.wait(state.code_sent_at),
        };
        Err(Errors::on(Field::Email, wrong).into())
    }

    async fn proving_state(&self, registration: &str, context: &RequestContext) -> Result<ProvingState, Error> {
        let state: Option<ProvingState> = sqlx::query_as(
            "select email_key, tries_total, address_changes, code_sent_at, invitation_id from registrations
             where id = $1 and browser_hash = $2 and finished_at is null and expires_at > $3 and details_at is not null",
        )
        .bind(registration)
        .bind(context.browser_hash())
        .bind(self.now())
        .fetch_optional(self.db.write())
        .await?;
        match state {
            Some(state) => Ok(state),
            None => Err(self.gone(registration, context).await?),
        }
    }
}

#[derive(FromRow)]
struct ProvingState {
    email_key: String,
    tries_total: i64,
    address_changes: i64,
    code_sent_at: Option<i64>,
    invitation_id: Option<String>,
}
