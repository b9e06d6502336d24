//! The lines of a letter's text part.

/// A line has so many columns at most (RFC 3676, section 4.2, asks for 78 or fewer).
const COLUMNS: usize = 76;

/// The same words in lines of [`COLUMNS`] at most. A word that is longer has a line for itself.
pub(super) fn wrapped(text: &str) -> String {
    let (mut lines, mut column) = (String::with_capacity(text.len() + 8), 0);
    for word in text.split(' ') {
        let width = word.chars().count();
        let fits = column + 1 + width <= COLUMNS;
        if !lines.is_empty() {
            lines.push(if fits { ' ' } else { '\n' });
        }
        column = if fits && !lines.is_empty() { column + 1 + width } else { width };
        lines.push_str(word);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_longer_than_76_columns_and_no_word_is_lost() {
        let text = "Слово за слово, ".repeat(30);
        let text = text.trim_end();
        let lines = wrapped(text);
        assert!(lines.lines().all(|line| line.chars().count() <= COLUMNS), "{lines}");
        assert!(lines.lines().rev().skip(1).all(|line| line.chars().count() > COLUMNS - 10), "they are full: {lines}");
        assert_eq!(lines.replace('\n', " "), text);
        let long = format!("a {} b", "x".repeat(200));
        assert_eq!(wrapped(&long).lines().count(), 3);
        assert_eq!(wrapped(&format!("{} b", "x".repeat(74))).lines().count(), 1);
        assert_eq!(wrapped(&format!("{} b", "x".repeat(75))).lines().count(), 2);
    }
}
