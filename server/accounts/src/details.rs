//! The second step: country, phone, and for whom the account is. Then the letter with the code goes out.

use crate::{Accounts, Visitor, error::Error, limits, phone, verify::Proving};
use rules::{Details, DetailsForm};

impl Accounts {
    /// Keeps the additional information and sends a code, unless one that works is on its way already.
    ///
    /// # Errors
    /// `Refused` with what is wrong in the form; `Gone` when this browser has no such unfinished registration, `Finished`
    /// when it has finished it; `TooMany` past a limit.
    pub async fn details(&self, form: &DetailsForm, visitor: &Visitor) -> Result<Details, Error> {
        let details = form.check()?;
        let phone = phone::read(&details.phone, details.country)?;
        self.count(&self.of_network(limits::LETTERS, visitor)).await?;
        let mut tx = self.db.begin().await?;
        let organisation = details.organisation.as_ref();
        let row: Option<Proving> = sqlx::query_as(
            "update registrations set
                 language = $1, country = $2, phone = $3, phone_typed = $4, account_type = $5, organisation_type = $6, company_name = $7, tin = $8,
                 registration_number = $9, vat_number = $10, address = $11, city = $12, postal_code = $13, details_at = $14, touched_at = $14
             where id = $15 and browser_hash = $16 and finished_at is null and expires_at > $14
             returning id, email, email_key, language, invitation_id",
        )
        .bind(details.language.tag())
        .bind(details.country.code())
        .bind(phone)
        .bind(details.phone.as_str())
        .bind(details.account_type().value())
        .bind(organisation.map(|o| o.kind.value().to_owned()))
        .bind(organisation.map(|o| o.company_name.clone()))
        .bind(organisation.map(|o| o.tin.as_str().to_owned()))
        .bind(organisation.and_then(|o| o.registration_number.clone()))
        .bind(organisation.and_then(|o| o.vat_number.clone()))
        .bind(organisation.and_then(|o| o.address.clone()))
        .bind(organisation.and_then(|o| o.city.clone()))
        .bind(organisation.and_then(|o| o.postal_code.clone()))
        .bind(self.now())
        .bind(&form.registration)
        .bind(visitor.browser_hash())
        .fetch_optional(&mut *tx)
        .await?;
        let Some(proving) = row else {
            tx.rollback().await?;
            return Err(self.gone(&form.registration, visitor).await?);
        };
        // Past the letters' cap no code goes out now; the next page says from when on one can be had.
        if self.wants_code(&mut tx, &proving.id).await? {
            self.renew_tries(&mut tx, &proving).await?;
            let _capped = self.send_code(&mut tx, &proving, visitor).await?;
        }
        tx.commit().await?;
        self.ring();
        Ok(details)
    }
}
