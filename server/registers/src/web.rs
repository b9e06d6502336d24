//! One register's place on the web, and how it is asked: no redirects, no proxies, no private addresses, answers of
//! 64 KiB at most.

mod reply;

pub(crate) use reply::Reply;

use crate::answer::Reason;
use reply::is_json;
use std::{
    error::Error,
    fmt,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};
use web_client::{
    Private, client, is_public,
    reqwest::{
        self, Client, Method, RequestBuilder, Response, StatusCode, Url,
        header::{ACCEPT, HeaderMap, HeaderValue, RETRY_AFTER},
    },
};

/// Longest answer, in bytes.
const LONGEST: usize = 65_536;
/// Longest peace a register can ask for, in seconds: a day.
const LONGEST_PEACE: u64 = 86_400;
/// How long it is owed peace where it does not say so itself, in seconds.
const USUAL_PEACE: u64 = 60;

/// One register's place on the web.
pub(crate) struct Web {
    client: Client,
    base: Url,
    /// Whether the operator has named the place: it may then be in a private network.
    named: bool,
    key: String,
    /// When it asked for peace with nobody told so yet, and for how many seconds.
    owed: Mutex<Option<(Instant, u64)>>,
}

impl fmt::Debug for Web {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Web({})", self.base.host_str().unwrap_or_default())
    }
}

impl Web {
    /// The place at this address; a sentence without the address's secrets when it cannot be one.
    pub(crate) fn at(base: &str, named: bool, key: &str) -> Result<Web, String> {
        let base = Url::parse(base).map_err(|_| "it is not like https://register.example.com")?;
        let whole = base.has_host() && matches!(base.scheme(), "https" | "http");
        let bare = base.query().is_none() && base.fragment().is_none();
        if !whole || !bare || !base.username().is_empty() || base.password().is_some() {
            return Err("it is not like https://register.example.com, without name, password, ? and #".to_owned());
        }
        let client = client(named).map_err(|error| error.to_string())?;
        Ok(Web { client, base, named, key: key.to_owned(), owed: Mutex::default() })
    }

    /// Keeps for the next question that it wants peace, where the answer to this one is good all the same.
    pub(crate) fn owe(&self, peace: Option<u64>) {
        let peace = peace.unwrap_or(USUAL_PEACE);
        *self.owed.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), peace));
    }

    /// Fails once where it still wants peace that nobody was told of.
    pub(crate) fn owed(&self) -> Result<(), Reason> {
        let Some((since, peace)) = self.owed.lock().unwrap_or_else(PoisonError::into_inner).take() else {
            return Ok(());
        };
        let left = Duration::from_secs(peace).saturating_sub(since.elapsed());
        if left.is_zero() { Ok(()) } else { Err(Reason::Busy(Some(left.as_secs() + 1))) }
    }

    /// The operator's key for this register.
    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// The address of a path there.
    pub(crate) fn url(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{path}", self.base.path().trim_end_matches('/')));
        url
    }

    /// Asks for a path, with what comes after the question mark.
    pub(crate) async fn get(&self, path: &str, query: &[(&str, &str)]) -> Result<Reply, Reason> {
        let mut url = self.url(path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        self.send(self.client.request(Method::GET, url)).await
    }

    /// The same with the key as the name of HTTP's basic authentication.
    pub(crate) async fn get_with_key(&self, path: &str) -> Result<Reply, Reason> {
        self.send(self.client.get(self.url(path)).basic_auth(&self.key, Some(""))).await
    }

    /// Posts JSON.
    pub(crate) async fn post(&self, path: &str, value: &serde_json::Value) -> Result<Reply, Reason> {
        self.send(self.client.post(self.url(path)).json(value)).await
    }

    /// Posts XML, with these headers.
    pub(crate) async fn post_xml(
        &self,
        path: &str,
        headers: &[(&'static str, &str)],
        xml: String,
    ) -> Result<Reply, Reason> {
        let mut all = HeaderMap::new();
        for (name, value) in headers {
            all.insert(*name, HeaderValue::from_str(value).map_err(|_| Reason::Unreadable)?);
        }
        self.send(self.client.post(self.url(path)).headers(all).header(ACCEPT, "*/*").body(xml)).await
    }

    async fn send(&self, request: RequestBuilder) -> Result<Reply, Reason> {
        if !self.named && self.is_private() {
            return Err(Reason::Private);
        }
        let response = request.send().await.map_err(|error| reason(&error))?;
        let status = response.status();
        let peace = peace(&response);
        if status == StatusCode::TOO_MANY_REQUESTS || status == StatusCode::SERVICE_UNAVAILABLE && peace.is_some() {
            return Err(Reason::Busy(peace));
        }
        if status.is_redirection() {
            return Err(Reason::Status(status.as_u16()));
        }
        Ok(Reply { status, is_json: is_json(&response), text: text(response).await? })
    }

    /// An address in figures is never looked up, so it is looked at here.
    fn is_private(&self) -> bool {
        let host = self.base.host_str().unwrap_or_default();
        let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        address.is_ok_and(|address| !is_public(address))
    }
}

fn reason(error: &reqwest::Error) -> Reason {
    let mut cause: Option<&(dyn Error + 'static)> = error.source();
    while let Some(inner) = cause {
        if inner.is::<Private>() {
            return Reason::Private;
        }
        cause = inner.source();
    }
    if error.is_timeout() { Reason::Slow } else { Reason::Unreachable }
}

/// The seconds of peace that are asked for. A date is not read: the pause is then the usual one.
fn peace(response: &Response) -> Option<u64> {
    let seconds = response.headers().get(RETRY_AFTER)?.to_str().ok()?.trim().parse::<u64>().ok()?;
    Some(seconds.min(LONGEST_PEACE))
}

/// The text of an answer, never more than [`LONGEST`] bytes of it.
pub(crate) async fn text(mut response: Response) -> Result<String, Reason> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| reason(&error))? {
        if bytes.len() + chunk.len() > LONGEST {
            return Err(Reason::TooLong);
        }
        bytes.extend_from_slice(&chunk);
    }
    let text = String::from_utf8(bytes).map_err(|_| Reason::Unreadable)?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::net::TcpListener;

    #[tokio::test]
    async fn an_address_within_is_refused_in_figures_and_by_name_unless_the_operator_named_it() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let touched = tokio::spawn(async move { listener.accept().await.is_ok() });
        for host in ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "169.254.169.254"]
        {
            let web = Web::at(&format!("http://{host}:{port}"), false, "").expect("an address");
            assert_eq!(web.get("/", &[]).await.err(), Some(Reason::Private), "{host}");
        }
        assert!(!touched.is_finished());
        let web = Web::at(&format!("http://localhost:{port}"), true, "").expect("an address");
        assert_ne!(web.get("/", &[]).await.err(), Some(Reason::Private));
        assert!(touched.await.expect("no panic"));
    }
}
