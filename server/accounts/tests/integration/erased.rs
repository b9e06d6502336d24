//! What goes with a user, statement by statement of deletion/erase.rs and by what refers to a row that goes: each row is
//! there before and not after, and the same of somebody else stays.

use crate::help::{World, each_db, with};
use std::sync::Arc;

const DAY: i64 = 86_400;

/// A row of somebody's.
struct Row {
    /// Puts it there; the braces are filled in by [`Somebody::fill`].
    put: &'static str,
    /// What is counted: one before, and none after.
    left: &'static str,
}

const fn row(put: &'static str, left: &'static str) -> Row {
    Row { put, left }
}

macro_rules! letter {
    ($id:literal, $email:literal, $about:literal, $at:literal, $sent:literal) => {
        row(
            concat!(
                "insert into outbox (id, kind, email_key, about, content, created_at, lease_until, sent_at) values ('{who} ", $id,
                "', 'security-notice', '", $email, "', '", $about, "', 'x', ", $at, ", 0, ", $sent, ")"
            ),
            concat!("outbox where id = '{who} ", $id, "' and content <> ''"),
        )
    };
}

macro_rules! invitation {
    ($id:literal, $account:literal, $inviter:literal, $email:literal) => {
        row(
            concat!(
                "insert into invitations (id, token_hash, account_id, inviter_id, email, email_key, roles, notifications, created_at, sent_at, expires_at) values ('{who} ",
                $id, "', '{who} ", $id, "', '", $account, "', '", $inviter, "', '", $email, "', '", $email, "', '', '', 1, 1, {never})"
            ),
            concat!("invitations where id = '{who} ", $id, "'"),
        )
    };
}

macro_rules! line {
    ($id:literal, $user:literal, $actor:literal, $account:literal, $detail:literal, $actor_email:literal, $whom_email:literal, $network:literal, $left:literal) => {
        row(
            concat!(
                "insert into activity (id, seq, at, user_id, actor_id, account_id, act, result, detail, network_address, agent, actor_email, whom_email) values ('{who} ",
                $id, "', 900, 1, '", $user, "', '", $actor, "', ", $account, ", 'invited', 'done', '", $detail, "', '", $network, "', '", $network, "', ",
                $actor_email, ", ", $whom_email, ")"
            ),
            concat!("activity where id = '{who} ", $id, "'", $left),
        )
    };
}

macro_rules! registration {
    ($id:literal, $finished:literal) => {
        concat!(
            "insert into registrations (id, browser_hash, name, surname, email, email_key, password_hash, terms_version, terms_at, language, created_at, touched_at, expires_at, finished_at) values ('{who} ",
            $id, "', '{who} ", $id, "', '', '', '{email}', '{email}', '', '', 1, 'uk', 1, 1, {never}, ", $finished, ")"
        )
    };
}

#[rustfmt::skip]
const ROWS: &[Row] = &[
    // Theirs.
    row("insert into sessions (token_hash, id, user_id, agent, network_address, created_at, seen_at) values ('{who}', '{who}', '{user}', '', '', {now}, {now})", "sessions where id = '{who}'"),
    row("insert into applications (id, name, redirect_uris, logout_uris, algorithm, created_at) values ('{who}', '', '', '', 'ES256', 1);
         insert into application_sessions (id, application_id, session_id, user_id, created_at) values ('{who}', '{who}', '{who}', '{user}', 1)", "application_sessions where user_id = '{user}'"),
    row("insert into access_tokens (token_hash, code_hash, application_id, session_id, scope, created_at) values ('{who}', '', '{who}', '{who}', '', 1)", "access_tokens where token_hash = '{who}'"),
    row("insert into passkeys (credential_id, id, user_id, name, public_key, state, transports, synced, created_at) values ('{who}', '{who}', '{user}', '', '', '', '[]', 0, 1)", "passkeys where id = '{who}'"),
    row("insert into known_browsers (user_id, browser_hash, seen_at) values ('{user}', '{who}', {now})", "known_browsers where browser_hash = '{who}'"),
    row("insert into recovery_codes (code_hash, user_id) values ('{who}', '{user}')", "recovery_codes where code_hash = '{who}'"),
    row("insert into recovery_sets (user_id, made_at) values ('{user}', {now})", "recovery_sets where user_id = '{user}'"),
    row("", "two_step where user_id = '{user}'"),
    row("insert into resets (token_hash, email_key, user_id, created_at, expires_at) values ('{who} a', '{who} else', '{user}', {now}, {never})", "resets where token_hash = '{who} a'"),
    row("insert into own_details (user_id, account_type, country) values ('{user}', 'personal', 'UA')", "own_details where user_id = '{user}'"),
    letter!("about them", "{who} else", "{user}", "{now}", "{now}"),
    row("insert into email_changes (id, user_id, seq, old_email, old_email_key, email, email_key, created_at, expires_at) values ('{who} waits', '{user}', 8, '{email}', '{email}', '{who} wished', '{who} wished', {now}, {never})", "email_changes where id = '{who} waits'"),
    letter!("about a change", "{who} else", "{who} waits", "{now}", "{now}"),
    row("insert into codes (id, registration_id, email_key, code_hash, created_at, expires_at) values ('{who} change', '{who} waits', '{who} wished', '', {now}, {never})", "codes where id = '{who} change'"),
    invitation!("sent", "{shared}", "{user}", "{who} guest"),
    letter!("of an invitation", "{who} guest", "{who} sent", "{now}", "{now}"),
    line!("own", "{user}", "{user}", "null", "", "null", "null", "", ""),
    line!("whom", "{user}", "{other}", "'{shared}'", "", "'other'", "'{email}'", "", " and whom_email is not null"),
    line!("actor", "{other}", "{user}", "'{shared}'", "", "'{email}'", "'other'", "203.0.113.9", " and (actor_email is not null or network_address <> '' or agent <> '')"),
    row("insert into memberships (account_id, user_id, created_at) values ('{shared}', '{user}', 1);
         insert into roles (account_id, user_id, role) values ('{shared}', '{user}', 'account_observer')", "roles where user_id = '{user}' and account_id = '{shared}'"),
    // Of their address.
    row(registration!("begun", "null"), "users where id = '{user}'"),
    letter!("of a stranger", "{email}", "{who} begun", "{now}", "null"),
    row("", "outbox where id = '{who} of a stranger' and sent_at is null"),
    letter!("to them", "{email}", "{who} nothing", "{now}", "{now}"),
    row("insert into resets (token_hash, email_key, created_at, expires_at) values ('{who} b', '{email}', {now}, {never})", "resets where token_hash = '{who} b'"),
    row("insert into codes (id, registration_id, email_key, code_hash, created_at, expires_at) values ('{who} code', '{who} nothing', '{email}', '', {now}, {never})", "codes where id = '{who} code'"),
    row(registration!("done", "{now}"), "registrations where id = '{who} done'"),
    invitation!("got", "{shared}", "{other}", "{email}"),
    row("insert into unknown_senders (account_id, email_key, at) values ('{shared}', '{email}', {now})", "unknown_senders where email_key = '{email}'"),
    line!("detail", "{other}", "{other}", "'{shared}'", "{email}", "null", "null", "", " and detail <> ''"),
    // Of an address that was theirs, until the moment 1.
    row("insert into email_changes (id, user_id, seq, old_email, old_email_key, email, email_key, created_at, expires_at, done_at) values ('{who} was', '{user}', 9, '{who} former', '{who} former', '{email}', '{email}', 1, 1, 1)", "email_changes where id = '{who} was'"),
    letter!("to the former one", "{who} former", "{who} nothing", "1", "1"),
    invitation!("got then", "{shared}", "{other}", "{who} former"),
    letter!("of an invitation then", "{who} else", "{who} got then", "1", "1"),
    row("insert into unknown_senders (account_id, email_key, at) values ('{shared}', '{who} former', 1)", "unknown_senders where email_key = '{who} former' and account_id = '{shared}'"),
    line!("former detail", "{other}", "{other}", "'{shared}'", "{who} former", "null", "null", "", " and detail <> ''"),
    // Of their own account, which nobody else is in.
    invitation!("into their own", "{own}", "{other}", "{who} friend"),
    letter!("into their own", "{who} friend", "{who} into their own", "{now}", "{now}"),
    line!("account", "{other}", "{other}", "'{own}'", "", "null", "null", "", ""),
    row("", "accounts where id = '{own}'"),
    row("", "users where id = '{user}'"),
];

/// What came to a former address of theirs when it was theirs no more, and what a log of somebody's own says of it.
#[rustfmt::skip]
const OF_THE_NEXT: &[Row] = &[
    letter!("to the next", "{who} former", "{who} nothing", "2", "2"),
    row("insert into unknown_senders (account_id, email_key, at) values ('{shared}', '{who} former', 2)", "unknown_senders where email_key = '{who} former' and account_id = '{shared}'"),
    row("insert into activity (id, seq, at, user_id, actor_id, account_id, act, result, detail, network_address, agent) values ('{who} next', 901, 2, '{other}', '{other}', '{shared}', 'invited', 'done', '{who} former', '', '')", "activity where id = '{who} next' and detail <> ''"),
    line!("next own", "{other}", "{other}", "null", "{who} former", "null", "null", "", " and detail <> ''"),
];

struct Somebody {
    who: &'static str,
    email: String,
    id: String,
    own: String,
}

impl Somebody {
    async fn new(world: &World, who: &'static str) -> (Somebody, accounts::RequestContext) {
        let email = format!("{who}@example.com");
        let context = with(&world.sign_up(&email).await);
        let id = world.texts(&format!("select id from users where email_key = '{email}'")).await.remove(0);
        let own = world.texts(&format!("select account_id from roles where user_id = '{id}'")).await.remove(0);
        (Somebody { who, email, id, own }, context)
    }

    fn fill(&self, text: &str, (shared, other): (&str, &str), now: i64) -> String {
        let (now, never) = (now.to_string(), (now + 900 * DAY).to_string());
        [
            ("{who}", self.who),
            ("{email}", &self.email),
            ("{user}", &self.id),
            ("{own}", &self.own),
            ("{shared}", shared),
            ("{other}", other),
            ("{now}", &now),
            ("{never}", &never),
        ]
        .into_iter()
        .fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
    }
}

/// Which of these rows are there, by their numbers.
async fn there(world: &Arc<World>, rows: &[Row], of: &Somebody, others: (&str, &str)) -> Vec<usize> {
    let mut there = Vec::new();
    for (nth, row) in rows.iter().enumerate() {
        let count = of.fill(&format!("select count(*) from {}", row.left), others, world.now());
        if world.number(&count).await > 0 {
            there.push(nth);
        }
    }
    there
}

#[test]
fn each_row_of_a_user_goes_with_them_and_the_same_of_another_stays() {
    each_db(|world| async move {
        let (mine, me) = Somebody::new(&world, "mine").await;
        let (theirs, _) = Somebody::new(&world, "theirs").await;
        let (other, _) = Somebody::new(&world, "other").await;
        let others = (other.own.as_str(), other.id.as_str());
        world.accounts.deletions.ask_deletion(&me).await.expect("asked for");
        world.wait(7 * DAY);
        let of_theirs = (theirs.own.as_str(), other.id.as_str());
        for (somebody, rows, others) in
            [(&mine, ROWS, others), (&theirs, ROWS, others), (&mine, OF_THE_NEXT, of_theirs)]
        {
            for row in rows.iter().filter(|row| !row.put.is_empty()) {
                for text in somebody.fill(row.put, others, world.now()).split(';') {
                    world.run(text).await;
                }
            }
        }
        let all: Vec<usize> = (0..ROWS.len()).collect();
        assert_eq!(there(&world, ROWS, &mine, others).await, all);
        // Without what else is tidied up: that could take a row for the wrong reason.
        world.accounts.deletions.delete_due().await.expect("done");
        assert_eq!(there(&world, ROWS, &mine, others).await, Vec::<usize>::new());
        assert_eq!(there(&world, ROWS, &theirs, others).await, all);
        assert_eq!(there(&world, OF_THE_NEXT, &mine, of_theirs).await.len(), OF_THE_NEXT.len());
    });
}
