//! What two features make of each other: every act after every other, by a victim and a thief who knows the victim's
//! password and nothing else. How each pair ends stands in `pairs.txt`; the thief never ends inside.

use crate::{
    help::moving::{NEW_PASSWORD, find},
    help::team::{Person, joining, press, roles_form},
    help::{PASSWORD, World, each_db, sign_in, totp, two_step, with},
};
use accounts::{Entry, Error, RequestContext, Token};
use rules::{AccountForm, InvitationForm, InviteForm, Role};
use std::sync::Arc;

const EXPECTED: &str = include_str!("pairs.txt");

/// What somebody does. The thief owns three accounts: the victim is a member of the first, is invited into the second,
/// and may be invited into the third.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    Invite,
    Accept,
    Leave,
    Dissociate,
    Roles,
    Transfer,
    Require,
    Enrol,
    ResetFactor,
    ChangeAddress,
    Undo,
    NewPassword,
    Delete,
    Cancel,
}

const ALL: [Action; 14] = [
    Action::Invite,
    Action::Accept,
    Action::Leave,
    Action::Dissociate,
    Action::Roles,
    Action::Transfer,
    Action::Require,
    Action::Enrol,
    Action::ResetFactor,
    Action::ChangeAddress,
    Action::Undo,
    Action::NewPassword,
    Action::Delete,
    Action::Cancel,
];

/// A victim who has 2-step verification on for long, and moved to another address yesterday.
struct Stage {
    world: Arc<World>,
    /// Tells one stage from another.
    round: usize,
    thief: Person,
    thief_key: String,
    numbers: [String; 3],
    victim: String,
    /// The victim's key of the authenticator app, the password, and the last address.
    key: String,
    password: &'static str,
    email: String,
    /// The link that brings the first address back, and that of the invitation.
    undo: Token,
    invitation: Token,
}

impl Stage {
    async fn new(world: &Arc<World>, round: usize) -> Stage {
        let thief = world.person(&format!("thief{round}@example.com")).await;
        let thief_key = world.switch_on(&thief.context).await;
        let mut numbers = world.numbers(&thief).await;
        for city in ["Київ", "Львів"] {
            let form = AccountForm {
                country: "UA".into(),
                account_type: "business".into(),
                organisation_type: "legal_entity".into(),
                company_name: "ТОВ «Хмара»".into(),
                tin: "14360570".into(),
                city: city.into(),
                version: (numbers.len()).to_string(),
                ..Default::default()
            };
            let opened = world.accounts.clients.open_account(&form, &thief.context).await.expect("opened");
            numbers.push(opened.digits());
        }
        let numbers: [String; 3] = numbers.try_into().expect("three");
        let (first, email) = (format!("first{round}@example.com"), format!("second{round}@example.com"));
        let (context, key) = world.sign_up_with_two_step(&first).await;
        let victim = world.user(&context).await.id;
        world.on_for(30 * 86_400).await;
        let [_, undo] = world.move_to(&context, &email).await;
        world.run(&joining(&numbers[0], &victim, &[Role::AccountObserver])).await;
        invite(world, &thief, &numbers[1], &email).await.expect("invited");
        let invitation = find(&world.post().await, "invitation", &email).token("invite");
        let (world, password) = (Arc::clone(world), PASSWORD);
        Stage { world, round, thief, thief_key, numbers, victim, key, password, email, undo, invitation }
    }

    /// The victim signs in, by a letter where no password is left.
    async fn victim(&mut self) -> RequestContext {
        if self.password.is_empty() {
            self.chooses().await.expect("the letter works");
        }
        in_both_steps(&self.world, &self.email, self.password, &self.key).await
    }

    async fn thief(&self) -> RequestContext {
        in_both_steps(&self.world, &self.thief.email, PASSWORD, &self.thief_key).await
    }

    async fn does(&mut self, action: Action) -> Result<(), Error> {
        match action {
            Action::Invite | Action::Dissociate | Action::Roles | Action::Require | Action::ResetFactor => {
                self.thief_does(action).await
            }
            Action::Transfer => {
                self.world.accounts.operator.transfer_account(&self.numbers[0], &self.email).await.map(drop)
            }
            Action::Undo => self.undoes().await,
            Action::NewPassword => self.chooses().await,
            _ => self.victim_does(action).await,
        }
    }

    /// Whether the thief owns the first account still.
    async fn owns(&self, thief: &RequestContext) -> bool {
        let client = self.world.client_of(thief, &self.numbers[0]).await.expect("a member");
        client.roles.contains(&Role::AccountOwner)
    }

    async fn thief_does(&self, action: Action) -> Result<(), Error> {
        let (accounts, number) = (&self.world.accounts, &self.numbers[0]);
        let thief = self.thief().await;
        let button = press(number, &self.victim);
        match action {
            Action::Invite => {
                let thief = Person { context: thief, ..self.thief.clone() };
                invite(&self.world, &thief, &self.numbers[2], &self.email).await
            }
            Action::Dissociate => accounts.memberships.dissociate(&button, &thief).await,
            Action::Roles => {
                let (seen, given) = ([Role::AccountObserver], [Role::AccountAdministrator]);
                accounts.memberships.set_roles(&roles_form(number, &self.victim, &seen, &given), &thief).await
            }
            Action::Require if self.owns(&thief).await => self.world.choose_policy(&thief, number, "required").await,
            Action::Require => Err(Error::Forbidden),
            _ => accounts.memberships.reset_member_two_step(&button, &thief).await,
        }
    }

    async fn victim_does(&mut self, action: Action) -> Result<(), Error> {
        let context = self.victim().await;
        let accounts = &self.world.accounts;
        match action {
            Action::Accept => {
                let found = self.world.reading().invitation(&self.invitation, &context).await?.ok_or(Error::Gone)?;
                let form = InvitationForm { invitation: found.id, ..Default::default() };
                accounts.invitations.accept_invitation(&form, &self.invitation, &context).await.map(drop)
            }
            Action::Leave => accounts.clients.leave_account(&self.numbers[0], &context).await,
            Action::Enrol => {
                self.world.wait(60);
                self.key = self.world.switch_on(&context).await;
                Ok(())
            }
            Action::ChangeAddress => {
                let name = if self.email.starts_with("third") { "fourth" } else { "third" };
                let next = format!("{name}{}@example.com", self.round);
                self.world.move_to(&context, &next).await;
                self.email = next;
                Ok(())
            }
            Action::Delete => accounts.deletions.ask_deletion(&context).await,
            _ => accounts.deletions.cancel_deletion(&context).await,
        }
    }

    async fn undoes(&mut self) -> Result<(), Error> {
        self.world.wait(60);
        let asked = self.world.accounts.email_changes.undo_open(&self.undo).await?.is_some_and(|undo| undo.two_step);
        let code = if asked { totp::code(&self.key, self.world.now()) } else { String::new() };
        self.world.undo(&self.undo, &code).await?;
        (self.email, self.password) = (format!("first{}@example.com", self.round), "");
        Ok(())
    }

    async fn chooses(&mut self) -> Result<(), Error> {
        self.world.reset_by_letter(&self.email).await;
        self.password = NEW_PASSWORD;
        Ok(())
    }

    /// How it has ended, as far as it is not as it was.
    async fn end(&self) -> String {
        let who = self.world.accounts.sessions.user_of(&self.email).await.expect("it answers").expect("there");
        let roles = |number: &String| {
            let account = who.accounts.iter().find(|account| account.number.digits() == *number);
            account.map(|account| account.roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(" "))
        };
        let first = roles(&self.numbers[0]).unwrap_or_else(|| "left".to_owned());
        let invited = format!(
            "select count(*) from invitations join accounts on accounts.id = account_id
             where number = '{}' and accepted_at is null and revoked_at is null",
            self.numbers[2]
        );
        let states = [
            (first != "account_observer", first.as_str()),
            (roles(&self.numbers[1]).is_some(), "joined"),
            (self.world.number(&invited).await > 0, "invited"),
            (who.accounts.iter().any(|account| account.policy == rules::TwoStepPolicy::Required), "required"),
            (!who.user.two_step, "factor off"),
            (!self.email.starts_with("second"), self.email.split(char::is_numeric).next().unwrap_or_default()),
            (self.password == NEW_PASSWORD, "new password"),
            (self.password.is_empty(), "no password"),
            (who.user.delete_at.is_some(), "leaving"),
        ];
        let said: Vec<&str> = states.into_iter().filter(|(is, _)| *is).map(|(_, said)| said).collect();
        if said.is_empty() { "as it was".to_owned() } else { said.join(", ") }
    }

    /// How far the thief comes with what he knows, at every address that was ever the victim's.
    async fn thief_comes(&self) -> &'static str {
        let mut furthest = "refused";
        for name in ["first", "second", "third", "fourth"] {
            self.world.wait(901);
            let form = sign_in(&format!("{name}{}@example.com", self.round), PASSWORD);
            match self.world.accounts.sign_in.sign_in(&form, &RequestContext::default()).await {
                Ok(Entry::SignedIn(_)) => return "inside",
                Ok(Entry::SecondStep(_)) => furthest = "second step",
                Err(_) => {}
            }
        }
        furthest
    }
}

/// Signs in with both steps.
async fn in_both_steps(world: &World, email: &str, password: &str, key: &str) -> RequestContext {
    world.wait(60);
    match world
        .accounts
        .sign_in
        .sign_in(&sign_in(email, password), &RequestContext::default())
        .await
        .expect("the password is right")
    {
        Entry::SignedIn(signed_in) => with(&signed_in.session),
        Entry::SecondStep(half) => {
            let code = two_step(&totp::code(key, world.now()));
            with(&world.accounts.sign_in.second_step(&code, &with(&half)).await.expect("the code is right").session)
        }
    }
}

async fn invite(world: &World, thief: &Person, number: &str, email: &str) -> Result<(), Error> {
    let form = InviteForm {
        account: number.into(),
        user_email: email.into(),
        role_account_observer: rules::CHECKED.into(),
        ..Default::default()
    };
    world.accounts.invitations.invite(&form, &thief.context).await
}

fn said(ended: &Result<(), Error>) -> &'static str {
    match ended {
        Ok(()) => "",
        Err(Error::Forbidden | Error::Gone | Error::Refused(_) | Error::TwoStepSetupRequired) => " (refused)",
        Err(error) => panic!("{error:?}"),
    }
}

#[test]
fn whatever_follows_what_the_thief_never_ends_inside() {
    each_db(|world| async move {
        let mut table = String::new();
        for (round, [first, second]) in ALL.iter().flat_map(|one| ALL.iter().map(move |two| [*one, *two])).enumerate() {
            let mut stage = Stage::new(&world, round).await;
            let ended = [stage.does(first).await, stage.does(second).await];
            let ends = ended.iter().map(said).collect::<Vec<_>>();
            let thief = stage.thief_comes().await;
            assert_ne!(thief, "inside", "{first:?}, {second:?}");
            let end = stage.end().await;
            table += &format!("{first:?}{}, {second:?}{}: {end}; thief: {thief}\n", ends[0], ends[1]);
            world.run("delete from limits").await;
        }
        if table != EXPECTED {
            std::fs::write(std::env::temp_dir().join("pairs.txt"), &table).unwrap();
            let differs = table.lines().zip(EXPECTED.lines()).find(|(now, then)| now != then);
            panic!("not as in pairs.txt, first at {differs:?}; the table as it is now was written to a temporary file");
        }
    });
}
