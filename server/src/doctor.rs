//! Looks at what the program needs, and says how it is.

use crate::{config::Config, serve};
use registers::{Answer, Reason};

/// Looks at everything; a sentence when something is not well.
pub(crate) async fn look(config: &Config) -> Result<(), String> {
    let accounts = serve::accounts(config).await?;
    println!("settings and database: well");
    let closed = accounts.sealed_for_others().await.map_err(|error| error.to_string())?;
    println!("secret keys: {}", keys(closed));
    let answers = accounts.try_registers().await;
    accounts.db().close().await;
    if answers.is_empty() {
        println!("registers of companies: none is chosen");
    }
    for (name, answer) in &answers {
        println!("register {name}: {}", said(answer));
    }
    let silent = answers.iter().filter(|(_, answer)| !is_well(answer)).count();
    match (closed, silent) {
        (0, 0) => Ok(()),
        (0, _) => Err(format!("{silent} of {} registers did not answer as expected", answers.len())),
        _ => Err("a secret key is missing".to_owned()),
    }
}

fn keys(closed: i64) -> String {
    match closed {
        0 => "they open everything".to_owned(),
        rows => format!("{rows} rows are sealed with a key that is not given"),
    }
}

/// Each register was asked for an organisation that it must know. One whose requests are used up is well.
fn is_well(answer: &Answer) -> bool {
    matches!(answer, Answer::Found(_) | Answer::NoAnswer(Reason::Spent))
}

fn said(answer: &Answer) -> String {
    match answer {
        Answer::Found(found) => match &found.name {
            Some(name) => format!("it answers, with {name}"),
            None => "it answers, without a name".to_owned(),
        },
        Answer::NotFound => "it does not know an organisation that it should know".to_owned(),
        Answer::NoAnswer(reason) => format!("no answer: {reason}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use registers::Found;

    #[test]
    fn a_register_that_does_not_answer_is_told() {
        let found =
            |name: Option<&str>| Answer::Found(Box::new(Found { name: name.map(str::to_owned), ..Found::default() }));
        for (answer, sentence, well) in [
            (found(Some("ORLEN")), "it answers, with ORLEN", true),
            (found(None), "it answers, without a name", true),
            (Answer::NotFound, "it does not know an organisation that it should know", false),
            (Answer::NoAnswer(Reason::Status(403)), "no answer: it answered with status 403", false),
            (Answer::NoAnswer(Reason::Spent), "no answer: its requests of today are used up", true),
        ] {
            assert_eq!((said(&answer).as_str(), is_well(&answer)), (sentence, well));
        }
        assert!(keys(3).starts_with("3 rows") && keys(0).contains("everything"));
    }
}
