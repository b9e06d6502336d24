//! Strangers who do their worst against one address.

#![expect(clippy::unwrap_used, reason = "a test may stop anywhere")]

use crate::help::{World, from, personal, register, sign_in};
use accounts::{LetIn, RequestContext, Token};
use rules::{CodeForm, ForgotForm};
use std::sync::atomic::{AtomicUsize, Ordering};

/// From so many network addresses, against these e-mail addresses.
pub struct Siege {
    networks: Vec<String>,
    against: Vec<&'static str>,
    done: AtomicUsize,
}

impl Siege {
    pub fn from(networks: usize, against: &[&'static str]) -> Siege {
        let networks = (0..networks).map(|n| format!("198.51.{}.{}", n / 250, n % 250)).collect();
        Siege { networks, against: against.to_vec(), done: AtomicUsize::new(0) }
    }

    /// Each of them does one thing more, whatever comes of it, to each address.
    pub async fn storm(&self, world: &World, times: usize) {
        for _ in 0..times {
            let n = self.done.fetch_add(1, Ordering::SeqCst);
            let stranger = from(&self.networks[n % self.networks.len()]);
            for email in &self.against {
                // Not always the same network for the same act.
                strike(world, email, n + n / self.networks.len(), &stranger).await;
            }
        }
    }
}

async fn strike(world: &World, email: &str, n: usize, stranger: &RequestContext) {
    let accounts = &world.accounts;
    let asked = ForgotForm { email: email.into() };
    match n % 5 {
        0 | 1 => drop(accounts.sign_in.sign_in(&sign_in(email, "wrong"), stranger).await),
        2 => {
            let _asked = accounts.passwords.forgot(&asked, stranger).await;
            world.post_all().await;
        }
        3 => drop(accounts.sign_in.ask_unlock(&asked, stranger).await),
        _ => register_and_drop(world, email, stranger).await,
    }
}

/// With a code asked for, guessed, asked for again; and nothing of it is left in the end.
async fn register_and_drop(world: &World, email: &str, stranger: &RequestContext) {
    let Ok((id, browser)) = world.accounts.registrations.register(&register(email), stranger).await else { return };
    let stranger = RequestContext { browser: Some(browser), ..stranger.clone() };
    let _sent = world.accounts.registrations.details(&personal(&id), &stranger).await;
    let _wrong = world
        .accounts
        .registrations
        .confirm(&CodeForm { registration: id.clone(), code: "ABC-DEF".into(), ..Default::default() }, &stranger)
        .await;
    let _again = world.resend(&id, &stranger).await;
    world.post_all().await;
    world.accounts.registrations.start_over(&stranger, &id).await.unwrap();
}

impl World {
    /// Every letter that waits goes out.
    pub async fn post_all(&self) {
        while self.accounts.outbox.send_next(&self.mailer).await.expect("the outbox answers") {}
    }

    pub async fn ask_unlock(&self, email: &str, context: &RequestContext) {
        self.accounts
            .sign_in
            .ask_unlock(&ForgotForm { email: email.into() }, context)
            .await
            .expect("always the same answer");
    }

    /// The link of the newest letter that lets a browser in, of all letters to this address.
    pub async fn unlock_link(&self, email: &str) -> Option<Token> {
        let letters = self.letters().await;
        let to = format!("To: {email}");
        let texts =
            letters.iter().rev().filter(|letter| letter.contains(&to)).map(|letter| crate::help::text_of(letter));
        let mut links = texts.filter_map(|text| {
            let line = text.lines().find(|line| line.starts_with("http://localhost:3000/unlock/"))?.to_owned();
            Token::parse(line.rsplit('/').next()?)
        });
        links.next()
    }

    /// Presses the button on the link's page; the browser afterwards, and what it was about to do.
    pub async fn let_in(&self, link: &Token, context: &RequestContext) -> (RequestContext, LetIn) {
        let (known, next) = self.accounts.sign_in.unlock(link, context).await.expect("the link works");
        (RequestContext { known: Some(known), ..context.clone() }, next)
    }

    /// How many letters with this in their head went to this address.
    pub async fn letters_to(&self, email: &str, head: &str) -> usize {
        let to = format!("To: {email}");
        self.letters().await.iter().filter(|letter| letter.contains(&to) && letter.contains(head)).count()
    }
}

/// The header of the letters with codes.
pub const CODES: &str = "X-Ocpanel-Letter: verification-code";
/// The header of the letters with links to a new password.
pub const RESETS: &str = "X-Ocpanel-Letter: password-reset";
/// The header of the letters that let browsers in, where nothing else concerns anybody's safety.
pub const UNLOCKS: &str = "X-Ocpanel-Letter: security-notice";
