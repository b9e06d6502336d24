//! Which kind a typed text is, and what is to be said about it.

use super::clean::{adorns, compact, cyrillic, latin, plain, says_none, separates, unlabelled};
use super::fault::Fault;
use super::row::{Holder, Rigour, Row};
use super::table::{TABLES, rows};
use super::{Number, NumberFault, NumberKind};
use crate::{Country, Field, OrganisationType};

/// Fewest and most characters of a number whose kind the table does not know.
const OTHERS: std::ops::RangeInclusive<usize> = 2..=30;

/// Where the text was typed, and when.
pub(super) struct Asked {
    field: Field,
    organisation: Option<OrganisationType>,
    today: u32,
    country: Option<Country>,
    /// All kinds of the country.
    known: Vec<&'static Row>,
}

/// A row whose shape a text has, and what is left to say against it.
struct Match {
    row: &'static Row,
    body: String,
    fault: Option<Fault>,
}

impl Match {
    fn number(self, fault: Option<Fault>) -> Number {
        let kind = NumberKind::of(self.row);
        let text = format!("{}{}", self.row.mark, self.body);
        Number { text, kind, doubt: fault.map(|fault| NumberFault { kind, fault }) }
    }
}

/// Whether numbers of that field have digits alone in that country.
pub fn is_numeric(field: Field, country: Option<Country>) -> bool {
    let mut kinds = rows(country).filter(|row| row.is_for(field) && row.holder != Holder::PersonAlone).peekable();
    kinds.peek().is_some() && kinds.all(Row::is_numeric)
}

/// Nothing typed is none, and so is what says that there is none.
pub(super) fn optional(raw: &str, asked: &Asked) -> Result<Option<Number>, NumberFault> {
    if says_none(raw) { Ok(None) } else { read(raw, asked).map(Some) }
}

pub(super) fn doubt_of_stored(text: &str, kind: NumberKind) -> Fault {
    let row = kind.row();
    let body = row.body(text);
    let checked = if row.has_shape(body) { row.check(body, u32::MAX) } else { Ok(()) };
    checked.err().unwrap_or(Fault::Shape)
}

/// The number, or what cannot be.
pub(super) fn read(raw: &str, asked: &Asked) -> Result<Number, NumberFault> {
    let refused = |fault| NumberFault { kind: asked.usual(), fault };
    if raw.chars().count() > usize::from(Number::MOST_TYPED) {
        return Err(refused(Fault::TooLong(Number::MOST_TYPED)));
    }
    let text = plain(raw);
    if text.trim().is_empty() {
        return Err(refused(Fault::Missing));
    }
    let labels: Vec<&str> = asked.known.iter().flat_map(|row| row.all_labels()).collect();
    let bare = unlabelled(&text, &labels);
    if bare != text
        && let Some(number) = asked.fitting(&text, |row| !row.has_words())
    {
        return Ok(number);
    }
    asked.judged(bare)
}

impl Asked {
    pub(super) fn new(
        field: Field,
        country: Option<Country>,
        organisation: Option<OrganisationType>,
        today: u32,
    ) -> Asked {
        Asked { field, organisation, today, country, known: rows(country).collect() }
    }

    /// The kind that the country's field usually has.
    fn usual(&self) -> NumberKind {
        self.rows().next().map_or(NumberKind::OTHER, NumberKind::of)
    }

    /// The rows of this field that the organisation can have at all.
    fn rows(&self) -> impl Iterator<Item = &'static Row> {
        self.known.iter().copied().filter(|row| {
            row.is_for(self.field) && (row.holder != Holder::PersonAlone || row.holder.suits(self.organisation))
        })
    }

    fn fitting(&self, text: &str, among: fn(&Row) -> bool) -> Option<Number> {
        self.matches(text, self.rows().filter(|row| among(row)))
            .find(|found| found.fault.is_none())
            .map(|found| self.held(found))
    }

    fn matches(&self, text: &str, rows: impl Iterator<Item = &'static Row>) -> impl Iterator<Item = Match> {
        let spaced = latin(text);
        let (latin, cyrillic) = (compact(&spaced), cyrillic(&compact(text)));
        rows.filter_map(move |row| {
            let text = if row.letters == CYRILLIC { &cyrillic } else { &latin };
            let body = row.matched(text, &spaced)?;
            let fault = row.check(&body, self.today).err();
            Some(Match { row, body, fault })
        })
    }

    /// A number that fits, if it is one for this organisation.
    fn held(&self, found: Match) -> Number {
        let strange = self.organisation.filter(|_| !found.row.holder.suits(self.organisation));
        found.number(strange.map(Fault::Organisation))
    }

    fn judged(&self, text: &str) -> Result<Number, NumberFault> {
        let whole = compact(text);
        if let Some(fault) = self.abroad(&whole) {
            return self.refused_if(self.is_firm(), &whole, fault);
        }
        if let Some(number) = self.fitting(text, |_| true) {
            return Ok(number);
        }
        let strange = self.possible(text, &whole)?;
        if is_oss(&whole) {
            return Ok(self.doubtful(&whole, NumberFault { kind: NumberKind::OTHER, fault: Fault::Oss }));
        }
        let own = self.matches(text, self.rows()).next();
        if let Some(followed) = self.followed(text).filter(|_| own.is_none()) {
            return Ok(followed);
        }
        match self.elsewhere(text, own.is_some()) {
            Some(fault) => self.refused_if(self.is_firm(), &whole, fault),
            None if strange && own.is_none() => {
                Ok(self.doubtful(&whole, NumberFault { kind: self.usual(), fault: Fault::Characters }))
            }
            None => self.faulty(&whole, own),
        }
    }

    /// Signs that any number can have; whether there are letters that no number has where the country knows more than
    /// this program does.
    fn possible(&self, text: &str, whole: &str) -> Result<bool, NumberFault> {
        let usual = |letter: char| letter.is_ascii_alphanumeric() || separates(letter) || matches!(letter, '&' | '+');
        let adorned = |letter: char| adorns(letter) && (!self.known.is_empty() || self.country.is_none());
        let own = |letter: char| self.known.iter().any(|row| row.letters.contains(letter));
        let anywhere = |letter: char| {
            letter.is_alphanumeric() && (self.field == Field::RegistrationNumber || self.country.is_none())
        };
        let belongs = |letter: &char| usual(*letter) || adorned(*letter) || own(*letter) || anywhere(*letter);
        let foreign: Vec<char> = latin(text).chars().filter(|letter| !belongs(letter)).collect();
        let letters = foreign.iter().all(|letter| letter.is_alphabetic()) && !self.is_firm();
        if !letters && !foreign.is_empty() || !whole.contains(|letter: char| letter.is_ascii_digit()) {
            return Err(NumberFault { kind: self.usual(), fault: Fault::Characters });
        }
        Ok(!foreign.is_empty())
    }

    /// The VAT number of another country, where this one's are known and begin otherwise.
    fn abroad(&self, whole: &str) -> Option<NumberFault> {
        let text = latin(whole);
        let taken = self.field == Field::RegistrationNumber || self.rows().next().is_none();
        if taken || self.known.iter().any(|row| row.has_prefix(&text) || text.starts_with(row.country)) {
            return None;
        }
        let fits = |row: &&Row| row.matched(&text, &text).is_some_and(|body| row.check(&body, self.today).is_ok());
        let mut vats = TABLES.iter().copied().flatten().filter(|row| row.is_for(Field::VatNumber) && row.has_check());
        let row = vats.find(|row| row.begins_with_country(&text) && fits(row))?;
        Some(NumberFault { kind: NumberKind::of(row), fault: Fault::Abroad })
    }

    /// The VAT number that follows from the tax number which was typed in its place.
    fn followed(&self, text: &str) -> Option<Number> {
        let numbers = self.matches(text, self.known.iter().copied().filter(|row| row.home_field() == Some(Field::Tin)));
        let fits = |found: &Match| self.field == Field::VatNumber && found.fault.is_none() && found.row.has_check();
        let mut followed = numbers.filter(fits).filter_map(|found| found.number(None).vat_of());
        followed.next()
    }

    /// The other field that the number belongs into. A field of which the country's table knows nothing takes all but
    /// what can be nothing else than a VAT number.
    fn elsewhere(&self, text: &str, has_shape: bool) -> Option<NumberFault> {
        let whole = compact(text);
        let is_known = self.rows().next().is_some();
        let others =
            self.known.iter().copied().filter(|row| !row.is_for(self.field) && row.holder != Holder::PersonAlone);
        let sure = |found: &Match| {
            let begins = self.field == Field::RegistrationNumber && found.row.has_prefix(&whole);
            let only_vat = found.row.home_field() == Some(Field::VatNumber) || begins;
            found.fault.is_none() && (is_known || only_vat) && (!has_shape || found.row.has_check() || found.row.firm)
        };
        let mut found = self.matches(text, others).filter(|found| found.fault.is_none());
        let first = if is_known { found.find(sure)? } else { found.next().filter(sure)? };
        Some(NumberFault { kind: NumberKind::of(first.row), fault: Fault::Belongs(first.row.home_field()?) })
    }

    /// A text of a known shape whose check fails, or of no shape that the country knows.
    fn faulty(&self, whole: &str, own: Option<Match>) -> Result<Number, NumberFault> {
        match own {
            Some(Match { row, fault: Some(fault), .. }) if row.is_strict_about(whole) => {
                Err(NumberFault { kind: NumberKind::of(row), fault })
            }
            // Nothing is put in front of what may be another number: it is read again as it is.
            Some(found) if found.fault.is_some() && found.row.rigour == Rigour::StrictWithPrefix => {
                let kind = NumberKind::of(found.row);
                let doubt = found.fault.map(|fault| NumberFault { kind, fault });
                Ok(Number { text: found.body, kind, doubt })
            }
            Some(found) => {
                let fault = found.fault;
                Ok(found.number(fault))
            }
            None => match self.rows().find(|row| row.holder != Holder::PersonAlone) {
                Some(_) => {
                    let fault = self.misshapen(whole);
                    self.refused_if(self.is_firm() || self.rows().any(|row| row.is_claimed_by(whole)), whole, fault)
                }
                None => self.sized(whole).map_or_else(|| Ok(other(whole)), Err),
            },
        }
    }

    fn is_firm(&self) -> bool {
        let code = self.country.map(Country::code);
        self.field == Field::Tin && self.rows().next().is_some_and(|row| row.firm && Some(row.country) == code)
    }

    fn refused_if(&self, refused: bool, whole: &str, fault: NumberFault) -> Result<Number, NumberFault> {
        let sized = self.sized(whole).map(|sized| if self.rows().next().is_some() { fault } else { sized });
        match sized {
            Some(fault) => Err(fault),
            None if refused => Err(fault),
            None => Ok(self.doubtful(whole, fault)),
        }
    }

    /// Why no number at all has so few or so many characters.
    fn sized(&self, whole: &str) -> Option<NumberFault> {
        let count = whole.chars().count();
        let fault = match () {
            () if count < *OTHERS.start() => Fault::TooShort(2),
            () if count > *OTHERS.end() => Fault::TooLong(30),
            () => return None,
        };
        Some(NumberFault { kind: self.usual(), fault })
    }

    fn doubtful(&self, whole: &str, fault: NumberFault) -> Number {
        Number { doubt: Some(fault), ..other(whole) }
    }

    /// What is wrong with a text of no known shape, measured by the kind whose length is nearest.
    fn misshapen(&self, whole: &str) -> NumberFault {
        let typed = |row: &Row| row.bare(whole).chars().count();
        let distance = |row: &&'static Row| {
            let typed = typed(row);
            row.lengths().iter().map(|length| usize::from(length).abs_diff(typed)).min().unwrap_or(usize::MAX)
        };
        let suited = self.rows().filter(|row| row.holder != Holder::PersonAlone);
        let begun = |row: &Row| row.has_prefix(whole) || !row.mark.is_empty() && whole.starts_with(row.country);
        let mine = suited.min_by_key(|row| {
            let away = row.home_field() != Some(self.field);
            (!row.holder.suits(self.organisation), !begun(row), away, distance(row))
        });
        let Some(row) = mine else { return NumberFault { kind: NumberKind::OTHER, fault: Fault::Shape } };
        let (bare, wanted) = (row.bare(whole), row.lengths());
        let count = u16::try_from(bare.chars().count()).unwrap_or(u16::MAX);
        let fault = match () {
            () if row.is_numeric() && !bare.bytes().all(|byte| byte.is_ascii_digit()) => Fault::Characters,
            () if wanted.iter().next().is_some() && wanted.iter().all(|length| length != count) => {
                Fault::Length { wanted, typed: count }
            }
            () => Fault::Shape,
        };
        NumberFault { kind: NumberKind::of(row), fault }
    }
}

/// What marks a row whose letters are Cyrillic.
pub(super) const CYRILLIC: &str = "АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ";

fn other(whole: &str) -> Number {
    // Words of another alphabet stay what they are.
    let text = Some(latin(whole)).filter(|text| text.is_ascii()).unwrap_or_else(|| whole.to_owned());
    Number { text, kind: NumberKind::OTHER, doubt: None }
}

/// Numbers of the One Stop Shop: `EU` and 9 digits, for imports `IM` and 10 (Council Directive 2006/112/EC, art. 362, 369q).
fn is_oss(whole: &str) -> bool {
    let digits = |prefix, count| {
        whole
            .strip_prefix(prefix)
            .is_some_and(|rest: &str| rest.len() == count && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    digits("EU", 9) || digits("IM", 10)
}
