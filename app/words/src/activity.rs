//! The lines of the activity log. The server writes them out, so the browser carries none of it.

use rules::{Act, Language};

/// What the log says in one language.
#[expect(missing_docs, reason = "each name says which word it is")]
pub struct Log {
    pub act: fn(Act) -> &'static str,
    pub you: &'static str,
    pub operator: &'static str,
    pub somebody: &'static str,
    pub done: &'static str,
    pub refused: &'static str,
}

/// What the log says in this language.
pub fn log(language: Language) -> &'static Log {
    match language {
        Language::English => &ENGLISH,
        Language::Ukrainian => &UKRAINIAN,
        Language::Polish => &POLISH,
    }
}

const ENGLISH: Log = Log {
    act: |act| match act {
        Act::Registered => "Registered",
        Act::SignedIn => "Signed in",
        Act::SecondStep => "Second step of signing in",
        Act::SignedOut => "Signed out",
        Act::TwoStepEnabled => "2-Step Verification enabled",
        Act::TwoStepDisabled => "2-Step Verification disabled",
        Act::TwoStepKey => "New key for 2-Step Verification shown",
        Act::TwoStepReset => "2-Step Verification reset",
        Act::RecoveryMade => "Recovery codes made",
        Act::RecoverySaved => "Recovery codes saved",
        Act::RecoveryUsed => "Recovery code used",
        Act::ResetAsked => "New password asked for",
        Act::PasswordReset => "Password changed by a link",
        Act::IdentityConfirmed => "Identity confirmed",
        Act::SessionsEnded => "All sessions ended",
        Act::SessionEnded => "Session ended",
        Act::OtherSessionsEnded => "Other sessions ended",
        Act::ProfileChanged => "Name changed",
        Act::PhoneChanged => "Phone number changed",
        Act::EmailAsked => "E-mail change asked for",
        Act::EmailCancelled => "E-mail change cancelled",
        Act::EmailChanged => "E-mail changed",
        Act::EmailRestored => "E-mail restored",
        Act::PasswordChanged => "Password changed",
        Act::PreferencesChanged => "Language or theme changed",
        Act::DataDownloaded => "Data downloaded",
        Act::DeletionAsked => "Deletion asked for",
        Act::DeletionCancelled => "Deletion cancelled",
        Act::UserDeleted => "User deleted",
        Act::UserDisabled => "User disabled",
        Act::UserEnabled => "User enabled",
    },
    you: "You",
    operator: "The operator",
    somebody: "Somebody",
    done: "Done",
    refused: "Refused",
};

const UKRAINIAN: Log = Log {
    act: |act| match act {
        Act::Registered => "Реєстрація",
        Act::SignedIn => "Вхід",
        Act::SecondStep => "Другий етап входу",
        Act::SignedOut => "Вихід",
        Act::TwoStepEnabled => "Увімкнення двоетапної перевірки",
        Act::TwoStepDisabled => "Вимкнення двоетапної перевірки",
        Act::TwoStepKey => "Новий ключ для двоетапної перевірки",
        Act::TwoStepReset => "Скидання двоетапної перевірки",
        Act::RecoveryMade => "Створення кодів відновлення",
        Act::RecoverySaved => "Збереження кодів відновлення",
        Act::RecoveryUsed => "Використання коду відновлення",
        Act::ResetAsked => "Запит нового пароля",
        Act::PasswordReset => "Зміна пароля за посиланням",
        Act::IdentityConfirmed => "Підтвердження особи",
        Act::SessionsEnded => "Завершення всіх сеансів",
        Act::SessionEnded => "Завершення сеансу",
        Act::OtherSessionsEnded => "Завершення інших сеансів",
        Act::ProfileChanged => "Зміна імені",
        Act::PhoneChanged => "Зміна номера телефону",
        Act::EmailAsked => "Запит на зміну електронної пошти",
        Act::EmailCancelled => "Скасування зміни електронної пошти",
        Act::EmailChanged => "Зміна електронної пошти",
        Act::EmailRestored => "Відновлення електронної пошти",
        Act::PasswordChanged => "Зміна пароля",
        Act::PreferencesChanged => "Зміна мови чи теми",
        Act::DataDownloaded => "Завантаження даних",
        Act::DeletionAsked => "Запит на видалення",
        Act::DeletionCancelled => "Скасування видалення",
        Act::UserDeleted => "Видалення користувача",
        Act::UserDisabled => "Вимкнення користувача",
        Act::UserEnabled => "Увімкнення користувача",
    },
    you: "Ви",
    operator: "Оператор",
    somebody: "Хтось",
    done: "Виконано",
    refused: "Відмовлено",
};

const POLISH: Log = Log {
    act: |act| match act {
        Act::Registered => "Rejestracja",
        Act::SignedIn => "Logowanie",
        Act::SecondStep => "Drugi etap logowania",
        Act::SignedOut => "Wylogowanie",
        Act::TwoStepEnabled => "Włączenie weryfikacji dwuetapowej",
        Act::TwoStepDisabled => "Wyłączenie weryfikacji dwuetapowej",
        Act::TwoStepKey => "Nowy klucz weryfikacji dwuetapowej",
        Act::TwoStepReset => "Zresetowanie weryfikacji dwuetapowej",
        Act::RecoveryMade => "Utworzenie kodów odzyskiwania",
        Act::RecoverySaved => "Zapisanie kodów odzyskiwania",
        Act::RecoveryUsed => "Użycie kodu odzyskiwania",
        Act::ResetAsked => "Prośba o nowe hasło",
        Act::PasswordReset => "Zmiana hasła przez link",
        Act::IdentityConfirmed => "Potwierdzenie tożsamości",
        Act::SessionsEnded => "Zakończenie wszystkich sesji",
        Act::SessionEnded => "Zakończenie sesji",
        Act::OtherSessionsEnded => "Zakończenie innych sesji",
        Act::ProfileChanged => "Zmiana imienia lub nazwiska",
        Act::PhoneChanged => "Zmiana numeru telefonu",
        Act::EmailAsked => "Prośba o zmianę adresu e-mail",
        Act::EmailCancelled => "Rezygnacja ze zmiany adresu e-mail",
        Act::EmailChanged => "Zmiana adresu e-mail",
        Act::EmailRestored => "Przywrócenie adresu e-mail",
        Act::PasswordChanged => "Zmiana hasła",
        Act::PreferencesChanged => "Zmiana języka lub motywu",
        Act::DataDownloaded => "Pobranie danych",
        Act::DeletionAsked => "Prośba o usunięcie",
        Act::DeletionCancelled => "Rezygnacja z usunięcia",
        Act::UserDeleted => "Usunięcie użytkownika",
        Act::UserDisabled => "Wyłączenie użytkownika",
        Act::UserEnabled => "Włączenie użytkownika",
    },
    you: "Ty",
    operator: "Operator",
    somebody: "Ktoś",
    done: "Wykonano",
    refused: "Odmówiono",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_has_a_name_of_its_own() {
        for language in Language::ALL {
            let names: std::collections::HashSet<_> = Act::ALL.iter().map(|act| (log(language).act)(*act)).collect();
            assert_eq!(names.len(), Act::ALL.len());
        }
    }
}
