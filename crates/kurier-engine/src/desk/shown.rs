//! A message as it reads to the operator: its words, and what else there was in brackets.

use kurier_policy::content::{Content, Frame};
use kurier_policy::entry::{EntryKind, InboxEntry};
use kurier_store::record::ShownMessage;

/// What an entry said, if it is a message.
pub(super) fn shown(entry: &InboxEntry) -> Option<ShownMessage> {
    let (own, category, content) = match &entry.kind {
        EntryKind::FromBusiness { content, price, .. } => {
            (false, Some(price.category.name().to_owned()), content)
        }
        EntryKind::FromPerson { content, .. } => (true, None, content),
        _ => return None,
    };
    Some(ShownMessage { at: entry.at, own, category, text: words(content) })
}

fn words(content: &Content) -> String {
    match content {
        Content::Text { body, .. } => body.clone(),
        Content::Template(is) => {
            joined(&[is.header.as_deref(), Some(&is.body), is.footer.as_deref()])
        }
        Content::Buttons(is) => frame(&is.frame),
        Content::List(is) => frame(&is.frame),
        Content::CtaUrl(is) => format!("{}\n[{}]", frame(&is.frame), is.url),
        Content::LocationRequest(is) => frame(is),
        Content::Carousel(is) => format!("{}\n[cards]", is.body),
        Content::Form(is) => format!("{}\n[form]", frame(&is.frame)),
        Content::Media(is) => {
            let kind = is.file.kind.name();
            joined(&[Some(&format!("[{kind}]")), is.caption.as_deref()])
        }
        Content::Location(_) => "[place]".to_owned(),
        Content::Contacts { .. } => "[contacts]".to_owned(),
        Content::FormReply(_) => "[form]".to_owned(),
        Content::Reaction { emoji, .. } => emoji.clone(),
        Content::ButtonReply { title, .. } | Content::ListReply { title, .. } => title.clone(),
        Content::QuickReply { text, .. } => text.clone(),
    }
}

fn frame(is: &Frame) -> String {
    joined(&[is.header.as_deref(), Some(&is.body), is.footer.as_deref()])
}

fn joined(parts: &[Option<&str>]) -> String {
    let parts: Vec<&str> = parts.iter().flatten().copied().collect();
    parts.join("\n")
}
