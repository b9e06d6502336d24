//! What every handler shares.

use crate::{
    assets, base_url, config::Config, flood::Flood, kept::KeptPages, mailbox_key, metrics::Metrics, policy,
    readiness::Readiness,
};
use accounts::{Accounts, Token};
use app::{Site, server::Cookies};
use axum::http::HeaderValue;
use std::{iter, sync::Arc};

/// What every handler shares.
#[derive(Clone, Debug)]
pub(crate) struct AppState {
    pub(crate) accounts: Arc<Accounts>,
    pub(crate) cookies: Cookies,
    pub(crate) site: Site,
    pub(crate) flood: Arc<Flood>,
    /// Of reports about pages, which have a limit of their own.
    pub(crate) report_flood: Arc<Flood>,
    pub(crate) config: Arc<Config>,
    /// The pages of strangers.
    pub(crate) kept: Arc<KeptPages>,
    pub(crate) metrics: Metrics,
    /// What a page may load and do.
    pub(crate) policy: HeaderValue,
    /// The origins of our pages: the base URL, and the same by number where browsers may come by that.
    pub(crate) origins: Arc<[String]>,
    /// Whether people come by https.
    pub(crate) secure: bool,
    pub(crate) readiness: Arc<Readiness>,
    /// What opens the mailbox, where there is one.
    pub(crate) mailbox: Option<Token>,
}

impl AppState {
    /// What this program serves by these settings. An error is a sentence for the operator.
    pub(crate) fn new(config: &Config, accounts: Arc<Accounts>) -> Result<AppState, String> {
        let base_url = config.base_url();
        let names = assets::names();
        let site = Site::new(names.js, names.wasm, names.css);
        Ok(AppState {
            accounts,
            cookies: Cookies::of(&base_url),
            site,
            flood: Arc::new(Flood::new()),
            report_flood: Arc::new(Flood::new()),
            config: Arc::new(config.clone()),
            kept: Arc::default(),
            readiness: Arc::default(),
            metrics: Metrics::new(),
            policy: policy::policy(&site),
            origins: iter::once(base_url.clone()).chain(base_url::by_number(&base_url, config.addr)).collect(),
            secure: base_url.starts_with("https://"),
            mailbox: mailbox_key::mailbox_key(config)?,
        })
    }

    /// Makes the context that pages and server functions find their way around with.
    pub(crate) fn context(&self) -> impl Fn() + Clone + Send + Sync + 'static {
        let (accounts, cookies) = (Arc::clone(&self.accounts), self.cookies);
        move || app::server::provide(Arc::clone(&accounts), cookies)
    }
}
