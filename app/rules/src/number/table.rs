//! The table of all kinds, country by country.

mod americas;
mod asia;
mod europe;
mod home;
mod more;
mod union_north;
mod union_south;

use super::row::Row;
use crate::Country;

/// All rows; within a country the most usual kind of a field first.
pub(super) static TABLES: &[&[Row]] =
    &[home::ROWS, union_north::ROWS, union_south::ROWS, europe::ROWS, asia::ROWS, americas::ROWS, more::ROWS];

/// The rows of a country.
pub(super) fn rows(country: Option<Country>) -> impl Iterator<Item = &'static Row> {
    let code = country.map_or("", Country::code);
    // Their companies stand in the neighbour's register and have its numbers.
    let neighbour = match code {
        "LI" => Some("CH"),
        "IM" => Some("GB"),
        _ => None,
    };
    // Man has Great Britain's VAT, and tax numbers and a register of its own.
    let shared = move |row: &Row| neighbour == Some(row.country) && (code != "IM" || row.name == "gb-vat");
    let of_country = move |row: &&Row| row.country == code || shared(row);
    TABLES.iter().copied().flatten().filter(of_country)
}
