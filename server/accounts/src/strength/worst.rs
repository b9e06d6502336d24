//! A search for the password that takes longest to look at. By hand, since it measures time:
//! `cargo test --release --package accounts --lib the_slowest -- --ignored --nocapture`

use super::estimate::strength;
use std::time::{Duration, Instant};

/// Pieces in which estimates find something: words, walks over the keyboard, dates, repeats, signs for letters.
const PIECES: &str = "a 1 2 4 7 9 0 3 5 6 8 @ $ ! | ( { [ < + % . - / password qwerty qwertyuiop 123456 1990 12/12/1991
    aaaa abab abcabc zxcvbnm love p@55w0rd йцукен пароль abcdefgh oksana kowalska 19 1!1| 7l1 ъ ß İ ǅ asdfghjkl;' aab 4e4 o0o0
    \u{1F431} to-be-or-not-to-be";
/// How long is searched.
const SEARCH: Duration = Duration::from_secs(60);

/// Numbers that look random and are the same each time (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % most as u64).expect("small")
    }

    fn piece(&mut self) -> &'static str {
        let pieces: Vec<&str> = PIECES.split_whitespace().collect();
        pieces[self.below(pieces.len())]
    }

    /// Of a few pieces again and again.
    fn password(&mut self) -> String {
        let few: Vec<&str> = (0..=self.below(8)).map(|_| self.piece()).collect();
        let all: String = (0..128).map(|_| few[self.below(few.len())]).collect();
        all.chars().take(128).collect()
    }

    /// With another piece somewhere.
    fn changed(&mut self, password: &str) -> String {
        let mut characters: Vec<char> = password.chars().collect();
        let at = self.below(64);
        for (place, new) in characters[at..].iter_mut().zip(self.piece().chars()) {
            *place = new;
        }
        characters.into_iter().collect()
    }
}

fn time(password: &str, who: &[&str]) -> Duration {
    let once = || {
        let since = Instant::now();
        std::hint::black_box(strength(password, who));
        since.elapsed()
    };
    (0..4).map(|_| once()).min().unwrap_or_default()
}

#[test]
#[ignore = "measures time, for a minute"]
fn the_slowest_password_of_many() {
    let long = "Oksana-Maria van der Kowalska Nowak ".repeat(7);
    let who = [&long, "Оксана Ґалаґан Марія Петрівна", "oksana.maria.kowalska@firma.example.com", "Cloud Of The Brand"];
    let (mut numbers, mut slowest, mut tried) = (Numbers(0x9E37_79B9_7F4A_7C15), Vec::new(), 0);
    let since = Instant::now();
    while since.elapsed() < SEARCH {
        let password = match slowest.len() {
            40.. if numbers.below(3) > 0 => {
                let (_, known): &(Duration, String) = &slowest[numbers.below(slowest.len())];
                numbers.changed(known)
            }
            _ => numbers.password(),
        };
        slowest.push((time(&password, &who), password));
        slowest.sort_by(|a, b| b.cmp(a));
        slowest.dedup();
        slowest.truncate(60);
        tried += 1;
    }
    println!("{tried} tried; the slowest:");
    for (_, password) in &slowest[..5] {
        println!("{:?} {password}", (0..5).map(|_| time(password, &who)).min().unwrap_or_default());
    }
    let (_, password) = &slowest[0];
    assert!((0..9).map(|_| time(password, &who)).min() < Some(Duration::from_millis(3)));
}
