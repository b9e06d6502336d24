//! Users and accounts in lists, a page at a time. A search looks at so many rows and no more: how a page goes on is said
//! with it, so the first one of a million is as quick as that of a hundred.

use crate::{
    address::email_key,
    error::{Error, InternalError},
    parts::Operator,
    rights::owning,
    search::folded,
};
use rules::{AccountNumber, AccountType};
use sqlx::FromRow;

/// Rows that are read at once.
const BATCH: i64 = 2_000;
/// Rows that a search looks at for one page.
const LOOKED_AT: i64 = 100_000;

/// One page of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page<T> {
    /// What stands on it.
    pub rows: Vec<T>,
    /// What the next one goes on after, if there may be one.
    pub next: Option<String>,
}

/// A user in a list.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct UserListed {
    /// The user's id.
    pub id: String,
    /// The address.
    pub email: String,
    /// The name.
    pub name: String,
    /// The surname; empty for somebody who has none.
    pub surname: String,
    /// Since when, in unix seconds.
    pub created_at: i64,
    /// Since when the door is closed, if it is.
    pub disabled_at: Option<i64>,
    /// Since when the second factor is on, if it is.
    pub two_step_at: Option<i64>,
    email_key: String,
}

/// An account in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountListed {
    /// Its number.
    pub number: AccountNumber,
    /// What it is for.
    pub account_type: AccountType,
    /// Its country, ISO 3166-1 alpha-2.
    pub country: String,
    /// The organisation's name.
    pub company: Option<String>,
    /// The owner's address.
    pub owner: String,
    /// When it was opened, in unix seconds.
    pub created_at: i64,
}

#[derive(FromRow)]
struct AccountRow {
    number: String,
    account_type: String,
    country: String,
    company_name: Option<String>,
    owner: Option<String>,
    owner_name: Option<String>,
    owner_surname: Option<String>,
    created_at: i64,
}

/// What is known of a row before it is shown.
trait Found {
    /// What the list is ordered by.
    fn key(&self) -> &str;
    /// What it is searched by, folded.
    fn text(&self) -> String;
}

impl Found for UserListed {
    fn key(&self) -> &str {
        &self.email_key
    }

    fn text(&self) -> String {
        folded(&format!("{} {} {}", self.name, self.surname, self.email))
    }
}

impl Found for AccountRow {
    fn key(&self) -> &str {
        &self.number
    }

    fn text(&self) -> String {
        let company = self.company_name.as_deref().map(folded).unwrap_or_default();
        let of_owner =
            [&self.owner_name, &self.owner_surname, &self.owner].map(|part| part.as_deref().unwrap_or_default());
        format!("{} {company} {}", self.number, folded(&of_owner.join(" ")))
    }
}

const USERS: &str = "select users.id, users.email, users.name, users.surname, users.created_at, users.disabled_at,
        two_step.enabled_at as two_step_at, users.email_key
    from users left join two_step on two_step.user_id = users.id";
const ACCOUNTS: &str = concat!(
    "select accounts.number, accounts.account_type, accounts.country, accounts.company_name,
        users.email as owner, users.name as owner_name, users.surname as owner_surname, accounts.created_at
    from accounts left join ",
    owning!(),
    " left join users on users.id = owning.user_id"
);

impl Operator {
    /// Users in the order of their addresses, whose name and address have each word of the search, in any case and without
    /// marks. A whole address finds its user alone.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn list_users(&self, search: &str, after: &str, most: usize) -> Result<Page<UserListed>, Error> {
        let exact = format!("{USERS} where users.email_key = $1");
        let exact = sqlx::query_as(sqlx::AssertSqlSafe(exact)).bind(email_key(search)).fetch_optional(self.db.read());
        if let Some(user) = exact.await? {
            return Ok(Page { rows: vec![user], next: None });
        }
        self.part(&format!("{USERS} where users.email_key > $1 order by users.email_key limit $2"), search, after, most)
            .await
    }

    /// Accounts in the order of their numbers, whose company or owner has each word of the search. A whole number finds
    /// its account alone.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn list_accounts(&self, search: &str, after: &str, most: usize) -> Result<Page<AccountListed>, Error> {
        let page = match AccountNumber::parse(search) {
            Some(number) => {
                let text = sqlx::AssertSqlSafe(format!("{ACCOUNTS} where accounts.number = $1"));
                let rows = sqlx::query_as(text).bind(number.digits()).fetch_all(self.db.read()).await?;
                Page { rows, next: None }
            }
            None => {
                let text = format!("{ACCOUNTS} where accounts.number > $1 order by accounts.number limit $2");
                self.part::<AccountRow>(&text, search, after, most).await?
            }
        };
        let rows = page.rows.into_iter().map(AccountRow::listed).collect::<Result<_, _>>()?;
        Ok(Page { rows, next: page.next })
    }

    /// Reads on after a key until the page is full, enough was looked at, or there is no more.
    async fn part<T>(&self, text: &str, search: &str, after: &str, most: usize) -> Result<Page<T>, Error>
    where
        T: Found + Send + Unpin + for<'r> FromRow<'r, sqlx::any::AnyRow>,
    {
        let search = folded(search);
        let words: Vec<&str> = search.split_whitespace().collect();
        let mut page = Page { rows: Vec::new(), next: Some(after.to_owned()) };
        for _ in 0..LOOKED_AT / BATCH {
            let Some(after) = page.next.take() else { break };
            let batch = if words.is_empty() { i64::try_from(most).unwrap_or(BATCH) } else { BATCH };
            let text = sqlx::AssertSqlSafe(text.to_owned());
            let rows: Vec<T> = sqlx::query_as(text).bind(after).bind(batch).fetch_all(self.db.read()).await?;
            page.next = rows.last().filter(|_| rows.len() as i64 == batch).map(|row| row.key().to_owned());
            for row in rows {
                let is_found = words.iter().all(|word| row.text().contains(word));
                if is_found && page.rows.len() == most - 1 {
                    page.next = Some(row.key().to_owned());
                    page.rows.push(row);
                    return Ok(page);
                }
                page.rows.extend(is_found.then_some(row));
            }
        }
        Ok(page)
    }
}

impl AccountRow {
    fn listed(self) -> Result<AccountListed, Error> {
        let unreadable = |what: &str| InternalError::new(format_args!("a stored account's {what} is unreadable"));
        Ok(AccountListed {
            number: AccountNumber::parse(&self.number).ok_or_else(|| unreadable("number"))?,
            account_type: AccountType::parse(&self.account_type).ok_or_else(|| unreadable("type"))?,
            country: self.country,
            company: self.company_name,
            owner: self.owner.unwrap_or_default(),
            created_at: self.created_at,
        })
    }
}
