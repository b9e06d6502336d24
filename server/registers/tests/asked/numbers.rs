//! Which registers are asked for which numbers.

use super::{Case, NOW, all};
use registers::{CompanyQuery, Number, Source, names};
use rules::Country;

type Typed = Option<Number<'static>>;

/// Who is asked for a tax number, a number in a register and one for VAT.
fn asks(country: &str, tin: Typed, registration: Typed, vat: Typed) -> Vec<&'static str> {
    let country = Country::parse(country).expect(country);
    let wanted = CompanyQuery { country, tin, registration, vat };
    let of = |name: &str| {
        let key = all().iter().find(|case| case.name == name).and_then(Case::key);
        Source::open(name, None, key).expect(name).asked(&wanted, NOW).is_some()
    };
    names().filter(|name| of(name)).collect()
}

#[test]
fn nobody_is_asked_for_a_number_that_is_not_theirs() {
    let asks = |country: &str, tin, vat| asks(country, tin, None, vat);
    assert_eq!(asks("UA", Some(("32855961", "ua-edrpou")), None), ["ua-dps", "gleif"]);
    assert_eq!(asks("UA", Some(("1759013776", "ua-rnokpp")), None), ["ua-dps"]);
    assert_eq!(asks("UA", Some(("МА195368", "ua-passport")), None), [""; 0]);
    assert_eq!(asks("PL", Some(("5260250274", "pl-nip")), None), ["pl-regon", "pl-whitelist", "vies"]);
    assert_eq!(asks("GB", Some(("980780684", "gb-vat")), Some(("XI980780684", "gb-vat"))), ["vies"]);
    assert_eq!(asks("LT", Some(("LT100001919017", "lt-pvm")), None), ["vies"]);
    assert_eq!(asks("KZ", Some(("790303402568", "kz-iin")), None), [""; 0]);
    assert_eq!(asks("LV", Some(("16117519997", "lv-person")), None), [""; 0]);
    assert_eq!(asks("MX", Some(("P&G851223B24", "mx-rfc")), None), [""; 0]);
}

#[test]
fn a_persons_code_is_sent_to_no_other_country_though_a_number_for_vat_follows_from_it() {
    for (country, tin, vat, registers) in [
        ("LV", ("16117519997", "lv-person"), ("LV16117519997", "lv-vat-person"), &[][..]),
        ("BG", ("7523169263", "bg-person"), ("BG7523169263", "bg-vat-person"), &[]),
        ("CZ", ("CZ7103192745", "cz-dic-person"), ("CZ7103192745", "cz-dic-person"), &[]),
        ("ES", ("12345678Z", "es-nif"), ("ES12345678Z", "es-vat"), &[]),
        ("SE", ("8112189876", "se-orgnr"), ("SE811218987601", "se-vat"), &[]),
        ("SK", ("7103192745", "sk-dic"), ("SK7103192745", "sk-vat"), &[]),
        ("ES", ("A28015865", "es-cif"), ("ESA28015865", "es-vat"), &["vies"]),
        ("SE", ("5567037485", "se-orgnr"), ("SE556703748501", "se-vat"), &["vies"]),
    ] {
        assert_eq!(asks(country, Some(tin), None, Some(vat)), registers, "{country} {tin:?} {vat:?}");
        assert_eq!(asks(country, Some(tin), None, None), registers, "{country} {tin:?}");
    }
    // One that does not follow was typed.
    let (tin, vat) = (("12345678Z", "es-nif"), ("ESA28015865", "es-vat"));
    assert_eq!(asks("ES", Some(tin), None, Some(vat)), ["vies"]);
    assert_eq!(asks("LV", None, None, Some(("LV16117519997", "lv-vat-person"))), ["vies"]);
}

#[test]
fn only_numbers_in_registers_of_known_kinds_go_everywhere_and_no_persons() {
    for (country, registration, registers) in [
        ("NL", ("33014286", "nl-kvk"), &["gleif"][..]),
        ("NL", ("33014286", "other"), &[]),
        ("US", ("790303402568", "other"), &[]),
        ("KZ", ("020240000555", "kz-bin"), &["kz-stat", "gleif"]),
        ("KZ", ("790303402568", "kz-bin"), &[]),
        ("SE", ("5567037485", "se-orgnr"), &["gleif"]),
        ("SE", ("8112189876", "se-orgnr"), &[]),
        // Found by another register.
        ("FI", ("0112038-9", ""), &["gleif"]),
    ] {
        assert_eq!(asks(country, None, Some(registration), None), registers, "{country} {registration:?}");
    }
}
