//! What the person sees: pages, and the server functions behind their forms.
//!
//! A page knows no rules (the crate `rules` does) and says no sentence of its own (the crate `words` does). Everything
//! that only the server can do stands in the module `server`, the one that the browser's build leaves out. What runs in
//! the browser stands in the module `live`.

#![cfg_attr(
    not(feature = "ssr"),
    expect(
        dead_code,
        reason = "pages are rendered by the server; nothing in the browser calls them, and the linker drops them"
    )
)]

#[cfg(all(feature = "ssr", not(any(erase_components, doc))))]
compile_error!("RUSTFLAGS hides what .cargo/config.toml sets: add --cfg=erase_components to it.");

mod activity;
mod answer;
mod clients;
mod closed;
mod country;
mod data;
mod details;
mod email;
mod fields;
#[cfg(feature = "ssr")]
mod find_company;
mod form;
mod form_endpoints;
mod identity;
mod invitation;
mod landing;
mod layout;
mod live;
mod members;
mod no_letter;
mod numbers;
mod page;
mod panel;
mod passkeys;
mod password;
mod person;
mod personalization;
mod plain;
mod preferences;
mod problems;
mod profile;
mod recovery;
mod register;
mod reset;
mod routes;
mod second_step;
mod security;
mod shell;
mod sign_in;
mod tools;
mod two_step;
mod undo;
mod unlock;
mod verify;
mod visit;
mod whose;
mod wizard;

#[cfg(feature = "ssr")]
mod component_preview;
#[cfg(feature = "ssr")]
pub mod public;
#[cfg(feature = "ssr")]
pub mod render;
#[cfg(feature = "ssr")]
pub mod server;

pub use answer::{Answer, Failure, Filled};
pub use form::{CSRF_TOKEN, INSTEAD, MADE_FOR, made_for};
pub use form_endpoints::{Check, FORM_ENDPOINTS, FormEndpoint, READS};
pub use live::start;
pub use plain::{Leads, PlainBody};
pub use routes::Route;
pub use shell::Site;
pub use visit::{PageContext, SignedIn};
