//! Starting and stopping.

use crate::{
    assets,
    config::{Config, make_folder},
    router::{Server, router},
};
use accounts::{Accounts, Clock, Db, Hasher, Random};
use app::{Site, server::Cookies};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::net::TcpListener;

/// How often what has run out is removed.
const TIDY_EVERY: Duration = Duration::from_secs(600);

/// Opens everything a verb needs.
pub(crate) async fn accounts(config: &Config) -> Result<Accounts, String> {
    make_folder(&config.data_dir)?;
    let hasher = Hasher::new(Hasher::params(&config.argon2)?, Random::SYSTEM).map_err(|broken| broken.to_string())?;
    let keys = config.keys()?;
    let db = Db::open(&config.database_url()).await.map_err(|broken| broken.to_string())?;
    Ok(Accounts::new(db, config.settings(), keys, hasher, Clock::System, Random::SYSTEM))
}

/// Serves until it is told to stop.
pub(crate) async fn serve(config: Config) -> Result<(), String> {
    let names = assets::names();
    if !assets::is_asset(names.js) {
        return Err("this program was built without its site; `make build` builds both".to_owned());
    }
    let mailer = config.mailer()?;
    let accounts = Arc::new(accounts(&config).await?);
    // Once for the process; a second time, in a test, changes nothing.
    let _first = any_spawner::Executor::init_tokio();
    let listener = TcpListener::bind(config.addr).await.map_err(|error| format!("{}: {error}", config.addr))?;
    let server = Server {
        accounts: Arc::clone(&accounts),
        cookies: Cookies::of(&config.base_url()),
        site: Site { js: names.js, wasm: names.wasm, css: names.css },
        config: Arc::new(config.clone()),
    };
    let sending = Arc::clone(&accounts);
    let sender = tokio::spawn(async move { sending.keep_sending(&mailer).await });
    let tidier = tokio::spawn(keep_tidy(Arc::clone(&accounts)));
    tracing::info!(address = %config.addr, "ready at {}", config.base_url());
    let service = router(server).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service).with_graceful_shutdown(told_to_stop()).await;
    tidier.abort();
    sender.abort();
    accounts.db().close().await;
    served.map_err(|error| error.to_string())
}

async fn keep_tidy(accounts: Arc<Accounts>) {
    loop {
        if let Err(error) = accounts.tidy_up().await {
            tracing::error!(%error, "what has run out could not be removed");
        }
        tokio::time::sleep(TIDY_EVERY).await;
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
