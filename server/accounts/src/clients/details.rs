//! What is known about an account: as it is stored, as it was typed, as a form shows it.

use crate::{
    db::Tx,
    error::{Error, InternalError},
    organisation::{OrganisationRow, bound, columns},
    parts::Clients,
    rights::owning,
};
use rules::{AccountDetails, AccountNumber, Field};
use sqlx::FromRow;

/// Details of an account; no organisation for a personal one.
#[derive(Debug, FromRow)]
pub(super) struct StoredDetails {
    country: String,
    account_type: String,
    #[sqlx(flatten)]
    organisation: OrganisationRow,
}

/// An account as it is.
#[derive(FromRow)]
pub(super) struct StoredAccount {
    pub(super) version: i64,
    pub(super) two_step_policy: String,
    pub(super) owner: String,
    #[sqlx(flatten)]
    pub(super) known: StoredDetails,
}

/// The same for people: the register that knew it says nothing of what it is.
impl PartialEq for StoredDetails {
    fn eq(&self, other: &StoredDetails) -> bool {
        self.all().eq(other.all())
    }
}

impl StoredDetails {
    /// As it was typed, with the register that knew the organisation.
    pub(super) fn of(details: &AccountDetails, register: Option<(String, i64)>) -> StoredDetails {
        StoredDetails {
            country: details.country.code().to_owned(),
            account_type: details.account_type().as_str().to_owned(),
            organisation: details.organisation.as_ref().map(OrganisationRow::of).unwrap_or_default().known_by(register),
        }
    }

    /// The same organisation is still known by the register that knew it when it was saved.
    pub(super) fn or_as(self, saved: &StoredDetails) -> StoredDetails {
        if self.country != saved.country {
            return self;
        }
        StoredDetails { organisation: self.organisation.or_known_as(&saved.organisation), ..self }
    }

    /// Whether all is the same but that a register knows the organisation now.
    pub(super) fn is_known_since(&self, saved: &StoredDetails) -> bool {
        self == saved && self.organisation.is_known() && !saved.organisation.is_known()
    }

    /// In the order of the form.
    fn all(&self) -> impl Iterator<Item = (Field, Option<String>)> {
        let account = [(Field::Country, &self.country), (Field::AccountType, &self.account_type)];
        let account = account.map(|(field, value)| (field, Some(value.clone())));
        account.into_iter().chain(self.organisation.all())
    }

    /// As a form shows it that has seen this version.
    pub(super) fn values(&self, version: i64) -> Vec<(Field, String)> {
        let known = self.all().filter_map(|(field, value)| Some((field, value?)));
        let confirmed = Some(self.organisation.confirmed(&self.country)).filter(|marks| !marks.is_empty());
        let confirmed = confirmed.map(|marks| (Field::Confirmed, marks));
        [(Field::Version, version.to_string())].into_iter().chain(confirmed).chain(known).collect()
    }

    /// The fields that differ; of a personal account to be only those that its form has.
    pub(super) fn changed(&self, wanted: &StoredDetails) -> Vec<Field> {
        let fields = if wanted.organisation == OrganisationRow::default() { 2 } else { 10 };
        let pairs = self.all().zip(wanted.all()).take(fields);
        pairs.filter(|(saved, wanted)| saved != wanted).map(|(saved, _)| saved.0).collect()
    }
}

impl Clients {
    pub(super) async fn saved_account(&self, account_id: &str) -> Result<StoredAccount, Error> {
        let saved: Option<StoredAccount> = sqlx::query_as(concat!(
            "select accounts.version, two_step_policy, users.email as owner, accounts.country, account_type, ",
            columns!(),
            " from accounts join ",
            owning!(),
            " join users on users.id = owning.user_id where accounts.id = $1",
        ))
        .bind(account_id)
        .fetch_optional(self.db.write())
        .await?;
        saved.ok_or(Error::Gone)
    }

    /// Numbers are random; one that is taken is thrown away.
    pub(super) async fn insert_known(
        &self,
        tx: &mut Tx,
        known: &StoredDetails,
    ) -> Result<(String, AccountNumber), Error> {
        for _ in 0..100 {
            let (id, number) = (self.random.id(), AccountNumber::of_index(u32::from_le_bytes(self.random.bytes())));
            let insert = sqlx::query(concat!(
                "insert into accounts (",
                columns!(),
                ", country, account_type, id, number, created_at) values (",
                bound!(),
                ", $17, $18, $19, $20, $21) on conflict (number) do nothing",
            ));
            let insert = known.organisation.bind(insert).bind(&known.country).bind(&known.account_type);
            let insert = insert.bind(&id).bind(number.digits()).bind(self.now());
            if insert.execute(&mut **tx).await?.rows_affected() > 0 {
                return Ok((id, number));
            }
        }
        Err(InternalError::new("no free account number found").into())
    }

    /// Writes details and policy, if the account is still the version that was read.
    pub(super) async fn update_known(
        &self,
        tx: &mut Tx,
        account_id: &str,
        version: i64,
        known: &StoredDetails,
        policy: &str,
    ) -> Result<bool, Error> {
        let update = sqlx::query(concat!(
            "update accounts set (",
            columns!(),
            ") = (",
            bound!(),
            "), country = $17, account_type = $18, two_step_policy = $19, version = version + 1 where id = $20 and version = $21",
        ));
        let update = known.organisation.bind(update).bind(&known.country).bind(&known.account_type);
        let update = update.bind(policy).bind(account_id).bind(version);
        Ok(update.execute(&mut **tx).await?.rows_affected() > 0)
    }
}
