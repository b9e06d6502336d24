//! Passing a warning: the form comes back with a mark for each text that was warned of, and the same text passes then.

use crate::{Errors, Fault, Field, FieldError, clean};

/// What can be doubtful and still right.
const DOUBTED: [Field; 4] = [Field::Tin, Field::RegistrationNumber, Field::VatNumber, Field::Phone];
/// Ends the mark of a text that is saved already.
const SAVED: char = '.';

/// What was typed into a field that can be doubtful, and what it is read by.
pub(crate) struct Typed<'a> {
    pub(crate) field: Field,
    pub(crate) text: &'a str,
    pub(crate) country: &'a str,
    pub(crate) tin: &'a str,
}

/// The marks that a form gets with these errors: one for each field that is warned of now, or was before and still
/// stands as it was.
pub fn confirmation(typed: &dyn Fn(Field) -> String, errors: &Errors) -> String {
    let [before, country, tin] = [Field::Confirmed, Field::Country, Field::Tin].map(typed);
    let marks = DOUBTED.map(|field| {
        let typed = Typed { field, text: &typed(field), country: &country, tin: &tin };
        let warned = errors.of(field).filter(|wrong| wrong.is_warning()).map(|wrong| typed.mark(wrong));
        let kept = before.split(' ').filter(|mark| typed.all_marks().iter().any(|one| is(mark, one)));
        let kept = kept.filter(|mark| warned.as_ref().is_none_or(|warned| !is(mark, warned))).map(str::to_owned);
        kept.chain(warned.clone()).collect::<Vec<_>>()
    });
    marks.concat().join(" ")
}

/// The marks for texts that are saved already, beside this tax number: nobody is warned of them again.
pub fn confirmed(country: &str, tin: &str, texts: &[(Field, &str)]) -> String {
    let marks = texts.iter().flat_map(|(field, text)| Typed { field: *field, text, country, tin }.all_marks());
    marks.map(|mark| format!("{mark}{SAVED}")).collect::<Vec<_>>().join(" ")
}

/// Those of the marks that are of saved texts, whoever has read which warning.
pub fn confirmed_before(marks: &str) -> String {
    marks.split(' ').filter(|mark| mark.ends_with(SAVED)).collect::<Vec<_>>().join(" ")
}

impl Typed<'_> {
    /// Whether the marks say that this very text was warned of before, for the same country.
    pub(crate) fn passes(&self, marks: &str, wrong: FieldError) -> bool {
        marks.split(' ').any(|mark| is(mark, &self.mark(wrong)))
    }

    /// The mark of who was warned of this. A VAT number that disagrees with the tax number does so beside that one alone.
    fn mark(&self, wrong: FieldError) -> String {
        match wrong {
            FieldError::Doubtful(doubt) if doubt.fault == Fault::Disagrees => self.mark_beside(self.tin),
            _ => self.mark_beside(""),
        }
    }

    fn all_marks(&self) -> Vec<String> {
        let beside = if self.field == Field::VatNumber { &["", self.tin][..] } else { &[""] };
        beside.iter().map(|tin| self.mark_beside(tin)).collect()
    }

    /// The field and a digest (FNV-1a, 64 bits) of what it is read by. It protects nothing: whoever makes one up only
    /// insists.
    fn mark_beside(&self, tin: &str) -> String {
        let text = clean::tidy(self.text);
        // Such a phone is read alike in all countries.
        let country = if self.field == Field::Phone && text.starts_with('+') { "" } else { self.country };
        let bytes = country.bytes().chain([0]).chain(text.bytes()).chain([0]).chain(clean::tidy(tin).bytes());
        let digest = bytes
            .fold(0xcbf2_9ce4_8422_2325_u64, |digest, byte| (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        format!("{}-{digest:016x}", self.field.name())
    }
}

/// Whether it is this mark, of a saved text or not.
fn is(mark: &str, one: &str) -> bool {
    mark.trim_end_matches(SAVED) == one
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{NumberFault, NumberKind};

    const DISAGREES: FieldError =
        FieldError::Doubtful(NumberFault { kind: NumberKind::OTHER, fault: Fault::Disagrees });

    fn typed(tin: &'static str, confirmed: String) -> impl Fn(Field) -> String {
        move |field| match field {
            Field::Country => "DE".to_owned(),
            Field::Tin => tin.to_owned(),
            Field::Confirmed => confirmed.clone(),
            _ => String::new(),
        }
    }

    fn phone<'a>(country: &'a str, text: &'a str) -> Typed<'a> {
        Typed { field: Field::Phone, text, country, tin: "" }
    }

    #[test]
    fn only_the_same_text_of_the_same_country_passes() {
        let errors = Errors::on(Field::Phone, FieldError::DoubtfulPhone);
        let marks = confirmation(&|field| if field == Field::Phone { "12 3 ".into() } else { "DE".into() }, &errors);
        let passes = |typed: Typed| typed.passes(&marks, FieldError::DoubtfulPhone);
        assert!(passes(phone("DE", "12 3")));
        assert!(!passes(phone("DE", "12 4")));
        assert!(!passes(phone("AT", "12 3")));
        assert!(!passes(Typed { field: Field::Tin, ..phone("DE", "12 3") }));
        assert!(!phone("DE", "12 3").passes("", FieldError::DoubtfulPhone));
    }

    #[test]
    fn a_phone_that_is_read_alike_everywhere_passes_everywhere() {
        let marks = confirmed("DE", "", &[(Field::Phone, "+380 11 123 45 67")]);
        assert!(phone("UA", "+380 11 123 45 67").passes(&marks, FieldError::DoubtfulPhone));
    }

    #[test]
    fn a_vat_number_that_disagrees_passes_beside_the_tax_number_that_it_was_warned_of() {
        let vat = |tin| Typed { field: Field::VatNumber, text: "428559626010", country: "UA", tin };
        let other = FieldError::Doubtful(NumberFault { kind: NumberKind::OTHER, fault: Fault::Checksum });
        let marks = confirmed("UA", "32855961", &[(Field::VatNumber, "428559626010")]);
        assert!(vat(" 32855961").passes(&marks, DISAGREES));
        assert!(!vat("00032129").passes(&marks, DISAGREES));
        assert!(vat("00032129").passes(&marks, other));
        let warned = vat("32855961").mark(other);
        assert!(!vat("32855961").passes(&warned, DISAGREES));
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
    fn what_is_saved_is_told_from_what_was_warned_of_on_the_page() {
        let saved = confirmed("DE", "", &[(Field::Tin, "1")]);
        let doubtful = Errors::on(Field::Phone, FieldError::DoubtfulPhone);
        let both = confirmation(&typed("1", saved.clone()), &doubtful);
        assert!(both.starts_with(&saved) && both.contains("phone-"), "{both}");
        assert_eq!(confirmed_before(&both), saved);
        // Who was warned of it again has read it.
        let again = confirmation(
            &typed("1", saved),
            &Errors::on(
                Field::Tin,
                FieldError::Doubtful(NumberFault { kind: NumberKind::OTHER, fault: Fault::Checksum }),
            ),
        );
        assert_eq!(confirmed_before(&again), "");
    }

    #[test]
    fn all_marks_together_are_kept_with_a_form() {
        let marks = confirmed("DE", "", &DOUBTED.map(|field| (field, "1")));
        assert!(marks.len() <= usize::from(Field::Confirmed.most()));
    }
}
