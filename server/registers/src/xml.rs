//! What is read of XML. A document type is refused, so no entity of one can grow or fetch anything.

use crate::answer::Reason;
use roxmltree::{Document, Node};

/// The document.
pub(crate) fn document(text: &str) -> Result<Document<'_>, Reason> {
    Document::parse(text).map_err(|_| Reason::Unreadable)
}

/// The first element of this name below another, whatever its namespace.
pub(crate) fn below<'a, 'input>(node: Node<'a, 'input>, name: &str) -> Option<Node<'a, 'input>> {
    node.descendants().find(|inner| inner.is_element() && inner.tag_name().name() == name)
}

/// The text of the first element of this name below another; blank is none.
pub(crate) fn text<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    below(node, name)?.text().map(str::trim).filter(|text| !text.is_empty())
}
