//! What is kept of invitations, what is told with them, and what goes with users and accounts.

use crate::{
    help::inviting::{ANNA, BORIS, EVA, button},
    help::{World, at_once, each_db, with},
};
use accounts::{Error, RequestContext};
use rules::Role;
use serde_json::Value;
use std::sync::Arc;

const WEEK: i64 = 604_800;
const OBSERVER: [Role; 1] = [Role::AccountObserver];

#[test]
fn names_that_look_like_links_or_markup_stay_text() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        world.run("update users set name = 'http://evil.example/<b>x</b>', surname = 'www.evil.example'").await;
        world.run("update accounts set company_name = 'https://evil.example?<a href=x>' || char_line || 'Bcc: eva@example.com'".replace("char_line", if world.postgres { "chr(13) || chr(10)" } else { "char(13) || char(10)" }).as_str()).await;
        let sent = world.invited(&anna, &number, BORIS).await;
        let raw = world.raw_of(&anna, &number).await;
        world.accept(&sent, &with(&world.sign_up(BORIS).await)).await.unwrap();
        let told = world.letters().await.into_iter().find(|letter| letter.contains("membership-notice")).expect("told");
        for raw in [raw, told] {
            let letter = mail_parser::MessageParser::new().parse(&raw).expect("a letter");
            // Its lines are the letter's own: what a name has brought along begins none.
            let (text, html) = (crate::help::text_of(&raw), letter.body_html(0).unwrap().into_owned());
            assert!(html.contains("&lt;") || html.contains("&#60;"), "{html}");
            for part in [&text, &html] {
                for link in ["http://evil", "https://evil", "evil.example", "www.evil", "\nBcc"] {
                    assert!(!part.contains(link), "{link}: {part}");
                }
            }
            assert!(!html.contains("<b>x") && !html.contains("<a href=x"));
            assert!(letter.bcc().is_none() && !letter.subject().unwrap().contains("evil.example"));
        }
    });
}

impl World {
    /// Invites Eva; the letter as it went out.
    async fn raw_of(&self, context: &RequestContext, number: &str) -> String {
        self.invite(context, number, EVA, &OBSERVER).await.expect("invited");
        self.letters()
            .await
            .into_iter()
            .find(|letter| letter.contains("X-Ocpanel-Letter: invitation"))
            .expect("a letter")
    }
}

#[test]
fn what_has_ended_is_kept_for_thirty_days() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        for email in ["a@example.com", "b@example.com"] {
            world.invited(&anna, &number, email).await;
        }
        let declined = world.invited(&anna, &number, BORIS).await;
        world.decline(&declined, false, &RequestContext::default()).await.unwrap();
        let revoked = world.invited(&anna, &number, EVA).await;
        world.accounts.invitations.revoke_invitation(&button(&number, &revoked.id), &anna).await.unwrap();
        let dora = with(&world.sign_up("dora@example.com").await);
        world.accept(&world.invited(&anna, &number, "dora@example.com").await, &dora).await.unwrap();
        for (wait, left) in [(30 * 86_400 - 1, 5), (1, 2), (WEEK - 1, 2), (1, 0)] {
            world.wait(wait);
            world.accounts.retention.tidy_up().await.unwrap();
            assert_eq!(world.number("select count(*) from invitations").await, left);
        }
        assert_eq!(world.number("select count(*) from memberships").await, 3);
    });
}

#[test]
fn a_file_of_ones_data_names_them_and_a_deleted_user_leaves_none() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        let (boris, his) = world.office_of(BORIS).await;
        world.run("insert into own_details (user_id, account_type, country, city) select id, 'personal', 'UA', 'Lviv' from users where email_key = 'boris@example.com'").await;
        let declined = world.invited(&anna, &number, "Boris@example.com").await;
        world.decline(&declined, true, &boris).await.unwrap();
        world.invite(&anna, &number, BORIS, &OBSERVER).await.unwrap();
        world.invite(&boris, &his, EVA, &OBSERVER).await.unwrap();
        let file: Value = serde_json::from_str(&world.accounts.exports.download(&boris).await.unwrap()).unwrap();
        assert_eq!(file["own_details"]["city"], "Lviv");
        assert_eq!(
            (&file["invitations_sent"][0]["email"], &file["invitations_sent"][0]["account"]),
            (&EVA.into(), &his.into())
        );
        assert_eq!(file["invitations_received"].as_array().unwrap().len(), 2);
        assert_eq!(file["invitations_received"][0]["account"], number.as_str());
        assert_eq!(file["unknown_senders"][0]["account"], number.as_str());
        let id = world.user(&boris).await.id;
        world.accounts.deletions.ask_deletion(&boris).await.unwrap();
        world.wait(WEEK);
        world.accounts.deletions.delete_due().await.unwrap();
        assert!(!world.has(BORIS).await);
        assert!(world.holding(BORIS).await.is_empty(), "{:?}", world.holding(BORIS).await);
        // That they were deleted, and that they declined, which stands in the log of an account that goes on.
        assert_eq!(world.holding(&id).await, [["activity.actor_id"; 2], ["activity.user_id"; 2]].concat());
        for (table, rows) in [("invitations", 0), ("own_details", 0), ("unknown_senders", 0), ("accounts", 1)] {
            assert_eq!(world.number(&format!("select count(*) from {table}")).await, rows, "{table}");
        }
        let letters = world.number("select count(*) from outbox where kind = 'invitation'").await;
        assert_eq!(letters, 0, "a letter that did not go never goes");
        assert_eq!(world.written("invited", "done").await, 2, "that Anna has invited somebody stays");
    });
}

#[test]
fn nobody_becomes_a_member_of_an_account_that_goes() {
    each_db(|world| async move {
        world.sign_up(BORIS).await;
        for round in 0..10 {
            let (anna, number) = world.office().await;
            world.accounts.deletions.ask_deletion(&anna).await.unwrap();
            world.wait(WEEK - 10);
            let anna = with(&world.sign_in(ANNA).await.session);
            world.run("delete from limits").await;
            let sent = world.invited(&anna, &number, BORIS).await;
            world.wait(10);
            let boris = with(&world.sign_in(BORIS).await.session);
            let ended = at_once(2, |n| {
                let (world, sent, boris): (Arc<World>, _, _) = (Arc::clone(&world), sent.clone(), boris.clone());
                async move {
                    if n == 0 {
                        world.accept(&sent, &boris).await.map(drop)
                    } else {
                        world.accounts.deletions.delete_due().await
                    }
                }
            })
            .await;
            assert!(matches!(ended[0], Ok(()) | Err(Error::Gone)) && ended[1].is_ok(), "{ended:?}");
            let orphans = "select count(*) from accounts where not exists (select 1 from roles where account_id = accounts.id and role = 'account_owner')";
            assert_eq!(world.number(orphans).await, 0, "{round}");
            assert_eq!(world.has(ANNA).await, ended[0].is_ok(), "{round}: whoever shares an account stays");
            world.run("delete from memberships where notifications = 'general billing technical'").await;
            world.run("delete from roles where role = 'account_observer'").await;
            world.run("update users set delete_at = 1 where email_key = 'anna@example.com'").await;
            world.accounts.deletions.delete_due().await.unwrap();
            world.wait(86_400 * 2);
            world.accounts.retention.tidy_up().await.unwrap();
        }
    });
}
