//! What is known about an account: as it is stored, as it was typed, as a form shows it.

use crate::{
    Accounts,
    db::Tx,
    error::{Broken, Error},
    organisation::OrganisationRow,
};
use rules::{AccountDetails, AccountNumber, Field, Role};
use sqlx::FromRow;

/// Details of an account; no organisation for a personal one.
#[derive(Debug, PartialEq, Eq, FromRow)]
pub(super) struct Known {
    country: String,
    account_type: String,
    #[sqlx(flatten)]
    organisation: OrganisationRow,
}

/// An account as it is.
#[derive(FromRow)]
pub(super) struct Saved {
    pub(super) version: i64,
    pub(super) two_step_policy: String,
    pub(super) owner: String,
    #[sqlx(flatten)]
    pub(super) known: Known,
}

impl Known {
    pub(super) fn of(details: &AccountDetails) -> Known {
        Known {
            country: details.country.code().to_owned(),
            account_type: details.account_type().value().to_owned(),
            organisation: details.organisation.as_ref().map(OrganisationRow::of).unwrap_or_default(),
        }
    }

    /// In the order of the form and of the columns in every text.
    fn all(&self) -> impl Iterator<Item = (Field, Option<&String>)> {
        let account = [(Field::Country, Some(&self.country)), (Field::AccountType, Some(&self.account_type))];
        account.into_iter().chain(self.organisation.all())
    }

    /// As a form shows it that has seen this version.
    pub(super) fn values(&self, version: i64) -> Vec<(Field, String)> {
        let known = self.all().filter_map(|(field, value)| Some((field, value?.clone())));
        [(Field::Version, version.to_string())].into_iter().chain(known).collect()
    }

    /// The fields that differ; of a personal account to be only those that its form has.
    pub(super) fn changed(&self, wanted: &Known) -> Vec<Field> {
        let fields = if wanted.organisation == OrganisationRow::default() { 2 } else { 10 };
        let pairs = self.all().zip(wanted.all()).take(fields);
        pairs.filter(|(saved, wanted)| saved != wanted).map(|(saved, _)| saved.0).collect()
    }
}

impl Accounts {
    pub(super) async fn saved_account(&self, account_id: &str) -> Result<Saved, Error> {
        let saved: Option<Saved> = sqlx::query_as(
            "select accounts.version, two_step_policy, users.email as owner, accounts.country, account_type, organisation_type, company_name, tin,
                    registration_number, vat_number, address, city, postal_code
             from accounts join roles on roles.account_id = accounts.id and roles.role = $1 join users on users.id = roles.user_id
             where accounts.id = $2",
        )
        .bind(Role::AccountOwner.value())
        .bind(account_id)
        .fetch_optional(self.db.write())
        .await?;
        saved.ok_or(Error::Gone)
    }

    /// Numbers are random; one that is taken is thrown away.
    pub(super) async fn insert_known(&self, tx: &mut Tx, known: &Known) -> Result<(String, AccountNumber), Error> {
        for _ in 0..100 {
            let (id, number) = (self.random.id(), AccountNumber::of_index(u32::from_le_bytes(self.random.bytes())));
            let mut insert = sqlx::query(
                "insert into accounts (country, account_type, organisation_type, company_name, tin, registration_number, vat_number, address, city, postal_code, id, number, created_at)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict (number) do nothing",
            );
            for (_, value) in known.all() {
                insert = insert.bind(value.cloned());
            }
            insert = insert.bind(&id).bind(number.digits()).bind(self.now());
            if insert.execute(&mut **tx).await?.rows_affected() > 0 {
                return Ok((id, number));
            }
        }
        Err(Broken::new("no free account number found").into())
    }

    /// Writes details and policy, if the account is still the version that was read.
    pub(super) async fn update_known(
        &self,
        tx: &mut Tx,
        account_id: &str,
        version: i64,
        known: &Known,
        policy: &str,
    ) -> Result<bool, Error> {
        let mut update = sqlx::query(
            "update accounts set country = $1, account_type = $2, organisation_type = $3, company_name = $4, tin = $5, registration_number = $6,
                 vat_number = $7, address = $8, city = $9, postal_code = $10, two_step_policy = $11, version = version + 1
             where id = $12 and version = $13",
        );
        for (_, value) in known.all() {
            update = update.bind(value.cloned());
        }
        update = update.bind(policy.to_owned()).bind(account_id.to_owned()).bind(version);
        Ok(update.execute(&mut **tx).await?.rows_affected() > 0)
    }
}
