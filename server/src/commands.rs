//! One thing for the operator, then done.

mod account;
mod application;

pub(crate) use account::account;
pub(crate) use application::application;

use crate::{
    command_line::{KeysCommand, UserCommand},
    config::Config,
    lists, serve,
};
use accounts::{Accounts, Clock, Error, Resealed, Who};
use rules::{Field, FieldError, full_name};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Brings the database up to date.
pub(crate) async fn migrate(config: &Config) -> Result<(), String> {
    serve::accounts(config, Clock::System).await?.db().close().await;
    println!("the database is up to date");
    Ok(())
}

/// Looks after the secret keys.
pub(crate) async fn keys(config: &Config, what: KeysCommand) -> Result<(), String> {
    match what {
        KeysCommand::Reseal { lost } => reseal(config, lost).await,
        KeysCommand::Rotate => rotate(config).await,
    }
}

async fn rotate(config: &Config) -> Result<(), String> {
    let accounts = serve::as_it_is(config).await?;
    let rotated = accounts.signing.rotate().await;
    accounts.db().close().await;
    rotated.map_err(|error| error.to_string())?;
    println!("new keys are published within a minute, and sign in ten; those of before stay published for a day");
    Ok(())
}

async fn reseal(config: &Config, lost: bool) -> Result<(), String> {
    let accounts = serve::as_it_is(config).await?;
    let resealed = accounts.sealing.reseal(lost, |left| println!("{left} left")).await;
    accounts.db().close().await;
    println!("{}", moved_to_first(resealed.map_err(|error| error.to_string())?)?);
    Ok(())
}

/// What is true of the keys now.
fn moved_to_first(Resealed { moved, left, keyed }: Resealed) -> Result<String, String> {
    if left > 0 {
        return Err(format!(
            "{moved} rows are sealed with the first key now; {left} are left that no given key opens: give their key too, or `ocpanel keys reseal --lost`"
        ));
    }
    let mut said = format!("{moved} rows were sealed anew; everything is sealed with the first key");
    if keyed > 0 {
        said += &format!(
            ". The recovery codes of {keyed} users were made by an earlier version and still need the key of then; new ones need none"
        );
    }
    Ok(said)
}

/// Looks after a user.
pub(crate) async fn user(config: &Config, what: UserCommand) -> Result<(), String> {
    let accounts = serve::as_it_is(config).await?;
    let said = match &what {
        UserCommand::List { search, paging } => {
            lists::users(&accounts, search.as_deref().unwrap_or_default(), paging).await
        }
        UserCommand::Show { email, json } => show_user(&accounts, email, *json).await,
        UserCommand::Disable { email } => {
            let ended = act(&accounts, email, accounts.operator.disable_user(email)).await;
            ended.and_then(|ended| report(ended, email, ["is disabled", "is disabled already"]))
        }
        UserCommand::Enable { email } => {
            let ended = act(&accounts, email, accounts.operator.enable_user(email)).await;
            ended.and_then(|ended| report(ended, email, ["is enabled", "is not disabled"]))
        }
        UserCommand::ResetTwoStep { email } => {
            let ended = act(&accounts, email, accounts.operator.reset_two_step(email)).await;
            let now = ["has no 2-step verification any more", "has no 2-step verification"];
            ended.and_then(|ended| report(ended, email, now))
        }
        UserCommand::ChangeEmail { email, new } => {
            let ended = act(&accounts, email, accounts.operator.change_email(email, new)).await;
            ended.and_then(|ended| moved(ended, email, new))
        }
    };
    accounts.db().close().await;
    println!("{}", said?);
    Ok(())
}

async fn user_of(accounts: &Accounts, email: &str) -> Result<Who, String> {
    let who = accounts.sessions.user_of(email).await.map_err(|error| error.to_string())?;
    who.ok_or_else(|| format!("there is no user {email}"))
}

async fn show_user(accounts: &Accounts, email: &str, json: bool) -> Result<String, String> {
    let who = user_of(accounts, email).await?;
    Ok(if json { as_json(&who) } else { as_text(&who) })
}

/// Does this to the user of this address, if there is one.
async fn act<T>(accounts: &Accounts, email: &str, act: impl Future<Output = T>) -> Result<T, String> {
    user_of(accounts, email).await?;
    Ok(act.await)
}

/// What is true of the user now, or was already.
fn report(ended: Result<(), Error>, email: &str, [now, already]: [&str; 2]) -> Result<String, String> {
    match ended {
        Ok(()) => Ok(format!("{email} {now}")),
        Err(Error::Gone) => Err(format!("{email} {already}")),
        Err(error) => Err(error.to_string()),
    }
}

fn moved(ended: Result<(), Error>, email: &str, new: &str) -> Result<String, String> {
    match ended {
        Ok(()) => Ok(format!("{email} is {new} now")),
        Err(Error::Gone) => Err(format!("there is no user {email}")),
        Err(Error::Refused(errors)) if errors.of(Field::Email) == Some(FieldError::Used) => {
            Err(format!("{new} is a user's address, or kept for its former owner"))
        }
        Err(Error::Refused(_)) => Err(format!("{new} is no e-mail address")),
        Err(error) => Err(error.to_string()),
    }
}

fn as_json(who: &Who) -> String {
    let accounts = who
        .accounts
        .iter()
        .map(|account| json!({"number": account.number, "roles": account.roles}))
        .collect::<Vec<_>>();
    let user = &who.user;
    json!({"id": user.id, "email": user.email, "name": user.name, "surname": user.surname, "two_step": user.two_step, "disabled": user.disabled, "accounts": accounts})
        .to_string()
}

fn as_text(who: &Who) -> String {
    let user = &who.user;
    let mut lines =
        vec![format!("{} <{}>", full_name(&user.name, &user.surname), user.email), format!("id {}", user.id)];
    lines.extend(user.two_step.then(|| "2-step verification".to_owned()));
    lines.extend(user.disabled.then(|| "disabled".to_owned()));
    lines.extend(who.accounts.iter().map(|account| {
        let roles = account.roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", ");
        format!("account {}: {roles}", account.number)
    }));
    lines.join("\n")
}

/// Asks the program that runs on these settings whether it is well.
pub(crate) async fn health(config: &Config) -> Result<(), String> {
    let ask = async {
        let mut stream = TcpStream::connect(config.addr).await?;
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        Ok::<String, std::io::Error>(answer)
    };
    let answer = ask.await.map_err(|error| format!("{}: {error}", config.addr))?;
    if !answer.starts_with("HTTP/1.1 200") {
        return Err(format!("{} does not answer well", config.addr));
    }
    println!("ok");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resealing_says_whether_the_other_keys_can_go() {
        let said = |moved, left, keyed| moved_to_first(Resealed { moved, left, keyed });
        assert_eq!(said(3, 0, 0), Ok("3 rows were sealed anew; everything is sealed with the first key".into()));
        assert!(said(3, 0, 2).is_ok_and(|said| said.contains("codes of 2 users")));
        assert!(said(3, 1, 0).is_err_and(|said| said.contains("1 are left")));
    }
}
