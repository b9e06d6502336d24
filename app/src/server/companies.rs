//! What a page knows of organisations: what their numbers look like, and what a register says of one.

use super::{accounts, answer, asking, failure, moment, request_context};
use crate::{
    answer::{Answer, Failure, Filled},
    form::Shown,
    numbers::{NumberHint, NumbersData},
    visit::words,
};
use accounts::{Error, Lookup};
use rules::{AccountForm, Country, DetailsForm, Field, Number, NumberKind, OrganisationType, Permission, number};
use words::register_name;

/// The fields that hold a number.
const NUMBERS: [Field; 3] = [Field::Tin, Field::RegistrationNumber, Field::VatNumber];

/// What a page knows of the numbers in this form.
pub(crate) fn numbers_of(shown: &Shown) -> NumbersData {
    NumbersData { hints: hints(&|field| shown.value(field)), finds: accounts().companies.finds_companies() }
}

/// What the numbers look like in the country that is chosen, and which ones follow from the TIN.
pub(crate) fn hints(typed: &dyn Fn(Field) -> String) -> Vec<NumberHint> {
    let country = Country::parse(&typed(Field::Country));
    let organisation = OrganisationType::parse(&typed(Field::OrganisationType));
    let today = accounts().facts().today;
    let tin = country.and_then(|country| Number::tin(&typed(Field::Tin), Some(country), organisation, today).ok());
    let tin = tin.filter(|tin| tin.doubt().is_none());
    NUMBERS.map(|field| hint(field, country, organisation, tin.as_ref())).to_vec()
}

/// Whether a keyboard of digits is enough: a person may have a number with letters where organisations have none.
fn is_numeric(field: Field, country: Option<Country>, organisation: Option<OrganisationType>) -> bool {
    let person = organisation == Some(OrganisationType::IndividualEntrepreneur);
    number::is_numeric(field, country) && (!person || NumberKind::of_field(field, country).all(NumberKind::is_numeric))
}

fn hint(
    field: Field,
    country: Option<Country>,
    organisation: Option<OrganisationType>,
    tin: Option<&Number>,
) -> NumberHint {
    let follows = match field {
        Field::VatNumber => tin.and_then(Number::vat_of),
        Field::RegistrationNumber => tin.and_then(Number::registration_of),
        _ => None,
    };
    let follows = follows.map(|number| number.shown()).unwrap_or_default();
    let words = words();
    NumberHint {
        field,
        hint: words::numbers::hint(words.language, field, country),
        numeric: is_numeric(field, country, organisation),
        sentence: (words.details.follows)(&follows),
        take: (words.details.take)(&follows),
        follows,
    }
}

/// Looks the organisation up for an unfinished registration of this browser.
pub(crate) async fn find_for_registration(form: &DetailsForm) -> Result<Answer, Failure> {
    let unfinished =
        accounts().registrations.unfinished(&request_context(), Some(&form.registration)).await.map_err(failure)?;
    match unfinished {
        Some(_) => find(form).await,
        None => answer(Err(Error::Gone)),
    }
}

/// Looks it up for an account that somebody who is signed in is about to open.
pub(crate) async fn find_for_new_account(form: &AccountForm) -> Result<Answer, Failure> {
    match asking().await? {
        Some(_) => find(&form.as_details()).await,
        None => Ok(Answer::SignIn),
    }
}

/// Looks it up for an account whose details the person may change.
pub(crate) async fn find_for_account(form: &AccountForm) -> Result<Answer, Failure> {
    let Some(me) = asking().await? else { return Ok(Answer::SignIn) };
    let client = accounts().clients.client(&me, &form.account).await;
    match super::noted(client.and_then(|client| {
        let may = client.roles.iter().any(|role| role.may(Permission::EditAccount));
        may.then_some(()).ok_or(Error::Forbidden)
    })) {
        Ok(()) => find(&form.as_details()).await,
        Err(error) => super::or_page(Err(error), &form.account, ""),
    }
}

/// What a register says, for the fields that are empty still.
async fn find(form: &DetailsForm) -> Result<Answer, Failure> {
    let words = &words().details;
    let (values, said) = match accounts().companies.find_company_of(form, &request_context()).await {
        Ok(Lookup::Found(found)) => (found.values(form), found_in_words(&found)),
        Ok(Lookup::NotFound { source: "vies" }) => (Vec::new(), (words.not_listed)(register_name("vies"))),
        Ok(Lookup::NotFound { source }) => (Vec::new(), (words.not_found)(register_name(source))),
        Ok(Lookup::NoAnswer) => (Vec::new(), words.no_answer.to_owned()),
        Ok(Lookup::NoRegister) => (Vec::new(), words.no_register.to_owned()),
        Err(error) => return answer(Err(error)),
    };
    Ok(Answer::Filled(Filled { values, said }))
}

/// From where it comes and of when, and what the register warns of.
fn found_in_words(found: &accounts::Filled) -> String {
    let words = &words().details;
    let registers = found.sources.iter().map(|origin| register_name(origin.register)).collect::<Vec<_>>().join(", ");
    let at = found.sources.first().map(|origin| moment(origin.at)).unwrap_or_default();
    let said = (words.found)(&registers, &at);
    if found.inactive { format!("{said} {}", words.inactive) } else { said }
}
