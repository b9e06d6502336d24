//! Signing in.

use crate::{Email, Errors, Field, Password, form::form, text};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What was typed into the sign-in form.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SignInForm {
    /// The page wanted, a path of our own.
    pub next: String,
    /// E-mail address.
    pub email: String,
    /// Password.
    pub password: String,
}

/// Something that could be right.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// E-mail address.
    pub email: Email,
    /// Password.
    pub password: Password,
}

form!(SignInForm { next = Next, email = Email, password = Password });

impl SignInForm {
    /// The credentials, or what is wrong with each field.
    pub fn check(&self) -> Result<Credentials, Errors> {
        let mut errors = Errors::default();
        let email = errors.take(Field::Email, Email::parse(&self.email));
        let password = errors.take(Field::Password, Password::enter(&self.password));
        match (email, password) {
            (Some(email), Some(password)) if errors.is_empty() => Ok(Credentials { email, password }),
            _ => Err(errors),
        }
    }

    /// Where to go afterwards: a page of our own, or the panel.
    pub fn next(&self) -> &str {
        own_path(&self.next).unwrap_or("/panel")
    }
}

/// The path of a page of our own. `//host`, `/\host` and the like lead elsewhere and are refused; below `/api/` is no page.
pub fn own_path(raw: &str) -> Option<&str> {
    let own = raw.starts_with('/')
        && !raw.starts_with("//")
        && !raw.starts_with("/api/")
        && raw.len() <= usize::from(Field::Next.most())
        && raw.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    own.then_some(raw)
}

impl fmt::Debug for SignInForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignInForm {}", text::HIDDEN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_come_next() {
        let next = |next: &str| SignInForm { next: next.into(), ..Default::default() }.next().to_owned();
        assert_eq!(next("/clients/12345674?x=1"), "/clients/12345674?x=1");
        for foreign in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/a\r\nb",
            "/\tb",
            "panel",
            "/api/sign_in",
            "/é",
        ] {
            assert_eq!(next(foreign), "/panel", "{foreign:?}");
        }
    }
}
