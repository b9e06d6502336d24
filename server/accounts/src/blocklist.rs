//! A list of passwords that were stolen somewhere, as the operator keeps it: a file of sorted SHA-1 hashes in the form in
//! which lists of breaches are given away, `HASH:COUNT` a line, upper-case hexadecimal. It may have gigabytes, so it is
//! searched where it lies and never read whole (ASVS 5.0 6.2.12; NIST SP 800-63B-4, section 3.1.1.2).

use sha1::{Digest, Sha1};
use std::{
    fmt::Write,
    fs::File,
    io::{self, BufRead, BufReader, Seek, SeekFrom},
    path::{Path, PathBuf},
};
use unicode_normalization::UnicodeNormalization;

/// Hexadecimal digits of a hash.
const DIGITS: usize = 40;
/// Longest line: a hash, a colon, a count, and what ends it.
const LONGEST: u64 = 64;
/// Places at which the order of the lines is looked at when the program starts.
const SAMPLES: u64 = 1_000;

/// A file of hashes.
pub struct Blocklist {
    file: PathBuf,
}

impl Blocklist {
    /// The list in this file, which is opened anew for each search: so it can be replaced while the program runs.
    pub(crate) fn at(file: PathBuf) -> Blocklist {
        Blocklist { file }
    }

    /// Whether the file looks like a list that can be searched: a sample of its lines has the right form and order.
    ///
    /// # Errors
    /// A sentence for the operator.
    pub fn check(file: &Path) -> Result<(), String> {
        let say = |what: &str| format!("{}: {what}", file.display());
        let mut list = Lines::open(file).map_err(|error| say(&error.to_string()))?;
        let mut former = String::new();
        for sample in 0..SAMPLES {
            let at = list.length / SAMPLES * sample + list.length % SAMPLES * sample / SAMPLES;
            let hash = list.after(at).map_err(|error| say(&error.to_string()))?;
            let Some((hash, _)) = hash else { break };
            if former > hash {
                return Err(say("its lines are not in the order of their hashes; sort it by bytes (`LC_ALL=C sort`)"));
            }
            former = hash;
        }
        if former.is_empty() { Err(say("there is no line in it")) } else { Ok(()) }
    }

    /// Whether the password is in the list. A list that cannot be read keeps nobody out: every other rule still holds,
    /// and who has lost a password must be able to choose a new one; the operator finds an error in the log.
    pub(crate) fn holds(&self, password: &str) -> bool {
        Lines::open(&self.file).and_then(|mut lines| lines.hold(&hash(password))).unwrap_or_else(|error| {
            tracing::error!(file = %self.file.display(), %error, "the list of stolen passwords cannot be searched; passwords are taken without it");
            false
        })
    }
}

/// SHA-1 of the text in its composed form (NFC), as lists of breaches hold it.
fn hash(password: &str) -> String {
    let text: String = password.nfc().collect();
    Sha1::digest(text.as_bytes()).iter().fold(String::with_capacity(DIGITS), |mut hash, byte| {
        let _written = write!(hash, "{byte:02X}");
        hash
    })
}

/// The lines of the file, found by the place of their bytes.
struct Lines {
    file: BufReader<File>,
    length: u64,
}

impl Lines {
    fn open(file: &Path) -> io::Result<Lines> {
        let file = File::open(file)?;
        let length = file.metadata()?.len();
        Ok(Lines { file: BufReader::with_capacity(256, file), length })
    }

    /// Halves the part of the file that may hold the line until one line is left.
    fn hold(&mut self, wanted: &str) -> io::Result<bool> {
        let (mut from, mut to) = (0, self.length);
        while from < to {
            let middle = from + (to - from) / 2;
            match self.after(middle)? {
                Some((hash, _)) if hash == wanted => return Ok(true),
                Some((hash, end)) if hash.as_str() < wanted => from = end.max(middle + 1),
                _ => to = middle,
            }
        }
        Ok(false)
    }

    /// The hash of the first line that begins at this byte or after it, and where that line ends.
    fn after(&mut self, at: u64) -> io::Result<Option<(String, u64)>> {
        let mut begin = at.saturating_sub(1);
        self.file.seek(SeekFrom::Start(begin))?;
        if at > 0 {
            begin += self.line()?.len() as u64;
        }
        let line = self.line()?;
        if line.is_empty() { Ok(None) } else { Ok(Some((hash_of(&line)?, begin + line.len() as u64))) }
    }

    /// The bytes up to the end of a line.
    fn line(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        io::Read::take(&mut self.file, LONGEST).read_until(b'\n', &mut line)?;
        Ok(line)
    }
}

fn hash_of(line: &[u8]) -> io::Result<String> {
    let is_digit = |byte: &u8| byte.is_ascii_digit() || (b'A'..=b'F').contains(byte);
    let (hash, rest) = line.split_at_checked(DIGITS).unwrap_or_default();
    let ends = matches!(rest.first(), None | Some(b':' | b'\r' | b'\n'));
    match String::from_utf8(hash.to_vec()) {
        Ok(text) if ends && !hash.is_empty() && hash.iter().all(is_digit) => Ok(text),
        _ => Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "a line is not like HASH:COUNT with a SHA-1 hash in 40 upper-case hexadecimal digits",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file that goes with the test.
    struct TempFile(PathBuf);

    impl TempFile {
        fn of(name: &str, text: &str) -> TempFile {
            let file = std::env::temp_dir().join(format!("ocpanel-blocklist-{}-{name}", std::process::id()));
            std::fs::write(&file, text).expect("a file");
            TempFile(file)
        }
    }

    impl Drop for TempFile {
        fn drop(&mut self) {
            let _gone = std::fs::remove_file(&self.0);
        }
    }

    fn listed(name: &str, passwords: &[String], end: &str) -> TempFile {
        let mut hashes: Vec<String> = passwords.iter().map(|password| hash(password)).collect();
        hashes.sort_unstable();
        let line = |(n, hash): (usize, &String)| format!("{hash}:{}{end}", n * n * n);
        TempFile::of(name, &hashes.iter().enumerate().map(line).collect::<String>())
    }

    #[test]
    fn the_hash_is_the_one_lists_hold() {
        assert_eq!(hash("password"), "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8");
        assert_eq!(hash("é"), hash("e\u{301}"));
    }

    #[test]
    fn every_listed_password_is_found_and_no_other() {
        for (name, count, end) in [("one", 1, "\n"), ("few", 7, "\r\n"), ("many", 2_000, "\n")] {
            let passwords: Vec<String> = (0..count).map(|n| format!("password {n}")).collect();
            let kept = listed(name, &passwords, end);
            assert_eq!(Blocklist::check(&kept.0), Ok(()));
            let list = Blocklist::at(kept.0.clone());
            assert!(passwords.iter().all(|password| list.holds(password)), "{name}");
            assert!((0..2_000).all(|n| !list.holds(&format!("another {n}"))), "{name}");
        }
    }

    #[test]
    fn a_last_line_needs_no_end_and_a_count_may_be_missing() {
        let kept = TempFile::of("bare", &hash("only one"));
        assert_eq!(Blocklist::check(&kept.0), Ok(()));
        assert!(Blocklist::at(kept.0.clone()).holds("only one"));
    }

    #[test]
    fn what_is_no_such_list_is_refused_with_a_sentence() {
        let unsorted = format!("{}:1\n{}:2\n", "F".repeat(40), "0".repeat(40));
        for (name, text, sentence) in [
            ("empty", "", "there is no line in it"),
            ("words", "password\n123456\n", "a line is not like HASH:COUNT"),
            ("small", "5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8:1\n", "upper-case"),
            ("unsorted", &unsorted, "sort it by bytes"),
        ] {
            let kept = TempFile::of(name, text);
            let refused = Blocklist::check(&kept.0).expect_err("refused");
            assert!(refused.contains(sentence), "{refused}");
            assert!(!Blocklist::at(kept.0.clone()).holds("password"), "what cannot be read keeps nobody out");
        }
        assert!(Blocklist::check(Path::new("/nowhere/at/all")).is_err());
    }
}
