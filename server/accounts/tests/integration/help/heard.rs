//! Every statement that the program sends to a database while tests run, heard from what sqlx says about each.

use std::{
    collections::BTreeSet,
    sync::{Mutex, Once},
};
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
    subscriber::Interest,
};

/// A text, and whether it went to PostgreSQL.
pub type Heard = (bool, String);

#[derive(Default)]
struct Texts {
    new: BTreeSet<Heard>,
    old: BTreeSet<Heard>,
}

static TEXTS: Mutex<Texts> = Mutex::new(Texts { new: BTreeSet::new(), old: BTreeSet::new() });

/// Listens from now on.
pub fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| tracing::subscriber::set_global_default(Listener).expect("nobody else listens"));
}

/// The texts that were not given away before.
pub fn new_texts() -> BTreeSet<Heard> {
    let mut texts = TEXTS.lock().expect("nobody panics with it");
    let new = std::mem::take(&mut texts.new);
    texts.old.extend(new.iter().cloned());
    new
}

struct Listener;

impl Subscriber for Listener {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        if metadata.target() == "sqlx::query" { Interest::always() } else { Interest::never() }
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }

    fn event(&self, event: &Event<'_>) {
        let mut said = Said::default();
        event.record(&mut said);
        let text = if said.statement.is_empty() { said.summary } else { said.statement };
        // Several for SQLite come as one text.
        for text in text.split("; ").map(str::trim) {
            let is_one = ["select", "insert", "update", "delete"].iter().any(|begin| text.starts_with(begin));
            if is_one && !text.contains("_sqlx_") {
                // A thread of its own talks to SQLite.
                let postgres = !std::thread::current().name().is_some_and(|name| name.starts_with("sqlx-sqlite"));
                let heard = (postgres, numbered_from_one(text));
                let mut texts = TEXTS.lock().expect("nobody panics with it");
                if !texts.old.contains(&heard) {
                    texts.new.insert(heard);
                }
            }
        }
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[derive(Default)]
struct Said {
    summary: String,
    statement: String,
}

impl Visit for Said {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "summary" => value.clone_into(&mut self.summary),
            "db.statement" => value.clone_into(&mut self.statement),
            _ => {}
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}

/// With its places as they were before it was one of several.
fn numbered_from_one(text: &str) -> String {
    let parts = || {
        text.split('$').skip(1).map(|part| {
            let digits = part.bytes().take_while(u8::is_ascii_digit).count();
            (part[..digits].parse::<usize>().expect("a number after each $"), &part[digits..])
        })
    };
    let before = parts().map(|(number, _)| number).min().unwrap_or(1) - 1;
    let head = text.split('$').next().unwrap_or_default().to_owned();
    parts().fold(head, |whole, (number, rest)| format!("{whole}${}{rest}", number - before))
}
