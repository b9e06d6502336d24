//! A copy of one's data has every column that is kept about somebody, or there is a reason why not.

use crate::help::each_db;
use accounts::export_texts;

/// Tables with rows about somebody. What else there is names nobody, or nobody who has a user.
const ABOUT_SOMEBODY: [&str; 16] = [
    "accounts",
    "activity",
    "application_sessions",
    "email_changes",
    "invitations",
    "known_browsers",
    "memberships",
    "outbox",
    "own_details",
    "passkeys",
    "resets",
    "roles",
    "sessions",
    "two_step",
    "unknown_senders",
    "users",
];

/// What is no information about anybody, or a secret.
const LEFT_OUT: &[(&str, &[&str])] = &[
    ("accounts", &["id", "version", "two_step_policy"]),
    // Who another user was is not theirs to know; the order is that of the moments.
    ("activity", &["id", "seq", "actor_email", "whom_email", "actor_member_since"]),
    ("application_sessions", &["id", "application_id", "attempts", "lease_until"]),
    ("email_changes", &["id", "seq", "factor_at", "code_sent_at", "tries", "tries_total", "expires_at"]),
    ("invitations", &["id", "token_hash", "resent_at", "name_key"]),
    ("known_browsers", &["browser_hash"]),
    ("memberships", &["listed", "by_email", "by_name", "by_name_en", "by_name_pl"]),
    (
        "outbox",
        &[
            "id",
            "about",
            "content",
            "lease_until",
            "attempts",
            "problem",
            "failure_kind",
            "urgency",
            "worth_until",
            "lease",
            "settled",
        ],
    ),
    ("passkeys", &["credential_id", "id", "public_key", "state", "transports", "held"]),
    ("resets", &["token_hash", "expires_at", "dead_at"]),
    ("sessions", &["token_hash"]),
    (
        "two_step",
        &["secret", "last_step", "next_secret", "tries", "tried_step", "step_tries", "closed_until", "warned_at"],
    ),
    (
        "users",
        &[
            "email_key",
            "password_hash",
            "disabled_at",
            "version",
            "stay_hash",
            "name_key",
            "name_order",
            "name_order_en",
            "name_order_pl",
        ],
    ),
];

/// Whose a row is, and an address that is shown as people write it.
const KEYS: [&str; 5] = ["user_id", "account_id", "inviter_id", "email_key", "old_email_key"];

/// Whether a text gives this column away.
fn names(text: &str, column: &str) -> bool {
    let given = text.split("from").next().unwrap_or_default();
    given.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|word| word == column)
}

/// Whether a text reads this table.
fn reads(text: &str, table: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(2).any(|pair| ["from", "join"].contains(&pair[0]) && pair[1].trim_matches(['(', ')']) == table)
}

#[test]
fn whatever_is_kept_about_somebody_is_in_their_file_or_has_a_reason_not_to_be() {
    each_db(|world| async move {
        let roles = "select role from roles";
        let texts: Vec<&str> = export_texts().into_iter().chain([roles]).collect();
        let (mut missing, mut needless) = (Vec::new(), Vec::new());
        for (table, columns) in world.columns().await {
            if !ABOUT_SOMEBODY.contains(&&*table) {
                continue;
            }
            let left_out = LEFT_OUT.iter().find(|(of, _)| *of == table).map_or(&[][..], |(_, columns)| columns);
            for column in left_out.iter().filter(|column| !columns.contains(&(**column).to_owned())) {
                needless.push(format!("{table}.{column}"));
            }
            for column in columns {
                let is_there = texts.iter().any(|text| reads(text, &table) && names(text, &column));
                if !is_there && !left_out.contains(&&*column) && !KEYS.contains(&&*column) {
                    missing.push(format!("{table}.{column}"));
                }
                if is_there && left_out.contains(&&*column) {
                    needless.push(format!("{table}.{column}"));
                }
            }
        }
        assert_eq!((missing, needless), (Vec::new(), Vec::<String>::new()));
    });
}
