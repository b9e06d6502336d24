//! What each step costs the server: its processor by what it did, and the database's work.

use crate::{
    load::milli,
    people::{PEOPLE, Visitor},
    program::{Mail, Program, Spent},
};
use futures_util::{StreamExt, future::BoxFuture, stream};

/// People who take each step.
const COUNT: usize = 240;

type Step = for<'v> fn(&'v mut Visitor, &'v Mail) -> BoxFuture<'v, ()>;

/// Each step, and what it is called.
const STEPS: [(&str, Step); 4] = [
    ("first form", |visitor, _| Box::pin(visitor.register())),
    ("details, and the letter with the code", |visitor, _| Box::pin(visitor.details())),
    ("code", |visitor, mail| Box::pin(async { visitor.confirm(&mail.code(&visitor.email).await).await })),
    ("sign-in", |visitor, _| Box::pin(visitor.sign_in())),
];

/// Prints a table with a row for each step.
pub(crate) async fn print(program: &Program) {
    let mail = Mail::watch(program);
    let mut visitors = Vec::new();
    for number in 0..COUNT {
        visitors.push(Visitor::of(&program.host, &format!("step{number}@example.com")).await);
    }
    println!("\n| processor, ms | in all | hash | strength | SQL | all else | round trips | flushes |");
    println!("|---|---|---|---|---|---|---|---|");
    for (what, step) in STEPS {
        let before = program.spent().await;
        let take = |mut visitor: Visitor| async {
            step(&mut visitor, &mail).await;
            visitor
        };
        visitors = stream::iter(visitors).map(take).buffer_unordered(PEOPLE).collect().await;
        print_row(what, &(program.spent().await - before));
    }
}

fn print_row(what: &str, spent: &Spent) {
    let each = |time| milli(time) / COUNT as f64;
    let Spent { cpu, hashes, estimates, sql, round_trips, flushes } = *spent;
    let rest = cpu.saturating_sub(hashes + estimates + sql);
    println!(
        "| {what} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} | {:.1} | {:.2} |",
        each(cpu),
        each(hashes),
        each(estimates),
        each(sql),
        each(rest),
        round_trips as f64 / COUNT as f64,
        flushes as f64 / COUNT as f64
    );
}
