//! How a letter fares, for whoever waits for it or has asked for it.

use rules::Delivery;

/// What the page that tells of a letter lets somebody do about its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mend {
    /// A form further down takes another one.
    Change,
    /// A button further down gives this one up.
    Cancel,
    /// Nothing: only another letter can be had.
    Resend,
}

/// The sentences about a letter's way.
#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct DeliveryWords {
    pub on_its_way: &'static str,
    pub undelivered: &'static str,
    pub unknown: &'static str,
    pub doubtful: &'static str,
    pub unwritable: &'static str,
    pub check: &'static str,
    pub change: &'static str,
    pub cancel: &'static str,
    pub resend: &'static str,
    /// How an invitation's letter fares, where it does not go.
    pub invitation: fn(Delivery) -> Option<&'static str>,
}

impl DeliveryWords {
    /// How the letter fares, what to look at, and what can be done where that is read.
    pub fn fares(&self, delivery: Delivery, mend: Mend) -> String {
        let mend = match mend {
            Mend::Change => self.change,
            Mend::Cancel => self.cancel,
            Mend::Resend => self.resend,
        };
        match delivery {
            Delivery::OnItsWay => self.on_its_way.to_owned(),
            Delivery::Doubtful => format!("{} {} {mend}", self.doubtful, self.check),
            Delivery::Refused => format!("{} {} {} {mend}", self.undelivered, self.unknown, self.check),
            Delivery::Unwritable => format!("{} {} {mend}", self.undelivered, self.unwritable),
            Delivery::Failed => format!("{} {}", self.undelivered, self.resend),
        }
    }
}
