//! Looks at what the program needs, changes nothing but the count of requests to registers, and says how it is: a line each.

mod database;
mod files;
mod outside;

use crate::config::Config;
use serde::Serialize;
use serde_json::json;
use std::time::Duration;
use tokio::time::timeout;

/// How long one thing may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// How a thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Well,
    /// It works, or may work; somebody should look.
    Look,
    Broken,
}

/// How one thing is, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    name: String,
    state: State,
    said: String,
    todo: String,
}

impl Line {
    fn new(name: &str, state: State, said: impl Into<String>, todo: impl Into<String>) -> Line {
        Line { name: name.to_owned(), state, said: said.into(), todo: todo.into() }
    }

    fn well(name: &str, said: impl Into<String>) -> Line {
        Line::new(name, State::Well, said, "")
    }

    /// A line of text.
    fn text(&self) -> String {
        let state = format!("{:?}", self.state).to_lowercase();
        let todo = if self.todo.is_empty() { String::new() } else { format!(" – {}", self.todo) };
        format!("{state:<6} {}: {}{todo}", self.name, self.said)
    }
}

/// Looks at everything; a sentence when something is broken.
pub(crate) async fn look(config: &Config, as_json: bool) -> Result<(), String> {
    let (database, mail, address, registers) = tokio::join!(
        database::look(config),
        outside::mail(config),
        outside::address(config),
        outside::registers(config)
    );
    let mut lines = vec![settings(config)];
    lines.extend(files::look(config));
    lines.extend(database);
    lines.push(mail);
    lines.extend(address);
    lines.extend(registers);
    if as_json {
        let all = lines
            .iter()
            .map(|line| json!({"name": line.name, "state": line.state, "said": line.said, "do": line.todo}));
        println!("{}", serde_json::Value::Array(all.collect()));
    } else {
        lines.iter().for_each(|line| println!("{}", line.text()));
    }
    match lines.iter().filter(|line| line.state == State::Broken).count() {
        0 => Ok(()),
        1 => Err("one thing is broken".to_owned()),
        many => Err(format!("{many} things are broken")),
    }
}

fn settings(config: &Config) -> Line {
    match config.check() {
        Ok(()) if config.is_development() => {
            Line::well("settings", "as in development: base URL and listener are on this machine itself")
        }
        Ok(()) => Line::well("settings", "they can be used"),
        Err(sentence) => {
            Line::new("settings", State::Broken, sentence, "mend it; the program does not start like this")
        }
    }
}

/// What came of it, or that it took too long.
async fn in_time<T>(looked: impl Future<Output = Result<T, String>>) -> Result<T, String> {
    timeout(PATIENCE, looked).await.unwrap_or_else(|_| Err(format!("no answer within {} seconds", PATIENCE.as_secs())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_a_thing_is_and_what_to_do() {
        assert_eq!(Line::well("disk", "3 GiB free").text(), "well   disk: 3 GiB free");
        let broken = Line::new("mail server", State::Broken, "no line", "look at it");
        assert_eq!(broken.text(), "broken mail server: no line – look at it");
    }
}
