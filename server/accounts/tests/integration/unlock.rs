//! Locks are no weapon: under attack the owner of an address is in, and whoever is new there registers.

use crate::help::{
    PASSWORD, World, code_in, each_db, from,
    inviting::person,
    link_in, refused,
    siege::{CODES, RESETS, Siege, UNLOCKS},
    sign_in, wait_of,
};
use accounts::{Entry, Error, LetIn, Proved, RequestContext, Settings, SignedIn, Token};
use rules::{ForgotForm, ResetForm};

const ANNA: &str = "anna@example.com";
/// Nobody's yet.
const NEW: &str = "new@example.com";
/// Nobody's yet, and invited.
const INVITED: &str = "boris@example.com";
const HOURS: usize = 24;

impl World {
    /// A day of attack goes by; its strangers go on afterwards.
    async fn besieged(&self, networks: usize, an_hour: usize) -> Siege {
        self.arrive(ANNA).await;
        self.letters().await;
        let siege = Siege::from(networks, &[ANNA, NEW, INVITED]);
        for _ in 0..HOURS {
            for _ in 0..4 {
                siege.storm(self, an_hour / 4).await;
                self.wait(900);
            }
            self.letters().await;
        }
        siege
    }

    /// The owner, on a browser never used before: how long it took until they were in.
    async fn owner_gets_in(&self, siege: &Siege) -> i64 {
        siege.storm(self, 20).await;
        let (began, mine) = (self.now(), from("192.0.2.1"));
        wait_of(self.enter(ANNA, &mine).await);
        self.ask_unlock(ANNA, &mine).await;
        self.wait(30);
        siege.storm(self, 10).await;
        let link = self.unlock_link(ANNA).await.expect("a letter came within the last hour");
        let (mine, next) = self.let_in(&link, &mine).await;
        assert_eq!(next, LetIn::SignIn);
        siege.storm(self, 10).await;
        self.wait(30);
        refused(self.accounts.sign_in.sign_in(&sign_in(ANNA, "mistyped"), &mine).await);
        self.signs_in(&mine, PASSWORD).await;
        self.now() - began
    }

    async fn signs_in(&self, context: &RequestContext, password: &str) -> SignedIn {
        match self.accounts.sign_in.sign_in(&sign_in(ANNA, password), context).await.expect("let in") {
            Entry::SignedIn(signed_in) => signed_in,
            Entry::SecondStep(_) => panic!("there is no second step"),
        }
    }

    /// The same with the password forgotten.
    async fn owner_gets_a_new_password(&self, siege: &Siege) {
        let link = self.unlock_link(ANNA).await.expect("it works in every browser");
        let (mine, _) = self.let_in(&link, &from("192.0.2.2")).await;
        self.accounts.passwords.forgot(&ForgotForm { email: ANNA.into() }, &mine).await.expect("a count of its own");
        siege.storm(self, 10).await;
        let letters = self.letters_of("password-reset").await;
        let link = link_in(letters.last().expect("a letter"), "http://localhost:3000/reset-password/");
        let token = Token::parse(link.rsplit('/').next().expect("it is there")).expect("a token");
        let new = "kapelusz rower zupa okno";
        let form = ResetForm { new_password: new.into(), confirm_new_password: new.into(), ..Default::default() };
        let known = self.accounts.passwords.reset(&form, &token, &mine).await.expect("the link works");
        siege.storm(self, 10).await;
        self.signs_in(&RequestContext { known: Some(known), ..mine }, new).await;
    }

    /// Somebody new: how long it took.
    async fn newcomer_registers(&self, siege: &Siege) -> i64 {
        let began = self.now();
        let (context, id) = self.begin(NEW).await;
        let unfinished =
            self.accounts.registrations.unfinished(&context, None).await.expect("it answers").expect("begun");
        assert!(unfinished.capped && unfinished.code_sent_at == 0, "no letter may go");
        assert!(unfinished.resend_in <= 3_600, "{}", unfinished.resend_in);
        siege.storm(self, 10).await;
        self.wait(i64::from(unfinished.resend_in));
        siege.storm(self, 60).await;
        self.ask_unlock(NEW, &context).await;
        let link = self.unlock_link(NEW).await.expect("a letter came since the registration began");
        let (context, next) = self.let_in(&link, &context).await;
        assert_eq!(next, LetIn::Registration(id.clone()));
        self.resend(&id, &context).await.expect("a count of its own");
        let letters = self.letters().await;
        let code = letters.iter().rfind(|letter| letter.contains(&format!("To: {NEW}")) && letter.contains(CODES));
        let code = code_in(code.expect("a letter"));
        siege.storm(self, 10).await;
        assert!(matches!(self.confirm(&context, &id, &code).await, Ok(Proved::SignedIn(_))));
        self.now() - began
    }

    /// Somebody invited, whose address strangers register with all day.
    async fn guest_registers(&self, siege: &Siege) -> i64 {
        let (host, number) = self.office_of("host@example.com").await;
        let sent = self.invited(&host, &number, INVITED).await;
        for _ in 0..5 {
            self.begin(INVITED).await;
        }
        let (stranger, _) = self.begin(INVITED).await;
        let strangers =
            self.accounts.registrations.unfinished(&stranger, None).await.expect("it answers").expect("begun");
        assert!(strangers.capped, "strangers have used the letters up");
        let began = self.now();
        siege.storm(self, 10).await;
        self.post_all().await;
        let begun =
            self.accounts.registrations.register_invited(&person(&sent), &sent.link, &RequestContext::default()).await;
        let (id, browser) = begun.expect("begun");
        let context = RequestContext { browser: Some(browser), ..RequestContext::default() };
        self.accounts.registrations.details(&crate::help::personal(&id), &context).await.expect("taken");
        let code = code_in(self.letters().await.last().expect("a letter"));
        siege.storm(self, 10).await;
        assert!(matches!(self.confirm(&context, &id, &code).await, Ok(Proved::SignedIn(_))));
        self.now() - began
    }

    /// No address got more than was promised of each kind in this day and the hours after it.
    async fn bounded(&self) {
        for (email, codes, resets) in [(ANNA, 1, 10 + HOURS), (NEW, 10 + HOURS, 0), (INVITED, 10 + HOURS, 0)] {
            let [c, r, u] = [
                self.letters_to(email, CODES).await,
                self.letters_to(email, RESETS).await,
                self.letters_to(email, UNLOCKS).await,
            ];
            println!("{email}: {c} codes, {r} links to a new password, {u} that let in");
            assert!(c <= codes && r <= resets && u <= HOURS + 1, "{email}: {c} {r} {u}");
        }
    }
}

/// A day of attack from so many networks, and then everybody it was meant to keep out.
fn everybody_gets_in(networks: usize, an_hour: usize) {
    each_db(|world| async move {
        let siege = world.besieged(networks, an_hour).await;
        world.bounded().await;
        assert!(world.owner_gets_in(&siege).await <= 300);
        world.owner_gets_a_new_password(&siege).await;
        assert_eq!(world.guest_registers(&siege).await, 0);
        assert!(world.newcomer_registers(&siege).await <= 3_600);
    });
}

#[test]
fn while_one_network_does_its_worst_all_day_the_owner_is_in_and_others_register() {
    everybody_gets_in(1, 60);
}

#[test]
fn while_two_hundred_networks_do_their_worst_all_day_the_owner_is_in_and_others_register() {
    everybody_gets_in(200, 100);
}

#[test]
fn a_letter_lets_as_many_browsers_in_as_its_reader_likes_for_a_day_and_only_one_an_hour_goes() {
    each_db(|world| async move {
        world.sign_up(ANNA).await;
        for _ in 0..3 {
            world.ask_unlock(ANNA, &RequestContext::default()).await;
        }
        assert_eq!(world.letters_to(ANNA, UNLOCKS).await, 1);
        let link = world.unlock_link(ANNA).await.unwrap();
        for _ in 0..5 {
            refused(world.accounts.sign_in.sign_in(&sign_in(ANNA, "wrong"), &RequestContext::default()).await);
        }
        for _ in 0..3 {
            assert!(world.accounts.sign_in.unlock_open(&link).await.unwrap(), "looking changes nothing");
            wait_of(world.enter(ANNA, &RequestContext::default()).await);
            let (mine, _) = world.let_in(&link, &RequestContext::default()).await;
            world.signs_in(&mine, PASSWORD).await;
        }
        let (mine, _) = world.let_in(&link, &RequestContext::default()).await;
        for _ in 0..5 {
            refused(world.accounts.sign_in.sign_in(&sign_in(ANNA, "wrong"), &mine).await);
        }
        assert_eq!(wait_of(world.enter(ANNA, &mine).await), 1, "its own failures count");
        world.wait(3_600);
        world.ask_unlock(ANNA, &RequestContext::default()).await;
        assert_eq!(world.number("select count(*) from unlocks").await, 2);
        world.wait(Settings::UNLOCK_LIFETIME - 3_600);
        assert!(!world.accounts.sign_in.unlock_open(&link).await.unwrap());
        assert!(matches!(world.accounts.sign_in.unlock(&link, &mine).await, Err(Error::Gone)));
        world.wait(3_600);
        world.accounts.retention.tidy_up().await.unwrap();
        for table in ["unlocks", "let_in"] {
            assert_eq!(world.number(&format!("select count(*) from {table}")).await, 0, "{table}");
        }
    });
}

#[test]
fn to_an_address_that_nobody_waits_at_the_letter_is_silent_and_all_else_is_the_same() {
    each_db(|world| async move {
        world.sign_up(ANNA).await;
        world.sign_up("off@example.com").await;
        world.accounts.operator.disable_user("off@example.com").await.unwrap();
        let (host, number) = world.office_of("host@example.com").await;
        world.invited(&host, &number, INVITED).await;
        world.begin(NEW).await;
        let wished = "wished@example.com";
        world.wish(&host, wished).await.unwrap();
        world.post().await;
        let rows = async || {
            (world.number("select count(*) from unlocks").await, world.number("select count(*) from outbox").await)
        };
        for (email, letters) in
            [(ANNA, 1), ("nobody@example.com", 0), ("off@example.com", 0), (INVITED, 1), (NEW, 1), (wished, 1)]
        {
            let before = rows().await;
            world.ask_unlock(email, &RequestContext::default()).await;
            assert_eq!(world.letters_to(email, UNLOCKS).await, letters, "{email}");
            assert_eq!(rows().await, (before.0 + 1, before.1 + 1), "{email}");
            world.ask_unlock(email, &RequestContext::default()).await;
            assert_eq!(rows().await, (before.0 + 1, before.1 + 1), "{email}");
        }
        assert_eq!(world.written("unlock_asked", "done").await, 1);
        for table in ["unlocks", "let_in"] {
            assert!(world.cells().await.iter().all(|(at, text)| !at.starts_with(table) || !text.contains('@')));
        }
    });
}

#[test]
fn a_browser_that_is_let_in_is_as_new_as_before_and_out_again_with_a_new_password() {
    each_db(|world| async move {
        world.sign_up(ANNA).await;
        world.ask_unlock(ANNA, &RequestContext::default()).await;
        let link = world.unlock_link(ANNA).await.unwrap();
        let (mine, _) = world.let_in(&link, &RequestContext::default()).await;
        let (other, _) = world.let_in(&link, &RequestContext::default()).await;
        let planted = mine.clone();
        let (mine, _) = world.let_in(&link, &mine).await;
        assert_ne!(mine.known, planted.known, "with a new secret each time");
        world.signs_in(&mine, PASSWORD).await;
        assert_eq!(world.told("з якого раніше не входили").await, 1);
        for _ in 0..5 {
            refused(world.accounts.sign_in.sign_in(&sign_in(ANNA, "wrong"), &RequestContext::default()).await);
        }
        wait_of(world.enter(ANNA, &planted).await);
        world.reset_by_letter(ANNA).await;
        assert_eq!(world.number("select count(*) from let_in").await, 0);
        wait_of(world.enter(ANNA, &other).await);
    });
}

#[test]
fn a_browser_of_ones_own_is_not_held_up_by_what_others_in_its_network_do() {
    each_db(|world| async move {
        let owner = world.arrive(ANNA).await;
        let home = from("203.0.113.9");
        for n in 0..10 {
            refused(world.accounts.sign_in.sign_in(&sign_in(&format!("a{n}@example.com"), "wrong"), &home).await);
        }
        assert_eq!(wait_of(world.enter(ANNA, &home).await), 6);
        let mine = RequestContext { known: Some(owner.known), ..home.clone() };
        world.signs_in(&mine, PASSWORD).await;
        world.ask_unlock(ANNA, &home).await;
        let (mine, _) = world.let_in(&world.unlock_link(ANNA).await.unwrap(), &home).await;
        for _ in 0..5 {
            refused(world.accounts.sign_in.sign_in(&sign_in(ANNA, "wrong"), &mine).await);
        }
        assert_eq!(wait_of(world.enter(ANNA, &mine).await), 1, "its throttle is enough");
        let session = RequestContext { session: Some(world.sign_in(ANNA).await.session), ..home };
        world.accounts.reauthentication.confirm_identity(&crate::help::identity(PASSWORD, ""), &session).await.unwrap();
    });
}
