//! What is left of somebody who was deleted, or never finished: no address, name, phone, tax number, hash of a password, in
//! no table and, on SQLite, in no byte of the files.

use crate::{
    help::inviting::{ANNA, BORIS},
    help::team::roles_form,
    help::{World, business, each_db, from, identity, refused, register, sign_in, totp, two_step, with},
};
use accounts::RequestContext;
use rules::{AddressForm, ForgotForm, ProfileForm, RegisterForm, Role};
use serde_json::Value;
use std::collections::BTreeSet;

const DAY: i64 = 86_400;
const EMAIL: &str = "oksana.marker@example.com";
const FORMER: &str = "former.marker@example.org";
const WISHED: &str = "wished.marker@example.net";
/// Whatever the person told or was told about.
const MARKERS: [&str; 9] = [
    "marker",
    "Маркерина",
    "Маркеренко",
    "380501234567",
    "50 123",
    "14360570",
    "Маркерова",
    "143605711223",
    "203.0.113.77",
];

impl World {
    /// What of these stands in a table, or in the bytes of SQLite's files.
    async fn found(&self, markers: &[&str]) -> Vec<String> {
        let mut found = Vec::new();
        for marker in markers {
            found.extend(self.holding(marker).await.into_iter().map(|column| format!("{marker} in {column}")));
            if !self.postgres {
                found.extend(self.in_files(marker).into_iter().map(|file| format!("{marker} in {file}")));
            }
        }
        found
    }

    fn in_files(&self, marker: &str) -> Vec<String> {
        let path = self.url.trim_start_matches("sqlite:");
        let holds = |file: &String| {
            let bytes = std::fs::read(file).unwrap_or_default();
            bytes.windows(marker.len()).any(|bytes| bytes == marker.as_bytes())
        };
        ["", "-wal", "-journal"].iter().map(|end| format!("{path}{end}")).filter(holds).collect()
    }

    /// Every hash of a password.
    async fn hashes(&self) -> BTreeSet<String> {
        let cells = self.cells().await.into_iter();
        cells.filter(|(column, _)| column.ends_with(".password_hash")).map(|(_, hash)| hash).collect()
    }

    /// Tells all about a business that one can, as this address; the browser, and the registration's id.
    async fn tell_all(&self, email: &str) -> (RequestContext, String) {
        let form = RegisterForm {
            name: "Маркерина".into(), surname: "Маркеренко".into(), ..register(email)
        };
        let there = RequestContext { agent: "Marker/1.0".into(), ..from("203.0.113.77") };
        let (id, browser) = self.accounts.registrations.register(&form, &there).await.expect("registered");
        let context = RequestContext { browser: Some(browser), ..there };
        let mut details = business(&id);
        details.company_name = "ТОВ «Маркерова Хмара»".into();
        details.vat_number = "143605711223".into();
        details.phone = "050 123 45 67".into();
        self.accounts.registrations.details(&details, &context).await.expect("details taken");
        (context, id)
    }
}

/// Somebody with a business has left something everywhere: a former address with letters and an invitation to it, an
/// address that was never proved, a second factor, a share in somebody else's account.
async fn a_full_life(world: &World) -> RequestContext {
    let (anna, number) = world.office().await;
    let (context, id) = world.tell_all(FORMER).await;
    let code = world.code().await;
    let accounts::Proved::SignedIn(signed_in) = world.confirm(&context, &id, &code).await.expect("proved") else {
        panic!("a new user")
    };
    let there = |session| RequestContext { session: Some(session), browser: None, ..context.clone() };
    let mine = there(signed_in.session);
    let sent = world.invited(&anna, &number, FORMER).await;
    world.accept(&sent, &mine).await.expect("accepted");
    world.move_to(&mine, EMAIL).await;
    let who =
        world.accounts.sessions.current_user(mine.session.as_ref()).await.expect("it answers").expect("signed in");
    let own = who.accounts.iter().find(|account| account.roles.contains(&Role::AccountOwner));
    let own = own.expect("an account of their own").number.digits();
    world.invite(&mine, &own, "guest.marker@example.com", &[Role::AccountObserver]).await.expect("invited");
    // The former address is forgotten but for what the account's log says.
    world.wait(8 * DAY);
    world.accounts.retention.tidy_up().await.expect("tidied");
    let signed_in = world.sign_in(EMAIL).await;
    let mine = there(signed_in.session);
    let key = world.switch_on(&mine).await;
    world.wait(30);
    let half = world.half(EMAIL).await;
    refused(world.accounts.sign_in.second_step(&two_step("000000"), &half).await);
    world
        .accounts
        .sign_in
        .second_step(&two_step(&totp::code(&key, world.now())), &half)
        .await
        .expect("the code is right");
    refused(world.accounts.sign_in.sign_in(&sign_in(EMAIL, "wrong"), &mine).await);
    let profile = ProfileForm { email: WISHED.into(), ..world.profile(&mine).await };
    assert!(world.save(&profile, &mine).await.expect("saved"));
    world.accounts.passwords.forgot(&ForgotForm { email: EMAIL.into() }, &mine).await.expect("taken");
    world.tell_all(EMAIL).await;
    world.letters().await;
    mine
}

#[test]
fn of_somebody_who_is_deleted_nothing_is_left_in_tables_and_files() {
    each_db(|world| async move {
        let mine = a_full_life(&world).await;
        let before = world.found(&MARKERS).await;
        let hashes = world.hashes().await;
        for marker in MARKERS {
            assert!(before.iter().any(|found| found.starts_with(marker)), "{marker} was told: {before:?}");
        }
        for table in
            ["two_step", "resets", "codes", "addresses", "registrations", "email_changes", "invitations", "outbox"]
        {
            assert!(world.number(&format!("select count(*) from {table}")).await > 0, "{table} is to be emptied");
        }
        world.accounts.deletions.ask_deletion(&mine).await.unwrap();
        world.wait(7 * DAY);
        world.accounts.retention.tidy_up().await.unwrap();
        world.letters().await;
        world.wait(1);
        world.accounts.retention.tidy_up().await.unwrap();
        assert!(!world.has(EMAIL).await);
        assert_eq!(world.found(&MARKERS).await, [""; 0]);
        let hers = world.hashes().await;
        assert!(hashes.len() > 2 && hers.len() == 1, "Anna has one of them");
        let gone: Vec<&str> = hashes.difference(&hers).map(String::as_str).collect();
        assert_eq!(world.found(&gone).await, [""; 0]);
        assert!(world.has(ANNA).await);
    });
}

#[test]
fn of_somebody_who_never_finished_nothing_is_left_a_day_later() {
    each_db(|world| async move {
        let (context, id) = world.tell_all(FORMER).await;
        world.wait(60);
        let corrected = AddressForm { registration: id.clone(), email: EMAIL.into() };
        world.accounts.registrations.change_address(&corrected, &context).await.unwrap();
        world.wait(60);
        world.resend(&id, &context).await.unwrap();
        world
            .accounts
            .passwords
            .forgot(&ForgotForm { email: "unknown.marker@example.com".into() }, &context)
            .await
            .unwrap();
        // One that did not go, and one that never will.
        world.letters().await;
        world.wait(60);
        world.resend(&id, &context).await.unwrap();
        assert!(world.found(&MARKERS).await.len() > MARKERS.len());
        world.wait(DAY);
        world.accounts.retention.tidy_up().await.unwrap();
        // What waited too long to go is given up, and then forgotten.
        world.letters().await;
        world.accounts.retention.tidy_up().await.unwrap();
        assert_eq!(world.found(&MARKERS).await, [""; 0]);
        for table in ["registrations", "codes", "outbox", "resets", "activity"] {
            assert_eq!(world.number(&format!("select count(*) from {table}")).await, 0, "{table}");
        }
    });
}

#[test]
fn an_address_that_was_wanted_and_not_proved_is_forgotten_with_the_wish() {
    each_db(|world| async move {
        let mine = with(&world.sign_up(ANNA).await);
        assert!(world.wish(&mine, WISHED).await.unwrap());
        world.letters().await;
        world.wait(2 * DAY);
        world.accounts.retention.tidy_up().await.unwrap();
        assert_eq!(world.found(&[WISHED]).await, [""; 0]);
    });
}

#[test]
fn a_former_address_is_forgotten_when_the_change_can_be_undone_no_more_and_its_letters_are_still_ones_own() {
    each_db(|world| async move {
        let mine = with(&world.sign_up(FORMER).await);
        world.move_to(&mine, EMAIL).await;
        let letters = async |mine: &RequestContext| {
            let file: Value = serde_json::from_str(&world.accounts.exports.download(mine).await.unwrap()).unwrap();
            let kinds =
                file["letters"].as_array().unwrap().iter().map(|letter| letter["kind"].as_str().unwrap().to_owned());
            kinds.collect::<Vec<_>>()
        };
        let sorted = |mut kinds: Vec<String>| {
            kinds.sort_unstable();
            kinds
        };
        let told = letters(&mine).await;
        for kind in ["verification-code", "email-change-code", "email-change-notice"] {
            assert!(told.iter().any(|found| found == kind), "{kind}: {told:?}");
        }
        world.wait(7 * DAY + 1);
        world.accounts.retention.tidy_up().await.unwrap();
        assert_eq!(world.found(&[FORMER]).await, [""; 0]);
        let mine = with(&world.sign_in(EMAIL).await.session);
        let later = letters(&mine).await;
        assert_eq!(sorted(later[..told.len()].to_vec()), sorted(told), "the oldest come first");
    });
}

#[test]
fn a_file_of_ones_data_holds_what_came_to_a_former_address_and_nothing_of_its_next_owner() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        let mine = with(&world.sign_up(FORMER).await);
        let sent = world.invited(&anna, &number, FORMER).await;
        world.accept(&sent, &mine).await.unwrap();
        world.move_to(&mine, EMAIL).await;
        world.wait(8 * DAY);
        world.accounts.retention.tidy_up().await.unwrap();
        // Somebody else has the address now.
        world.sign_up(FORMER).await;
        let anna = with(&world.sign_in(ANNA).await.session);
        world.invited(&anna, &number, FORMER).await;
        let mine = with(&world.sign_in(EMAIL).await.session);
        let file: Value = serde_json::from_str(&world.accounts.exports.download(&mine).await.unwrap()).unwrap();
        assert_eq!(file["invitations_received"].as_array().unwrap().len(), 1, "the one that was accepted");
        let account = file["accounts"].as_array().unwrap().iter().find(|account| account["number"] == number.as_str());
        let told = &account.expect("a member")["your_notifications"];
        assert_eq!(told, &serde_json::json!(["general", "billing", "technical"]));
        let registered =
            file["letters"].as_array().unwrap().iter().filter(|letter| letter["kind"] == "verification-code");
        assert_eq!(registered.count(), 1, "not the next owner's");

        world.accounts.deletions.ask_deletion(&mine).await.unwrap();
        world.wait(7 * DAY);
        world.accounts.retention.tidy_up().await.unwrap();
        assert!(!world.has(EMAIL).await && world.has(FORMER).await);
        let invitations = "select count(*) from invitations where email_key = 'former.marker@example.org'";
        assert_eq!(world.number(invitations).await, 1, "the next owner's stays");
        assert_eq!(world.holding(BORIS).await, [""; 0]);
    });
}

#[test]
fn a_file_of_ones_data_tells_what_one_did_to_others_and_not_to_whom() {
    each_db(|world| async move {
        let (anna, number) = world.owner(ANNA).await;
        let boris = world.colleague(BORIS, &number, &[Role::AccountObserver]).await;
        let roles = roles_form(&number, &boris.id, &[Role::AccountObserver], &[Role::UserAdministrator]);
        world.accounts.memberships.set_roles(&roles, &anna.context).await.unwrap();
        let file = world.accounts.exports.download(&anna.context).await.unwrap();
        assert!(!file.contains(BORIS) && !file.contains(&boris.id));
        let file: Value = serde_json::from_str(&file).unwrap();
        let line =
            file["activity"].as_array().unwrap().iter().find(|line| line["act"] == "roles_changed").expect("a line");
        assert_eq!(
            (&line["by"], &line["on"], &line["account"]),
            (&"you".into(), &"another user".into(), &number.into())
        );
    });
}

#[test]
fn whoever_the_operator_moves_takes_their_letters_along() {
    each_db(|world| async move {
        world.sign_up(FORMER).await;
        world.letters().await;
        world.accounts.operator.change_email(FORMER, EMAIL).await.unwrap();
        let mine = with(&world.sign_in(EMAIL).await.session);
        let mine = with(
            &world
                .accounts
                .reauthentication
                .confirm_identity(&identity(crate::help::PASSWORD, ""), &mine)
                .await
                .unwrap(),
        );
        let file: Value = serde_json::from_str(&world.accounts.exports.download(&mine).await.unwrap()).unwrap();
        let letters = file["letters"].as_array().unwrap();
        assert!(letters.iter().any(|letter| letter["kind"] == "verification-code"), "{letters:?}");
        world.letters().await;
        world.wait(DAY);
        world.accounts.retention.tidy_up().await.unwrap();
        assert_eq!(world.found(&[FORMER]).await, [""; 0]);
    });
}

#[test]
fn every_column_has_its_line_in_docs_privacy_md() {
    each_db(|world| async move {
        let page = include_str!("../../../../docs/privacy.md");
        for (table, columns) in world.columns().await {
            let line = page.lines().find(|line| line.starts_with(&format!("| `{table}` |")));
            let line = line.unwrap_or_else(|| panic!("docs/privacy.md says nothing of the table {table}"));
            for column in columns {
                assert!(line.contains(&format!("`{column}`")), "docs/privacy.md says nothing of {table}.{column}");
            }
        }
    });
}
