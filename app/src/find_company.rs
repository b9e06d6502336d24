//! Find company: what a public register says of an organisation, for the forms that ask.

use crate::{
    answer::{Answer, Failure, Filled},
    server::{accounts, answer, asking, failure, moment, noted, or_page, request_context},
    visit::words,
};
use accounts::{Error, Lookup};
use rules::{AccountForm, DetailsForm, Permission};
use words::register_name;

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
    match noted(client.and_then(|client| {
        let may = client.roles.iter().any(|role| role.may(Permission::EditAccount));
        may.then_some(()).ok_or(Error::Forbidden)
    })) {
        Ok(()) => find(&form.as_details()).await,
        Err(error) => or_page(Err(error), &form.account, ""),
    }
}

/// What a register says, for the fields that are empty still.
async fn find(form: &DetailsForm) -> Result<Answer, Failure> {
    let words = &words().details;
    let (values, said) = match accounts().companies.find_company_of(form, &request_context()).await {
        Ok(Lookup::Found(found)) => (found.values(form), found_in_words(&found, &form.company_name)),
        Ok(Lookup::NotFound { source: "vies" }) => (Vec::new(), (words.not_listed)(register_name("vies"))),
        Ok(Lookup::NotFound { source }) => (Vec::new(), (words.not_found)(register_name(source))),
        Ok(Lookup::NoAnswer) => (Vec::new(), words.no_answer.to_owned()),
        Ok(Lookup::NoRegister) => (Vec::new(), words.no_register.to_owned()),
        Err(error) => return answer(Err(error)),
    };
    Ok(Answer::Filled(Filled { values, said }))
}

/// From where it comes and of when, the name there if another one is typed, and what the register warns of.
fn found_in_words(found: &accounts::Filled, typed: &str) -> String {
    let words = &words().details;
    let registers = found.sources.iter().map(|origin| register_name(origin.register)).collect::<Vec<_>>().join(", ");
    let at = found.sources.first().map(|origin| moment(origin.at)).unwrap_or_default();
    let mut said = (words.found)(&registers, &at);
    let differs = |name: &&String| !typed.trim().is_empty() && name.to_lowercase() != typed.trim().to_lowercase();
    if let Some(name) = found.name.as_ref().filter(differs) {
        said = format!("{said} {}", (words.found_name)(name));
    }
    if found.inactive { format!("{said} {}", words.inactive) } else { said }
}
