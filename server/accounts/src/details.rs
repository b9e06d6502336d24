//! The second step: country, phone, and for whom the account is. Then the letter with the code goes out.

use crate::{
    person::PersonRow,
    {
        RequestContext,
        email_codes::Proving,
        error::Error,
        limits,
        organisation::{OrganisationRow, bound, columns},
        parts::Registrations,
    },
};
use rules::{Details, DetailsForm};
use sqlx::{AssertSqlSafe, FromRow};

impl Registrations {
    /// Keeps the additional information and sends a code, unless one that works is on its way already.
    ///
    /// # Errors
    /// `Refused` with what is wrong in the form; `Gone` when this browser has no such unfinished registration, `Finished`
    /// when it has finished it; `TooMany` past a limit.
    pub async fn details(&self, form: &DetailsForm, context: &RequestContext) -> Result<Details, Error> {
        let details = form.check(&self.facts())?;
        self.limits.count(&self.limits.of_network(limits::LETTERS, context)).await?;
        let register = self.companies.register_of(details.organisation.as_ref()).await?;
        let organisation =
            details.organisation.as_ref().map(OrganisationRow::of).unwrap_or_default().known_by(register);
        let mut tx = self.db.begin().await?;
        let text = format!(
            "update registrations set ({}) = ({}), language = $17, country = $18, phone = $19, phone_typed = $20,
                 account_type = $21, details_at = $22, touched_at = $22, {}
             where id = $23 and browser_hash = $24 and finished_at is null and expires_at > $22
             returning id, email, email_key, language, invitation_id",
            columns!(),
            bound!(),
            PersonRow::assignments(25)
        );
        let keep = PersonRow::of_details(&details).bind(
            organisation
                .bind(sqlx::query(AssertSqlSafe(text)))
                .bind(details.language.tag())
                .bind(details.country.code())
                .bind(&details.phone.e164)
                .bind(details.phone_typed.typed())
                .bind(details.account_type().as_str())
                .bind(self.now())
                .bind(&form.registration)
                .bind(context.browser_hash()),
        );
        let [kept, wants_code] = tx.fetch_array([keep, self.email_codes.wants_code(&form.registration)]).await?;
        let Some(kept) = kept.first() else {
            tx.rollback().await?;
            return Err(self.gone(&form.registration, context).await?);
        };
        // Past the letters' cap no code goes out now; the next page says from when on one can be had.
        if !wants_code.is_empty() {
            let proving = Proving::from_row(kept)?;
            self.email_codes.renew_tries(&mut tx, &proving);
            let _capped = self.email_codes.send_code(&mut tx, &proving, context).await?;
        }
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(details)
    }
}
