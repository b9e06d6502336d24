//! Addresses whose domains are not in ASCII: seen in their own letters, compared and posted in ASCII.

use crate::{
    help::inviting::{ANNA, BORIS, EVA},
    help::{World, each_db, with},
};
use accounts::{At, MembersOf};

const SHOWN: &str = "юзер@пошта.укр";
const POSTED: &str = "юзер@xn--80a1acn3a.xn--j1amh";

#[test]
fn a_domain_is_seen_as_it_was_typed_wherever_it_is_seen() {
    each_db(|world| async move {
        // As Chromium hands over what was typed into a field for addresses.
        let context = with(&world.sign_up(POSTED).await);
        let user = world.user(&context).await;
        assert_eq!(user.email, SHOWN);
        assert!(world.letters().await.iter().all(|letter| !letter.contains("укр")), "letters go by ASCII domains");
        world.sign_in(SHOWN).await;
        world.sign_in(POSTED).await;
        let (anna, number) = world.office().await;
        world.invited(&anna, &number, POSTED.replace("юзер", "anna").as_str()).await;
        let list = world.reading().members(anna.session.as_ref(), &number, &MembersOf::default()).await.unwrap();
        assert_eq!(list.members[1].email, "anna@пошта.укр");
        let log = world.reading().account_activity(anna.session.as_ref(), &number, &At::First).await.unwrap();
        assert_eq!(log.lines[0].detail, "anna@пошта.укр");
        let file = world.accounts.exports.download(&anna).await.unwrap();
        assert!(file.contains("anna@пошта.укр") && !file.contains("xn--"), "{file}");
        let who = world.accounts.sessions.user_of(POSTED).await.unwrap().expect("a user");
        assert_eq!((who.user.email.as_str(), who.user.id), (SHOWN, user.id));
    });
}

#[test]
fn what_an_older_version_kept_is_shown_after_the_next_start() {
    each_db(|world| async move {
        let context = with(&world.sign_up(ANNA).await);
        world.wished(&context, BORIS).await;
        let older = format!(
            "update users set email = '{POSTED}', email_key = '{POSTED}', name_order = '01:';
             update email_changes set email = '{POSTED}', old_email = 'anna@xn--a.com';
             update registrations set email = '{POSTED}';
             update activity set actor_email = '{POSTED}'"
        );
        world.run(&older).await;
        let world = World::new(&world.url, world.postgres).await;
        world.accounts.retention.tidy_up().await.unwrap();
        for text in ["users where email", "email_changes where email", "registrations where email"] {
            assert_eq!(world.number(&format!("select count(*) from {text} = '{SHOWN}'")).await, 1, "{text}");
        }
        let kept = "select count(*) from email_changes where old_email = 'anna@xn--a.com'";
        assert_eq!(world.number(kept).await, 1, "what is no name of a domain stays");
        assert_eq!(world.number(&format!("select count(*) from users where email_key = '{POSTED}'")).await, 1);
        world.run(&format!("update email_changes set email = '{POSTED}'")).await;
        world.accounts.retention.tidy_up().await.unwrap();
        let again = format!("select count(*) from email_changes where email = '{POSTED}'");
        assert_eq!(world.number(&again).await, 1, "they are looked for once");
    });
}

#[test]
fn whoever_is_deleted_leaves_no_former_address_behind_however_it_is_written() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        let (user, own) = world.office_of(POSTED).await;
        world.invited(&anna, &number, POSTED).await;
        world.wait(1);
        world.invited(&user, &own, EVA).await;
        world.accounts.operator.change_email(SHOWN, BORIS).await.unwrap();
        let user = with(&world.sign_in(BORIS).await.session);
        world.accounts.deletions.ask_deletion(&user).await.unwrap();
        world.wait(8 * 86_400);
        world.accounts.retention.tidy_up().await.unwrap();
        assert!(!world.has(BORIS).await);
        for kept in ["activity where detail", "invitations where email_key"] {
            assert_eq!(world.number(&format!("select count(*) from {kept} = '{POSTED}'")).await, 0, "{kept}");
        }
    });
}
