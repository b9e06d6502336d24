//! Letters about a user's safety, written in the transaction of the act they tell of (ASVS 5.0 6.3.5, 6.3.7).

use crate::{
    RequestContext,
    db::Tx,
    device::device,
    error::Error,
    letters::{Asked, Letter, News, harmless},
    parts::Notices,
};
use rules::{Language, MemberNews, Notice, Role, full_name};
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

/// How letters and invitations name a user.
pub(crate) fn named(name: &str, surname: &str, email: &str) -> String {
    format!("{} ({email})", harmless(&full_name(name, surname)))
}

impl Notices {
    /// Tells the user. Call [`Outbox::wake_sender`] after the commit.
    pub(crate) fn notify(
        &self,
        tx: &mut Tx,
        contact: &Contact,
        notice: Notice,
        context: &RequestContext,
    ) -> Result<(), Error> {
        let letter = self.letter_to(contact, News::Security(notice), context);
        self.outbox.enqueue(tx, &contact.email_key, &contact.id, &letter)
    }

    /// A letter to a user.
    pub(crate) fn letter_to(&self, contact: &Contact, news: News, context: &RequestContext) -> Letter {
        let (to, language, asked) = (contact.email.clone(), contact.language(), self.asked(context));
        Letter { to, language, news, until: None, asked, silent: false }
    }

    /// Tells a user about a membership: in which account, whom it is about or who did it, with which roles. Ring
    /// [`Outbox::wake_sender`] after the commit.
    pub(crate) fn tell_member(
        &self,
        tx: &mut Tx,
        contact: &Contact,
        news: MemberNews,
        about: (&str, &str, &[Role]),
        context: &RequestContext,
    ) -> Result<(), Error> {
        let (account, who, roles) = about;
        let news = News::Member { news, account: account.to_owned(), who: who.to_owned(), roles: roles.to_vec() };
        self.outbox.enqueue(tx, &contact.email_key, &contact.id, &self.letter_to(contact, news, context))
    }

    /// How letters name a user: name, surname and address, so that nothing in them becomes a link.
    pub(crate) async fn shown_name(&self, tx: &mut Tx, user_id: &str) -> Result<String, Error> {
        let (name, surname, email): (String, String, String) =
            sqlx::query_as("select name, surname, email from users where id = $1")
                .bind(user_id)
                .fetch_one(&mut **tx)
                .await?;
        Ok(named(&name, &surname, &email))
    }

    /// When and from where it was asked for: now, from this browser.
    pub(crate) fn asked(&self, context: &RequestContext) -> Asked {
        Asked { at: self.now(), device: device(&context.agent) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_name_somebody_with_one_name_by_it_alone() {
        assert_eq!(named("Sukarno", "", "s@example.com"), "Sukarno (s@example.com)");
        assert_eq!(named("Анна", "К", "a@example.com"), "Анна К (a@example.com)");
    }
}
