//! Accounts as their members see them: who sees what, who saves what, opening another, leaving.

use crate::{
    help::clients::{as_business, demoting, holding_account, holding_user},
    help::moving::count,
    help::{World, at_once, each_db, refused, with},
};
use accounts::{Error, RequestContext, Settings};
use rules::{AccountForm, Errors, Field, FieldError, Role, TwoStepPolicy};
use std::sync::Arc;

const ANNA: &str = "anna@example.com";
const BERTA: &str = "berta@example.com";
const NOBODYS: &str = "10000008";

impl World {
    async fn save_form(&self, form: &AccountForm, context: &RequestContext) -> Result<(), Error> {
        self.accounts.clients.save_account(form, context).await
    }

    /// The form of a new account as its page shows it.
    async fn new_form(&self, context: &RequestContext) -> AccountForm {
        let shown = self.reading().new_account(context.session.as_ref()).await.expect("signed in").values;
        let value = |field| shown.iter().find(|(at, _)| *at == field).map(|(_, value)| value.clone());
        let form = AccountForm::of(&|field| value(field).unwrap_or_default());
        AccountForm { account_type: value(Field::AccountType).unwrap_or_else(|| "personal".into()), ..form }
    }

    async fn owned(&self) -> i64 {
        self.number("select count(*) from roles where role = 'account_owner'").await
    }
}

#[test]
fn every_member_sees_the_account_and_nobody_else_learns_that_it_is_there() {
    each_db(|world| async move {
        let (anna, number) = world.owner_of_one(ANNA).await;
        world.save_form(&as_business(&world.account_form(&anna, &number).await), &anna).await.unwrap();
        let berta = with(&world.sign_up(BERTA).await);
        for missing in [number.as_str(), NOBODYS, "1", ""] {
            assert!(matches!(world.client_of(&berta, missing).await, Err(Error::Gone)), "{missing}");
            assert!(
                matches!(world.client_of(&RequestContext::default(), missing).await, Err(Error::SignedOut)),
                "{missing}"
            );
        }
        world.take_in(&number, BERTA, &[Role::UserAdministrator, Role::AccountObserver]).await;
        let client = world.client_of(&berta, &number).await.unwrap();
        assert_eq!((client.number.digits(), client.owner.as_str()), (number, ANNA));
        assert_eq!((client.company.as_deref(), client.policy), (Some("ТОВ «Хмара»"), TwoStepPolicy::Optional));
        assert_eq!(client.roles, [Role::UserAdministrator, Role::AccountObserver]);
        let shown: Vec<_> = client.values.iter().map(|(field, value)| (*field, value.as_str())).collect();
        assert_eq!(
            shown,
            [
                (Field::Version, "2"),
                (Field::Country, "UA"),
                (Field::AccountType, "business"),
                (Field::OrganisationType, "legal_entity"),
                (Field::CompanyName, "ТОВ «Хмара»"),
                (Field::Tin, "14360570"),
                (Field::City, "Київ"),
            ]
        );
        assert!(world.client_of(&anna, &client.number.to_string()).await.is_ok(), "with its hyphen");
    });
}

#[test]
fn who_is_in_an_account_sees_its_name_its_policy_and_only_that() {
    each_db(|world| async move {
        let (anna, number) = world.owner_of_one(ANNA).await;
        let berta = world.signed_up_into(&number, BERTA, &[Role::AccountObserver]).await;
        let form = world.profile(&anna).await;
        world.save(&rules::ProfileForm { name: "Ганна".into(), ..form }, &anna).await.unwrap();
        let accounts = async |context: &RequestContext| {
            let who = world.accounts.sessions.current_user(context.session.as_ref()).await.unwrap().unwrap();
            who.accounts.into_iter().map(|account| (account.name_shown, account.roles)).collect::<Vec<_>>()
        };
        let own = ("Оксана Ґалаґан".to_owned(), vec![Role::AccountOwner]);
        assert_eq!(accounts(&berta).await, [("Ганна Ґалаґан".to_owned(), vec![Role::AccountObserver]), own]);
        world.save_form(&as_business(&world.account_form(&anna, &number).await), &anna).await.unwrap();
        assert_eq!(accounts(&berta).await[0].0, "ТОВ «Хмара»");
        world.choose_policy(&anna, &number, "required").await.unwrap();
        let anna = world.accounts.sessions.user_of(ANNA).await.unwrap().unwrap();
        assert_eq!(anna.accounts[0].policy, TwoStepPolicy::Required);
    });
}

#[test]
fn details_are_saved_once_by_whoever_may() {
    each_db(|world| async move {
        let (anna, number) = world.owner_of_one(ANNA).await;
        let form = as_business(&world.account_form(&anna, &number).await);
        for (n, (role, may)) in
            [(Role::BillingAdministrator, false), (Role::UserAdministrator, false), (Role::AccountObserver, false)]
                .into_iter()
                .chain([(Role::AccountAdministrator, true)])
                .enumerate()
        {
            let member = world.signed_up_into(&number, &format!("m{n}@example.com"), &[role]).await;
            world.wait(601);
            for press in 0..2 {
                let ended = world.save_form(&form, &member).await;
                assert!(if may { ended.is_ok() } else { matches!(ended, Err(Error::Forbidden)) }, "{role:?} {press}");
            }
        }
        let changed = "account_type organisation_type company_name tin city";
        assert_eq!(world.noted(&number, "account_changed", changed).await, 1);
        assert_eq!(world.number("select count(*) from activity where act = 'account_changed'").await, 1);
        assert_eq!(world.account_form(&anna, &number).await.version, "2");
        let personal = AccountForm { account_type: "personal".into(), ..world.account_form(&anna, &number).await };
        world.save_form(&personal, &anna).await.unwrap();
        assert_eq!(world.noted(&number, "account_changed", "account_type").await, 1);
        let shown = world.client_of(&anna, &number).await.unwrap();
        assert_eq!((shown.company, shown.values.len()), (None, 3), "nothing of the organisation stays");
        let errors = refused(world.save_form(&AccountForm { account: number, ..Default::default() }, &anna).await);
        assert_eq!(errors.of(Field::Country), Some(FieldError::Missing));
    });
}

#[test]
fn other_accounts_are_as_good_as_missing_to_whoever_saves_or_leaves() {
    each_db(|world| async move {
        let (anna, number) = world.owner_of_one(ANNA).await;
        let (berta, _) = world.owner_of_one(BERTA).await;
        let form = as_business(&world.account_form(&anna, &number).await);
        for number in [number.as_str(), NOBODYS, ""] {
            let form = AccountForm { account: number.into(), ..form.clone() };
            assert!(matches!(world.save_form(&form, &berta).await, Err(Error::Gone)));
            assert!(matches!(world.save_form(&form, &RequestContext::default()).await, Err(Error::SignedOut)));
            assert!(matches!(world.accounts.clients.leave_account(number, &berta).await, Err(Error::Gone)));
            assert!(matches!(
                world.accounts.clients.leave_account(number, &RequestContext::default()).await,
                Err(Error::SignedOut)
            ));
        }
        assert_eq!(world.account_form(&anna, &number).await.version, "1");
    });
}

#[test]
fn a_page_of_before_the_last_change_is_stale_where_it_differs() {
    each_db(|world| async move {
        let (anna, number) = world.owner_of_one(ANNA).await;
        let seen = world.account_form(&anna, &number).await;
        world.save_form(&as_business(&seen), &anna).await.unwrap();
        let late = AccountForm { city: "Львів".into(), two_step_policy: "required".into(), ..as_business(&seen) };
        let errors = refused(world.save_form(&late, &anna).await);
        let fields: Vec<_> = errors.iter().collect();
        assert_eq!(fields, [Field::City, Field::TwoStepPolicy].map(|field| (field, FieldError::Stale)));
        let now = world.account_form(&anna, &number).await;
        assert_eq!((now.version.as_str(), now.city.as_str()), ("2", "Київ"));
        assert!(world.save_form(&as_business(&seen), &anna).await.is_ok(), "what is saved already is no conflict");
    });
}

#[test]
fn of_different_details_saved_at_once_one_stays_and_the_others_are_told() {
    each_db(|world| async move {
        let (anna, number) = world.owner_of_one(ANNA).await;
        let form = as_business(&world.account_form(&anna, &number).await);
        let ended = at_once(20, |n| {
            let (world, anna) = (Arc::clone(&world), anna.clone());
            let form = AccountForm { city: format!("City {n}"), ..form.clone() };
            async move { world.save_form(&form, &anna).await }
        })
        .await;
        assert_eq!(ended.iter().filter(|ended| ended.is_ok()).count(), 1);
        for ended in ended.into_iter().filter(Result::is_err) {
            assert_eq!(refused(ended), Errors::on(Field::City, FieldError::Stale));
        }
        assert_eq!(world.written("account_changed", "done").await, 1);
    });
}

#[test]
fn what_changes_while_somebody_saves_holds_already() {
    each_db(|world| async move {
        let (anna, number) = world.owner_of_one(ANNA).await;
        let berta = world.signed_up_into(&number, BERTA, &[Role::AccountAdministrator]).await;
        let form = as_business(&world.account_form(&anna, &number).await);
        let saving = |form: &AccountForm, context: &RequestContext| {
            let (world, form, context): (Arc<World>, _, _) = (Arc::clone(&world), form.clone(), context.clone());
            async move { world.save_form(&form, &context).await }
        };
        let mut demoted = vec![holding_account(&number)];
        demoted.extend(demoting(&number, BERTA, Role::AccountObserver));
        let ended = world.meanwhile(&demoted, saving(&form, &berta)).await;
        assert!(matches!(ended, Err(Error::Forbidden)), "{ended:?}");
        let dissociated = [holding_account(&number), "delete from memberships where created_at = 1".into()];
        world.run(&demoting(&number, BERTA, Role::AccountAdministrator)[1]).await;
        let ended = world.meanwhile(&dissociated, saving(&form, &berta)).await;
        assert!(matches!(ended, Err(Error::Gone)), "{ended:?}");
        let other = format!("update accounts set version = version + 1, city = 'Львів' where number = '{number}'");
        let errors = refused(world.meanwhile(&[other], saving(&form, &anna)).await);
        assert_eq!(errors.of(Field::CompanyName), Some(FieldError::Stale));
        let form = as_business(&world.account_form(&anna, &number).await);
        let ended = [holding_user(ANNA), "delete from sessions".to_owned()];
        let ended = world.meanwhile(&ended, saving(&form, &anna)).await;
        assert!(matches!(ended, Err(Error::SignedOut)), "{ended:?}");
        assert_eq!(world.written("account_changed", "done").await, 0);
    });
}

#[test]
fn the_policy_is_the_owners_and_needs_a_proof() {
    each_db(|world| async move {
        let (anna, number) = world.owner_of_one(ANNA).await;
        let berta = world.signed_up_into(&number, BERTA, &[Role::AccountAdministrator]).await;
        assert!(matches!(world.choose_policy(&berta, &number, "required").await, Err(Error::Forbidden)));
        for kept in ["", "optional"] {
            world.choose_policy(&berta, &number, kept).await.unwrap();
        }
        let form = as_business(&world.account_form(&berta, &number).await);
        let both = AccountForm { two_step_policy: "required".into(), ..form.clone() };
        assert!(matches!(world.save_form(&both, &berta).await, Err(Error::Forbidden)), "and nothing else is saved");
        assert_eq!(world.account_form(&anna, &number).await.version, "1");
        world.wait(601);
        assert!(matches!(world.save_form(&both, &berta).await, Err(Error::Forbidden)), "a proof would not help");
        assert!(matches!(world.save_form(&both, &anna).await, Err(Error::ReauthRequired)));
        assert_eq!(world.account_form(&anna, &number).await.version, "1");
        let anna = world.prove_again(&anna).await;
        world.save_form(&both, &anna).await.unwrap();
        assert_eq!(world.noted(&number, "policy_changed", "required").await, 1);
        assert_eq!(world.written("account_changed", "done").await, 1);
        world.switch_on(&anna).await;
        let client = world.client_of(&anna, &number).await.unwrap();
        assert_eq!((client.policy, client.company.as_deref()), (TwoStepPolicy::Required, Some("ТОВ «Хмара»")));
        world.choose_policy(&anna, &number, "").await.unwrap();
        world.choose_policy(&anna, &number, "required").await.unwrap();
        assert_eq!(world.written("policy_changed", "done").await, 1);
        assert_eq!(world.written("account_changed", "done").await, 1, "the policy alone is no change of details");
        world.choose_policy(&anna, &number, "optional").await.unwrap();
        assert_eq!(world.noted(&number, "policy_changed", "optional").await, 1);
    });
}

#[test]
fn a_proof_or_an_account_lost_meanwhile_chooses_no_policy() {
    each_db(|world| async move {
        let (anna, number) = world.owner_of_one(ANNA).await;
        let form = AccountForm { two_step_policy: "required".into(), ..world.account_form(&anna, &number).await };
        let choosing = || {
            let (world, form, anna): (Arc<World>, _, _) = (Arc::clone(&world), form.clone(), anna.clone());
            async move { world.save_form(&form, &anna).await }
        };
        let unproved = [holding_user(ANNA), "update sessions set proved_at = null".to_owned()];
        assert!(matches!(world.meanwhile(&unproved, choosing()).await, Err(Error::ReauthRequired)));
        world.run("update sessions set proved_at = created_at").await;
        let mut transferred = vec![holding_account(&number)];
        transferred.extend(demoting(&number, ANNA, Role::AccountAdministrator));
        assert!(matches!(world.meanwhile(&transferred, choosing()).await, Err(Error::Forbidden)));
        assert_eq!(world.written("policy_changed", "done").await, 0);
    });
}

#[test]
fn another_account_is_opened_with_what_was_told_before() {
    each_db(|world| async move {
        let (anna, first) = world.owner_of_one(ANNA).await;
        world.wait(1);
        let shown = world.reading().new_account(anna.session.as_ref()).await.unwrap().values;
        assert_eq!(shown, [(Field::Version, "1".to_owned()), (Field::Country, "UA".to_owned())]);
        world
            .run(
                "insert into own_details (user_id, account_type, country, organisation_type, company_name, tin)
                 select id, 'business', 'PL', 'individual_entrepreneur', 'Rower', '5261040828' from users",
            )
            .await;
        let form = world.new_form(&anna).await;
        assert_eq!(
            (form.country.as_str(), form.company_name.as_str(), form.tin.as_str()),
            ("PL", "Rower", "5261040828")
        );
        let form = AccountForm { two_step_policy: "required".into(), account: first.clone(), ..form };
        let second = world.accounts.clients.open_account(&form, &anna).await.unwrap().digits();
        assert_ne!(first, second);
        let client = world.client_of(&anna, &second).await.unwrap();
        assert_eq!((client.roles.as_slice(), client.owner.as_str()), (&[Role::AccountOwner][..], ANNA));
        assert_eq!((client.company.as_deref(), client.policy), (Some("Rower"), TwoStepPolicy::Optional));
        assert_eq!(world.noted(&second, "account_opened", "").await, 1);
        let all =
            world.number("select count(*) from memberships where notifications = 'general billing tickets technical'");
        assert_eq!(all.await, 2);
        assert_eq!(world.account_form(&anna, &first).await.version, "1", "the first is as it was");
        assert!(matches!(world.reading().new_account(None).await, Err(Error::SignedOut)));
        assert!(matches!(
            world.accounts.clients.open_account(&form, &RequestContext::default()).await,
            Err(Error::SignedOut)
        ));
        assert_eq!(
            refused(world.accounts.clients.open_account(&AccountForm::default(), &anna).await).of(Field::AccountType),
            Some(FieldError::Missing)
        );
    });
}

#[test]
fn the_same_press_sent_twice_opens_one_account() {
    each_db(|world| async move {
        let (anna, _) = world.owner_of_one(ANNA).await;
        world.wait(1);
        let form = world.new_form(&anna).await;
        let opened = at_once(20, |_| {
            let (world, anna, form): (Arc<World>, _, _) = (Arc::clone(&world), anna.clone(), form.clone());
            async move { world.accounts.clients.open_account(&form, &anna).await.unwrap() }
        })
        .await;
        assert!(opened.iter().all(|number| *number == opened[0]));
        assert_eq!((world.owned().await, world.written("account_opened", "done").await), (2, 1));
        // Another one from a page of the same moment, and the same one from a page of now, are meant.
        let other = world.accounts.clients.open_account(&as_business(&form), &anna).await.unwrap();
        assert_ne!(other, opened[0]);
        assert_eq!(world.accounts.clients.open_account(&as_business(&form), &anna).await.unwrap(), other);
        let again = world.accounts.clients.open_account(&world.new_form(&anna).await, &anna).await.unwrap();
        assert!(again != opened[0] && again != other);
        assert_eq!(world.owned().await, 4);
    });
}

#[test]
fn nobody_owns_more_than_ten() {
    each_db(|world| async move {
        let (anna, _) = world.owner_of_one(ANNA).await;
        let form = as_business(&world.new_form(&anna).await);
        let ended = at_once(20, |n| {
            let (world, anna): (Arc<World>, _) = (Arc::clone(&world), anna.clone());
            let form = AccountForm { city: format!("City {n}"), ..form.clone() };
            async move { world.accounts.clients.open_account(&form, &anna).await }
        })
        .await;
        assert_eq!(ended.iter().filter(|ended| ended.is_ok()).count(), 9);
        for ended in ended.into_iter().filter(Result::is_err) {
            assert_eq!(refused(ended), Errors::on(Field::AccountType, FieldError::Full));
        }
        assert_eq!(world.owned().await, Settings::ACCOUNTS);
    });
}

#[test]
fn a_session_that_ends_meanwhile_opens_nothing() {
    each_db(|world| async move {
        let (anna, _) = world.owner_of_one(ANNA).await;
        let form = world.new_form(&anna).await;
        let ended = [holding_user(ANNA), "delete from sessions".to_owned()];
        let opening = {
            let (world, anna): (Arc<World>, _) = (Arc::clone(&world), anna.clone());
            async move { world.accounts.clients.open_account(&form, &anna).await }
        };
        assert!(matches!(world.meanwhile(&ended, opening).await, Err(Error::SignedOut)));
        assert_eq!(world.owned().await, 1);
    });
}

#[test]
fn anyone_but_the_owner_leaves() {
    each_db(|world| async move {
        let (anna, number) = world.owner_of_one(ANNA).await;
        let berta = world.signed_up_into(&number, BERTA, &[Role::AccountAdministrator, Role::AccountObserver]).await;
        world.post().await;
        let leave = async |context: &RequestContext| world.accounts.clients.leave_account(&number, context).await;
        assert!(matches!(leave(&anna).await, Err(Error::Forbidden)));
        world.wait(601);
        assert!(matches!(leave(&berta).await, Err(Error::ReauthRequired)));
        let berta = world.prove_again(&berta).await;
        leave(&berta).await.unwrap();
        assert!(matches!(leave(&berta).await, Err(Error::Gone)));
        assert!(matches!(world.client_of(&berta, &number).await, Err(Error::Gone)), "from the next request");
        assert_eq!(world.noted(&number, "account_left", "").await, 1);
        assert_eq!(world.accounts.sessions.user_of(BERTA).await.unwrap().unwrap().accounts.len(), 1, "their own");
        assert_eq!(world.number("select count(*) from roles").await, 2);
        assert!(world.client_of(&world.prove_again(&anna).await, &number).await.is_ok());
        assert_eq!(count(&world.post().await, "membership-notice", ANNA), 0);
    });
}

#[test]
fn whoever_becomes_the_owner_or_loses_the_proof_meanwhile_stays() {
    each_db(|world| async move {
        let (_, number) = world.owner_of_one(ANNA).await;
        let berta = world.signed_up_into(&number, BERTA, &[Role::AccountAdministrator]).await;
        let leaving = || {
            let (world, berta, number): (Arc<World>, _, _) = (Arc::clone(&world), berta.clone(), number.clone());
            async move { world.accounts.clients.leave_account(&number, &berta).await }
        };
        let unproved = [holding_user(BERTA), "update sessions set proved_at = null".to_owned()];
        assert!(matches!(world.meanwhile(&unproved, leaving()).await, Err(Error::ReauthRequired)));
        world.run("update sessions set proved_at = created_at").await;
        let mut owner = vec![holding_account(&number)];
        owner.extend(demoting(&number, ANNA, Role::AccountAdministrator));
        owner.extend(demoting(&number, BERTA, Role::AccountOwner));
        assert!(matches!(world.meanwhile(&owner, leaving()).await, Err(Error::Forbidden)));
        assert_eq!(world.having(&number, Role::AccountOwner).await, 1);
    });
}
