//! The one way in which the program asks others by HTTP: no redirects, no proxies, no private addresses unless the
//! operator has named the place.

mod public;

pub use public::{Private, is_public};
pub use reqwest;

use public::Public;
use reqwest::{
    Client,
    header::{ACCEPT, HeaderMap, HeaderValue},
    redirect::Policy,
};
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};
use std::{error::Error, sync::Arc, time::Duration};

const AGENT: &str = concat!("ocpanel/", env!("CARGO_PKG_VERSION"));

/// The client, with the one TLS of the program: rustls with AWS-LC, and Mozilla's roots, as for mail. A place that the
/// operator has `named` may be in a private network.
///
/// # Errors
/// When TLS cannot be set up.
pub fn client(named: bool) -> Result<Client, Box<dyn Error + Send + Sync>> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let tls = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let accept = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("application/json"))]);
    let builder = Client::builder()
        .tls_backend_preconfigured(tls)
        .user_agent(AGENT)
        .default_headers(accept)
        .redirect(Policy::none())
        .no_proxy()
        .referer(false)
        .pool_idle_timeout(Duration::from_secs(30));
    let builder = if named { builder } else { builder.dns_resolver(Arc::new(Public)) };
    Ok(builder.build()?)
}
