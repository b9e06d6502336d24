//! What the operator sees in lists: users, accounts, and letters, which can go again.

#![expect(clippy::unwrap_used, reason = "a test may stop anywhere")]

use crate::{
    help::smtp::MailServer,
    help::{World, business, each_db, numbers},
};
use accounts::{Error, LetterShown, Retried};

const UNKNOWN: &str = "550 5.1.1 User unknown";

impl World {
    async fn users(&self, search: &str) -> Vec<String> {
        let page = self.accounts.operator.list_users(search, "", 100).await.unwrap();
        page.rows.into_iter().map(|user| user.email).collect()
    }

    async fn accounts_of(&self, search: &str) -> Vec<String> {
        let page = self.accounts.operator.list_accounts(search, "", 100).await.unwrap();
        page.rows.into_iter().map(|account| account.owner).collect()
    }

    async fn letters_shown(&self, failed: bool) -> Vec<LetterShown> {
        self.accounts.outbox.letters_shown(failed, None, 100).await.unwrap()
    }

    async fn retried(&self, id: &str) -> Retried {
        self.accounts.outbox.retry_letter(id).await.unwrap()
    }

    /// A letter to this address fails; its id.
    async fn fails(&self, email: &str) -> String {
        let server = MailServer::open(|line| line.starts_with("RCPT").then_some(UNKNOWN)).await;
        self.begin(email).await;
        assert!(self.accounts.outbox.send_next(&server.mailer("", "panel.example.com")).await.unwrap());
        self.letters_shown(true).await.remove(0).id
    }
}

#[test]
fn users_and_accounts_are_found_by_words_without_marks_and_by_whole_address_or_number() {
    each_db(|world| async move {
        world.sign_up("anna@example.com").await;
        world.sign_up("joanna@example.org").await;
        assert_eq!(world.users("").await, ["anna@example.com", "joanna@example.org"]);
        assert_eq!(world.users("ГАЛАГАН оксана").await.len(), 2);
        assert_eq!(world.users("галаган example.org").await, ["joanna@example.org"]);
        assert_eq!(world.users("Anna@Example.com").await, ["anna@example.com"], "a whole address");
        assert_eq!(world.users("ann%").await, [""; 0]);

        let (context, id) = world.begin("firm@example.com").await;
        world.accounts.registrations.details(&business(&id), &context).await.unwrap();
        let code = world.code().await;
        world.confirm(&context, &id, &code).await.unwrap();
        let company = world.texts("select company_name from accounts where company_name is not null").await.remove(0);
        assert_eq!(world.accounts_of(&company.to_uppercase()).await, ["firm@example.com"]);
        assert_eq!(world.accounts_of("joanna").await, ["joanna@example.org"]);
        assert_eq!(world.accounts_of("nobody").await, [""; 0]);
        let page = world.accounts.operator.list_accounts("", "", 100).await.unwrap();
        assert_eq!(page.rows.len(), 3);
        for account in page.rows {
            assert_eq!(world.accounts_of(&account.number.to_string()).await, [account.owner]);
        }
    });
}

#[test]
fn a_list_goes_on_where_it_ended_and_leaves_nobody_out() {
    each_db(|world| async move {
        let many = numbers(4_500);
        world
            .run(&format!(
                "insert into users (id, email, email_key, name, surname, phone, country, language, password_hash,
                     terms_version, terms_at, created_at)
                 {many} select 'u' || n, n || '@example.com', n || '@example.com', case when n % 100 = 0 then 'Searched' else 'A' end, 'B', '', 'UA', 'uk', '', '', 0, 0 from numbers"
            ))
            .await;
        for (search, of, most) in [("", 4_500, 1_000), ("searched", 45, 20), ("searched", 45, 45)] {
            let (mut seen, mut after, mut pages) = (Vec::new(), String::new(), 0);
            loop {
                let page = world.accounts.operator.list_users(search, &after, most).await.unwrap();
                assert!(page.rows.len() <= most);
                seen.extend(page.rows.into_iter().map(|user| user.id));
                pages += 1;
                let Some(next) = page.next else { break };
                after = next;
            }
            let found = seen.len();
            seen.sort();
            seen.dedup();
            assert_eq!((found, seen.len()), (of, of), "{search}");
            assert!(pages <= of / most + 1, "{pages}");
        }
    });
}

#[test]
fn letters_are_shown_without_whom_they_go_to() {
    each_db(|world| async move {
        for n in 0..3 {
            world.begin(&format!("anna{n}@example.com")).await;
            world.wait(1);
        }
        let waiting = world.letters_shown(false).await;
        assert_eq!(waiting.len(), 3);
        assert!(waiting.iter().all(|letter| letter.kind == "verification-code" && letter.domain == "example.com"));
        assert!(!format!("{waiting:?}").contains("anna"));
        assert!(waiting.is_sorted_by_key(|letter| letter.created_at));
        let mut seen = Vec::new();
        while let Some(next) =
            world.accounts.outbox.letters_shown(false, seen.last().map(String::as_str), 1).await.unwrap().pop()
        {
            seen.push(next.id);
        }
        assert_eq!(seen, waiting.iter().map(|letter| letter.id.clone()).collect::<Vec<_>>());
        assert!(matches!(world.accounts.outbox.letters_shown(false, Some("nothing"), 1).await, Err(Error::Gone)));
        assert!(world.letters_shown(true).await.is_empty());
    });
}

#[test]
fn a_letter_that_failed_goes_again_while_it_is_worth_something() {
    each_db(|world| async move {
        let id = world.fails("anna@example.com").await;
        let failed = world.letters_shown(true).await;
        assert_eq!(failed[0].problem.as_deref(), Some("address: RCPT was answered 550 5.1.1"));
        assert_eq!(world.retried(&id).await, Retried::Goes);
        assert!(world.letters_shown(true).await.is_empty());
        assert_eq!(world.letters().await.len(), 1);
        assert_eq!((world.retried(&id).await, world.retried("nothing").await), (Retried::Went, Retried::Unknown));

        let id = world.fails("boris@example.com").await;
        world.wait(600);
        assert_eq!(world.retried(&id).await, Retried::RanOut);
        world.accounts.retention.tidy_up().await.unwrap();
        assert_eq!(world.number("select count(*) from outbox where content <> ''").await, 0, "nothing is kept");

        let clara = world.fails("clara@example.com").await;
        // The newest is the last that failed.
        world.wait(1);
        let ids = [clara, world.fails("dana@example.com").await];
        assert_eq!(world.accounts.outbox.retry_failed_letters().await.unwrap(), 2);
        let server = MailServer::slow("RCPT", std::time::Duration::from_secs(3_600)).await;
        let (accounts, mailer) = (world.accounts.clone(), server.mailer("", "panel.example.com"));
        let sending = tokio::spawn(async move { accounts.outbox.send_next(&mailer).await });
        server.hears("RCPT").await;
        let again = [world.retried(&ids[0]).await, world.retried(&ids[1]).await];
        assert!(again.contains(&Retried::BeingSent) && again.contains(&Retried::Goes), "{again:?}");
        sending.abort();
    });
}

#[test]
fn what_was_withdrawn_or_kept_long_enough_does_not_go_again() {
    each_db(|world| async move {
        world.sign_up("anna@example.com").await;
        let server = MailServer::open(|line| line.starts_with("RCPT").then_some(UNKNOWN)).await;
        let mailer = server.mailer("", "panel.example.com");
        world.accounts.operator.disable_user("anna@example.com").await.unwrap();
        assert!(world.accounts.outbox.send_next(&mailer).await.unwrap());
        let notice = world.letters_shown(true).await.remove(0).id;
        world.wait(6 * 86_400);
        world.accounts.retention.tidy_up().await.unwrap();
        assert_eq!(world.retried(&notice).await, Retried::Goes);
        assert!(world.accounts.outbox.send_next(&mailer).await.unwrap());
        world.wait(7 * 86_400);
        world.accounts.retention.tidy_up().await.unwrap();
        assert_eq!(world.retried(&notice).await, Retried::Emptied);

        let (context, id) = world.begin("boris@example.com").await;
        assert!(world.accounts.outbox.send_next(&mailer).await.unwrap());
        let code = world.letters_shown(true).await.remove(0).id;
        world.accounts.registrations.start_over(&context, &id).await.unwrap();
        assert_eq!(world.retried(&code).await, Retried::Emptied);
    });
}
