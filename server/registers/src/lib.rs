//! Public registers of companies: what each of them is asked, and what of its answer is read.
//!
//! A register answers in one of three ways: found, not found, or not at all, with a reason; "not at all" never looks
//! like "not found". Of an answer only the organisation's own data is read: what stands in no struct here (account
//! numbers, directors, birth dates, PESEL) is dropped before anybody could log or keep it. This crate keeps nothing and
//! logs nothing; who asks how often is the business of the crate `accounts`.

mod address;
mod answer;
mod ch_uid;
mod cz_ares;
mod day;
mod ee_rik;
mod fi_prh;
mod fills;
mod fr_sirene;
mod gb_companies_house;
mod gleif;
mod kz_stat;
mod lt_jar;
mod lv_ur;
mod no_brreg;
mod own;
mod pl_krs;
mod pl_regon;
mod pl_whitelist;
mod plain;
mod query;
mod register;
mod ro_anaf;
mod sk_rpo;
mod source;
mod ua_dps;
mod vies;
mod web;
mod xml;

pub use answer::{Answer, Found, Reason};
pub use own::{Told, ask_own};
pub use query::{Asked, CompanyQuery, Number};
pub use register::{Fills, Place};
pub use source::{Source, Unusable, names};
