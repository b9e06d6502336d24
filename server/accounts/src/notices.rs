//! Letters about a user's safety, written in the transaction of the act they tell of (ASVS 5.0 6.3.5, 6.3.7).

use crate::{
    Accounts, Visitor,
    db::Tx,
    device::device,
    error::Error,
    letters::{Asked, Letter, News},
};
use rules::{Language, Notice};
use sqlx::FromRow;

/// How to reach a user.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct Contact {
    pub(crate) id: String,
    pub(crate) email: String,
    pub(crate) email_key: String,
    pub(crate) language: String,
}

impl Contact {
    pub(crate) fn language(&self) -> Language {
        Language::of_tag(&self.language).unwrap_or_default()
    }

    /// The same user at another address.
    pub(crate) fn at(&self, email: &str, email_key: &str) -> Contact {
        Contact { email: email.to_owned(), email_key: email_key.to_owned(), ..self.clone() }
    }
}

impl Accounts {
    /// The user, held until the transaction ends; none once the operator has closed the door. Whoever begins or ends
    /// sessions holds the user first: otherwise one could begin while all of them end. After the user come limits, then
    /// what belongs to the user: always in this order, so that no two wait for each other.
    pub(crate) async fn hold_user(&self, tx: &mut Tx, user_id: &str) -> Result<Option<Contact>, Error> {
        let contact = sqlx::query_as(
            "update users set email = email where id = $1 and disabled_at is null returning id, email, email_key, language",
        )
        .bind(user_id)
        .fetch_optional(&mut **tx)
        .await?;
        Ok(contact)
    }

    /// Tells the user. Ring [`Accounts::ring`] after the commit.
    pub(crate) async fn notify(
        &self,
        tx: &mut Tx,
        contact: &Contact,
        notice: Notice,
        visitor: &Visitor,
    ) -> Result<(), Error> {
        let letter = Letter {
            to: contact.email.clone(),
            language: contact.language(),
            news: News::Security(notice),
            until: None,
            asked: self.asked(visitor),
            silent: false,
        };
        self.post(tx, &contact.email_key, &contact.id, &letter).await
    }

    /// When and from where it was asked for: now, from this browser.
    pub(crate) fn asked(&self, visitor: &Visitor) -> Asked {
        Asked { at: self.now(), device: device(&visitor.agent) }
    }
}
