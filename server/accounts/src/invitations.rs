//! Inviting somebody into an account, and what they answer.

mod answer;
mod before;
mod decline;
mod end;
mod found;
mod invite;

use crate::{
    CurrentUser, Token,
    db::{Connection, Tx},
    deletion::former_addresses,
    error::Error,
    outbox,
    parts::Invitations,
};
use found::Found;
use rules::{AccountNumber, InvitationReader, InvitationState, Role};

/// An invitation as whoever has its link sees it.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// Its id, which the page's forms name.
    pub id: String,
    /// The account's number.
    pub number: AccountNumber,
    /// The company's name, if it has one.
    pub company: Option<String>,
    /// Who invites: name and address.
    pub inviter: String,
    /// Whom: the address.
    pub email: String,
    /// The roles they are to have.
    pub roles: Vec<Role>,
    /// When it runs out, in unix seconds.
    pub until: i64,
    /// How it stands.
    pub state: InvitationState,
    /// Who looks at it.
    pub reader: InvitationReader,
    /// Whether addresses of its domain may be registered.
    pub admitted: bool,
}

/// What accepting leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Acceptance {
    /// The user is a member of this account now.
    Member(AccountNumber),
    /// Whoever is invited has a user: they sign in first.
    SignIn,
    /// Whoever is invited has none: they register first.
    Register,
}

/// Who looks at an invitation to this address.
async fn reader(
    connection: &mut Connection,
    me: Option<&CurrentUser>,
    invited: &str,
) -> Result<InvitationReader, Error> {
    let Some(me) = me else { return Ok(InvitationReader::Nobody) };
    if me.user.email_key == invited {
        return Ok(InvitationReader::Invited);
    }
    let former = former_addresses(connection, me.id()).await?;
    let email = me.user.email.clone();
    Ok(if former.iter().any(|former| former.key == invited) {
        InvitationReader::Former(email)
    } else {
        InvitationReader::Other(email)
    })
}

/// Whoever is a member now is invited no more: their open invitations into accounts that they are in end.
pub(crate) async fn revoke_those_of_a_member(tx: &mut Tx, user_id: &str, now: i64) -> Result<(), Error> {
    let revoked: Vec<String> = sqlx::query_scalar(
        "update invitations set revoked_at = $1
         where email_key = (select email_key from users where id = $2)
           and account_id in (select account_id from memberships where user_id = $2)
           and accepted_at is null and declined_at is null and revoked_at is null returning id",
    )
    .bind(now)
    .bind(user_id)
    .fetch_all(&mut **tx)
    .await?;
    for id in revoked {
        outbox::withdraw(tx, &id, now);
    }
    Ok(())
}

impl Invitations {
    /// The invitation of this link; none for a link that is unknown or was replaced by a newer one. Changes nothing.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn invitation(&self, link: &Token, me: Option<&CurrentUser>) -> Result<Option<Invitation>, Error> {
        let Some(found) = self.by_link(link).await? else { return Ok(None) };
        let reader = reader(&mut self.db.read().acquire().await?, me, &found.email_key).await?;
        let state = match found.state(self.now()) {
            InvitationState::Declined
                if self.is_unknown(self.db.read(), &found.account_id, &found.email_key).await? =>
            {
                InvitationState::Unknown
            }
            state => state,
        };
        Ok(Some(Invitation {
            number: found.number()?,
            inviter: found.inviter(),
            roles: found.roles(),
            state,
            until: found.expires_at,
            reader,
            admitted: self.admits(&found)?,
            id: found.id,
            company: found.company_name,
            email: found.email,
        }))
    }

    /// Whether addresses of its domain may be registered, by the settings of now.
    fn admits(&self, found: &Found) -> Result<bool, Error> {
        Ok(self.settings.admitted(&found.address()?).is_ok())
    }

    /// The invitation of this link as it stands.
    async fn by_link(&self, link: &Token) -> Result<Option<Found>, Error> {
        let mut connection = self.db.read().acquire().await?;
        Found::read(&mut connection, &link.hash()).await
    }
}
