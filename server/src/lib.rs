//! The program `ocpanel`: reads its settings, then serves, or does one thing for the operator. What is public is what
//! the program and its tests use.

mod api;
mod assets;
mod backup;
mod base_url;
mod bearer;
mod browser_cookie;
mod command_line;
mod commands;
mod config;
mod doctor;
mod files;
mod flood;
mod forms;
mod front;
mod guard;
mod kept;
mod links;
mod listener;
mod lists;
mod local;
mod log;
mod loopback;
mod mail_settings;
mod mailbox;
mod mailbox_key;
mod metrics;
mod openid;
mod openid_addresses;
mod pages;
mod policy;
mod readiness;
mod register_settings;
mod reports;
mod request_id;
mod router;
mod same_origin;
mod secrets;
mod seen;
mod serve;
mod state;

pub use config::Config;
pub use serve::without_listener;

use command_line::Command;
use log::Log;
use std::{env, process::ExitCode};

/// Does what the command line says.
pub fn main() -> ExitCode {
    files::keep_private();
    match begin() {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("ocpanel: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn begin() -> Result<(), String> {
    let config = Config::read(env::args_os(), |name| env::var_os(name))?;
    // The doctor says that as one of many things.
    if !matches!(config.command, Some(Command::Doctor { .. })) {
        config.check()?;
    }
    let log = Log::begin(&config);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| error.to_string())?;
    let ended = runtime.block_on(run(config, &log));
    log.finish();
    // What hangs in a thread of its own is left there.
    runtime.shutdown_background();
    ended
}

async fn run(config: Config, log: &Log) -> Result<(), String> {
    match config.command.clone().unwrap_or(Command::Serve) {
        Command::Serve => serve::serve(config, log).await,
        Command::Migrate => commands::migrate(&config).await,
        Command::User { what } => commands::user(&config, what).await,
        Command::Account { what } => commands::account(&config, what).await,
        Command::Application { what } => commands::application(&config, what).await,
        Command::Keys { what } => commands::keys(&config, what).await,
        Command::Letters { what, failed, paging } => lists::letters(&config, what, failed, &paging).await,
        Command::Backup { file } => backup::backup(&config, &file).await,
        Command::Doctor { json } => doctor::look(&config, json).await,
        Command::Health => commands::health(&config).await,
    }
}

#[cfg(test)]
mod tests {
    use std::{hint::black_box, panic::catch_unwind};

    #[test]
    fn a_sum_that_does_not_fit_is_no_number() {
        assert!(catch_unwind(|| black_box(u8::MAX) + black_box(1)).is_err(), "also as it is built for operators");
    }
}
