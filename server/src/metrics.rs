//! Numbers of requests, and of what waits and works at this moment, as Prometheus reads them.
//!
//! Nothing that a visitor can choose becomes a label: an address is counted by its pattern, so there are few of them.

use crate::{assets, openid_addresses as openid, policy};
use accounts::Accounts;
use app::{FormEndpoint, READS, Route};
use axum::{
    extract::{Request, State},
    http::Method,
    middleware::Next,
    response::Response,
};
use prometheus_client::{
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::Registry,
};
use std::{borrow::Cow, time::Instant};

/// Upper ends of the spans of time that answers are counted in, in seconds.
const SPANS: [f64; 12] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// What stands at one address, besides the app's pages.
const PLAIN: &[&str] = &[
    "/healthz",
    "/readyz",
    "/terms",
    "/privacy",
    "/accessibility",
    "/.well-known/change-password",
    "/api/whoami",
    openid::DISCOVERY,
    openid::KEYS,
    openid::AUTHORIZE,
    openid::TOKEN,
    openid::USERINFO,
    openid::LOGOUT,
    openid::SIGNED_OUT,
    policy::REPORTS,
];
/// What a letter's link leads to.
const LINKS: &[&str] = &[
    "/reset-password/{token}",
    "/email-undo/{token}",
    "/invite/{token}",
    "/cancel-deletion/{token}",
    "/unlock/{token}",
];

type Label = (&'static str, Cow<'static, str>);

/// The numbers that are kept here, and not by what they are of.
#[derive(Clone, Debug)]
pub(crate) struct Metrics {
    requests: Family<[Label; 3], Counter>,
    durations: Family<[Label; 1], Histogram, fn() -> Histogram>,
    hashes_running: Gauge,
    hashes_waiting: Gauge,
    outbox_letters: Gauge,
    outbox_oldest: Gauge,
    connections: Family<[(&'static str, &'static str); 2], Gauge>,
}

impl Metrics {
    /// Nothing was counted yet.
    pub(crate) fn new() -> Metrics {
        Metrics {
            requests: Family::default(),
            durations: Family::new_with_constructor(|| Histogram::new(SPANS)),
            hashes_running: Gauge::default(),
            hashes_waiting: Gauge::default(),
            outbox_letters: Gauge::default(),
            outbox_oldest: Gauge::default(),
            connections: Family::default(),
        }
    }

    /// Makes them readable by their names; Prometheus adds `_total`.
    pub(crate) fn register(&self, registry: &mut Registry) {
        registry.register("http_requests", "Requests that were answered", self.requests.clone());
        registry.register("http_request_duration_seconds", "Time until an answer began", self.durations.clone());
        registry.register("database_connections", "Connections to the database", self.connections.clone());
        for (name, help, gauge) in [
            ("password_hashes_running", "Password hashes that are being computed", &self.hashes_running),
            ("password_hashes_waiting", "Password hashes that wait for a core", &self.hashes_waiting),
            ("outbox_letters", "Letters that wait to be sent", &self.outbox_letters),
            ("outbox_oldest_seconds", "How long the oldest of them has waited", &self.outbox_oldest),
        ] {
            registry.register(name, help, gauge.clone());
        }
    }

    /// Looks how things stand. What the database does not tell stays as it was.
    pub(crate) async fn look(&self, accounts: &Accounts) {
        let (running, waiting) = accounts.hasher().load();
        self.hashes_running.set(number(running));
        self.hashes_waiting.set(number(waiting));
        for (pool, used, idle) in accounts.db().connections() {
            for (state, connections) in [("used", used), ("idle", idle)] {
                self.connections.get_or_create(&[("pool", pool), ("state", state)]).set(number(connections));
            }
        }
        let (letters, oldest) = (accounts.outbox.letters_waiting().await, accounts.outbox.letters_late().await);
        if let (Ok(letters), Ok(oldest)) = (letters, oldest) {
            self.outbox_letters.set(letters);
            self.outbox_oldest.set(oldest);
        }
    }
}

fn number(of: usize) -> i64 {
    i64::try_from(of).unwrap_or(i64::MAX)
}

/// Counts a request and its time.
pub(crate) async fn count(State(metrics): State<Metrics>, request: Request, next: Next) -> Response {
    let (route, method) = (route(request.uri().path()), method(request.method()));
    let began = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    metrics.durations.get_or_create(&[("route", route.clone())]).observe(began.elapsed().as_secs_f64());
    metrics.requests.get_or_create(&[("route", route), ("method", method.into()), ("status", status.into())]).inc();
    response
}

pub(crate) fn method(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        _ => "other",
    }
}

/// The pattern that an address fits; `other` where none of ours does.
pub(crate) fn route(path: &str) -> Cow<'static, str> {
    if let Some(plain) = PLAIN.iter().find(|plain| **plain == path) {
        return (*plain).into();
    }
    if let Some(name) = path.strip_prefix("/api/") {
        let known = FormEndpoint::of(name).is_some() || READS.iter().any(|(read, _)| *read == name);
        return if known { format!("/api/{name}").into() } else { "/api/{function}".into() };
    }
    if let Some((route, _)) = Route::of(path) {
        return route.pattern().into();
    }
    let link = LINKS.iter().find(|link| path.starts_with(link.trim_end_matches("{token}")));
    let other = if assets::is_asset(path) { "/{file}" } else { "other" };
    link.copied().unwrap_or(other).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_counted_by_its_pattern_whatever_is_asked_for() {
        for (path, pattern) in [
            ("/", "/"),
            ("/clients/10000008/users/ab/roles", "/clients/{account}/users/{member}/roles"),
            ("/invite/register", "/invite/register"),
            ("/invite/AAAA", "/invite/{token}"),
            ("/reset-password", "/reset-password"),
            ("/reset-password/AAAA", "/reset-password/{token}"),
            ("/api/register", "/api/register"),
            ("/api/strength", "/api/strength"),
            ("/api/nothing", "/api/{function}"),
            ("/api/csp-report", "/api/csp-report"),
            ("/robots.txt", "/{file}"),
            ("/healthz", "/healthz"),
            ("/nowhere", "other"),
            ("//evil.example", "other"),
            ("*", "other"),
        ] {
            assert_eq!(route(path), pattern, "{path}");
        }
        assert_eq!(method(&Method::from_bytes(b"ANYTHING").expect("a token")), "other");
    }
}
