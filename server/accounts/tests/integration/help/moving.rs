//! A user who saves the profile and moves to another address.

#![expect(clippy::unwrap_used, reason = "a test may stop anywhere")]
#![allow(dead_code, clippy::allow_attributes, reason = "each story uses its own part of this")]

use crate::help::{PASSWORD, World, code_in, identity, sign_in, text_of, with};
use accounts::{Entry, Error, Mailer, RequestContext, Token, User};
use rules::{EmailCodeForm, EmailResendForm, ForgotForm, ProfileForm, ResetForm, UndoForm};

pub const NEW_PASSWORD: &str = "kapelusz rower zupa okno";

/// A letter that went out.
pub struct Post {
    pub to: String,
    pub kind: String,
    pub text: String,
    raw: String,
}

impl Post {
    fn of(raw: &str) -> Post {
        let header = |name: &str| {
            let line = raw.lines().find_map(|line| line.strip_prefix(name)).expect("a header");
            line.trim().to_owned()
        };
        Post { to: header("To: "), kind: header("X-Ocpanel-Letter: "), text: text_of(raw), raw: raw.to_owned() }
    }

    pub fn code(&self) -> String {
        code_in(&self.raw)
    }

    /// The token of the link in it that begins like this.
    pub fn token(&self, path: &str) -> Token {
        let path = format!("/{path}/");
        let link = self.text.lines().find(|line| line.starts_with("http") && line.contains(&path)).expect("a link");
        Token::parse(link.rsplit('/').next().expect("a token")).expect("a token")
    }
}

/// The newest letter of this kind to this address.
pub fn find<'a>(post: &'a [Post], kind: &str, to: &str) -> &'a Post {
    post.iter().rfind(|post| post.kind == kind && post.to == to).expect("a letter")
}

/// How many letters of this kind went to this address.
pub fn count(post: &[Post], kind: &str, to: &str) -> usize {
    post.iter().filter(|post| post.kind == kind && post.to == to).count()
}

impl World {
    /// The letters that went out since this was asked last.
    pub async fn post(&self) -> Vec<Post> {
        let raw = self.letters().await;
        let Mailer::Memory(letters) = &self.mailer else { unreachable!("letters go to memory") };
        letters.lock().unwrap().clear();
        raw.iter().map(|raw| Post::of(raw)).collect()
    }

    pub async fn user(&self, context: &RequestContext) -> User {
        self.accounts.sessions.current_user(context.session.as_ref()).await.unwrap().expect("signed in").user
    }

    /// The profile as its page shows it.
    pub async fn profile(&self, context: &RequestContext) -> ProfileForm {
        let user = self.user(context).await;
        let version = user.version.clone();
        let values = user.profile();
        let value = |field| values.iter().find(|(at, _)| *at == field).map(|(_, value)| value.clone());
        ProfileForm { version, ..ProfileForm::of(&|field| value(field).unwrap_or_default()) }
    }

    pub async fn save(&self, form: &ProfileForm, context: &RequestContext) -> Result<bool, Error> {
        self.accounts.profiles.save_profile(form, context).await
    }

    /// Asks for another address on a page made just now.
    pub async fn wish(&self, context: &RequestContext, email: &str) -> Result<bool, Error> {
        let form = ProfileForm { email: email.into(), ..self.profile(context).await };
        self.save(&form, context).await
    }

    /// Asks for another address; the code that came there, and the undo link that came to the present one.
    pub async fn wished(&self, context: &RequestContext, email: &str) -> (String, Token) {
        let present = self.user(context).await.email;
        self.post().await;
        assert!(self.wish(context, email).await.expect("wished"));
        let post = self.post().await;
        let code = find(&post, "email-change-code", email).code();
        (code, find(&post, "email-change-notice", &present).token("email-undo"))
    }

    pub async fn prove(&self, context: &RequestContext, code: &str) -> Result<(), Error> {
        self.accounts
            .email_changes
            .confirm_email(&EmailCodeForm { code: code.into(), ..Default::default() }, context)
            .await
    }

    /// Goes to another address all the way; the two undo links.
    pub async fn move_to(&self, context: &RequestContext, email: &str) -> [Token; 2] {
        let present = self.user(context).await.email;
        let (code, asked) = self.wished(context, email).await;
        self.prove(context, &code).await.expect("proved");
        [asked, find(&self.post().await, "email-change-notice", &present).token("email-undo")]
    }

    pub async fn resend_email(&self, context: &RequestContext) -> Result<(), Error> {
        let version = self.now().to_string();
        self.accounts.email_changes.resend_email_code(&EmailResendForm { version }, context).await
    }

    pub async fn undo(&self, token: &Token, code: &str) -> Result<(), Error> {
        let form = UndoForm { two_step_code: code.into(), ..Default::default() };
        self.accounts.email_changes.undo_email(&form, token, &RequestContext::default()).await
    }

    /// The user's address, whoever asks.
    pub async fn has(&self, email: &str) -> bool {
        self.accounts.sessions.user_of(email).await.unwrap().is_some()
    }

    /// The same session, proved again.
    pub async fn prove_again(&self, context: &RequestContext) -> RequestContext {
        with(
            &self
                .accounts
                .reauthentication
                .confirm_identity(&identity(PASSWORD, ""), context)
                .await
                .expect("the password is right"),
        )
    }

    pub async fn ask_reset(&self, email: &str) {
        self.accounts
            .passwords
            .forgot(&ForgotForm { email: email.into() }, &RequestContext::default())
            .await
            .expect("asked");
    }

    /// Chooses a new password by this link.
    pub async fn choose(&self, token: &Token) -> Result<Token, Error> {
        let form = ResetForm {
            new_password: NEW_PASSWORD.into(),
            confirm_new_password: NEW_PASSWORD.into(),
            ..Default::default()
        };
        self.accounts.passwords.reset(&form, token, &RequestContext::default()).await
    }

    /// Chooses a new password by a letter to this address.
    pub async fn reset_by_letter(&self, email: &str) {
        self.ask_reset(email).await;
        let token = find(&self.post().await, "password-reset", email).token("reset-password");
        self.choose(&token).await.expect("the link works");
    }

    /// Signs in with the new password.
    pub async fn sign_in_again(&self, email: &str) -> Token {
        match self
            .accounts
            .sign_in
            .sign_in(&sign_in(email, NEW_PASSWORD), &RequestContext::default())
            .await
            .expect("it is right")
        {
            Entry::SignedIn(signed_in) => signed_in.session,
            Entry::SecondStep(_) => panic!("{email} has a second step"),
        }
    }
}
