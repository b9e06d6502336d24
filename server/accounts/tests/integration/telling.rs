//! What a stranger sees of an address is the same, whatever its owner does.

use crate::help::{
    PASSWORD, World, each_db, from,
    moving::{NEW_PASSWORD, find},
    personal, sign_in, with,
};
use accounts::{Error, RequestContext, Unfinished};
use rules::{ChangePasswordForm, ForgotForm, SignInForm};

const ANNA: &str = "anna@example.com";
const BORIS: &str = "boris@example.com";
const WEEK: i64 = 604_800;

/// Somebody who has begun to register with an address of somebody else, and guessed and asked as far as they were let.
struct Stranger {
    context: RequestContext,
    id: String,
    email: &'static str,
}

impl Stranger {
    /// `capped`: as many letters as may have gone to the address.
    async fn at(world: &World, email: &'static str, capped: bool) -> Stranger {
        for _ in 0..if capped { 4 } else { 1 } {
            world.begin(email).await;
        }
        let (context, id) = world.begin(email).await;
        for _ in 0..3 {
            let _guess = world.accounts.sign_in.sign_in(&guess(email), &RequestContext::default()).await;
            let _asked =
                world.accounts.passwords.forgot(&ForgotForm { email: email.into() }, &from("198.51.100.7")).await;
        }
        Stranger { context, id, email }
    }

    /// Everything that their page shows, and how what they can do ends. Nothing of it stays.
    async fn looks(&self, world: &World) -> Vec<String> {
        let page = world.accounts.registrations.unfinished(&self.context, Some(&self.id)).await.expect("it answers");
        let Unfinished { email, step, values, resend_in, capped, code_sent_at, delivery, .. } =
            page.expect("the registration is there");
        let page = format!("{email} {step:?} {values:?} {resend_in} {capped} {code_sent_at} {delivery:?}");
        vec![page, said(world.confirm(&self.context, &self.id, "ABC-DEF").await)]
    }

    /// The same where looking changes something: the details once more, another code, a wrong password, a letter.
    async fn tries(&self, world: &World) -> Vec<String> {
        let mut seen =
            vec![said(world.accounts.registrations.details(&personal(&self.id), &self.context).await.map(drop))];
        seen.extend(self.looks(world).await);
        seen.push(said(world.resend(&self.id, &self.context).await));
        seen.extend(self.looks(world).await);
        for _ in 0..4 {
            seen.push(said(
                world.accounts.sign_in.sign_in(&guess(self.email), &RequestContext::default()).await.map(drop),
            ));
        }
        for _ in 0..4 {
            let asked = ForgotForm { email: self.email.into() };
            seen.push(said(world.accounts.passwords.forgot(&asked, &from("198.51.100.8")).await));
        }
        let asked = ForgotForm { email: self.email.into() };
        seen.push(said(world.accounts.sign_in.ask_unlock(&asked, &from("198.51.100.9")).await));
        seen
    }
}

fn guess(email: &str) -> SignInForm {
    sign_in(email, "wrong")
}

fn said<T>(ended: Result<T, Error>) -> String {
    ended.map_or_else(|error| format!("{error:?}"), |_| "done".to_owned())
}

/// What the owner does, just after the stranger has begun.
#[derive(Clone, Copy, Debug)]
enum Owner {
    Nothing,
    Proves,
    Resets,
    SignsIn,
    ChangesPassword,
    ChangesAddress,
    Deletes,
}

impl Owner {
    /// What comes first, long before the stranger does.
    async fn prepare(self, world: &World) -> (RequestContext, String, String) {
        let of = |context: RequestContext| (context, String::new(), String::new());
        match self {
            Owner::Nothing => of(RequestContext::default()),
            Owner::Proves => {
                let (context, id) = world.begin(ANNA).await;
                (context, id, world.code().await)
            }
            Owner::Deletes => {
                let mine = with(&world.sign_up(ANNA).await);
                world.accounts.deletions.ask_deletion(&mine).await.expect("asked");
                world.wait(WEEK - 10);
                of(mine)
            }
            _ => of(with(&world.sign_up(ANNA).await)),
        }
    }

    async fn acts(self, world: &World, (mine, id, code): &(RequestContext, String, String)) {
        match self {
            Owner::Nothing => {}
            Owner::Proves => drop(world.confirm(mine, id, code).await.expect("proved")),
            Owner::Resets => world.accounts.passwords.this_wasnt_me(mine).await.expect("a letter goes out"),
            Owner::SignsIn => drop(world.sign_in(ANNA).await),
            Owner::ChangesPassword => {
                let form = ChangePasswordForm {
                    old_password: PASSWORD.into(),
                    new_password: NEW_PASSWORD.into(),
                    confirm_new_password: NEW_PASSWORD.into(),
                };
                world.accounts.passwords.change_password(&form, mine).await.expect("the old one is right");
            }
            Owner::ChangesAddress => drop(world.move_to(mine, BORIS).await),
            Owner::Deletes => {
                world.wait(10);
                world.accounts.retention.tidy_up().await.expect("it works");
            }
        }
        if matches!(self, Owner::Resets) {
            let post = world.post().await;
            let token = find(&post, "password-reset", ANNA).token("reset-password");
            world.choose(&token).await.expect("the link works");
        }
    }
}

/// What the stranger sees before and after the owner acts, and what they can do afterwards.
async fn seen(world: &World, owner: Owner, capped: bool) -> (Vec<String>, Vec<String>) {
    let mine = owner.prepare(world).await;
    // All that was counted before is over, in every story alike.
    world.run("delete from letter_counts").await;
    world.run("delete from limits").await;
    let stranger = Stranger::at(world, ANNA, capped).await;
    let before = stranger.looks(world).await;
    owner.acts(world, &mine).await;
    if !matches!(owner, Owner::Deletes) {
        world.wait(10);
    }
    let after = stranger.looks(world).await;
    world.wait(100);
    let mut tried = stranger.tries(world).await;
    let masked = |seen: &mut Vec<String>| {
        for text in seen.iter_mut() {
            *text = text.replace(&stranger.id, "(id)").replace(&world.now().to_string(), "(now)");
            for ago in [100, 110] {
                *text = text.replace(&(world.now() - ago).to_string(), &format!("({ago} s ago)"));
            }
        }
    };
    masked(&mut tried);
    let mut seen = [before, after].concat();
    masked(&mut seen);
    (seen, tried)
}

fn whatever_the_owner_does(capped: bool) {
    let acts =
        [Owner::Proves, Owner::Resets, Owner::SignsIn, Owner::ChangesPassword, Owner::ChangesAddress, Owner::Deletes];
    let expected = std::sync::Mutex::new(Vec::new());
    for owner in [Owner::Nothing].into_iter().chain(acts) {
        each_db(|world| {
            let expected = &expected;
            async move {
                let seen = seen(&world, owner, capped).await;
                let mut expected = expected.lock().expect("nobody broke it");
                if matches!(owner, Owner::Nothing) {
                    expected.push(seen);
                } else {
                    assert_eq!(seen, expected[usize::from(world.postgres)], "{owner:?}");
                }
            }
        });
    }
}

#[test]
fn a_stranger_sees_the_same_of_an_address_whatever_its_owner_does() {
    whatever_the_owner_does(false);
}

#[test]
fn a_stranger_who_has_reached_the_cap_sees_the_same_whatever_the_owner_does() {
    whatever_the_owner_does(true);
}
