//! Users' names as they are searched for and sorted by: no database folds and orders every alphabet, so what it compares
//! is made here and stored beside the name.

use crate::error::Broken;
use icu_collator::{Collator, CollatorBorrowed, options::CollatorOptions};
use icu_locale_core::locale;
use sqlx::AnyPool;
use std::{fmt::Write, sync::LazyLock};
use unicode_normalization::UnicodeNormalization;

/// What every stored [`order`] begins with. Keys of different versions of the library cannot be compared: whenever the
/// test below finds that they have changed, this changes too, and the next start makes them all anew.
const VERSION: &str = "1:";

/// The Ukrainian order, which puts every other alphabet where CLDR's root does.
static COLLATOR: LazyLock<CollatorBorrowed<'static>> = LazyLock::new(|| {
    Collator::try_new(locale!("uk").into(), CollatorOptions::default()).expect("the orders are compiled in")
});

/// What a user is searched for by, beside the address.
pub(crate) fn key(name: &str, surname: &str) -> String {
    rules::fold(&whole(name, surname))
}

/// What users are sorted by, as text that every database compares alike: the key of UTS 10, section 4.3, in hexadecimal.
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

/// Makes both for users who have none of this version, so many at a time that nobody waits for long.
pub(crate) async fn fill(pool: &AnyPool) -> Result<(), Broken> {
    let mut last = String::new();
    loop {
        let users: Vec<(String, String, String)> = sqlx::query_as(
            "select id, name, surname from users where name_order not like $1 and id > $2 order by id limit 500",
        )
        .bind(format!("{VERSION}%"))
        .bind(&last)
        .fetch_all(pool)
        .await?;
        let Some((id, ..)) = users.last() else { return Ok(()) };
        last.clone_from(id);
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
        let latin = ["Adam", "Łucja", "Maria", "Śnieżka", "Teresa", "Żaneta", "Zofia"];
        let mut sorted = latin;
        sorted.sort_by_key(|name| order(name, "Nowak"));
        assert_eq!(sorted, latin);
        assert!(order("анна", "Б") < order("Анна", "В"), "the surname before the case");
    }

    /// When this is red, raise [`VERSION`].
    #[test]
    fn stored_orders_can_be_compared_with_new_ones() {
        assert_eq!(
            order("Їжак Żaneta", "o’Neill 7"),
            "1:284d2c065403045d2b4533512b0447097045333b4141042001409c3f730b01c7c2dcbddc0a"
        );
    }
}
