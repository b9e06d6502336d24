//! What the operator's commands do with an account.

use crate::{command_line::AccountCommand, config::Config, lists, serve};
use accounts::{AccountShown, Accounts, Error, OrganisationRow, rfc3339};
use serde_json::json;

/// Looks after an account.
pub(crate) async fn account(config: &Config, what: AccountCommand) -> Result<(), String> {
    let accounts = serve::as_it_is(config).await?;
    let said = match what {
        AccountCommand::List { search, paging } => {
            lists::accounts(&accounts, search.as_deref().unwrap_or_default(), &paging).await
        }
        AccountCommand::Show { number, json } => show_account(&accounts, &number, json).await,
        AccountCommand::Transfer { number, email } => transfer(&accounts, &number, &email).await,
    };
    accounts.db().close().await;
    println!("{}", said?);
    Ok(())
}

async fn account_of(accounts: &Accounts, number: &str) -> Result<AccountShown, String> {
    let account = accounts.operator.account_show(number).await.map_err(|error| error.to_string())?;
    account.ok_or_else(|| format!("there is no account {number}"))
}

async fn show_account(accounts: &Accounts, number: &str, json: bool) -> Result<String, String> {
    let account = account_of(accounts, number).await?;
    Ok(if json { account_json(&account) } else { account_text(&account) })
}

async fn transfer(accounts: &Accounts, number: &str, email: &str) -> Result<String, String> {
    let account = account_of(accounts, number).await?;
    transferred(accounts.operator.transfer_account(number, email).await, &account, email)
}

fn transferred(ended: Result<bool, Error>, account: &AccountShown, email: &str) -> Result<String, String> {
    let number = account.number;
    match ended {
        Ok(true) => Ok(format!("{email} owns account {number} now")),
        Ok(false) => Err(format!("{email} owns account {number} already")),
        Err(Error::Gone) => Err(format!("there is no user {email}")),
        Err(Error::Forbidden) => Err(format!("{email} is disabled")),
        Err(error) => Err(error.to_string()),
    }
}

fn account_json(account: &AccountShown) -> String {
    let members = account
        .members
        .iter()
        .map(|member| json!({"email": member.email, "roles": member.roles, "accepted": member.accepted}))
        .collect::<Vec<_>>();
    json!({
        "number": account.number, "type": account.account_type.as_str(), "country": account.country,
        "company": account.company, "organisation": organisation(account),
        "two_step_policy": account.policy, "created": rfc3339(account.created_at), "members": members,
    })
    .to_string()
}

/// What is known of the organisation, column by column; nothing of a personal account.
fn organisation(account: &AccountShown) -> Option<&OrganisationRow> {
    Some(&account.organisation).filter(|organisation| **organisation != OrganisationRow::default())
}

fn account_text(account: &AccountShown) -> String {
    let company = account.company.iter().map(|company| format!(" {company}"));
    let mut lines = vec![format!("account {}{}", account.number, company.collect::<String>())];
    lines.push(format!(
        "{}, {}, opened {}",
        account.account_type.as_str(),
        account.country,
        rfc3339(account.created_at)
    ));
    lines.push(format!("2-step verification {}", account.policy.as_str()));
    lines.extend(account.members.iter().map(|member| {
        let roles = member.roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", ");
        format!("{}: {roles}{}", member.email, if member.accepted { "" } else { ", not accepted" })
    }));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use accounts::MemberShown;
    use rules::{AccountNumber, AccountType, Role, TwoStepPolicy};

    fn shown() -> AccountShown {
        let member = |email: &str, roles: &[Role], accepted| MemberShown {
            email: email.into(),
            roles: roles.to_vec(),
            accepted,
        };
        AccountShown {
            number: AccountNumber::of_index(0),
            account_type: AccountType::Business,
            country: "UA".into(),
            organisation: OrganisationRow::default(),
            company: Some("ТОВ «Хмара»".into()),
            policy: TwoStepPolicy::Required,
            created_at: 1_700_000_000,
            members: vec![
                member("anna@example.com", &[Role::AccountOwner], true),
                member("berta@example.com", &[Role::UserAdministrator, Role::AccountObserver], false),
            ],
        }
    }

    #[test]
    fn an_account_is_shown_as_json() {
        let shown: serde_json::Value = serde_json::from_str(&account_json(&shown())).expect("JSON");
        assert_eq!(
            shown,
            json!({
                "number": "10000008", "type": "business", "country": "UA", "company": "ТОВ «Хмара»", "organisation": null,
                "two_step_policy": "required",
                "created": "2023-11-14T22:13:20Z", "members": [
                    {"email": "anna@example.com", "roles": ["account_owner"], "accepted": true},
                    {"email": "berta@example.com", "roles": ["user_administrator", "account_observer"], "accepted": false},
                ],
            })
        );
    }

    #[test]
    fn an_account_is_shown_as_text() {
        let lines = [
            "account 1000-0008 ТОВ «Хмара»",
            "business, UA, opened 2023-11-14T22:13:20Z",
            "2-step verification required",
            "anna@example.com: account_owner",
            "berta@example.com: user_administrator, account_observer, not accepted",
        ];
        assert_eq!(account_text(&shown()), lines.join("\n"));
        let personal = AccountShown { company: None, ..shown() };
        assert!(account_text(&personal).starts_with("account 1000-0008\n"));
    }

    #[test]
    fn a_transfer_says_how_it_ended() {
        let said = |ended| transferred(ended, &shown(), "berta@example.com");
        assert_eq!(said(Ok(true)), Ok("berta@example.com owns account 1000-0008 now".into()));
        for (ended, sentence) in [
            (Ok(false), "berta@example.com owns account 1000-0008 already"),
            (Err(Error::Gone), "there is no user berta@example.com"),
            (Err(Error::Forbidden), "berta@example.com is disabled"),
        ] {
            assert_eq!(said(ended), Err(sentence.into()));
        }
    }
}
