//! The operator's settings: one struct; its comments are `--help` and the table of docs/settings.md.

use crate::{
    base_url, files,
    loopback::is_loopback,
    mail_settings, register_settings,
    secrets::{self, Secrets},
};
use accounts::{Blocklist, Hasher, Keys, Mailer, Pooler, Random, Reach, Registration, Settings, listed_domain};
use clap::{Args, Parser, Subcommand};
use registers::Source;
use rules::Limits;
use std::{env, net::SocketAddr, path::PathBuf};

/// Registration and account settings for a cloud's control panel.
#[derive(Clone, Debug, Parser)]
#[command(name = "ocpanel", version, after_help = secrets::HELP)]
pub(crate) struct Config {
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

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve pages, after bringing the database up to date.
    #[command(after_help = secrets::HELP)]
    Serve,
    /// Bring the database up to date.
    Migrate,
    /// Look after a user.
    User {
        /// What to do with the user.
        #[command(subcommand)]
        what: UserCommand,
    },
    /// Look after an account.
    Account {
        /// What to do with the account.
        #[command(subcommand)]
        what: AccountCommand,
    },
    /// Look after the applications that ask who somebody is (OpenID Connect).
    Application {
        /// What to do with them.
        #[command(subcommand)]
        what: ApplicationCommand,
    },
    /// Look after the secret keys.
    Keys {
        /// What to do with them.
        #[command(subcommand)]
        what: KeysCommand,
    },
    /// Letters that wait, or failed; or let them go again.
    Letters {
        /// What to do with letters; show them when nothing is said.
        #[command(subcommand)]
        what: Option<LettersCommand>,
        /// Those that failed, instead of those that wait.
        #[arg(long)]
        failed: bool,
        /// How many, from where on.
        #[command(flatten)]
        paging: Paging,
    },
    /// Write a copy of the SQLite database to a file that is not there yet, while the program runs.
    Backup {
        /// The file.
        file: PathBuf,
    },
    /// Look at what the program needs, change nothing, and say what is well, what deserves a look and what is broken. Each
    /// register of companies is asked once; to the mail server nothing is sent.
    Doctor {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Ask the running program whether it is well.
    Health,
}

/// What to do with the secret keys.
#[derive(Clone, Copy, Debug, Subcommand)]
pub(crate) enum KeysCommand {
    /// Seal everything anew with the first key, so that the others are needed no more. It can be stopped and run again,
    /// while the program serves.
    Reseal {
        /// Give up what no given key opens: letters that wait and refused forms go, and users of 2-step verification get in
        /// with a recovery code alone. For a backup whose key is lost.
        #[arg(long)]
        lost: bool,
    },
    /// Make new keys for ID tokens. Applications read them by themselves.
    Rotate,
}

/// What to do with applications.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum ApplicationCommand {
    /// Register one: its id and its secret are shown, the secret only now.
    Add {
        /// The name people know.
        name: String,
        /// Where it is answered after signing in: the very address that it names. Can be given more than once.
        #[arg(long = "redirect", required = true)]
        redirects: Vec<String>,
        /// Where it may lead people after signing out. Can be given more than once.
        #[arg(long = "logout-redirect")]
        logout_redirects: Vec<String>,
        /// Where it is told that somebody is signed out, from server to server.
        #[arg(long)]
        backchannel_logout: Option<String>,
        /// It can keep no secret: it runs in a browser or on a phone, and proves itself by PKCE alone.
        #[arg(long)]
        public: bool,
        /// What its ID tokens are signed with: RS256, which every application knows, or ES256.
        #[arg(long, default_value = "RS256", value_parser = ["RS256", "ES256"])]
        algorithm: String,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// List them.
    List {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Show one.
    Show {
        /// Its id.
        id: String,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Remove one. Whoever is signed in there is not any more.
    Remove {
        /// Its id.
        id: String,
    },
    /// Give one a new secret. The old one is dead at once.
    NewSecret {
        /// Its id.
        id: String,
    },
}

/// A part of a list.
#[derive(Clone, Debug, Args)]
pub(crate) struct Paging {
    /// Go on after this one, as the part before has said.
    #[arg(long)]
    pub(crate) after: Option<String>,
    /// How many, at most.
    #[arg(long, default_value = "100", value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(crate) limit: u16,
    /// As JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// What to do with letters.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum LettersCommand {
    /// Let a letter go at once that failed or waits, if what it says still holds.
    Retry {
        /// Its id, as the list and the log say it.
        #[arg(required_unless_present = "all_failed", conflicts_with = "all_failed")]
        id: Option<String>,
        /// All that failed and can go again.
        #[arg(long)]
        all_failed: bool,
    },
}

/// What to do with a user.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// List users in the order of their addresses.
    List {
        /// Words that are all in name or address, in any case and without marks; a whole address finds its user alone.
        search: Option<String>,
        /// How many, from where on.
        #[command(flatten)]
        paging: Paging,
    },
    /// Show the user and their accounts.
    Show {
        /// The user's address.
        email: String,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Close the door: the user cannot sign in, and every session ends. The user is told by letter.
    Disable {
        /// The user's address.
        email: String,
    },
    /// Open the door again. The user is told by letter.
    Enable {
        /// The user's address.
        email: String,
    },
    /// Switch 2-step verification off for somebody who has lost phone and recovery codes. The user is told by letter.
    ResetTwoStep {
        /// The user's address.
        email: String,
    },
    /// Move a user to another address, which counts as proved: every session ends. Both addresses are told by letter.
    ChangeEmail {
        /// The user's address.
        email: String,
        /// The address to have from now on.
        new: String,
    },
}

/// What to do with an account.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum AccountCommand {
    /// List accounts in the order of their numbers.
    List {
        /// Words that are all in the company's or the owner's name or address; a whole number finds its account alone.
        search: Option<String>,
        /// How many, from where on.
        #[command(flatten)]
        paging: Paging,
    },
    /// Show the account and its members.
    Show {
        /// The account's number, with or without its hyphen.
        number: String,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Make a user the account's only owner, and a member if they are none; the former owner becomes its administrator.
    /// Both are told by letter.
    Transfer {
        /// The account's number, with or without its hyphen.
        number: String,
        /// The new owner's address.
        email: String,
    },
}

impl Config {
    /// What the command line and the environment say. A wrong command line ends the program.
    pub(crate) fn read() -> Result<Config, String> {
        let config = Config::parse();
        let base_url =
            base_url::canonical(&config.base_url()).map_err(|sentence| format!("OCPANEL_BASE_URL: {sentence}"))?;
        Ok(Config { secrets: Secrets::read(|name| env::var_os(name))?, base_url: Some(base_url), ..config })
    }

    /// What clap cannot see: misspelt settings, and what must hold outside this machine.
    pub(crate) fn check(&self) -> Result<(), String> {
        unknown_settings()?;
        self.registers()?;
        Hasher::params(&self.argon2).map_err(|sentence| format!("OCPANEL_ARGON2: {sentence}"))?;
        mail_settings::sender(&self.mail_from, self.is_development())?;
        mail_settings::support(&self.support_email)?;
        self.hello()?;
        // A list that is being replaced stops no command of the operator's.
        let serves = matches!(self.command, None | Some(Command::Serve));
        if let Some(file) = self.password_blocklist.as_ref().filter(|_| serves) {
            Blocklist::check(file).map_err(|sentence| format!("OCPANEL_PASSWORD_BLOCKLIST: {sentence}"))?;
        }
        for (name, text) in
            [("BRAND", &self.brand), ("SUPPORT_EMAIL", &self.support_email), ("TERMS_VERSION", &self.terms_version)]
        {
            if text.chars().any(char::is_control) {
                return Err(format!("OCPANEL_{name}: write it on one line"));
            }
        }
        if let Some(domain) = self.passkey_domain.as_ref().filter(|_| !self.settings().passkeys_are_possible()) {
            return Err(format!(
                "OCPANEL_PASSKEY_DOMAIN: `{domain}` must be the host of OCPANEL_BASE_URL, or a domain above it that is yours; browsers know passkeys over https alone, and of no IP address"
            ));
        }
        let panel = self.panel_url.as_deref().unwrap_or("https://");
        if !(panel.starts_with("https://") || (self.is_development() && panel.starts_with("http://"))) {
            return Err(format!("OCPANEL_PANEL_URL: `{panel}` must begin with https://"));
        }
        if self.is_development() { Ok(()) } else { self.check_production() }
    }

    /// Pages for strangers need https, a mail server and a key that was made on purpose.
    fn check_production(&self) -> Result<(), String> {
        if !self.base_url().starts_with("https://") {
            return Err(
                "OCPANEL_BASE_URL must begin with https:// unless it and OCPANEL_ADDR are on this machine itself"
                    .to_owned(),
            );
        }
        if self.secrets.smtp_url.is_none() {
            return Err(
                "OCPANEL_SMTP_URL is needed unless OCPANEL_BASE_URL and OCPANEL_ADDR are on this machine itself"
                    .to_owned(),
            );
        }
        if self.secrets.secret_key.is_none() {
            return Err("OCPANEL_SECRET_KEY is needed unless OCPANEL_BASE_URL and OCPANEL_ADDR are on this machine itself; `openssl rand -base64 32` makes one".to_owned());
        }
        if !self.rate_limits {
            return Err("OCPANEL_RATE_LIMITS can be off only while OCPANEL_BASE_URL and OCPANEL_ADDR are on this machine itself".to_owned());
        }
        Ok(())
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

/// A misspelt setting must not pass in silence.
fn unknown_settings() -> Result<(), String> {
    use clap::CommandFactory;
    let command = Config::command();
    let is_set = |name: &str| command.get_arguments().any(|argument| argument.get_env().is_some_and(|env| env == name));
    let known = |name: &str| is_set(name) || secrets::is_named(name) || register_settings::is_named(name);
    let unknown = env::vars_os()
        .filter_map(|(name, _)| name.into_string().ok())
        .find(|name| name.starts_with("OCPANEL_") && !known(name));
    match unknown {
        Some(name) => Err(format!("there is no setting {name}; `ocpanel serve --help` lists them all")),
        None => Ok(()),
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
mod tests {
    use super::*;
    use std::fs;

    fn config(arguments: &[&str]) -> Config {
        Config::parse_from([&["ocpanel"], arguments].concat())
    }

    #[test]
    fn durations_have_a_unit() {
        assert_eq!(duration("90s"), Ok(90));
        assert_eq!(duration("7d"), Ok(604_800));
        assert_eq!(duration("1h 30m"), Ok(5_400));
        for text in ["", "10", "m", "-1s", "0s", "500ms", "9999999999999999999s", "400d"] {
            assert!(duration(text).is_err(), "{text}");
        }
        assert_eq!(kept("400d"), Ok(34_560_000));
        assert!(kept("3661d").is_err() && kept("0d").is_err());
    }

    #[test]
    fn the_defaults_are_those_of_the_accounts() {
        assert_eq!(config(&[]).settings(), Settings::default());
    }

    #[test]
    fn a_domain_of_passkeys_is_the_base_urls_host_or_above_it() {
        let said = |base_url: &str, domain: &str| {
            config(&["--base-url", base_url, "--passkey-domain", domain]).check().err().unwrap_or_default()
        };
        let wrong = "OCPANEL_PASSKEY_DOMAIN: ";
        for (base_url, domain) in [("http://localhost:3000", "example.com"), ("http://127.0.0.1:3000", "127.0.0.1")] {
            assert!(said(base_url, domain).starts_with(wrong), "{base_url} {domain}");
        }
        assert_eq!(said("http://localhost:3000", "localhost"), "");
    }

    #[test]
    fn the_commands_of_an_account_are_read() {
        let command = |arguments: &[&str]| config(arguments).command;
        assert!(matches!(
            command(&["account", "show", "1000-0008", "--json"]),
            Some(Command::Account { what: AccountCommand::Show { number, json: true } }) if number == "1000-0008"
        ));
        assert!(matches!(
            command(&["account", "transfer", "10000008", "berta@example.com"]),
            Some(Command::Account { what: AccountCommand::Transfer { number, email } })
                if number == "10000008" && email == "berta@example.com"
        ));
        for wrong in [&["account", "show"][..], &["account", "transfer", "10000008"], &["account"]] {
            assert!(Config::try_parse_from([&["ocpanel"], wrong].concat()).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn development_is_only_on_the_machine_itself() {
        for (arguments, expected) in [
            (&[][..], true),
            (&["--base-url", "http://localhost:3000"], true),
            (&["--addr", "[::1]:3000"], true),
            (&["--addr", "0.0.0.0:3000"], false),
            (&["--base-url", "https://panel.example.com"], false),
            (&["--base-url", "http://127.0.0.1.example.com"], false),
        ] {
            assert_eq!(config(arguments).is_development(), expected, "{arguments:?}");
        }
    }

    #[test]
    fn outside_the_machine_https_mail_and_key_are_needed() {
        let key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
        let url = ["--base-url", "https://panel.example.com", "--mail-from", "Cloud <no-reply@example.com>"];
        let with = |arguments: &[&str], smtp_url: Option<&str>, secret_key: Option<&str>| {
            let (smtp_url, secret_key) = (smtp_url.map(str::to_owned), secret_key.map(str::to_owned));
            let secrets = Secrets { smtp_url, secret_key, ..Secrets::default() };
            Config { secrets, ..config(&[&["--addr", "0.0.0.0:3000"], arguments].concat()) }.check()
        };
        let smtp = Some("smtps://mail.example.com");
        assert_eq!(with(&url, smtp, Some(key)), Ok(()));
        assert!(with(&url[2..], smtp, Some(key)).is_err_and(|sentence| sentence.contains("OCPANEL_BASE_URL")));
        assert!(with(&url, None, Some(key)).is_err_and(|sentence| sentence.contains("OCPANEL_SMTP_URL")));
        assert!(with(&url, smtp, None).is_err_and(|sentence| sentence.contains("OCPANEL_SECRET_KEY")));
        for refused in [["--brand", "Cloud\r\nBcc: eva@example.com"], ["--support-email", "a@example.com\n"]] {
            assert!(with(&[&url[..], &refused[..]].concat(), smtp, Some(key)).is_err(), "{refused:?}");
        }
        let local = ["--base-url", "https://panel.example.com"];
        assert!(with(&local, smtp, Some(key)).is_err_and(|sentence| sentence.contains("OCPANEL_MAIL_FROM")));
        for refused in [["--rate-limits", "off"], ["--panel-url", "http://panel.example.com"]] {
            assert!(with(&[&url[..], &refused[..]].concat(), smtp, Some(key)).is_err(), "{refused:?}");
        }
    }

    #[test]
    fn secrets_are_never_flags_and_never_shown() {
        for flag in ["--secret-key", "--smtp-url", "--database-url", "--secrets"] {
            assert!(Config::try_parse_from(["ocpanel", flag, "a secret"]).is_err(), "{flag}");
        }
        let of = |smtp_url: &str, secret_key: &str| {
            let (smtp_url, secret_key) = (Some(smtp_url.to_owned()), Some(secret_key.to_owned()));
            Config { secrets: Secrets { smtp_url, secret_key, ..Secrets::default() }, ..config(&[]) }
        };
        let mistyped = "canary-of-a-secret";
        for url in [
            format!("smtp//name:{mistyped}@mail.example.com"),
            format!("smtp://name:{mistyped}@"),
            format!("http://name:{mistyped}@mail.example.com"),
            format!("smtps://name:{mistyped}@mail.example.com:port"),
        ] {
            let sentence = of(&url, "").mailer().expect_err(&url);
            assert!(sentence.starts_with("OCPANEL_SMTP_URL: ") && !sentence.contains(mistyped), "{sentence}");
        }
        let config = of("", mistyped);
        let sentence = config.keys().expect_err("no key");
        assert!(sentence.starts_with("OCPANEL_SECRET_KEY: ") && !sentence.contains(mistyped), "{sentence}");
        assert!(!format!("{config:?}").contains(mistyped));
    }

    #[test]
    fn a_list_of_stolen_passwords_that_cannot_be_searched_stops_the_start() {
        assert_eq!(
            config(&["--password-blocklist", "list"]).settings().password_blocklist,
            Some(PathBuf::from("list"))
        );
        let folder = env::temp_dir().join(format!("ocpanel-config-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let file = folder.join("list");
        for (lines, taken) in [(format!("{}:1\n", "0".repeat(40)), true), ("password\n".to_owned(), false)] {
            fs::write(&file, lines).expect("a file");
            let checked = config(&["--password-blocklist", &file.to_string_lossy()]).check();
            assert_eq!(checked.is_ok(), taken, "{checked:?}");
            assert!(taken || checked.is_err_and(|sentence| sentence.starts_with("OCPANEL_PASSWORD_BLOCKLIST: ")));
        }
        fs::remove_dir_all(folder).expect("it goes");
    }

    #[test]
    fn lists_of_domains_are_read_and_misspelt_ones_stop_the_start() {
        let read = config(&["--email-domains-allowed", "Example.com, .example.org"]).settings();
        assert_eq!(read.domains_allowed, ["example.com", ".example.org"]);
        for wrong in [["--email-domains-refused", "a b"], ["--registration", "maybe"], ["--rate-limits", "0"]] {
            assert!(Config::try_parse_from([&["ocpanel"], &wrong[..]].concat()).is_err(), "{wrong:?}");
        }
    }
}
