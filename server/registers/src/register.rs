//! What a register is.

pub use crate::fills::Fills;
use crate::{
    answer::{Raw, Reason},
    query::{Asked, CompanyQuery},
    web::Web,
};
use std::{
    pin::Pin,
    time::{Duration, Instant},
};

/// A public register of companies.
pub(crate) trait Register: Send + Sync {
    /// What is true of it.
    fn facts(&self) -> &'static Facts;

    /// The number it can be asked for, as it writes it; none when it knows nothing of such organisations.
    fn number(&self, wanted: &CompanyQuery<'_>) -> Option<String>;

    /// Asks it once; none when it says that it does not know the number.
    fn find<'a>(&'a self, web: &'a Web, asked: &'a Asked) -> Finding<'a>;
}

/// An answer that is on its way.
pub(crate) type Finding<'a> = Pin<Box<dyn Future<Output = Result<Option<Raw>, Reason>> + Send + 'a>>;

/// What is true of a register.
pub(crate) struct Facts {
    /// Its name in settings.
    pub(crate) name: &'static str,
    /// Where it is; no path.
    pub(crate) url: &'static str,
    /// Whether it wants a key of the operator's.
    pub(crate) key: bool,
    /// When it is asked.
    pub(crate) place: Place,
    /// What it can fill.
    pub(crate) fills: &'static [Fills],
    /// How long it may take.
    pub(crate) limit: Duration,
    /// How many requests a day it takes, a few less than would be held against the operator.
    pub(crate) per_day: Option<u32>,
    /// How many requests one look-up may cost.
    pub(crate) requests: u32,
    /// How much time it wants between two look-ups.
    pub(crate) every: Duration,
    /// How long it is left alone when it says nothing of that itself.
    pub(crate) pause: Duration,
    /// Its hours before Greenwich in winter.
    pub(crate) hours: i64,
    /// A public number that it must know: country, tax number, number in a register.
    pub(crate) sample: (&'static str, Option<&'static str>, Option<&'static str>),
}

impl Facts {
    /// What is true of most.
    pub(crate) const USUAL: Facts = Facts {
        name: "",
        url: "",
        key: false,
        place: Place::Own,
        fills: &[],
        limit: Duration::from_secs(4),
        per_day: None,
        requests: 1,
        every: Duration::ZERO,
        pause: Duration::from_secs(60),
        hours: 1,
        sample: ("", None, None),
    };
    /// What is left for reading an answer.
    const READING: Duration = Duration::from_millis(250);

    /// How long a request may take that an answer does not depend on: so long at most, and never so long that the
    /// answer would be late.
    pub(crate) fn spare(&self, begun: Instant, most: Duration) -> Duration {
        self.limit.saturating_sub(begun.elapsed() + Facts::READING).min(most)
    }
}

/// When a register is asked, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A country's own.
    Own,
    /// Of many countries: fills what is missing.
    Union,
    /// Of all countries, larger firms alone: what is missing still.
    Last,
}
