//! Ukrainian.

use super::{Details, FieldWords, Frame, Landing, Pages, Panel, Register, SignIn, Span, Trouble, Verify, slavic};
use rules::{Field, OrganisationType, Role, Strength, Wrong};

pub(super) const PAGES: Pages = Pages {
    frame: Frame {
        skip: "Перейти до вмісту",
        home: |brand| format!("{brand}, головна сторінка"),
        navigation: "Головне меню",
        register: "Реєстрація",
        new_here: "Ви тут уперше?",
        sign_in: "Увійти",
        have_account: "Уже маєте акаунт?",
        sign_out: "Вийти",
        footer: "Про цей сайт",
        terms: "Умови користування",
        privacy: "Політика приватності",
        accessibility: "Доступність",
        help: "Допомога",
        language: "Мова цього сайту",
        problem: "Є помилка",
        error: "Помилка:",
        optional: "(необов’язково)",
        choose: "Виберіть",
        step: |n, of| format!("Крок {n} з {of}"),
        back: "Назад",
        loading: "Завантаження…",
        working: "Зачекайте…",
        unreachable: "Сервер не відповів. Усе, що ви ввели, залишилося тут. Перевірте з’єднання і натисніть кнопку ще раз.",
        failed: "На нашому боці сталася помилка. Усе, що ви ввели, залишилося тут. Натисніть кнопку ще раз за хвилину.",
        busy: "Зараз тут багато людей. Усе, що ви ввели, залишилося тут. Натисніть кнопку ще раз за кілька секунд.",
        too_many: |seconds| {
            format!(
                "Забагато спроб. Усе, що ви ввели, залишилося тут. Натисніть кнопку ще раз через {}.",
                span(seconds)
            )
        },
        copy: "Копіювати",
        copied: "Скопійовано",
        show_password: "Показати пароль",
        hide_password: "Сховати пароль",
        strength: |strength| match strength {
            Strength::Common => "Надійність: слабка. Це поширений пароль або проста послідовність.",
            Strength::Personal => "Надійність: слабка. Пароль складено з вашого імені, пошти або нашої назви.",
            Strength::Fair => "Надійність: непогана. Ще одне слово — і пароль буде надійним.",
            Strength::Strong => "Надійність: висока.",
        },
    },
    landing: Landing {
        heading: |brand| format!("Вітаємо в {brand}"),
        lead: "Сервери, мережі та сховища в одній панелі керування. Створіть акаунт за кілька хвилин.",
        create: "Створити акаунт",
        points_heading: "Що ви отримаєте",
        points: [
            ("Кілька кроків — і готово", "Ваше ім’я, кілька відомостей, код із листа. Акаунт відкривається одразу."),
            ("Для вас або вашої організації", "Особисті та бізнес-акаунти з потрібними податковими даними."),
            ("У безпеці", "Ми питаємо небагато, добре це бережемо й нікому не показуємо, хто наш клієнт."),
        ],
    },
    register: Register {
        heading: "Реєстрація",
        lead: "Створіть акаунт. Це забере близько трьох хвилин.",
        password_hint: |min| {
            let characters = slavic(min.into(), false, ["символу", "символів", "символів"]);
            format!("Не менше {min} {characters}. Три-чотири слова поспіль — це надійно й легко запам’ятати.")
        },
        accept: ["Реєструючись, ви приймаєте ", " та ", "."],
        button: "Зареєструватися",
        resumed: |email| format!("Ви вже почали реєстрацію як {email}. Ваші відповіді нижче."),
        go_on: "Продовжити з того самого місця",
        start_over: "Почати спочатку",
        gone: "Цю реєстрацію вже завершено, скасовано або їй понад добу. Тут можна почати знову.",
        closed: "Реєстрацію закрито. Якщо у вас є акаунт, увійдіть.",
        by_invitation: "Реєстрація лише за запрошенням. Попросіть власника акаунта вашої організації запросити вас.",
        aside_heading: "Що буде далі",
        aside: [
            "Ви вкажете країну й телефон, а також для кого акаунт: для вас чи для організації.",
            "Ми надішлемо код на вашу електронну адресу. Ви введете його тут.",
            "Акаунт відкрито, і ви його власник.",
        ],
    },
    details: Details {
        heading: "Додаткова інформація",
        account_type: "Тип акаунта",
        personal: "Особистий акаунт",
        personal_hint: "Для фізичної особи, для власного користування.",
        business: "Бізнес-акаунт",
        business_hint: "Для юридичної особи, фізичної особи — підприємця або державної установи.",
        settings: "Додаткові налаштування",
        settings_hint: "Лише для бізнес-акаунтів. Особистому акаунту це не потрібно.",
        organisation_type: |kind| match kind {
            OrganisationType::LegalEntity => "Юридична особа",
            OrganisationType::IndividualEntrepreneur => "Фізична особа — підприємець",
            OrganisationType::GovernmentAgency => "Державна установа",
        },
        tin_hint: |country| match country {
            "UA" => "Код ЄДРПОУ з 8 цифр або РНОКПП з 10 цифр для ФОП.",
            "PL" => "Номер NIP з 10 цифр.",
            _ => "Номер, за яким організація сплачує податки.",
        },
        button: "Продовжити",
    },
    verify: Verify {
        heading: "Перевірте пошту",
        sent_to: "Ми надіслали лист із кодом на адресу",
        not_sent_to: "Останнім часом пішло забагато листів, тому ми ще не надіслали його на",
        lifetime: |n| format!("Код діє {n} {}.", slavic(n, false, ["хвилину", "хвилини", "хвилин"])),
        confirm: "Підтвердити",
        no_letter: "Листа ще немає?",
        on_its_way: "Лист уже в дорозі. Це може тривати хвилину чи дві.",
        undelivered: "Лист не вдалося доставити. Перевірте адресу й змініть її нижче або натисніть «Надіслати код ще раз».",
        spam: |from, subject| format!("Пошукайте в папці «Спам» лист від {from} з темою «{subject}»."),
        support: "Досі нічого? Напишіть нам:",
        wait: |seconds| format!("Новий код можна отримати через {}.", span(seconds)),
        again_now: "Новий код уже можна отримати.",
        resend: "Надіслати код ще раз",
        wrong_address: "Адреса неправильна?",
        change: "Змінити адресу",
        start_over_hint: "Спільний комп’ютер або це не ви? Почніть спочатку, і ваших відповідей тут не стане.",
        start_over: "Почати спочатку",
        sent_again: "Ми надіслали ще один код. Попередній теж діє, доки не мине його час.",
        address_changed: "Ми змінили адресу й надіслали туди новий код.",
    },
    sign_in: SignIn {
        heading: "Вхід",
        button: "Увійти",
        aside_heading: "Варто знати",
        aside: [
            "Ви залишаєтеся в системі до 24 годин або доки не мине година без жодної дії.",
            "На спільному комп’ютері вийдіть через меню, коли закінчите.",
        ],
        already_registered: "Для цієї адреси вже є акаунт. Увійдіть зі своїм паролем.",
        finished: "Вашу реєстрацію завершено. Увійдіть зі своєю адресою й паролем.",
    },
    panel: Panel {
        heading: |name| format!("Вітаємо, {name}"),
        account_number: "Номер акаунта",
        account_number_hint: "Називайте цей номер, коли пишете в підтримку або сплачуєте рахунок.",
        your_roles: "Ваша роль",
        role: |role| match role {
            Role::AccountOwner => "Власник акаунта",
            Role::AccountAdministrator => "Адміністратор акаунта",
            Role::BillingAdministrator => "Адміністратор оплати",
            Role::UserAdministrator => "Адміністратор користувачів",
            Role::AccountObserver => "Спостерігач акаунта",
        },
        you: "Ви",
        organisation: "Організація",
        none: "Ви не є учасником жодного акаунта.",
        go_on: "Перейти до панелі керування",
    },
    trouble: Trouble {
        not_found: ("Сторінку не знайдено", "Перевірте адресу або поверніться на головну сторінку."),
        bad_request: ("Ми не змогли це прочитати", "Поверніться, оновіть сторінку й надішліть форму ще раз."),
        foreign: (
            "Ця форма прийшла з іншого сайту",
            "Відкрийте нашу сторінку у своєму браузері й надішліть форму там.",
        ),
        too_large: ("Забагато тексту за один раз", "Поверніться, скоротіть введене й надішліть форму ще раз."),
        too_slow: (
            "Це тривало надто довго",
            "Форма надійшла не повністю. Перевірте з’єднання, поверніться й надішліть її ще раз.",
        ),
        too_many: ("Забагато спроб", |seconds| format!("Спробуйте ще раз через {}.", span(seconds))),
        busy: ("Зараз тут багато людей", |seconds| {
            format!("Спробуйте ще раз через {}.", span(seconds))
        }),
        broken: (
            "На нашому боці сталася помилка",
            "Це не через вас. Спробуйте за хвилину; якщо не минеться, напишіть нам.",
        ),
        kept: "Усе, що ви ввели, збережено, крім паролів.",
        back_to_form: "Назад до форми",
        to_start: "На головну сторінку",
    },
    field,
    wrong,
};

/// A span in the accusative, as after «через».
fn span(seconds: u32) -> String {
    let (n, forms) = match Span::of(seconds) {
        Span::Seconds(n) => (n, ["секунду", "секунди", "секунд"]),
        Span::Minutes(n) => (n, ["хвилину", "хвилини", "хвилин"]),
    };
    format!("{n} {}", slavic(n, false, forms))
}

/// So many characters, in the genitive, as after «не більше».
fn characters(n: u16) -> String {
    format!("{n} {}", slavic(n.into(), false, ["символу", "символів", "символів"]))
}

fn field(field: Field) -> FieldWords {
    let (label, hint) = match field {
        Field::Registration | Field::Version | Field::Next => ("", ""),
        Field::Name => ("Ім’я", ""),
        Field::Surname => ("Прізвище", ""),
        Field::Email => ("Електронна пошта", ""),
        Field::Password => ("Пароль", ""),
        Field::ConfirmPassword => ("Пароль ще раз", ""),
        Field::Language => ("Мова", "Для цих сторінок і наших листів."),
        Field::Country => ("Країна", ""),
        Field::Phone => ("Номер телефону", "Ми телефонуємо лише щодо безпеки вашого акаунта."),
        Field::AccountType => ("Тип акаунта", ""),
        Field::OrganisationType => ("Тип організації", ""),
        Field::CompanyName => ("Назва організації", ""),
        Field::Tin => ("Податковий номер", ""),
        Field::RegistrationNumber => ("Реєстраційний номер", ""),
        Field::VatNumber => ("Номер платника ПДВ", ""),
        Field::Address => ("Адреса", "Вулиця і будинок."),
        Field::City => ("Місто", ""),
        Field::PostalCode => ("Поштовий індекс", ""),
        Field::Code => ("Код підтвердження", "Шість літер, наприклад ABC-DEF."),
    };
    FieldWords { label, hint }
}

fn missing(field: Field) -> &'static str {
    match field {
        Field::Name => "Введіть ім’я",
        Field::Surname => "Введіть прізвище",
        Field::Email => "Введіть адресу електронної пошти",
        Field::Password => "Введіть пароль",
        Field::ConfirmPassword => "Введіть пароль ще раз",
        Field::Language => "Виберіть мову",
        Field::Country => "Виберіть країну",
        Field::Phone => "Введіть номер телефону",
        Field::AccountType => "Виберіть тип акаунта",
        Field::OrganisationType => "Виберіть тип організації",
        Field::CompanyName => "Введіть назву організації",
        Field::Tin => "Введіть податковий номер",
        Field::Code => "Введіть код із листа",
        _ => "Заповніть це поле",
    }
}

fn wrong(field: Field, wrong: Wrong) -> String {
    let label = self::field(field).label;
    let sentence = match (field, wrong) {
        (_, Wrong::Missing) => missing(field),
        (_, Wrong::TooShort(n)) => return format!("{label}: потрібно не менше {}", characters(n)),
        (_, Wrong::TooLong(n)) => return format!("{label}: можна не більше {}", characters(n)),
        (_, Wrong::Wait(seconds)) => return format!("Новий код можна отримати через {}", span(seconds)),
        (Field::Tin, Wrong::Characters) => "У податковому номері є зайві знаки. Введіть лише цифри",
        (Field::Phone, Wrong::Characters) => "Введіть номер телефону цифрами",
        (Field::Code, Wrong::Characters) => "Код складається лише з літер, наприклад ABC-DEF",
        (_, Wrong::Characters) => return format!("{label}: є приховані знаки. Введіть текст вручну"),
        (Field::Email, Wrong::Malformed) => "Введіть адресу на зразок name@example.com",
        (_, Wrong::Malformed) => return format!("{label}: перевірте написання"),
        (Field::Tin, Wrong::Length) => "У податковому номері забагато або замало цифр. Перевірте його",
        (Field::Phone, Wrong::Length) => "У номері телефону забагато або замало цифр. Перевірте його",
        (Field::Code, Wrong::Length) => "Код має шість літер, наприклад ABC-DEF",
        (_, Wrong::Length) => return format!("{label}: перевірте довжину"),
        (_, Wrong::Checksum) => return format!("{label}: у номері описка, його цифри не узгоджуються між собою"),
        (_, Wrong::Mismatch) => "Паролі відрізняються. Введіть однаковий двічі",
        (_, Wrong::Choice) => "Виберіть зі списку",
        (_, Wrong::Country) => "У вибраній країні немає такого номера. Перевірте його або почніть із + і коду країни",
        (_, Wrong::Alphabet) => "Код написано латиницею. Перемкніть розкладку клавіатури",
        (_, Wrong::Code) => "Цей код не діє. Звірте його з листом або натисніть «Надіслати код ще раз»",
        (_, Wrong::Tries) => "Забагато спроб. Натисніть «Надіслати код ще раз», щоб отримати новий код",
        (_, Wrong::Exhausted) => "Забагато спроб. Почніть спочатку, щоб зареєструватися знову",
        (_, Wrong::Changes) => "Адресу змінено тричі. Почніть спочатку, щоб указати іншу",
        (_, Wrong::Credentials) => "Електронна пошта й пароль не підходять одне до одного. Перевірте обидва",
        (_, Wrong::Common) => "Цей пароль легко вгадати. Візьміть три-чотири слова, не пов’язані між собою",
        (_, Wrong::Personal) => {
            "Цей пароль складено з вашого імені, пошти або нашої назви. Візьміть слова, які ніхто з вами не пов’яже"
        }
        (_, Wrong::Domain) => "Адреси цього домену тут не реєструють. Вкажіть іншу електронну пошту",
    };
    sentence.to_owned()
}
