//! What somebody says of themselves is kept from the wizard on, shown by the profile, given away in the export, and
//! changed by Save: each field that the wizard's second step and the profile share, whatever they are.

use crate::help::{World, each_db, personal, with};
use rules::{DetailsForm, Field, ProfileForm};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

const ANNA: &str = "anna@example.com";

/// The fields that both forms have; all but the phone number, which is checked by its digits.
fn shared() -> Vec<Field> {
    let both = DetailsForm::FIELDS.iter().filter(|field| ProfileForm::FIELDS.contains(field));
    both.copied().filter(|field| *field != Field::Confirmed).collect()
}

/// Something that fits the field, other each turn.
fn typed(field: Field, turn: u8) -> String {
    match field {
        Field::Phone => format!("+380 44 537 0222 #{turn}"),
        field => format!("{} {turn}", field.name()),
    }
}

/// The form with something new in each of these fields.
fn filled<F: Serialize + DeserializeOwned>(form: &F, turn: u8) -> F {
    let mut values: Map<String, Value> =
        serde_json::from_value(serde_json::to_value(form).expect("it fits")).expect("it fits");
    for field in shared() {
        values.insert(field.name().to_owned(), typed(field, turn).into());
    }
    serde_json::from_value(values.into()).expect("it fits")
}

async fn expect_everywhere(world: &World, context: &accounts::RequestContext, turn: u8) {
    let profile = world.user(context).await.profile();
    let export = world.accounts.exports.download(context).await.expect("it fits");
    for field in shared() {
        let typed = typed(field, turn);
        assert!(profile.contains(&(field, typed.clone())), "the profile shows {field:?}: {profile:?}");
        let exported = typed.rsplit('#').next().unwrap_or(&typed);
        assert!(export.contains(&format!("\"{exported}\"")), "the export has {field:?}: {export}");
    }
}

#[test]
fn each_field_is_kept_shown_given_away_and_changed() {
    each_db(|world| async move {
        let (mut context, id) = world.begin(ANNA).await;
        world.accounts.registrations.details(&filled(&personal(&id), 7), &context).await.unwrap();
        let unfinished = world.accounts.registrations.unfinished(&context, None).await.unwrap().unwrap();
        for field in shared() {
            assert!(unfinished.values.contains(&(field, typed(field, 7))), "{field:?}: {:?}", unfinished.values);
        }
        let code = world.code().await;
        let accounts::Proved::SignedIn(signed_in) = world.confirm(&context, &id, &code).await.unwrap() else {
            panic!("{ANNA} is new");
        };
        context = with(&signed_in.session);
        expect_everywhere(&world, &context, 7).await;
        let form = world.profile(&context).await;
        world.save(&filled(&form, 8), &context).await.unwrap();
        expect_everywhere(&world, &context, 8).await;
        let renamed = ProfileForm { name: "Ганна".into(), ..world.profile(&context).await };
        world.save(&renamed, &context).await.unwrap();
        expect_everywhere(&world, &context, 8).await;
    });
}
