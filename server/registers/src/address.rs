//! Addresses that come in one piece.

/// An address in its parts; what cannot be told apart stays with the street.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) street: Option<String>,
    pub(crate) city: Option<String>,
    pub(crate) postal_code: Option<String>,
}

/// Reads lines of which the last one is `POSTAL-CODE CITY`, as VIES has them for most countries.
pub(crate) fn of_lines(raw: &str, country: &str) -> Address {
    let lines: Vec<&str> = raw.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if let [street @ .., last] = lines.as_slice()
        && !street.is_empty()
        && let Some((code, city)) = code_and_city(last, country)
    {
        let (street, city) = (Some(street.join(", ")), Some(city.to_owned()));
        return Address { street, city, postal_code: Some(code) };
    }
    Address { street: Some(lines.join(", ")), ..Address::default() }
}

/// Reads `STREET, POSTAL-CODE CITY`, as Poland's list has it.
pub(crate) fn of_line(raw: &str) -> Address {
    match raw.rsplit_once(", ") {
        Some((street, last)) => of_lines(&format!("{street}\n{last}"), "PL"),
        None => Address { street: Some(raw.to_owned()), ..Address::default() },
    }
}

/// The first word is the postal code, with a country's letters and a hyphen in front of it or not; so is a second one of
/// digits alone (`110 00`), or in the Netherlands of two capitals after four digits (`1012 AB`). A hyphen may come before
/// the city (`15124 - ΜΑΡΟΥΣΙ`).
fn code_and_city<'a>(line: &'a str, country: &str) -> Option<(String, &'a str)> {
    let (first, rest) = line.split_once(' ')?;
    let code = first.split_once('-').filter(|(letters, _)| is_country(letters)).map_or(first, |(_, code)| code);
    let known = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_uppercase() || byte == b'-';
    if !(3..=10).contains(&code.len()) || !code.bytes().all(known) || !code.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let rest = rest.trim_start();
    let (code, city) = match rest.split_once(' ') {
        Some((second, city)) if belongs(code, second, country) => (format!("{code} {second}"), city),
        _ => (code.to_owned(), rest),
    };
    Some((code, city.trim_start_matches(['-', ' '])))
}

fn is_country(letters: &str) -> bool {
    (1..=2).contains(&letters.len()) && letters.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn belongs(code: &str, second: &str, country: &str) -> bool {
    match code.len() {
        3 => second.len() == 2 && second.bytes().all(|byte| byte.is_ascii_digit()),
        4 => country == "NL" && second.len() == 2 && second.bytes().all(|byte| byte.is_ascii_uppercase()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_is_postal_code_and_city_where_it_begins_with_a_code() {
        for (country, raw, street, code, city) in [
            ("PL", "CHEMIKÓW 7\n09-411 PŁOCK", "CHEMIKÓW 7", "09-411", "PŁOCK"),
            ("CZ", "Duhová 1444/2\nMichle\n140 00  PRAHA 4", "Duhová 1444/2, Michle", "140 00", "PRAHA 4"),
            ("NL", "STRAWINSKYLAAN 1\n1077XX AMSTERDAM", "STRAWINSKYLAAN 1", "1077XX", "AMSTERDAM"),
            ("NL", "DAM 1\n1012 JS AMSTERDAM", "DAM 1", "1012 JS", "AMSTERDAM"),
            ("FR", "AV DES CHAMPS 1\n75008 PARIS 8", "AV DES CHAMPS 1", "75008", "PARIS 8"),
            ("FR", "RUE DU LAC 1\n72000 LE MANS", "RUE DU LAC 1", "72000", "LE MANS"),
            ("AT", "Ring 1\nAT-1010 Wien", "Ring 1", "1010", "Wien"),
            ("LU", "RUE 1\nL-1234 LUXEMBOURG", "RUE 1", "1234", "LUXEMBOURG"),
            ("BE", "RUE HAUTE 1\n7070 LE ROEULX", "RUE HAUTE 1", "7070", "LE ROEULX"),
            ("EL", "ΚΗΦΙΣΙΑΣ 1\n15124 - ΜΑΡΟΥΣΙ", "ΚΗΦΙΣΙΑΣ 1", "15124", "ΜΑΡΟΥΣΙ"),
            ("EL", "ΚΗΦΙΣΙΑΣ 1\n151 24 -ΜΑΡΟΥΣΙ", "ΚΗΦΙΣΙΑΣ 1", "151 24", "ΜΑΡΟΥΣΙ"),
        ] {
            let (street, city, code) = (Some(street.into()), Some(city.into()), Some(code.into()));
            assert_eq!(of_lines(raw, country), Address { street, city, postal_code: code }, "{raw}");
        }
    }

    #[test]
    fn what_cannot_be_told_apart_stays_together() {
        for raw in
            ["Brīvības iela 1, Rīga, LV-1010", "123 Main Street", "MUN. BUCUREŞTI\nSTR. LUNGĂ NR. 1", "12 X\n1 Y"]
        {
            let address = of_lines(raw, "BE");
            assert_eq!((address.city, address.postal_code), (None, None), "{raw}");
            assert_eq!(address.street, Some(raw.replace('\n', ", ")));
        }
        assert_eq!(of_line("CHEMIKÓW 7, 09-411 PŁOCK"), of_lines("CHEMIKÓW 7\n09-411 PŁOCK", "PL"));
        assert_eq!(of_line("PŁOCK").street.as_deref(), Some("PŁOCK"));
    }
}
