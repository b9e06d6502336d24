//! Terms of use, privacy policy, accessibility statement.

use super::{has_token, kept, language, plain};
use crate::state::AppState;
use accounts::RequestContext;
use app::{PlainBody, public::Public};
use axum::{
    extract::{Request, State},
    http::request::Parts,
    response::Response,
};
use pulldown_cmark::{CowStr, Event, Parser, Tag, TextMergeStream, html};
use words::{legal, legal::Legal, told_of_oneself};

/// Terms of use.
pub(crate) async fn terms(State(server): State<AppState>, request: Request) -> Response {
    legal_page(&server, &request.into_parts().0, Legal::Terms, "/terms").await
}

/// Privacy policy.
pub(crate) async fn privacy(State(server): State<AppState>, request: Request) -> Response {
    legal_page(&server, &request.into_parts().0, Legal::Privacy, "/privacy").await
}

/// Accessibility statement.
pub(crate) async fn accessibility(State(server): State<AppState>, request: Request) -> Response {
    legal_page(&server, &request.into_parts().0, Legal::Accessibility, "/accessibility").await
}

/// The operator's own text if there is one, else the built-in one. Its first line is its heading.
async fn legal_page(server: &AppState, parts: &Parts, text: Legal, path: &'static str) -> Response {
    let language = language(parts);
    let own = (text != Legal::Accessibility).then(|| server.config.legal_dir.as_ref()).flatten();
    let file = own.map(|folder| folder.join(format!("{}.{}.md", path.trim_start_matches('/'), language.tag())));
    let own = match file {
        Some(file) => tokio::fs::read_to_string(file).await.ok(),
        None => None,
    };
    let markdown = own.unwrap_or_else(|| legal(text, language).to_owned());
    let markdown = markdown.replace("{person}", &told_of_oneself(language));
    let (heading, body) = filled(&markdown, &server.config.brand, &server.config.support_email);
    let body = PlainBody::Html(body);
    let context = parts.extensions.get::<RequestContext>();
    if parts.uri.query().is_none() && !has_token(parts) && context.is_some_and(|context| context.session.is_none()) {
        return kept(server, parts, Public::Text { path, heading, body });
    }
    plain(server, parts, heading, body)
}

/// The text's heading, and the rest as HTML, with brand and address in their places. They are put in after the Markdown
/// was read, so that nothing in them is taken for Markdown or HTML.
fn filled(markdown: &str, brand: &str, support: &str) -> (String, String) {
    let fill = |text: &str| text.replace("{brand}", brand).replace("{support}", support);
    let (heading, rest) = markdown.split_once('\n').unwrap_or((markdown, ""));
    let heading = fill(heading.trim_start_matches('#').trim());
    let events = TextMergeStream::new(Parser::new(rest)).map(|event| match event {
        Event::Text(text) => Event::Text(fill(&text).into()),
        Event::Code(text) => Event::Code(fill(&text).into()),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => Event::Start(Tag::Link {
            link_type,
            dest_url: fill_address(&dest_url, support),
            title: fill(&title).into(),
            id,
        }),
        other => other,
    });
    let mut body = String::new();
    html::push_html(&mut body, events);
    (heading, body)
}

/// The address in a link; the brackets may have been written as they are written in addresses.
fn fill_address(link: &str, support: &str) -> CowStr<'static> {
    link.replace("%7Bsupport%7D", "{support}").replace("{support}", support).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARK: &str = "\"'><marked-x a=1>&lt;</marked-x>*x*[y](z)";

    #[test]
    fn brand_and_address_are_text_in_a_legal_text_and_markdown_is_read_before_they_come() {
        let text = "# Terms of {brand}\n\n**{brand}** and `{brand}`: [{support}](mailto:{support})\n\n{brand}\n";
        let (heading, body) = filled(text, MARK, MARK);
        assert_eq!(heading, format!("Terms of {MARK}"), "escaped where it is shown");
        assert!(!body.contains("<marked-x") && !body.contains("<em>") && !body.contains("href=\"z\""), "{body}");
        assert_eq!(body.matches("&lt;marked-x").count(), 4, "{body}");
        let (_, body) = filled("#\n[write]({support})", "", "help@example.com");
        assert!(body.contains("href=\"help@example.com\""), "{body}");
    }
}
