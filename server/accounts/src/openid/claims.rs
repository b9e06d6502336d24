//! What is said of a user (OpenID Connect Core, 5.1), and of their accounts. What is a list of objects has a flat twin:
//! there are clients that lose such lists.

use super::Scope;
use crate::{Account, CurrentUser};
use rules::full_name;
use serde_json::{Value, json};

/// Puts these claims to the others.
pub(super) fn add(claims: &mut Value, more: Value) {
    if let (Value::Object(claims), Value::Object(more)) = (claims, more) {
        claims.extend(more);
    }
}

/// What an ID token says of the user.
pub(super) fn of_user(me: &CurrentUser, scope: Scope) -> Value {
    let user = &me.user;
    let mut claims = json!({ "sub": user.id });
    if scope.has("profile") {
        add(
            &mut claims,
            json!({ "name": full_name(&user.name, &user.surname), "given_name": user.name, "locale": user.language.tag() }),
        );
        if !user.surname.is_empty() {
            add(&mut claims, json!({ "family_name": user.surname }));
        }
    }
    if scope.has("email") {
        add(&mut claims, json!({ "email": user.email, "email_verified": true }));
    }
    if scope.has("phone") {
        add(
            &mut claims,
            json!({ "phone_number": phone_number(&user.phone, user.person.phone_extension.as_deref()), "phone_number_verified": false }),
        );
    }
    if scope.has("accounts") {
        add(
            &mut claims,
            json!({ "account_roles": me.accounts.iter().flat_map(Account::flat_roles).collect::<Vec<_>>() }),
        );
    }
    claims
}

/// What userinfo says: the same, and the accounts with what may be done in each.
pub(super) fn userinfo(me: &CurrentUser, scope: Scope) -> Value {
    let mut claims = of_user(me, scope);
    if scope.has("accounts") {
        add(
            &mut claims,
            json!({
                "accounts": me.accounts.iter().map(Account::described).collect::<Vec<_>>(),
                "account_permissions": me.accounts.iter().flat_map(Account::flat_permissions).collect::<Vec<_>>(),
            }),
        );
    }
    claims
}

/// A phone number as OpenID Connect wants it (RFC 3966 for the extension): `+380445370222;ext=12`.
fn phone_number(e164: &str, extension: Option<&str>) -> String {
    match extension {
        Some(extension) => format!("{e164};ext={extension}"),
        None => e164.to_owned(),
    }
}

impl Account {
    /// The account as programs read it.
    pub fn described(&self) -> Value {
        json!({"number": self.number, "name": self.name_shown, "roles": self.roles, "permissions": self.permissions()})
    }

    /// The roles in it, each as one word: `10000008:account_owner`. None while it is closed to them: they allow nothing then.
    pub fn flat_roles(&self) -> Vec<String> {
        self.roles
            .iter()
            .filter(|_| !self.closed)
            .map(|role| format!("{}:{}", self.number.digits(), role.as_str()))
            .collect()
    }

    /// What may be done in it, each as one word: `10000008:view_users`.
    pub fn flat_permissions(&self) -> Vec<String> {
        let word = |may| json!(may).as_str().map(|may| format!("{}:{may}", self.number.digits()));
        self.permissions().into_iter().filter_map(word).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_number_is_written_for_machines() {
        assert_eq!(phone_number("+380445370222", Some("12")), "+380445370222;ext=12");
        assert_eq!(phone_number("+380445370222", None), "+380445370222");
    }
}
