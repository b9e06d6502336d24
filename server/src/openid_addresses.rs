//! Where applications ask who somebody is.

pub(crate) const AUTHORIZE: &str = "/openid/authorize";
pub(crate) const TOKEN: &str = "/openid/token";
pub(crate) const USERINFO: &str = "/openid/userinfo";
pub(crate) const KEYS: &str = "/openid/keys";
pub(crate) const LOGOUT: &str = "/openid/logout";
pub(crate) const SIGNED_OUT: &str = "/openid/signed-out";
pub(crate) const DISCOVERY: &str = "/.well-known/openid-configuration";

/// Whether applications ask there, and not browsers: nobody's cookie counts.
pub(crate) fn is_for_applications(path: &str) -> bool {
    [DISCOVERY, KEYS, TOKEN, USERINFO].contains(&path)
}
