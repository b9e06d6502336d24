//! A refused form that this browser sent, as its page shows it again.

use super::{accounts, current_user, failure, request_context};
use crate::{answer::Failure, form::Shown, layout::NotDoneYet, visit::Address};
use accounts::Refusal;
use leptos::prelude::{provide_context, use_context};
use rules::Field;

/// Reads the refused form that the page's address names, for all that the page is made of. Where nothing is wrong with it,
/// the page says that it is still to be sent.
pub(crate) async fn read_saved_form(address: &Address) -> Result<(), Failure> {
    let Some(id) = address.asked("form") else { return Ok(()) };
    let saved = accounts().saved_forms.saved_form(&id, &address.path, &request_context()).await.map_err(failure)?;
    // What one person typed is not another's to see, or to send.
    let me = current_user();
    let mine = |made_for: &str| me.as_ref().is_some_and(|me| crate::made_for(&me.user.id) == Some(made_for));
    let saved = saved.filter(|saved| saved.made_for.is_empty() || mine(&saved.made_for));
    if let Some(saved) = saved {
        if saved.errors.is_empty() && saved.said.is_empty() {
            provide_context(NotDoneYet);
        }
        provide_context(saved);
    }
    Ok(())
}

/// What the form of this server function shows, where it was refused.
pub(crate) fn refused(endpoint: &str) -> Option<Shown> {
    let Refusal { values, errors, said, .. } =
        use_context::<Refusal>().filter(|refusal| refusal.endpoint == endpoint)?;
    Some(Shown { errors, said, ..Shown::of(values) })
}

/// The same, or nothing.
pub(crate) fn refused_form(endpoint: &str) -> Shown {
    refused(endpoint).unwrap_or_default()
}

/// What was typed into a field of whatever form was refused.
pub(crate) fn refused_value(field: Field) -> Option<String> {
    let refusal = use_context::<Refusal>()?;
    Some(Shown::of(refusal.values).value(field))
}
