//! The database, its tables, its clock, and whether the secret keys open what is in it.

use super::{Line, State, in_time};
use crate::{config::Config, serve};
use accounts::{Accounts, Clock, DatabaseLook, Db, Tables, look_at_database};
use time::OffsetDateTime;

/// So many bytes of SQLite's log beside the database are usual at most.
const LOG: u64 = 268_435_456;
/// Clocks may differ by so many seconds before somebody should look, and before limits and letters go wrong.
pub(super) const APART: [i64; 2] = [2, 10];

pub(super) async fn look(config: &Config) -> Vec<Line> {
    let url = config.database_url();
    let looked =
        in_time(async { look_at_database(&url, config.reach()).await.map_err(|broken| broken.to_string()) }).await;
    let look = match looked {
        Ok(look) => look,
        Err(sentence) => {
            return vec![Line::new("database", State::Broken, sentence, "see that it is there and answers")];
        }
    };
    let mut lines = vec![database(&look, log_of(&url)), tables(look.tables)];
    lines.extend(look.clock.map(|theirs| clock("the database's clock", theirs)));
    if look.tables == Tables::UpToDate {
        lines.push(keys(config).await);
    }
    lines
}

/// How large SQLite's log is.
fn log_of(url: &str) -> u64 {
    let log = Db::file(url).map(|file| format!("{}-wal", file.display()));
    log.and_then(|log| std::fs::metadata(log).ok()).map_or(0, |log| log.len())
}

fn database(look: &DatabaseLook, log: u64) -> Line {
    let log_said = if log > 0 { format!(", {} KiB of them in its log", log / 1_024) } else { String::new() };
    let said = format!("{}, {} KiB{log_said}", look.version, look.bytes / 1_024);
    match &look.closed {
        Some(why) => Line::new(
            "database",
            State::Broken,
            format!("{said}; nothing can be written: {why}"),
            "see who holds it, and whose the file is",
        ),
        None if log > LOG => {
            let todo = "a backup or another long reading may hold the log; a restart folds it into the database";
            Line::new("database", State::Look, said, todo)
        }
        None => Line::well("database", format!("{said}; it can be written")),
    }
}

fn tables(tables: Tables) -> Line {
    let (state, said, todo) = match tables {
        Tables::UpToDate => (State::Well, "they are those of this program", ""),
        Tables::Missing => (State::Look, "there are none yet", "`ocpanel serve` or `ocpanel migrate` makes them"),
        Tables::Older => (
            State::Look,
            "they are older than this program",
            "make a backup; `ocpanel serve` or `ocpanel migrate` brings them up to date",
        ),
        Tables::Newer => (State::Broken, "they are newer than this program", "use the program that made them"),
    };
    Line::new("tables", state, said, todo)
}

/// How far another clock is from ours.
pub(super) fn clock(name: &str, theirs: i64) -> Line {
    let apart = theirs - OffsetDateTime::now_utc().unix_timestamp();
    let said = format!("{} seconds apart from this machine's", apart.abs());
    let todo = "let both machines ask a time server (NTP)";
    match APART.map(|most| apart.abs() > most) {
        [_, true] => Line::new(name, State::Broken, said, todo),
        [true, false] => Line::new(name, State::Look, said, todo),
        [false, false] => Line::well(name, said),
    }
}

/// Verbs on the database as it is, for reading. No key is made for that.
pub(super) async fn accounts(config: &Config) -> Result<Accounts, String> {
    with_a_key(config)?;
    let db = Db::open_to_read(&config.database_url(), config.reach()).await.map_err(|broken| broken.to_string())?;
    serve::on(config, db, Clock::System)
}

fn with_a_key(config: &Config) -> Result<(), String> {
    match config.secrets.secret_key.is_some() || config.key_file().exists() {
        true => Ok(()),
        false => Err("there is no secret key yet".to_owned()),
    }
}

/// Verbs on the database for what has to be counted in it; its tables stay as they are.
pub(super) async fn counting(config: &Config) -> Result<Accounts, String> {
    with_a_key(config)?;
    let db = Db::open_as_it_is(&config.database_url(), config.reach()).await.map_err(|broken| broken.to_string())?;
    serve::on(config, db, Clock::System)
}

async fn keys(config: &Config) -> Line {
    const NAME: &str = "secret keys";
    let closed = in_time(async {
        let accounts = accounts(config).await?;
        let closed = accounts.sealing.sealed_for_others().await.map_err(|error| error.to_string());
        accounts.db().close().await;
        closed
    });
    match closed.await {
        Ok(0) => Line::well(NAME, "they open everything"),
        Ok(rows) => Line::new(
            NAME,
            State::Broken,
            format!("{rows} rows are sealed with a key that is not given"),
            "give it too, after the new one and a comma; `ocpanel keys reseal` ends the need for it",
        ),
        Err(sentence) => Line::new(NAME, State::Look, sentence, "the program does not start without a key that fits"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_that_are_apart_are_told() {
        let now = OffsetDateTime::now_utc().unix_timestamp();
        for (theirs, state) in [(now, State::Well), (now - 5, State::Look), (now + 60, State::Broken)] {
            assert_eq!(clock("a clock", theirs).state, state);
        }
    }

    #[test]
    fn a_database_that_nobody_can_write_to_is_broken_and_a_long_log_deserves_a_look() {
        let look = DatabaseLook {
            version: "SQLite 3".into(),
            tables: Tables::UpToDate,
            closed: None,
            bytes: 4096,
            clock: None,
        };
        assert_eq!(database(&look, 0), Line::well("database", "SQLite 3, 4 KiB; it can be written"));
        assert_eq!(database(&look, LOG + 1).state, State::Look);
        let closed = DatabaseLook { closed: Some("it is locked".into()), ..look };
        assert_eq!(database(&closed, 0).state, State::Broken);
        let states = [Tables::UpToDate, Tables::Missing, Tables::Older, Tables::Newer].map(|of| tables(of).state);
        assert_eq!(states, [State::Well, State::Look, State::Look, State::Broken]);
    }
}
