//! Users' names as they are searched for and sorted by: no database folds and orders every alphabet, so what it compares
//! is made here and stored beside the name.

use crate::{
    address::shown,
    db::{Db, Tx},
    error::Error,
    search::folded,
};
use icu_collator::{Collator, CollatorBorrowed, options::CollatorOptions};
use icu_locale_core::{Locale, locale};
use rules::{Language, full_name};
use sqlx::{AnyExecutor, FromRow};
use std::{fmt::Write, sync::LazyLock};
use unicode_normalization::UnicodeNormalization;

/// What every stored [`order`] begins with: a number of two digits. Keys of different versions of the library cannot be
/// compared: whenever the test below finds that they have changed, this rises, and all are made anew. So it does when
/// names are folded otherwise.
const VERSION: &str = "02:";

/// The orders of our languages. In the Ukrainian one Cyrillic comes first; in the Polish one letters with marks are
/// letters of their own.
static COLLATORS: LazyLock<[CollatorBorrowed<'static>; 3]> = LazyLock::new(|| {
    let collator = |locale: Locale| Collator::try_new(locale.into(), CollatorOptions::default());
    [locale!("en"), locale!("uk"), locale!("pl")].map(|of| collator(of).expect("the orders are compiled in"))
});

/// A user as they are named.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, FromRow)]
struct Named {
    id: String,
    name: String,
    surname: String,
    email: String,
}

impl Named {
    /// What they are searched for by.
    fn key(&self) -> String {
        folded(&format!("{} {}", full_name(&self.name, &self.surname), shown(&self.email)))
    }

    /// What they are sorted by, as text that every database compares alike: the sort key of UTS 10 in hexadecimal.
    fn order(&self, language: Language) -> String {
        let [english, ukrainian, polish] = &*COLLATORS;
        let collator = match language {
            Language::English => english,
            Language::Ukrainian => ukrainian,
            Language::Polish => polish,
        };
        let mut bytes = Vec::new();
        let name: String = full_name(&self.name, &self.surname).nfc().collect();
        let Ok(()) = collator.write_sort_key_to(&name, &mut bytes);
        bytes.into_iter().fold(VERSION.to_owned(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("a text takes it");
            text
        })
    }

    /// Writes it all, unless the user is named otherwise by now.
    async fn write<'c>(&self, executor: impl AnyExecutor<'c>) -> Result<(), sqlx::Error> {
        sqlx::query(
            "update users set name_key = $1, name_order = $2, name_order_en = $3, name_order_pl = $4, email = $5
             where id = $6 and name = $7 and surname = $8 and email = $9",
        )
        .bind(self.key())
        .bind(self.order(Language::Ukrainian))
        .bind(self.order(Language::English))
        .bind(self.order(Language::Polish))
        .bind(shown(&self.email))
        .bind(&self.id)
        .bind(&self.name)
        .bind(&self.surname)
        .bind(&self.email)
        .execute(executor)
        .await?;
        Ok(())
    }
}

/// The column that people are sorted by for readers of this language.
pub(crate) const fn column(language: Language) -> &'static str {
    match language {
        Language::English => "name_order_en",
        Language::Ukrainian => "name_order",
        Language::Polish => "name_order_pl",
    }
}

/// Makes what a user is searched for and sorted by, whose name or address was just written.
pub(crate) async fn renew(tx: &mut Tx, user_id: &str) -> Result<(), Error> {
    let named: Named = sqlx::query_as("select id, name, surname, email from users where id = $1")
        .bind(user_id)
        .fetch_one(&mut **tx)
        .await?;
    named.write(&mut **tx).await?;
    Ok(())
}

/// Makes it for users who have none, or of an older version; so many at a time that nobody waits for long.
pub(crate) async fn fill(db: &Db) -> Result<(), Error> {
    let mut last = String::new();
    loop {
        let mut users: Vec<Named> = sqlx::query_as(
            "select id, name, surname, email from users where name_order < $1 and id > $2 order by id limit 500",
        )
        .bind(VERSION)
        .bind(&last)
        .fetch_all(db.read())
        .await?;
        let Some(user) = users.last() else { return Ok(()) };
        last.clone_from(&user.id);
        // Users are held in this order, whatever the database's is.
        users.sort_unstable();
        let mut tx = db.begin().await?;
        for user in &users {
            user.write(&mut *tx).await?;
        }
        tx.commit().await?;
    }
}

/// Addresses that an older version kept with their domains in ASCII; users' own are mended with all else.
pub(crate) async fn show_domains(db: &Db) -> Result<(), Error> {
    const KEPT: [[&str; 2]; 4] = [
        [
            "select distinct email from registrations where email like '%@%xn--%'",
            "update registrations set email = $1 where email = $2",
        ],
        [
            "select distinct email from invitations where email like '%@%xn--%'",
            "update invitations set email = $1 where email = $2",
        ],
        [
            "select distinct email from email_changes where email like '%@%xn--%'",
            "update email_changes set email = $1 where email = $2",
        ],
        [
            "select distinct old_email from email_changes where old_email like '%@%xn--%'",
            "update email_changes set old_email = $1 where old_email = $2",
        ],
    ];
    for [find, mend] in KEPT {
        let kept: Vec<String> = sqlx::query_scalar(find).fetch_all(db.read()).await?;
        for address in kept {
            sqlx::query(mend).bind(shown(&address)).bind(&address).execute(db.write()).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    fn sorted<const N: usize>(mut names: [&str; N], language: Language) -> [&str; N] {
        let order = |name: &str| {
            let (name, surname) = name.split_once(' ').unwrap_or((name, ""));
            let [name, surname] = [name, surname].map(str::to_owned);
            Named { id: String::new(), name, surname, email: String::new() }.order(language)
        };
        names.sort_by_key(|name| order(name));
        names
    }

    #[test]
    fn names_stand_in_the_order_of_the_readers_alphabet() {
        let ukrainian = [
            "Адам",
            "Ганна",
            "Ґалина",
            "Дарина",
            "Едуард",
            "Єва",
            "Жанна",
            "Ігор",
            "Їжак",
            "Йосип",
            "Катерина",
            "Юлія",
            "Яна",
            "Adam",
            "Łucja",
            "Maria",
            "Zofia",
        ];
        let mut reversed = ukrainian;
        reversed.reverse();
        assert_eq!(sorted(reversed, Language::Ukrainian), ukrainian);
        let polish =
            ["Adam", "Ądam", "Cezary", "Ćwiek", "Lucyna", "Luz", "Łucja", "Zofia", "Źdźbło", "Żaneta", "Адам", "Яна"];
        let mut reversed = polish;
        reversed.reverse();
        assert_eq!(sorted(reversed, Language::Polish), polish);
        let english = ["Adam", "Łucja", "Lucyna", "Luz", "Żaneta", "Zofia", "Адам", "Яна"];
        let mut reversed = english;
        reversed.reverse();
        assert_eq!(sorted(reversed, Language::English), english);
        assert_eq!(
            sorted(["Анна В", "анна Б"], Language::Ukrainian),
            ["анна Б", "Анна В"],
            "the surname before the case"
        );
    }

    /// When this is red, raise [`VERSION`].
    #[test]
    fn stored_orders_can_be_compared_with_new_ones() {
        let letters = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяыэъё aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźżäöüßéàñçřžșț αβγδ '’ʼ-. 0123456789";
        let named = Named {
            id: String::new(),
            name: letters.to_owned(),
            surname: letters.to_uppercase(),
            email: String::new(),
        };
        let orders = [Language::English, Language::Ukrainian, Language::Polish].map(|language| named.order(language));
        assert_eq!(Sha256::digest(orders.concat())[..6], [230, 104, 156, 197, 87, 189]);
    }
}
