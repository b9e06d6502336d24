//! Where the table is tried: two accounts, their people and invitations, and every verb with its form.

use super::{Actor, DONE, Id, Place, Verb, Verb as V};
use crate::{
    help::World,
    help::team::{Person, emptying, inviting, joining, notifications_form, of_no_account, press, roles_form, securing},
};
use accounts::{At, Error, MembersOf, RequestContext, Token};
use rules::{AccountForm, AccountNumber, Field, InvitationForm, InviteForm, Notification, Role, RolesForm};
use std::{fmt::Debug, sync::Arc};

/// Two accounts. In the first there are two of each role, one who acts and one who is acted on.
pub struct Stage {
    world: Arc<World>,
    numbers: [String; 2],
    pub actors: Vec<(Actor, Person)>,
    targets: Vec<(Role, Person)>,
    foreign: Person,
}

impl Stage {
    pub async fn new(world: Arc<World>) -> Stage {
        let (owner, number) = world.owner("owner@example.com").await;
        let (foreign, other) = world.owner("foreign@example.com").await;
        let mut actors = vec![(Actor::Holder(Role::AccountOwner), owner.clone())];
        let mut targets = vec![(Role::AccountOwner, owner)];
        for role in Role::GIVEN {
            actors.push((Actor::Holder(role), world.person(&format!("{}.1@example.com", role.as_str())).await));
            targets.push((role, world.person(&format!("{}.2@example.com", role.as_str())).await));
        }
        actors.push((Actor::Outsider, world.person("outsider@example.com").await));
        let nobody = Person { email: String::new(), id: "nobody".into(), context: RequestContext::default() };
        actors.push((Actor::Nobody, nobody));
        let stage = Stage { world, numbers: [number, other], actors, targets, foreign };
        stage.set().await;
        stage
    }

    /// Everything as it was.
    async fn set(&self) {
        let [number, other] = &self.numbers;
        let mut text = emptying(number) + "delete from invitations;";
        for (actor, person) in &self.actors {
            if let Actor::Holder(role) = actor {
                text += &joining(number, &person.id, &[*role]);
            }
        }
        for (role, person) in &self.targets[1..] {
            text += &of_no_account(&person.id);
            text += &joining(number, &person.id, &[*role]);
            text += &securing(&person.id);
            let (email, role) = (format!("{}@b.example", role.as_str()), role.as_str());
            text += &inviting(role, number, &self.targets[0].1, &email, role, i64::MAX / 2);
        }
        text += &inviting("foreign", other, &self.foreign, "x@b.example", "account_observer", i64::MAX / 2);
        self.world.run(&text).await;
    }

    fn number(&self, place: Place) -> String {
        match place {
            Place::Own => self.numbers[0].clone(),
            Place::Other => self.numbers[1].clone(),
            Place::Missing => {
                let numbers = (0..3).map(|index| AccountNumber::of_index(index).digits());
                numbers.into_iter().find(|number| !self.numbers.contains(number)).expect("two are taken")
            }
            Place::Scrap => "1234".into(),
        }
    }

    fn id(&self, id: Id, actor: &Person) -> String {
        match id {
            Id::None | Id::Missing => "0123456789abcdef0123456789abcdef".into(),
            Id::Oneself => actor.id.clone(),
            Id::Holder(role) => self.targets.iter().find(|(theirs, _)| *theirs == role).expect("one").1.id.clone(),
            Id::Invited(role) => role.as_str().into(),
            Id::Foreign => self.foreign.id.clone(),
            Id::ForeignInvited => "foreign".into(),
        }
    }

    /// The roles that a page saw.
    fn roles_form(&self, given: Role, id: Id, [number, member]: [&str; 2]) -> RolesForm {
        let seen = if let Id::Holder(role) = id { role } else { Role::AccountObserver };
        roles_form(number, member, &[seen], &[given])
    }

    async fn account_form(&self, number: &str) -> AccountForm {
        let owner = if *number == self.numbers[1] { &self.foreign } else { &self.targets[0].1 };
        let client = self.world.reading().client(owner.context.session.as_ref(), number).await;
        let values = client.map(|client| client.values).unwrap_or_default();
        AccountForm { account: number.into(), ..new_form(&values) }
    }

    async fn try_it(&self, verb: Verb, actor: &Person, place: Place, id: Id) -> String {
        let (accounts, context) = (&self.world.accounts, &actor.context);
        let (number, member) = (self.number(place), self.id(id, actor));
        let (session, button) = (context.session.as_ref(), press(&number, &member));
        let invitation = InvitationForm { invitation: "account_observer".into(), ..Default::default() };
        let link = Token::parse(&"A".repeat(43)).unwrap_or_else(|| panic!("the shape of a token"));
        match verb {
            V::Client => said(self.world.reading().client(session, &number).await),
            V::NewAccount => said(self.world.reading().new_account(session).await),
            V::OpenAccount => {
                let values = self.world.reading().new_account(session).await.map(|new| new.values).unwrap_or_default();
                said(accounts.clients.open_account(&new_form(&values), context).await)
            }
            V::SaveAccount => said(accounts.clients.save_account(&self.account_form(&number).await, context).await),
            V::LeaveAccount => said(accounts.clients.leave_account(&number, context).await),
            V::Members => said(self.world.reading().members(session, &number, &MembersOf::default()).await),
            V::Member => said(self.world.reading().member(session, &number, &member).await),
            V::SetRoles(given) => {
                said(accounts.memberships.set_roles(&self.roles_form(given, id, [&number, &member]), context).await)
            }
            V::SetNotifications => {
                let form = notifications_form(&number, &member, &[Notification::Billing]);
                said(accounts.memberships.set_notifications(&form, context).await)
            }
            V::Dissociate => said(accounts.memberships.dissociate(&button, context).await),
            V::ResetTwoStep => said(accounts.memberships.reset_member_two_step(&button, context).await),
            V::Activity => said(self.world.reading().account_activity(session, &number, &At::First).await),
            V::Invite(role) => said(accounts.invitations.invite(&invite_form(&number, role), context).await),
            V::Resend => said(accounts.invitations.resend_invitation(&button, context).await),
            V::Revoke => said(accounts.invitations.revoke_invitation(&button, context).await),
            V::Accept => said(accounts.invitations.accept_invitation(&invitation, &link, context).await),
            V::Decline => said(accounts.invitations.decline_invitation(&invitation, false, &link, context).await),
        }
    }

    /// A row of the table as it must be, and as it is: one column for each actor.
    pub async fn row(&self, verb: Verb, place: Place, id: Id) -> [String; 2] {
        let head = format!("{:<32} {:<8} {:<30}", format!("{verb:?}"), format!("{place:?}"), format!("{id:?}"));
        let (mut must, mut is) = (head.clone(), head);
        // How often letters go out is another matter.
        self.world.run("delete from limits").await;
        for (actor, person) in &self.actors {
            let came = self.try_it(verb, person, place, id).await;
            if came == DONE {
                self.set().await;
            }
            must += &format!(" {:<34}", verb.expected(*actor, place, id));
            is += &format!(" {came:<34}");
        }
        [must, is]
    }
}

/// How it ended, byte for byte.
fn said<T: Debug>(ended: Result<T, Error>) -> String {
    ended.map_or_else(|error| format!("{error:?}"), |_| DONE.to_owned())
}

fn new_form(values: &[(Field, String)]) -> AccountForm {
    let version = values.iter().find(|(field, _)| *field == Field::Version).map(|(_, version)| version.clone());
    let (country, account_type) = ("PL".into(), "personal".into());
    AccountForm { version: version.unwrap_or_default(), country, account_type, ..AccountForm::default() }
}

fn invite_form(number: &str, role: Role) -> InviteForm {
    let RolesForm {
        role_account_administrator,
        role_billing_administrator,
        role_user_administrator,
        role_account_observer,
        ..
    } = roles_form(number, "", &[], &[role]);
    InviteForm {
        account: number.into(),
        user_email: "new@b.example".into(),
        role_account_administrator,
        role_billing_administrator,
        role_user_administrator,
        role_account_observer,
        ..InviteForm::default()
    }
}
