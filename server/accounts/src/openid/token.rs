//! What a code is exchanged for: an ID token, and an access token that opens what the user may know and do.

use super::{Application, Scope, claims};
use crate::{CurrentUser, Token, db::Pipeline, error::Error, parts::Applications, token::text};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::FromRow;
use subtle::ConstantTimeEq;

/// How long an ID token may be taken for true, in seconds.
const ID_TOKEN: i64 = 300;

/// What an application sends to have a code exchanged.
#[derive(Clone, Debug)]
pub struct Grant<'a> {
    /// The code.
    pub code: &'a str,
    /// Where the code was sent.
    pub redirect_uri: &'a str,
    /// What the challenge was made of (RFC 7636).
    pub verifier: Option<&'a str>,
}

/// What the application gets.
#[derive(Clone, Debug)]
pub struct Tokens {
    /// Opens userinfo and whoami.
    pub access_token: Token,
    /// Who somebody is, signed.
    pub id_token: String,
    /// Seconds until the session ends at the latest, and the access token with it.
    pub expires_in: i64,
    /// What was asked for and is given.
    pub scope: Scope,
}

/// Whose an access token is.
#[derive(Clone, Debug)]
pub struct Bearer {
    /// The user, as of now.
    pub me: CurrentUser,
    /// What the application may know.
    pub scope: Scope,
}

#[derive(FromRow)]
struct Code {
    session_id: String,
    /// Which session at the application it began; none where that has ended.
    sid: Option<String>,
    redirect_uri: String,
    challenge: Option<String>,
    nonce: Option<String>,
    scope: String,
}

impl Applications {
    /// Exchanges a code, once. A second try ends what the first one gave (RFC 9700, 4.5): one of both was not the
    /// application. Nothing where the code, its address or its verifier is not right, or the session has ended.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn exchange(&self, application: &Application, grant: &Grant<'_>) -> Result<Option<Tokens>, Error> {
        let Some(code_hash) = Token::parse(grant.code).map(|code| code.hash()) else { return Ok(None) };
        let mut tx = self.db.begin().await?;
        // Whatever ends a session locks it first, and its codes with it.
        sqlx::query(
            "update sessions set seen_at = seen_at
             where id = (select session_id from authorization_codes where code_hash = $1 and application_id = $2)",
        )
        .bind(&code_hash)
        .bind(&application.id)
        .pipeline(&mut tx);
        let code: Option<Code> = sqlx::query_as(
            "update authorization_codes set used_at = $1
             where code_hash = $2 and application_id = $3 and used_at is null and expires_at > $1
             returning session_id, redirect_uri, challenge, nonce, scope,
                 (select id from application_sessions
                  where application_sessions.session_id = authorization_codes.session_id
                    and application_sessions.application_id = authorization_codes.application_id) as sid",
        )
        .bind(self.now())
        .bind(&code_hash)
        .bind(&application.id)
        .fetch_optional(&mut *tx)
        .await?;
        let code = code.filter(|code| code.fits(grant) && code.sid.is_some());
        let access_token = Token::new(self.random);
        match &code {
            Some(code) => {
                sqlx::query(
                    "insert into access_tokens (token_hash, code_hash, application_id, session_id, scope, created_at)
                     values ($1, $2, $3, $4, $5, $6)",
                )
                .bind(access_token.hash())
                .bind(&code_hash)
                .bind(&application.id)
                .bind(&code.session_id)
                .bind(&code.scope)
                .bind(self.now())
                .pipeline(&mut tx);
            }
            None => {
                sqlx::query("delete from access_tokens where code_hash = $1 and application_id = $2")
                    .bind(&code_hash)
                    .bind(&application.id)
                    .pipeline(&mut tx);
            }
        }
        tx.commit().await?;
        let Some(code) = code else { return Ok(None) };
        let Some(bearer) = self.bearer(&access_token).await? else { return Ok(None) };
        let id_token = self.id_token(application, &bearer, &code).await?;
        let expires_in = bearer.me.session_began_at() + self.settings.session_lifetime - self.now();
        Ok(Some(Tokens { access_token, id_token, expires_in, scope: bearer.scope }))
    }

    /// Whose this access token is, as of now; nobody's where its session has ended.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn bearer(&self, access_token: &Token) -> Result<Option<Bearer>, Error> {
        let found = self.sessions.user_of_access_token(access_token).await?;
        Ok(found.map(|(me, scope)| Bearer { me, scope: Scope::parse(&scope) }))
    }

    /// What the application may know of the user (OpenID Connect Core, 5.3.2).
    pub fn userinfo(&self, bearer: &Bearer) -> Value {
        claims::userinfo(&bearer.me, bearer.scope)
    }

    async fn id_token(&self, application: &Application, bearer: &Bearer, code: &Code) -> Result<String, Error> {
        let (now, me) = (self.now(), &bearer.me);
        let mut claims = claims::of_user(me, bearer.scope);
        // One that was signed in by the password alone proves no more when 2-step verification is switched on elsewhere:
        // its proofs are revoked then.
        let two_step = me.user.two_step && me.proved_at().is_some();
        let of_token = json!({
            "iss": self.settings.base_url,
            "aud": application.id,
            "iat": now,
            "exp": now + ID_TOKEN,
            "auth_time": me.proved_at().unwrap_or(me.session_began_at()),
            "sid": code.sid,
            "acr": if two_step { "aal2" } else { "aal1" },
            "amr": amr(me, two_step),
        });
        claims::add(&mut claims, of_token);
        if let Some(nonce) = &code.nonce {
            claims::add(&mut claims, json!({ "nonce": nonce }));
        }
        self.signing.sign(application.algorithm, "JWT", &claims).await
    }
}

/// What the session has proved the user by (RFC 8176). Of one from before that was written down only the number is known.
fn amr(me: &CurrentUser, two_step: bool) -> Vec<&str> {
    let mut amr: Vec<&str> = me.amr().collect();
    if two_step {
        amr.push("mfa");
    }
    if amr.is_empty() { vec!["pwd"] } else { amr }
}

impl Code {
    /// Whether it was sent there, and to whom can show what the challenge was made of. Where there was no challenge there
    /// must be no verifier: somebody could have taken the challenge away (RFC 9700, 2.1.1).
    fn fits(&self, grant: &Grant<'_>) -> bool {
        let proved = match (&self.challenge, grant.verifier) {
            (None, None) => true,
            (Some(challenge), Some(verifier)) => {
                let of_verifier = text(&Sha256::digest(verifier.as_bytes()));
                bool::from(of_verifier.as_bytes().ct_eq(challenge.as_bytes()))
            }
            _ => false,
        };
        proved && self.redirect_uri == grant.redirect_uri
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_fits_its_address_and_its_verifier() {
        // RFC 7636, appendix B.
        let (verifier, challenge) =
            ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        let code = |challenge: Option<&str>| Code {
            session_id: String::new(),
            sid: None,
            redirect_uri: "https://a.example/".to_owned(),
            challenge: challenge.map(str::to_owned),
            nonce: None,
            scope: String::new(),
        };
        let grant = |redirect_uri, verifier| Grant { code: "", redirect_uri, verifier };
        let here = "https://a.example/";
        assert!(code(Some(challenge)).fits(&grant(here, Some(verifier))));
        assert!(code(None).fits(&grant(here, None)));
        for (code, grant) in [
            (code(Some(challenge)), grant(here, None)),
            (code(Some(challenge)), grant(here, Some(challenge))),
            (code(Some(challenge)), grant("https://a.example", Some(verifier))),
            (code(None), grant(here, Some(verifier))),
        ] {
            assert!(!code.fits(&grant), "{grant:?}");
        }
    }
}
