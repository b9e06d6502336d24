//! Passing a warning: the form comes back with a mark for each text that was warned of, and the same text passes then.

use crate::{Errors, Field, clean};

/// What can be doubtful and still right.
const DOUBTED: [Field; 4] = [Field::Tin, Field::RegistrationNumber, Field::VatNumber, Field::Phone];

/// The marks that a form gets with these errors: one for each field that is warned of now, or was before and still
/// stands as it was.
pub fn confirmation(typed: &dyn Fn(Field) -> String, errors: &Errors) -> String {
    let before = typed(Field::Confirmed);
    let warned = |field: &Field| errors.of(*field).is_some_and(|wrong| wrong.is_warning());
    let mark = |field: Field| mark(field, &typed(Field::Country), &typed(field), &typed(Field::Tin));
    let kept = DOUBTED.into_iter().filter(|field| warned(field) || has(&before, &mark(*field)));
    kept.map(mark).collect::<Vec<_>>().join(" ")
}

/// The marks for texts that are saved already, beside this tax number: nobody is warned of them again.
pub fn confirmed(country: &str, tin: &str, texts: &[(Field, &str)]) -> String {
    texts.iter().map(|(field, text)| mark(*field, country, text, tin)).collect::<Vec<_>>().join(" ")
}

/// Whether this very text was warned of before, for the same country and beside the same tax number.
pub(crate) fn passes(confirmed: &str, field: Field, country: &str, typed: &str, tin: &str) -> bool {
    has(confirmed, &mark(field, country, typed, tin))
}

fn has(confirmed: &str, mark: &str) -> bool {
    confirmed.split(' ').any(|one| one == mark)
}

/// The field and a digest (FNV-1a, 64 bits) of country and text, and for a VAT number, which has to agree with it, of the
/// tax number. It protects nothing: whoever makes one up only insists.
fn mark(field: Field, country: &str, typed: &str, tin: &str) -> String {
    let beside = if field == Field::VatNumber { clean::tidy(tin) } else { "" };
    let bytes = country.bytes().chain([0]).chain(clean::tidy(typed).bytes()).chain([0]).chain(beside.bytes());
    let digest =
        bytes.fold(0xcbf2_9ce4_8422_2325_u64, |digest, byte| (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{}-{digest:016x}", field.name())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FieldError;

    fn typed(tin: &'static str, confirmed: String) -> impl Fn(Field) -> String {
        move |field| match field {
            Field::Country => "DE".to_owned(),
            Field::Tin => tin.to_owned(),
            Field::Confirmed => confirmed.clone(),
            _ => String::new(),
        }
    }

    #[test]
    fn only_the_same_text_of_the_same_country_passes() {
        let errors = Errors::on(Field::Phone, FieldError::DoubtfulPhone);
        let marks = confirmation(&|field| if field == Field::Phone { "12 3 ".into() } else { "DE".into() }, &errors);
        assert!(passes(&marks, Field::Phone, "DE", "12 3", ""));
        assert!(!passes(&marks, Field::Phone, "DE", "12 4", ""));
        assert!(!passes(&marks, Field::Phone, "AT", "12 3", ""));
        assert!(!passes(&marks, Field::Tin, "DE", "12 3", ""));
        assert!(!passes("", Field::Phone, "DE", "12 3", ""));
    }

    #[test]
    fn a_vat_number_passes_beside_the_tax_number_that_it_was_warned_of() {
        let marks = confirmed("UA", "32855961", &[(Field::VatNumber, "428559626010")]);
        assert!(passes(&marks, Field::VatNumber, "UA", "428559626010", " 32855961"));
        assert!(!passes(&marks, Field::VatNumber, "UA", "428559626010", "00032129"));
    }

    #[test]
    fn an_error_gives_no_mark_and_what_was_passed_stays_passed_while_it_is_the_same() {
        let errors = Errors::on(Field::Tin, FieldError::Missing);
        assert_eq!(confirmation(&typed("1", String::new()), &errors), "");
        let marks = confirmed("DE", "", &[(Field::Tin, "1")]);
        assert_eq!(confirmation(&typed("1", marks.clone()), &Errors::default()), marks);
        assert_eq!(confirmation(&typed("2", marks), &Errors::default()), "");
    }

    #[test]
    fn all_marks_together_are_kept_with_a_form() {
        let marks = confirmed("DE", "", &DOUBTED.map(|field| (field, "1")));
        assert!(marks.len() <= usize::from(Field::Confirmed.most()));
    }
}
