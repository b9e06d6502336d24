//! What a register answered.

use crate::answer::Reason;
use serde::de::DeserializeOwned;
use web_client::reqwest::{Response, StatusCode, header::CONTENT_TYPE};

/// An answer's status and text.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(super) is_json: bool,
    pub(crate) text: String,
}

impl Reply {
    /// The same, if its status is 200.
    pub(crate) fn ok(self) -> Result<Reply, Reason> {
        if self.status == StatusCode::OK { Ok(self) } else { Err(Reason::Status(self.status.as_u16())) }
    }

    /// Whether it says "not there", or "gone", with nothing or in JSON: with another text or a page of HTML it is
    /// somebody else on the way who says so.
    pub(crate) fn is_unknown(&self) -> bool {
        let text = self.text.trim_start();
        let own = text.is_empty() || text.starts_with('{') || self.is_json && !text.starts_with('<');
        matches!(self.status, StatusCode::NOT_FOUND | StatusCode::GONE) && own
    }

    /// What it says in JSON.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, Reason> {
        serde_json::from_str(&self.text).map_err(|_| Reason::Unreadable)
    }
}

/// Whether it calls itself JSON, as `application/json` or `application/problem+json`.
pub(super) fn is_json(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind.ends_with("/json") || kind.ends_with("+json")
}
