//! What a code is exchanged for: an ID token, and an access token that opens what the user may know and do.

use super::{Application, Scope, claims};
use crate::{
    CurrentUser, Token,
    db::{Pipeline, Query},
    error::Error,
    parts::Applications,
    token::text,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::FromRow;

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

/// What a code leads to.
#[derive(FromRow)]
struct Code {
    /// Which session at the application it began.
    sid: String,
    nonce: Option<String>,
}

impl Applications {
    /// Exchanges a code, once. A second try ends what the first one gave (RFC 9700, 4.5): one of both was not the
    /// application. Nothing where the code, its address or its verifier is not right, or the session has ended.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn exchange(&self, application: &Application, grant: &Grant<'_>) -> Result<Option<Tokens>, Error> {
        let Some(code_hash) = Token::parse(grant.code).map(|code| code.hash()) else { return Ok(None) };
        let access_token = Token::new(self.random);
        let mut tx = self.db.begin().await?;
        // Whatever ends a session locks it first, and its codes with it; so does whoever exchanges the same code.
        sqlx::query(
            "update sessions set seen_at = seen_at
             where id = (select session_id from authorization_codes where code_hash = $1 and application_id = $2)",
        )
        .bind(&code_hash)
        .bind(&application.id)
        .pipeline(&mut tx);
        self.give(application, grant, [&code_hash, &access_token.hash()]).pipeline(&mut tx);
        let use_up = sqlx::query(
            "update authorization_codes set used_at = coalesce(used_at, $1) where code_hash = $2 and application_id = $3
             returning nonce, (select id from application_sessions
                 where application_sessions.session_id = authorization_codes.session_id
                   and application_sessions.application_id = authorization_codes.application_id) as sid",
        );
        let use_up = use_up.bind(self.now()).bind(&code_hash).bind(&application.id);
        // By the code, which is one of few: an application has many tokens.
        let end_others = sqlx::query(
            "delete from access_tokens where token_hash <> $3 and code_hash =
             (select code_hash from authorization_codes where code_hash = $1 and application_id = $2)",
        );
        let end_others = end_others.bind(&code_hash).bind(&application.id).bind(access_token.hash());
        let [user, accounts] = self.sessions.bearer_queries(&access_token);
        let [code, _, user, accounts] = tx.commit_with([use_up, end_others, user, accounts]).await?;
        let Some((me, scope)) = self.sessions.bearer([user, accounts]).await? else { return Ok(None) };
        let bearer = Bearer { me, scope: Scope::parse(&scope) };
        let code = Code::from_row(code.first().ok_or(sqlx::Error::RowNotFound)?)?;
        let id_token = self.id_token(application, &bearer, &code).await?;
        let expires_in = bearer.me.session_began_at() + self.settings.session_lifetime - self.now();
        Ok(Some(Tokens { access_token, id_token, expires_in, scope: bearer.scope }))
    }

    /// Gives an access token of this hash for a code of that, where nobody has used it, its time is not over, it was sent to
    /// this address, and this verifier is what its challenge was made of.
    fn give<'q>(
        &self,
        application: &'q Application,
        grant: &'q Grant<'_>,
        [code_hash, token_hash]: [&'q str; 2],
    ) -> Query<'q> {
        // Where there was no challenge there must be no verifier: somebody could have taken the challenge away (RFC 9700,
        // 2.1.1). The challenge was in the address of a page, so comparing it tells nobody anything.
        let give = sqlx::query(
            "insert into access_tokens (token_hash, code_hash, application_id, session_id, scope, created_at)
             select $1, code_hash, application_id, session_id, scope, $2 from authorization_codes
             where code_hash = $3 and application_id = $4 and used_at is null and expires_at > $2
                 and redirect_uri = $5 and coalesce(challenge, '') = $6",
        );
        give.bind(token_hash)
            .bind(self.now())
            .bind(code_hash)
            .bind(&application.id)
            .bind(grant.redirect_uri)
            .bind(grant.verifier.map(challenge).unwrap_or_default())
    }

    /// Whose this access token is, as of now; nobody's where its session has ended.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn bearer(&self, access_token: &Token) -> Result<Option<Bearer>, Error> {
        let found = self.db.read().fetch_array(self.sessions.bearer_queries(access_token)).await?;
        let found = self.sessions.bearer(found).await?;
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

/// What a verifier's challenge is (RFC 7636, 4.2, `S256`).
fn challenge(verifier: &str) -> String {
    text(&Sha256::digest(verifier.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_is_the_one_of_the_standard() {
        // RFC 7636, appendix B.
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert_eq!(challenge(verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
