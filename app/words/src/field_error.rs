//! What is wrong with a field, in whole sentences.

use crate::{Pages, numbers};
use rules::{Field, FieldError};

impl Pages {
    /// What is wrong with a field; a warning says how one passes it. The browser has only
    /// [`Live::wrong`](crate::pages::Live::wrong): the names of all countries' numbers would weigh too much there.
    pub fn wrong(&self, field: Field, wrong: FieldError) -> String {
        match wrong {
            FieldError::Number(fault) => numbers::fault(self.language, field, &fault),
            FieldError::Doubtful(fault) => {
                format!("{}. {}", numbers::fault(self.language, field, &fault), numbers::insist(self.language))
            }
            _ => (self.live.wrong)(field, wrong),
        }
    }
}
