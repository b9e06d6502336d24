//! Ukrainian.

use super::{
    AddressKept, AlreadyRegistered, DeletionAsked, EmailChange, Invitation, Letters, Membership, PasswordReset,
    SecurityNotice, Unlock, VerificationCode,
};
use crate::pages::slavic;
use rules::{MemberNews, Notice};

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
        wanted: |brand| {
            format!(
                "Хтось хотів перенести свій акаунт у {brand} на вашу адресу. З нею вже є акаунт, тож нічого не змінено."
            )
        },
    },
    address_kept: AddressKept {
        subject: |brand| format!("Цю адресу в {brand} збережено"),
        lead: |brand, until| {
            format!(
                "Хтось хотів скористатися вашою адресою в {brand}. Донедавна вона належала акаунту, і її збережено для його власника до {until}. Нічого не змінено; потім адресою знову можна буде користуватися."
            )
        },
        not_you: "Якщо це не ви, нічого не робіть.",
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
    unlock: Unlock {
        subject: |brand| format!("{brand}: посилання, що впускає ваш браузер"),
        lead: |brand| {
            format!(
                "У {brand} було забагато спроб із цією електронною адресою, ваших чи чужих, тому всім треба чекати. Вашому браузеру не треба. Відкрийте це посилання в тому браузері, де хочете продовжити:"
            )
        },
        lifetime: |n| {
            let hours = slavic(n, false, ["годину", "години", "годин"]);
            format!("Посилання діє {n} {hours}, у скількох завгодно браузерах. Саме воно нікого не впускає в акаунт.")
        },
        not_you: "Якщо про це просили не ви, нічого не робіть: без цього листа нікого не буде впущено.",
    },
    email_change_code: VerificationCode {
        subject: |brand| format!("Ваш код для нової адреси в {brand}"),
        lead: |brand| format!("Введіть цей код, щоб ця адреса стала адресою вашого акаунта в {brand}:"),
        lifetime: |n| format!("Код діє {n} {}.", slavic(n, false, ["хвилину", "хвилини", "хвилин"])),
        not_you: "Хтось указав вашу адресу в налаштуваннях акаунта. Якщо це не ви, нічого не робіть: без цього коду нічого не зміниться.",
    },
    email_change: EmailChange {
        subject: |brand| format!("{brand}: запит на іншу електронну адресу"),
        asked: |brand, to| {
            format!(
                "Ваш акаунт у {brand} має перейти з цієї адреси на {to}. Це станеться, коли ту адресу буде підтверджено; доти ви входите із цією. Якщо це не ви, зупиніть це тут, і акаунт лишиться з цією адресою:"
            )
        },
        lifetime: |n| {
            let days = slavic(n, false, ["дня", "днів", "днів"]);
            format!("За цим посиланням перехід можна також скасувати впродовж {n} {days} після нього.")
        },
        subject_done: |brand| format!("{brand}: вашу електронну адресу змінено"),
        done: |brand, to| {
            format!(
                "Ваш акаунт у {brand} перейшов із цієї адреси на {to}. Відтепер ви входите з тією. Якщо це не ви, скасуйте це тут, і ця адреса знову стане адресою вашого акаунта:"
            )
        },
        lifetime_done: |n| {
            let days = slavic(n, false, ["день", "дні", "днів"]);
            format!("Посилання діє {n} {days}. Стільки ж часу ніхто інший не може скористатися цією адресою.")
        },
    },
    invitation: Invitation {
        subject: |account, brand| format!("{brand}: запрошення до акаунта {account}"),
        lead: |who, account, brand| format!("{who} запрошує вас до акаунта {account} у {brand}."),
        roles: |roles| format!("Ваші ролі там: {roles}."),
        open: "Переглянути запрошення та прийняти чи відхилити його можна тут:",
        lifetime: |n| format!("Посилання діє {n} {}.", slavic(n, false, ["день", "дні", "днів"])),
        not_you: "Доки ви не приймете запрошення, нічого не зміниться. Якщо ви не знаєте відправника, скажіть про це на тій сторінці або нічого не робіть.",
    },
    membership: Membership {
        subject: |brand| format!("{brand}: ваша участь в акаунті"),
        title: member_title,
        lead: member_lead,
    },
    deletion_asked: DeletionAsked {
        title: "ваш акаунт буде видалено",
        lead: |brand, days| {
            format!(
                "Ваш акаунт у {brand} буде видалено через {days} {}. Щоб він лишився, відкрийте цю сторінку й натисніть «Скасувати видалення»; входити не потрібно:",
                slavic(days, false, ["день", "дні", "днів"])
            )
        },
        not_you: "Якщо ви про це не просили, хтось знає ваш пароль. Тоді виберіть новий:",
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
        Notice::PhoneChanged => "ваш номер телефону змінено",
        Notice::EmailChanged => "тепер це ваша адреса",
        Notice::EmailMoved => "вашу адресу змінено",
        Notice::EmailRestored => "вашу адресу відновлено",
        Notice::EmailRemoved => "ця адреса більше не ваша",
        Notice::DeletionCancelled => "ваш акаунт лишається",
        Notice::DeletionStopped => "ваш акаунт не видалено",
        Notice::Deleted => "ваш акаунт видалено",
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
            format!("Ваш правильний пароль для {brand} введено після {n} {wrong}.")
        }
        Notice::PasswordChanged => format!("Пароль вашого акаунта в {brand} змінено, інші сеанси завершено."),
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
        Notice::PhoneChanged => format!("Номер телефону вашого акаунта в {brand} змінено."),
        Notice::EmailChanged => {
            format!("Тепер ви входите в {brand} з цією адресою. Попередня більше не діє.")
        }
        Notice::EmailMoved => {
            return format!(
                "Ми перенесли ваш акаунт у {brand} на іншу електронну адресу, бо нас про це попросили. Відтепер ви входите з новою. Якщо ви про це не просили, одразу напишіть нам."
            );
        }
        Notice::EmailRestored => {
            return format!(
                "Це знову адреса вашого акаунта в {brand}. Усі сеанси завершено. В окремому листі ви отримаєте посилання на новий пароль: скористайтеся ним, перш ніж увійти."
            );
        }
        Notice::EmailRemoved => {
            return format!(
                "Зміну на цю адресу скасовано з попередньої. Ваш акаунт у {brand} знову має попередню адресу, усі сеанси завершено. Якщо це були не ви, напишіть нам."
            );
        }
        Notice::DeletionCancelled => format!("Ваш акаунт у {brand} не буде видалено."),
        Notice::DeletionStopped => {
            return format!(
                "Ваш акаунт у {brand} не видалено: інші люди є учасниками акаунта, яким ви володієте. Вилучіть їх і попросіть про видалення ще раз. Якщо ви забули пароль, виберіть новий тут:"
            );
        }
        Notice::Deleted => {
            return format!(
                "Ваш акаунт у {brand} видалено, а з ним і те, що ми про вас зберігали. Дякуємо, що були з нами."
            );
        }
    };
    format!("{what} {NOT_YOU}")
}

fn member_title(news: MemberNews) -> &'static str {
    match news {
        MemberNews::Accepted => "ваше запрошення прийнято",
        MemberNews::RolesChanged => "ваші ролі змінено",
        MemberNews::Dissociated => "ви більше не учасник акаунта",
        MemberNews::TwoStepReset => "двоетапну перевірку скинуто",
        MemberNews::OwnerNow => "тепер ви власник акаунта",
        MemberNews::OwnerNoMore => "ваш акаунт має іншого власника",
    }
}

fn member_lead(news: MemberNews, account: &str, who: &str, roles: &str) -> String {
    match news {
        MemberNews::Accepted => {
            format!("Ваше запрошення до акаунта {account} прийнято. Хто його прийняв: {who}. Ролі: {roles}.")
        }
        MemberNews::RolesChanged => {
            format!("Ваші ролі в акаунті {account} змінено. Хто це зробив: {who}. Відтепер вони такі: {roles}.")
        }
        MemberNews::Dissociated => {
            format!(
                "Вас вилучено з акаунта {account}. Хто це зробив: {who}. Ви й далі можете входити та дбати про власні дані."
            )
        }
        MemberNews::TwoStepReset => format!(
            "{who} керує користувачами акаунта {account}. Звідти вимкнено вашу двоетапну перевірку, а всі ваші сеанси завершено. Доки ви не ввімкнете її знову, для входу потрібен лише пароль. Якщо ви про це не просили, зверніться до цієї людини та напишіть нам."
        ),
        MemberNews::OwnerNow => format!("Тепер ви власник акаунта {account}. Ми змінили це, бо нас про це попросили."),
        MemberNews::OwnerNoMore => format!(
            "Акаунт {account} має іншого власника: {who}. Ми змінили це, бо нас про це попросили. Ваші ролі там: {roles}."
        ),
    }
}
