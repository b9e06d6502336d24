//! The person's own taste, and which session to end.

use crate::{Errors, Field, FieldError, Language, Theme, form::form};
use serde::{Deserialize, Serialize};

/// What was chosen under Personalization.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PreferencesForm {
    /// Language of pages and letters.
    pub language: String,
    /// Light, dark, or as the system is.
    pub theme: String,
}

form!(PreferencesForm { language = Language, theme = Theme });

impl PreferencesForm {
    /// Language and theme, or what is wrong with each field.
    pub fn check(&self) -> Result<(Language, Theme), Errors> {
        let mut errors = Errors::default();
        let language = errors.take(Field::Language, Language::of_tag(&self.language).ok_or(FieldError::Choice));
        let theme = errors.take(Field::Theme, Theme::parse(&self.theme).ok_or(FieldError::Choice));
        language.zip(theme).ok_or(errors)
    }
}

/// The press of a button that ends one session.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SessionForm {
    /// The session's id.
    pub session: String,
}

form!(SessionForm { session = Session });

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_offered_can_be_chosen() {
        let form = |language: &str, theme: &str| PreferencesForm { language: language.into(), theme: theme.into() };
        assert_eq!(form("pl", "dark").check(), Ok((Language::Polish, Theme::Dark)));
        let errors = form("xx", "").check().expect_err("neither is offered");
        assert_eq!(errors.of(Field::Language), Some(FieldError::Choice));
        assert_eq!(errors.of(Field::Theme), Some(FieldError::Choice));
    }
}
