//! Polish.

use super::{
    AddressKept, AlreadyRegistered, DeletionAsked, EmailChange, Invitation, Letters, Membership, PasswordReset,
    SecurityNotice, Unlock, VerificationCode,
};
use crate::pages::slavic;
use rules::{MemberNews, Notice};

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
        wanted: |brand| {
            format!(
                "Ktoś chciał przenieść swoje konto w {brand} na Twój adres. Ma on już konto, więc nic się nie zmieniło."
            )
        },
    },
    address_kept: AddressKept {
        subject: |brand| format!("Ten adres w {brand} jest zachowany"),
        lead: |brand, until| {
            format!(
                "Ktoś chciał użyć Twojego adresu w {brand}. Do niedawna należał on do konta i jest zachowany dla jego właściciela do {until}. Nic się nie zmieniło; potem adresu znów będzie można użyć."
            )
        },
        not_you: "Jeśli to nie Ty, nic nie rób.",
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
    unlock: Unlock {
        subject: |brand| format!("{brand}: link, który wpuszcza Twoją przeglądarkę"),
        lead: |brand| {
            format!(
                "W {brand} było za dużo prób z tym adresem e-mail, Twoich albo cudzych, więc wszyscy muszą czekać. Twoja przeglądarka nie musi. Otwórz ten link w przeglądarce, w której chcesz kontynuować:"
            )
        },
        lifetime: |n| {
            let hours = slavic(n, true, ["godzinę", "godziny", "godzin"]);
            format!("Link działa przez {n} {hours}, w dowolnej liczbie przeglądarek. Nikogo nie loguje.")
        },
        not_you: "Jeśli to nie Ty o to prosisz, nic nie rób: bez tej wiadomości nikt nie zostanie wpuszczony.",
    },
    email_change_code: VerificationCode {
        subject: |brand| format!("Twój kod do nowego adresu w {brand}"),
        lead: |brand| format!("Wpisz ten kod, aby ten adres stał się adresem Twojego konta w {brand}:"),
        lifetime: |n| format!("Kod działa przez {n} {}.", slavic(n, true, ["minutę", "minuty", "minut"])),
        not_you: "Ktoś podał Twój adres w ustawieniach konta. Jeśli to nie Ty, nic nie rób: bez tego kodu nic się nie zmieni.",
    },
    email_change: EmailChange {
        subject: |brand| format!("{brand}: prośba o inny adres e-mail"),
        asked: |brand, to| {
            format!(
                "Twoje konto w {brand} ma przejść z tego adresu na {to}. Stanie się to, gdy tamten adres zostanie potwierdzony; do tego czasu logujesz się tym. Jeśli to nie Ty, zatrzymaj to tutaj, a konto zostanie przy tym adresie:"
            )
        },
        lifetime: |n| {
            let days = slavic(n, true, ["dzień", "dni", "dni"]);
            format!("Ten link pozwala też cofnąć zmianę, przez {n} {days} po niej.")
        },
        subject_done: |brand| format!("{brand}: Twój adres e-mail został zmieniony"),
        done: |brand, to| {
            format!(
                "Twoje konto w {brand} przeszło z tego adresu na {to}. Od teraz logujesz się tamtym. Jeśli to nie Ty, cofnij to tutaj, a ten adres znów będzie adresem Twojego konta:"
            )
        },
        lifetime_done: |n| {
            let days = slavic(n, true, ["dzień", "dni", "dni"]);
            format!("Link działa przez {n} {days}. Tak długo nikt inny nie może użyć tego adresu.")
        },
    },
    invitation: Invitation {
        subject: |account, brand| format!("{brand}: zaproszenie do konta {account}"),
        lead: |who, account, brand| format!("{who} zaprasza Cię do konta {account} w {brand}."),
        roles: |roles| format!("Twoje role w nim: {roles}."),
        open: "Zaproszenie możesz obejrzeć i przyjąć albo odrzucić tutaj:",
        lifetime: |n| format!("Link działa przez {n} {}.", slavic(n, true, ["dzień", "dni", "dni"])),
        not_you: "Dopóki nie przyjmiesz zaproszenia, nic się nie zmieni. Jeśli nie znasz nadawcy, powiedz o tym na tej stronie albo nic nie rób.",
    },
    membership: Membership {
        subject: |brand| format!("{brand}: Twój udział w koncie"),
        title: member_title,
        lead: member_lead,
    },
    deletion_asked: DeletionAsked {
        title: "Twoje konto zostanie usunięte",
        lead: |brand, days| {
            format!(
                "Twoje konto w {brand} zostanie usunięte za {days} {}. Aby je zachować, otwórz tę stronę i naciśnij „Cofnij usunięcie”; nie musisz się logować:",
                slavic(days, true, ["dzień", "dni", "dni"])
            )
        },
        not_you: "Jeśli to nie Twoja prośba, ktoś zna Twoje hasło. Ustaw wtedy nowe:",
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
        Notice::PhoneChanged => "Twój numer telefonu został zmieniony",
        Notice::EmailChanged => "to teraz Twój adres",
        Notice::EmailMoved => "Twój adres został zmieniony",
        Notice::EmailRestored => "Twój adres został przywrócony",
        Notice::EmailRemoved => "ten adres nie należy już do Twojego konta",
        Notice::DeletionCancelled => "Twoje konto zostaje",
        Notice::DeletionStopped => "Twoje konto nie zostało usunięte",
        Notice::Deleted => "Twoje konto zostało usunięte",
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
            format!("Twoje prawidłowe hasło do {brand} podano po {n} {wrong}.")
        }
        Notice::PasswordChanged => {
            format!("Hasło do Twojego konta w {brand} zostało zmienione, a inne sesje zakończone.")
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
        Notice::PhoneChanged => format!("Numer telefonu Twojego konta w {brand} został zmieniony."),
        Notice::EmailChanged => {
            format!("Od teraz logujesz się w {brand} tym adresem. Poprzedni już nie działa.")
        }
        Notice::EmailMoved => {
            return format!(
                "Przenieśliśmy Twoje konto w {brand} na inny adres e-mail, bo nas o to poproszono. Od teraz logujesz się nowym adresem. Jeśli to nie Twoja prośba, od razu do nas napisz."
            );
        }
        Notice::EmailRestored => {
            return format!(
                "To znów adres Twojego konta w {brand}. Wszystkie sesje zostały zakończone. W osobnym liście dostaniesz link do nowego hasła: użyj go, zanim się zalogujesz."
            );
        }
        Notice::EmailRemoved => {
            return format!(
                "Zmiana na ten adres została cofnięta z poprzedniego. Twoje konto w {brand} ma znów poprzedni adres, a wszystkie sesje zostały zakończone. Jeśli to nie Ty, napisz do nas."
            );
        }
        Notice::DeletionCancelled => format!("Twoje konto w {brand} nie zostanie usunięte."),
        Notice::DeletionStopped => {
            return format!(
                "Twoje konto w {brand} nie zostało usunięte: inne osoby należą do konta, którego jesteś właścicielem. Usuń je z niego i poproś o usunięcie jeszcze raz. Jeśli nie pamiętasz hasła, ustaw nowe tutaj:"
            );
        }
        Notice::Deleted => {
            return format!(
                "Twoje konto w {brand} zostało usunięte, a z nim to, co o Tobie przechowywaliśmy. Dziękujemy za wspólny czas."
            );
        }
    };
    format!("{what} {NOT_YOU}")
}

fn member_title(news: MemberNews) -> &'static str {
    match news {
        MemberNews::Accepted => "Twoje zaproszenie przyjęto",
        MemberNews::RolesChanged => "Twoje role się zmieniły",
        MemberNews::Dissociated => "nie należysz już do konta",
        MemberNews::TwoStepReset => "zresetowano weryfikację dwuetapową",
        MemberNews::OwnerNow => "jesteś teraz właścicielem konta",
        MemberNews::OwnerNoMore => "Twoje konto ma innego właściciela",
    }
}

fn member_lead(news: MemberNews, account: &str, who: &str, roles: &str) -> String {
    match news {
        MemberNews::Accepted => {
            format!("Twoje zaproszenie do konta {account} zostało przyjęte. Kto je przyjął: {who}. Role: {roles}.")
        }
        MemberNews::RolesChanged => {
            format!("Twoje role w koncie {account} zostały zmienione. Kto to zrobił: {who}. Od teraz to: {roles}.")
        }
        MemberNews::Dissociated => {
            format!(
                "Usunięto Cię z konta {account}. Kto to zrobił: {who}. Nadal możesz się logować i zmieniać własne dane."
            )
        }
        MemberNews::TwoStepReset => format!(
            "{who} zarządza użytkownikami konta {account}. Stamtąd wyłączono Twoją weryfikację dwuetapową i zakończono wszystkie Twoje sesje. Dopóki jej znów nie włączysz, do logowania wystarczy hasło. Jeśli to nie Twoja prośba, porozmawiaj z tą osobą i napisz do nas."
        ),
        MemberNews::OwnerNow => format!("Jesteś teraz właścicielem konta {account}. Zmieniliśmy to na prośbę."),
        MemberNews::OwnerNoMore => format!(
            "Konto {account} ma teraz innego właściciela: {who}. Zmieniliśmy to na prośbę. Twoje role w nim: {roles}."
        ),
    }
}
