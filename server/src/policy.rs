//! What pages may load and do.

use app::Site;
use axum::http::HeaderValue;
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use sha2::{Digest, Sha256};

/// Where browsers send reports of what it refused.
pub(crate) const REPORTS: &str = "/api/csp-report";
/// What the policy calls that place, and the header that says where it is.
pub(crate) const REPORT_GROUP: &str = "csp";
pub(crate) const REPORT_ENDPOINTS: &str = "csp=\"/api/csp-report\"";

/// What a page may load and do (ASVS 5.0 3.4.3): of scripts, the one that stands in each page, known by its hash, and what
/// that one loads.
pub(crate) fn policy(site: &Site) -> HeaderValue {
    let hash = BASE64.encode(Sha256::digest(site.script));
    let policy = format!(
        "default-src 'none'; script-src 'sha256-{hash}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'; trusted-types ocpanel ocpanel-start; \
         report-uri {address}; report-to {group}",
        address = REPORTS,
        group = REPORT_GROUP,
    );
    HeaderValue::try_from(policy).expect("ASCII alone")
}
