//! Your data: everything held about a user, as a file to be read by people and programs.

mod export;

use crate::{
    RequestContext,
    activity::AuditEvent,
    deletion::{Former, former_addresses},
    error::Error,
    parts::Exports,
};
use export::{
    AccountExport, ApplicationExport, BrowserExport, ChangeExport, Export, InvitationExport, LetterExport, LineExport,
    LinkExport, OwnDetailsExport, PasskeyExport, SessionExport, UnknownExport, UserExport,
};
use rules::Act;
use sqlx::{Any, FromRow, any::AnyRow};

impl Exports {
    /// Everything held about the user, as JSON to be read by people too; no secret and no hash of one.
    ///
    /// # Errors
    /// `SignedOut`; `ReauthRequired` when the identity must be confirmed first.
    pub async fn download(&self, context: &RequestContext) -> Result<String, Error> {
        let user_id = self.reauthentication.proved(context.session.as_ref()).await?;
        let mut tx = self.db.begin().await?;
        self.audit.record(&mut tx, AuditEvent::of(Act::DataDownloaded, &user_id), context);
        tx.commit().await?;
        let export = self.export(&user_id).await?;
        Ok(serde_json::to_string_pretty(&export)?)
    }

    /// A table that holds something of a user has its part here.
    async fn export(&self, user_id: &str) -> Result<Export, Error> {
        let (mut user, addresses) = self.user_held(user_id).await?;
        user.recovery_codes_left = self.second_factor.recovery_left(self.db.read(), user_id).await?;
        Ok(Export {
            service: self.settings.brand.clone(),
            made_at: self.now(),
            user,
            accounts: self.accounts_held(user_id).await?,
            sessions: self.all_of::<SessionExport>(SessionExport::BY_USER, user_id).await?,
            applications: self.all_of::<ApplicationExport>(ApplicationExport::BY_USER, user_id).await?,
            passkeys: self.all_of::<PasskeyExport>(PasskeyExport::BY_USER, user_id).await?,
            known_browsers: self.all_of::<BrowserExport>(BrowserExport::BY_USER, user_id).await?,
            activity: self.all_of::<LineExport>(LineExport::BY_USER, user_id).await?,
            letters: self.all_of::<LetterExport>(LetterExport::BY_USER, user_id).await?,
            password_links: self.all_of::<LinkExport>(LinkExport::BY_USER, user_id).await?,
            email_changes: self.all_of::<ChangeExport>(ChangeExport::BY_USER, user_id).await?,
            own_details: self.all_of::<OwnDetailsExport>(OwnDetailsExport::BY_USER, user_id).await?.pop(),
            invitations_sent: self.all_of::<InvitationExport>(InvitationExport::BY_USER, user_id).await?,
            invitations_received: self.all_to::<InvitationExport>(InvitationExport::OF_ADDRESS, &addresses).await?,
            unknown_senders: self.all_to::<UnknownExport>(UnknownExport::OF_ADDRESS, &addresses).await?,
        })
    }

    /// The user, and the addresses that are or were theirs.
    async fn user_held(&self, user_id: &str) -> Result<(UserExport, Vec<Former>), Error> {
        let user = self.all_of::<UserExport>(UserExport::BY_USER, user_id).await?.pop().ok_or(Error::SignedOut)?;
        let mut connection = self.db.read().acquire().await?;
        let mut addresses = former_addresses(&mut connection, user_id).await?;
        let present = sqlx::query_scalar("select email_key from users where id = $1").bind(user_id);
        addresses.push(Former { key: present.fetch_one(&mut connection).await?, until: i64::MAX });
        Ok((user, addresses))
    }

    async fn accounts_held(&self, user_id: &str) -> Result<Vec<AccountExport>, Error> {
        let mut accounts = self.all_of::<AccountExport>(AccountExport::BY_USER, user_id).await?;
        let roles: Vec<(String, String)> = sqlx::query_as(
            "select number, role from roles join accounts on accounts.id = roles.account_id where user_id = $1 order by role",
        )
        .bind(user_id)
        .fetch_all(self.db.read())
        .await?;
        for account in &mut accounts {
            let own = roles.iter().filter(|(number, _)| *number == account.number);
            account.roles = own.map(|(_, role)| role.clone()).collect();
        }
        Ok(accounts)
    }

    /// The rows of a text that asks for one user or one address.
    async fn all_of<T: for<'r> FromRow<'r, AnyRow> + Send + Unpin>(
        &self,
        text: &'static str,
        whose: &str,
    ) -> Result<Vec<T>, Error> {
        Ok(sqlx::query_as::<Any, T>(text).bind(whose).fetch_all(self.db.read()).await?)
    }

    /// The rows of a text that asks for one address until a moment, for all of these.
    async fn all_to<T: for<'r> FromRow<'r, AnyRow> + Send + Unpin>(
        &self,
        text: &'static str,
        addresses: &[Former],
    ) -> Result<Vec<T>, Error> {
        let mut all = Vec::new();
        for address in addresses {
            let rows = sqlx::query_as::<Any, T>(text).bind(&address.key).bind(address.until);
            all.extend(rows.fetch_all(self.db.read()).await?);
        }
        Ok(all)
    }
}

/// What the file is read by, for a test that looks for columns that are in none.
#[doc(hidden)]
pub fn texts() -> [&'static str; 14] {
    [
        UserExport::BY_USER,
        AccountExport::BY_USER,
        SessionExport::BY_USER,
        ApplicationExport::BY_USER,
        PasskeyExport::BY_USER,
        BrowserExport::BY_USER,
        LineExport::BY_USER,
        LetterExport::BY_USER,
        LinkExport::BY_USER,
        ChangeExport::BY_USER,
        OwnDetailsExport::BY_USER,
        InvitationExport::BY_USER,
        InvitationExport::OF_ADDRESS,
        UnknownExport::OF_ADDRESS,
    ]
}
