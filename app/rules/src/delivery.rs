//! How a letter fares on its way to the mail server.

/// How a letter fares, as far as somebody may know who waits for it or has asked for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Delivery {
    /// It goes or has gone.
    #[default]
    OnItsWay,
    /// It is tried on, but the mail server does not know the address so far.
    Doubtful,
    /// The mail server takes nothing for this address.
    Refused,
    /// The address has letters outside ASCII before its `@`, which the mail server cannot write.
    Unwritable,
    /// It did not go in time.
    Failed,
}
