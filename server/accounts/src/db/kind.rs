//! SQLite or PostgreSQL, and the files of the first.

use crate::error::InternalError;
use std::{
    fs::{DirBuilder, File, OpenOptions},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Sqlite,
    Postgres,
}

impl Kind {
    pub(super) fn of(url: &str) -> Result<Kind, InternalError> {
        match url.split(':').next() {
            Some("sqlite") => Ok(Kind::Sqlite),
            Some("postgres" | "postgresql") => Ok(Kind::Postgres),
            _ => Err(InternalError::new("DATABASE_URL must begin with sqlite: or postgres:")),
        }
    }

    /// Why there is no start on a database of this kind that does not take what is written.
    pub(super) fn refusal(self, error: &sqlx::Error) -> InternalError {
        InternalError::new(match self {
            Kind::Sqlite => format!(
                "the database takes nothing new ({error}): make room on its disk, and let this user write the file and its folder"
            ),
            Kind::Postgres => format!("the database does not answer, or takes nothing new: {error}"),
        })
    }

    /// SQLite's migrations take no lock of their own; several processes starting at once need one.
    pub(super) fn lock(self, url: &str) -> Result<Option<File>, InternalError> {
        if self == Kind::Postgres {
            return Ok(None);
        }
        let path = format!("{}.lock", sqlite_path(url));
        if let Some(folder) = Path::new(&path).parent() {
            let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
            made.map_err(|error| InternalError::new(format_args!("{}: {error}", folder.display())))?;
        }
        // SQLite gives the files beside the database the mode of the database.
        private_file(sqlite_path(url))?;
        let file = private_file(&path)?;
        file.lock().map_err(|error| InternalError::new(format_args!("{path}: {error}")))?;
        Ok(Some(file))
    }
}

/// A file that only the program's user can open, made if it is not there.
fn private_file(path: &str) -> Result<File, InternalError> {
    let opened = OpenOptions::new().append(true).create(true).mode(0o600).open(path);
    opened.map_err(|error| InternalError::new(format_args!("{path}: {error}")))
}

pub(super) fn sqlite_path(url: &str) -> &str {
    let path = url.trim_start_matches("sqlite:");
    let path = if path.starts_with("///") { &path[2..] } else { path.trim_start_matches("//") };
    path.split('?').next().unwrap_or(path)
}
