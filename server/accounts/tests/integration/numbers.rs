//! The numbers of an organisation: read by the rules of its country, kept with kind and verdict, insisted on where they are
//! only doubtful. The same wherever they are typed.

use crate::{
    help::clients::as_business,
    help::{World, business, each_db, personal, refused, with},
};
use accounts::{Proved, RequestContext, SignedIn};
use rules::{AccountForm, DetailsForm, Errors, Fault, Field, FieldError, confirmation};

const ANNA: &str = "anna@example.com";
const BERTA: &str = "berta@example.com";

/// A Polish company, as its people type its numbers.
fn polish(form: DetailsForm) -> DetailsForm {
    DetailsForm {
        country: "PL".into(),
        phone: "22 537 02 22".into(),
        tin: "NIP: 526-025-02-74".into(),
        registration_number: "krs 0000010078".into(),
        vat_number: "pl 526 025 02 74".into(),
        ..form
    }
}

/// A Brazilian one with a slip of the finger in its number.
fn brazilian(form: DetailsForm) -> DetailsForm {
    DetailsForm { country: "BR".into(), phone: "+55 11 3091 3500".into(), tin: "16.727.230/0001-98".into(), ..form }
}

/// The form as the page sends it after it was refused: with the marks it came back with.
fn again(form: &DetailsForm, errors: &Errors) -> DetailsForm {
    let typed = |field| match field {
        Field::Country => form.country.clone(),
        Field::Phone => form.phone.clone(),
        Field::Tin => form.tin.clone(),
        Field::Confirmed => form.confirmed.clone(),
        _ => String::new(),
    };
    DetailsForm { confirmed: confirmation(&typed, errors), ..form.clone() }
}

fn as_account(form: &DetailsForm, shown: AccountForm) -> AccountForm {
    let form = form.clone();
    AccountForm {
        country: form.country,
        confirmed: form.confirmed,
        tin: form.tin,
        registration_number: form.registration_number,
        vat_number: form.vat_number,
        ..as_business(&shown)
    }
}

impl World {
    async fn finish(&self, context: &RequestContext, id: &str) -> RequestContext {
        let code = self.code().await;
        match self.confirm(context, id, &code).await.expect("the code works") {
            Proved::SignedIn(SignedIn { session, .. }) => with(&session),
            Proved::AlreadyRegistered => panic!("signed in"),
        }
    }

    /// How many rows of this table hold the Polish company's numbers as they are to be kept.
    async fn polish_in(&self, table: &str) -> i64 {
        self.number(&format!(
            "select count(*) from {table} where tin = '5260250274' and tin_kind = 'pl-nip' and tin_verdict = 'fits'
                 and registration_number = '0000010078' and registration_kind = 'pl-krs' and registration_verdict = 'fits'
                 and vat_number = 'PL5260250274' and vat_kind = 'pl-vat' and vat_verdict = 'fits' and country = 'PL'"
        ))
        .await
    }
}

#[test]
fn numbers_are_kept_with_their_kind_wherever_they_are_typed() {
    each_db(|world| async move {
        let (context, id) = world.begin(ANNA).await;
        world.accounts.registrations.details(&polish(business(&id)), &context).await.unwrap();
        assert_eq!(world.polish_in("registrations").await, 1);
        let shown = world.accounts.registrations.unfinished(&context, None).await.unwrap().expect("unfinished").values;
        assert!(shown.contains(&(Field::Tin, "526-025-02-74".into())), "{shown:?}");
        let anna = world.finish(&context, &id).await;
        assert_eq!(world.polish_in("accounts").await, 1);

        let mut form = as_account(&polish(business("")), AccountForm::default());
        form.version = "1".into();
        let number = world.accounts.clients.open_account(&form, &anna).await.unwrap();
        assert_eq!(world.polish_in("accounts").await, 2);
        let same = world.account_form(&anna, &number.digits()).await;
        world.accounts.clients.save_account(&same, &anna).await.unwrap();
        assert_eq!(world.account_form(&anna, &number.digits()).await.version, same.version, "nothing has changed");

        let other = AccountForm { tin: "8567346215".into(), vat_number: String::new(), ..same };
        world.accounts.clients.save_account(&other, &anna).await.unwrap();
        assert_eq!(world.polish_in("accounts").await, 1);
        let kept = "select count(*) from accounts where tin = '8567346215' and vat_number is null and vat_kind is null";
        assert_eq!(world.number(kept).await, 1);
        let shown = world.accounts.operator.account_show(&number.digits()).await.unwrap().expect("there");
        let json = serde_json::to_value(&shown.organisation).unwrap();
        assert_eq!((json["tin"].as_str(), json["tin_kind"].as_str()), (Some("8567346215"), Some("pl-nip")));
        assert_eq!((json["tin_verdict"].as_str(), json["register_at"].as_str()), (Some("fits"), None));
    });
}

#[test]
fn a_doubtful_number_passes_when_the_same_text_comes_again() {
    each_db(|world| async move {
        let (context, id) = world.begin(ANNA).await;
        let form = brazilian(business(&id));
        let errors = refused(world.accounts.registrations.details(&form, &context).await);
        let Some(FieldError::Doubtful(doubt)) = errors.of(Field::Tin) else { panic!("{errors:?}") };
        assert_eq!((doubt.fault, errors.iter().count()), (Fault::Checksum, 1));
        assert_eq!(world.number("select count(*) from registrations where tin is not null").await, 0);
        let other = DetailsForm { tin: "16.727.230/0001-96".into(), ..again(&form, &errors) };
        assert!(
            refused(world.accounts.registrations.details(&other, &context).await).of(Field::Tin).is_some(),
            "another text"
        );

        world.accounts.registrations.details(&again(&form, &errors), &context).await.unwrap();
        let kept = |table: &str| {
            format!(
                "select count(*) from {table} where tin = '16727230000198' and tin_verdict = 'doubtful' and tin_kind = 'br-cnpj'"
            )
        };
        assert_eq!(world.number(&kept("registrations")).await, 1);
        let anna = world.finish(&context, &id).await;
        assert_eq!(world.number(&kept("accounts")).await, 1);

        // Nobody is asked again about what is saved.
        let number = world.accounts.sessions.current_user(anna.session.as_ref()).await.unwrap().unwrap().accounts[0]
            .number
            .digits();
        let shown = AccountForm { city: "Santos".into(), ..world.account_form(&anna, &number).await };
        world.accounts.clients.save_account(&shown, &anna).await.unwrap();
        assert_eq!(world.number(&format!("{} and city = 'Santos'", kept("accounts"))).await, 1);
        let unmarked = AccountForm { confirmed: String::new(), ..world.account_form(&anna, &number).await };
        assert!(refused(world.accounts.clients.save_account(&unmarked, &anna).await).of(Field::Tin).is_some());
    });
}

#[test]
fn a_number_that_cannot_be_is_refused_however_often_it_comes() {
    each_db(|world| async move {
        let (context, id) = world.begin(ANNA).await;
        let mut form = DetailsForm { tin: "14360571".into(), ..business(&id) };
        for _ in 0..3 {
            let errors = refused(world.accounts.registrations.details(&form, &context).await);
            assert!(matches!(errors.of(Field::Tin), Some(FieldError::Number(_))), "{errors:?}");
            form = again(&form, &errors);
        }
        assert_eq!(form.confirmed, "");
    });
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    each_db(|world| async move {
        let (context, id) = world.begin(ANNA).await;
        let form = DetailsForm {
            phone: "12345".into(),
            tin: "14360571".into(),
            company_name: String::new(),
            vat_number: "???".into(),
            city: "!!!".into(),
            postal_code: "---".into(),
            ..business(&id)
        };
        let errors = refused(world.accounts.registrations.details(&form, &context).await);
        let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
        let all = [Field::Phone, Field::Tin, Field::CompanyName, Field::VatNumber, Field::City, Field::PostalCode];
        assert_eq!(fields, all);
    });
}

#[test]
fn a_phone_that_may_be_new_passes_when_it_comes_again() {
    each_db(|world| async move {
        let (context, id) = world.begin(BERTA).await;
        let form = DetailsForm { phone: "+380 21 537 02 22".into(), ..personal(&id) };
        let errors = refused(world.accounts.registrations.details(&form, &context).await);
        assert_eq!(errors, Errors::on(Field::Phone, FieldError::DoubtfulPhone));
        let national = DetailsForm { phone: "021 537 02 22".into(), ..again(&form, &errors) };
        assert_eq!(refused(world.accounts.registrations.details(&national, &context).await), errors, "another text");
        let elsewhere = DetailsForm { country: "PL".into(), ..again(&form, &errors) };
        world.accounts.registrations.details(&elsewhere, &context).await.expect("it is read alike in all countries");
        world.accounts.registrations.details(&again(&form, &errors), &context).await.unwrap();
        world.finish(&context, &id).await;
        assert_eq!(world.number("select count(*) from users where phone = '+380215370222'").await, 1);
    });
}
