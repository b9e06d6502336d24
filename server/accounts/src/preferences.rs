//! The person's own preferences: language and theme.

use crate::{RequestContext, activity::AuditEvent, error::Error, parts::Profiles};
use rules::{Act, Language, PreferencesForm, Theme};

impl Profiles {
    /// Keeps language and theme; returns them. Where both are so already nothing happens.
    ///
    /// # Errors
    /// `Refused` with what is wrong; `SignedOut` without a session.
    pub async fn save_preferences(
        &self,
        form: &PreferencesForm,
        context: &RequestContext,
    ) -> Result<(Language, Theme), Error> {
        let (language, theme) = form.check()?;
        let user_id = self.sessions.signed_in(context.session.as_ref()).await?.ok_or(Error::SignedOut)?;
        let mut tx = self.db.begin().await?;
        let changed =
            sqlx::query("update users set language = $1, theme = $2 where id = $3 and (language <> $1 or theme <> $2)")
                .bind(language.tag())
                .bind(theme.as_str())
                .bind(&user_id)
                .execute(&mut *tx)
                .await?;
        if changed.rows_affected() > 0 {
            self.audit.record(&mut tx, AuditEvent::of(Act::PreferencesChanged, &user_id), context);
        }
        tx.commit().await?;
        Ok((language, theme))
    }
}
