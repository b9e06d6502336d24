//! What lies outside the program: the mail server, its own public address with the proxies before it, registers.

use super::{
    Line, State,
    database::{self, clock},
    in_time,
};
use crate::{
    config::Config,
    seen::{self, Seen},
};
use mail_parser::DateTime;
use registers::{Answer, Reason, Source, Told, ask_own};

/// An address that nobody has (RFC 5737): as if a visitor had made it up.
const MADE_UP: &str = "192.0.2.77";

/// Speaks with the mail server as far as it takes our sender.
pub(super) async fn mail(config: &Config) -> Line {
    if config.secrets.smtp_url.is_none() {
        return Line::well("mail", format!("letters go to the folder {}", config.mail_dir().display()));
    }
    let looked = in_time(async { config.mailer()?.look(&config.mail_from).await });
    match looked.await {
        Ok(()) => Line::well("mail", "the mail server takes our sender; nothing was sent"),
        Err(sentence) => Line::new(
            "mail",
            State::Broken,
            sentence,
            "look at OCPANEL_SMTP_URL, OCPANEL_MAIL_FROM and the mail server",
        ),
    }
}

/// Asks the program by its public address how it sees who asks, where it runs.
pub(super) async fn address(config: &Config) -> Vec<Line> {
    let base = config.base_url();
    let told = match in_time(ask_own(&format!("{base}/healthz"), &[])).await {
        Ok(told) => told,
        Err(sentence) => {
            let todo = "see that the program runs, and that this machine reaches it by that address; without that, clock and proxies were not looked at";
            return vec![Line::new("base URL", State::Look, format!("{base}: {sentence}"), todo)];
        }
    };
    let mut lines = vec![answered(&base, &told)];
    let theirs = told.date.as_deref().and_then(DateTime::parse_rfc822).map(|date| date.to_timestamp());
    lines.extend(theirs.map(|theirs| clock("the base URL's clock", theirs)));
    lines.push(proxies(config, &base).await);
    lines
}

fn answered(base: &str, told: &Told) -> Line {
    match (told.status, told.text.as_str()) {
        (200, "ok") => Line::well("base URL", format!("{base} leads to the program")),
        (status, _) => {
            let said = format!("{base} leads to something that answers with status {status}");
            Line::new("base URL", State::Broken, said, "let the proxy pass every address on to the program")
        }
    }
}

async fn proxies(config: &Config, base: &str) -> Line {
    let seen = in_time(async {
        let accounts = database::accounts(config).await?;
        let word = accounts.operator.operators_word();
        accounts.db().close().await;
        let url = format!("{base}{}", seen::ADDRESS);
        let told = ask_own(&url, &[(seen::WORD, word.as_str()), ("x-forwarded-for", MADE_UP)]).await?;
        serde_json::from_str::<Seen>(&told.text).map_err(|_| format!("it answered with status {}", told.status))
    });
    match seen.await {
        Ok(seen) => addresses(&seen, config.trusted_proxies.into(), base.starts_with("https://")),
        Err(sentence) => {
            let todo = "see that it runs with the same secret key";
            Line::new("proxies", State::Look, format!("the program did not say whom it sees: {sentence}"), todo)
        }
    }
}

/// How a request that brought a made-up entry of its own has come.
fn addresses(seen: &Seen, trusted: usize, encrypted: bool) -> Line {
    const NAME: &str = "proxies";
    let line = |state, said: String, todo: &str| Line::new(NAME, state, said, todo);
    if seen.from.is_some_and(|from| from.to_string() == MADE_UP) {
        let todo = "set OCPANEL_TRUSTED_PROXIES to the number of your proxies, and let each add its visitor's address";
        return line(State::Broken, "visitors can make up the address they are limited by".to_owned(), todo);
    }
    // A proxy may drop what came along; then all entries are of proxies.
    let added = seen.entries.saturating_sub(1);
    match (trusted, added) {
        (0, 0) if encrypted => line(
            State::Look,
            "the proxy adds no address to X-Forwarded-For: all visitors share its limits".to_owned(),
            "let it add its visitor's address, and set OCPANEL_TRUSTED_PROXIES=1",
        ),
        (trusted, added) if trusted == added || (trusted == 1 && added == 0) => {
            Line::well(NAME, format!("X-Forwarded-For is as OCPANEL_TRUSTED_PROXIES={trusted} says"))
        }
        (trusted, added) => line(
            State::Look,
            format!("{added} addresses were added on the way, and OCPANEL_TRUSTED_PROXIES is {trusted}"),
            "set it to the number of your own proxies",
        ),
    }
}

/// Asks each register for an organisation that it must know. Its requests of the day are counted as all others are.
pub(super) async fn registers(config: &Config) -> Vec<Line> {
    let Ok(mut sources) = config.registers() else { return Vec::new() };
    sources.sort_by_key(Source::name);
    let line_of = |source: &Source| format!("register {}", source.name());
    if sources.is_empty() {
        return Vec::new();
    }
    let accounts = match in_time(database::counting(config)).await {
        Ok(accounts) => accounts,
        Err(sentence) => {
            let said = format!("not asked, since its requests cannot be counted: {sentence}");
            let todo = "mend the database first, or start the program once";
            return sources.iter().map(|source| Line::new(&line_of(source), State::Look, &said, todo)).collect();
        }
    };
    let answers = accounts.companies.try_registers().await;
    accounts.db().close().await;
    let line = |source: &Source| match answers.iter().find(|(name, _)| *name == source.name()) {
        Some((_, answer)) => register(&line_of(source), answer),
        None => Line::well(&line_of(source), "it cannot be tried out"),
    };
    sources.iter().map(line).collect()
}

/// One whose requests are used up is well.
fn register(name: &str, answer: &Answer) -> Line {
    let (state, said) = match answer {
        Answer::Found(found) => match &found.name {
            Some(name) => (State::Well, format!("it answers, with {name}")),
            None => (State::Well, "it answers, without a name".to_owned()),
        },
        Answer::NoAnswer(reason @ Reason::Spent) => (State::Well, format!("no answer: {reason}")),
        Answer::NotFound => (State::Broken, "it does not know an organisation that it should know".to_owned()),
        Answer::NoAnswer(reason) => (State::Broken, format!("no answer: {reason}")),
    };
    let todo = "see docs/company-registers.md; people type the details themselves meanwhile";
    Line::new(name, state, said, if state == State::Well { "" } else { todo })
}

#[cfg(test)]
mod tests {
    use super::*;
    use registers::Found;

    #[test]
    fn a_register_that_does_not_answer_is_told() {
        let found =
            |name: Option<&str>| Answer::Found(Box::new(Found { name: name.map(str::to_owned), ..Found::default() }));
        for (answer, sentence, state) in [
            (found(Some("ORLEN")), "it answers, with ORLEN", State::Well),
            (found(None), "it answers, without a name", State::Well),
            (Answer::NotFound, "it does not know an organisation that it should know", State::Broken),
            (Answer::NoAnswer(Reason::Status(403)), "no answer: it answered with status 403", State::Broken),
            (Answer::NoAnswer(Reason::Spent), "no answer: its requests of today are used up", State::Well),
        ] {
            let line = register("register x", &answer);
            assert_eq!((line.said.as_str(), line.state), (sentence, state));
        }
    }

    #[test]
    fn proxies_that_are_not_as_set_are_told() {
        let of = |from: &str, entries, trusted, encrypted| {
            addresses(&Seen { from: from.parse().ok(), entries }, trusted, encrypted).state
        };
        for (from, entries, trusted, encrypted, state) in [
            ("127.0.0.1", 1, 0, false, State::Well),
            ("198.51.100.1", 2, 1, true, State::Well),
            // The proxy has dropped what was made up.
            ("198.51.100.1", 1, 1, true, State::Well),
            ("192.0.2.77", 1, 1, true, State::Broken),
            ("192.0.2.77", 2, 2, true, State::Broken),
            ("10.0.0.1", 1, 0, true, State::Look),
            ("10.0.0.1", 2, 0, true, State::Look),
            ("10.0.0.1", 3, 1, true, State::Look),
        ] {
            assert_eq!(of(from, entries, trusted, encrypted), state, "{from} {entries} {trusted}");
        }
    }
}
