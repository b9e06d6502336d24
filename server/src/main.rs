//! The program `ocpanel`: reads its settings, then serves, or does one thing for the operator.

mod api;
mod assets;
mod commands;
mod config;
mod flood;
mod forms;
mod guard;
mod kept;
mod links;
mod listener;
mod mailbox;
mod pages;
mod router;
mod serve;

use clap::Parser;
use config::{Command, Config};
use std::{io::IsTerminal, process::ExitCode};
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let config = Config::parse();
    if let Err(sentence) = config.check() {
        return refuse(&sentence);
    }
    log(&config);
    // Where, and nothing else: the message could repeat what was typed.
    std::panic::set_hook(Box::new(|info| tracing::error!(at = info.location().map(ToString::to_string), "panicked")));
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return refuse(&error.to_string()),
    };
    match runtime.block_on(run(config)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => refuse(&sentence),
    }
}

async fn run(config: Config) -> Result<(), String> {
    match config.command.clone().unwrap_or(Command::Serve) {
        Command::Serve => serve::serve(config).await,
        Command::Migrate => commands::migrate(&config).await,
        Command::User { what } => commands::user(&config, what).await,
        Command::Account { what } => commands::account(&config, what).await,
        Command::Keys { what } => commands::keys(&config, what).await,
        Command::Health => commands::health(&config).await,
    }
}

fn refuse(sentence: &str) -> ExitCode {
    eprintln!("ocpanel: {sentence}");
    ExitCode::FAILURE
}

/// Plain lines on a terminal, JSON elsewhere.
fn log(config: &Config) {
    let filter = EnvFilter::try_new(&config.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() { lines.init() } else { lines.json().init() }
}
