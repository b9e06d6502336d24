//! Ten thousand numbers and more of each kind that python-stdnum knows, as many broken ones, and its verdict.
//! How they are stored is said at the top of `number_vectors.py`.

mod differences;

use std::collections::BTreeMap;

use differences::{DIFFERENCES, Difference};

use rules::{Fault, Field, Number, NumberFault, NumberKind, Verdict};

/// 2026-11-29.
const TODAY: u32 = 20_786;
/// How many numbers of each kind, at least, and as many broken ones.
const ENOUGH: usize = 10_000;
const SEED: u64 = 20_261_129;
const LISTED: &str = include_str!("../number_vectors.txt");
const PACKED: &[u8] = include_bytes!("../number_vectors.bin");

/// SplitMix64, as in the script.
struct Chance(u64);

impl Chance {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let drawn = (mixed ^ (mixed >> 31)) % u64::try_from(count).expect("small");
        usize::try_from(drawn).expect("small")
    }

    fn one_of(&mut self, letters: &str) -> char {
        char::from(letters.as_bytes()[self.below(letters.len())])
    }
}

const DIGITS: &str = "0123456789";
const CAPITALS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const EITHER: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

fn body(template: &str, chance: &mut Chance) -> String {
    let turns: Vec<&str> = template.split('|').collect();
    let mut rest = turns[chance.below(turns.len())];
    let mut made = String::new();
    while let Some(sign) = rest.chars().next() {
        rest = &rest[1..];
        match sign {
            '#' => made.push(chance.one_of(DIGITS)),
            '@' => made.push(chance.one_of(CAPITALS)),
            '%' => made.push(chance.one_of(EITHER)),
            '~' => made.push(luhn_digit(&made[made.len() - 8..])),
            '[' => {
                let (choice, after) = rest.split_once(']').expect("closed");
                made.push(chance.one_of(choice));
                rest = after;
            }
            '{' => {
                let (range, after) = rest.split_once('}').expect("closed");
                let (low, high) = range.split_once('-').expect("a range");
                let (first, last): (usize, usize) = (low.parse().expect("digits"), high.parse().expect("digits"));
                made.push_str(&format!("{:0>width$}", first + chance.below(last - first + 1), width = low.len()));
                rest = after;
            }
            sign => made.push(sign),
        }
    }
    made
}

fn luhn_digit(digits: &str) -> char {
    let doubled = |digit: u32| digit * 2 / 10 + digit * 2 % 10;
    let values = digits.chars().rev().filter_map(|digit| digit.to_digit(10));
    let sum: u32 = values.enumerate().map(|(at, digit)| if at % 2 == 0 { doubled(digit) } else { digit }).sum();
    char::from_digit((10 - sum % 10) % 10, 10).expect("a digit")
}

fn alphabet(sign: char) -> Option<&'static str> {
    match sign {
        '?' => Some(DIGITS),
        '!' => Some(CAPITALS),
        '$' => Some(EITHER),
        _ => None,
    }
}

/// How many checks there are for a body.
fn choices(body: &str) -> usize {
    body.chars().filter_map(alphabet).map(str::len).product()
}

/// The body with the check of that place in the script's order.
fn with_check(body: &str, mut place: usize) -> String {
    let mut made: Vec<char> = body.chars().collect();
    for sign in made.iter_mut().rev() {
        if let Some(alphabet) = alphabet(*sign) {
            *sign = char::from(alphabet.as_bytes()[place % alphabet.len()]);
            place /= alphabet.len();
        }
    }
    made.into_iter().collect()
}

struct Section {
    name: &'static str,
    kinds: Vec<NumberKind>,
    template: &'static str,
    /// For each body, the places of the checks that the oracle accepts.
    places: Vec<usize>,
    sets: Vec<Vec<usize>>,
}

/// The differences about a kind, with their places in the table.
fn differences(kind: NumberKind) -> Vec<(usize, &'static Difference)> {
    DIFFERENCES.iter().enumerate().filter(|(_, difference)| difference.kinds.contains(&kind.name())).collect()
}

impl Section {
    /// Where numbers fit for us although the oracle refuses them.
    fn ours(&self) -> Vec<&'static Difference> {
        let all = self.kinds.iter().flat_map(|kind| differences(*kind)).map(|(_, difference)| difference);
        all.filter(|difference| difference.fits).collect()
    }

    /// Each body with the checks that the oracle accepts.
    fn bodies(&self) -> impl Iterator<Item = (String, &[usize])> {
        let mut chance = Chance(SEED);
        self.places.iter().map(move |place| (body(self.template, &mut chance), self.sets[*place].as_slice()))
    }
}

fn sections() -> Vec<Section> {
    let mut packed = PACKED;
    let listed = LISTED.split("\n\n").skip(1);
    let sections = listed.map(|listed| {
        let mut lines = listed.lines();
        let mut line = || lines.next().expect("a line");
        let name = line().trim_matches(['[', ']']);
        let kinds = line().split(' ').map(|kind| NumberKind::named(kind).expect(kind)).collect();
        let template = line();
        let count = line().parse().expect("a count");
        let set = |set: &str| match set {
            "-" => Vec::new(),
            set => set.split(',').map(|place| place.parse().expect("a place")).collect(),
        };
        let sets: Vec<Vec<usize>> = line().split(' ').map(set).collect();
        Section { name, kinds, template, places: unpacked(&mut packed, count, sets.len()), sets }
    });
    let sections = sections.collect();
    assert!(packed.is_empty());
    sections
}

fn unpacked(packed: &mut &[u8], count: usize, base: usize) -> Vec<usize> {
    if base < 2 {
        return vec![0; count];
    }
    let base = u64::try_from(base).expect("small");
    let fit = (1..).take_while(|power| u128::from(base).pow(*power) <= 1 << 64).count();
    let mut places = Vec::with_capacity(count + fit);
    while places.len() < count {
        let (word, rest) = packed.split_at(8);
        *packed = rest;
        let mut word = u64::from_le_bytes(word.try_into().expect("eight"));
        for _ in 0..fit {
            places.push(usize::try_from(word % base).expect("small"));
            word /= base;
        }
    }
    places.truncate(count);
    places
}

fn read(kind: NumberKind, text: &str) -> Result<Number, NumberFault> {
    let text = format!("{}{text}", kind.prefix());
    let country = kind.country();
    let missing = NumberFault { kind, fault: Fault::Missing };
    if kind.is_for(Field::Tin) {
        Number::tin(&text, country, None, TODAY)
    } else if kind.is_for(Field::RegistrationNumber) {
        Number::registration(&text, country, TODAY)?.ok_or(missing)
    } else {
        Number::vat(&text, country, None, TODAY)?.ok_or(missing)
    }
}

fn fits(kind: NumberKind, text: &str) -> bool {
    read(kind, text).is_ok_and(|number| number.kind() == kind && number.verdict() == Verdict::Fits)
}

/// Numbers on which we do not agree, and how often each difference of the table was met.
fn compared(section: &Section) -> (Vec<(NumberKind, String)>, Vec<usize>) {
    let (mut wrong, mut met) = (Vec::new(), vec![0; DIFFERENCES.len()]);
    let (mut valid, mut broken) = (0, 0);
    let ours = section.ours();
    let kinds: Vec<_> = section.kinds.iter().map(|kind| (*kind, differences(*kind))).collect();
    let mut chance = Chance(SEED);
    for (body, accepted) in section.bodies() {
        let count = choices(&body);
        let other = chance.below(count);
        let refused = (0..count).map(|step| (other + step) % count).find(|place| !accepted.contains(place));
        let differs = |place: &usize| {
            let text = with_check(&body, *place);
            ours.iter().any(|difference| (difference.about)(&text))
        };
        let tried = if ours.is_empty() { 0 } else { count };
        let ours = (0..tried).filter(|place| !accepted.contains(place) && Some(*place) != refused).filter(differs);
        let asked = accepted.iter().map(|place| (*place, true));
        let asked = asked.chain(refused.into_iter().chain(ours).map(|place| (place, false)));
        for (place, expected) in asked {
            *if expected { &mut valid } else { &mut broken } += 1;
            let text = with_check(&body, place);
            for (kind, differences) in &kinds {
                let ours = fits(*kind, &text);
                let known = differences.iter().find(|(_, known)| known.fits != expected && (known.about)(&text));
                if let Some((at, _)) = known {
                    met[*at] += usize::from(ours != expected);
                }
                if ours != (expected ^ known.is_some()) {
                    let said = if expected { "fits" } else { "is wrong" };
                    wrong.push((*kind, format!("{text} {said} {:?}", read(*kind, &text))));
                }
            }
        }
    }
    assert!(valid >= ENOUGH && broken >= ENOUGH, "{} {valid} {broken}", section.name);
    (wrong, met)
}

/// All sections at once.
#[test]
fn python_stdnum_agrees_except_where_the_table_says_why() {
    let sections = sections();
    let all = std::thread::scope(|scope| {
        let all: Vec<_> = sections.iter().map(|section| scope.spawn(|| compared(section))).collect();
        all.into_iter().map(|one| one.join().expect("it ends")).collect::<Vec<_>>()
    });
    let mut wrong = BTreeMap::new();
    for (section, (kind, told)) in
        sections.iter().zip(&all).flat_map(|(it, (wrong, _))| wrong.iter().map(move |one| (it, one)))
    {
        wrong.entry((section.name, kind.name())).or_insert_with(Vec::new).push(told.as_str());
    }
    let told =
        wrong.iter().map(|(kind, told)| format!("{kind:?} {}: {}", told.len(), told[..told.len().min(4)].join("; ")));
    assert!(wrong.is_empty(), "{}", told.collect::<Vec<_>>().join("\n"));
    for (at, difference) in DIFFERENCES.iter().enumerate() {
        assert!(all.iter().any(|(_, met)| met[at] > 0), "{:?} differs no more", difference.kinds);
    }
}

#[test]
fn a_strict_kind_refuses_every_wrong_check_of_a_thousand_bodies() {
    let mut refusing = Vec::new();
    for section in sections() {
        for kind in section.kinds.iter().filter(|kind| kind.is_strict()) {
            let differences = differences(*kind);
            for (body, accepted) in section.bodies().take(1_000) {
                for place in (0..choices(&body)).filter(|place| !accepted.contains(place)) {
                    let text = with_check(&body, place);
                    let known = || differences.iter().any(|(_, known)| known.fits && (known.about)(&text));
                    assert!(read(*kind, &text).is_err() || known(), "{} {text}", kind.name());
                }
            }
            refusing.push(kind.name());
        }
    }
    refusing.dedup();
    assert!(refusing.len() > 30, "{refusing:?}");
}

/// Kinds without a module: numbers made by hand, each kind with its source.
#[test]
fn numbers_made_by_hand_fit_or_not_as_their_source_says() {
    let mut wrong = Vec::new();
    let mut measured: Vec<NumberKind> = sections().into_iter().flat_map(|section| section.kinds).collect();
    for block in include_str!("../number_vectors_by_hand.txt").split("\n\n").skip(1) {
        let lines: Vec<&str> = block.lines().collect();
        let [name, source, good, bad] = lines[..] else { panic!("{block}") };
        let kind = NumberKind::named(name.trim_matches(['[', ']'])).expect(name);
        assert!(source.len() > 20, "{name}");
        measured.push(kind);
        for (numbers, expected) in [(good, true), (bad, false)] {
            // A comma and a space stand between numbers; within one is a comma before a register.
            let numbers: Vec<&str> = numbers.split(", ").filter(|number| number.contains(char::is_numeric)).collect();
            assert!(numbers.len() > 8, "{name}");
            for number in numbers {
                let fits = fits(kind, number);
                if fits != expected {
                    wrong.push(format!("{name} {number}: {fits}, {:?}", read(kind, number)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let all = NumberKind::all().filter(|kind| *kind != NumberKind::OTHER);
    let unmeasured: Vec<_> = all.filter(|kind| !measured.contains(kind)).map(NumberKind::name).collect();
    assert!(unmeasured.is_empty(), "no numbers for {unmeasured:?}");
}
