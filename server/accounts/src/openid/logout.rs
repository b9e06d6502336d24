//! Telling applications that somebody is signed out (OpenID Connect Back-Channel Logout 1.0). That a session has ended is
//! marked by the database in the statement that ends it, whichever that is; here it is told, and told again until the
//! application has heard it.

use super::Application;
use crate::{
    error::{Error, InternalError},
    parts::Applications,
};
use serde_json::json;
use sqlx::{AssertSqlSafe, FromRow};
use std::time::Duration;
use tokio::{sync::watch, time::sleep};
use web_client::reqwest::{Client, StatusCode};

/// How often the ended sessions are looked for.
const LOOK: Duration = Duration::from_secs(2);
/// How long an application may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// A server that says no more keeps it from the others for so long, in seconds: longer than it waits for an answer.
const LEASE: i64 = 20;
/// How long a logout token may be taken for true, in seconds.
const LOGOUT_TOKEN: i64 = 120;
/// Tries before an application is given up, about a day after the first.
const TRIES: i64 = 40;
/// The one event of a logout token.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// How applications are reached.
#[derive(Debug)]
pub struct BackChannel(Client);

/// A session at an application that has ended, to be told by this server.
#[derive(FromRow)]
struct Ended {
    id: String,
    application_id: String,
    attempts: i64,
}

impl BackChannel {
    /// Ready to tell. Where applications are, the operator has said: it may be in a private network.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new() -> Result<BackChannel, InternalError> {
        web_client::client(true).map(BackChannel).map_err(|error| InternalError::new(error.to_string()))
    }

    /// Gives a logout token to whoever listens there; why that did not work.
    async fn post(&self, address: &str, logout_token: &str) -> Result<(), String> {
        let asked = self.0.post(address).timeout(PATIENCE).form(&[("logout_token", logout_token)]).send().await;
        match asked.map(|response| response.status()) {
            Ok(StatusCode::OK | StatusCode::NO_CONTENT) => Ok(()),
            Ok(status) => Err(format!("it answered {}", status.as_u16())),
            Err(error) if error.is_timeout() => Err("it did not answer in time".to_owned()),
            Err(_) => Err("it cannot be reached".to_owned()),
        }
    }
}

impl Applications {
    /// Tells applications of ended sessions until it is told to stop. Several of these may run side by side.
    pub async fn keep_telling(&self, channel: &BackChannel, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            match self.tell_next(channel).await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => tracing::error!(%error, "ended sessions cannot be read"),
            }
            tokio::select! {
                () = sleep(LOOK) => {}
                _ = stop.wait_for(|stop| *stop) => {}
            }
        }
    }

    /// Tells of the ended session that is due; whether there was one.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn tell_next(&self, channel: &BackChannel) -> Result<bool, Error> {
        let ended: Option<Ended> = sqlx::query_as(AssertSqlSafe(lease_text(self.db.skip_locked())))
            .bind(self.now() + LEASE)
            .bind(self.now())
            .fetch_optional(self.db.write())
            .await?;
        let Some(ended) = ended else { return Ok(false) };
        // A removed application takes its sessions along.
        let Some(application) = self.application(&ended.application_id).await? else { return Ok(true) };
        match self.tell(channel, &application, &ended).await? {
            Ok(()) => self.forget(&ended).await?,
            Err(problem) if ended.attempts >= TRIES => {
                tracing::error!(application = application.name, problem, "an application was not told of a sign-out");
                self.forget(&ended).await?;
            }
            Err(problem) => {
                tracing::warn!(application = application.name, problem, "a sign-out is told again later");
                self.later(&ended).await?;
            }
        }
        Ok(true)
    }

    /// One that does not want to know counts as told.
    async fn tell(
        &self,
        channel: &BackChannel,
        application: &Application,
        ended: &Ended,
    ) -> Result<Result<(), String>, Error> {
        let Some(address) = &application.backchannel_uri else { return Ok(Ok(())) };
        // No `sub`: there are applications that forget every session of whoever is named.
        let claims = json!({
            "iss": self.settings.base_url,
            "aud": application.id,
            "iat": self.now(),
            "exp": self.now() + LOGOUT_TOKEN,
            "jti": self.random.id(),
            "sid": ended.id,
            "events": { EVENT: {} },
        });
        let logout_token = self.signing.sign(application.algorithm, "logout+jwt", &claims).await?;
        Ok(channel.post(address, &logout_token).await)
    }

    async fn forget(&self, ended: &Ended) -> Result<(), Error> {
        let text = "delete from application_sessions where id = $1";
        sqlx::query(text).bind(&ended.id).execute(self.db.write()).await?;
        Ok(())
    }

    /// Waits twice as long after each try, up to about 40 minutes, as letters do. What else this application has to hear
    /// waits as well, and has been tried as well: it does not listen now, others are not held up, and it is given up after
    /// the same time however much it has to hear.
    async fn later(&self, ended: &Ended) -> Result<(), Error> {
        sqlx::query(
            "update application_sessions set lease_until = $1, attempts = attempts + case when id = $3 then 0 else 1 end
             where application_id = $2 and session_id is null and lease_until < $1",
        )
        .bind(self.now() + (10 << ended.attempts.clamp(0, 8)))
        .bind(&ended.application_id)
        .bind(&ended.id)
        .execute(self.db.write())
        .await?;
        Ok(())
    }
}

/// Leases one ended session, as [`crate::outbox`] does a letter.
pub(super) fn lease_text(skip_locked: &str) -> String {
    format!(
        "update application_sessions set lease_until = $1, attempts = attempts + 1
         where id = (select id from application_sessions where session_id is null and lease_until < $2
                     order by lease_until limit 1 {skip_locked})
           and session_id is null and lease_until < $2
         returning id, application_id, attempts"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    /// Nobody takes the connection, and the system takes it all the same.
    #[tokio::test]
    async fn an_application_that_never_answers_is_given_up_while_the_session_is_leased() {
        let deaf = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}/logout", deaf.local_addr().expect("an address"));
        let channel = BackChannel::new().expect("it is ready");
        let told = tokio::time::timeout(Duration::from_secs(LEASE.unsigned_abs()), channel.post(&address, "token"));
        assert_eq!(told.await.expect("in time"), Err("it did not answer in time".to_owned()));
    }
}
