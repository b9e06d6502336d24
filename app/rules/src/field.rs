//! Every field a person can fill in, with the name it has in a form.

use crate::{DetailsForm, Email, Number, PasskeyNameForm, Password, PersonName, PhoneDigits};
use serde::{Deserialize, Serialize};

macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),* $(,)?) => {
        /// A field of a form. Its name in HTML and in a request is [`Field::name`]. Their order is that of pages.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Field {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)*
        }

        impl Field {
            /// All of them.
            pub const ALL: &'static [Field] = &[$(Field::$variant),*];

            /// The name in HTML and in a request.
            pub const fn name(self) -> &'static str {
                match self { $(Field::$variant => $name),* }
            }

            /// The field of that name.
            pub fn named(name: &str) -> Option<Field> {
                match name { $($name => Some(Field::$variant),)* _ => None }
            }
        }
    };
}

fields! {
    /// Hidden: which unfinished registration a wizard's form belongs to.
    Registration = "registration",
    /// Hidden: what a page saw, so that the same press sent twice acts once.
    Version = "version",
    /// Hidden: marks of the doubtful texts that were warned of, see [`crate::confirmation`].
    Confirmed = "confirmed",
    /// Hidden: the page a person wanted before signing in.
    Next = "next",
    /// Given name.
    Name = "name",
    /// Family name.
    Surname = "surname",
    /// A box: whoever has one name has no family name.
    OneName = "one_name",
    /// E-mail address.
    Email = "email",
    /// Password.
    Password = "password",
    /// The password once more.
    ConfirmPassword = "confirm_password",
    /// Language of pages and letters.
    Language = "language",
    /// Country.
    Country = "country",
    /// Phone number.
    Phone = "phone",
    /// Personal or business account.
    AccountType = "account_type",
    /// Kind of organisation.
    OrganisationType = "organisation_type",
    /// Tax number.
    Tin = "tin",
    /// Name of the organisation.
    CompanyName = "company_name",
    /// Number in a register of organisations.
    RegistrationNumber = "registration_number",
    /// Number for value added tax.
    VatNumber = "vat_number",
    /// Street and house.
    Address = "address",
    /// City.
    City = "city",
    /// Postal code.
    PostalCode = "postal_code",
    /// A code from a letter.
    Code = "code",
    /// A code from an authenticator app.
    TwoStepCode = "two_step_code",
    /// A recovery code.
    RecoveryCode = "recovery_code",
    /// Hidden: what a passkey answers, as JSON.
    Passkey = "passkey",
    /// Hidden: which passkey a form is about.
    PasskeyId = "passkey_id",
    /// What somebody calls a passkey.
    PasskeyName = "passkey_name",
    /// The password one has, where a new one is chosen.
    OldPassword = "old_password",
    /// The password to have from now on.
    NewPassword = "new_password",
    /// That password once more.
    ConfirmNewPassword = "confirm_new_password",
    /// Light, dark, or as the system is.
    Theme = "theme",
    /// Hidden: which session a button ends.
    Session = "session",
    /// Hidden: the number of the account that a form belongs to.
    Account = "account",
    /// Hidden: which member or invitation of an account a form belongs to.
    Member = "member",
    /// Hidden: which invitation a page shows.
    Invitation = "invitation",
    /// Hidden: which letter's link a page was opened by, so that the form acts for whom it was sent to.
    Link = "link",
    /// Address of somebody to be invited.
    UserEmail = "user_email",
    /// All roles together: where it is said what is wrong with them.
    Roles = "roles",
    /// A box for a role.
    RoleAccountAdministrator = "role_account_administrator",
    /// A box for a role.
    RoleBillingAdministrator = "role_billing_administrator",
    /// A box for a role.
    RoleUserAdministrator = "role_user_administrator",
    /// A box for a role.
    RoleAccountObserver = "role_account_observer",
    /// All categories of letters together.
    Notifications = "notifications",
    /// A box for a category of letters.
    NotifyGeneral = "notify_general",
    /// A box for a category of letters.
    NotifyBilling = "notify_billing",
    /// A box for a category of letters.
    NotifyTickets = "notify_tickets",
    /// A box for a category of letters.
    NotifyTechnical = "notify_technical",
    /// Whether an account asks for 2-step verification.
    TwoStepPolicy = "two_step_policy",
}

impl Field {
    /// Whether people never see it: what a page knows and a form sends along.
    pub const fn is_hidden(self) -> bool {
        matches!(
            self,
            Field::Registration
                | Field::Version
                | Field::Confirmed
                | Field::Next
                | Field::Session
                | Field::Account
                | Field::Member
                | Field::Invitation
                | Field::Link
                | Field::Passkey
                | Field::PasskeyId
        )
    }

    /// Most characters that can be right here: no more is kept with a refused form.
    pub const fn most(self) -> u16 {
        match self {
            Field::Name | Field::Surname => PersonName::MOST,
            Field::Email | Field::UserEmail => Email::MOST,
            Field::Password
            | Field::ConfirmPassword
            | Field::NewPassword
            | Field::ConfirmNewPassword
            | Field::OldPassword => Password::MOST,
            Field::Phone => PhoneDigits::MOST_TYPED,
            Field::CompanyName => DetailsForm::MOST_COMPANY_NAME,
            Field::Tin | Field::RegistrationNumber | Field::VatNumber => Number::MOST_TYPED,
            Field::Address => DetailsForm::MOST_ADDRESS,
            Field::City => DetailsForm::MOST_CITY,
            Field::PostalCode => DetailsForm::MOST_POSTAL_CODE,
            Field::Confirmed => 256,
            Field::Passkey => 8_192,
            Field::PasskeyName => PasskeyNameForm::MOST,
            // An application's whole question.
            Field::Next => 2_048,
            // Ids, codes and choices.
            _ => 64,
        }
    }

    /// Whether what was typed here must never be kept or shown again.
    pub const fn is_secret(self) -> bool {
        matches!(
            self,
            Field::Password
                | Field::ConfirmPassword
                | Field::NewPassword
                | Field::ConfirmNewPassword
                | Field::OldPassword
                | Field::TwoStepCode
                | Field::RecoveryCode
                | Field::Passkey
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Errors, FieldError, ProfileForm};

    #[test]
    fn every_name_leads_back_to_its_field() {
        for field in Field::ALL {
            assert_eq!(Field::named(field.name()), Some(*field));
        }
        assert_eq!(Field::named("role"), None);
    }

    /// What nothing is wrong with, so that a field alone keeps a form from being taken.
    fn right(field: Field) -> &'static str {
        match field {
            Field::Name | Field::Surname => "Anna",
            Field::Email => "anna@example.com",
            Field::Language => "en",
            Field::Country => "UA",
            Field::Phone => "+380 44 537 02 22",
            Field::AccountType => "business",
            Field::OrganisationType => "legal_entity",
            Field::CompanyName => "ТОВ",
            Field::Tin => "14360570",
            _ => "",
        }
    }

    /// What the forms of the wizard's second step and of the profile say of a text of so many characters in this field.
    fn said_of(field: Field, characters: u16) -> Vec<Option<FieldError>> {
        let typed = |at: Field| match at {
            Field::Phone if at == field => "1".repeat(usize::from(characters)),
            at if at == field => "x".repeat(usize::from(characters)),
            at => right(at).to_owned(),
        };
        let details = DetailsForm::of(&typed).check(&crate::facts::NONE).err();
        let profile = ProfileForm::of(&typed).check().err();
        let of = |fields: &[Field], errors: Option<Errors>| fields.contains(&field).then(|| errors?.of(field));
        [of(DetailsForm::FIELDS, details), of(ProfileForm::FIELDS, profile)].into_iter().flatten().collect()
    }

    #[test]
    fn what_is_longer_than_may_be_is_refused_by_its_form_and_what_is_not_is_not() {
        let chosen = [
            Field::Registration,
            Field::Version,
            Field::Confirmed,
            Field::Language,
            Field::Country,
            Field::AccountType,
            Field::OrganisationType,
            Field::OneName,
        ];
        let all = DetailsForm::FIELDS.iter().chain(ProfileForm::FIELDS).copied();
        for field in all.filter(|field| !chosen.contains(field)) {
            // Numbers of a country have their own lengths, and an address is refused for its shape before.
            let own = [Field::Tin, Field::RegistrationNumber, Field::VatNumber, Field::Email];
            for said in said_of(field, field.most() + 1) {
                assert!(
                    matches!(said, Some(FieldError::TooLong(most)) if most == field.most() || own.contains(&field)),
                    "{field:?}: {said:?}"
                );
            }
            for said in said_of(field, field.most()).into_iter().filter(|_| !own.contains(&field)) {
                assert!(!matches!(said, Some(FieldError::TooLong(_))), "{field:?}: {said:?}");
            }
        }
    }
}
