//! English.

use rules::{Field, NumberKind, OrganisationType};

use super::{Numbers, Size};

pub(super) const NUMBERS: Numbers = Numbers {
    name,
    label,
    or: " or ",
    with: |size| format!("with {}", digits(size)),
    for_people: " for an individual entrepreneur",
    hint: |kinds, example| format!("{kinds}, for example {example}."),
    unknown: |field| match field {
        Field::Tin => "The number under which the organisation pays tax.",
        Field::VatNumber => "If the organisation is registered for VAT.",
        _ => "The number in the register of organisations.",
    },
    insist: "If it is right as it is, press the button again",
    missing: |field| match field {
        Field::Tin => "Enter the TIN",
        Field::VatNumber => "Enter the VAT number",
        _ => "Enter the registration number",
    },
    characters: |about| match about.numeric {
        true => format!("{} has digits alone. Enter it without letters and signs", about.name),
        false => format!("{} has digits and Latin letters. Enter it without other signs", about.name),
    },
    too_short: |about, count| format!("{} has {count} characters or more", about.name),
    too_long: |about, count| format!("{} has {count} characters or less", about.name),
    length: |about, size, typed| format!("{} has {}; this has {typed}", about.name, digits(size)),
    shape: |about| match about.example {
        "" => format!("{} does not look like this. Check it", about.name),
        example => format!("{} looks like {example}. Check it", about.name),
    },
    checksum: |about| match (about.ends_with_check, about.digits_alone) {
        (true, _) => format!("{}: the last digit does not fit, check for a typing mistake", about.name),
        (_, true) => format!("{}: the digits do not fit together, check for a typing mistake", about.name),
        _ => format!("{}: digits and letters do not fit together, check for a typing mistake", about.name),
    },
    birth_date: |about| format!("{}: the birth date in it cannot be right, check for a typing mistake", about.name),
    office: |about| format!("{}: no number is given out with these digits, check for a typing mistake", about.name),
    belongs: |about, other, takes| {
        let moved = format!("This looks like the {}. Put it into “{}”", about.within, label(other));
        match takes {
            Some(kinds) => format!("{moved}; “{}” takes the {kinds}", label(about.field)),
            None => moved,
        }
    },
    organisation: |about, organisation| match organisation {
        OrganisationType::IndividualEntrepreneur => {
            format!("{} is given to organisations, not to individual entrepreneurs. Check both", about.name)
        }
        OrganisationType::LegalEntity => {
            format!("{} is given to people, not to legal entities. Check both", about.name)
        }
        OrganisationType::GovernmentAgency => {
            format!("{} is given to people, not to government agencies. Check both", about.name)
        }
    },
    document: "RNOKPP has 10 digits; 9 are the number of an ID card. Check it",
    disagrees: "The VAT number does not agree with the TIN. Check both",
    oss: "This is a number of the One Stop Shop (OSS). Enter the organisation’s own number",
};

fn name(kind: NumberKind) -> Option<String> {
    let own = match kind.name() {
        "ua-edrpou" => "EDRPOU",
        "ua-rnokpp" => "RNOKPP",
        "ua-vat" => "VAT number (ІПН)",
        "ua-passport" => "passport",
        _ if kind.home_field() == Some(Field::VatNumber) && kind.local_name() != "VAT number" => {
            return Some(format!("VAT number ({})", kind.local_name()));
        }
        _ => return None,
    };
    Some(own.to_owned())
}

fn label(field: Field) -> &'static str {
    match field {
        Field::Tin => "TIN",
        Field::VatNumber => "VAT number",
        _ => "Registration number",
    }
}

/// "10 digits", "DE and 9 digits", "9 or 14 digits".
fn digits(size: &Size) -> String {
    let noun = match (size.digits_alone, size.last()) {
        (true, 1) => "digit",
        (true, _) => "digits",
        (false, 1) => "character",
        (false, _) => "characters",
    };
    let counted = format!("{} {noun}", size.counts(" or ", " to "));
    if size.prefix.is_empty() { counted } else { format!("{} and {counted}", size.prefix) }
}
