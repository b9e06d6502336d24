//! Accounts with members, and what happens while a verb is at work.

use crate::help::{World, with};
use accounts::{Client, Error, RequestContext};
use rules::{AccountForm, Role};
use sqlx::{AssertSqlSafe, Connection, Executor};
use std::{future::Future, time::Duration};

impl World {
    /// Signs up; the visitor, and the number of their account.
    pub async fn owner_of_one(&self, email: &str) -> (RequestContext, String) {
        let context = with(&self.sign_up(email).await);
        let who = self
            .accounts
            .sessions
            .current_user(context.session.as_ref())
            .await
            .expect("it answers")
            .expect("signed in");
        (context, who.accounts[0].number.digits())
    }

    /// Signs up, and becomes a member of that account.
    pub async fn signed_up_into(&self, number: &str, email: &str, roles: &[Role]) -> RequestContext {
        let context = with(&self.sign_up(email).await);
        self.take_in(number, email, roles).await;
        context
    }

    /// The user of this address becomes a member.
    pub async fn take_in(&self, number: &str, email: &str, roles: &[Role]) {
        for text in taking_in(number, email, roles) {
            self.run(&text).await;
        }
        self.accounts.memberships.list_members().await.expect("listed");
    }

    /// How many members the account has with this role.
    pub async fn having(&self, number: &str, role: Role) -> i64 {
        self.number(&format!(
            "select count(*) from roles join accounts on accounts.id = roles.account_id where number = '{number}' and role = '{}'",
            role.as_str()
        ))
        .await
    }

    /// How many lines of this act the account's log has, with this detail.
    pub async fn noted(&self, number: &str, act: &str, detail: &str) -> i64 {
        self.number(&format!(
            "select count(*) from activity join accounts on accounts.id = activity.account_id
             where number = '{number}' and act = '{act}' and detail = '{detail}' and result = 'done'"
        ))
        .await
    }

    pub async fn client_of(&self, context: &RequestContext, number: &str) -> Result<Client, Error> {
        self.reading().client(context.session.as_ref(), number).await
    }

    /// The form as its page shows it.
    pub async fn account_form(&self, context: &RequestContext, number: &str) -> AccountForm {
        let client = self.client_of(context, number).await.expect("a member");
        let value = |field| client.values.iter().find(|(at, _)| *at == field).map(|(_, value)| value.clone());
        AccountForm { account: number.to_owned(), ..AccountForm::of(&|field| value(field).unwrap_or_default()) }
    }

    /// Saves another policy.
    pub async fn choose_policy(&self, context: &RequestContext, number: &str, policy: &str) -> Result<(), Error> {
        let form = AccountForm { two_step_policy: policy.into(), ..self.account_form(context, number).await };
        self.accounts.clients.save_account(&form, context).await
    }

    /// Somebody else has begun to do this, and has not ended when the verb looks: it waits, and sees what was done.
    pub async fn meanwhile<T: Send + 'static>(
        &self,
        texts: &[String],
        verb: impl Future<Output = T> + Send + 'static,
    ) -> T {
        let mut connection = super::connect(&self.url).await;
        connection.execute(if self.postgres { "begin" } else { "begin immediate" }).await.expect("it begins");
        for text in texts {
            connection.execute(AssertSqlSafe(text.as_str())).await.expect(text);
        }
        let verb = tokio::spawn(verb);
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert!(!verb.is_finished(), "it waits");
        connection.execute("commit").await.expect("it ends");
        connection.close().await.expect("it closes");
        verb.await.expect("it ends")
    }
}

/// What makes the user of this address a member.
pub fn taking_in(number: &str, email: &str, roles: &[Role]) -> Vec<String> {
    let whose = format!("from accounts, users where number = '{number}' and email_key = '{email}'");
    let membership =
        format!("insert into memberships (account_id, user_id, created_at) select accounts.id, users.id, 1 {whose}");
    let role = |role: &Role| {
        format!(
            "insert into roles (account_id, user_id, role) select accounts.id, users.id, '{}' {whose}",
            role.as_str()
        )
    };
    [membership].into_iter().chain(roles.iter().map(role)).collect()
}

/// Holds the account, as whoever changes its members does.
pub fn holding_account(number: &str) -> String {
    format!("update accounts set version = version where number = '{number}'")
}

/// Holds the user, as whoever ends their sessions does.
pub fn holding_user(email: &str) -> String {
    format!("update users set email = email where email_key = '{email}'")
}

/// Takes all roles from somebody in an account, and gives them this one.
pub fn demoting(number: &str, email: &str, role: Role) -> [String; 2] {
    let which = format!(
        "account_id = (select id from accounts where number = '{number}') and user_id = (select id from users where email_key = '{email}')"
    );
    [
        format!("delete from roles where {which} and role <> '{}'", role.as_str()),
        format!(
            "insert into roles (account_id, user_id, role) select account_id, user_id, '{}' from memberships where {which}
             on conflict do nothing",
            role.as_str()
        ),
    ]
}

/// An invitation that waits for an answer.
pub fn inviting_into(number: &str, inviter: &str, email: &str) -> String {
    format!(
        "insert into invitations (id, token_hash, account_id, inviter_id, email, email_key, roles, notifications, created_at, sent_at, expires_at)
         select 'invitation', 'hash', accounts.id, users.id, '{email}', '{email}', 'user_administrator account_observer', '', 1, 1, 9000000000
         from accounts, users where number = '{number}' and email_key = '{inviter}'"
    )
}

/// The same account as a business.
pub fn as_business(form: &AccountForm) -> AccountForm {
    AccountForm {
        account_type: "business".into(),
        organisation_type: "legal_entity".into(),
        company_name: "ТОВ «Хмара»".into(),
        tin: "1436-0570".into(),
        city: "Київ".into(),
        ..form.clone()
    }
}
