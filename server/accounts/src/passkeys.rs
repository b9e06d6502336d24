//! Passkeys (Web Authentication): in with a touch, and the second step without a code. One that verifies its user is both
//! factors at once.

mod ceremony;
mod challenge;
mod settings;
mod sign_in;

pub use settings::Passkey;

use crate::{
    CurrentUser, Settings,
    error::{Error, InternalError},
    parts::Passkeys,
};
use ceremony::{Broken, Known, RelyingParty, Stored};
use rules::{Errors, Field, FieldError, full_name};
use serde_json::json;
use sqlx::FromRow;

/// What is kept of a passkey to know it again.
#[derive(FromRow)]
struct Kept {
    user_id: String,
    public_key: String,
    state: String,
    held: i64,
    disabled_at: Option<i64>,
    /// 1 where the question was answered before.
    answered: i64,
}

impl Passkeys {
    /// Whether passkeys can be used at this address: browsers know none of an IP address, nor over plain http.
    pub fn are_possible(&self) -> bool {
        self.settings.passkeys_are_possible()
    }

    /// The domain that they belong to, where they can be used.
    pub fn domain(&self) -> Option<String> {
        Some(self.settings.relying_party()?.domain().to_owned())
    }

    /// Whose browsers' passkeys are asked for here; refused where there are none.
    fn asking(&self) -> Result<RelyingParty, Error> {
        self.settings.relying_party().ok_or_else(|| refused(FieldError::Unsupported))
    }

    /// What a browser is told for its own list (JSON): what the user is called now, and with `ids` which passkeys are all of
    /// theirs.
    fn signal(&self, me: &CurrentUser, ids: Option<Vec<Known>>) -> Option<String> {
        let mut signal = json!({
            "rpId": self.domain()?,
            "userId": me.id(),
            "name": me.user.email,
            "displayName": full_name(&me.user.name, &me.user.surname),
        });
        if let Some(ids) = ids {
            signal["allAcceptedCredentialIds"] = ids.into_iter().map(|known| known.id).collect();
        }
        Some(signal.to_string())
    }

    /// What a browser is told once the user is called something else; nothing where passkeys are not possible.
    pub fn signal_of_name(&self, me: &CurrentUser) -> Option<String> {
        self.signal(me, None)
    }

    /// What a browser is told once one of the user's passkeys is gone: which ones there are.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn signal_of_all(&self, me: &CurrentUser) -> Result<Option<String>, Error> {
        Ok(self.signal(me, Some(self.known(me.id()).await?)))
    }

    /// Those of a user, for their browser to choose from.
    async fn known(&self, user_id: &str) -> Result<Vec<Known>, Error> {
        let known: Vec<(String, String)> = sqlx::query_as(
            "select credential_id, transports from passkeys where user_id = $1 order by created_at, name",
        )
        .bind(user_id)
        .fetch_all(self.db.read())
        .await?;
        Ok(known.into_iter().map(|(id, transports)| Known { id, transports }).collect())
    }
}

impl Settings {
    fn relying_party(&self) -> Option<RelyingParty> {
        RelyingParty::of(self.passkey_domain.as_deref(), &self.base_url)
    }

    /// Whether passkeys can be used at this base URL: browsers know none of an IP address, nor over plain http.
    pub fn passkeys_are_possible(&self) -> bool {
        self.relying_party().is_some()
    }
}

impl Kept {
    fn stored(&self, credential_id: String) -> Option<Stored> {
        Some(Stored {
            id: credential_id,
            handle: handle(&self.user_id)?,
            key: bytes(&self.public_key)?,
            state: bytes(&self.state)?,
        })
    }
}

/// What authenticators know a user by: the 16 bytes of their id.
fn handle(user_id: &str) -> Option<[u8; 16]> {
    bytes(user_id)?.try_into().ok()
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, text).ok()
}

impl From<Broken> for Error {
    fn from(broken: Broken) -> Error {
        InternalError::new(broken).into()
    }
}

/// One answer, whatever it is that does not fit.
fn refused(wrong: FieldError) -> Error {
    Errors::on(Field::Passkey, wrong).into()
}
