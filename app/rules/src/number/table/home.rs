//! The home markets: Ukraine and Poland.

use super::super::check::home as check;
use super::super::find::CYRILLIC;
use super::super::row::{Holder, Row, row};
use crate::Field::{RegistrationNumber, Tin, VatNumber};

pub(super) static ROWS: &[Row] = &[
    row("ua-edrpou", "UA", "ЄДРПОУ", &[Tin])
        .shapes(&["########"])
        .digit(check::edrpou)
        .strict()
        .firm()
        .held_by(Holder::Entity)
        .prefixes(&["UA"])
        .labels(&[
            "КОД ЄДРПОУ",
            "КОД ЗА ЄДРПОУ",
            "КОД ПО ЄДРПОУ",
            "КОД ЗГІДНО З ЄДРПОУ",
            "ІДЕНТИФІКАЦІЙНИЙ КОД",
            "EDRPOU",
            "EDRPOU CODE",
            "USREOU",
            "ЕДРПОУ",
            "ЕГРПОУ",
            "ІПН",
        ])
        .example("32855961"),
    row("ua-rnokpp", "UA", "РНОКПП", &[Tin])
        .shapes(&["##########"])
        .parts(check::rnokpp)
        .strict()
        .firm()
        .held_by(Holder::Person)
        .prefixes(&["UA"])
        .labels(&["RNOKPP", "ІПН", "ИНН", "IPN", "ІДЕНТИФІКАЦІЙНИЙ КОД"])
        .example("1759013776")
        .vat("ua-vat"),
    row("ua-passport", "UA", "паспорт", &[Tin])
        .shapes(&["@@######", "#########"])
        .parts(check::passport)
        .held_by(Holder::PersonAlone)
        .letters(CYRILLIC)
        .labels(&["ПАСПОРТ", "PASSPORT", "PASZPORT", "СЕРІЯ"])
        .groups(&["## ######"])
        .example("АВ 123456"),
    row("ua-vat", "UA", "ІПН платника ПДВ", &[VatNumber])
        .shapes(&["############", "##########"])
        .prefixes(&["UA"])
        .labels(&["ІПН", "ПДВ", "ІПН ПЛАТНИКА ПДВ", "НОМЕР ПЛАТНИКА ПДВ"])
        .agrees(|vat, tin| vat.len() == 12 && vat.get(..7) == tin.get(..7))
        .example("328559626010"),
    row("pl-nip", "PL", "NIP", &[Tin])
        .shapes(&["##########"])
        .parts(check::nip)
        .strict()
        .firm()
        .prefixes(&["PL"])
        .labels(&["NUMER NIP"])
        .groups(&["###-###-##-##"])
        .example("526-025-02-74")
        .vat("pl-vat"),
    row("pl-regon", "PL", "REGON", &[RegistrationNumber])
        .shapes(&["#########", "##############"])
        .digit(check::regon)
        .strict()
        .example("192598184"),
    row("pl-krs", "PL", "KRS", &[RegistrationNumber])
        .shapes(&["0000######"])
        .firm()
        .labels(&["NUMER KRS", "NR KRS"])
        .example("0000028860"),
    row("pl-vat", "PL", "NIP UE", &[VatNumber])
        .shapes(&["##########"])
        .parts(check::nip)
        .strict()
        .marked("PL", &["PL"])
        .labels(&["NIP", "VAT UE"])
        .example("PL5260250274"),
];
