//! One thing for the operator, then done.

use crate::{
    config::{Config, UserCommand},
    serve,
};
use accounts::{Accounts, Error, Who};
use rules::{Field, Wrong};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Brings the database up to date.
pub(crate) async fn migrate(config: &Config) -> Result<(), String> {
    serve::accounts(config).await?.db().close().await;
    println!("the database is up to date");
    Ok(())
}

/// Looks after a user.
pub(crate) async fn user(config: &Config, what: UserCommand) -> Result<(), String> {
    let accounts = serve::accounts(config).await?;
    let said = look_after(&accounts, what).await;
    accounts.db().close().await;
    println!("{}", said?);
    Ok(())
}

async fn look_after(accounts: &Accounts, what: UserCommand) -> Result<String, String> {
    let (UserCommand::Show { email, .. }
    | UserCommand::Disable { email }
    | UserCommand::Enable { email }
    | UserCommand::ResetTwoStep { email }
    | UserCommand::ChangeEmail { email, .. }) = &what;
    let who = accounts.user_of(email).await.map_err(|error| error.to_string())?;
    let who = who.ok_or_else(|| format!("there is no user {email}"))?;
    match &what {
        UserCommand::Show { json, .. } => Ok(if *json { as_json(&who) } else { as_text(&who) }),
        UserCommand::Disable { .. } => {
            said(accounts.disable_user(email).await, email, ["is disabled", "is disabled already"])
        }
        UserCommand::Enable { .. } => said(accounts.enable_user(email).await, email, ["is enabled", "is not disabled"]),
        UserCommand::ResetTwoStep { .. } => said(
            accounts.reset_two_step(email).await,
            email,
            ["has no 2-step verification any more", "has no 2-step verification"],
        ),
        UserCommand::ChangeEmail { new, .. } => moved(accounts.change_email(email, new).await, email, new),
    }
}

/// What is true of the user now, or was already.
fn said(ended: Result<(), Error>, email: &str, [now, already]: [&str; 2]) -> Result<String, String> {
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
        Err(Error::Refused(errors)) if errors.of(Field::Email) == Some(Wrong::Used) => {
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
    let mut lines = vec![format!("{} {} <{}>", user.name, user.surname, user.email), format!("id {}", user.id)];
    lines.extend(user.two_step.then(|| "2-step verification".to_owned()));
    lines.extend(user.disabled.then(|| "disabled".to_owned()));
    lines.extend(who.accounts.iter().map(|account| {
        let roles = account.roles.iter().map(|role| role.value()).collect::<Vec<_>>().join(", ");
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
