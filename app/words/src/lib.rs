//! What is said: every sentence a person reads, in English, Ukrainian and Polish.
//!
//! A catalogue is a struct of sentences, one constant of it for each language: a sentence missing in one language
//! does not compile. [`mod@pages`] is what the browser carries; [`activity`], [`mod@letters`], [`mod@legal`], [`numbers`]
//! and the names of countries stay on the server.

pub mod activity;
mod countries;
mod delivery;
mod field_error;
mod languages;
pub mod legal;
pub mod letters;
mod number_words;
pub mod numbers;
pub mod pages;
mod registers;

pub use countries::{Countries, WORST_RANK, country_rank};
pub use delivery::{DeliveryWords, Mend};
pub use languages::{
    countries, country_name, country_names, delivery, legal, letters, live, log, pages, told_of_oneself,
};
pub use pages::Pages;
pub use registers::register_name;
