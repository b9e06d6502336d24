//! Ukrainian.

use super::{AlreadyRegistered, Letters, VerificationCode};
use crate::pages::slavic;

pub(super) const LETTERS: Letters = Letters {
    support: |address| format!("Є запитання? Пишіть на {address}."),
    asked: |moment, device| match device {
        Some(device) => format!("Запит надійшов {moment} з пристрою: {device}."),
        None => format!("Запит надійшов {moment}."),
    },
    verification_code: VerificationCode {
        subject: |brand| format!("Ваш код для {brand}"),
        lead: |brand| format!("Введіть цей код, щоб завершити реєстрацію в {brand}:"),
        lifetime: |n| format!("Код діє {n} {}.", slavic(n, false, ["хвилину", "хвилини", "хвилин"])),
        not_you: "Хтось указав вашу адресу на нашій сторінці реєстрації. Якщо це не ви, нічого не робіть: без цього коду акаунт не створюється.",
    },
    already_registered: AlreadyRegistered {
        subject: |brand| format!("Ви вже маєте акаунт у {brand}"),
        lead: |brand| {
            format!("Хтось почав реєстрацію в {brand} з вашою адресою. Ви вже маєте акаунт, тож нового не створено.")
        },
        sign_in: "Якщо це ви, увійдіть тут:",
        not_you: "Якщо це не ви, нічого не робіть. З вашим акаунтом усе як було.",
    },
};
