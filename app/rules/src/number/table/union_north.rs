//! The European Union: Austria to Germany, the Baltic and the Nordic states, Ireland, the Netherlands.

use super::super::check::union as check;
use super::super::check::{luhn, mod_11_10, part};
use super::super::row::{Holder, Row, row};
use crate::Field::{RegistrationNumber, Tin, VatNumber};

pub(super) static ROWS: &[Row] = &[
    row("at-uid", "AT", "UID-Nummer", &[Tin, VatNumber])
        .shapes(&["########"])
        .digit(check::austrian)
        .strict()
        .firm()
        .marked("ATU", &["ATU", "U"])
        .needs_prefix()
        .labels(&["UID", "UID-NR", "UST-IDNR", "UST-ID"])
        .example("ATU13585627")
        .vat("at-uid"),
    row("at-steuernummer", "AT", "Steuernummer", &[Tin])
        .shapes(&["#########"])
        .digit(luhn)
        .labels(&["ST.-NR", "ABGABENKONTONUMMER"])
        .groups(&["##-###/####"])
        .example("59-119/9013"),
    row("at-fn", "AT", "Firmenbuchnummer", &[RegistrationNumber])
        .shapes(&["#@", "##@", "###@", "####@", "#####@", "######@"])
        .prefixes(&["FN"])
        .example("FN 122119m"),
    row("be-ondernemingsnummer", "BE", "ondernemingsnummer / numéro d’entreprise", &[Tin, RegistrationNumber])
        .shapes(&["0#########", "1#########"])
        .digit(check::belgian)
        .strict()
        .firm()
        .prefixes(&["BE"])
        .labels(&[
            "ONDERNEMINGSNUMMER",
            "ONDERNEMINGSNR",
            "NUMÉRO D’ENTREPRISE",
            "NUMÉRO D'ENTREPRISE",
            "KBO",
            "BCE",
            "BTW",
            "TVA",
            "BTW BE",
        ])
        .pad(9, 10)
        .groups(&["####.###.###"])
        .example("0428.759.497")
        .vat("be-vat")
        .registration("be-ondernemingsnummer"),
    row("be-vat", "BE", "btw / TVA", &[VatNumber])
        .shapes(&["0#########", "1#########"])
        .digit(check::belgian)
        .strict()
        .marked("BE", &["BE"])
        .labels(&["BTW", "TVA"])
        .pad(9, 10)
        .example("BE0428759497"),
    row("de-vat", "DE", "USt-IdNr.", &[Tin, VatNumber])
        .shapes(&["#########"])
        .digit(|text| !text.starts_with('0') && mod_11_10(text))
        .strict_with_prefix()
        .marked("DE", &["DE"])
        .labels(&[
            "UST-IDNR",
            "UST-ID",
            "UST.-ID",
            "USTID",
            "USTIDNR",
            "UST-ID-NR",
            "VAT-ID",
            "UID-NR",
            "UMSATZSTEUER-IDENTIFIKATIONSNUMMER",
        ])
        .example("DE136695976")
        .vat("de-vat"),
    row("de-widnr", "DE", "W-IdNr.", &[Tin])
        .shapes(&["##############"])
        .digit(|text| !text.starts_with('0') && mod_11_10(&text[..9]) && part(text, 9..14) > 0)
        .strict_with_prefix()
        .marked("DE", &["DE"])
        .labels(&["W-IDNR", "W-ID", "WIDNR"])
        .groups(&["###########-#####"])
        .example("DE136695976-00001"),
    row("de-steuernummer", "DE", "Steuernummer", &[Tin])
        .shapes(&["##########", "###########", "#############"])
        .labels(&["ST.-NR", "STNR", "STEUER-NR"])
        .example("181/815/08155"),
    row("de-hrb", "DE", "Handelsregisternummer", &[RegistrationNumber])
        .form(register_of_germany)
        .letters("ÄÖÜẞ")
        .labels(&["HANDELSREGISTERNUMMER", "HANDELSREGISTER", "REGISTERNUMMER"])
        .example("HRB 6684 Potsdam"),
    row("dk-cvr", "DK", "CVR-nr.", &[Tin, RegistrationNumber])
        .shapes(&["########"])
        .digit(check::cvr)
        .strict()
        .firm()
        .prefixes(&["DK"])
        .labels(&["CVR", "SE-NR", "MOMS"])
        .groups(&["## ## ## ##"])
        .example("13 58 56 28")
        .vat("dk-vat")
        .registration("dk-cvr"),
    row("dk-vat", "DK", "momsnr.", &[VatNumber])
        .shapes(&["########"])
        .digit(check::cvr)
        .strict()
        .marked("DK", &["DK"])
        .labels(&["CVR", "MOMS"])
        .example("DK13585628"),
    row("ee-registrikood", "EE", "registrikood", &[Tin, RegistrationNumber])
        .shapes(&["########"])
        .digit(check::registrikood)
        .strict()
        .firm()
        .labels(&["REG. KOOD", "REG. NR", "RK"])
        .example("12345678")
        .registration("ee-registrikood"),
    row("ee-kmkr", "EE", "KMKR", &[Tin, VatNumber])
        .shapes(&["#########"])
        .digit(|text| super::super::check::weighted(text, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10))
        .strict()
        .firm()
        .marked("EE", &["EE"])
        .example("EE100931558")
        .vat("ee-kmkr"),
    row("fi-ytunnus", "FI", "Y-tunnus", &[Tin, RegistrationNumber])
        .shapes(&["########"])
        .digit(finnish)
        .strict()
        .firm()
        .prefixes(&["FI"])
        .labels(&["FO-NUMMER", "ALV", "ALV-NRO"])
        .groups(&["#######-#"])
        .example("2077474-0")
        .vat("fi-vat")
        .registration("fi-ytunnus"),
    row("fi-vat", "FI", "ALV-numero", &[VatNumber])
        .shapes(&["########"])
        .digit(finnish)
        .strict()
        .marked("FI", &["FI"])
        .labels(&["ALV", "ALV-NRO"])
        .example("FI20774740"),
    row("ie-vat", "IE", "Tax / VAT number", &[Tin, VatNumber])
        .shapes(&["#######@", "#######@@", "#@#####@", "#+#####@", "#*#####@"])
        .digit(check::irish)
        .marked("IE", &["IE"])
        .labels(&["TRN", "TAX REFERENCE NUMBER"])
        .letters("*")
        .example("IE6433435F")
        .vat("ie-vat"),
    row("ie-cro", "IE", "CRO number", &[RegistrationNumber])
        .shapes(&["#####", "######"])
        .labels(&["CRO", "COMPANY NUMBER"])
        .example("104547"),
    row("lt-kodas", "LT", "įmonės kodas", &[Tin, RegistrationNumber])
        .shapes(&["#########"])
        .digit(check::lithuanian)
        .labels(&["ĮMONĖS KODAS", "KODAS", "JAR KODAS"])
        .example("123456786")
        .registration("lt-kodas"),
    row("lt-pvm", "LT", "PVM kodas", &[Tin, VatNumber])
        .shapes(&["#########", "############"])
        .digit(check::pvm)
        .strict()
        .marked("LT", &["LT"])
        .labels(&["PVM", "PVM MOKĖTOJO KODAS"])
        .example("LT119511515")
        .vat("lt-pvm"),
    row("lv-reg", "LV", "reģ. nr.", &[Tin, RegistrationNumber])
        .shapes(&["4##########", "5##########", "6##########", "7##########", "8##########", "9##########"])
        .digit(check::latvian_entity)
        .strict()
        .prefixes(&["LV"])
        .labels(&["REĢ. NR", "VIENOTAIS REĢISTRĀCIJAS NUMURS", "PVN", "PVN REĢ. NR"])
        .example("40003521600")
        .vat("lv-vat")
        .registration("lv-reg"),
    row("lv-person", "LV", "personas kods", &[Tin])
        .shapes(&["0##########", "1##########", "2##########", "3##########"])
        .digit(check::latvian_person)
        .held_by(Holder::Person)
        .prefixes(&["LV"])
        .groups(&["######-#####"])
        .example("161175-19997")
        .vat("lv-vat-person"),
    row("lv-vat", "LV", "PVN reģ. nr.", &[VatNumber])
        .shapes(&["4##########", "5##########", "6##########", "7##########", "8##########", "9##########"])
        .digit(check::latvian_entity)
        .strict()
        .marked("LV", &["LV"])
        .labels(&["PVN"])
        .example("LV40003521600"),
    row("lv-vat-person", "LV", "PVN reģ. nr.", &[VatNumber])
        .shapes(&["0##########", "1##########", "2##########", "3##########"])
        .digit(check::latvian_person)
        .marked("LV", &["LV"])
        .example("LV16117519997"),
    row("nl-btw", "NL", "btw-id", &[Tin, VatNumber])
        .shapes(&["#########B##"])
        .digit(check::btw)
        .marked("NL", &["NL"])
        .labels(&["BTW", "BTW-NUMMER", "BTW-IDENTIFICATIENUMMER"])
        .pad(9, 12)
        .example("NL004495445B01")
        .vat("nl-btw"),
    row("nl-rsin", "NL", "RSIN", &[Tin])
        .shapes(&["#########"])
        .digit(check::eleven_proof)
        .labels(&["FISCAAL NUMMER", "FI-NUMMER"])
        .example("004495445"),
    row("nl-kvk", "NL", "KVK-nummer", &[RegistrationNumber])
        .shapes(&["########"])
        .labels(&["KVK", "KVK-NR"])
        .example("12345678"),
    row("se-orgnr", "SE", "organisationsnummer", &[Tin, RegistrationNumber])
        .shapes(&["##########"])
        .digit(luhn)
        .strict()
        .firm()
        .prefixes(&["16", "18", "19", "20"])
        .labels(&["ORG.NR", "ORGNR", "ORG. NR", "ORGANISATIONSNR"])
        .groups(&["######-####"])
        .example("556703-7485")
        .vat_by("se-vat", |text| Some(format!("{text}01")))
        .registration("se-orgnr"),
    row("se-vat", "SE", "momsregistreringsnummer", &[VatNumber, Tin])
        .shapes(&["############"])
        .digit(check::swedish_vat)
        .strict()
        .marked("SE", &["SE"])
        .labels(&["MOMS", "MOMSREG.NR", "VAT-NR"])
        .example("SE556703748501")
        .vat("se-vat"),
];

fn finnish(text: &str) -> bool {
    super::super::check::weighted(text, &[7, 9, 10, 5, 8, 4, 2, 1]).is_multiple_of(11)
}

/// The registers of commerce, partnerships, co-operatives, companies and associations, and how else they are written.
const REGISTERS: &[(&str, &str)] = &[
    ("HRB", "HRB"),
    ("HR B", "HRB"),
    ("HRA", "HRA"),
    ("HR A", "HRA"),
    ("GNR", "GNR"),
    ("PARTR", "PR"),
    ("GSR", "GSR"),
    ("GÜR", "GÜR"),
    ("PR", "PR"),
    ("VR", "VR"),
];

/// A register and its number, with the court before or behind it.
fn register_of_germany(text: &str) -> Option<String> {
    REGISTERS.iter().find_map(|(written, register)| {
        let (before, after) = text.split_once(written)?;
        let after = after.trim_start_matches([' ', '.', '-', ':']);
        let number = after.strip_prefix("NR").unwrap_or(after).trim_start_matches([' ', '.', '-', ':']);
        let known = number.starts_with(|letter: char| letter.is_ascii_digit())
            && (before.is_empty() || before.ends_with([' ', ',', '-', '.']));
        known.then(|| format!("{before}{register} {number}"))
    })
}
