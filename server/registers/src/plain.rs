//! Values that a register writes as text today and as a number tomorrow.

use serde::{Deserialize, Deserializer, de};
use std::fmt;

/// A text, or a whole number that is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Plain(pub(crate) String);

impl Plain {
    /// Whether it is this number; zeros in front do not matter.
    pub(crate) fn is(&self, number: &str) -> bool {
        self.0.trim().trim_start_matches('0') == number.trim_start_matches('0')
    }
}

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Plain, D::Error> {
        deserializer.deserialize_any(Visitor)
    }
}

struct Visitor;

impl de::Visitor<'_> for Visitor {
    type Value = Plain;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a whole number")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Plain, E> {
        Ok(Plain(text.to_owned()))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Plain, E> {
        Ok(Plain(number.to_string()))
    }
}

/// The text of what may be missing; what is blank is missing.
pub(crate) fn text(plain: &Option<Plain>) -> Option<&str> {
    plain.as_ref().map(|plain| plain.0.trim()).filter(|text| !text.is_empty())
}

/// What is there, with blanks between; nothing when nothing is.
pub(crate) fn joined<'a>(parts: impl IntoIterator<Item = Option<&'a str>>, between: &str) -> Option<String> {
    let there: Vec<&str> = parts.into_iter().flatten().map(str::trim).filter(|part| !part.is_empty()).collect();
    (!there.is_empty()).then(|| there.join(between))
}
