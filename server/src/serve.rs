//! Starting and stopping.

use crate::{
    assets,
    config::Config,
    files, listener,
    log::Log,
    mailbox_key,
    router::{router, watched},
    state::AppState,
};
use accounts::{Accounts, BackChannel, Clock, Db, Hasher, Random, Shared};
use axum::Router;
use prometheus_client::registry::Registry;
use std::{sync::Arc, time::Duration};
use tokio::{
    net::TcpListener,
    sync::watch,
    task::JoinSet,
    time::{sleep, timeout, timeout_at},
};

/// How often what has run out is removed.
const TIDY_EVERY: Duration = Duration::from_secs(600);

/// How many applications are told at once that a session has ended: one that does not answer holds up only one.
const TELLERS: usize = 2;

/// How long the program takes to end once it is told to, whatever hangs.
const ENDS_WITHIN: Duration = Duration::from_millis(9_700);

/// How long letters that are being sent may take when the program stops.
const LAST_LETTERS: Duration = Duration::from_secs(10);

/// Opens everything a verb needs.
pub(crate) async fn accounts(config: &Config, clock: Clock) -> Result<Accounts, String> {
    files::folder(&config.data_dir)?;
    if let Some(file) = Db::file(&config.database_url()) {
        files::database(&file, &config.data_dir)?;
    }
    let db = Db::open(&config.database_url(), config.reach()).await.map_err(|broken| broken.to_string())?;
    on(config, db, clock)
}

/// Everything a verb needs, on the database as it is: a command does not bring it up to date.
pub(crate) async fn as_it_is(config: &Config) -> Result<Accounts, String> {
    if let Some(file) = Db::file(&config.database_url()) {
        files::database(&file, &config.data_dir)?;
    }
    let db = Db::open_as_it_is(&config.database_url(), config.reach()).await.map_err(|broken| broken.to_string())?;
    on(config, db, Clock::System)
}

/// The same on a database that is open.
pub(crate) fn on(config: &Config, db: Db, clock: Clock) -> Result<Accounts, String> {
    let hasher = Hasher::new(Hasher::params(&config.argon2)?, Random::SYSTEM).map_err(|broken| broken.to_string())?;
    let keys = config.keys()?;
    let shared = Shared::new(db, config.settings(), keys, hasher, clock, Random::SYSTEM);
    Ok(Accounts::new(shared, config.registers()?))
}

/// The program as it serves, without its listener and what it does by itself: its verbs and its router.
///
/// # Errors
/// A sentence for the operator.
pub async fn without_listener(config: &Config, clock: Clock) -> Result<(Arc<Accounts>, Router), String> {
    let accounts = Arc::new(accounts(config, clock).await?);
    let server = AppState::new(config, Arc::clone(&accounts))?;
    Ok((accounts, router(server)))
}

/// Refuses to serve where a key is missing: users of 2-step verification would be locked out, and nobody would know why.
async fn can_open_everything(accounts: &Accounts) -> Result<(), String> {
    let rows = accounts.sealing.sealed_for_others().await.map_err(|error| error.to_string())?;
    if rows == 0 {
        return Ok(());
    }
    Err(format!(
        "OCPANEL_SECRET_KEY: {rows} rows of the database are sealed with a key that is not given. Give it too, after the new one and a comma; `ocpanel keys reseal` ends the need for it, and `ocpanel keys reseal --lost` gives up what it has sealed"
    ))
}

/// Serves until it is told to stop.
pub(crate) async fn serve(config: Config, log: &Log) -> Result<(), String> {
    if !assets::is_asset(assets::names().js) {
        return Err("this program was built without its site; `make build` builds both".to_owned());
    }
    let mailer = Arc::new(config.mailer()?);
    mailer.clear_unfinished().map_err(|error| format!("the mail folder: {error}"))?;
    let accounts = Arc::new(accounts(&config, Clock::System).await?);
    can_open_everything(&accounts).await?;
    let listener = TcpListener::bind(config.addr).await.map_err(|error| format!("{}: {error}", config.addr))?;
    let server = AppState::new(&config, Arc::clone(&accounts))?;
    let (stopping, stop) = watch::channel(false);
    let mut senders = JoinSet::new();
    for _ in 0..config.smtp_connections {
        let (accounts, mailer, stop) = (Arc::clone(&accounts), Arc::clone(&mailer), stop.clone());
        senders.spawn(async move { accounts.outbox.keep_sending(&mailer, stop).await });
    }
    let channel = Arc::new(BackChannel::new().map_err(|error| error.to_string())?);
    for _ in 0..TELLERS {
        let (accounts, channel, stop) = (Arc::clone(&accounts), Arc::clone(&channel), stop.clone());
        senders.spawn(async move { accounts.applications.keep_telling(&channel, stop).await });
    }
    let tidier = tokio::spawn(keep_tidy(server.clone()));
    watch_over(&config, &server, log, stop.clone()).await?;
    tokio::spawn(async move {
        told_to_stop().await;
        stopping.send_replace(true);
    });
    if let Some(key) = &server.mailbox {
        mailbox_key::tell(&config, key);
    }
    if !accounts.settings().passkeys_are_possible() {
        tracing::info!(
            "there are no passkeys at {}: browsers know none of an IP address or over http",
            config.base_url()
        );
    }
    tracing::info!(address = %config.addr, "ready at {}", config.base_url());
    let overdue = overdue(stop.clone());
    let work = async {
        listener::serve(listener, router(server), config.trusted_proxies == 0, stop).await;
        tidier.abort();
        if timeout(LAST_LETTERS, senders.join_all()).await.is_err() {
            tracing::warn!("a letter was cut off; it goes again after the next start");
        }
        accounts.db().close().await;
    };
    tokio::select! {
        () = work => {}
        () = overdue => tracing::warn!("something hung and was left"),
    }
    Ok(())
}

/// Ends some time after the program was told to stop.
async fn overdue(mut stop: watch::Receiver<bool>) {
    drop(stop.wait_for(|stop| *stop).await);
    sleep(ENDS_WITHIN).await;
}

/// Health and metrics on an address of their own, where the operator has named one.
async fn watch_over(config: &Config, server: &AppState, log: &Log, stop: watch::Receiver<bool>) -> Result<(), String> {
    let Some(address) = config.admin_addr else { return Ok(()) };
    let listener =
        TcpListener::bind(address).await.map_err(|error| format!("OCPANEL_ADMIN_ADDR: {address}: {error}"))?;
    let mut registry = Registry::with_prefix("ocpanel");
    server.accounts.register_counters(&mut registry);
    log.register(&mut registry);
    server.metrics.register(&mut registry);
    tokio::spawn(listener::serve(listener, watched(server.clone(), Arc::new(registry)), false, stop));
    Ok(())
}

async fn keep_tidy(server: AppState) {
    loop {
        server.flood.tidy_up();
        server.report_flood.tidy_up();
        if let Err(error) = server.accounts.retention.tidy_up().await {
            tracing::error!(%error, "what has run out could not be removed");
        }
        let soon = tokio::time::Instant::now() + TIDY_EVERY;
        // Between two of these, whenever many have come.
        while timeout_at(soon, server.accounts.retention.crowded()).await.is_ok() {
            if let Err(error) = server.accounts.retention.thin_out().await {
                tracing::error!(%error, "what strangers have left could not be thinned out");
            }
        }
    }
}

/// SIGTERM from a service manager, or control-C.
async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
        }
        Err(_) => drop(tokio::signal::ctrl_c().await),
    }
    tracing::info!("stopping");
}
