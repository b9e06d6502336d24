//! Polish.

use super::{AlreadyRegistered, Letters, PasswordReset, SecurityNotice, VerificationCode};
use crate::pages::slavic;
use rules::Notice;

pub(super) const LETTERS: Letters = Letters {
    support: |address| format!("Masz pytania? Napisz na adres {address}."),
    asked: |moment, device| match device {
        Some(device) => format!("Prośba przyszła {moment} z urządzenia: {device}."),
        None => format!("Prośba przyszła {moment}."),
    },
    happened: |moment, device| match device {
        Some(device) => format!("Kiedy: {moment}. Przeglądarka: {device}."),
        None => format!("Kiedy: {moment}."),
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
        forgot: "Nie pamiętasz hasła? Ustaw nowe tutaj:",
        not_you: "Jeśli to nie Ty, nic nie rób. Twoje konto się nie zmieniło.",
    },
    password_reset: PasswordReset {
        subject: |brand| format!("Nowe hasło do {brand}"),
        lead: |brand| format!("Ustaw nowe hasło do swojego konta w {brand} tutaj:"),
        lifetime: |n| {
            let minutes = slavic(n, true, ["minutę", "minuty", "minut"]);
            format!("Link działa jeden raz, przez {n} {minutes}. Weryfikacja dwuetapowa pozostaje bez zmian.")
        },
        not_you: "Jeśli to nie Ty o to prosisz, nic nie rób: Twoje hasło się nie zmieni.",
    },
    security_notice: SecurityNotice {
        subject: |brand| format!("Powiadomienie o bezpieczeństwie od {brand}"),
        title,
        lead,
    },
};

fn title(notice: Notice) -> &'static str {
    match notice {
        Notice::NewBrowser => "logowanie z nowej przeglądarki",
        Notice::SecondStepFailed => "prawidłowe hasło, błędny drugi etap",
        Notice::ManyFailures(_) => "prawidłowe hasło po wielu błędnych",
        Notice::PasswordChanged => "Twoje hasło zostało zmienione",
        Notice::TwoStepOn => "weryfikacja dwuetapowa jest włączona",
        Notice::TwoStepOff => "weryfikacja dwuetapowa jest wyłączona",
        Notice::TwoStepReset => "weryfikacja dwuetapowa została zresetowana",
        Notice::RecoveryMade => "nowe kody zapasowe",
        Notice::RecoveryUsed(_) => "użyto kodu zapasowego",
        Notice::Disabled => "Twoje logowanie jest zamknięte",
        Notice::Enabled => "Twoje logowanie jest znów otwarte",
    }
}

fn lead(notice: Notice, brand: &str) -> String {
    const NOT_YOU: &str = "Jeśli to Ty, nic nie musisz robić. Jeśli nie, od razu ustaw nowe hasło:";
    let what = match notice {
        Notice::NewBrowser => {
            format!("Ktoś zalogował się na Twoje konto w {brand} z przeglądarki, z której wcześniej się nie logowano.")
        }
        Notice::SecondStepFailed => {
            return format!(
                "Ktoś podał Twoje prawidłowe hasło w {brand}, ale nie właściwy kod drugiego etapu. Nie udało mu się zalogować. Jeśli to nie Ty, ktoś zna Twoje hasło. Od razu ustaw nowe:"
            );
        }
        Notice::ManyFailures(n) => {
            let wrong = slavic(n, true, ["błędnym", "błędnych", "błędnych"]);
            format!("Twoje prawidłowe hasło do {brand} podano po {n} {wrong} z rzędu.")
        }
        Notice::PasswordChanged => {
            format!("Hasło do Twojego konta w {brand} zostało zmienione, a wszystkie sesje zakończone.")
        }
        Notice::TwoStepOn => {
            format!("Weryfikacja dwuetapowa Twojego konta w {brand} została włączona albo przeniesiona na inny klucz.")
        }
        Notice::TwoStepOff => format!("Weryfikacja dwuetapowa Twojego konta w {brand} została wyłączona."),
        Notice::TwoStepReset => {
            return format!(
                "Wyłączyliśmy weryfikację dwuetapową Twojego konta w {brand}, bo nas o to poproszono. Dopóki jej nie włączysz, do logowania wystarczy samo hasło. Jeśli to nie Twoja prośba, napisz do nas i od razu ustaw nowe hasło:"
            );
        }
        Notice::RecoveryMade => {
            format!("Dla Twojego konta w {brand} powstały nowe kody zapasowe. Stare już nie działają.")
        }
        Notice::RecoveryUsed(n) => {
            let left = slavic(n, true, ["Został", "Zostały", "Zostało"]);
            let codes = slavic(n, true, ["kod", "kody", "kodów"]);
            format!("Ktoś zalogował się na Twoje konto w {brand} kodem zapasowym. {left} {n} {codes}.")
        }
        Notice::Disabled => {
            return format!(
                "Zamknęliśmy logowanie na Twoje konto w {brand} i zakończyliśmy wszystkie sesje. Napisz do nas, aby poznać powód."
            );
        }
        Notice::Enabled => {
            return format!(
                "Logowanie na Twoje konto w {brand} jest znów otwarte. Jeśli nie pamiętasz hasła, ustaw nowe tutaj:"
            );
        }
    };
    format!("{what} {NOT_YOU}")
}
