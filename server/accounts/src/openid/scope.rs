//! What an application asks to know.

use std::fmt;

/// Each scope, and the bit it is kept as here.
const SCOPES: [(&str, u8); 5] = [("openid", 1), ("profile", 2), ("email", 4), ("phone", 8), ("accounts", 16)];

/// What an application asks to know; words that say nothing here are left out (OpenID Connect Core, 3.1.2.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scope(u8);

impl Scope {
    /// All that can be asked for.
    pub const ALL: [&str; 5] = [SCOPES[0].0, SCOPES[1].0, SCOPES[2].0, SCOPES[3].0, SCOPES[4].0];

    /// The scopes of a list with blanks between.
    pub fn parse(list: &str) -> Scope {
        let bit = |word: &str| SCOPES.iter().find(|(name, _)| *name == word).map_or(0, |(_, bit)| *bit);
        Scope(list.split(' ').fold(0, |bits, word| bits | bit(word)))
    }

    /// Whether this one is among them.
    pub fn has(self, name: &str) -> bool {
        SCOPES.iter().any(|(known, bit)| *known == name && self.0 & bit != 0)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: Vec<_> = Scope::ALL.into_iter().filter(|name| self.has(name)).collect();
        f.write_str(&all.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_words_and_others_are_left_out() {
        let scope = Scope::parse("email openid offline_access  email");
        assert_eq!(scope.to_string(), "openid email");
        assert!(scope.has("email") && !scope.has("profile") && !scope.has("offline_access"));
        assert_eq!(Scope::parse(""), Scope::default());
    }
}
