//! The operator's settings: one struct; its comments are `--help` and the table of docs/settings.md.

mod check;

use crate::{
    base_url,
    command_line::Command,
    files,
    loopback::is_loopback,
    mail_settings, register_settings,
    secrets::{self, Secrets},
};
use accounts::{Blocklist, Hasher, Keys, Mailer, Pooler, Random, Reach, Registration, Settings, listed_domain};
use clap::Parser;
use registers::Source;
use rules::Limits;
use std::{env, ffi::OsString, net::SocketAddr, path::PathBuf};

/// Registration and account settings for a cloud's control panel.
#[derive(Clone, Debug, Parser)]
#[command(name = "ocpanel", version, after_help = secrets::HELP)]
pub struct Config {
    /// What to do; `serve` when nothing is said.
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    /// Where the program listens.
    #[arg(long, global = true, env = "OCPANEL_ADDR", default_value = "127.0.0.1:3000")]
    pub(crate) addr: SocketAddr,

    /// What links in letters start with [default: the address above; `http://localhost` with its port, where only this
    /// machine reaches it].
    #[arg(long, global = true, env = "OCPANEL_BASE_URL")]
    pub(crate) base_url: Option<String>,

    /// The folder of the default database, key and mail folder.
    #[arg(long, global = true, env = "OCPANEL_DATA_DIR", default_value = "./data")]
    pub(crate) data_dir: PathBuf,

    /// The sender of letters.
    #[arg(long, global = true, env = "OCPANEL_MAIL_FROM", default_value = "OneCloudPlanet <no-reply@localhost>")]
    pub(crate) mail_from: String,

    /// What the mail server hears of this host (EHLO) [default: the base URL's host].
    #[arg(long, global = true, env = "OCPANEL_SMTP_HELO")]
    pub(crate) smtp_helo: Option<String>,

    /// Where letters go without a mail server [default: mail in the data folder].
    #[arg(long, global = true, env = "OCPANEL_MAIL_DIR")]
    pub(crate) mail_dir: Option<PathBuf>,

    /// How many letters the mail server gets at once, each on a connection of its own.
    #[arg(long, global = true, env = "OCPANEL_SMTP_CONNECTIONS", default_value = "16", value_parser = clap::value_parser!(u8).range(1..=64))]
    pub(crate) smtp_connections: u8,

    /// The name people know.
    #[arg(long, global = true, env = "OCPANEL_BRAND", default_value = "OneCloudPlanet")]
    pub(crate) brand: String,

    /// Where people write for help.
    #[arg(long, global = true, env = "OCPANEL_SUPPORT_EMAIL", default_value = "support@ocplanet.cloud")]
    pub(crate) support_email: String,

    /// The domain that passkeys belong to: the base URL's host, or one above it. It can never be changed later
    /// [default: the base URL's host].
    #[arg(long, global = true, env = "OCPANEL_PASSKEY_DOMAIN")]
    pub(crate) passkey_domain: Option<String>,

    /// Where a signed-in person goes on to: your control panel.
    #[arg(long, global = true, env = "OCPANEL_PANEL_URL")]
    pub(crate) panel_url: Option<String>,

    /// Who may register: open, invitation or closed.
    #[arg(long, global = true, env = "OCPANEL_REGISTRATION", default_value = "open", value_parser = registration)]
    pub(crate) registration: Registration,

    /// E-mail domains that may register, with commas between; `.example.com` means every domain below it [default: all].
    #[arg(long, global = true, env = "OCPANEL_EMAIL_DOMAINS_ALLOWED", value_delimiter = ',', value_parser = domain)]
    pub(crate) email_domains_allowed: Vec<String>,

    /// E-mail domains that may not register, written like those that may [default: none].
    #[arg(long, global = true, env = "OCPANEL_EMAIL_DOMAINS_REFUSED", value_delimiter = ',', value_parser = domain)]
    pub(crate) email_domains_refused: Vec<String>,

    /// A folder with your own terms.LANGUAGE.md and privacy.LANGUAGE.md.
    #[arg(long, global = true, env = "OCPANEL_LEGAL_DIR")]
    pub(crate) legal_dir: Option<PathBuf>,

    /// The version of the terms that a registration accepts.
    #[arg(long, global = true, env = "OCPANEL_TERMS_VERSION", default_value = words::legal::TERMS_VERSION)]
    pub(crate) terms_version: String,

    /// How many entries of X-Forwarded-For, from the right, your own proxies write.
    #[arg(long, global = true, env = "OCPANEL_TRUSTED_PROXIES", default_value = "0", value_parser = clap::value_parser!(u8).range(0..=10))]
    pub(crate) trusted_proxies: u8,

    /// Where health and metrics are served besides [default: nowhere].
    #[arg(long, global = true, env = "OCPANEL_ADMIN_ADDR")]
    pub(crate) admin_addr: Option<SocketAddr>,

    /// Limits by network address: on, or in development off.
    #[arg(long, global = true, env = "OCPANEL_RATE_LIMITS", default_value = "on", value_parser = switch, action = clap::ArgAction::Set)]
    pub(crate) rate_limits: bool,

    /// What is logged.
    #[arg(long, global = true, env = "OCPANEL_LOG", default_value = "info")]
    pub(crate) log: String,

    /// Fewest characters of a password; not below 8.
    #[arg(long, global = true, env = "OCPANEL_PASSWORD_MIN", default_value = "15", value_parser = clap::value_parser!(u16).range(8..=64))]
    pub(crate) password_min: u16,

    /// A file of sorted SHA-1 hashes of stolen passwords, `HASH:COUNT` a line, searched on disk: nobody may choose one
    /// of them [default: none].
    #[arg(long, global = true, env = "OCPANEL_PASSWORD_BLOCKLIST")]
    pub(crate) password_blocklist: Option<PathBuf>,

    /// How long a code works.
    #[arg(long, global = true, env = "OCPANEL_CODE_LIFETIME", default_value = "10m", value_parser = duration)]
    pub(crate) code_lifetime: i64,

    /// Tries a code has.
    #[arg(long, global = true, env = "OCPANEL_CODE_TRIES", default_value = "5", value_parser = clap::value_parser!(i64).range(1..=25))]
    pub(crate) code_tries: i64,

    /// How long to wait between two codes.
    #[arg(long, global = true, env = "OCPANEL_RESEND_AFTER", default_value = "60s", value_parser = duration)]
    pub(crate) resend_after: i64,

    /// Codes to one address in an hour.
    #[arg(long, global = true, env = "OCPANEL_RESENDS_PER_HOUR", default_value = "5", value_parser = clap::value_parser!(u16).range(1..=100))]
    pub(crate) resends_per_hour: u16,

    /// How long a registration can be taken up again.
    #[arg(long, global = true, env = "OCPANEL_REGISTRATION_LIFETIME", default_value = "24h", value_parser = duration)]
    pub(crate) registration_lifetime: i64,

    /// A session ends after so long without a click.
    #[arg(long, global = true, env = "OCPANEL_SESSION_IDLE", default_value = "60m", value_parser = duration)]
    pub(crate) session_idle: i64,

    /// A session ends after so long, whatever happens.
    #[arg(long, global = true, env = "OCPANEL_SESSION_LIFETIME", default_value = "24h", value_parser = duration)]
    pub(crate) session_lifetime: i64,

    /// How long a proof of identity is enough for what changes somebody's safety.
    #[arg(long, global = true, env = "OCPANEL_SUDO_LIFETIME", default_value = "10m", value_parser = duration)]
    pub(crate) sudo_lifetime: i64,

    /// How long a link to a new password works.
    #[arg(long, global = true, env = "OCPANEL_RESET_LIFETIME", default_value = "30m", value_parser = duration)]
    pub(crate) reset_lifetime: i64,
    /// How long a change of address can be undone from the former one.
    #[arg(long, global = true, env = "OCPANEL_EMAIL_UNDO_LIFETIME", default_value = "7d", value_parser = duration)]
    pub(crate) email_undo_lifetime: i64,
    /// How long an invitation can be accepted.
    #[arg(long, global = true, env = "OCPANEL_INVITATION_LIFETIME", default_value = "7d", value_parser = duration)]
    pub(crate) invitation_lifetime: i64,

    /// How long the activity log is kept.
    #[arg(long, global = true, env = "OCPANEL_LOG_KEPT", default_value = "400d", value_parser = kept)]
    pub(crate) log_kept: i64,
    /// How long the activity log keeps network addresses and browsers.
    #[arg(long, global = true, env = "OCPANEL_ADDRESSES_KEPT", default_value = "90d", value_parser = kept)]
    pub(crate) addresses_kept: i64,

    /// Public registers of companies that Find company asks, with commas between; docs/company-registers.md says what each
    /// gives and wants [default: none].
    #[arg(long, global = true, env = "OCPANEL_COMPANY_REGISTER", value_delimiter = ',')]
    pub(crate) company_register: Vec<String>,

    /// The cost of a password hash: memory in KiB, rounds, lanes.
    #[arg(long, global = true, env = "OCPANEL_ARGON2", default_value = "m=19456,t=2,p=1")]
    pub(crate) argon2: String,

    /// Connections of this server to PostgreSQL at most.
    #[arg(long, global = true, env = "OCPANEL_DATABASE_CONNECTIONS", default_value = "16", value_parser = clap::value_parser!(u16).range(4..=1000))]
    pub(crate) database_connections: u16,

    /// For how long a pooler before PostgreSQL lends a connection: session, which is also right without one, or transaction.
    #[arg(long, global = true, env = "OCPANEL_DATABASE_POOLER", default_value = "session", value_parser = pooler)]
    pub(crate) database_pooler: Pooler,

    /// What comes from the environment alone.
    #[arg(skip)]
    pub(crate) secrets: Secrets,
}

impl Config {
    /// What a command line and an environment say. A wrong command line ends the program.
    ///
    /// # Errors
    /// A sentence for the operator.
    pub fn read<T: Into<OsString> + Clone>(
        arguments: impl IntoIterator<Item = T>,
        environment: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Config, String> {
        let config = Config::parse_from(arguments);
        let base_url =
            base_url::canonical(&config.base_url()).map_err(|sentence| format!("OCPANEL_BASE_URL: {sentence}"))?;
        Ok(Config { secrets: Secrets::read(environment)?, base_url: Some(base_url), ..config })
    }

    /// What links start with, as browsers write an origin; no slash at the end.
    pub(crate) fn base_url(&self) -> String {
        self.base_url.clone().unwrap_or_else(|| base_url::of(self.addr))
    }

    /// How the database is reached.
    pub(crate) fn reach(&self) -> Reach {
        Reach { connections: usize::from(self.database_connections), pooler: self.database_pooler }
    }

    /// Only while both the base URL and the listener are on this machine itself.
    pub(crate) fn is_development(&self) -> bool {
        let url = self.base_url();
        let host = url.split_once("://").map_or("", |(_, rest)| rest);
        let host = host
            .rsplit_once(':')
            .filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()))
            .map_or(host, |(host, _)| host);
        is_loopback(host) && self.addr.ip().is_loopback()
    }

    /// Whether letters can be read in the browser: in development, where no mail server takes them.
    pub(crate) fn has_mailbox(&self) -> bool {
        self.is_development() && self.secrets.smtp_url.is_none()
    }

    /// The database's address.
    pub(crate) fn database_url(&self) -> String {
        self.secrets
            .database_url
            .clone()
            .unwrap_or_else(|| format!("sqlite:{}", self.data_dir.join("ocpanel.db").display()))
    }

    /// Where letters go without a mail server.
    pub(crate) fn mail_dir(&self) -> PathBuf {
        self.mail_dir.clone().unwrap_or_else(|| self.data_dir.join("mail"))
    }

    /// What the mail server hears of us.
    fn hello(&self) -> Result<String, String> {
        mail_settings::hello(self.smtp_helo.as_deref(), &self.base_url())
    }

    /// Where letters go.
    pub(crate) fn mailer(&self) -> Result<Mailer, String> {
        let Some(url) = &self.secrets.smtp_url else {
            files::folder(&self.mail_dir())?;
            return Ok(Mailer::Folder(self.mail_dir()));
        };
        let authorities = match env::var_os("SSL_CERT_FILE") {
            Some(file) => mail_settings::authorities(file.as_ref())?,
            None => Vec::new(),
        };
        Mailer::smtp(url, &authorities, &self.hello()?).map_err(|sentence| format!("OCPANEL_SMTP_URL: {sentence}"))
    }

    /// Where the key is kept that was made in development.
    pub(crate) fn key_file(&self) -> PathBuf {
        self.data_dir.join("secret.key")
    }

    /// The secret keys; in development made once and kept in the data folder.
    pub(crate) fn keys(&self) -> Result<Keys, String> {
        let list = match &self.secrets.secret_key {
            Some(list) => list.clone(),
            None => files::kept_secret(&self.key_file(), || Keys::generate(Random::SYSTEM).to_string())?,
        };
        Keys::parse(&list).map_err(|sentence| format!("OCPANEL_SECRET_KEY: {sentence}"))
    }

    /// The registers of companies that are asked.
    pub(crate) fn registers(&self) -> Result<Vec<Source>, String> {
        self.secrets.registers.open(&self.company_register)
    }

    /// The settings of what happens.
    pub(crate) fn settings(&self) -> Settings {
        Settings {
            brand: self.brand.clone(),
            base_url: self.base_url(),
            support_email: self.support_email.clone(),
            mail_from: self.mail_from.clone(),
            panel_url: self.panel_url.clone(),
            passkey_domain: self.passkey_domain.clone(),
            registration: self.registration,
            domains_allowed: self.email_domains_allowed.clone(),
            domains_refused: self.email_domains_refused.clone(),
            network_limits: self.rate_limits,
            terms_version: self.terms_version.clone(),
            limits: Limits { password_min: self.password_min },
            password_blocklist: self.password_blocklist.clone(),
            log_kept: self.log_kept,
            addresses_kept: self.addresses_kept,
            code_lifetime: self.code_lifetime,
            code_tries: self.code_tries,
            resend_after: self.resend_after,
            codes_per_hour: self.resends_per_hour.into(),
            registration_lifetime: self.registration_lifetime,
            session_idle: self.session_idle,
            session_lifetime: self.session_lifetime,
            sudo_lifetime: self.sudo_lifetime,
            reset_lifetime: self.reset_lifetime,
            email_undo_lifetime: self.email_undo_lifetime,
            invitation_lifetime: self.invitation_lifetime,
        }
    }
}

/// `90s`, `10m`, `24h` or `7d`, in seconds; a year at most.
fn duration(text: &str) -> Result<i64, String> {
    seconds(text, 366)
}

/// The same, ten years at most.
fn kept(text: &str) -> Result<i64, String> {
    seconds(text, 3_660)
}

fn seconds(text: &str, most_days: i64) -> Result<i64, String> {
    let read = humantime::parse_duration(text).ok().and_then(|read| i64::try_from(read.as_secs()).ok());
    read.filter(|seconds| (1..=most_days * 86_400).contains(seconds))
        .ok_or_else(|| "write it like 90s, 10m, 24h or 7d".to_owned())
}

fn registration(text: &str) -> Result<Registration, String> {
    match text {
        "open" => Ok(Registration::Open),
        "invitation" => Ok(Registration::Invitation),
        "closed" => Ok(Registration::Closed),
        _ => Err("write open, invitation or closed".to_owned()),
    }
}

fn pooler(text: &str) -> Result<Pooler, String> {
    Pooler::parse(text).ok_or_else(|| "write session or transaction".to_owned())
}

fn domain(text: &str) -> Result<String, String> {
    listed_domain(text).ok_or_else(|| "write it like example.com or .example.com".to_owned())
}

fn switch(text: &str) -> Result<bool, String> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err("write on or off".to_owned()),
    }
}

#[cfg(test)]
mod tests;
