//! How a proved registration becomes a user and an account.

use crate::{
    person::person_columns,
    {
        Proved, RequestContext,
        activity::AuditEvent,
        db::{Pipeline, Query, Tx},
        error::{Error, InternalError},
        organisation::columns,
        parts::Registrations,
        session::Proof,
    },
};
use rules::{AccountNumber, Act, Notification, Role};
use sqlx::{FromRow, Row};

impl Registrations {
    /// Makes the user and their account of a proved registration, or the membership that its invitation promises, and
    /// signs them in. Whatever else was typed for the address dies, and whatever else this browser has begun. The
    /// browser is held, then the registration, then its address; then the
    /// user is made, and last the account of the invitation held, as whoever deletes a user holds them.
    pub(crate) async fn finish(
        &self,
        tx: &mut Tx,
        registration: &str,
        context: &RequestContext,
    ) -> Result<Proved, Error> {
        let now = self.now();
        let finish = sqlx::query(
            "update registrations set finished_at = $1 where id = $2 and browser_hash = $3 and finished_at is null and expires_at > $1 returning id, email_key, invitation_id",
        )
        .bind(now)
        .bind(registration)
        .bind(context.browser_hash());
        // Whatever else this browser has begun, by a mistyped address that Back has corrected: it must not greet whoever
        // comes next to this computer. The browser is held.
        let drop_others =
            sqlx::query("delete from registrations where browser_hash = $1 and finished_at is null returning id")
                .bind(context.browser_hash());
        let [finished, others, made] =
            tx.fetch_array([finish, drop_others, self.insert_user(registration, context)]).await?;
        let finished = finished.first().ok_or(Error::Finished)?;
        let (id, email_key, invitation): (String, String, Option<String>) = FromRow::from_row(finished)?;
        self.end_others(tx, &id, &email_key);
        for other in others {
            self.silence(tx, other.try_get(0)?);
        }
        let Some(made) = made.first() else { return Ok(Proved::AlreadyRegistered) };
        let user_id: String = made.try_get(0)?;
        self.audit.record(tx, AuditEvent::of(Act::Registered, &user_id), context);
        match invitation {
            Some(invitation) => self.invitations.join_invited(tx, &invitation, &id, &user_id, context).await?,
            None => self.own_account(tx, &id, &user_id).await?,
        }
        // Whoever was signed in here meanwhile, in another tab, is so no more.
        self.sessions.end_former(tx, context);
        let standing = self.sessions.standing(tx, &user_id, context).await?;
        let proved = (Proof::Password, &standing);
        Ok(Proved::SignedIn(self.sessions.begin_whole(tx, &user_id, context.language, proved, context)?))
    }

    /// Every code for this address. Other registrations of it stay as they look, or whoever began one would learn that
    /// it was proved: their codes are dead, and it can never be theirs.
    fn end_others(&self, tx: &mut Tx, id: &str, email_key: &str) {
        sqlx::query("delete from codes where registration_id = $1").bind(id).pipeline(tx);
        sqlx::query("update codes set dead_at = $1 where email_key = $2 and dead_at is null")
            .bind(self.now())
            .bind(email_key)
            .pipeline(tx);
    }

    /// Makes the user of a registration, who reads on in the language and look of the page, with their id as the answer:
    /// none when the address is a user's already, which the unique index decides, and none while it is kept for its former
    /// owner. The address is held.
    fn insert_user(&self, registration: &str, context: &RequestContext) -> Query<'static> {
        sqlx::query(concat!(
            "insert into users (id, email, email_key, name, surname, phone, country, language, theme, password_hash,
                    terms_version, terms_at, created_at, ",
            person_columns!(),
            ") select $1, email, email_key, name, surname, phone, country, $6, $5, password_hash,
                    terms_version, terms_at, $2, ",
            person_columns!(),
            " from registrations where id = $3 and not exists
                 (select 1 from email_changes where old_email_key = registrations.email_key and ended_at is null and done_at > $4)
             on conflict (email_key) do nothing returning id",
        ))
        .bind(self.random.id())
        .bind(self.now())
        .bind(registration.to_owned())
        .bind(self.now() - self.settings.email_undo_lifetime)
        .bind(context.theme.as_str())
        .bind(context.language.tag())
    }

    async fn own_account(&self, tx: &mut Tx, registration: &str, user_id: &str) -> Result<(), Error> {
        let account_id = self.insert_account(tx, registration).await?;
        self.rights.insert_membership(tx, &account_id, user_id, &[Role::AccountOwner], &Notification::ALL).await?;
        Ok(())
    }

    /// Numbers are random; one that is taken is thrown away.
    async fn insert_account(&self, tx: &mut Tx, registration: &str) -> Result<String, Error> {
        for _ in 0..100 {
            let number = AccountNumber::of_index(u32::from_le_bytes(self.random.bytes()));
            let id: Option<(String,)> = sqlx::query_as(concat!(
                "insert into accounts (id, number, account_type, country, created_at, ",
                columns!(),
                ") select $1, $2, account_type, country, $3, ",
                columns!(),
                " from registrations where id = $4 on conflict (number) do nothing returning id",
            ))
            .bind(self.random.id())
            .bind(number.digits())
            .bind(self.now())
            .bind(registration)
            .fetch_optional(&mut **tx)
            .await?;
            if let Some((id,)) = id {
                return Ok(id);
            }
        }
        Err(InternalError::new("no free account number found").into())
    }
}
