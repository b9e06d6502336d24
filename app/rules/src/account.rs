//! An account's details, and what it asks of its members.

use crate::{AccountType, Country, DetailsForm, Errors, Facts, Field, FieldError, Organisation, form::form};
use serde::{Deserialize, Serialize};

/// Whether an account asks its members for 2-step verification. Of several accounts the strictest counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TwoStepPolicy {
    /// Everybody may.
    #[default]
    Optional,
    /// Whoever has it off can do nothing but set it up.
    Required,
}

impl TwoStepPolicy {
    /// Its value in a form and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            TwoStepPolicy::Optional => "optional",
            TwoStepPolicy::Required => "required",
        }
    }

    /// The policy of that value.
    pub fn parse(value: &str) -> Option<TwoStepPolicy> {
        [TwoStepPolicy::Optional, TwoStepPolicy::Required].into_iter().find(|policy| policy.as_str() == value)
    }
}

/// What was typed about an account, new or old.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AccountForm {
    /// The account's number; nothing for a new one.
    pub account: String,
    /// What the page saw: how often the account was changed, or for a new one how many the user had opened.
    pub version: String,
    /// Marks of the doubtful texts that were warned of.
    pub confirmed: String,
    /// Country code.
    pub country: String,
    /// `personal` or `business`.
    pub account_type: String,
    /// One of [`crate::OrganisationType::as_str`].
    pub organisation_type: String,
    /// Name of the organisation.
    pub company_name: String,
    /// Its tax number.
    pub tin: String,
    /// Its number in a register.
    pub registration_number: String,
    /// Its number for value added tax.
    pub vat_number: String,
    /// Street and house.
    pub address: String,
    /// City.
    pub city: String,
    /// Postal code.
    pub postal_code: String,
    /// One of [`TwoStepPolicy::as_str`]; nothing from whoever may not choose it.
    pub two_step_policy: String,
}

/// Details of an account that can be true.
#[derive(Clone, Debug)]
pub struct AccountDetails {
    /// Country.
    pub country: Country,
    /// The organisation; none for a personal account.
    pub organisation: Option<Organisation>,
    /// The policy, if one was chosen.
    pub two_step_policy: Option<TwoStepPolicy>,
}

form!(AccountForm {
    account = Account,
    version = Version,
    confirmed = Confirmed,
    country = Country,
    account_type = AccountType,
    organisation_type = OrganisationType,
    tin = Tin,
    company_name = CompanyName,
    registration_number = RegistrationNumber,
    vat_number = VatNumber,
    address = Address,
    city = City,
    postal_code = PostalCode,
    two_step_policy = TwoStepPolicy,
});

impl AccountDetails {
    /// Whom the account is for.
    pub fn account_type(&self) -> AccountType {
        if self.organisation.is_some() { AccountType::Business } else { AccountType::Personal }
    }
}

impl AccountForm {
    /// The details, or what is wrong with each field. What stands in the business fields of a personal account is ignored.
    pub fn check(&self, facts: &Facts) -> Result<AccountDetails, Errors> {
        let mut errors = Errors::default();
        let details = self.as_details();
        let country = details.country(&mut errors);
        let organisation = details.account(country, facts, &mut errors);
        let two_step_policy = match self.two_step_policy.as_str() {
            "" => Some(None),
            value => errors.take(Field::TwoStepPolicy, TwoStepPolicy::parse(value).map(Some).ok_or(FieldError::Choice)),
        };
        match (country, two_step_policy) {
            (Some(country), Some(two_step_policy)) if errors.is_empty() => {
                Ok(AccountDetails { country, organisation, two_step_policy })
            }
            _ => Err(errors),
        }
    }

    /// The part that the wizard asks for too.
    pub fn as_details(&self) -> DetailsForm {
        let form = self.clone();
        DetailsForm {
            confirmed: form.confirmed,
            country: form.country,
            account_type: form.account_type,
            organisation_type: form.organisation_type,
            company_name: form.company_name,
            tin: form.tin,
            registration_number: form.registration_number,
            vat_number: form.vat_number,
            address: form.address,
            city: form.city,
            postal_code: form.postal_code,
            ..DetailsForm::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn personal() -> AccountForm {
        AccountForm { country: "UA".into(), account_type: "personal".into(), ..Default::default() }
    }

    #[test]
    fn an_account_is_checked_as_in_the_wizard() {
        assert_eq!(personal().check(&crate::facts::NONE).expect("personal").account_type(), AccountType::Personal);
        let errors = AccountForm { account_type: "business".into(), ..personal() }
            .check(&crate::facts::NONE)
            .expect_err("no company");
        assert_eq!(errors.of(Field::Tin), Some(FieldError::Missing));
        let errors = AccountForm::default().check(&crate::facts::NONE).expect_err("nothing was typed");
        assert_eq!(errors.of(Field::Country), Some(FieldError::Missing));
    }

    #[test]
    fn only_a_policy_that_exists_can_be_chosen_and_none_need_be() {
        let policy =
            |value: &str| AccountForm { two_step_policy: value.into(), ..personal() }.check(&crate::facts::NONE);
        assert_eq!(policy("").expect("none").two_step_policy, None);
        assert_eq!(policy("required").expect("known").two_step_policy, Some(TwoStepPolicy::Required));
        assert_eq!(policy("always").expect_err("unknown"), Errors::on(Field::TwoStepPolicy, FieldError::Choice));
    }
}
