//! What members of an account are told of by letter.

use crate::Field;
use serde::{Deserialize, Serialize};

/// A category of letters about an account. The panel sends them; here it is chosen who gets which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notification {
    /// General announcements.
    General,
    /// Bills and services.
    Billing,
    /// Copies of all ticket letters.
    Tickets,
    /// Technical announcements.
    Technical,
}

impl Notification {
    /// All of them, in the order of the form.
    pub const ALL: [Notification; 4] =
        [Notification::General, Notification::Billing, Notification::Tickets, Notification::Technical];

    /// Its value in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Notification::General => "general",
            Notification::Billing => "billing",
            Notification::Tickets => "tickets",
            Notification::Technical => "technical",
        }
    }

    /// The category of that value.
    pub fn parse(value: &str) -> Option<Notification> {
        Notification::ALL.into_iter().find(|category| category.as_str() == value)
    }

    /// The box that is checked for it.
    pub const fn field(self) -> Field {
        match self {
            Notification::General => Field::NotifyGeneral,
            Notification::Billing => Field::NotifyBilling,
            Notification::Tickets => Field::NotifyTickets,
            Notification::Technical => Field::NotifyTechnical,
        }
    }
}
