//! What public registers of companies call themselves, the same in every language.

/// The name that people know a register by; of one that is not known here its name in settings.
pub fn register_name(register: &str) -> &str {
    match register {
        "vies" => "VIES",
        "ua-dps" => "Реєстр платників податків (ДПС)",
        "pl-whitelist" => "Wykaz podatników VAT",
        "pl-regon" => "REGON",
        "pl-krs" => "KRS",
        "cz-ares" => "ARES",
        "sk-rpo" => "RPO",
        "fr-sirene" => "Sirene",
        "no-brreg" => "Enhetsregisteret",
        "fi-prh" => "YTJ",
        "ee-rik" => "e-Äriregister",
        "lv-ur" => "Uzņēmumu reģistrs",
        "lt-jar" => "JAR",
        "ro-anaf" => "ANAF",
        "ch-uid" => "UID-Register",
        "kz-stat" => "stat.gov.kz",
        "gb-companies-house" => "Companies House",
        "gleif" => "GLEIF",
        other => other,
    }
}
