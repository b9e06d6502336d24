//! Polish.

use super::{AlreadyRegistered, Letters, VerificationCode};
use crate::pages::slavic;

pub(super) const LETTERS: Letters = Letters {
    support: |address| format!("Masz pytania? Napisz na adres {address}."),
    asked: |moment, device| match device {
        Some(device) => format!("Prośba przyszła {moment} z urządzenia: {device}."),
        None => format!("Prośba przyszła {moment}."),
    },
    verification_code: VerificationCode {
        subject: |brand| format!("Twój kod do {brand}"),
        lead: |brand| format!("Wpisz ten kod, aby zakończyć rejestrację w {brand}:"),
        lifetime: |n| format!("Kod działa przez {n} {}.", slavic(n, true, ["minutę", "minuty", "minut"])),
        not_you: "Ktoś podał Twój adres na naszej stronie rejestracji. Jeśli to nie Ty, nic nie rób: bez tego kodu konto nie powstanie.",
    },
    already_registered: AlreadyRegistered {
        subject: |brand| format!("Masz już konto w {brand}"),
        lead: |brand| {
            format!("Ktoś rozpoczął rejestrację w {brand} z Twoim adresem. Masz już konto, więc nowe nie powstało.")
        },
        sign_in: "Jeśli to Ty, zaloguj się tutaj:",
        not_you: "Jeśli to nie Ty, nic nie rób. Twoje konto się nie zmieniło.",
    },
};
