//! Sample texts for an operator who has none yet, in Markdown: terms of use, privacy policy, accessibility statement.

/// The texts of a language.
pub(crate) struct Texts {
    pub(crate) terms: &'static str,
    pub(crate) privacy: &'static str,
    pub(crate) accessibility: &'static str,
}

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

/// The version of the built-in terms, kept with each registration.
pub const TERMS_VERSION: &str = "2026-11-01";
