//! Companies are found in public registers; stand-ins answer over HTTP.

#[path = "../../../registers/tests/asked/stand_in.rs"]
mod stand_in;

use crate::help::{World, at_once, business, clients::as_business, each_db, from, refused, wait_of, with};
use accounts::{Accounts, CompanyQuery, Error, Lookup, Origin, RequestContext};
use registers::{Answer, Reason, Source};
use rules::{AccountForm, Country, DetailsForm, Field};
use stand_in::{Reply, StandIn, reply};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::time::sleep;

const UNKNOWN: &str = "{\"result\":{\"subject\":null}}";
const HOUR: i64 = 3_600;

fn source(name: &str, stand_in: &StandIn) -> Source {
    Source::open(name, Some(&stand_in.url()), None).expect(name)
}

/// What Poland's list says of this number.
fn listed(nip: &str) -> String {
    format!(
        "{{\"result\":{{\"subject\":{{\"name\":\"CHMURA\",\"nip\":\"{nip}\",\"statusVat\":\"Czynny\",\"krs\":\"0000028860\",
        \"workingAddress\":\"CHEMIKÓW 7, 09-411 PŁOCK\",\"accountNumbers\":[\"1\"]}}}}}}"
    )
}

async fn find_in(accounts: &Accounts, country: &str, tin: &str, context: &RequestContext) -> Result<Lookup, Error> {
    let country = Country::parse(country).expect(country);
    accounts
        .companies
        .find_company(&CompanyQuery { country, tin: Some((tin, "")), registration: None, vat: None }, context)
        .await
}

async fn find(accounts: &Accounts, nip: &str) -> Lookup {
    find_in(accounts, "PL", nip, &RequestContext::default()).await.expect("it answers")
}

/// A number that nobody else is asked for.
fn nip(n: usize) -> String {
    format!("52602{n:05}")
}

#[test]
fn two_servers_share_one_days_requests_and_begin_anew_after_midnight_in_warsaw() {
    each_db(|world| async move {
        let stand_in = StandIn::with(vec![reply(200, UNKNOWN)]).await;
        let server = async || Arc::new(world.with_registers(vec![source("pl-whitelist", &stand_in)]).await);
        let servers = [server().await, server().await];
        let ended = at_once(16, |n| {
            let accounts = Arc::clone(&servers[n % 2]);
            async move {
                let mut not_found = 0;
                for each in 0..8 {
                    not_found +=
                        usize::from(matches!(find(&accounts, &nip(n * 8 + each)).await, Lookup::NotFound { .. }));
                }
                not_found
            }
        })
        .await;
        assert_eq!(ended.iter().sum::<usize>(), 90, "of 128");
        assert_eq!(stand_in.asked().len(), 90);
        assert_eq!(world.number("select cast(sum(requests) as bigint) from register_days").await, 90);

        // 1,800,000,000 is 2027-01-15 at 09:00 in Warsaw.
        world.wait(15 * HOUR - 1);
        assert_eq!(find(&servers[0], &nip(900)).await, Lookup::NoAnswer);
        world.wait(1);
        assert_eq!(find(&servers[1], &nip(900)).await, Lookup::NotFound { source: "pl-whitelist" });
        assert_eq!(stand_in.asked().len(), 91);
        world.wait(96 * HOUR);
        servers[0].retention.tidy_up().await.expect("tidied up");
        assert_eq!(world.number("select count(*) from register_days").await, 0);
    });
}

#[test]
fn what_was_found_is_kept_for_12_hours_what_was_not_for_one_and_no_answer_not_at_all() {
    each_db(|world| async move {
        for (body, status, kept) in
            [(listed(&nip(1)), 200, 12 * HOUR), (UNKNOWN.into(), 200, HOUR), ("".into(), 500, 0)]
        {
            let stand_in = StandIn::with(vec![reply(status, body)]).await;
            let accounts = world.with_registers(vec![source("pl-whitelist", &stand_in)]).await;
            let first = find(&accounts, &nip(1)).await;
            world.wait(kept - 1);
            assert_eq!(find(&accounts, &nip(1)).await, first);
            assert_eq!(stand_in.asked().len(), if kept > 0 { 1 } else { 2 }, "{first:?}");
            world.wait(1);
            find(&accounts, &nip(1)).await;
            assert_eq!(stand_in.asked().len(), if kept > 0 { 2 } else { 3 }, "{first:?}");
        }
    });
}

#[test]
fn nobody_waits_longer_than_four_seconds_and_a_late_answer_is_there_for_the_next() {
    each_db(|world| async move {
        let body =
            "{\"results\":[{\"identifiers\":[{\"value\":\"31322832\"}],\"fullNames\":[{\"value\":\"SLOVNAFT\"}]}]}";
        let late = Reply { after: Duration::from_millis(5_000), ..reply(200, body) };
        let stand_in = StandIn::with(vec![late]).await;
        let accounts = world.with_registers(vec![source("sk-rpo", &stand_in)]).await;
        let begun = Instant::now();
        let context = RequestContext::default();
        assert_eq!(find_in(&accounts, "SK", "31322832", &context).await.expect("it answers"), Lookup::NoAnswer);
        let waited = begun.elapsed();
        assert!(waited >= Duration::from_millis(3_900) && waited < Duration::from_millis(4_900), "{waited:?}");
        sleep(Duration::from_millis(1_600)).await;
        let begun = Instant::now();
        let found = find_in(&accounts, "SK", "31322832", &context).await.expect("it answers");
        assert!(matches!(found, Lookup::Found(filled) if filled.name.as_deref() == Some("SLOVNAFT")));
        assert!(begun.elapsed() < Duration::from_secs(1));
        assert_eq!(stand_in.asked().len(), 1);
    });
}

#[test]
fn a_register_that_says_nothing_leaves_the_next_one_its_time() {
    each_db(|world| async move {
        let valid = "{\"countryCode\":\"SK\",\"vatNumber\":\"2022749619\",\"valid\":true,\"name\":\"DRUHÁ\",\"address\":\"---\"}";
        let never = Reply { after: Duration::from_secs(60), ..reply(200, "") };
        let late = Reply { after: Duration::from_secs(1), ..reply(200, valid) };
        let [silent, vies] = [StandIn::with(vec![never]).await, StandIn::with(vec![late]).await];
        let accounts = world.with_registers(vec![source("vies", &vies), source("sk-rpo", &silent)]).await;
        let wanted = CompanyQuery {
            country: Country::parse("SK").expect("a country"),
            tin: Some(("2022749619", "sk-dic")),
            registration: Some(("31322832", "sk-ico")),
            vat: Some(("SK2022749619", "sk-vat")),
        };
        let found = accounts.companies.find_company(&wanted, &RequestContext::default()).await.expect("it answers");
        assert!(matches!(&found, Lookup::Found(filled) if filled.name.as_deref() == Some("DRUHÁ")), "{found:?}");
        assert_eq!((silent.asked().len(), vies.asked().len()), (1, 1));
    });
}

#[test]
fn a_stranger_uses_up_neither_the_days_requests_nor_the_registers() {
    each_db(|world| async move {
        let [list, vies] = [StandIn::with(vec![reply(200, UNKNOWN)]).await, StandIn::with(vec![reply(503, "")]).await];
        let accounts = world.with_registers(vec![source("pl-whitelist", &list), source("vies", &vies)]).await;
        let stranger = from("203.0.113.7");
        for n in 0..10 {
            assert!(find_in(&accounts, "PL", &nip(n), &stranger).await.is_ok());
        }
        assert_eq!(wait_of(find_in(&accounts, "PL", &nip(10), &stranger).await), 6);
        assert!(find_in(&accounts, "PL", &nip(10), &from("203.0.113.8")).await.is_ok(), "somebody else");
        assert_eq!(list.asked().len(), 11);
        // A quarter of an hour later there is more, but of the list's nothing before its own time.
        world.wait(900);
        for n in 20..30 {
            assert!(find_in(&accounts, "PL", &nip(n), &stranger).await.is_ok());
        }
        assert_eq!((list.asked().len(), vies.asked().len()), (11, 21));
    });
}

#[test]
fn a_register_that_wants_peace_has_it() {
    each_db(|world| async move {
        let wait = Reply { head: "Retry-After: 30\r\n".into(), ..reply(429, "") };
        let stand_in = StandIn::with(vec![wait, reply(200, UNKNOWN), reply(429, "")]).await;
        let servers = [
            world.with_registers(vec![source("pl-whitelist", &stand_in)]).await,
            world.with_registers(vec![source("pl-whitelist", &stand_in)]).await,
        ];
        assert_eq!(find(&servers[0], &nip(1)).await, Lookup::NoAnswer);
        world.wait(29);
        assert_eq!(find(&servers[0], &nip(1)).await, Lookup::NoAnswer);
        assert_eq!(stand_in.asked().len(), 1);
        world.wait(1);
        assert_eq!(find(&servers[0], &nip(1)).await, Lookup::NotFound { source: "pl-whitelist" });
        // It does not say for how long: its day is over, for all servers.
        for (server, n) in [(0, 2), (1, 3), (0, 4)] {
            assert_eq!(find(&servers[server], &nip(n)).await, Lookup::NoAnswer);
        }
        assert_eq!(stand_in.asked().len(), 3);
        world.wait(24 * HOUR);
        find(&servers[1], &nip(5)).await;
        assert_eq!(stand_in.asked().len(), 4);
    });
}

#[test]
fn a_register_is_asked_one_thing_at_a_time_and_nothing_twice() {
    each_db(|world| async move {
        let reply = Reply { after: Duration::from_millis(50), ..reply(200, UNKNOWN) };
        let stand_in = StandIn::with(vec![reply]).await;
        let accounts = Arc::new(world.with_registers(vec![source("pl-whitelist", &stand_in)]).await);
        let ended = at_once(12, |n| {
            let accounts = Arc::clone(&accounts);
            async move { find(&accounts, &nip(n % 3)).await }
        })
        .await;
        assert_eq!(ended, vec![Lookup::NotFound { source: "pl-whitelist" }; 12]);
        assert_eq!((stand_in.asked().len(), stand_in.most_at_once()), (3, 1));
    });
}

#[test]
fn a_question_whose_turn_comes_when_nobody_waits_any_more_is_not_asked() {
    each_db(|world| async move {
        let slow = Reply { after: Duration::from_millis(4_500), ..reply(200, UNKNOWN) };
        let stand_in = StandIn::with(vec![slow, reply(200, UNKNOWN)]).await;
        let accounts = Arc::new(world.with_registers(vec![source("pl-whitelist", &stand_in)]).await);
        let ended = at_once(2, |n| {
            let accounts = Arc::clone(&accounts);
            async move { find(&accounts, &nip(n)).await }
        })
        .await;
        assert_eq!(ended, vec![Lookup::NoAnswer; 2]);
        sleep(Duration::from_millis(1_500)).await;
        assert_eq!(stand_in.asked().len(), 1);
    });
}

#[test]
fn a_countrys_own_register_comes_first_and_others_fill_what_is_missing() {
    each_db(|world| async move {
        let own = "{\"_data\":[{\"ja_kodas\":301844044,\"ja_pavadinimas\":\"AB Debesis\"}]}";
        let all = "{\"countryCode\":\"LT\",\"vatNumber\":\"100004278519\",\"valid\":true,\"name\":\"DEBESIS, AB\",
            \"address\":\"Gedimino pr. 1\\n01103 Vilnius\"}";
        let [jar, vies] = [StandIn::with(vec![reply(200, own)]).await, StandIn::with(vec![reply(200, all)]).await];
        let accounts = world.with_registers(vec![source("vies", &vies), source("lt-jar", &jar)]).await;
        let wanted = CompanyQuery {
            country: Country::parse("LT").expect("a country"),
            tin: Some(("301844044", "lt-kodas")),
            registration: None,
            vat: Some(("LT100004278519", "lt-pvm")),
        };
        let Lookup::Found(filled) =
            accounts.companies.find_company(&wanted, &RequestContext::default()).await.expect("it answers")
        else {
            panic!("it is there")
        };
        assert_eq!(filled.name.as_deref(), Some("AB Debesis"));
        assert_eq!(filled.address.as_deref(), Some("Gedimino pr. 1"));
        assert_eq!(filled.city.as_deref(), Some("Vilnius"));
        assert_eq!(filled.postal_code.as_deref(), Some("01103"));
        assert_eq!(filled.registration_number.as_deref(), Some("301844044"));
        assert_eq!(filled.vat_number.as_deref(), Some("LT100004278519"));
        let at = world.now();
        assert_eq!(filled.sources, [Origin { register: "lt-jar", at }, Origin { register: "vies", at }]);
    });
}

#[test]
fn no_answer_is_never_not_found_and_a_country_without_a_register_asks_nobody() {
    each_db(|world| async move {
        let invalid = "{\"countryCode\":\"PL\",\"vatNumber\":\"5260200001\",\"valid\":false}";
        let [list, vies] = [StandIn::with(vec![reply(502, "")]).await, StandIn::with(vec![reply(200, invalid)]).await];
        let accounts = world.with_registers(vec![source("pl-whitelist", &list), source("vies", &vies)]).await;
        assert!(accounts.companies.finds_companies() && !world.accounts.companies.finds_companies());
        assert_eq!(find(&accounts, "5260200001").await, Lookup::NoAnswer);
        assert_eq!(
            find(&world.with_registers(vec![source("vies", &vies)]).await, "5260200001").await,
            Lookup::NotFound { source: "vies" }
        );
        let mexico = find_in(&accounts, "MX", "PG851223B24", &RequestContext::default()).await.expect("it answers");
        assert_eq!((mexico, find(&world.accounts, "5260200001").await), (Lookup::NoRegister, Lookup::NoRegister));
        assert_eq!((list.asked().len(), vies.asked().len()), (1, 2));
    });
}

#[test]
fn the_operator_can_try_each_register() {
    each_db(|world| async move {
        let [list, vies] = [
            StandIn::with(vec![reply(200, listed("5260250274"))]).await,
            StandIn::with(vec![reply(200, "<html>")]).await,
        ];
        let accounts = world.with_registers(vec![source("vies", &vies), source("pl-whitelist", &list)]).await;
        let answers = accounts.companies.try_registers().await;
        assert!(
            matches!(&answers[0], ("pl-whitelist", Answer::Found(found)) if found.name.as_deref() == Some("CHMURA"))
        );
        assert_eq!(answers[1], ("vies", Answer::NoAnswer(Reason::Unreadable)));
        assert_eq!(world.number("select cast(sum(requests) as bigint) from register_days").await, 1);
    });
}

#[test]
fn what_a_register_knew_stands_beside_what_is_saved_and_only_numbers_that_fit_are_sent() {
    each_db(|world| async move {
        let stand_in = StandIn::with(vec![reply(200, listed("5260250274"))]).await;
        let accounts = world.with_registers(vec![source("pl-whitelist", &stand_in)]).await;
        let known = "select count(*) from registrations where register = 'pl-whitelist' and register_at is not null";
        let (context, id) = world.begin("firma@example.com").await;
        let polish = DetailsForm { country: "PL".into(), phone: "22 537 02 22".into(), ..business(&id) };

        let mistyped = DetailsForm { tin: "526-025-02-75".into(), ..polish.clone() };
        let errors = refused(accounts.companies.find_company_of(&mistyped, &context).await);
        assert!(errors.of(Field::Tin).is_some() && stand_in.asked().is_empty(), "{errors:?}");
        let passport = DetailsForm {
            country: "UA".into(),
            organisation_type: "individual_entrepreneur".into(),
            tin: "АБ123456".into(),
            ..polish.clone()
        };
        let errors = refused(accounts.companies.find_company_of(&passport, &context).await);
        assert!(errors.of(Field::Tin).is_some(), "a passport's number is looked up nowhere: {errors:?}");

        let doubtful = DetailsForm { country: "DE".into(), tin: "136695977".into(), ..polish.clone() };
        let errors = refused(accounts.companies.find_company_of(&doubtful, &context).await);
        assert!(
            errors.of(Field::Tin).is_some_and(|wrong| !wrong.is_warning()),
            "pressing again is of no use: {errors:?}"
        );

        let form = DetailsForm { tin: "NIP 526-025-02-74".into(), company_name: String::new(), ..polish };
        let Lookup::Found(found) = accounts.companies.find_company_of(&form, &context).await.expect("it answers")
        else {
            panic!("found")
        };
        let values = found.values(&form);
        assert!(values.contains(&(Field::CompanyName, "CHMURA".into())), "{values:?}");
        assert!(values.iter().all(|(field, _)| *field != Field::City), "typed already");

        let other = DetailsForm { company_name: "INNA".into(), ..form.clone() };
        world.accounts.registrations.details(&other, &context).await.expect("another name");
        assert_eq!(world.number(known).await, 0);
        let same = DetailsForm { company_name: "CHMURA".into(), ..form };
        world.accounts.registrations.details(&same, &context).await.expect("the name that was found");
        assert_eq!(world.number(known).await, 1);

        world.wait(24 * HOUR);
        accounts.retention.tidy_up().await.expect("tidied up");
        assert_eq!(world.number("select count(*) from known_companies").await, 0);
    });
}

/// The organisation of the form is looked for; then its details are saved as it is, by this name.
async fn found_and_saved(world: &World, accounts: &Accounts, form: &DetailsForm, name: &str) -> i64 {
    let (context, id) = world.begin("firma@example.com").await;
    let form = DetailsForm { registration: id, ..form.clone() };
    let Ok(Lookup::Found(_)) = accounts.companies.find_company_of(&form, &context).await else { panic!("found") };
    let saved = DetailsForm { company_name: name.into(), ..form };
    world.accounts.registrations.details(&saved, &context).await.expect("saved");
    let known = world.number("select count(*) from registrations where register is not null").await;
    world.run("delete from registrations").await;
    known
}

#[test]
fn evidence_is_what_the_tax_number_alone_has_led_to() {
    each_db(|world| async move {
        let valid =
            "{\"countryCode\":\"DE\",\"vatNumber\":\"136695976\",\"valid\":true,\"name\":\"---\",\"address\":\"---\"}";
        let tesco = "{\"company_name\":\"TESCO PLC\",\"company_number\":\"00445790\",\"company_status\":\"active\"}";
        let (vies, house) =
            (StandIn::with(vec![reply(200, valid)]).await, StandIn::with(vec![reply(200, tesco)]).await);
        let house = Source::open("gb-companies-house", Some(&house.url()), Some("a-key")).expect("a register");
        let accounts = world.with_registers(vec![source("vies", &vies), house]).await;

        let german = DetailsForm {
            country: "DE".into(),
            phone: "+49 30 901820".into(),
            tin: "DE136695976".into(),
            ..business("")
        };
        assert_eq!(found_and_saved(&world, &accounts, &german, "Beispiel GmbH").await, 1, "the number is known");

        let british = DetailsForm {
            country: "GB".into(),
            phone: "+44 20 7946 0018".into(),
            tin: "GB980780684".into(),
            registration_number: "00445790".into(),
            company_name: String::new(),
            ..business("")
        };
        let valid = "{\"countryCode\":\"SK\",\"vatNumber\":\"2022749619\",\"valid\":true,\"name\":\"DRUHÁ\",\"address\":\"---\"}";
        let first = "{\"results\":[{\"identifiers\":[{\"value\":\"31322832\"}],\"fullNames\":[{\"value\":\"PRVÁ\"}]}]}";
        let (vies, office) =
            (StandIn::with(vec![reply(200, valid)]).await, StandIn::with(vec![reply(200, first)]).await);
        let both = world.with_registers(vec![source("vies", &vies), source("sk-rpo", &office)]).await;
        let slovak = DetailsForm {
            country: "SK".into(),
            phone: "+421 2 5930 1111".into(),
            tin: "2022749619".into(),
            registration_number: "31322832".into(),
            vat_number: "SK2022749619".into(),
            company_name: String::new(),
            ..business("")
        };
        for (name, known) in [("PRVÁ", 0), ("DRUHÁ", 1)] {
            assert_eq!(found_and_saved(&world, &both, &slovak, name).await, known, "{name}");
        }

        assert_eq!(
            found_and_saved(&world, &accounts, &british, "TESCO PLC").await,
            0,
            "of whom the TIN is, nobody said"
        );
    });
}

#[test]
fn a_register_that_tells_no_name_takes_none_from_the_evidence() {
    each_db(|world| async move {
        let nameless =
            "{\"countryCode\":\"PL\",\"vatNumber\":\"5260250274\",\"valid\":true,\"name\":\"---\",\"address\":\"---\"}";
        let homeless = listed("5260250274").replace("\"CHEMIKÓW 7, 09-411 PŁOCK\"", "null");
        let [list, vies] =
            [StandIn::with(vec![reply(200, homeless)]).await, StandIn::with(vec![reply(200, nameless)]).await];
        let accounts = world.with_registers(vec![source("pl-whitelist", &list), source("vies", &vies)]).await;
        let polish = DetailsForm {
            country: "PL".into(),
            phone: "22 537 02 22".into(),
            tin: "5260250274".into(),
            company_name: String::new(),
            ..business("")
        };
        for (name, known) in [("INNA", 0), ("CHMURA", 1)] {
            assert_eq!(found_and_saved(&world, &accounts, &polish, name).await, known, "{name}");
        }
        assert_eq!(vies.asked().len(), 1);
    });
}

#[test]
fn evidence_comes_with_saving_again_and_goes_with_another_country() {
    each_db(|world| async move {
        let stand_in = StandIn::with(vec![reply(200, listed("5260250274"))]).await;
        let accounts = world.with_registers(vec![source("pl-whitelist", &stand_in)]).await;
        let known = "select count(*) from accounts where register = 'pl-whitelist'";
        let anna = with(&world.sign_up("anna@example.com").await);
        let opened = AccountForm {
            version: "1".into(),
            country: "PL".into(),
            company_name: "CHMURA".into(),
            tin: "5260250274".into(),
            ..as_business(&AccountForm::default())
        };
        let number = world.accounts.clients.open_account(&opened, &anna).await.expect("opened");
        assert_eq!(world.number(known).await, 0);

        let form = world.account_form(&anna, &number.digits()).await;
        let Ok(Lookup::Found(_)) = accounts.companies.find_company_of(&form.as_details(), &anna).await else {
            panic!("found")
        };
        world.accounts.clients.save_account(&form, &anna).await.expect("saved as it is");
        assert_eq!(world.number(known).await, 1);

        let form = world.account_form(&anna, &number.digits()).await;
        let elsewhere = AccountForm { country: "GL".into(), ..form };
        world.accounts.clients.save_account(&elsewhere, &anna).await.expect("saved with another country");
        assert_eq!(world.number(known).await, 0);
    });
}

#[test]
fn a_countrys_own_register_that_knows_no_such_number_is_heard_whether_others_answer_or_not() {
    each_db(|world| async move {
        let (list, vies) = (StandIn::with(vec![reply(200, UNKNOWN)]).await, StandIn::with(vec![reply(503, "")]).await);
        let accounts = world.with_registers(vec![source("pl-whitelist", &list), source("vies", &vies)]).await;
        assert_eq!(find(&accounts, "5260250274").await, Lookup::NotFound { source: "pl-whitelist" });
        let (list, vies) =
            (StandIn::with(vec![reply(503, "")]).await, StandIn::with(vec![reply(200, "{\"valid\":false}")]).await);
        let accounts = world.with_registers(vec![source("pl-whitelist", &list), source("vies", &vies)]).await;
        assert_eq!(find(&accounts, "5260250274").await, Lookup::NoAnswer);
    });
}
