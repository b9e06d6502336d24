//! What is said in each language: one file for each. A fourth language is a file beside these, its line in [`catalogue`],
//! and the language itself in the crate `rules`; whatever is missing then does not compile.

mod en;
mod pl;
mod uk;

use crate::{
    activity::Log, delivery::DeliveryWords, legal::Texts, letters::Letters, numbers::Numbers, pages::Live, pages::Pages,
};
use rules::Language;

/// All that is said in a language.
pub(crate) struct Catalogue {
    pub(crate) pages: &'static Pages,
    pub(crate) letters: &'static Letters,
    pub(crate) log: &'static Log,
    pub(crate) delivery: &'static DeliveryWords,
    pub(crate) numbers: &'static Numbers,
    /// Code and name of every country, in alphabetical order.
    pub(crate) countries: &'static [(&'static str, &'static str)],
    pub(crate) legal: Texts,
}

/// All that is said in this language.
pub(crate) fn catalogue(language: Language) -> &'static Catalogue {
    match language {
        Language::English => &en::CATALOGUE,
        Language::Ukrainian => &uk::CATALOGUE,
        Language::Polish => &pl::CATALOGUE,
    }
}

/// What the browser says by itself. Apart from the others, so that it need not carry them.
pub(crate) fn live(language: Language) -> &'static Live {
    match language {
        Language::English => &const { en::pages::LIVE },
        Language::Ukrainian => &const { uk::pages::LIVE },
        Language::Polish => &const { pl::pages::LIVE },
    }
}
