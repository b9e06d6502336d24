//! Settings that must stay secret. They come from the environment or from files, never from flags: what stands on a
//! command line everybody on the machine can read (ASVS 5.0 13.3.1).

use crate::register_settings::RegisterSettings;
use std::{ffi::OsString, fmt, fs, path::PathBuf};

const DATABASE_URL: &str = "DATABASE_URL";
const SMTP_URL: &str = "OCPANEL_SMTP_URL";
const SECRET_KEY: &str = "OCPANEL_SECRET_KEY";
const FILE: &str = "_FILE";

/// What `--help` says of them.
pub(crate) const HELP: &str = "\
Secrets, from the environment alone:
  DATABASE_URL        The database: `sqlite:PATH` or `postgres://…` [default: ocpanel.db in the data folder]
  OCPANEL_SMTP_URL    The mail server: `smtp://user:pass@host:587?tls=required` or `smtps://…`; beyond this machine
                      always encrypted [default: letters go to the mail folder]
  OCPANEL_SECRET_KEY  32 bytes in base64; several with commas between: the first seals, all open
                      [default: made once in the data folder]
  OCPANEL_COMPANY_REGISTER_KEY_NAME
                      The key of a register of companies that wants one, as OCPANEL_COMPANY_REGISTER_KEY_UA_DPS
  DATABASE_URL_FILE, OCPANEL_SMTP_URL_FILE, OCPANEL_SECRET_KEY_FILE, OCPANEL_COMPANY_REGISTER_KEY_NAME_FILE
                      A file that holds the value instead
And beside them, from the environment too:
  OCPANEL_COMPANY_REGISTER_URL_NAME
                      Another address of a register, as OCPANEL_COMPANY_REGISTER_URL_VIES";

/// The secret settings, as far as they are set.
#[derive(Clone, Default)]
pub(crate) struct Secrets {
    /// The database's address.
    pub(crate) database_url: Option<String>,
    /// The mail server's address.
    pub(crate) smtp_url: Option<String>,
    /// The keys.
    pub(crate) secret_key: Option<String>,
    /// Keys and addresses of registers of companies.
    pub(crate) registers: RegisterSettings,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets (hidden)")
    }
}

impl Secrets {
    /// Reads them from an environment; a sentence that never repeats one where that cannot be done.
    pub(crate) fn read(environment: impl Fn(&str) -> Option<OsString>) -> Result<Secrets, String> {
        let secret = |name: &str| secret(&environment, name);
        Ok(Secrets {
            database_url: secret(DATABASE_URL)?,
            smtp_url: secret(SMTP_URL)?,
            secret_key: secret(SECRET_KEY)?,
            registers: RegisterSettings::read(secret)?,
        })
    }
}

/// Whether this names one of them, or its file.
pub(crate) fn is_named(name: &str) -> bool {
    [DATABASE_URL, SMTP_URL, SECRET_KEY].contains(&name.strip_suffix(FILE).unwrap_or(name))
}

/// A secret from the environment, or from the file that is named there.
fn secret(environment: impl Fn(&str) -> Option<OsString>, name: &str) -> Result<Option<String>, String> {
    let in_file = format!("{name}{FILE}");
    match (environment(name), environment(&in_file)) {
        (Some(_), Some(_)) => Err(format!("{name} and {in_file} are both set; set one of them")),
        (Some(value), None) => value.into_string().map(Some).map_err(|_| format!("{name} is no text")),
        (None, Some(file)) => from_file(&file.into()).map(Some).map_err(|sentence| format!("{in_file}: {sentence}")),
        (None, None) => Ok(None),
    }
}

/// What a file says, without the end of its last line.
fn from_file(file: &PathBuf) -> Result<String, String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    Ok(text.strip_suffix('\r').unwrap_or(text).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use accounts::Random;

    /// What is read from these variables.
    fn read(variables: &[(&str, &str)]) -> Result<Secrets, String> {
        Secrets::read(|name| variables.iter().find(|(at, _)| *at == name).map(|(_, value)| value.into()))
    }

    #[test]
    fn a_secret_comes_from_the_environment_or_from_a_file() {
        let file = std::env::temp_dir().join(format!("ocpanel-secret-{}", Random::SYSTEM.id()));
        let path = file.to_str().expect("text").to_owned();
        for (written, value) in
            [("a key", "a key"), ("a key\n", "a key"), ("a key\r\n", "a key"), ("a key \n\n", "a key \n")]
        {
            fs::write(&file, written).expect("it can be written");
            let secrets = read(&[("OCPANEL_SECRET_KEY_FILE", &path)]).expect("it can be read");
            assert_eq!(secrets.secret_key.as_deref(), Some(value), "{written:?}");
        }
        let secrets = read(&[("DATABASE_URL_FILE", &path), ("OCPANEL_SMTP_URL", "smtps://x")]).expect("both");
        assert!(secrets.database_url.is_some() && secrets.secret_key.is_none());
        assert_eq!(secrets.smtp_url.as_deref(), Some("smtps://x"));
        assert!(!format!("{secrets:?}").contains("smtps"));
        fs::remove_file(&file).expect("it is there");
    }

    #[test]
    fn what_is_set_twice_or_cannot_be_read_is_refused_without_repeating_it() {
        for name in [DATABASE_URL, SMTP_URL, SECRET_KEY] {
            let file = format!("{name}{FILE}");
            let twice = read(&[(name, "a secret"), (&file, "/nowhere")]).expect_err("which one?");
            assert!(twice.contains(name) && twice.contains(&file) && !twice.contains("a secret"), "{twice}");
            let missing = read(&[(&file, "/nowhere/at/all")]).expect_err("no such file");
            assert!(missing.starts_with(&format!("{file}: /nowhere/at/all: ")), "{missing}");
            assert!(is_named(name) && is_named(&file) && HELP.contains(&file));
        }
        assert!(!is_named("OCPANEL_BRAND_FILE"));
    }
}
