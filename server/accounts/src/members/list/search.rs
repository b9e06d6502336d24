//! What is searched for in the list of an account's people, and how many are found.

use super::super::{MembersOf, Sort};
use crate::{
    error::Error,
    names,
    parts::Memberships,
    search::{SearchTerm, search_terms},
};
use sqlx::AssertSqlSafe;

/// People are counted up to here.
const COUNTED: i64 = 1_000;
/// A word that so many are found by is a common one.
const COMMON: i64 = 1_000;

/// Members, or those invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    Members,
    Invited,
}

impl Of {
    pub(super) const BOTH: [Of; 2] = [Of::Members, Of::Invited];

    /// Whether they stand behind the others. By name those stand last who have none.
    pub(super) fn behind(self, sort: Sort) -> i64 {
        i64::from(match sort {
            Sort::Email => false,
            Sort::Name => self == Of::Invited,
            Sort::Accepted => self == Of::Members,
        })
    }

    /// The table, what its people are sorted by, and their ids.
    pub(super) fn columns(self, of: &MembersOf) -> [&'static str; 3] {
        match (self, of.sort) {
            (Of::Members, Sort::Name) => ["memberships as people", names::column(of.language), "user_id"],
            (Of::Members, _) => ["memberships as people", "by_email", "user_id"],
            (Of::Invited, _) => ["invitations as people", "email_key", "id"],
        }
    }

    pub(super) fn waiting(self) -> &'static str {
        match self {
            Of::Members => "",
            Of::Invited => "and accepted_at is null and declined_at is null and revoked_at is null",
        }
    }
}

/// What is searched for in one account, and how.
pub(super) struct Search {
    pub(super) words: Vec<SearchTerm>,
    /// Whether each word is a common one: then whoever has them all is met soon as one walks along the list. Else it is
    /// looked at everybody who has the first, which is the least common.
    pub(super) common: bool,
}

impl Search {
    /// Which people of this kind have the words, which stand from `$first` on. With `word || ''` no index is asked for all
    /// who have a word, but one for all words of this member, which are few.
    pub(super) fn text(&self, of: Of, first: usize) -> String {
        let word = |n: usize| match of {
            Of::Invited => {
                format!(" and case when name_key = '' then email_key else name_key end like ${} escape '!'", first + n)
            }
            Of::Members => format!(
                " and (select count(*) from member_words where member_words.user_id = people.user_id
                       and member_words.account_id = $1 and word || '' >= ${} and word || '' < ${}) > 0",
                first + 2 * n,
                first + 2 * n + 1
            ),
        };
        (0..self.words.len()).map(word).collect()
    }

    /// The people who have the first word; everybody where nothing is searched for, or it is a common one.
    pub(super) fn table(&self, of: Of, table: &str, first: usize) -> String {
        if of == Of::Invited || self.words.is_empty() || self.common {
            return table.to_owned();
        }
        format!(
            "(select distinct user_id as found_id from (select user_id from member_words
                 where account_id = $1 and word >= ${first} and word < ${} limit {COMMON}) as part) as found cross join {table}",
            first + 1
        )
    }

    /// What joins those who have the first word to the list.
    pub(super) fn joint(&self, of: Of) -> &'static str {
        if of == Of::Invited || self.words.is_empty() || self.common { "" } else { "and people.user_id = found_id" }
    }

    pub(super) fn binds(&self, of: Of) -> Vec<&str> {
        match of {
            Of::Members => self.words.iter().flat_map(|word| &word.words).map(String::as_str).collect(),
            Of::Invited => self.words.iter().map(|word| &*word.pattern).collect(),
        }
    }
}

impl Memberships {
    /// The words with the least common one first.
    pub(super) async fn search(&self, account_id: &str, search: &str) -> Result<Search, Error> {
        let mut words = Vec::new();
        for word in search_terms(search) {
            let count: i64 = sqlx::query_scalar(
                "select count(*) from (select 1 as one from member_words where account_id = $1 and word >= $2 and word < $3 limit $4) as part",
            )
            .bind(account_id)
            .bind(&word.words[0])
            .bind(&word.words[1])
            .bind(COMMON)
            .fetch_one(self.db.read())
            .await?;
            words.push((count, word));
        }
        words.sort_by_key(|(count, _)| *count);
        let common = words.first().is_some_and(|(count, _)| *count >= COMMON);
        Ok(Search { words: words.into_iter().map(|(_, word)| word).collect(), common })
    }

    /// How many people are found, and whether there may be more: it is counted up to [`COUNTED`].
    pub(super) async fn count_people(&self, account_id: &str, search: &Search) -> Result<(i64, bool), Error> {
        let mut total = 0;
        for of in Of::BOTH {
            let [table, _, id] = of.columns(&MembersOf::default());
            let (waiting, found) = (of.waiting(), search.text(of, 3));
            // In an order that an index has: PostgreSQL would else read the table until it has met enough of this account.
            let order = if of == Of::Members { " order by user_id" } else { "" };
            // Of those who have a common word so many are looked at, whether they have the others or not.
            let text = if of == Of::Members && !search.words.is_empty() {
                format!(
                    "select cast(coalesce(sum(case when 1 = 1{found} then 1 else 0 end), 0) as bigint) as total
                     from (select distinct user_id from (select user_id from member_words
                               where account_id = $1 and word >= $3 and word < $4 limit $2) as part) as people"
                )
            } else {
                format!(
                    "select count(*) as total from (select {id} from {table} where account_id = $1 {waiting}{found}{order} limit $2) as people"
                )
            };
            let mut count = sqlx::query_scalar(AssertSqlSafe(text)).bind(account_id).bind(COUNTED + 1);
            for bind in search.binds(of) {
                count = count.bind(bind);
            }
            let found: i64 = count.fetch_one(self.db.read()).await?;
            total += found;
        }
        Ok((total.min(COUNTED), search.common || total > COUNTED))
    }
}
