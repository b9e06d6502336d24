//! The mailbox of development: the letters that no mail server took. Who may see them says [`crate::local`].

use crate::{pages, state::AppState};
use app::PlainBody;
use axum::{
    extract::{Path, Request, State},
    http::{StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use mail_parser::{Message, MessageParser};

/// What a letter's HTML may do: have its own style, and stand in that frame.
const LETTER_ALONE: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'";
/// Letters listed at most.
const MOST: usize = 100;

/// The letters, the newest first.
pub(crate) async fn list(State(server): State<AppState>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let mut letters = String::new();
    for name in newest(&server).await {
        let Some(bytes) = read(&server, &name).await else { continue };
        let Some(letter) = MessageParser::new().parse(&bytes) else { continue };
        letters += &format!(
            "<li><a class=\"mailbox__letter\" href=\"/dev/mailbox/{name}\"><b>{subject}</b> <span>{to}</span> {when}</a></li>",
            subject = escape(letter.subject().unwrap_or_default()),
            to = escape(&to(&letter)),
            when = moment(&letter),
        );
    }
    let body = match letters.as_str() {
        "" => "<p class=\"lead\">No letters yet. Each one stands here as soon as it is sent.</p>".to_owned(),
        letters => format!("<ul class=\"mailbox\">{letters}</ul>"),
    };
    pages::plain(&server, &parts, "Mailbox".to_owned(), PlainBody::Html(body))
}

/// One letter: as it looks, as text, and its source.
pub(crate) async fn letter(State(server): State<AppState>, Path(name): Path<String>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let Some(bytes) = read(&server, &name).await else { return missing(&server, &parts).await };
    let Some(letter) = MessageParser::new().parse(&bytes) else { return missing(&server, &parts).await };
    let text = letter.body_text(0).unwrap_or_default();
    let body = format!(
        "<p><a class=\"back\" href=\"/dev/mailbox\">Mailbox</a></p><p>To <b>{to}</b> · {when}</p>\
         <h2>HTML</h2><iframe class=\"mailbox__html\" src=\"/dev/mailbox/{name}/html\" title=\"The letter as HTML\" sandbox></iframe>\
         <p><a href=\"/dev/mailbox/{name}/html\">The HTML by itself</a></p>\
         <h2>Text</h2><pre class=\"source\" dir=\"auto\">{text}</pre>\
         <h2>Source</h2><details class=\"disclosure\"><summary>Show the source</summary><pre class=\"source\" dir=\"ltr\">{source}</pre></details>",
        to = escape(&to(&letter)),
        when = moment(&letter),
        text = escape(text.trim_end()),
        source = escape(&String::from_utf8_lossy(&bytes)),
    );
    let heading = letter.subject().unwrap_or_default().to_owned();
    let page = pages::plain(&server, &parts, heading, PlainBody::Html(body));
    let with_a_frame = format!("{}; frame-src 'self'", server.policy.to_str().unwrap_or_default());
    ([(header::CONTENT_SECURITY_POLICY, with_a_frame)], page).into_response()
}

/// A letter's HTML part by itself, with nothing allowed but its own styles.
pub(crate) async fn html(State(server): State<AppState>, Path(name): Path<String>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let Some(bytes) = read(&server, &name).await else { return missing(&server, &parts).await };
    let html = MessageParser::new().parse(&bytes).and_then(|letter| letter.body_html(0).map(|html| html.into_owned()));
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, LETTER_ALONE),
        (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
    ];
    (headers, html.unwrap_or_default()).into_response()
}

async fn newest(server: &AppState) -> Vec<String> {
    let mut names = Vec::new();
    if let Ok(mut folder) = tokio::fs::read_dir(server.config.mail_dir()).await {
        while let Ok(Some(entry)) = folder.next_entry().await {
            names.extend(entry.file_name().into_string().ok().filter(|name| is_letter(name)));
        }
    }
    names.sort_unstable_by(|a, b| b.cmp(a));
    names.truncate(MOST);
    names
}

async fn read(server: &AppState, name: &str) -> Option<Vec<u8>> {
    if !is_letter(name) {
        return None;
    }
    tokio::fs::read(server.config.mail_dir().join(name)).await.ok()
}

/// The names the program gives its letters; nothing that leads out of the folder.
fn is_letter(name: &str) -> bool {
    name.ends_with(".eml")
        && !name.starts_with('.')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

fn to(letter: &Message<'_>) -> String {
    letter.to().and_then(|to| to.first()).and_then(|to| to.address()).unwrap_or_default().to_owned()
}

/// When it was written, for people and for programs.
fn moment(letter: &Message<'_>) -> String {
    let Some(date) = letter.date() else { return String::new() };
    let text = date.to_rfc3339();
    format!("<time datetime=\"{text}\">{}</time>", text.replace('T', " ").replace('Z', " UTC"))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

async fn missing(server: &AppState, parts: &Parts) -> Response {
    pages::trouble(server, parts, StatusCode::NOT_FOUND, |words| words.not_found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_letters_of_the_folder_are_shown() {
        assert!(is_letter("001700000000-00000001-abc_-.eml"));
        for name in ["../secret.key", "..eml", ".x.eml", "a/b.eml", "secret.key", "x.eml.part"] {
            assert!(!is_letter(name), "{name}");
        }
    }
}
