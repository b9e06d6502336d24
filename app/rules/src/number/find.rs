//! Which kind a typed text is, and what is to be said about it.

use super::clean::{adorns, compact, cyrillic, latin, plain, separates, unlabelled};
use super::fault::Fault;
use super::row::{Holder, Row};
use super::table::rows;
use super::{Number, NumberFault, NumberKind};
use crate::{Country, Field, OrganisationType};

/// Fewest and most characters of a number whose kind the table does not know.
const OTHERS: std::ops::RangeInclusive<usize> = 2..=30;

/// Where the text was typed, and when.
pub(super) struct Asked {
    field: Field,
    organisation: Option<OrganisationType>,
    today: u32,
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

/// Nothing typed is none.
pub(super) fn optional(read: Result<Number, NumberFault>) -> Result<Option<Number>, NumberFault> {
    match read {
        Err(NumberFault { fault: Fault::Missing, .. }) => Ok(None),
        read => read.map(Some),
    }
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
    if text.chars().all(separates) && !text.contains(|sign| sign != ' ') {
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
        Asked { field, organisation, today, known: rows(country).collect() }
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
        if let Some(number) = self.fitting(text, |_| true) {
            return Ok(number);
        }
        self.possible(text, &whole)?;
        if is_oss(&whole) {
            return Ok(self.doubtful(&whole, NumberFault { kind: NumberKind::OTHER, fault: Fault::Oss }));
        }
        let own = self.matches(text, self.rows()).next();
        match self.elsewhere(text, own.is_some()) {
            Some(fault) => self.refused_if(self.is_firm(), &whole, fault),
            None => self.faulty(&whole, own),
        }
    }

    /// Characters and length that any number can have.
    fn possible(&self, text: &str, whole: &str) -> Result<(), NumberFault> {
        let refused = |fault| Err(NumberFault { kind: self.usual(), fault });
        let belongs = |letter: char| {
            letter.is_ascii_alphanumeric()
                || separates(letter)
                || matches!(letter, '&' | '+')
                || adorns(letter) && !self.known.is_empty()
                || self.field == Field::RegistrationNumber && letter.is_alphanumeric()
                || self.known.iter().copied().any(|row| row.letters.contains(letter))
        };
        let count = whole.chars().count();
        match () {
            () if !latin(text).chars().all(belongs) => refused(Fault::Characters),
            () if !whole.contains(|letter: char| letter.is_ascii_digit()) => refused(Fault::Characters),
            () if self.is_firm() && count > *OTHERS.end() => Ok(()),
            () if count < *OTHERS.start() => refused(Fault::TooShort(2)),
            () if count > *OTHERS.end() => refused(Fault::TooLong(30)),
            () => Ok(()),
        }
    }

    /// The other field that the number belongs into.
    fn elsewhere(&self, text: &str, has_shape: bool) -> Option<NumberFault> {
        let others =
            self.known.iter().copied().filter(|row| !row.is_for(self.field) && row.holder != Holder::PersonAlone);
        let sure = |found: &Match| found.fault.is_none() && (!has_shape || found.row.has_check() || found.row.firm);
        let found = self.matches(text, others.filter(|_| self.rows().next().is_some())).find(sure)?;
        Some(NumberFault { kind: NumberKind::of(found.row), fault: Fault::Belongs(found.row.home_field()?) })
    }

    /// A text of a known shape whose check fails, or of no shape that the country knows.
    fn faulty(&self, whole: &str, own: Option<Match>) -> Result<Number, NumberFault> {
        match own {
            Some(Match { row, fault: Some(fault), .. }) if row.is_strict_about(whole) => {
                Err(NumberFault { kind: NumberKind::of(row), fault })
            }
            Some(found) => {
                let fault = found.fault;
                Ok(found.number(fault))
            }
            None => match self.rows().next() {
                Some(_) => {
                    let fault = self.misshapen(whole);
                    self.refused_if(self.is_firm() || self.rows().any(|row| row.is_claimed_by(whole)), whole, fault)
                }
                None => Ok(other(whole)),
            },
        }
    }

    fn is_firm(&self) -> bool {
        self.field == Field::Tin && self.rows().next().is_some_and(|row| row.firm)
    }

    fn refused_if(&self, refused: bool, whole: &str, fault: NumberFault) -> Result<Number, NumberFault> {
        if refused { Err(fault) } else { Ok(self.doubtful(whole, fault)) }
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
        let mine =
            suited.min_by_key(|row| (!row.holder.suits(self.organisation), !row.has_prefix(whole), distance(row)));
        let Some(row) = mine else { return NumberFault { kind: NumberKind::OTHER, fault: Fault::Shape } };
        let (bare, wanted) = (row.bare(whole), row.lengths());
        let count = u16::try_from(bare.chars().count()).unwrap_or(u16::MAX);
        let fault = match () {
            () if row.has_digits_alone() && !bare.bytes().all(|byte| byte.is_ascii_digit()) => Fault::Characters,
            () if wanted.iter().all(|length| length != count) => Fault::Length { wanted, typed: count },
            () => Fault::Shape,
        };
        NumberFault { kind: NumberKind::of(row), fault }
    }
}

/// What marks a row whose letters are Cyrillic.
pub(super) const CYRILLIC: &str = "АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ";

fn other(whole: &str) -> Number {
    Number { text: latin(whole), kind: NumberKind::OTHER, doubt: None }
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
