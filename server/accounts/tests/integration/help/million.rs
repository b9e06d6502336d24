//! Many users and all that they leave behind, made by the database itself: one account with a tenth of them as members,
//! one user with a long log, and for each of the others an account, sessions, browsers, letters and lines of the log.

use super::{World, connect, numbers};
use crate::help::team::Person;
use sqlx::{AnyConnection, AssertSqlSafe, Executor};

/// Users whose names all others have.
const NAMED: usize = 200;

const FIRST: [&str; 10] = ["Іван", "Олена", "Anna", "Łukasz", "Марія", "Petro", "Zofia", "Юлія", "John", "Ґалина"];
const LAST: [&str; 20] = [
    "Шевченко",
    "Коваль",
    "Żółć",
    "Nowak",
    "Їжак",
    "Smith",
    "Бондар",
    "Мельник",
    "Kowalska",
    "Wiśniewski",
    "Нечуй-Левицька",
    "Гончар",
    "Brown",
    "Ткач",
    "Lewandowski",
    "Єрмак",
    "Zając",
    "Кравець",
    "Jones",
    "Лисенко",
];

/// Who can sign in among them, by address: all others have no password.
pub struct Crowd {
    /// The owner of the account with many members.
    pub owner: Person,
    /// That account's number.
    pub number: String,
    /// The user with a long log.
    pub busy: Person,
}

/// So many users.
pub async fn fill(world: &World, users: i64) -> Crowd {
    let (owner, number) = world.owner("owner@example.org").await;
    let busy = world.person("busy@example.org").await;
    world.letters().await;
    let mut connection = connect(&world.url).await;
    if !world.postgres {
        connection.execute("pragma synchronous = off; pragma cache_size = -200000").await.expect("set");
    }
    let mut make = Make { world, connection: &mut connection, number: &number, users };
    make.names().await;
    world.accounts.memberships.list_members().await.expect("listed");
    make.people().await;
    make.memberships().await;
    make.words().await;
    make.traces(&busy.id).await;
    make.run("drop table templates; drop table template_words").await;
    // PostgreSQL sees to its statistics by itself, and SQLite never has any.
    if world.postgres {
        make.run("analyze").await;
    }
    Crowd { owner, number, busy }
}

struct Make<'a> {
    world: &'a World,
    connection: &'a mut AnyConnection,
    number: &'a str,
    users: i64,
}

impl Make<'_> {
    async fn run(&mut self, text: &str) {
        let account = format!("(select id from accounts where number = '{}')", self.number);
        let series = numbers(self.users);
        let text = text
            .replace("{account}", &account)
            .replace("{series}", &series)
            .replace("{users}", &self.users.to_string());
        let text = text.replace("{now}", &self.world.now().to_string());
        self.connection.execute(AssertSqlSafe(text)).await.unwrap_or_else(|error| panic!("{error}"));
    }

    /// A few users with all names, members of the account, from whom keys and words are taken.
    async fn names(&mut self) {
        let mut values = Vec::new();
        for n in 0..NAMED {
            let (name, surname) = (FIRST[n % FIRST.len()], LAST[n / FIRST.len()]);
            values.push(format!(
                "('t{n}', 't{n}@example.org', 't{n}@example.org', '{name}', '{surname}', '', 'UA', 'uk', '', '', 1, 1)"
            ));
        }
        let users = "insert into users (id, email, email_key, name, surname, phone, country, language, password_hash, terms_version, terms_at, created_at) values ";
        self.run(&(users.to_owned() + &values.join(", "))).await;
        self.run("insert into memberships (account_id, user_id, created_at) select {account}, id, 1 from users where id like 't%' and email like 't%@example.org'").await;
    }

    async fn people(&mut self) {
        self.run(
            "create table templates as select cast(replace(user_id, 't', '') as bigint) as t, name, surname,
                 replace(by_name, '/' || by_email, '') as uk, replace(by_name_en, '/' || by_email, '') as en,
                 replace(by_name_pl, '/' || by_email, '') as pl
             from memberships join users on users.id = user_id where by_email like 't%@example.org' and user_id like 't%';
             create unique index templates_t on templates (t)",
        )
        .await;
        let hex = self.hex("by_email");
        self.run(&format!(
            "create table template_words as select cast(replace(member_words.user_id, 't', '') as bigint) as t, word
             from member_words join memberships on memberships.user_id = member_words.user_id
             where by_email like 't%@example.org' and member_words.user_id like 't%' and word <> {hex} and word <> '{}';
             create index template_words_t on template_words (t)",
            "example.org".bytes().map(|byte| format!("{byte:02x}")).collect::<String>()
        ))
        .await;
        self.run(
            "insert into users (id, email, email_key, name, surname, phone, country, language, password_hash, terms_version, terms_at, created_at)
             {series} select 'u' || n, 'u' || n || '@crowd.example', 'u' || n || '@crowd.example', name, surname, '+380445370222', 'UA', 'uk',
                 '', '2026-11-01', {now} - 9000000, {now} - 9000000 from numbers join templates on t = n % 200",
        )
        .await;
        self.run(
            "insert into two_step (user_id, next_secret) {series} select 'u' || n, two_step.next_secret from numbers, two_step
             where two_step.user_id = (select id from users where email_key = 'owner@example.org')",
        )
        .await;
        self.run(
            "insert into accounts (id, number, account_type, country, created_at)
             {series} select 'a' || n, cast(10000000 + n as text), 'personal', 'UA', {now} - 9000000 from numbers",
        )
        .await;
    }

    async fn memberships(&mut self) {
        let columns = "(account_id, user_id, created_at, listed, by_email, by_name, by_name_en, by_name_pl)";
        let keys = "{now} - 9000000, 3, 'u' || n || '@crowd.example', uk || '/u' || n || '@crowd.example',
                    en || '/u' || n || '@crowd.example', pl || '/u' || n || '@crowd.example'";
        self.run(&format!("insert into memberships {columns} {{series}} select 'a' || n, 'u' || n, {keys} from numbers join templates on t = n % 200")).await;
        self.run(&format!("insert into memberships {columns} {{series}} select {{account}}, 'u' || n, {keys} from numbers join templates on t = n % 200 where n <= {{users}} / 10")).await;
        self.run("insert into roles (account_id, user_id, role) {series} select 'a' || n, 'u' || n, 'account_owner' from numbers").await;
        self.run("insert into roles (account_id, user_id, role) {series} select {account}, 'u' || n, 'account_observer' from numbers where n <= {users} / 10").await;
    }

    async fn words(&mut self) {
        let (whole, domain) = (self.hex("'u' || n || '@crowd.example'"), self.hex("'crowd.example'"));
        for (account, which) in [("'a' || n", ""), ("{account}", "where n <= {users} / 10")] {
            self.run(&format!("insert into member_words (account_id, user_id, word) {{series}} select {account}, 'u' || n, word from numbers join template_words on t = n % 200 {which}")).await;
            self.run(&format!("insert into member_words (account_id, user_id, word) {{series}} select {account}, 'u' || n, {whole} from numbers {which}")).await;
            self.run(&format!("insert into member_words (account_id, user_id, word) {{series}} select {account}, 'u' || n, {domain} from numbers {which}")).await;
        }
    }

    /// A text as it is written into `member_words`.
    fn hex(&self, text: &str) -> String {
        if self.world.postgres {
            format!("encode(convert_to({text}, 'UTF8'), 'hex')")
        } else {
            format!("lower(hex({text}))")
        }
    }

    async fn traces(&mut self, busy: &str) {
        let lines = "insert into activity (id, seq, at, user_id, actor_id, account_id, act, result, detail, network_address, agent, actor_member_since) {series} select";
        for line in 0..4 {
            self.run(&format!("{lines} 'l{line} ' || n, {line} + 1, {{now}} - 7000000 + {line} * 1000000 + n % 1000000, 'u' || n, 'u' || n, null, 'signed_in', 'done', '', '', '', null from numbers")).await;
        }
        self.run(&format!("{lines} 'la ' || n, 5, {{now}} - 1000000 + n % 900000, 'u' || n, 'u' || n, {{account}}, 'notifications_changed', 'done', '', '192.0.2.1', 'x', 1 from numbers where n <= {{users}} / 10")).await;
        self.run(&format!("{lines} 'lb ' || n, 10 + n, {{now}} - 1000000 + n % 900000, '{busy}', '{busy}', null, 'signed_in', 'done', '', '192.0.2.1', 'x', null from numbers where n <= {{users}} / 5")).await;
        self.run(&format!("{lines} 'ls ' || n, 6, {{now}} - 1000000 + n % 900000, 'u' || n, null, null, 'signed_in', 'refused', '', '192.0.2.1', 'x', null from numbers where n <= {{users}} / 10")).await;
        self.run("insert into sessions (token_hash, id, user_id, agent, network_address, created_at, seen_at, full_at) {series} select 'h' || n, 'h' || n, 'u' || n, 'x', '', {now} - n % 3000, {now} - n % 3000, {now} - n % 3000 from numbers where n <= {users} / 10").await;
        self.run("insert into applications (id, name, redirect_uris, logout_uris, algorithm, created_at) {series} select 'app' || n, 'Console', '', '', 'ES256', 1 from numbers where n <= 3").await;
        self.run("insert into application_sessions (id, application_id, session_id, user_id, created_at) {series} select 'as' || n, 'app' || (1 + n % 3), 'h' || n, 'u' || n, {now} - n % 3000 from numbers where n <= {users} / 10").await;
        self.run("insert into authorization_codes (code_hash, application_id, session_id, redirect_uri, scope, expires_at) {series} select 'ac' || n, 'app' || (1 + n % 3), 'h' || n, '', 'openid', {now} + 60 - n % 3000 from numbers where n <= {users} / 10").await;
        self.run("insert into access_tokens (token_hash, code_hash, application_id, session_id, scope, created_at) {series} select 'at' || n, 'ac' || n, 'app' || (1 + n % 3), 'h' || n, 'openid', {now} - n % 3000 from numbers where n <= {users} / 10").await;
        self.run("insert into passkeys (credential_id, id, user_id, name, public_key, state, transports, synced, created_at, used_at) {series} select 'pk' || n, 'pk' || n, 'u' || n, 'Phone', '', '', '[]', 0, {now} - n, {now} - n from numbers where n <= {users} / 10").await;
        self.run("insert into passkey_answers (challenge_hash, expires_at) {series} select 'pc' || n, {now} + 300 - n % 3000 from numbers where n <= {users} / 10").await;
        self.run("insert into known_browsers (user_id, browser_hash, seen_at) {series} select 'u' || n, 'b' || n, {now} - n % 9000000 from numbers").await;
        for letter in 0..2 {
            self.run(&format!("insert into outbox (id, kind, email_key, about, content, created_at, lease_until, attempts, sent_at, settled) {{series}} select 'o{letter} ' || n, 'security-notice', 'u' || n || '@crowd.example', 'u' || n, '', {{now}} - 90000 - n % 2400000, 0, 1, {{now}} - 90000 - n % 2400000, 1 from numbers")).await;
        }
        let registration = "insert into registrations (id, browser_hash, name, surname, email, email_key, password_hash, terms_version, terms_at, language, created_at, touched_at, expires_at, details_at, network, finished_at) {series} select";
        self.run(&format!("{registration} 'r' || n, 'rb' || n, 'A', 'B', 'r' || n || '@x.example', 'r' || n || '@x.example', '', '', 1, 'uk', {{now}} - n % 80000, {{now}} - n % 80000, {{now}} + 86400 - n % 80000, 1, 'n' || (n % 100), null from numbers where n <= 2000")).await;
        self.run(&format!("{registration} 'rf' || n, 'rb' || n, 'A', 'B', 'u' || n || '@crowd.example', 'u' || n || '@crowd.example', '', '', 1, 'uk', {{now}} - n % 80000, {{now}} - n % 80000, {{now}} + 86400 - n % 80000, 1, 'n' || (n % 100), {{now}} - n % 80000 from numbers where n <= {{users}} / 50")).await;
        self.run("insert into codes (id, registration_id, email_key, code_hash, created_at, expires_at) {series} select 'c' || n, 'r' || n, 'r' || n || '@x.example', 'x', {now} - 1, {now} + 599 from numbers where n <= 1000").await;
        self.run("insert into recovery_codes (code_hash, user_id) {series} select 'rc' || n, 'u' || n from numbers where n <= {users} / 10").await;
        self.run("insert into resets (token_hash, email_key, user_id, created_at, expires_at) {series} select 'rs' || n, 'u' || n || '@crowd.example', 'u' || n, {now} - 100, {now} + 1700 from numbers where n <= 2000").await;
        self.run("insert into email_changes (id, user_id, seq, old_email, old_email_key, email, email_key, created_at, expires_at, done_at) {series} select 'e' || n, 'u' || n, 1, 'old' || n || '@x.example', 'old' || n || '@x.example', 'u' || n || '@crowd.example', 'u' || n || '@crowd.example', {now} - 100000, {now} - 100, {now} - 90000 from numbers where n <= {users} / 10").await;
        self.run("insert into email_undos (token_hash, change_id) {series} select 'eu' || n, 'e' || n from numbers where n <= {users} / 10").await;
        self.run("insert into recovery_sets (user_id, made_at) {series} select 'u' || n, {now} - 1000 from numbers where n <= {users} / 10").await;
        self.run("insert into invitations (id, token_hash, account_id, inviter_id, email, email_key, roles, notifications, created_at, sent_at, expires_at) {series} select 'i' || n, 'i' || n, {account}, 'u1', 'i' || n || '@invited.example', 'i' || n || '@invited.example', 'account_observer', '', {now} - 1000, {now} - 1000, {now} + 500000 from numbers where n <= 500").await;
        self.run("insert into unknown_senders (account_id, email_key, at) {series} select 'a' || n, 'us' || n || '@x.example', {now} - 1000 from numbers where n <= {users} / 10").await;
        self.run(&format!("{lines} 'lo ' || n, 0, {{now}} - 9000000, 'u' || n, 'u' || n, 'a' || n, 'account_opened', 'done', '', '', '', 1 from numbers")).await;
        // What strangers leave: never more than its ceilings allow.
        for few in [
            "form_rows (id, browser_hash, page, content, created_at, expires_at) {series} select 'f' || n, 'b' || n, '/', '', {now} - 1, {now} + 600",
            "limits (key, full_at) {series} select 'k' || n, {now} + n",
            "failures (key, subject, tries, wait, next_at, touched_at) {series} select 'k' || n, 's' || n, 1, 0, {now} + n, {now}",
            "letter_counts (key, moments, touched_at) {series} select 'k' || n, '1', {now} - n",
            "unlocks (token_hash, address_hash, told, expires_at) {series} select 't' || n, 'a' || n, 0, {now} + n",
            "let_in (address_hash, browser_hash, until) {series} select 'a' || n, 'b' || n, {now} + n",
            "known_companies (company_hash, register, known_at) {series} select 'c' || n, 'vies', {now} - n",
        ] {
            self.run(&format!("insert into {few} from numbers where n <= 2000")).await;
        }
    }
}
