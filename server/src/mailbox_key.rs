//! The key of the mailbox.

use crate::{config::Config, files};
use accounts::{Random, Token};
use std::io::{Write, stdout};

/// What opens the mailbox, where there is one. It is kept, so that an open tab outlives a restart.
pub(crate) fn mailbox_key(config: &Config) -> Result<Option<Token>, String> {
    if !config.has_mailbox() {
        return Ok(None);
    }
    let file = config.data_dir.join("mailbox.key");
    let key = files::kept_secret(&file, || Token::new(Random::SYSTEM).expose().to_owned())?;
    Token::parse(&key).map(Some).ok_or_else(|| format!("{} holds no key: remove it", file.display()))
}

/// Tells whoever starts the program where letters can be read.
pub(crate) fn tell(config: &Config, key: &Token) {
    // Not in the log: that may go elsewhere. Where nobody reads it, nobody misses it.
    let _told = writeln!(stdout(), "letters: {}/dev/mailbox?key={}", config.base_url(), key.expose());
}
