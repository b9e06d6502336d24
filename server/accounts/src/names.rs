//! Users' names as they are searched for and sorted by: no database folds and orders every alphabet, so what it compares
//! is made here and stored beside the name.

use crate::error::Broken;
use icu_collator::{Collator, CollatorBorrowed, options::CollatorOptions};
use icu_locale_core::locale;
use sqlx::AnyPool;
use std::{fmt::Write, sync::LazyLock};
use unicode_normalization::UnicodeNormalization;

/// What every stored [`order`] begins with: a number of two digits. Keys of different versions of the library cannot be
/// compared: whenever the test below finds that they have changed, this rises, and all are made anew.
const VERSION: &str = "01:";

/// The Ukrainian order: Cyrillic first; a Latin letter with a mark stands with its plain one.
static COLLATOR: LazyLock<CollatorBorrowed<'static>> = LazyLock::new(|| {
    Collator::try_new(locale!("uk").into(), CollatorOptions::default()).expect("the orders are compiled in")
});

/// What a user is searched for by, beside the address.
pub(crate) fn key(name: &str, surname: &str) -> String {
    rules::fold(&whole(name, surname))
}

/// What users are sorted by, as text that every database compares alike: the sort key of UTS 10 in hexadecimal.
pub(crate) fn order(name: &str, surname: &str) -> String {
    let mut bytes = Vec::new();
    let Ok(()) = COLLATOR.write_sort_key_to(&whole(name, surname), &mut bytes);
    bytes.into_iter().fold(VERSION.to_owned(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a text takes it");
        text
    })
}

fn whole(name: &str, surname: &str) -> String {
    format!("{name} {surname}").nfc().collect()
}

/// Makes both for users who have none, or of an older version; so many at a time that nobody waits for long.
pub(crate) async fn fill(pool: &AnyPool) -> Result<(), Broken> {
    let mut last = String::new();
    loop {
        let mut users: Vec<(String, String, String)> = sqlx::query_as(
            "select id, name, surname from users where name_order < $1 and id > $2 order by id limit 500",
        )
        .bind(VERSION)
        .bind(&last)
        .fetch_all(pool)
        .await?;
        let Some((id, ..)) = users.last() else { return Ok(()) };
        last.clone_from(id);
        // Users are held in this order, whatever the database's is.
        users.sort_unstable();
        let mut tx = pool.begin().await?;
        for (id, name, surname) in &users {
            sqlx::query("update users set name_key = $1, name_order = $2 where id = $3 and name = $4 and surname = $5")
                .bind(key(name, surname))
                .bind(order(name, surname))
                .bind(id)
                .bind(name)
                .bind(surname)
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    #[test]
    fn names_stand_in_the_order_of_their_alphabets() {
        let alphabets = [
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
        ];
        let mut sorted = alphabets;
        sorted.sort_by_key(|name| order(name, "Ґалаґан"));
        assert_eq!(sorted, alphabets);
        assert!(order("анна", "Б") < order("Анна", "В"), "the surname before the case");
    }

    #[test]
    fn latin_names_come_after_by_their_plain_letters() {
        let latin = ["Яна", "Adam", "Łucja", "Maria", "Śnieżka", "Teresa", "Żaneta", "Zofia"];
        let mut sorted = latin;
        sorted.sort_by_key(|name| order(name, "Nowak"));
        assert_eq!(sorted, latin);
    }

    /// When this is red, raise [`VERSION`].
    #[test]
    fn stored_orders_can_be_compared_with_new_ones() {
        let letters = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяыэъё aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźżäöüßéàñçřžșț αβγδ '’ʼ-. 0123456789";
        let orders = order(letters, &letters.to_uppercase());
        assert_eq!(Sha256::digest(orders)[..6], [37, 219, 22, 253, 197, 70]);
    }
}
