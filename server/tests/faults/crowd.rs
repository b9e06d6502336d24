//! More people at once than can be served, at the full cost of a hash: whoever has to wait is told so, and whoever was
//! let in has their letter soon.

use crate::{
    is_long,
    person::{Answer, Person, between},
    program::{Folder, Program},
};
use std::{
    fs,
    path::Path,
    time::{Duration, SystemTime},
};
use tokio::{task::JoinSet, time::sleep};

/// After the last form the last letter is out within this time.
const LETTERS_WITHIN: Duration = Duration::from_secs(5);
/// So many codes go to one address, whoever asks for them.
const LETTERS_OF_ONE: usize = 5;
/// The program's own.
const FULL_COST: (&str, &str) = ("OCPANEL_ARGON2", "m=19456,t=2,p=1");

/// Waits as somebody does who is told when to come again; false for an answer that goes on.
async fn has_to_wait(answer: &Answer) -> bool {
    if answer.goes_on() {
        return false;
    }
    assert!(answer.is_later(), "{answer:?}");
    let after = answer.headers["retry-after"].parse().expect("seconds");
    sleep(Duration::from_secs(after)).await;
    true
}

/// Begins a registration, until a letter is to come.
async fn begin(mut person: Person, email: String) {
    while has_to_wait(&person.register(&email).await).await {}
    let mut page = person.get("/register/details").await;
    while page.status == 503 {
        assert!(page.is_later(), "{page:?}");
        page = person.get("/register/details").await;
    }
    let id = between(&page.body, "name=\"registration\" value=\"", "\"").expect("the page names it");
    while has_to_wait(&person.try_details(&id).await.expect("an answer within half a minute")).await {}
}

/// When each letter was written.
fn letters(mail: &Path) -> Vec<SystemTime> {
    let files = fs::read_dir(mail).into_iter().flatten().flatten();
    let letters = files.filter(|file| file.path().extension().is_some_and(|end| end == "eml"));
    letters.filter_map(|file| file.metadata().ok()?.modified().ok()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_that_signs_up_at_once_is_served_or_told_when_to_come() {
    let people = if is_long() { 10_000 } else { 150 };
    for of_one in [false, true] {
        let folder = Folder::new();
        let program = Program::start(&folder.0, &[FULL_COST]).await;
        let mut crowd = JoinSet::new();
        for nth in 0..people {
            let email = if of_one { "anna@example.com".to_owned() } else { format!("p{nth}@example.com") };
            crowd.spawn(begin(Person::at(&program.host), email));
        }
        crowd.join_all().await;
        // By the clock that the letters are written by.
        let mark = folder.0.join("last form");
        fs::write(&mark, "").expect("our folder");
        let last_form = fs::metadata(&mark).and_then(|mark| mark.modified()).expect("it was written");
        sleep(LETTERS_WITHIN).await;
        let letters = letters(&folder.0.join("mail"));
        let late = letters.iter().filter(|at| **at > last_form + LETTERS_WITHIN).count();
        let due = if of_one { LETTERS_OF_ONE } else { people };
        assert_eq!((letters.len(), late), (due, 0));
    }
}
