//! What was typed into a refused form, kept a few minutes for a browser that runs no scripts.

use crate::{RequestContext, Settings, Token, db::Pipeline, error::Error, parts::SavedForms};
use rules::{Errors, Field};
use serde::{Deserialize, Serialize};

/// A refused form: what was typed, secrets left out, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The server function it was sent to.
    pub endpoint: String,
    /// What was typed.
    pub values: Vec<(Field, String)>,
    /// What is wrong.
    pub errors: Errors,
    /// What was found for it, in words.
    #[serde(default)]
    pub said: String,
    /// For whom the page was made, as its form says it; nothing where it was nobody's.
    #[serde(default)]
    pub made_for: String,
}

impl SavedForms {
    /// Keeps a refused form for this browser and page. Returns its id and the browser's secret it is bound to.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn save_form(
        &self,
        refusal: &Refusal,
        page: &str,
        context: &RequestContext,
    ) -> Result<(String, Token), Error> {
        let browser = context.browser.clone().unwrap_or_else(|| Token::new(self.random));
        let (id, now, hash) = (self.random.id(), self.now(), browser.hash());
        let content = self.keys.seal(self.random, &place(&id), &serde_json::to_string(&without_secrets(refusal))?)?;
        self.limits.strangers.one_more();
        let mut tx = self.db.begin().await?;
        sqlx::query("insert into form_rows (id, browser_hash, page, content, created_at, expires_at, network) values ($1, $2, $3, $4, $5, $6, $7)")
            .bind(&id)
            .bind(&hash)
            .bind(page)
            .bind(content)
            .bind(now)
            .bind(now + Settings::FORM_LIFETIME)
            .bind(self.limits.network_hash(context))
            .pipeline(&mut tx);
        // Only so many of one browser; the oldest go first.
        sqlx::query(
            "delete from form_rows where browser_hash = $1 and id not in
                 (select id from form_rows where browser_hash = $1 order by created_at desc, id limit $2) and id <> $3",
        )
        .bind(&hash)
        .bind(Settings::FORMS)
        .bind(&id)
        .pipeline(&mut tx);
        tx.commit().await?;
        Ok((id, browser))
    }

    /// The refused form of this id, if it is this browser's and this page's. Reading does not use it up.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn saved_form(&self, id: &str, page: &str, context: &RequestContext) -> Result<Option<Refusal>, Error> {
        let content: Option<(String,)> = sqlx::query_as(
            "select content from form_rows where id = $1 and browser_hash = $2 and page = $3 and expires_at > $4",
        )
        .bind(id)
        .bind(context.browser_hash())
        .bind(page)
        .bind(self.now())
        .fetch_optional(self.db.read())
        .await?;
        let Some((content,)) = content else { return Ok(None) };
        let plain = self.keys.open(&place(id), &content)?;
        Ok(Some(serde_json::from_str(&plain)?))
    }
}

fn without_secrets(refusal: &Refusal) -> Refusal {
    let values = refusal.values.iter().filter(|(field, _)| !field.is_secret()).cloned().collect();
    Refusal {
        endpoint: refusal.endpoint.clone(),
        values,
        errors: refusal.errors.clone(),
        said: refusal.said.clone(),
        made_for: refusal.made_for.clone(),
    }
}

fn place(id: &str) -> String {
    format!("form {id}")
}
