//! How a letter fares, for whoever waits for it or has asked for it.

use crate::languages::catalogue;
use rules::{Delivery, Language};

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

/// The sentences about a letter's way, in this language.
pub fn delivery(language: Language) -> &'static DeliveryWords {
    catalogue(language).delivery
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn below_stands_only_where_something_is_below() {
        for (language, below) in
            [(Language::English, "below"), (Language::Ukrainian, "нижче"), (Language::Polish, "poniżej")]
        {
            let words = delivery(language);
            for fares in [Delivery::Refused, Delivery::Doubtful, Delivery::Unwritable] {
                for (mend, expected) in [(Mend::Change, true), (Mend::Cancel, true), (Mend::Resend, false)] {
                    let said = words.fares(fares, mend);
                    assert_eq!(said.to_lowercase().contains(below), expected, "{said}");
                }
            }
            for mend in [Mend::Change, Mend::Cancel, Mend::Resend] {
                assert!(!words.fares(Delivery::Failed, mend).contains(below), "the address is not the trouble");
            }
        }
    }
}
