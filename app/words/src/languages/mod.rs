//! What is said in each language: one file for each. A fourth language is a file beside these, its line in [`catalogue`],
//! and the language itself in the crate `rules`; whatever is missing then does not compile.

mod en;
mod pl;
#[cfg(test)]
mod tests;
mod uk;

use crate::{
    activity::Log,
    countries::OTHER_NAMES,
    delivery::DeliveryWords,
    legal::{Legal, Texts},
    letters::Letters,
    number_words::Numbers,
    pages::{Live, Pages},
};
use rules::{Field, Language, ProfileForm};

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

/// The sentences of pages.
pub fn pages(language: Language) -> &'static Pages {
    catalogue(language).pages
}

/// The sentences that the browser says by itself. Apart from the others, so that it need not carry them.
pub fn live(language: Language) -> &'static Live {
    match language {
        Language::English => &const { en::pages::LIVE },
        Language::Ukrainian => &const { uk::pages::LIVE },
        Language::Polish => &const { pl::pages::LIVE },
    }
}

/// The sentences of letters.
pub fn letters(language: Language) -> &'static Letters {
    catalogue(language).letters
}

/// What the activity log says.
pub fn log(language: Language) -> &'static Log {
    catalogue(language).log
}

/// The sentences about a letter's way.
pub fn delivery(language: Language) -> &'static DeliveryWords {
    catalogue(language).delivery
}

/// Code and name of every country of [`rules::Country::ALL`], in the language's alphabetical order.
pub fn countries(language: Language) -> &'static [(&'static str, &'static str)] {
    catalogue(language).countries
}

/// The name of the country with this code (two capital letters), if there is one.
pub fn country_name(language: Language, code: &str) -> Option<&'static str> {
    let found = countries(language).iter().find(|(known, _)| *known == code);
    found.map(|(_, name)| *name)
}

/// All that people type for the country with this code: its names in every language, the code itself, and other names.
pub fn country_names(code: &'static str) -> impl Iterator<Item = &'static str> {
    let named = Language::ALL.into_iter().filter_map(move |language| country_name(language, code));
    let others = OTHER_NAMES.iter().filter(move |(known, _)| *known == code);
    named.chain([code]).chain(others.flat_map(|(_, names)| names.split(';')))
}

/// What people say of themselves, as their forms call it: names of fields with commas between them, for the privacy
/// policy.
pub fn told_of_oneself(language: Language) -> String {
    let told = ProfileForm::FIELDS.iter().filter(|field| !field.is_hidden() && **field != Field::OneName);
    let labels =
        told.chain(&[Field::Country, Field::Language]).map(|field| pages(language).label(*field).to_lowercase());
    labels.collect::<Vec<_>>().join(", ")
}

/// The built-in text. `{person}` stands for what people say of themselves, `{brand}` and `{support}` for the operator's
/// brand and address.
pub fn legal(text: Legal, language: Language) -> &'static str {
    let Texts { terms, privacy, accessibility } = &catalogue(language).legal;
    match text {
        Legal::Terms => terms,
        Legal::Privacy => privacy,
        Legal::Accessibility => accessibility,
    }
}
