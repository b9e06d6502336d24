//! Telling an application of the operator's who somebody is: OpenID Connect 1.0, the code flow (OAuth 2.0, RFC 6749, as
//! RFC 9700 would have it today).
//!
//! A code and an access token hang on the session they came from: whatever ends it ends them, and what the user may do
//! is read when it is asked for.

mod application;
mod claims;
mod code;
mod logout;
mod scope;
mod token;

pub use application::{Application, ApplicationRefused, NewApplication};
pub use code::AuthorizationRequest;
pub use logout::BackChannel;
pub use scope::Scope;
pub use token::{Bearer, Grant, Tokens};
