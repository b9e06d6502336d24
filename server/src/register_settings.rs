//! The registers of companies as the operator has chosen them: a list of names, and for each of them a key or another
//! address where that is needed.

use registers::{Source, Unusable, names};
use std::fmt;

const KEY: &str = "OCPANEL_COMPANY_REGISTER_KEY_";
const URL: &str = "OCPANEL_COMPANY_REGISTER_URL_";
const FILE: &str = "_FILE";

/// Keys and addresses, each with its register's name.
#[derive(Clone, Default)]
pub(crate) struct RegisterSettings {
    keys: Vec<(&'static str, String)>,
    urls: Vec<(&'static str, String)>,
}

impl fmt::Debug for RegisterSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RegisterSettings (hidden)")
    }
}

impl RegisterSettings {
    /// Reads them with what reads a secret; addresses come the same way, since they may lead through somebody's proxy.
    pub(crate) fn read(secret: impl Fn(&str) -> Result<Option<String>, String>) -> Result<RegisterSettings, String> {
        let mut settings = RegisterSettings::default();
        for name in names() {
            settings.keys.extend(secret(&setting(KEY, name))?.map(|key| (name, key)));
            settings.urls.extend(secret(&setting(URL, name))?.map(|url| (name, url)));
        }
        Ok(settings)
    }

    /// The registers of these names.
    ///
    /// # Errors
    /// A sentence that names the setting, and repeats neither key nor address.
    pub(crate) fn open(&self, chosen: &[String]) -> Result<Vec<Source>, String> {
        let chosen: Vec<String> = chosen.iter().map(|name| name.trim().to_lowercase()).collect();
        let chosen: Vec<&str> = chosen.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
        for (place, name) in chosen.iter().enumerate() {
            if chosen[..place].contains(name) {
                return Err(format!("OCPANEL_COMPANY_REGISTER: {name} stands there twice"));
            }
        }
        chosen.into_iter().map(|name| self.source(name)).collect()
    }

    fn source(&self, name: &str) -> Result<Source, String> {
        let of = |list: &[(&str, String)]| list.iter().find(|(at, _)| *at == name).map(|(_, value)| value.clone());
        let (key, url) = (of(&self.keys), of(&self.urls));
        Source::open(name, url.as_deref(), key.as_deref()).map_err(|unusable| match unusable {
            Unusable::Unknown => {
                let known = names().collect::<Vec<_>>().join(", ");
                format!("OCPANEL_COMPANY_REGISTER: there is no register `{name}`; there are {known}")
            }
            Unusable::NoKey => format!("OCPANEL_COMPANY_REGISTER: {name} needs {} or {0}_FILE", setting(KEY, name)),
            Unusable::NeedsNoKey => format!("{}: {name} takes no key", setting(KEY, name)),
            Unusable::Address(sentence) => format!("{}: {sentence}", setting(URL, name)),
        })
    }
}

/// Whether this names one of them, or its file.
pub(crate) fn is_named(name: &str) -> bool {
    let bare = name.strip_suffix(FILE).unwrap_or(name);
    names().any(|register| bare == setting(KEY, register) || bare == setting(URL, register))
}

fn setting(beginning: &str, register: &str) -> String {
    beginning.to_owned() + &register.to_ascii_uppercase().replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_register_has_a_name_that_people_know() {
        for name in registers::names() {
            assert_ne!(words::register_name(name), name);
        }
    }

    fn opened(chosen: &[&str], variables: &[(&str, &str)]) -> Result<Vec<&'static str>, String> {
        let find = |name: &str| variables.iter().find(|(at, _)| *at == name).map(|(_, value)| (*value).to_owned());
        let chosen: Vec<String> = chosen.iter().map(|name| (*name).to_owned()).collect();
        let sources = RegisterSettings::read(|name| Ok(find(name)))?.open(&chosen)?;
        Ok(sources.iter().map(Source::name).collect())
    }

    #[test]
    fn registers_are_chosen_by_name_with_the_keys_they_need() {
        assert_eq!(opened(&[], &[]), Ok(vec![]));
        assert_eq!(opened(&["VIES", " pl-whitelist"], &[]), Ok(vec!["vies", "pl-whitelist"]));
        let key = ("OCPANEL_COMPANY_REGISTER_KEY_UA_DPS", "a canary");
        assert_eq!(opened(&["ua-dps"], &[key]), Ok(vec!["ua-dps"]));
        assert_eq!(opened(&[], &[key]), Ok(vec![]), "it waits for its register");
        let url = ("OCPANEL_COMPANY_REGISTER_URL_VIES", "http://127.0.0.1:9/prefix");
        assert_eq!(opened(&["vies"], &[url]), Ok(vec!["vies"]));
    }

    #[test]
    fn what_cannot_be_stops_the_start_with_a_sentence_that_keeps_secrets() {
        let canary = "canary-of-a-secret";
        let needless = ("OCPANEL_COMPANY_REGISTER_KEY_VIES", canary);
        let url = ("OCPANEL_COMPANY_REGISTER_URL_VIES", "https://name:canary-of-a-secret@register.example.com");
        for (chosen, variables, says) in [
            (&["vis"][..], &[][..], "there is no register `vis`"),
            (&["ua-dps"], &[], "needs OCPANEL_COMPANY_REGISTER_KEY_UA_DPS or OCPANEL_COMPANY_REGISTER_KEY_UA_DPS_FILE"),
            (&["vies"], &[needless], "OCPANEL_COMPANY_REGISTER_KEY_VIES: vies takes no key"),
            (&["vies"], &[url], "OCPANEL_COMPANY_REGISTER_URL_VIES: "),
            (&["vies", "vies"], &[], "twice"),
        ] {
            let sentence = opened(chosen, variables).expect_err(says);
            assert!(sentence.contains(says) && !sentence.contains(canary), "{sentence}");
        }
        let settings = RegisterSettings { keys: vec![("ua-dps", canary.into())], urls: Vec::new() };
        assert!(!format!("{settings:?}").contains(canary));
    }

    #[test]
    fn only_settings_of_registers_are_theirs() {
        for name in ["KEY_UA_DPS", "KEY_UA_DPS_FILE", "URL_VIES", "KEY_GB_COMPANIES_HOUSE", "URL_CH_UID"] {
            assert!(is_named(&format!("OCPANEL_COMPANY_REGISTER_{name}")), "{name}");
        }
        for name in ["KEY_VIS", "URL", "KEY_", "URL_UA-DPS"] {
            assert!(!is_named(&format!("OCPANEL_COMPANY_REGISTER_{name}")), "{name}");
        }
    }
}
