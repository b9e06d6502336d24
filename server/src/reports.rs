//! Browsers' reports of what a page's policy refused: one line in the log each, and nothing else (ASVS 5.0 3.4.7). They
//! come from anywhere and say anything.

use crate::{
    forms::{ARRIVES_WITHIN, counted},
    state::AppState,
};
use accounts::RequestContext;
use axum::{
    Extension,
    body::{Body, to_bytes},
    extract::State,
    http::{HeaderMap, StatusCode, Uri, header},
};
use serde_json::Value;
use tokio::time::timeout;

/// Most bytes of a report.
const MOST: usize = 8 * 1024;
/// Most characters of what is logged of a host.
const MOST_SHOWN: usize = 100;

/// Takes a report.
pub(crate) async fn take(
    State(server): State<AppState>,
    Extension(context): Extension<RequestContext>,
    headers: HeaderMap,
    body: Body,
) -> StatusCode {
    if counted(&server, &server.report_flood, context.network_address).is_err() {
        return StatusCode::TOO_MANY_REQUESTS;
    }
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !["application/csp-report", "application/reports+json"].contains(&kind) {
        return StatusCode::UNSUPPORTED_MEDIA_TYPE;
    }
    let Ok(bytes) = timeout(ARRIVES_WITHIN, to_bytes(body, MOST)).await else { return StatusCode::REQUEST_TIMEOUT };
    let Ok(bytes) = bytes else { return StatusCode::PAYLOAD_TOO_LARGE };
    let Some((directive, blocked)) = read(&bytes) else { return StatusCode::BAD_REQUEST };
    tracing::warn!(directive, blocked, "a page's policy refused something");
    StatusCode::NO_CONTENT
}

/// The directive and what it refused, of the first report of a policy: as a report of its own (CSP level 2), or as one of
/// several (Reporting API).
fn read(bytes: &[u8]) -> Option<(String, String)> {
    let report: Value = serde_json::from_slice(bytes).ok()?;
    let is_policys = |report: &&Value| report["type"] == "csp-violation";
    let (directive, blocked) = match report.as_array() {
        Some(reports) => {
            let body = &reports.iter().find(is_policys)?["body"];
            (&body["effectiveDirective"], &body["blockedURL"])
        }
        None => {
            let body = &report["csp-report"];
            let effective = &body["effective-directive"];
            (if effective.is_null() { &body["violated-directive"] } else { effective }, &body["blocked-uri"])
        }
    };
    Some((directive_in(directive.as_str()?), host_in(blocked.as_str().unwrap_or_default())))
}

/// A directive's name alone.
fn directive_in(text: &str) -> String {
    let name = text.split(' ').next().unwrap_or_default();
    let known =
        !name.is_empty() && name.len() <= 40 && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    if known { name } else { "unknown" }.to_owned()
}

/// Of an address its host, since the rest may tell whom it was made for; of anything else its first word.
fn host_in(text: &str) -> String {
    let host = text.parse::<Uri>().ok().and_then(|uri| uri.host().map(str::to_owned));
    let word = || text.split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '-').next().map(str::to_owned);
    let said = host.filter(|_| text.contains("://")).or_else(word).unwrap_or_default();
    said.chars().filter(|sign| sign.is_ascii_graphic()).take(MOST_SHOWN).collect()
}

#[cfg(test)]
mod tests {
    fn read(text: &str) -> Option<(String, String)> {
        super::read(text.as_bytes())
    }

    fn told(directive: &str, blocked: &str) -> Option<(String, String)> {
        Some((directive.to_owned(), blocked.to_owned()))
    }

    #[test]
    fn of_a_report_only_directive_and_host_are_told() {
        let old = |directive: &str, blocked: &str| {
            serde_json::json!({"csp-report": {"violated-directive": directive, "blocked-uri": blocked, "document-uri": "https://a/reset-password/TOKEN"}}).to_string()
        };
        assert_eq!(
            read(&old("script-src-elem", "https://evil.example/x.js?token=1")),
            told("script-src-elem", "evil.example")
        );
        assert_eq!(read(&old("img-src 'self'", "data")), told("img-src", "data"));
        assert_eq!(read(&old("script-src", "inline")), told("script-src", "inline"));
        assert_eq!(read(&old("a\nb", "name@example.com\n{}")), told("unknown", "name"));
        assert_eq!(
            read(&old("script-src", &format!("https://{}.example/", "a".repeat(200)))).map(|(_, host)| host.len()),
            Some(100)
        );
        let new = r#"[{"type":"deprecation","body":{}},{"type":"csp-violation","url":"https://a/?b","body":{"effectiveDirective":"style-src","blockedURL":"wss://evil.example:8443/y"}}]"#;
        assert_eq!(read(new), told("style-src", "evil.example"));
        for nothing in ["", "{}", "[]", "null", "[{\"type\":\"deprecation\"}]", "{\"csp-report\":[]}", "\u{0}"] {
            assert_eq!(read(nothing), None, "{nothing}");
        }
    }
}
