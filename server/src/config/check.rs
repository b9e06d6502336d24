//! What must hold of settings before the program starts.

use super::*;

impl Config {
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

#[cfg(test)]
mod tests {
    use super::super::tests::config;
    use super::*;
    use std::fs;

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
}
