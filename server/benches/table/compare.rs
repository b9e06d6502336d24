//! The built program against that of another build, in turn, so that a busy machine hits both alike.

use crate::{
    hashes::hashes_a_second,
    load::{Answers, FirstLoad, middle},
    people::{self, Rate},
    postgres,
    program::{BUILT, Folder, Program},
};
use std::time::Duration;

const CONNECTIONS: usize = 16;
const ROUNDS: usize = 11;
/// How long each program is asked in a round.
const SPAN: Duration = Duration::from_millis(700);
/// The same for registrations and for sign-ins, once a round, and for hashes.
const PEOPLE: Duration = Duration::from_secs(5);
const ROUNDS_OF_PEOPLE: usize = 3;

/// Prints the head of the table and the rows that need no browser.
pub(crate) async fn print(base: &str) {
    let folders = [Folder::new("new"), Folder::new("base")];
    let programs = [Program::start(BUILT, &folders[0]), Program::start(base, &folders[1])];
    println!("\nAgainst `{base}`, both in turn.\n");
    println!("| what | new | base | new / base |\n|---|---|---|---|");
    weigh(&programs).await;
    for path in ["/register", "/"] {
        ask(&programs, path).await;
    }
    register("SQLite", &programs).await;
    let Some(server) = postgres::server() else { return };
    let databases = [postgres::database(&server, "new").await, postgres::database(&server, "base").await];
    drop(programs);
    let folders = [Folder::new("new-people"), Folder::new("base-people")];
    let on = |program, nth: usize| Program::on(program, &folders[nth], Some(&databases[nth]));
    register("PostgreSQL", &[on(BUILT, 0), on(base, 1)]).await;
}

/// Registrations and sign-ins against what all cores can hash in the same minute.
async fn register(database: &str, programs: &[Program; 2]) {
    let mut hashes = Vec::new();
    let mut rates = [[const { Vec::new() }; 2], [const { Vec::new() }; 2]];
    for round in 0..ROUNDS_OF_PEOPLE {
        hashes.push(hashes_a_second(PEOPLE));
        for side in [round % 2, 1 - round % 2] {
            rates[0][side].push(people::registrations(&programs[side], PEOPLE, round).await);
            rates[1][side].push(people::sign_ins(&programs[side], PEOPLE).await);
        }
    }
    for (what, rates) in ["registration", "sign-in"].into_iter().zip(rates) {
        let each = |figure: fn(&Rate) -> f64| {
            rates.each_ref().map(|rates| middle(&rates.iter().map(figure).collect::<Vec<_>>()))
        };
        let hashes = middle(&hashes);
        row(&format!("{what}s for each hash, {database}"), each(|rate| rate.a_second).map(|rate| rate / hashes), "", 2);
        row(&format!("the server's processor for a {what}, {database}"), each(|rate| rate.cpu_ms), " ms", 1);
        row(&format!("99th percentile of a {what}, {database}"), each(Rate::p99_ms), " ms", 0);
    }
}

async fn weigh([new, base]: &[Program; 2]) {
    let loads = [FirstLoad::of(new).await, FirstLoad::of(base).await];
    let [new, base] = &loads;
    println!("| first load of `/register`, as sent | {new} | {base} | {:.2} |", new.all() / base.all());
    let part = |what: &str, kinds: &[&str]| row(what, loads.each_ref().map(|load| load.of_kinds(kinds)), " kB", 1);
    part("its WebAssembly", &["WebAssembly"]);
    part("its HTML and CSS, with which the form can be used", &["HTML", "CSS"]);
}

async fn ask(programs: &[Program; 2], path: &'static str) {
    let mut answers = [Answers::default(), Answers::default()];
    for round in 0..ROUNDS {
        for side in [round % 2, 1 - round % 2] {
            answers[side].ask(&programs[side], path, CONNECTIONS, SPAN).await;
        }
    }
    let each = |figure: fn(&Answers) -> f64| answers.each_ref().map(figure);
    row(&format!("requests a second for `{path}`, {CONNECTIONS} connections"), each(Answers::a_second), "", 0);
    row(&format!("the server's processor for each `{path}`"), each(Answers::cpu_ms), " ms", 3);
    row(&format!("99th percentile of `{path}`"), each(Answers::p99_ms), " ms", 1);
}

pub(crate) fn row(what: &str, [new, base]: [f64; 2], unit: &str, digits: usize) {
    println!("| {what} | {new:.digits$}{unit} | {base:.digits$}{unit} | {:.2} |", new / base);
}
