//! An account that requires 2-step verification is closed to a member who has it off. What is their own stays open.

use crate::{
    help::clients::{holding_account, holding_user},
    help::{PASSWORD, World, each_db, identity, refused, sign_in, totp, two_step, with},
};
use accounts::{At, Entry, Error, MembersOf, RequestContext, Token};
use rules::{
    AccountForm, ChangePasswordForm, EmailCodeForm, EmailResendForm, InvitationForm, InviteForm, MemberForm,
    NotificationsForm, PreferencesForm, ProfileForm, Role, RolesForm, SessionForm,
};
use std::sync::Arc;

const ANNA: &str = "anna@example.com";
const BERTA: &str = "berta@example.com";

/// What is a person's own, whatever an account requires.
const OWN: [&str; 32] = [
    "accept_invitation",
    "activity",
    "ask_deletion",
    "cancel_deletion",
    "cancel_email_change",
    "change_password",
    "confirm_email",
    "confirm_identity",
    "current_user",
    "deletion",
    "disable_two_step",
    "download",
    "email_change",
    "enable_two_step",
    "end_application_session",
    "end_other_sessions",
    "end_session",
    "leave_account",
    "new_account",
    "new_recovery_codes",
    "open_account",
    "recovery_codes",
    "regenerate_key",
    "resend_email_code",
    "save_preferences",
    "save_profile",
    "saved_recovery_codes",
    "sessions",
    "sign_out",
    "this_wasnt_me",
    "two_step",
    "two_step_set_up",
];

/// What answers everybody: that nobody is signed in, if so.
const OF_ANYBODY: [&str; 2] = ["current_user", "sign_out"];

/// What a closed account does not let its member do.
const OF_ACCOUNT: [&str; 12] = [
    "account_activity",
    "client",
    "dissociate",
    "invite",
    "member",
    "members",
    "reset_member_two_step",
    "resend_invitation",
    "revoke_invitation",
    "save_account",
    "set_notifications",
    "set_roles",
];

impl World {
    /// Berta is a member of Anna's account, which asks for it; Berta has it off.
    async fn asking(&self) -> (RequestContext, RequestContext, String) {
        let (anna, number) = self.owner_of_one(ANNA).await;
        self.switch_on(&anna).await;
        let berta = self.signed_up_into(&number, BERTA, &[Role::AccountAdministrator]).await;
        self.choose_policy(&anna, &number, "required").await.expect("Anna owns it");
        (anna, berta, number)
    }

    /// The password is the one of all stories again.
    async fn put_password_back(&self) {
        let [hash, other] = ["berta", "anna"]
            .map(|name| format!("(select password_hash from users where email_key = '{name}@example.com')"));
        self.run(&format!("update users set password_hash = {other} where password_hash = {hash}")).await;
    }

    async fn try_verb(&self, verb: &str, number: &str, context: &RequestContext) -> Result<(), Error> {
        let (accounts, session) = (&self.accounts, context.session.as_ref());
        let account = AccountForm {
            account: number.into(),
            country: "UA".into(),
            account_type: "personal".into(),
            ..Default::default()
        };
        let member = MemberForm { account: number.into(), member: "x".into() };
        match verb {
            "activity" => self.reading().activity(session, &At::First).await.map(drop),
            "ask_deletion" => accounts.deletions.ask_deletion(context).await,
            "cancel_deletion" => accounts.deletions.cancel_deletion(context).await,
            "cancel_email_change" => accounts.email_changes.cancel_email_change("", context).await,
            "change_password" => accounts.passwords.change_password(&another_password(), context).await.map(drop),
            "client" => self.reading().client(session, number).await.map(drop),
            "confirm_email" => {
                accounts
                    .email_changes
                    .confirm_email(&EmailCodeForm { code: "ABC-DEF".into(), ..Default::default() }, context)
                    .await
            }
            "confirm_identity" => {
                accounts.reauthentication.confirm_identity(&identity(PASSWORD, ""), context).await.map(drop)
            }
            "current_user" => accounts.sessions.current_user(session).await.map(drop),
            "deletion" => self.reading().deletion(session).await.map(drop),
            "disable_two_step" => accounts.two_step.disable_two_step(context).await,
            "download" => accounts.exports.download(context).await.map(drop),
            "email_change" => self.reading().email_change(context).await.map(drop),
            "enable_two_step" => {
                let key = self.reading().two_step_set_up(session).await?.key;
                accounts.two_step.enable_two_step(&two_step(&totp::code(&key, self.now())), context).await.map(drop)
            }
            "end_other_sessions" => accounts.session_list.end_other_sessions(context).await,
            "end_application_session" => {
                accounts.session_list.end_application_session(&SessionForm { session: "x".into() }, context).await
            }
            "end_session" => accounts.session_list.end_session(&SessionForm { session: "x".into() }, context).await,
            "leave_account" => accounts.clients.leave_account(number, context).await,
            "new_account" => self.reading().new_account(session).await.map(drop),
            "new_recovery_codes" => accounts.two_step.new_recovery_codes(context).await,
            "open_account" => accounts.clients.open_account(&account, context).await.map(drop),
            "recovery_codes" => self.reading().recovery_codes(session).await.map(drop),
            "regenerate_key" => accounts.two_step.regenerate_key(context).await,
            "resend_email_code" => {
                accounts.email_changes.resend_email_code(&EmailResendForm { version: String::new() }, context).await
            }
            "save_account" => accounts.clients.save_account(&account, context).await,
            "save_preferences" => accounts.profiles.save_preferences(&preferences(), context).await.map(drop),
            "save_profile" => accounts.profiles.save_profile(&profile(), context).await.map(drop),
            "saved_recovery_codes" => accounts.two_step.saved_recovery_codes(context).await,
            "sessions" => self.reading().sessions(session).await.map(drop),
            "sign_out" => accounts.sessions.sign_out(context).await,
            "this_wasnt_me" => accounts.passwords.this_wasnt_me(context).await,
            "two_step" => self.reading().two_step(session).await.map(drop),
            "two_step_set_up" => self.reading().two_step_set_up(session).await.map(drop),
            _ => self.try_verb_of_members(verb, &member, context).await,
        }
    }

    async fn try_verb_of_members(&self, verb: &str, press: &MemberForm, context: &RequestContext) -> Result<(), Error> {
        let (accounts, session) = (&self.accounts, context.session.as_ref());
        let (account, member, on) = (press.account.clone(), press.member.clone(), || rules::CHECKED.to_owned());
        let link = Token::parse(&"A".repeat(43)).expect("a token");
        match verb {
            "accept_invitation" => {
                let form = InvitationForm { invitation: member, ..Default::default() };
                accounts.invitations.accept_invitation(&form, &link, context).await.map(drop)
            }
            "account_activity" => self.reading().account_activity(session, &account, &At::First).await.map(drop),
            "dissociate" => accounts.memberships.dissociate(press, context).await,
            "invite" => {
                let user_email = "clara@example.com".to_owned();
                let form = InviteForm { account, user_email, role_account_observer: on(), ..Default::default() };
                accounts.invitations.invite(&form, context).await
            }
            "member" => self.reading().member(session, &account, &member).await.map(drop),
            "members" => self.reading().members(session, &account, &MembersOf::default()).await.map(drop),
            "reset_member_two_step" => accounts.memberships.reset_member_two_step(press, context).await,
            "resend_invitation" => accounts.invitations.resend_invitation(press, context).await,
            "revoke_invitation" => accounts.invitations.revoke_invitation(press, context).await,
            "set_notifications" => {
                let form = NotificationsForm { account, member, ..Default::default() };
                accounts.memberships.set_notifications(&form, context).await
            }
            "set_roles" => {
                let form = RolesForm { account, member, role_account_observer: on(), ..Default::default() };
                accounts.memberships.set_roles(&form, context).await
            }
            verb => panic!("{verb} is not tried here"),
        }
    }
}

fn another_password() -> ChangePasswordForm {
    let new = "kapelusz rower zupa okno".to_owned();
    ChangePasswordForm { old_password: PASSWORD.into(), new_password: new.clone(), confirm_new_password: new }
}

fn preferences() -> PreferencesForm {
    PreferencesForm { language: "pl".into(), theme: "dark".into() }
}

fn profile() -> ProfileForm {
    ProfileForm {
        name: "Берта".into(),
        surname: "Б".into(),
        email: BERTA.into(),
        phone: "044 537 02 22".into(),
        ..Default::default()
    }
}

#[test]
fn a_closed_account_lets_its_member_do_nothing() {
    each_db(|world| async move {
        let (_, berta, number) = world.asking().await;
        let before = world.number("select count(*) from activity").await;
        for wait in [0, 601] {
            world.wait(wait);
            for verb in OF_ACCOUNT {
                let ended = world.try_verb(verb, &number, &berta).await;
                assert!(matches!(ended, Err(Error::TwoStepSetupRequired)), "{verb} after {wait} seconds: {ended:?}");
            }
        }
        assert_eq!(world.number("select count(*) from activity").await, before);
        let who = world.accounts.sessions.current_user(berta.session.as_ref()).await.unwrap().expect("she is somebody");
        let account = who.accounts.iter().find(|account| account.number.digits() == number).expect("hers still");
        assert!(account.closed && account.permissions().is_empty() && !account.roles.is_empty());
    });
}

#[test]
fn whatever_an_account_requires_what_is_ones_own_stays_open() {
    each_db(|world| async move {
        let (_, _, number) = world.asking().await;
        for verb in OWN {
            // Each with a session of its own, since some end it.
            let berta = with(&world.sign_in(BERTA).await.session);
            let ended = world.try_verb(verb, &number, &berta).await;
            assert!(
                !matches!(ended, Err(Error::TwoStepSetupRequired | Error::SignedOut | Error::ReauthRequired)),
                "{verb}: {ended:?}"
            );
            if verb == "enable_two_step" {
                world.accounts.operator.reset_two_step(BERTA).await.unwrap();
                world.wait(30);
            }
            if verb == "change_password" {
                world.put_password_back().await;
            }
        }
        let berta = with(&world.sign_in(BERTA).await.session);
        assert!(matches!(world.client_of(&berta, &number).await, Err(Error::Gone)), "she has left it");
        world.wait(601);
        assert!(!world.reading().fresh(berta.session.as_ref()).await.unwrap());
        let ended = world.reading().two_step_set_up(berta.session.as_ref()).await;
        assert!(matches!(ended, Err(Error::ReauthRequired)), "a proof is needed all the same");
        assert!(matches!(world.accounts.two_step.regenerate_key(&berta).await, Err(Error::ReauthRequired)));
    });
}

#[test]
fn it_holds_from_the_next_request_and_setting_it_up_opens_the_account() {
    each_db(|world| async move {
        let (anna, number) = world.owner_of_one(ANNA).await;
        let berta = world.signed_up_into(&number, BERTA, &[Role::AccountObserver]).await;
        let required =
            async |context: &RequestContext| world.reading().two_step(context.session.as_ref()).await.unwrap().required;
        assert!(!required(&berta).await && !required(&anna).await);
        assert!(world.client_of(&berta, &number).await.is_ok());
        world.choose_policy(&anna, &number, "required").await.unwrap();
        for context in [&anna, &berta] {
            assert!(required(context).await, "whoever chose it falls under it too");
            assert!(matches!(world.client_of(context, &number).await, Err(Error::TwoStepSetupRequired)));
        }
        world.switch_on(&berta).await;
        assert!(world.client_of(&berta, &number).await.is_ok());
        assert!(matches!(world.client_of(&anna, &number).await, Err(Error::TwoStepSetupRequired)));
        assert!(world.reading().recovery_codes(berta.session.as_ref()).await.unwrap().is_some());
    });
}

#[test]
fn only_the_account_that_requires_it_is_closed_until_the_owner_chooses_otherwise() {
    each_db(|world| async move {
        let (anna, berta, number) = world.asking().await;
        let (_, other) = world.owner_of_one("clara@example.com").await;
        world.take_in(&other, BERTA, &[Role::AccountObserver]).await;
        assert!(world.client_of(&berta, &other).await.is_ok(), "another account is open");
        assert!(matches!(world.client_of(&berta, &number).await, Err(Error::TwoStepSetupRequired)));
        world.choose_policy(&anna, &number, "optional").await.unwrap();
        assert!(world.client_of(&berta, &number).await.is_ok());
    });
}

#[test]
fn it_is_not_switched_off_while_an_account_asks_for_it() {
    each_db(|world| async move {
        let (anna, _, number) = world.asking().await;
        world.accounts.two_step.disable_two_step(&anna).await.expect_err("an account asks for it");
        let ended = world.accounts.two_step.disable_two_step(&anna).await;
        assert!(matches!(ended, Err(Error::Forbidden)), "{ended:?}");
        assert!(world.reading().two_step(anna.session.as_ref()).await.unwrap().enabled);
        assert_eq!(world.written("two_step_disabled", "done").await, 0);
        world.choose_policy(&anna, &number, "optional").await.unwrap();
        let required = [
            holding_user(ANNA),
            holding_account(&number),
            format!("update accounts set two_step_policy = 'required' where number = '{number}'"),
        ];
        let ended = {
            let (world, anna): (Arc<World>, _) = (Arc::clone(&world), anna.clone());
            async move { world.accounts.two_step.disable_two_step(&anna).await }
        };
        assert!(matches!(world.meanwhile(&required, ended).await, Err(Error::Forbidden)), "not meanwhile either");
        world.run("update accounts set two_step_policy = 'optional'").await;
        world.accounts.two_step.disable_two_step(&anna).await.unwrap();
        assert_eq!(world.written("two_step_disabled", "done").await, 1);
    });
}

#[test]
fn half_a_session_is_nobodys_and_the_operator_still_opens_the_way() {
    each_db(|world| async move {
        let (_, _, number) = world.asking().await;
        let half = world.half(ANNA).await;
        assert!(world.accounts.sessions.current_user(half.session.as_ref()).await.unwrap().is_none());
        for verb in OWN.into_iter().chain(OF_ACCOUNT) {
            match world.try_verb(verb, &number, &half).await {
                Ok(()) => assert!(OF_ANYBODY.contains(&verb), "{verb}"),
                Err(Error::Gone) => assert_eq!(verb, "accept_invitation"),
                ended => assert!(matches!(ended, Err(Error::SignedOut)), "{verb}: {ended:?}"),
            }
            if verb == "sign_out" {
                break;
            }
        }
        world.accounts.operator.reset_two_step(ANNA).await.unwrap();
        let anna = with(&world.sign_in(ANNA).await.session);
        assert!(matches!(world.client_of(&anna, &number).await, Err(Error::TwoStepSetupRequired)));
        world.wait(30);
        world.switch_on(&anna).await;
        assert!(world.client_of(&anna, &number).await.is_ok());
        let signed_in = world.accounts.sign_in.sign_in(&sign_in(ANNA, PASSWORD), &RequestContext::default()).await;
        assert!(matches!(signed_in, Ok(Entry::SecondStep(_))));
    });
}

#[test]
fn whoever_becomes_a_member_falls_under_it_there_and_nowhere_else() {
    each_db(|world| async move {
        let (_, _, number) = world.asking().await;
        let (clara, own) = world.owner_of_one("clara@example.com").await;
        world.take_in(&number, "clara@example.com", &[Role::AccountObserver]).await;
        assert!(world.client_of(&clara, &own).await.is_ok());
        assert!(matches!(world.client_of(&clara, &number).await, Err(Error::TwoStepSetupRequired)));
        refused(world.accounts.two_step.enable_two_step(&two_step("000000"), &clara).await);
        assert!(matches!(world.client_of(&clara, &number).await, Err(Error::TwoStepSetupRequired)));
        world.switch_on(&clara).await;
        assert!(world.client_of(&clara, &own).await.is_ok() && world.client_of(&clara, &number).await.is_ok());
    });
}
