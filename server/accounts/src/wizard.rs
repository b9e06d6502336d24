//! Unfinished registrations as the wizard's pages see them. They are bound to the browser that began them.

use crate::{
    RequestContext,
    db::Tx,
    error::Error,
    organisation::{OrganisationRow, columns},
    outbox,
    parts::Registrations,
    person::{PersonRow, person_columns},
};
use rules::{Delivery, Field, Language, confirmed, one_name};
use sqlx::FromRow;

/// An unfinished registration of this browser.
#[derive(Clone, Debug)]
pub struct Unfinished {
    /// Its id, which every form of the wizard names.
    pub id: String,
    /// The address to be proved.
    pub email: String,
    /// Whether an invitation began it: then it leads to a membership, and the address stays.
    pub invited: bool,
    /// The language chosen, or that of the first page.
    pub language: Language,
    /// The next step.
    pub step: Step,
    /// What was typed so far, without secrets.
    pub values: Vec<(Field, String)>,
    /// In how many seconds another code can be had; 0 for now.
    pub resend_in: u32,
    /// Whether that is so because as many letters went to the address as may.
    pub capped: bool,
    /// When the last code went out, in unix seconds; 0 before the first.
    pub code_sent_at: i64,
    /// How often the address was corrected.
    pub address_changes: i64,
    /// How the last letter fares. Whether it has gone nobody is told: that would tell who gets one.
    pub delivery: Delivery,
}

/// A step of the wizard after the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Additional information is to be given.
    Details,
    /// The address is to be proved.
    Verify,
}

#[derive(FromRow)]
struct Row {
    id: String,
    name: String,
    surname: String,
    email: String,
    email_key: String,
    language: String,
    country: Option<String>,
    phone_typed: Option<String>,
    account_type: Option<String>,
    #[sqlx(flatten)]
    organisation: OrganisationRow,
    #[sqlx(flatten)]
    person: PersonRow,
    details_at: Option<i64>,
    code_sent_at: Option<i64>,
    address_changes: i64,
    invitation_id: Option<String>,
}

impl Registrations {
    /// This browser's unfinished registration: the named one, or the one touched last.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn unfinished(&self, context: &RequestContext, id: Option<&str>) -> Result<Option<Unfinished>, Error> {
        let row: Option<Row> = sqlx::query_as(concat!(
            "select id, name, surname, email, email_key, language, country, phone_typed, account_type, details_at,
                    code_sent_at, address_changes, invitation_id, ",
            columns!(),
            ", ",
            person_columns!(),
            " from registrations
                 where browser_hash = $1 and finished_at is null and expires_at > $2 and ($3 = '' or id = $3)
                 order by touched_at desc, id limit 1",
        ))
        .bind(context.browser_hash())
        .bind(self.now())
        .bind(id.unwrap_or_default())
        .fetch_optional(self.db.read())
        .await?;
        let Some(row) = row else { return Ok(None) };
        if row.details_at.is_none() {
            return Ok(Some(row.unfinished()));
        }
        let cap = self.limits.codes_cap(self.db.read(), &row.email_key, row.invitation_id.as_deref(), context).await?;
        let (resend_in, capped) = self.limits.resend_in(&cap, row.code_sent_at).await?;
        let delivery = self.outbox.delivery(&row.id).await?;
        Ok(Some(Unfinished { resend_in, capped, delivery, ..row.unfinished() }))
    }

    /// Why there is no unfinished registration: this browser has finished it, or it is gone.
    pub(crate) async fn gone(&self, registration: &str, context: &RequestContext) -> Result<Error, Error> {
        let finished: i64 = sqlx::query_scalar(
            "select count(*) from registrations where id = $1 and browser_hash = $2 and finished_at is not null",
        )
        .bind(registration)
        .bind(context.browser_hash())
        .fetch_one(self.db.write())
        .await?;
        Ok(if finished > 0 { Error::Finished } else { Error::Gone })
    }

    /// How many unfinished registrations this browser has.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn unfinished_count(&self, context: &RequestContext) -> Result<i64, Error> {
        let count = sqlx::query_scalar(
            "select count(*) from registrations where browser_hash = $1 and finished_at is null and expires_at > $2",
        )
        .bind(context.browser_hash())
        .bind(self.now())
        .fetch_one(self.db.read())
        .await?;
        Ok(count)
    }
}

impl Registrations {
    /// Drops a registration with its codes and unsent letters.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn start_over(&self, context: &RequestContext, id: &str) -> Result<(), Error> {
        let mut tx = self.db.begin().await?;
        let dropped: Option<(String,)> = sqlx::query_as(
            "delete from registrations where id = $1 and browser_hash = $2 and finished_at is null returning id",
        )
        .bind(id)
        .bind(context.browser_hash())
        .fetch_optional(&mut *tx)
        .await?;
        if dropped.is_some() {
            self.silence(&mut tx, id);
        }
        tx.commit().await?;
        Ok(())
    }

    /// What is left of a registration that is gone: its codes end, its unsent letters never go.
    pub(crate) fn silence(&self, tx: &mut Tx, id: &str) {
        self.email_codes.revoke_codes(tx, id);
        outbox::withdraw(tx, id, self.now())
    }
}

impl Row {
    /// The marks of what was insisted on, and of the phone number: it was taken, warned of or not.
    fn confirmed(&self) -> String {
        let country = self.country.as_deref().unwrap_or_default();
        let phone = self.phone_typed.as_deref().map(|typed| confirmed(country, "", &[(Field::Phone, typed)]));
        let marks = [Some(self.organisation.confirmed(country)), phone].into_iter().flatten();
        marks.filter(|marks| !marks.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// As if a letter could go now.
    fn unfinished(self) -> Unfinished {
        let step = if self.details_at.is_some() { Step::Verify } else { Step::Details };
        let language = Language::of_tag(&self.language).unwrap_or_default();
        let confirmed = self.confirmed();
        let optional = [
            (Field::Country, self.country),
            (Field::Phone, self.phone_typed),
            (Field::AccountType, self.account_type),
            (Field::Confirmed, Some(confirmed).filter(|marks| !marks.is_empty())),
        ];
        let surname = self.surname;
        let mut values = vec![
            (Field::Registration, self.id.clone()),
            (Field::Name, self.name),
            (Field::Surname, surname.clone()),
            (Field::Email, self.email.clone()),
        ];
        values.extend(one_name(&surname));
        values.extend(optional.into_iter().filter_map(|(field, value)| value.map(|value| (field, value))));
        values.extend(self.organisation.values());
        values.extend(self.person.values());
        let code_sent_at = self.code_sent_at.unwrap_or_default();
        let (id, email, invited) = (self.id, self.email, self.invitation_id.is_some());
        let (resend_in, capped, delivery) = (0, false, Delivery::OnItsWay);
        let address_changes = self.address_changes;
        Unfinished {
            id,
            email,
            invited,
            language,
            step,
            values,
            resend_in,
            capped,
            code_sent_at,
            address_changes,
            delivery,
        }
    }
}
