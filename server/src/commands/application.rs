//! What the operator's commands do with applications.

use crate::{command_line::ApplicationCommand, config::Config, serve};
use accounts::{Accounts, Algorithm, Application, ApplicationRefused, Error, NewApplication, Token, rfc3339};
use serde_json::{Value, json};

/// Looks after applications.
pub(crate) async fn application(config: &Config, what: ApplicationCommand) -> Result<(), String> {
    let accounts = serve::as_it_is(config).await?;
    let said = match what {
        ApplicationCommand::Add { name, redirects, logout_redirects, backchannel_logout, public, algorithm, json } => {
            let algorithm = Algorithm::parse(&algorithm).unwrap_or_default();
            let new = NewApplication {
                name,
                redirect_uris: redirects,
                logout_uris: logout_redirects,
                backchannel_uri: backchannel_logout,
                public,
                algorithm,
            };
            add(&accounts, &new, json).await
        }
        ApplicationCommand::List { json } => list(&accounts, json).await,
        ApplicationCommand::Show { id, json } => show(&accounts, &id, json).await,
        ApplicationCommand::Remove { id } => remove(&accounts, &id).await,
        ApplicationCommand::NewSecret { id } => new_secret(&accounts, &id).await,
    };
    accounts.db().close().await;
    println!("{}", said?);
    Ok(())
}

async fn add(accounts: &Accounts, new: &NewApplication, json: bool) -> Result<String, String> {
    let added = accounts.applications.add(new).await.map_err(|error| error.to_string())?;
    let (application, secret) = added.map_err(|refused| sentence(&refused))?;
    if json {
        let mut shown = as_json(&application);
        shown["secret"] = json!(secret.as_ref().map(Token::expose));
        return Ok(shown.to_string());
    }
    let secret = match &secret {
        Some(secret) => format!("client secret {} (it is not shown again)", secret.expose()),
        None => "no client secret: it has to use PKCE".to_owned(),
    };
    Ok(format!("{}\n{secret}", as_text(&application)))
}

fn sentence(refused: &ApplicationRefused) -> String {
    match refused {
        ApplicationRefused::Name => "the name has to be 1 to 60 letters on one line".to_owned(),
        ApplicationRefused::NoRedirect => "name an address where it is answered: --redirect https://…".to_owned(),
        ApplicationRefused::Address(address) => {
            format!("{address}: write https://…, or http://localhost… on the machine itself, and nothing after a #")
        }
    }
}

async fn list(accounts: &Accounts, json: bool) -> Result<String, String> {
    let all = accounts.applications.applications().await.map_err(|error| error.to_string())?;
    if json {
        return Ok(Value::from(all.iter().map(as_json).collect::<Vec<_>>()).to_string());
    }
    let lines: Vec<_> = all.iter().map(|application| format!("{} {}", application.id, application.name)).collect();
    Ok(if lines.is_empty() { "there are none".to_owned() } else { lines.join("\n") })
}

async fn show(accounts: &Accounts, id: &str, json: bool) -> Result<String, String> {
    let found = accounts.applications.application(id).await.map_err(|error| error.to_string())?;
    let application = found.ok_or_else(|| none(id))?;
    Ok(if json { as_json(&application).to_string() } else { as_text(&application) })
}

async fn remove(accounts: &Accounts, id: &str) -> Result<String, String> {
    ended(accounts.applications.remove(id).await, &none(id))?;
    Ok(format!("{id} is removed"))
}

async fn new_secret(accounts: &Accounts, id: &str) -> Result<String, String> {
    let gone = format!("there is no application {id} that keeps a secret");
    let secret = ended(accounts.applications.new_secret(id).await, &gone)?;
    Ok(format!("client secret {} (it is not shown again)", secret.expose()))
}

fn none(id: &str) -> String {
    format!("there is no application {id}")
}

fn ended<T>(ended: Result<T, Error>, gone: &str) -> Result<T, String> {
    ended.map_err(|error| if matches!(error, Error::Gone) { gone.to_owned() } else { error.to_string() })
}

fn as_json(application: &Application) -> Value {
    json!({
        "id": application.id, "name": application.name, "public": application.is_public(),
        "algorithm": application.algorithm.as_str(), "redirects": application.redirect_uris,
        "logout_redirects": application.logout_uris, "backchannel_logout": application.backchannel_uri,
        "created": rfc3339(application.created_at),
    })
}

fn as_text(application: &Application) -> String {
    let mut lines = vec![application.name.clone(), format!("client id {}", application.id)];
    lines.push(format!("ID tokens signed with {}", application.algorithm.as_str()));
    lines.extend(application.is_public().then(|| "public, keeps no secret".to_owned()));
    lines.extend(application.redirect_uris.iter().map(|address| format!("answered at {address}")));
    lines.extend(application.logout_uris.iter().map(|address| format!("after signing out {address}")));
    lines.extend(application.backchannel_uri.iter().map(|address| format!("told of ended sessions at {address}")));
    lines.join("\n")
}
