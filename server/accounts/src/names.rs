//! Users' names as they are searched for and sorted by: no database folds and orders every alphabet, so what it compares
//! is made here and stored beside the name.

mod list;

use crate::{
    address::shown,
    db::{Pipeline, Query, Tx},
    error::Error,
    search::{folded, words},
};
use icu_collator::{Collator, CollatorBorrowed, options::CollatorOptions};
use icu_locale_core::{Locale, locale};
use rules::{Language, full_name};
use sqlx::{FromRow, any::AnyRow};
use std::{fmt::Write, sync::LazyLock};
use unicode_normalization::UnicodeNormalization;

// What a membership is listed by has a version, `memberships.listed`, which is 3. Keys of different versions of the library
// cannot be compared: whenever the test below finds that they have changed, or names are folded or cut into words
// otherwise, a migration makes the index `memberships_unlisted` anew with the next number, which also stands in the texts
// here.

/// The orders of our languages. In the Ukrainian one Cyrillic comes first; in the Polish one letters with marks are
/// letters of their own.
static COLLATORS: LazyLock<[CollatorBorrowed<'static>; 3]> = LazyLock::new(|| {
    let collator = |locale: Locale| Collator::try_new(locale.into(), CollatorOptions::default());
    [locale!("en"), locale!("uk"), locale!("pl")].map(|of| collator(of).expect("the orders are compiled in"))
});

/// A user as they are named.
#[derive(FromRow)]
struct Named {
    id: String,
    name: String,
    surname: String,
    email: String,
    email_key: String,
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
        bytes.into_iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("a text takes it");
            text
        })
    }

    /// Writes it all. What an older version of the program kept with the user is emptied.
    fn write(&self, tx: &mut Tx) {
        let order = |language| format!("{}/{}", self.order(language), self.email_key);
        sqlx::query(
            "update memberships set by_email = $1, by_name = $2, by_name_en = $3, by_name_pl = $4, listed = 3 where user_id = $5",
        )
        .bind(&self.email_key)
        .bind(order(Language::Ukrainian))
        .bind(order(Language::English))
        .bind(order(Language::Polish))
        .bind(&self.id)
        .pipeline(tx);
        sqlx::query("delete from member_words where user_id = $1").bind(&self.id).pipeline(tx);
        for word in words(&self.key()) {
            sqlx::query(
                "insert into member_words (account_id, word, user_id) select account_id, $1, user_id from memberships where user_id = $2",
            )
            .bind(word)
            .bind(&self.id)
            .pipeline(tx);
        }
        sqlx::query(
            "update users set name_key = '', name_order = '', name_order_en = '', name_order_pl = '', email = $1
             where id = $2 and (name_order <> '' or name_key <> '' or email <> $1)",
        )
        .bind(shown(&self.email))
        .bind(&self.id)
        .pipeline(tx);
    }
}

/// The column that people are sorted by for readers of this language.
pub(crate) const fn column(language: Language) -> &'static str {
    match language {
        Language::English => "by_name_en",
        Language::Ukrainian => "by_name",
        Language::Polish => "by_name_pl",
    }
}

/// Makes what a user is searched for and sorted by in the lists of their accounts. The user is held, and has a new name,
/// address or membership.
pub(crate) async fn renew(tx: &mut Tx, user_id: &str) -> Result<(), Error> {
    let [named] = tx.fetch_array([of(user_id)]).await?;
    write(tx, &named)
}

/// What [`write`] makes it of.
pub(crate) fn of(user_id: &str) -> Query<'static> {
    sqlx::query("select id, name, surname, email, email_key from users where id = $1").bind(user_id.to_owned())
}

/// The same as [`renew`], for whoever has asked [`of`] together with something else.
pub(crate) fn write(tx: &mut Tx, named: &[AnyRow]) -> Result<(), Error> {
    Named::from_row(named.first().ok_or(Error::SignedOut)?)?.write(tx);
    Ok(())
}

/// Users who are not in the lists of their accounts yet, or as an older version of the program put them there.
const UNLISTED: [&str; 2] = [
    "select distinct user_id from memberships where listed < 3 limit $1",
    "select id from users where name_order <> '' limit $1",
];

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    fn sorted<const N: usize>(mut names: [&str; N], language: Language) -> [&str; N] {
        let order = |name: &str| {
            let (name, surname) = name.split_once(' ').unwrap_or((name, ""));
            let [name, surname] = [name, surname].map(str::to_owned);
            Named { id: String::new(), name, surname, email: String::new(), email_key: String::new() }.order(language)
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

    /// When this is red, raise the version: see the head of this file.
    #[test]
    fn stored_orders_can_be_compared_with_new_ones() {
        let letters = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяыэъё aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźżäöüßéàñçřžșț αβγδ '’ʼ-. 0123456789";
        let named = Named {
            id: String::new(),
            name: letters.to_owned(),
            surname: letters.to_uppercase(),
            email: String::new(),
            email_key: String::new(),
        };
        let orders = [Language::English, Language::Ukrainian, Language::Polish].map(|language| named.order(language));
        assert_eq!(Sha256::digest(orders.concat())[..6], [195, 119, 7, 119, 34, 64]);
    }
}
