//! Ukrainian.

use super::{AlreadyRegistered, Letters, PasswordReset, SecurityNotice, VerificationCode};
use crate::pages::slavic;
use rules::Notice;

pub(super) const LETTERS: Letters = Letters {
    support: |address| format!("Є запитання? Пишіть на {address}."),
    asked: |moment, device| match device {
        Some(device) => format!("Запит надійшов {moment} з пристрою: {device}."),
        None => format!("Запит надійшов {moment}."),
    },
    happened: |moment, device| match device {
        Some(device) => format!("Коли: {moment}. Браузер: {device}."),
        None => format!("Коли: {moment}."),
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
        forgot: "Забули пароль? Виберіть новий тут:",
        not_you: "Якщо це не ви, нічого не робіть. З вашим акаунтом усе як було.",
    },
    password_reset: PasswordReset {
        subject: |brand| format!("Новий пароль для {brand}"),
        lead: |brand| format!("Виберіть новий пароль для свого акаунта в {brand} тут:"),
        lifetime: |n| {
            let minutes = slavic(n, false, ["хвилину", "хвилини", "хвилин"]);
            format!("Посилання діє один раз, протягом {n} {minutes}. Двоетапна перевірка лишається як є.")
        },
        not_you: "Якщо про це просили не ви, нічого не робіть: ваш пароль лишається тим самим.",
    },
    security_notice: SecurityNotice {
        subject: |brand| format!("Сповіщення про безпеку від {brand}"), title, lead
    },
};

fn title(notice: Notice) -> &'static str {
    match notice {
        Notice::NewBrowser => "вхід із нового браузера",
        Notice::SecondStepFailed => "правильний пароль, хибний другий етап",
        Notice::ManyFailures(_) => "правильний пароль після багатьох хибних",
        Notice::PasswordChanged => "ваш пароль змінено",
        Notice::TwoStepOn => "двоетапну перевірку ввімкнено",
        Notice::TwoStepOff => "двоетапну перевірку вимкнено",
        Notice::TwoStepReset => "двоетапну перевірку скинуто",
        Notice::RecoveryMade => "нові коди відновлення",
        Notice::RecoveryUsed(_) => "використано код відновлення",
        Notice::Disabled => "ваш вхід закрито",
        Notice::Enabled => "ваш вхід знову відкрито",
    }
}

fn lead(notice: Notice, brand: &str) -> String {
    const NOT_YOU: &str = "Якщо це були ви, нічого не робіть. Якщо ні, одразу виберіть новий пароль:";
    let what = match notice {
        Notice::NewBrowser => format!("Хтось увійшов у ваш акаунт у {brand} з браузера, з якого раніше не входили."),
        Notice::SecondStepFailed => {
            return format!(
                "Хтось увів ваш правильний пароль у {brand}, але не той код другого етапу. Увійти не вдалося. Якщо це були не ви, хтось знає ваш пароль. Одразу виберіть новий:"
            );
        }
        Notice::ManyFailures(n) => {
            let wrong = slavic(n, false, ["хибного", "хибних", "хибних"]);
            format!("Ваш правильний пароль для {brand} введено після {n} {wrong} поспіль.")
        }
        Notice::PasswordChanged => format!("Пароль вашого акаунта в {brand} змінено, усі сеанси завершено."),
        Notice::TwoStepOn => {
            format!("Двоетапну перевірку вашого акаунта в {brand} ввімкнено або перенесено на інший ключ.")
        }
        Notice::TwoStepOff => format!("Двоетапну перевірку вашого акаунта в {brand} вимкнено."),
        Notice::TwoStepReset => {
            return format!(
                "Ми вимкнули двоетапну перевірку вашого акаунта в {brand}, бо нас про це попросили. Доки ви не ввімкнете її знову, для входу потрібен лише пароль. Якщо ви про це не просили, напишіть нам і одразу виберіть новий пароль:"
            );
        }
        Notice::RecoveryMade => {
            format!("Для вашого акаунта в {brand} створено нові коди відновлення. Старі більше не діють.")
        }
        Notice::RecoveryUsed(n) => {
            let codes = slavic(n, false, ["код", "коди", "кодів"]);
            format!("Хтось увійшов у ваш акаунт у {brand} з кодом відновлення. Лишилося {n} {codes}.")
        }
        Notice::Disabled => {
            return format!(
                "Ми закрили вхід у ваш акаунт у {brand} й завершили всі сеанси. Щоб дізнатися чому, напишіть нам."
            );
        }
        Notice::Enabled => {
            return format!("Вхід у ваш акаунт у {brand} знову відкрито. Якщо ви забули пароль, виберіть новий тут:");
        }
    };
    format!("{what} {NOT_YOU}")
}
