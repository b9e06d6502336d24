//! What is said: every sentence a person reads, in English, Ukrainian and Polish.
//!
//! A catalogue is a struct of sentences, one constant of it for each language: a sentence missing in one language
//! does not compile. [`mod@pages`] is what the browser carries; [`activity`], [`letters`], [`legal`] and [`countries`] stay on the server.

pub mod activity;
pub mod countries;
mod delivery;
mod languages;
pub mod legal;
pub mod letters;
pub mod numbers;
pub mod pages;
mod registers;

pub use delivery::{DeliveryWords, Mend, delivery};
pub use pages::{Pages, pages};
pub use registers::register_name;
