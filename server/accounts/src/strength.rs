//! How hard a password is to guess, by somebody who knows whose it is and what others use (NIST SP 800-63B-4, section
//! 3.1.1.2; ASVS 5.0 6.2.4, 6.2.11, 6.2.12).

mod estimate;
mod personal;
mod phrases;

use crate::{blocklist::Blocklist, error::Error, parts::Passwords};
use estimate::strength;
use rules::{Password, Strength};

impl Passwords {
    /// How hard a password is to guess for somebody who knows the person: name, surname and address.
    ///
    /// # Errors
    /// `Busy` when too much is going on; when the estimate broke.
    pub async fn strength(&self, password: &Password, who: [&str; 3]) -> Result<Strength, Error> {
        self.strength_knowing(password, &who).await
    }

    /// The same for somebody who knows all these words, and the product's name. In a thread of its own, since it takes
    /// milliseconds; in no more of them at once than there are cores.
    pub(crate) async fn strength_knowing(&self, password: &Password, words: &[&str]) -> Result<Strength, Error> {
        let password = password.clone();
        let brand = self.settings.brand.as_str();
        let who: Vec<String> = [brand].iter().chain(words).map(|word| (*word).to_owned()).collect();
        let blocklist = self.settings.password_blocklist.clone().map(Blocklist::at);
        let measured = self.estimates.run(move || {
            let strength = strength(password.expose(), &who.iter().map(String::as_str).collect::<Vec<_>>());
            let leaked = strength.enough().is_ok() && blocklist.is_some_and(|list| list.holds(password.expose()));
            if leaked { Strength::Leaked } else { strength }
        });
        measured.await
    }
}

#[cfg(test)]
mod worst;
