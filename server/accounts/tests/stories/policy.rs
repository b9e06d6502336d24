//! An account that asks for 2-step verification: who has it off can do nothing but set it up.

use crate::help::clients::{holding_account, holding_user};
use crate::help::{PASSWORD, World, each_db, identity, refused, sign_in, totp, two_step, with};
use accounts::{Entry, Error, MembersOf, Token, Visitor};
use rules::{
    AccountForm, ChangePasswordForm, EmailCodeForm, EmailResendForm, InvitationForm, InviteForm, MemberForm,
    NotificationsForm, PreferencesForm, ProfileForm, Role, RolesForm, SessionForm,
};
use std::{fs, path::Path, sync::Arc};

const ANNA: &str = "anna@example.com";
const BERTA: &str = "berta@example.com";

/// What somebody needs to set it up, or to get out.
const OPEN: [&str; 11] = [
    "confirm_identity",
    "enable_two_step",
    "fresh",
    "must_set_up",
    "regenerate_key",
    "save_preferences",
    "sign_out",
    "this_wasnt_me",
    "two_step",
    "two_step_set_up",
    "user",
];

/// What nobody does who has not set it up.
const CLOSED: [&str; 25] = [
    "activity",
    "ask_deletion",
    "cancel_deletion",
    "cancel_email_change",
    "change_password",
    "client",
    "confirm_email",
    "deletion",
    "disable_two_step",
    "download",
    "email_change",
    "end_other_sessions",
    "end_session",
    "leave_account",
    "new_account",
    "new_recovery_codes",
    "open_account",
    "recovery_codes",
    "resend_email_code",
    "save_account",
    "save_profile",
    "saved_recovery_codes",
    "sessions",
    "signed_in",
    "who",
];

/// The same, of members and invitations.
const CLOSED_OF_MEMBERS: [&str; 11] = [
    "accept_invitation",
    "account_activity",
    "dissociate",
    "invite",
    "member",
    "members",
    "reset_member_two_step",
    "resend_invitation",
    "revoke_invitation",
    "set_notifications",
    "set_roles",
];

/// What asks for no whole session: the browser's own, links of letters, the way in.
const OF_NOBODY: [&str; 22] = [
    "ask_unlock",
    "change_address",
    "confirm",
    "decline_invitation",
    "details",
    "forgot",
    "half_signed_in",
    "invitation",
    "keep_form",
    "kept_form",
    "recover",
    "register",
    "register_invited",
    "resend",
    "reset",
    "second_step",
    "sign_in",
    "start_over",
    "undo_email",
    "unfinished",
    "unfinished_count",
    "unlock",
];

impl World {
    /// Berta is a member of Anna's account, which asks for it; Berta has it off.
    async fn asking(&self) -> (Visitor, Visitor, String) {
        let (anna, number) = self.owner_of_one(ANNA).await;
        self.switch_on(&anna).await;
        let berta = self.signed_up_into(&number, BERTA, &[Role::AccountAdministrator]).await;
        self.choose_policy(&anna, &number, "required").await.expect("Anna owns it");
        (anna, berta, number)
    }

    async fn try_verb(&self, verb: &str, number: &str, visitor: &Visitor) -> Result<(), Error> {
        let (accounts, session) = (&self.accounts, visitor.session.as_ref());
        let account = AccountForm {
            account: number.into(),
            country: "UA".into(),
            account_type: "personal".into(),
            ..Default::default()
        };
        let member = MemberForm { account: number.into(), member: "x".into() };
        match verb {
            "activity" => accounts.activity(session, 0).await.map(drop),
            "ask_deletion" => accounts.ask_deletion(visitor).await,
            "cancel_deletion" => accounts.cancel_deletion(visitor).await,
            "cancel_email_change" => accounts.cancel_email_change(visitor).await,
            "change_password" => accounts.change_password(&another_password(), visitor).await.map(drop),
            "client" => accounts.client(session, number).await.map(drop),
            "confirm_email" => accounts.confirm_email(&EmailCodeForm { code: "ABC-DEF".into() }, visitor).await,
            "confirm_identity" => accounts.confirm_identity(&identity(PASSWORD, ""), visitor).await.map(drop),
            "deletion" => accounts.deletion(session).await.map(drop),
            "disable_two_step" => accounts.disable_two_step(visitor).await,
            "download" => accounts.download(visitor).await.map(drop),
            "email_change" => accounts.email_change(visitor).await.map(drop),
            "enable_two_step" => {
                let key = accounts.two_step_set_up(session).await?.key;
                accounts.enable_two_step(&two_step(&totp::code(&key, self.now())), visitor).await
            }
            "end_other_sessions" => accounts.end_other_sessions(visitor).await,
            "end_session" => accounts.end_session(&SessionForm { session: "x".into() }, visitor).await,
            "fresh" => accounts.fresh(session).await.map(drop),
            "leave_account" => accounts.leave_account(number, visitor).await,
            "must_set_up" => accounts.must_set_up(session).await.map(drop),
            "new_account" => accounts.new_account(session).await.map(drop),
            "new_recovery_codes" => accounts.new_recovery_codes(visitor).await,
            "open_account" => accounts.open_account(&account, visitor).await.map(drop),
            "recovery_codes" => accounts.recovery_codes(session).await.map(drop),
            "regenerate_key" => accounts.regenerate_key(visitor).await,
            "resend_email_code" => {
                accounts.resend_email_code(&EmailResendForm { version: String::new() }, visitor).await
            }
            "save_account" => accounts.save_account(&account, visitor).await,
            "save_preferences" => accounts.save_preferences(&preferences(), visitor).await.map(drop),
            "save_profile" => accounts.save_profile(&profile(), visitor).await.map(drop),
            "saved_recovery_codes" => accounts.saved_recovery_codes(visitor).await,
            "sessions" => accounts.sessions(session).await.map(drop),
            "sign_out" => accounts.sign_out(visitor).await,
            "signed_in" => accounts.signed_in(session).await.map(drop),
            "this_wasnt_me" => accounts.this_wasnt_me(visitor).await,
            "two_step" => accounts.two_step(session).await.map(drop),
            "two_step_set_up" => accounts.two_step_set_up(session).await.map(drop),
            "user" => accounts.user(session).await.map(drop),
            "who" => accounts.who(session).await.map(drop),
            _ => self.try_verb_of_members(verb, &member, visitor).await,
        }
    }

    async fn try_verb_of_members(&self, verb: &str, press: &MemberForm, visitor: &Visitor) -> Result<(), Error> {
        let (accounts, session) = (&self.accounts, visitor.session.as_ref());
        let (account, member, on) = (press.account.clone(), press.member.clone(), || rules::CHECKED.to_owned());
        let link = Token::parse(&"A".repeat(43)).expect("a token");
        match verb {
            "accept_invitation" => {
                let form = InvitationForm { invitation: member };
                accounts.accept_invitation(&form, &link, visitor).await.map(drop)
            }
            "account_activity" => accounts.account_activity(session, &account, 0).await.map(drop),
            "dissociate" => accounts.dissociate(press, visitor).await,
            "invite" => {
                let user_email = "clara@example.com".to_owned();
                let form = InviteForm { account, user_email, role_account_observer: on(), ..Default::default() };
                accounts.invite(&form, visitor).await
            }
            "member" => accounts.member(session, &account, &member).await.map(drop),
            "members" => accounts.members(session, &account, &MembersOf::default()).await.map(drop),
            "reset_member_two_step" => accounts.reset_member_two_step(press, visitor).await,
            "resend_invitation" => accounts.resend_invitation(press, visitor).await,
            "revoke_invitation" => accounts.revoke_invitation(press, visitor).await,
            "set_notifications" => {
                let form = NotificationsForm { account, member, ..Default::default() };
                accounts.set_notifications(&form, visitor).await
            }
            "set_roles" => {
                let form = RolesForm { account, member, role_account_observer: on(), ..Default::default() };
                accounts.set_roles(&form, visitor).await
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
fn every_verb_that_knows_who_asks_is_one_of_these() {
    let mut known: Vec<String> =
        [&OPEN[..], &CLOSED, &CLOSED_OF_MEMBERS, &OF_NOBODY].concat().into_iter().map(str::to_owned).collect();
    let mut found = Vec::new();
    verbs_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    known.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, known);
}

/// Public verbs that take a session or a visitor.
fn verbs_in(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            verbs_in(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).expect("a text");
            let verbs = text.split("\n    pub async fn ").skip(1).filter_map(|rest| {
                let (name, rest) = rest.split_once('(')?;
                let arguments = rest.split(") ").next()?;
                let asks = arguments.contains("session: Option<&Token>") || arguments.contains("visitor: &Visitor");
                asks.then(|| name.to_owned())
            });
            found.extend(verbs);
        }
    }
}

#[test]
fn who_has_it_off_can_do_nothing_but_set_it_up() {
    each_db(|world| async move {
        let (_, berta, number) = world.asking().await;
        for verb in CLOSED {
            let ended = world.try_verb(verb, &number, &berta).await;
            assert!(matches!(ended, Err(Error::SetUp)), "{verb}: {ended:?}");
        }
        let before = world.number("select count(*) from activity").await;
        world.wait(601);
        for verb in CLOSED {
            let ended = world.try_verb(verb, &number, &berta).await;
            assert!(matches!(ended, Err(Error::SetUp)), "{verb}, long after the proof: {ended:?}");
        }
        assert_eq!(world.number("select count(*) from activity").await, before);
    });
}

#[test]
fn who_has_it_off_has_nothing_to_say_in_any_account() {
    each_db(|world| async move {
        let (_, berta, number) = world.asking().await;
        let own = world.number("select count(*) from accounts").await;
        assert_eq!(own, 2);
        for verb in CLOSED_OF_MEMBERS {
            let ended = world.try_verb(verb, &number, &berta).await;
            assert!(matches!(ended, Err(Error::SetUp)), "{verb}: {ended:?}");
        }
    });
}

#[test]
fn what_one_needs_to_set_it_up_or_to_get_out_stays_open() {
    each_db(|world| async move {
        let (_, _, number) = world.asking().await;
        for verb in OPEN {
            // Each with a session of its own, since some end it; 2-step verification is off again for the next.
            let berta = with(&world.sign_in(BERTA).await.session);
            let ended = world.try_verb(verb, &number, &berta).await;
            assert!(ended.is_ok(), "{verb}: {ended:?}");
            if verb == "enable_two_step" {
                world.accounts.reset_two_step(BERTA).await.unwrap();
                world.wait(30);
            }
        }
        let berta = with(&world.sign_in(BERTA).await.session);
        world.wait(601);
        assert!(!world.accounts.fresh(berta.session.as_ref()).await.unwrap());
        let ended = world.accounts.two_step_set_up(berta.session.as_ref()).await;
        assert!(matches!(ended, Err(Error::Prove)), "a proof is needed all the same");
        assert!(matches!(world.accounts.regenerate_key(&berta).await, Err(Error::Prove)));
        for verb in ["two_step", "two_step_set_up", "regenerate_key", "this_wasnt_me", "confirm_identity"] {
            let ended = world.try_verb(verb, &number, &Visitor::default()).await;
            assert!(matches!(ended, Err(Error::SignedOut)), "{verb}: {ended:?}");
        }
    });
}

#[test]
fn it_holds_from_the_next_request_and_setting_it_up_opens_everything() {
    each_db(|world| async move {
        let (anna, number) = world.owner_of_one(ANNA).await;
        let berta = world.signed_up_into(&number, BERTA, &[Role::AccountObserver]).await;
        let must = async |visitor: &Visitor| world.accounts.must_set_up(visitor.session.as_ref()).await.unwrap();
        assert!(!must(&berta).await && !must(&anna).await && !must(&Visitor::default()).await);
        assert!(world.client_of(&berta, &number).await.is_ok());
        world.choose_policy(&anna, &number, "required").await.unwrap();
        for visitor in [&anna, &berta] {
            assert!(must(visitor).await, "whoever chose it falls under it too");
            assert!(matches!(world.client_of(visitor, &number).await, Err(Error::SetUp)));
            let user = world.accounts.user(visitor.session.as_ref()).await.unwrap().unwrap();
            assert!(!user.two_step, "the head of the page is there");
        }
        world.switch_on(&berta).await;
        assert!(!must(&berta).await && must(&anna).await);
        assert!(world.client_of(&berta, &number).await.is_ok());
        assert!(world.accounts.recovery_codes(berta.session.as_ref()).await.unwrap().is_some());
        assert!(world.accounts.user(None).await.unwrap().is_none());
    });
}

#[test]
fn the_strictest_account_counts_and_the_owners_choice_ends_it() {
    each_db(|world| async move {
        let (anna, berta, number) = world.asking().await;
        let (clara, other) = world.owner_of_one("clara@example.com").await;
        world.take_in(&other, BERTA, &[Role::AccountObserver]).await;
        assert!(matches!(world.client_of(&berta, &other).await, Err(Error::SetUp)), "in every account");
        assert!(world.client_of(&clara, &other).await.is_ok(), "others are not concerned");
        world.choose_policy(&anna, &number, "optional").await.unwrap();
        assert!(world.client_of(&berta, &other).await.is_ok());
    });
}

#[test]
fn it_is_not_switched_off_while_an_account_asks_for_it() {
    each_db(|world| async move {
        let (anna, _, number) = world.asking().await;
        world.accounts.disable_two_step(&anna).await.expect_err("an account asks for it");
        let ended = world.accounts.disable_two_step(&anna).await;
        assert!(matches!(ended, Err(Error::Forbidden)), "{ended:?}");
        assert!(world.accounts.two_step(anna.session.as_ref()).await.unwrap().enabled);
        assert_eq!(world.written("two_step_disabled", "done").await, 0);
        world.choose_policy(&anna, &number, "optional").await.unwrap();
        let required = [
            holding_user(ANNA),
            holding_account(&number),
            format!("update accounts set two_step_policy = 'required' where number = '{number}'"),
        ];
        let ended = {
            let (world, anna): (Arc<World>, _) = (Arc::clone(&world), anna.clone());
            async move { world.accounts.disable_two_step(&anna).await }
        };
        assert!(matches!(world.meanwhile(&required, ended).await, Err(Error::Forbidden)), "not meanwhile either");
        world.run("update accounts set two_step_policy = 'optional'").await;
        world.accounts.disable_two_step(&anna).await.unwrap();
        assert_eq!(world.written("two_step_disabled", "done").await, 1);
    });
}

#[test]
fn half_a_session_is_nobodys_and_the_operator_still_opens_the_way() {
    each_db(|world| async move {
        let (_, _, number) = world.asking().await;
        let half = world.half(ANNA).await;
        assert!(!world.accounts.must_set_up(half.session.as_ref()).await.unwrap());
        assert!(world.accounts.user(half.session.as_ref()).await.unwrap().is_none());
        for verb in CLOSED.into_iter().chain(["two_step", "two_step_set_up", "regenerate_key", "this_wasnt_me"]) {
            match world.try_verb(verb, &number, &half).await {
                Ok(()) => assert!(["signed_in", "who"].contains(&verb), "{verb}"),
                ended => assert!(matches!(ended, Err(Error::SignedOut)), "{verb}: {ended:?}"),
            }
        }
        assert!(world.accounts.who(half.session.as_ref()).await.unwrap().is_none());
        world.accounts.reset_two_step(ANNA).await.unwrap();
        let anna = with(&world.sign_in(ANNA).await.session);
        assert!(matches!(world.client_of(&anna, &number).await, Err(Error::SetUp)));
        world.wait(30);
        world.switch_on(&anna).await;
        assert!(world.client_of(&anna, &number).await.is_ok());
        let signed_in = world.accounts.sign_in(&sign_in(ANNA, PASSWORD), &Visitor::default()).await;
        assert!(matches!(signed_in, Ok(Entry::SecondStep(_))));
    });
}

#[test]
fn whoever_becomes_a_member_falls_under_it_from_the_next_request() {
    each_db(|world| async move {
        let (_, _, number) = world.asking().await;
        let (clara, own) = world.owner_of_one("clara@example.com").await;
        assert!(world.client_of(&clara, &own).await.is_ok());
        world.take_in(&number, "clara@example.com", &[Role::AccountObserver]).await;
        assert!(matches!(world.client_of(&clara, &own).await, Err(Error::SetUp)));
        let wrong = world.accounts.enable_two_step(&two_step("000000"), &clara).await;
        refused(wrong);
        assert!(world.accounts.must_set_up(clara.session.as_ref()).await.unwrap());
        world.switch_on(&clara).await;
        assert!(world.client_of(&clara, &own).await.is_ok() && world.client_of(&clara, &number).await.is_ok());
    });
}
