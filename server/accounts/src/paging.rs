//! Pages of lists and logs.

/// Which page of a list is wanted: they are told by the ids of whom stands at their ends, so that the last page is found
/// as soon as the first. What is not there leads to the first page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum At {
    /// The first one.
    #[default]
    First,
    /// The one behind this.
    After(String),
    /// The one before this.
    Before(String),
}
