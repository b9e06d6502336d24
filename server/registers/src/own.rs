//! The operator's own web server, asked as registers are: whoever looks after the program wants to know how it answers.

use crate::web::text;
use std::error::Error;
use web_client::{client, reqwest::header::DATE};

/// What a web server says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Its status.
    pub status: u16,
    /// Its time, as it writes it.
    pub date: Option<String>,
    /// Its text; empty where that cannot be read.
    pub text: String,
}

/// Asks for an address, which may be in a private network, with these headers.
///
/// # Errors
/// Why there is no answer.
pub async fn ask_own(url: &str, headers: &[(&'static str, &str)]) -> Result<Told, String> {
    let client = client(true).map_err(|error| error.to_string())?;
    let request = headers.iter().fold(client.get(url), |request, (name, value)| request.header(*name, *value));
    let response = request.send().await.map_err(|error| cause(&error))?;
    let date = response.headers().get(DATE).and_then(|date| date.to_str().ok()).map(str::to_owned);
    Ok(Told { status: response.status().as_u16(), date, text: text(response).await.unwrap_or_default() })
}

/// The innermost reason: the others say only that something did not work.
fn cause(error: &dyn Error) -> String {
    let mut inner = error;
    while let Some(next) = inner.source() {
        inner = next;
    }
    inner.to_string()
}
