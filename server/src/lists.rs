//! Lists for the operator: users, accounts and letters, a part at a time.

use crate::{
    command_line::{LettersCommand, Paging},
    config::Config,
    serve,
};
use accounts::{AccountListed, Accounts, Error, LetterShown, Page, Retried, UserListed, rfc3339};
use rules::full_name;
use serde_json::{Value, json};

/// Users whose name or address has these words.
pub(crate) async fn users(accounts: &Accounts, search: &str, paging: &Paging) -> Result<String, String> {
    let after = paging.after.as_deref().unwrap_or_default();
    let page =
        accounts.operator.list_users(search, after, paging.limit.into()).await.map_err(|error| error.to_string())?;
    Ok(page_text("users", paging, page, user_json, user_text))
}

/// Accounts whose company or owner has these words.
pub(crate) async fn accounts(accounts: &Accounts, search: &str, paging: &Paging) -> Result<String, String> {
    // A number is shown with its hyphen, and compared without.
    let after = paging.after.as_deref().unwrap_or_default().replace('-', "");
    let page = accounts
        .operator
        .list_accounts(search, &after, paging.limit.into())
        .await
        .map_err(|error| error.to_string())?;
    Ok(page_text("accounts", paging, page, account_json, account_text))
}

/// Shows letters, or lets some go again.
pub(crate) async fn letters(
    config: &Config,
    what: Option<LettersCommand>,
    failed: bool,
    paging: &Paging,
) -> Result<(), String> {
    let accounts = serve::as_it_is(config).await?;
    let said = match what {
        None => shown(&accounts, failed, paging).await,
        Some(LettersCommand::Retry { id: Some(id), .. }) => {
            retried(accounts.outbox.retry_letter(&id).await.map_err(|error| error.to_string())?, &id)
        }
        Some(LettersCommand::Retry { id: None, .. }) => {
            let many = accounts.outbox.retry_failed_letters().await.map_err(|error| error.to_string())?;
            Ok(format!("{many} letters go again"))
        }
    };
    accounts.db().close().await;
    println!("{}", said?);
    Ok(())
}

async fn shown(accounts: &Accounts, failed: bool, paging: &Paging) -> Result<String, String> {
    let most = i64::from(paging.limit);
    let rows =
        accounts.outbox.letters_shown(failed, paging.after.as_deref(), most).await.map_err(|error| match error {
            Error::Gone => format!("there is no letter {}", paging.after.as_deref().unwrap_or_default()),
            error => error.to_string(),
        })?;
    let next = rows.last().filter(|_| rows.len() == usize::from(paging.limit)).map(|last| last.id.clone());
    Ok(page_text("letters", paging, Page { rows, next }, letter_json, letter_text))
}

fn retried(retried: Retried, id: &str) -> Result<String, String> {
    match retried {
        Retried::Goes => Ok(format!("letter {id} goes again")),
        Retried::BeingSent => Err(format!("letter {id} is being sent")),
        Retried::Went => Err(format!("letter {id} went already")),
        Retried::RanOut => Err(format!(
            "letter {id} is worth nothing any more: its code or link works no longer; a new one has to be asked for"
        )),
        Retried::Emptied => Err(format!("nothing is kept any more of what letter {id} said")),
        Retried::Unknown => Err(format!("there is no letter {id}")),
    }
}

/// A part of a list: as JSON, or a line each; and how it goes on.
fn page_text<T>(name: &str, paging: &Paging, page: Page<T>, json: fn(&T) -> Value, text: fn(&T) -> String) -> String {
    if paging.json {
        return json!({name: page.rows.iter().map(json).collect::<Vec<_>>(), "next": page.next}).to_string();
    }
    let mut lines: Vec<String> = page.rows.iter().map(text).collect();
    if lines.is_empty() {
        lines.push(format!("no {name}{}", if page.next.is_some() { " so far" } else { "" }));
    }
    lines.extend(page.next.map(|next| format!("it goes on with --after {next}")));
    lines.join("\n")
}

fn user_json(user: &UserListed) -> Value {
    json!({
        "id": user.id, "email": user.email, "name": user.name, "surname": user.surname,
        "created": rfc3339(user.created_at), "two_step": user.two_step_at.is_some(), "disabled": user.disabled_at.is_some(),
    })
}

fn user_text(user: &UserListed) -> String {
    let mut line =
        format!("{} <{}>, since {}", full_name(&user.name, &user.surname), user.email, rfc3339(user.created_at));
    for (is, what) in
        [(user.two_step_at.is_some(), ", 2-step verification"), (user.disabled_at.is_some(), ", disabled")]
    {
        line += if is { what } else { "" };
    }
    line
}

fn account_json(account: &AccountListed) -> Value {
    json!({
        "number": account.number, "type": account.account_type.as_str(), "country": account.country,
        "company": account.company, "owner": account.owner, "created": rfc3339(account.created_at),
    })
}

fn account_text(account: &AccountListed) -> String {
    let company = account.company.as_deref().map(|company| format!(" {company}")).unwrap_or_default();
    let (kind, country, owner) = (account.account_type.as_str(), &account.country, &account.owner);
    format!("{}{company}, {kind}, {country}, owner {owner}, since {}", account.number, rfc3339(account.created_at))
}

fn letter_json(letter: &LetterShown) -> Value {
    json!({
        "id": letter.id, "kind": letter.kind, "domain": letter.domain, "created": rfc3339(letter.created_at),
        "attempts": letter.attempts, "next": letter.failed_at.is_none().then(|| rfc3339(letter.next_at.max(letter.created_at))),
        "failed": letter.failed_at.map(rfc3339), "problem": letter.problem,
    })
}

fn letter_text(letter: &LetterShown) -> String {
    let when = match letter.failed_at {
        Some(failed) => format!("failed {}", rfc3339(failed)),
        None => format!("next try {}", rfc3339(letter.next_at.max(letter.created_at))),
    };
    let problem = letter.problem.as_deref().map(|problem| format!(": {problem}")).unwrap_or_default();
    let LetterShown { id, kind, domain, attempts, .. } = letter;
    format!("{id} {kind} to {domain}, written {}, {attempts} attempts, {when}{problem}", rfc3339(letter.created_at))
}
