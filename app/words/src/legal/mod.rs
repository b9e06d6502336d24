//! Sample texts for an operator who has none yet, in Markdown: terms of use, privacy policy, accessibility statement.

use rules::Language;

/// A text that the footer links to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Legal {
    /// Terms of use.
    Terms,
    /// Privacy policy.
    Privacy,
    /// Accessibility statement.
    Accessibility,
}

/// The built-in text. `{brand}` and `{support}` stand for the operator's brand and address.
pub fn legal(text: Legal, language: Language) -> &'static str {
    match (text, language) {
        (Legal::Terms, Language::English) => include_str!("terms.en.md"),
        (Legal::Terms, Language::Ukrainian) => include_str!("terms.uk.md"),
        (Legal::Terms, Language::Polish) => include_str!("terms.pl.md"),
        (Legal::Privacy, Language::English) => include_str!("privacy.en.md"),
        (Legal::Privacy, Language::Ukrainian) => include_str!("privacy.uk.md"),
        (Legal::Privacy, Language::Polish) => include_str!("privacy.pl.md"),
        (Legal::Accessibility, Language::English) => include_str!("accessibility.en.md"),
        (Legal::Accessibility, Language::Ukrainian) => include_str!("accessibility.uk.md"),
        (Legal::Accessibility, Language::Polish) => include_str!("accessibility.pl.md"),
    }
}

/// The version of the built-in terms, kept with each registration.
pub const TERMS_VERSION: &str = "2026-11-01";
