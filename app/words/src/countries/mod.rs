//! Names of countries. The tables of languages are generated (app/words/countries.mjs) from Unicode CLDR; they
//! weigh some ten kilobytes each and stand only in programs that call these functions.

mod en;
mod list;
mod other_names;
mod pl;
mod rank;
mod uk;

pub(crate) use en::COUNTRIES as ENGLISH;
pub use list::Countries;
pub(crate) use other_names::OTHER_NAMES;
pub(crate) use pl::COUNTRIES as POLISH;
pub use rank::{WORST_RANK, country_rank};
pub(crate) use uk::COUNTRIES as UKRAINIAN;
