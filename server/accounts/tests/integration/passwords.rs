//! New passwords: what looking at them costs, and which are refused.

use crate::{
    help::inviting::{ANNA, BORIS, person},
    help::{PASSWORD, Sqlite, World, at_once, each_db, each_db_with, link_in, refused, register, with},
};
use accounts::{RequestContext, Settings, Token};
use rules::{
    ChangePasswordForm, Field, FieldError, ForgotForm, InvitedForm, Password, RegisterForm, ResetForm, Strength,
};
use std::{collections::BTreeSet, path::PathBuf, sync::Arc};

const STOLEN: &str = "zielony traktor pije mleko";
const OTHERS: &str = "fioletowy parasol je zupę";

impl World {
    /// What each place where a new password is chosen says about it: register, invited, changed, by a letter's link.
    async fn said_everywhere(&self, password: &str) -> [Option<FieldError>; 4] {
        let form = RegisterForm {
            password: password.into(),
            confirm_password: password.into(),
            ..register("new@example.com")
        };
        let registered =
            refused(self.accounts.registrations.register(&form, &RequestContext::default()).await).of(Field::Password);

        let (anna, number) = self.office().await;
        let sent = self.invited(&anna, &number, BORIS).await;
        let form = InvitedForm { password: password.into(), confirm_password: password.into(), ..person(&sent) };
        let invited =
            refused(self.accounts.registrations.register_invited(&form, &sent.link, &RequestContext::default()).await);

        let form = ChangePasswordForm {
            old_password: PASSWORD.into(),
            new_password: password.into(),
            confirm_new_password: password.into(),
        };
        let changed = refused(self.accounts.passwords.change_password(&form, &anna).await).of(Field::NewPassword);

        self.accounts
            .passwords
            .forgot(&ForgotForm { email: ANNA.into() }, &RequestContext::default())
            .await
            .expect("taken");
        let letters = self.letters_of("password-reset").await;
        let link = link_in(letters.last().expect("a letter"), "http://localhost:3000/reset-password/");
        let token = Token::parse(link.rsplit('/').next().expect("its end")).expect("a token");
        let form =
            ResetForm { new_password: password.into(), confirm_new_password: password.into(), ..Default::default() };
        let reset = refused(self.accounts.passwords.reset(&form, &token, &RequestContext::default()).await)
            .of(Field::NewPassword);
        [registered, invited.of(Field::Password), changed, reset]
    }

    async fn strength_of(&self, password: &str) -> Strength {
        let password = Password::enter(password).expect("not too long");
        self.accounts.passwords.strength(&password, ["Anna", "Nowak", ANNA]).await.expect("looked at")
    }
}

/// The operator's list, in a folder that goes with the story.
fn list_of(folder: &Sqlite, passwords: &[&str]) -> PathBuf {
    use sha1::{Digest, Sha1};
    let line = |password: &&str| {
        let hash: String = Sha1::digest(password.as_bytes()).iter().map(|byte| format!("{byte:02X}")).collect();
        format!("{hash}:3\n")
    };
    let lines: BTreeSet<String> = passwords.iter().map(line).collect();
    let file = folder.folder().join("stolen.txt");
    std::fs::write(&file, lines.into_iter().collect::<String>()).expect("a file");
    file
}

#[test]
fn a_stolen_password_is_refused_wherever_one_is_chosen_and_told_while_it_is_typed() {
    let folder = Sqlite::new();
    let file = list_of(&folder, &[STOLEN, "password", "another one of many"]);
    each_db_with(&Settings { password_blocklist: Some(file), ..Settings::default() }, |world| async move {
        assert_eq!(world.strength_of(STOLEN).await, Strength::Leaked);
        assert_eq!(world.strength_of(OTHERS).await, Strength::Strong);
        assert_eq!(world.strength_of("password").await, Strength::Common, "what is easy to guess is said first");
        assert_eq!(world.said_everywhere(STOLEN).await, [Some(FieldError::Leaked); 4]);
    });
}

#[test]
fn a_list_that_cannot_be_read_keeps_nobody_out_and_one_that_comes_later_counts() {
    let folder = Sqlite::new();
    let file = list_of(&folder, &[STOLEN]);
    std::fs::remove_file(&file).expect("it was there");
    each_db_with(&Settings { password_blocklist: Some(file), ..Settings::default() }, |world| {
        let folder = &folder;
        async move {
            assert_eq!(world.strength_of(STOLEN).await, Strength::Strong);
            let file = list_of(folder, &[STOLEN]);
            assert_eq!(world.strength_of(STOLEN).await, Strength::Leaked);
            std::fs::remove_file(file).expect("it was there");
        }
    });
}

#[test]
fn a_phrase_that_everybody_knows_is_refused_wherever_one_is_chosen() {
    each_db(|world| async move {
        assert_eq!(world.said_everywhere("ToBeOrNotToBe2026!").await, [Some(FieldError::Common); 4]);
        for phrase in ["ще не вмерла україна", "correct horse battery staple", "JeszczePolskaNieZginela!"]
        {
            assert_eq!(world.strength_of(phrase).await, Strength::Common, "{phrase}");
        }
        world
            .accounts
            .passwords
            .change_password(
                &ChangePasswordForm {
                    old_password: PASSWORD.into(),
                    new_password: OTHERS.into(),
                    confirm_new_password: OTHERS.into(),
                },
                &with(&world.sign_in(ANNA).await.session),
            )
            .await
            .expect("four words of one's own");
    });
}

/// The threads of this program that have this name.
fn threads(name: &str) -> usize {
    let tasks = std::fs::read_dir("/proc/self/task").expect("Linux");
    let names = tasks.filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("comm")).ok());
    names.filter(|found| found.trim() == name).count()
}

#[test]
fn however_many_passwords_are_looked_at_at_once_they_get_no_threads_but_those_few_of_their_own() {
    each_db(|world| async move {
        let name = tokio::spawn(async { std::thread::current().name().map(str::to_owned) }).await.unwrap();
        let name = name.expect("a story's threads have a name");
        let before = threads(&name);
        assert!(before > 0, "they are counted");
        let slow = "a121!1|7@abab-91!.|12345691/12/12/1991".repeat(3);
        let looked: Vec<usize> = at_once(60, |_| {
            let (world, slow, name) = (Arc::clone(&world), slow.clone(), name.clone());
            async move {
                world.strength_of(&slow).await;
                threads(&name)
            }
        })
        .await;
        let most = looked.into_iter().max().expect("sixty");
        // The address of the database may be looked up in one meanwhile.
        assert!(most <= before + 2, "{before} before, and {most} with sixty at once");
    });
}
