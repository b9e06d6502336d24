//! Each rule of retention.rs, with a row whose time is over and one that has a second left. A rule without its row here
//! could go unnoticed.

use crate::help::{World, each_db};
use accounts::Settings;

/// A row that only one rule finds.
struct Rule {
    /// What stays of the row with a second left, and not of the other.
    left: &'static str,
    /// Puts a row there: `{which}` is its key, `{at}` is its moment, `{never}` one that no rule comes to, `{user}` and
    /// `{account}` are there.
    row: &'static str,
    kept: fn(&Settings) -> i64,
}

const DAY: i64 = 86_400;
const NOTHING: fn(&Settings) -> i64 = |_| 0;

macro_rules! invitation {
    ($columns:literal, $values:literal) => {
        concat!(
            "insert into invitations (id, token_hash, account_id, inviter_id, email, email_key, roles, notifications, created_at, sent_at, ",
            $columns,
            ") values ('{which}', '{which}', '{account}', '{user}', '{which}', '{which}', '', '', 1, 1, ",
            $values,
            ")"
        )
    };
}

macro_rules! session {
    ($seen:literal, $created:literal, $full:literal) => {
        concat!(
            "insert into sessions (token_hash, id, user_id, agent, network_address, seen_at, created_at, full_at) values ('{which}', '{which}', '{user}', '', '', ",
            $seen, ", ", $created, ", ", $full, ")"
        )
    };
}

macro_rules! letter {
    ($email:literal, $columns:literal, $values:literal) => {
        concat!(
            "insert into outbox (id, kind, email_key, about, lease_until, created_at, ",
            $columns,
            ") values ('{which}', 'security-notice', '",
            $email,
            "', '{user}', 0, {never}, ",
            $values,
            ")"
        )
    };
}

macro_rules! change {
    ($columns:literal, $values:literal) => {
        concat!(
            "insert into email_changes (id, user_id, seq, old_email, old_email_key, email, email_key, created_at, ",
            $columns,
            ") values ('{which}', '{user}', 1, 'old-{which}', 'old-{which}', 'new-{which}', 'new-{which}', 1, ",
            $values,
            ")"
        )
    };
}

macro_rules! line {
    ($from:literal, $agent:literal) => {
        concat!(
            "insert into activity (id, seq, at, user_id, act, result, detail, network_address, agent) values ('{which}', 1, {at}, '{user}', 'signed_in', 'done', '', ",
            $from,
            ", ",
            $agent,
            ")"
        )
    };
}

const RULES: [Rule; 37] = [
    Rule {
        left: "registrations",
        row: "insert into registrations (id, browser_hash, name, surname, email, email_key, password_hash, terms_version, terms_at, language, created_at, touched_at, expires_at)
              values ('{which}', '{which}', '', '', '{which}', '{which}', '', '', 1, 'uk', 1, 1, {at})",
        kept: NOTHING,
    },
    Rule { left: "email_changes", row: change!("expires_at", "{at}"), kept: NOTHING },
    Rule {
        left: "email_changes",
        row: change!("expires_at, done_at", "1, {at}"),
        kept: |settings| settings.email_undo_lifetime,
    },
    // Of somebody who is no user, a day after it went.
    Rule {
        left: "outbox",
        row: "insert into outbox (id, kind, email_key, about, lease_until, created_at, content, sent_at)
              values ('{which}', 'security-notice', 'nobody', '', 0, {at}, '', {never})",
        kept: |_| DAY,
    },
    Rule {
        left: "outbox",
        row: "insert into outbox (id, kind, email_key, about, lease_until, created_at, content, failed_at)
              values ('{which}', 'security-notice', 'nobody', '', 0, {at}, '', {never})",
        kept: |_| DAY,
    },
    Rule { left: "invitations", row: invitation!("expires_at", "{at}"), kept: |_| Settings::INVITATION_KEPT },
    Rule {
        left: "invitations",
        row: invitation!("expires_at, accepted_at", "{never}, {at}"),
        kept: |_| Settings::INVITATION_KEPT,
    },
    Rule {
        left: "invitations",
        row: invitation!("expires_at, declined_at", "{never}, {at}"),
        kept: |_| Settings::INVITATION_KEPT,
    },
    Rule {
        left: "invitations",
        row: invitation!("expires_at, revoked_at", "{never}, {at}"),
        kept: |_| Settings::INVITATION_KEPT,
    },
    Rule {
        left: "unknown_senders",
        row: "insert into unknown_senders (account_id, email_key, at) values ('{account}', '{which}', {at})",
        kept: |_| Settings::UNKNOWN_LIFETIME,
    },
    Rule { left: "outbox", row: letter!("", "content, sent_at", "'', {at}"), kept: NOTHING },
    Rule { left: "outbox", row: letter!("", "content, failed_at", "'', {at}"), kept: NOTHING },
    Rule { left: "outbox", row: letter!("anna@example.com", "content, sent_at", "'', {at}"), kept: |_| 30 * DAY },
    Rule { left: "outbox", row: letter!("anna@example.com", "content, failed_at", "'', {at}"), kept: |_| 30 * DAY },
    Rule {
        left: "outbox where content <> ''",
        row: letter!("anna@example.com", "content, failed_at", "'x', {at}"),
        kept: |_| 7 * DAY,
    },
    Rule {
        left: "outbox where content <> ''",
        row: letter!("anna@example.com", "content, failed_at, worth_until", "'x', {never}, {at}"),
        kept: NOTHING,
    },
    Rule { left: "activity", row: line!("''", "''"), kept: |settings| settings.log_kept },
    Rule {
        left: "activity where network_address <> ''",
        row: line!("'192.0.2.77'", "''"),
        kept: |settings| settings.addresses_kept,
    },
    Rule {
        left: "activity where agent <> ''",
        row: line!("''", "'x'"),
        kept: |settings| settings.addresses_kept,
    },
    Rule { left: "sessions", row: session!("{at}", "{never}", "1"), kept: |settings| settings.session_idle },
    Rule { left: "sessions", row: session!("{never}", "{at}", "1"), kept: |settings| settings.session_lifetime },
    Rule { left: "sessions", row: session!("{never}", "{at}", "null"), kept: |_| Settings::HALF_LIFETIME },
    Rule {
        left: "known_browsers",
        row: "insert into known_browsers (user_id, browser_hash, seen_at) values ('{user}', '{which}', {at})",
        kept: |_| Settings::KNOWN_LIFETIME,
    },
    Rule {
        left: "let_in",
        row: "insert into let_in (address_hash, browser_hash, until) values ('{which}', '{which}', {at})",
        kept: NOTHING,
    },
    Rule {
        left: "unlocks",
        row: "insert into unlocks (token_hash, address_hash, told, expires_at) values ('{which}', '{which}', 1, {at})",
        kept: NOTHING,
    },
    Rule {
        left: "codes",
        row: "insert into codes (id, registration_id, email_key, code_hash, created_at, expires_at)
              values ('{which}', 'living', '{which}', '', 1, {at})",
        kept: NOTHING,
    },
    Rule {
        left: "passkey_answers",
        row: "insert into passkey_answers (challenge_hash, expires_at) values ('{which}', {at})",
        kept: NOTHING,
    },
    Rule {
        left: "form_rows",
        row: "insert into form_rows (id, browser_hash, page, content, created_at, expires_at) values ('{which}', '{which}', '', '', 1, {at})",
        kept: NOTHING,
    },
    Rule {
        left: "resets",
        row: "insert into resets (token_hash, email_key, user_id, created_at, expires_at) values ('{which}', '{which}', '{user}', 1, {at})",
        kept: NOTHING,
    },
    Rule {
        left: "resets",
        row: "insert into resets (token_hash, email_key, created_at, expires_at) values ('{which}', '{which}', {at}, {never})",
        kept: |_| DAY,
    },
    Rule {
        left: "authorization_codes",
        row: "insert into authorization_codes (code_hash, application_id, session_id, redirect_uri, scope, expires_at) values ('{which}', 'known', 'known', '', '', {at})",
        kept: |_| 3_600,
    },
    Rule {
        left: "signing_keys",
        row: "insert into signing_keys (id, algorithm, content, public_key, created_at, retired_at) values ('{which}', 'ES256', '', '', 1, {at})",
        kept: |_| DAY,
    },
    // One try is forgotten each hour.
    Rule {
        left: "failures",
        row: "insert into failures (key, subject, tries, wait, next_at, touched_at) values ('{which}', '', 2, 0, 1, {at} - 7200)",
        kept: NOTHING,
    },
    Rule {
        left: "letter_counts",
        row: "insert into letter_counts (key, moments, touched_at) values ('{which}', '', {at})",
        kept: |_| DAY,
    },
    Rule { left: "limits", row: "insert into limits (key, full_at) values ('{which}', {at})", kept: NOTHING },
    Rule {
        left: "known_companies",
        row: "insert into known_companies (company_hash, register, known_at) values ('{which}', 'vies', {at})",
        kept: |_| DAY,
    },
    Rule {
        left: "addresses",
        row: "insert into addresses (email_key, touched_at) values ('{which}', {at})",
        kept: NOTHING,
    },
];

/// What names a row of this table.
fn key(table: &str) -> &'static str {
    match table {
        "sessions" | "unlocks" | "resets" => "token_hash",
        "passkey_answers" => "challenge_hash",
        "unknown_senders" | "addresses" => "email_key",
        "known_browsers" | "let_in" => "browser_hash",
        "failures" | "letter_counts" | "limits" => "key",
        "known_companies" => "company_hash",
        "authorization_codes" => "code_hash",
        _ => "id",
    }
}

impl World {
    /// Makes one row after the other; whether each is left, and none of them afterwards.
    async fn kept(&self, rule: &Rule, user: &str, account: &str) -> [i64; 2] {
        let (now, kept) = (self.now(), (rule.kept)(self.accounts.settings()));
        let (table, of) = rule.left.split_once(" where ").unwrap_or((rule.left, "1 = 1"));
        let of_it = format!("from {table} where {} = 'tried'", key(table));
        let mut left = [0; 2];
        for (nth, at) in [now - kept, now - kept + 1].into_iter().enumerate() {
            let row = rule.row.replace("{which}", "tried").replace("{at}", &at.to_string());
            let row = row.replace("{never}", &(now + 9_000_000).to_string());
            self.run(&row.replace("{user}", user).replace("{account}", account)).await;
            self.accounts.retention.tidy_up().await.expect("it is tidied up");
            left[nth] = self.number(&format!("select count(*) {of_it} and {of}")).await;
            self.run(&format!("delete {of_it}")).await;
        }
        left
    }
}

/// A registration that does not end.
const LIVING: &str = "insert into registrations (id, browser_hash, name, surname, email, email_key, password_hash, terms_version, terms_at, language, created_at, touched_at, expires_at)
    values ('living', 'living', '', '', 'living', 'living', '', '', 1, 'uk', 1, 1, 9999999999)";

#[test]
fn each_row_goes_the_second_its_time_is_over() {
    each_db(|world| async move {
        let anna = world.person("anna@example.com").await;
        let account = world.texts("select id from accounts").await.remove(0);
        // A code belongs to something that is there.
        world.run(LIVING).await;
        world.run("insert into applications (id, name, redirect_uris, logout_uris, algorithm, created_at) values ('known', '', '', '', 'ES256', 1)").await;
        let session = session!("{never}", "{never}", "1").replace("{which}", "known").replace("{user}", &anna.id);
        world.run(&session.replace("{never}", &(world.now() + 9_000_000).to_string())).await;
        for (nth, rule) in RULES.iter().enumerate() {
            assert_eq!(world.kept(rule, &anna.id, &account).await, [0, 1], "rule {nth}: {}", rule.left);
        }
        let (today, shown) = (world.now() / DAY, world.now() - Settings::RECOVERY_SHOWN);
        for day in [today - 3, today - 2] {
            world.run(&format!("insert into register_days (register, day, requests) values ('vies', {day}, 1)")).await;
        }
        let codes = |made: i64| {
            format!("insert into recovery_sets (user_id, content, made_at) values ('{}', 'x', {made})", anna.id)
        };
        world.run(&codes(shown)).await;
        world.accounts.retention.tidy_up().await.expect("it is tidied up");
        assert_eq!(world.texts("select cast(day as text) from register_days").await, [(today - 2).to_string()]);
        assert_eq!(world.number("select count(*) from recovery_sets where content is not null").await, 0);
        world.run("delete from recovery_sets").await;
        world.run(&codes(shown + 1)).await;
        world.accounts.retention.tidy_up().await.expect("it is tidied up");
        assert_eq!(world.number("select count(*) from recovery_sets where content is not null").await, 1);
    });
}

/// A letter's row: its id, to whom and about what it went, when it was written, and when it went.
fn written(id: &str, (email, about): (&str, &str), at: i64, sent: &str) -> String {
    format!(
        "insert into outbox (id, kind, email_key, about, content, created_at, lease_until, sent_at, worth_until)
         values ('{id}', 'security-notice', '{email}', '{about}', 'x', {at}, 0, {sent}, 1)"
    )
}

#[test]
fn what_waits_and_what_belongs_to_something_that_is_there_stays_however_old_it_is() {
    each_db(|world| async move {
        let anna = world.person("anna@example.com").await;
        let account = world.texts("select id from accounts").await.remove(0);
        let now = world.now();
        let (of_user, of_nobody) = (("anna@example.com", ""), ("nobody@example.com", ""));
        let (two_days, sent) = (now - 2 * DAY, now.to_string());
        let invitation = invitation!("expires_at", "{never}").replace("{account}", &account);
        let change = change!("expires_at, done_at", "1, {never}");
        for text in [
            // Letters that were not sent yet are not sent empty, and not forgotten.
            written("1 waits", of_user, now, "null"),
            written("2 waits", of_nobody, two_days, "null"),
            // These go with the invitation, and with the change that can be undone.
            invitation.replace("{which}", "known"),
            written("3 of an invitation", ("nobody@example.com", "known"), two_days, &sent),
            change.replace("{which}", "moved"),
            written("4 to a former address", ("old-moved", ""), two_days, &sent),
            written("5 about a change", ("nobody@example.com", "moved"), two_days, &sent),
            "insert into addresses (email_key, touched_at) values ('place 99999', 1)".to_owned(),
        ] {
            world.run(&text.replace("{never}", &(now + 9_000_000).to_string()).replace("{user}", &anna.id)).await;
        }
        world.accounts.retention.tidy_up().await.expect("it is tidied up");
        let left = world.texts("select id from outbox where content = 'x' order by id").await;
        let of_ours = ["1 waits", "2 waits", "3 of an invitation", "4 to a former address", "5 about a change"];
        assert_eq!(left.into_iter().filter(|id| id.contains(' ')).collect::<Vec<_>>(), of_ours);
        assert_eq!(world.number("select count(*) from addresses where email_key = 'place 99999'").await, 1);
    });
}

#[test]
fn letters_to_strangers_go_with_what_they_are_about_and_those_to_users_stay() {
    each_db(|world| async move {
        let anna = world.person("anna@example.com").await;
        let now = world.now();
        let kept = change!("expires_at, done_at", "1, {never}").replace("{never}", &(now + 9_000_000).to_string());
        for text in [
            kept.replace("{which}", "kept").replace("{user}", &anna.id),
            RULES[0].row.replace("{which}", "ended").replace("{at}", "1"),
            written("1 to a user", ("anna@example.com", "ended"), now, "null"),
            written("2 to a former address", ("old-kept", "ended"), now, "null"),
            written("3 to a stranger", ("nobody@example.com", "ended"), now, "null"),
            written("4 about something else", ("nobody@example.com", "else"), now, "null"),
        ] {
            world.run(&text).await;
        }
        world.accounts.retention.tidy_up().await.expect("it is tidied up");
        let left = world.texts("select id from outbox where about in ('ended', 'else') order by id").await;
        assert_eq!(left, ["1 to a user", "2 to a former address", "4 about something else"]);
    });
}

#[test]
fn letters_about_a_change_of_address_go_when_it_was_never_proved_and_else_become_ones_own() {
    each_db(|world| async move {
        let anna = world.person("anna@example.com").await;
        let now = world.now();
        let over = (now - world.accounts.settings().email_undo_lifetime).to_string();
        let (wanted, proved) = (change!("expires_at", "1"), change!("expires_at, done_at", "1, {at}"));
        for text in [
            wanted.replace("{which}", "wanted").replace("{user}", &anna.id),
            proved.replace("{which}", "proved").replace("{at}", &over).replace("{user}", &anna.id),
            // What was looked at a day after it went is not looked at again by itself.
            written("1 to what was wanted", ("new-wanted", "wanted"), 1, &now.to_string()),
            written("2 to what was left since", ("new-proved", "proved"), 1, &now.to_string()),
            "update outbox set settled = 1 where id like '_ to %'".to_owned(),
        ] {
            world.run(&text).await;
        }
        world.accounts.retention.tidy_up().await.expect("it is tidied up");
        let left = world.texts("select id || ', ' || email_key from outbox where id like '_ to %'").await;
        assert_eq!(left, ["2 to what was left since, anna@example.com"]);
    });
}

#[test]
fn codes_go_with_what_they_were_for() {
    each_db(|world| async move {
        let anna = world.person("anna@example.com").await;
        let never = (world.now() + 9_000_000).to_string();
        let change = change!("expires_at", "{never}").replace("{which}", "waiting").replace("{user}", &anna.id);
        world.run(&change.replace("{never}", &never)).await;
        world.run(LIVING).await;
        world.run(&RULES[0].row.replace("{which}", "ended").replace("{at}", "1")).await;
        for what in ["ended", "living", "waiting"] {
            let code = format!(
                "insert into codes (id, registration_id, email_key, code_hash, created_at, expires_at)
                 values ('{what}', '{what}', '{what}', '', 1, {never})"
            );
            world.run(&code).await;
        }
        world.accounts.retention.tidy_up().await.expect("it is tidied up");
        assert_eq!(world.texts("select id from codes order by id").await, ["living", "waiting"]);
    });
}
