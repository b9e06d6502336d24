//! Numbers of requests.

/// The number of a request: random, so that it says nothing. It stands in each line that is logged meanwhile, in the
/// answer, and on the pages that say what did not work (ASVS 5.0 16.2.1). What the other side calls it does not count.
#[derive(Clone, Debug)]
pub(crate) struct Number(pub(crate) String);
