//! Numbers as people type them.

use rules::{Country, Fault, Field, Number, NumberFault, NumberKind, OrganisationType, Verdict};

/// 2026-11-29.
const TODAY: u32 = 20_786;

fn tin(raw: &str, country: &str) -> Result<Number, NumberFault> {
    Number::tin(raw, Country::parse(country), None, TODAY)
}

fn fault(raw: &str, country: &str) -> Option<Fault> {
    tin(raw, country).err().map(|wrong| wrong.fault)
}

fn doubt(raw: &str, country: &str) -> Option<Fault> {
    tin(raw, country).ok()?.doubt().map(|doubt| doubt.fault)
}

fn normal(raw: &str, country: &str) -> String {
    match tin(raw, country) {
        Ok(number) => format!("{} {}", number.kind().name(), number.as_str()),
        Err(wrong) => format!("{wrong:?}"),
    }
}

#[test]
fn home_numbers_are_known_by_their_shape() {
    assert_eq!(normal("ЄДРПОУ 32855961", "UA"), "ua-edrpou 32855961");
    assert_eq!(normal("код ЄДРПОУ: 32855961.", "UA"), "ua-edrpou 32855961");
    assert_eq!(normal("1759013776", "UA"), "ua-rnokpp 1759013776");
    assert_eq!(normal("AB 123456", "UA"), "ua-passport АВ123456");
    assert_eq!(normal("NIP: 526-025-02-74", "PL"), "pl-nip 5260250274");
    assert_eq!(normal("٣٢٨٥٥٩٦١", "UA"), "ua-edrpou 32855961");
}

#[test]
fn what_cannot_be_is_refused_at_home() {
    assert_eq!(fault("14360571", "UA"), Some(Fault::Checksum));
    assert_eq!(fault("", "UA"), Some(Fault::Missing));
    assert_eq!(fault("3285596I", "UA"), Some(Fault::Characters));
    assert!(matches!(fault("526025028", "PL"), Some(Fault::Length { typed: 9, .. })));
    assert_eq!(fault("0000028860", "PL"), Some(Fault::Belongs(Field::RegistrationNumber)));
    assert_eq!(fault("192598184", "PL"), Some(Fault::Belongs(Field::RegistrationNumber)));
    assert_eq!(fault("328559626010", "UA"), Some(Fault::Belongs(Field::VatNumber)));
}

#[test]
fn the_kind_fits_the_organisation_or_warns() {
    let of = |raw, kind| Number::tin(raw, Country::parse("UA"), Some(kind), TODAY);
    let warned = |raw, kind| of(raw, kind).expect("possible").doubt().map(|doubt| doubt.fault);
    for kind in [OrganisationType::LegalEntity, OrganisationType::GovernmentAgency] {
        assert_eq!(warned("1759013776", kind), Some(Fault::Organisation(kind)));
        assert_eq!(warned("32855961", kind), None);
        assert_eq!(of("АВ123456", kind).map_err(|wrong| wrong.fault), Err(Fault::Characters));
    }
    let person = OrganisationType::IndividualEntrepreneur;
    assert_eq!(warned("32855961", person), Some(Fault::Organisation(person)));
    assert_eq!(warned("АВ123456", person), None);
    assert_eq!(warned("123456789", person), Some(Fault::Document));
}

#[test]
fn elsewhere_doubts_only() {
    assert_eq!(doubt("EU372000001", "PL"), Some(Fault::Oss));
    assert_eq!(tin("a1", "").map(|number| number.verdict()), Ok(Verdict::Fits));
}

fn typed(kind: NumberKind, raw: &str) -> Result<Number, NumberFault> {
    let country = kind.country();
    let missing = NumberFault { kind, fault: Fault::Missing };
    match Field::ALL.iter().find(|field| kind.is_for(**field)) {
        Some(Field::Tin) => Number::tin(raw, country, None, TODAY),
        Some(Field::RegistrationNumber) => Number::registration(raw, country, TODAY)?.ok_or(missing),
        _ => Number::vat(raw, country, None, TODAY)?.ok_or(missing),
    }
}

#[test]
fn the_example_of_every_kind_is_one_and_reads_the_same_as_stored_and_as_shown() {
    let mut wrong = Vec::new();
    for kind in NumberKind::all().filter(|kind| *kind != NumberKind::OTHER) {
        let number = typed(kind, kind.example());
        match &number {
            Ok(number) if number.kind() == kind && number.doubt().is_none() => {
                for again in
                    [number.as_str().to_owned(), number.shown(), format!("{}: {}", kind.local_name(), number.shown())]
                {
                    let same = typed(kind, &again);
                    if same.as_ref() != Ok(number) {
                        wrong.push(format!("{} {again} {same:?}", kind.name()));
                    }
                }
                let stored = Number::of_stored(number.as_str(), kind.name(), number.verdict().as_str());
                assert_eq!(stored.as_ref(), Some(number));
            }
            other => wrong.push(format!(
                "{} {} {other:?} {:?}",
                kind.name(),
                kind.example(),
                other.as_ref().ok().and_then(Number::doubt)
            )),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Two forms a country and a mistyped one, from the documentation of python-stdnum.
#[test]
fn good_foreign_forms_pass_and_mistyped_ones_are_refused_or_warned_about() {
    let (mut good, mut mistyped, mut told) = (0, 0, Vec::new());
    for line in include_str!("number_forms.txt").lines().filter(|line| !line.starts_with('#')) {
        let mut parts = line.split('|').map(str::trim);
        let country = parts.next().expect("a country");
        for form in parts.by_ref().take(2) {
            good += 1;
            if tin(form, country).map(|number| number.verdict()) != Ok(Verdict::Fits) {
                told.push(format!("{country} {form}: {}, {:?}", normal(form, country), doubt(form, country)));
            }
        }
        for form in line.split('|').skip(1).map(str::trim) {
            if let Ok(number) = tin(form, country) {
                assert_eq!(tin(number.as_str(), country).as_ref(), Ok(&number), "{country} {form}");
            }
        }
        let Some(wrong) = parts.next().filter(|wrong| !wrong.is_empty()) else {
            continue;
        };
        mistyped += 1;
        let strict =
            tin(line.split('|').nth(1).expect("a form"), country).is_ok_and(|number| number.kind().is_strict());
        let said = tin(wrong, country);
        if if strict { said.is_ok() } else { said.is_ok_and(|number| number.verdict() == Verdict::Fits) } {
            told.push(format!("{country} {wrong} passes: {}", normal(wrong, country)));
        }
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
    assert_eq!((good, mistyped), (174, 79));
}

/// Numbers as people paste and write them: country, text, kind, normal form.
const TYPED: &[(&str, &str, &str, &str)] = &[
    ("UA", "ЄДРПОУ 32855961", "ua-edrpou", "32855961"),
    ("UA", "Код ЄДРПОУ: 32855961", "ua-edrpou", "32855961"),
    ("UA", "код за ЄДРПОУ № 32855961,", "ua-edrpou", "32855961"),
    ("UA", "EDRPOU 32855961.", "ua-edrpou", "32855961"),
    ("UA", "UA 3285-5961", "ua-edrpou", "32855961"),
    ("UA", "ІПН 1759013776", "ua-rnokpp", "1759013776"),
    ("UA", "РНОКПП: 1759 013 776", "ua-rnokpp", "1759013776"),
    ("UA", "３２８５５９６１", "ua-edrpou", "32855961"),
    ("UA", "٣٢٨٥٥٩٦١", "ua-edrpou", "32855961"),
    ("UA", "۳۲۸۵۵۹۶۱", "ua-edrpou", "32855961"),
    ("UA", "\u{202D}32855961\u{202C}\u{200B}", "ua-edrpou", "32855961"),
    ("UA", "ab 123456", "ua-passport", "АВ123456"),
    ("UA", "паспорт АВ № 123456", "ua-passport", "АВ123456"),
    ("PL", "NIP: 526-025-02-74", "pl-nip", "5260250274"),
    ("PL", "nip 526 025 02 74", "pl-nip", "5260250274"),
    ("PL", "PL5260250274", "pl-nip", "5260250274"),
    ("PL", "NIP PL 526\u{2013}025\u{2013}02\u{2013}74", "pl-nip", "5260250274"),
    ("MX", "P&G851223B24", "mx-rfc", "P&G851223B24"),
    ("MX", "RFC: ÑAÑ850101AB1", "mx-rfc", "ÑAÑ850101AB1"),
    ("MX", "RFC850101AB1", "mx-rfc", "RFC850101AB1"),
    ("MX", "vace-460910-sx6", "mx-rfc", "VACE460910SX6"),
    ("BY", "МА1953684", "by-unp", "MA1953684"),
    ("BY", "УНП МА1953684", "by-unp", "MA1953684"),
    ("BY", "УНП: 200988541", "by-unp", "200988541"),
    ("HU", "12892312-2-42", "hu-adoszam", "12892312242"),
    ("HU", "Adószám: 12892312-2-42", "hu-adoszam", "12892312242"),
    ("DE", "DE136695976-00001", "de-widnr", "DE13669597600001"),
    ("DE", "de 136 695 976", "de-vat", "DE136695976"),
    ("DE", "DE-136695976", "de-vat", "DE136695976"),
    ("DE", "USt-IdNr.: DE 136695976", "de-vat", "DE136695976"),
    ("DE", "136695976", "de-vat", "DE136695976"),
    ("DE", "Steuernummer 181/815/08155", "de-steuernummer", "18181508155"),
    ("JP", "T5835678256246", "jp-cn", "5835678256246"),
    ("JP", "法人番号 5-8356-7825-6246", "jp-cn", "5835678256246"),
    ("GR", "ΑΦΜ: 094259216", "gr-afm", "094259216"),
    ("GR", "el094259216", "gr-afm", "094259216"),
    ("GR", "GR 94259216", "gr-afm", "094259216"),
    ("GB", "VAT No. GB 980 7806 84", "gb-vat", "GB980780684"),
    ("GB", "xi 980 7806 84", "xi-vat", "XI980780684"),
    ("IM", "GB 980780684", "gb-vat", "GB980780684"),
    ("CH", "CHE-107.787.577 MWST", "ch-uid", "CHE107787577"),
    ("LI", "CHE-107.787.577", "ch-uid", "CHE107787577"),
    ("NO", "NO 995 525 828 MVA", "no-orgnr", "995525828"),
    ("FR", "SIREN 552 008 443", "fr-siren", "552008443"),
    ("FR", "TVA FR 40 303 265 045", "fr-vat", "FR40303265045"),
    ("BE", "BE 0428.759.497", "be-ondernemingsnummer", "0428759497"),
    ("BE", "428759497", "be-ondernemingsnummer", "0428759497"),
    ("BE", "1000.000.021", "be-ondernemingsnummer", "1000000021"),
    ("NL", "NL 4495445 B01", "nl-btw", "NL004495445B01"),
    ("AT", "UID: ATU13585627", "at-uid", "ATU13585627"),
    ("CZ", "IČO: 25123891", "cz-dic", "CZ25123891"),
    ("CZ", "DIČ CZ25123891", "cz-dic", "CZ25123891"),
    ("DK", "CVR-nr. 13 58 56 28", "dk-cvr", "13585628"),
    ("FI", "Y-tunnus 2077474-0", "fi-ytunnus", "20774740"),
    ("SE", "Org.nr 556703-7485", "se-orgnr", "5567037485"),
    ("SE", "16556703-7485", "se-orgnr", "5567037485"),
    ("ES", "NIF B-58378431", "es-cif", "B58378431"),
    ("IT", "P. IVA: 00743110157", "it-piva", "00743110157"),
    ("PT", "NIF 501.964.843", "pt-nif", "501964843"),
    ("BR", "CNPJ 16.727.230/0001-97", "br-cnpj", "16727230000197"),
    ("US", "EIN: 91-1144442", "us-ein", "911144442"),
    ("CA", "12302 6635 RT0001", "ca-bn", "123026635RT0001"),
    ("AU", "ABN 83 914 571 673", "au-abn", "83914571673"),
    ("EG", "٣٣١-١٠٥-٢٦٨", "eg-tn", "331105268"),
    ("SA", "٣١٠١٢٢٣٩٣٥٠٠٠٠٣", "sa-vat", "310122393500003"),
    ("TR", "Vergi No: 4540536920", "tr-vkn", "4540536920"),
    ("KZ", "БИН 980540000397", "kz-bin", "980540000397"),
    ("IN", "GSTIN: 27AAPFU0939F1ZV", "in-gstin", "27AAPFU0939F1ZV"),
    ("TW", "統一編號 00501503", "tw-ubn", "00501503"),
    ("VN", "MST: 0314409058-002", "vn-mst", "0314409058002"),
    ("KP", "№ 12/345.678-9", "other", "123456789"),
    ("", "fr 40\u{2011}303 265 045", "other", "FR40303265045"),
];

#[test]
fn what_people_paste_and_write_is_one_number_and_fits() {
    let told: Vec<_> = TYPED
        .iter()
        .filter(|(country, raw, kind, text)| {
            normal(raw, country) != format!("{kind} {text}") || doubt(raw, country).is_some()
        })
        .map(|(country, raw, ..)| format!("{country} {raw}: {} {:?}", normal(raw, country), doubt(raw, country)))
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
    assert!(TYPED.len() >= 60);
}

#[test]
fn nothing_is_refused_for_one_country_what_only_another_is_strict_about() {
    assert_eq!(fault("DE136695977", "DE"), Some(Fault::Checksum));
    assert_eq!(doubt("136695977", "DE"), Some(Fault::Checksum));
    assert!(matches!(fault("DE13669597", "DE"), Some(Fault::Length { typed: 8, .. })));
    assert_eq!(doubt("HRB 6684", "DE"), Some(Fault::Belongs(Field::RegistrationNumber)));
    assert_eq!(fault("73282932000074", "FR"), Some(Fault::Belongs(Field::RegistrationNumber)));
    assert_eq!(fault("00445790", "GB"), Some(Fault::Belongs(Field::RegistrationNumber)));
    assert_eq!(doubt("31333532", "SK"), Some(Fault::Belongs(Field::RegistrationNumber)));
    assert_eq!(doubt("GB 980 7806 80", "GB"), Some(Fault::Checksum));
    assert_eq!(doubt("39AAPFU0939F1ZQ", "IN"), Some(Fault::Office));
    assert_eq!(doubt("00-1144442", "US"), Some(Fault::Office));
    for country in ["DE", "MX", "GB", "KP", ""] {
        assert_eq!(fault(&"7".repeat(65), country), Some(Fault::TooLong(64)), "{country}");
        for raw in ["", " \t\u{A0}\u{3000}\u{200B}"] {
            assert_eq!(fault(raw, country), Some(Fault::Missing), "{country}");
        }
        for raw in ["!!!", "ab", "--", "12_3", "12\u{0}3", "🙂1"] {
            assert_eq!(fault(raw, country), Some(Fault::Characters), "{country} {raw:?}");
        }
    }
    assert_eq!(fault("7", "KP"), Some(Fault::TooShort(2)));
    assert_eq!(fault(&"7".repeat(31), "KP"), Some(Fault::TooLong(30)));
}

fn vat(raw: &str, country: &str, tin: &Number) -> Option<Fault> {
    let number = Number::vat(raw, Country::parse(country), Some(tin), TODAY).expect("possible").expect("typed");
    number.doubt().map(|doubt| doubt.fault)
}

#[test]
fn the_vat_number_and_the_registration_number_follow_from_the_tin_where_they_do() {
    let of = |raw, country| {
        let tin = tin(raw, country).expect(raw);
        let text = |number: Option<Number>| number.map(|number| number.as_str().to_owned()).unwrap_or_default();
        (text(tin.vat_of()), text(tin.registration_of()))
    };
    let both = |vat: &str, registration: &str| (vat.to_owned(), registration.to_owned());
    assert_eq!(of("5260250274", "PL"), both("PL5260250274", ""));
    assert_eq!(of("32855961", "UA"), both("", ""));
    assert_eq!(of("1759013776", "UA"), both("1759013776", ""));
    assert_eq!(of("303 265 045", "FR"), both("FR40303265045", "303265045"));
    assert_eq!(of("0428.759.497", "BE"), both("BE0428759497", "0428759497"));
    assert_eq!(of("556703-7485", "SE"), both("SE556703748501", "5567037485"));
    assert_eq!(of("12892312-2-42", "HU"), both("HU12892312", ""));
    assert_eq!(of("CZ25123891", "CZ"), both("CZ25123891", "25123891"));
    assert_eq!(of("094259216", "GR"), both("EL094259216", ""));
    assert_eq!(of("CHE-107.787.577", "CH"), both("CHE107787577", "CHE107787577"));
    assert_eq!(of("995 525 828", "NO"), both("NO995525828", "995525828"));
    assert_eq!(of("136695977", "DE"), both("", ""));
}

#[test]
fn every_kind_leads_to_numbers_that_fit_in_their_field() {
    for kind in NumberKind::all().filter(|kind| *kind != NumberKind::OTHER) {
        let number = typed(kind, kind.example()).expect("an example");
        if let Some(follows) = number.vat_of() {
            let read = Number::vat(follows.as_str(), kind.country(), Some(&number), TODAY).expect("possible");
            assert_eq!(read.as_ref(), Some(&follows), "{kind:?}");
        }
        if let Some(follows) = number.registration_of() {
            let read = Number::registration(follows.as_str(), kind.country(), TODAY).expect("possible");
            assert_eq!(read.as_ref(), Some(&follows), "{kind:?}");
        }
    }
}

#[test]
fn a_vat_number_that_disagrees_with_the_tin_is_warned_about() {
    let (nip, company) = (tin("5260250274", "PL").expect("NIP"), tin("32855961", "UA").expect("EDRPOU"));
    assert_eq!(vat("PL 526-025-02-74", "PL", &nip), None);
    assert_eq!(vat("8567346215", "PL", &nip), Some(Fault::Disagrees));
    assert_eq!(vat("328559626010", "UA", &company), None);
    assert_eq!(vat("428559626010", "UA", &company), Some(Fault::Disagrees));
    assert_eq!(vat("1759013776", "UA", &company), Some(Fault::Disagrees));
    let person = tin("1759013776", "UA").expect("RNOKPP");
    assert_eq!(vat("1759013776", "UA", &person), None);
    assert_eq!(vat("328559626010", "UA", &person), Some(Fault::Disagrees));
    assert_eq!(Number::vat(" ", Country::parse("UA"), Some(&person), TODAY), Ok(None));
    assert_eq!(Number::registration("", Country::parse("PL"), TODAY), Ok(None));
}

#[test]
fn a_number_is_shown_as_its_country_writes_it() {
    let shown = |raw, country| tin(raw, country).map(|number| number.shown());
    for (raw, country, expected) in [
        ("5260250274", "PL", "526-025-02-74"),
        ("32855961", "UA", "32855961"),
        ("0428759497", "BE", "0428.759.497"),
        ("CHE107787577", "CH", "CHE-107.787.577"),
        ("995525828", "NO", "995 525 828"),
        ("12892312242", "HU", "12892312-2-42"),
        ("DE13669597600001", "DE", "DE136695976-00001"),
        ("20774740", "FI", "2077474-0"),
        ("911144442", "US", "91-1144442"),
        ("GB980780684", "GB", "GB 980 7806 84"),
    ] {
        assert_eq!(shown(raw, country).as_deref(), Ok(expected));
    }
}

#[test]
fn the_keypad_has_digits_where_the_kinds_have_digits_alone() {
    let numeric = |field, country| rules::number::is_numeric(field, Country::parse(country));
    for country in ["UA", "PL", "HR", "DK"] {
        assert!(numeric(Field::Tin, country), "{country}");
    }
    for country in ["DE", "MX", "IT", "KP", ""] {
        assert!(!numeric(Field::Tin, country), "{country}");
    }
    assert!(numeric(Field::VatNumber, "UA") && !numeric(Field::VatNumber, "PL"));
}

#[test]
fn a_stored_number_keeps_kind_and_verdict_and_does_not_print() {
    let number = Number::of_stored("1759013776", "ua-rnokpp", "fits").expect("stored");
    assert_eq!(number, tin("1759013776", "UA").expect("the same"));
    assert_eq!(format!("{number:?}"), "Number(ua-rnokpp)");
    let doubtful = Number::of_stored("DE136695977", "de-vat", "doubtful").expect("stored");
    assert_eq!(doubtful.doubt().map(|doubt| doubt.fault), Some(Fault::Checksum));
    assert_eq!(Number::of_stored("1", "no-such-kind", "fits"), None);
    assert_eq!(Number::of_stored("1", "other", "maybe"), None);
    let again = tin("DE12 34", "FR").err().map(|wrong| wrong.fault);
    assert!(matches!(again, Some(Fault::Characters)));
}

#[test]
fn kinds_have_names_of_their_own_and_travel_by_them() {
    let mut names: Vec<_> = NumberKind::all().map(NumberKind::name).collect();
    assert!(names.len() > 130, "{}", names.len());
    assert!(names.iter().all(|name| NumberKind::named(name).is_some_and(|kind| kind.name() == *name)));
    names.sort_unstable();
    assert!(names.is_sorted_by(|one, next| one < next));
}

fn kind_and_doubt(read: Result<Option<Number>, NumberFault>) -> String {
    match read {
        Ok(None) => "none".to_owned(),
        Ok(Some(number)) => {
            let doubt = number.doubt().map(|doubt| format!(", {:?} of {}", doubt.fault, doubt.kind.name()));
            format!("{} {}{}", number.kind().name(), number.as_str(), doubt.unwrap_or_default())
        }
        Err(wrong) => format!("{:?} of {}", wrong.fault, wrong.kind.name()),
    }
}

fn of_field(field: Field, raw: &str, country: &str) -> String {
    let at = Country::parse(country);
    kind_and_doubt(match field {
        Field::Tin => tin(raw, country).map(Some),
        Field::VatNumber => Number::vat(raw, at, None, TODAY),
        _ => Number::registration(raw, at, TODAY),
    })
}

/// Field, country, text, what becomes of it.
const ELSEWHERE: &[(Field, &str, &str, &str)] = &[
    (Field::VatNumber, "FR", "DE136695976", "other DE136695976, Abroad of de-vat"),
    (Field::VatNumber, "FR", "DE417546199", "other DE417546199, Abroad of de-vat"),
    (Field::VatNumber, "FR", "gb 980 7806 84", "other GB980780684, Abroad of gb-vat"),
    (Field::Tin, "FR", "PT501964843", "Abroad of pt-vat"),
    (Field::VatNumber, "FR", "FR K7 399 859 412", "fr-vat-letters FRK7399859412"),
    (Field::VatNumber, "PL", "DE136695976", "other DE136695976, Abroad of de-vat"),
    (Field::VatNumber, "UA", "PL 526-025-02-74", "other PL5260250274, Abroad of pl-vat"),
    (Field::Tin, "UA", "PL5260250274", "Abroad of pl-vat"),
    (Field::Tin, "ES", "U77071678", "es-cif U77071678"),
    (Field::Tin, "PL", "РL5260250274", "pl-nip 5260250274"),
    (Field::Tin, "GR", "ΕL094259216", "gr-afm 094259216"),
    (Field::Tin, "CH", "СHE-107.787.577", "ch-uid CHE107787577"),
    (Field::VatNumber, "DE", "DЕ136695976", "de-vat DE136695976"),
    (Field::VatNumber, "AT", "АTU13585627", "at-uid ATU13585627"),
    (Field::VatNumber, "TR", "TR4540536920", "other TR4540536920"),
    (Field::VatNumber, "RS", "RS101134702", "other RS101134702"),
    (Field::Tin, "SM", "SM-24.165", "sm-coe 24165"),
    (Field::VatNumber, "PL", "nie posiadam", "none"),
    (Field::VatNumber, "US", "DE136695976", "other DE136695976"),
    (Field::VatNumber, "HU", "12892312-2-42", "hu-vat HU12892312"),
    (Field::VatNumber, "FR", "303 265 045", "fr-vat FR40303265045"),
    (Field::VatNumber, "SE", "556703-7485", "se-vat SE556703748501"),
    (Field::VatNumber, "NO", "NO 995 525 828 MVA", "no-vat NO995525828"),
    (Field::VatNumber, "NO", "995525828", "no-vat NO995525828"),
    (Field::VatNumber, "PL", "-", "none"),
    (Field::VatNumber, "UA", "немає", "none"),
    (Field::RegistrationNumber, "PL", "brak", "none"),
    (Field::RegistrationNumber, "DE", "n/a", "none"),
    (Field::Tin, "PL", "brak", "Characters of pl-nip"),
    (Field::RegistrationNumber, "UA", "328559626010", "other 328559626010, Belongs(VatNumber) of ua-vat"),
    (Field::RegistrationNumber, "UA", "32855961", "other 32855961"),
    (Field::RegistrationNumber, "UA", "1759013776", "other 1759013776"),
    (Field::RegistrationNumber, "HU", "HU12892312", "other HU12892312, Belongs(Tin) of hu-adoszam"),
    (Field::RegistrationNumber, "HU", "01-09-562739", "other 0109562739"),
    (Field::RegistrationNumber, "DE", "HRB Nr. 6684", "de-hrb HRB 6684"),
    (Field::RegistrationNumber, "DE", "HR B 6684 Potsdam", "de-hrb HRB 6684 POTSDAM"),
    (Field::RegistrationNumber, "DE", "PartR 1234", "de-hrb PR 1234"),
    (Field::RegistrationNumber, "DE", "GüR 11223", "de-hrb GÜR 11223"),
    (Field::RegistrationNumber, "DE", "6684", "other 6684, Shape of de-hrb"),
    (Field::Tin, "DE", "Amtsgericht Charlottenburg, HRB 6684 B", "Belongs(RegistrationNumber) of de-hrb"),
    (Field::RegistrationNumber, "RS", "Matični broj: 07012345", "other MATIČNIBROJ07012345"),
    (Field::RegistrationNumber, "HR", "MBS: 080000014", "other MBS080000014"),
    (Field::RegistrationNumber, "AT", "FN: 122119m", "at-fn 122119M"),
    (Field::RegistrationNumber, "GB", "registered number: 00445790", "gb-company 00445790"),
    (Field::Tin, "TR", "Vergi Kimlik Numarası: 4540536920", "tr-vkn 4540536920"),
    (Field::Tin, "GB", "VAT registration no. 980780684", "gb-vat GB980780684"),
    (Field::Tin, "IE", "VAT Reg. No. IE6433435F", "ie-vat IE6433435F"),
    (Field::Tin, "UA", "IПН 1759013776", "ua-rnokpp 1759013776"),
    (Field::Tin, "UA", "ЄДPПOУ 32855961", "ua-edrpou 32855961"),
    (Field::Tin, "UA", "код згідно з ЄДРПОУ 32855961", "ua-edrpou 32855961"),
    (Field::Tin, "UA", "USREOU code 32855961", "ua-edrpou 32855961"),
    (Field::Tin, "UA", "серія АВ № 123456", "ua-passport АВ123456"),
    (Field::Tin, "UA", "QW123456", "Characters of ua-edrpou"),
    (Field::Tin, "GR", "AΦM 094259216", "gr-afm 094259216"),
    (Field::Tin, "PL", "NІP 5260250274", "pl-nip 5260250274"),
    (Field::Tin, "PL", "numer NIP: 5260250274", "pl-nip 5260250274"),
    (Field::Tin, "IT", "C.F. e P.IVA 00743110157", "it-piva 00743110157"),
    (Field::Tin, "DE", "Umsatzsteuer-Identifikationsnummer DE136695976", "de-vat DE136695976"),
    (Field::Tin, "IM", "C123456-12", "other C12345612, Shape of gb-vat"),
    (Field::RegistrationNumber, "IM", "123456C", "other 123456C"),
    (Field::Tin, "LI", "CHE-107.787.576", "Checksum of ch-uid"),
    (Field::Tin, "CH", "CHE-107.787.577 HR/MWST", "ch-uid CHE107787577"),
    (Field::Tin, "AU", "AU 83 914 571 673", "au-abn 83914571673"),
    (Field::Tin, "FR", "73282932000075", "Length { wanted: Lengths(512), typed: 14 } of fr-siren"),
    (Field::Tin, "AT", "AT13585627", "Length { wanted: Lengths(256), typed: 10 } of at-uid"),
    (
        Field::VatNumber,
        "UA",
        "свідоцтво платника ПДВ № 100321456",
        "other СВІДОЦТВОПЛАТНИКАПДВ100321456, Characters of ua-vat",
    ),
    (Field::Tin, "", "ЄДРПОУ 32855961", "other ЄДРПОУ32855961"),
    (Field::Tin, "", "NIP: 526-025-02-74", "other NIP5260250274"),
];

#[test]
fn what_belongs_elsewhere_is_named_and_what_belongs_nowhere_is_not_made_up() {
    let told: Vec<_> = ELSEWHERE
        .iter()
        .map(|(field, country, raw, expected)| (*field, country, raw, of_field(*field, raw, country), expected))
        .filter(|(.., found, expected)| found != *expected)
        .map(|(field, country, raw, found, _)| format!("{field:?} {country} {raw}: {found}"))
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}

/// Whoever passes a warning is not locked out afterwards: what is stored is read again as the same number.
#[test]
fn a_doubtful_number_reads_the_same_as_stored_and_as_shown() {
    let mut wrong = Vec::new();
    let mut doubtful = 0;
    for kind in NumberKind::all().filter(|kind| *kind != NumberKind::OTHER) {
        let example = kind.example();
        for at in 0..example.len() {
            let Some(sign) = example.get(at..=at).filter(|sign| sign.bytes().all(|b| b.is_ascii_alphanumeric())) else {
                continue;
            };
            for other in ["0", "7", "K", ""] {
                let raw = format!("{}{other}{}", &example[..at], &example[at + sign.len()..]);
                let Ok(number) = typed(kind, &raw) else { continue };
                doubtful += usize::from(number.doubt().is_some());
                for again in [number.as_str().to_owned(), number.shown()] {
                    let read = typed(kind, &again);
                    let same = read
                        .as_ref()
                        .is_ok_and(|read| read.as_str() == number.as_str() && read.verdict() == number.verdict());
                    if !same {
                        wrong.push(format!("{} {raw} {} {again} {read:?}", kind.name(), number.as_str()));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {doubtful}:\n{}", wrong.len(), wrong[..wrong.len().min(60)].join("\n"));
    assert!(doubtful > 1_000, "{doubtful}");
}

#[test]
fn numbers_of_people_are_warned_of_in_other_hands() {
    let of = |raw, country, organisation| {
        let read = Number::tin(raw, Country::parse(country), Some(organisation), TODAY);
        read.expect("possible").doubt().map(|doubt| doubt.fault)
    };
    for (raw, country) in [("CZ7103192745", "CZ"), ("7523169263", "BG"), ("039337423", "IL"), ("1759013776", "UA")] {
        let company = OrganisationType::LegalEntity;
        assert_eq!(of(raw, country, company), Some(Fault::Organisation(company)), "{country}");
        assert_eq!(of(raw, country, OrganisationType::IndividualEntrepreneur), None, "{country}");
    }
}
