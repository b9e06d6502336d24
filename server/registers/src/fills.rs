//! What a register can fill in.

/// What a register can fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fills {
    /// Name.
    Name,
    /// Street and house.
    Address,
    /// City.
    City,
    /// Postal code.
    PostalCode,
    /// Number in a register.
    Registration,
    /// Number for value added tax.
    Vat,
}
