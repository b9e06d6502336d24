//! Passkeys (Web Authentication): in with a touch, and the second step without a code. One that verifies its user is both
//! factors at once.

mod ceremony;
mod challenge;
mod settings;
mod sign_in;

pub use settings::Passkey;

use crate::{
    Settings,
    error::{Error, InternalError},
    parts::Passkeys,
};
use ceremony::{Broken, Known, RelyingParty, Stored};
use rules::{Errors, Field, FieldError};
use sqlx::FromRow;

/// What is kept of a passkey to know it again.
#[derive(FromRow)]
struct Kept {
    user_id: String,
    public_key: String,
    state: String,
    held: i64,
}

impl Passkeys {
    /// Whether passkeys can be used at this address: browsers know none of an IP address, nor over plain http.
    pub fn are_possible(&self) -> bool {
        self.settings.passkeys_are_possible()
    }

    /// Whose browsers' passkeys are asked for here; refused where there are none.
    fn asking(&self) -> Result<RelyingParty, Error> {
        self.settings.relying_party().ok_or_else(|| refused(FieldError::Unsupported))
    }

    /// Those of a user, for their browser to choose from.
    async fn known(&self, user_id: &str) -> Result<Vec<Known>, Error> {
        let known: Vec<(String, String)> =
            sqlx::query_as("select credential_id, transports from passkeys where user_id = $1 order by created_at, id")
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
