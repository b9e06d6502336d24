//! Ukrainian.

use rules::{Field, NumberKind, OrganisationType};

use super::{Numbers, Size};

pub(super) const NUMBERS: Numbers = Numbers {
    name,
    label,
    or: " або ",
    with: |size| format!("з {}", of_digits(size)),
    for_people: " для ФОП",
    hint: |kinds, example| format!("{kinds}, наприклад {example}."),
    unknown: |field| match field {
        Field::Tin => "Номер, за яким організація сплачує податки.",
        Field::VatNumber => "Якщо організація є платником ПДВ.",
        _ => "Номер у реєстрі організацій.",
    },
    insist: "Якщо все правильно, натисніть кнопку ще раз",
    missing: |field| match field {
        Field::Tin => "Введіть податковий номер",
        Field::VatNumber => "Введіть номер платника ПДВ",
        _ => "Введіть реєстраційний номер",
    },
    characters: |about| match about.numeric {
        true => format!("{} має лише цифри. Введіть його без літер і знаків", about.name),
        false => format!("{} має цифри й латинські літери. Введіть його без інших знаків", about.name),
    },
    too_short: |about, count| format!("{} має щонайменше {}", about.name, counted(count, false)),
    too_long: |about, count| format!("{} має щонайбільше {}", about.name, counted(count, false)),
    length: |about, size, typed| format!("{} має {}, а тут {typed}", about.name, digits(size)),
    shape: |about| match about.example {
        "" => format!("{} виглядає інакше. Перевірте його", about.name),
        example => format!("{} виглядає так: {example}. Перевірте його", about.name),
    },
    checksum: |about| match (about.ends_with_check, about.digits_alone) {
        (true, _) => format!("{}: остання цифра не підходить, перевірте, чи немає описки", about.name),
        (_, true) => format!("{}: цифри не узгоджуються між собою, перевірте, чи немає описки", about.name),
        _ => format!("{}: цифри й літери не узгоджуються між собою, перевірте, чи немає описки", about.name),
    },
    birth_date: |about| {
        format!("{}: дата народження в ньому не може бути правильною, перевірте, чи немає описки", about.name)
    },
    office: |about| format!("{}: номерів із такими цифрами не видають, перевірте, чи немає описки", about.name),
    belongs: |about, other, takes| {
        let moved = format!("Це схоже на {}. Впишіть його в поле «{}»", about.within, label(other));
        match takes {
            Some(kinds) => format!("{moved}, а в полі «{}» вкажіть {kinds}", label(about.field)),
            None => moved,
        }
    },
    organisation: |about, organisation| match organisation {
        OrganisationType::IndividualEntrepreneur => {
            format!("{} мають організації, а не фізичні особи — підприємці. Перевірте і номер, і тип", about.name)
        }
        OrganisationType::LegalEntity => {
            format!("{} мають фізичні особи, а не юридичні. Перевірте і номер, і тип організації", about.name)
        }
        OrganisationType::GovernmentAgency => {
            format!("{} мають фізичні особи, а не державні установи. Перевірте і номер, і тип організації", about.name)
        }
    },
    document: "РНОКПП має 10 цифр, а 9 цифр має номер ID-картки. Перевірте його",
    disagrees: "Номер платника ПДВ не узгоджується з податковим номером. Перевірте обидва",
    oss: "Це номер єдиного вікна ЄС (OSS). Введіть власний номер організації",
};

fn name(kind: NumberKind) -> Option<String> {
    let own = match kind.name() {
        "ua-edrpou" => "код ЄДРПОУ",
        "ua-rnokpp" => "РНОКПП",
        "ua-passport" => "номер паспорта",
        "ua-vat" => "ІПН платника ПДВ",
        _ if kind.home_field() == Some(Field::VatNumber) || kind.local_name() == "VAT number" => {
            return Some(format!("номер платника ПДВ ({})", kind.local_name()));
        }
        _ => return None,
    };
    Some(own.to_owned())
}

fn label(field: Field) -> &'static str {
    match field {
        Field::Tin => "Податковий номер",
        Field::VatNumber => "Номер платника ПДВ",
        _ => "Реєстраційний номер",
    }
}

/// So many in the accusative: "2 цифри", "10 цифр".
fn counted(count: u16, digits: bool) -> String {
    let noun = match (count % 10, count % 100, digits) {
        (1, last, true) if last != 11 => "цифру",
        (2..=4, last, true) if !(12..=14).contains(&last) => "цифри",
        (_, _, true) => "цифр",
        (1, last, false) if last != 11 => "знак",
        (2..=4, last, false) if !(12..=14).contains(&last) => "знаки",
        (_, _, false) => "знаків",
    };
    format!("{count} {noun}")
}

/// What a number has: "10 цифр", "DE і 9 цифр", "9 або 14 цифр", "від 2 до 10 цифр".
fn digits(size: &Size) -> String {
    if size.is_range() {
        return format!("{}від {}", prefixed(size), of_many(size, " до "));
    }
    let last = counted(size.last(), size.digits_alone);
    let noun = last.rsplit(' ').next().unwrap_or_default();
    format!("{}{} {noun}", prefixed(size), size.counts(" або ", " до "))
}

/// The same in the genitive, after «з».
fn of_digits(size: &Size) -> String {
    format!("{}{}", prefixed(size), of_many(size, "–"))
}

fn of_many(size: &Size, to: &str) -> String {
    let noun = if size.digits_alone { "цифр" } else { "знаків" };
    format!("{} {noun}", size.counts(" або ", to))
}

fn prefixed(size: &Size) -> String {
    if size.prefix.is_empty() { String::new() } else { format!("{} і ", size.prefix) }
}
