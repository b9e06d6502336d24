//! Whom an account is for.

/// Whom an account is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountType {
    /// An individual, for personal use.
    Personal,
    /// An organisation.
    Business,
}

impl AccountType {
    /// Its value in a form and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            AccountType::Personal => "personal",
            AccountType::Business => "business",
        }
    }

    /// The type of that value.
    pub fn parse(value: &str) -> Option<AccountType> {
        [AccountType::Personal, AccountType::Business].into_iter().find(|kind| kind.as_str() == value)
    }
}
