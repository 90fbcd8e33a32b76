//! Whether what would be shown can do harm. Judged on the result alone, by other means than those that made it.

use html5gum::{Token, Tokenizer};

use crate::read::{Feed, Item, text};

/// Whether anything of a feed would be shown that is not harmless.
pub(super) fn is_unsafe(feed: &Feed) -> bool {
    !is_harmless_text(&text::for_message(&feed.title))
        || feed.items.iter().any(|item| !is_harmless(item))
}

fn is_harmless(item: &Item) -> bool {
    let message = text::for_message(&format!("{}\n{}", item.title, item.summary));
    let addresses = item.link.iter().chain(item.enclosures.iter().map(|file| &file.url));
    is_harmless_text(&message)
        && item.body_html.as_deref().is_none_or(is_harmless_html)
        && addresses.clone().all(|address| is_harmless_address(address))
}

/// No tag, no comment, no address of a script.
fn is_harmless_text(text: &str) -> bool {
    let tag = text
        .split('<')
        .skip(1)
        .any(|after| after.starts_with(|c: char| c.is_alphabetic() || "/!?".contains(c)));
    let dense: String = text.to_lowercase().chars().filter(|c| !c.is_control()).collect();
    !tag && !dense.contains("javascript:") && !dense.contains("vbscript:")
}

fn is_harmless_address(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    lower.starts_with("http://") || lower.starts_with("https://")
}

/// Only elements that format, and only links to the web.
fn is_harmless_html(html: &str) -> bool {
    Tokenizer::new(html).all(|token| match token {
        Ok(Token::StartTag(tag)) => {
            let name = String::from_utf8_lossy(&tag.name).into_owned();
            let runs = [
                "script", "style", "iframe", "object", "embed", "img", "svg", "math", "form",
                "input", "link", "meta", "base",
            ];
            let attributes = tag.attributes.iter().all(|(key, value)| {
                let (key, value) = (String::from_utf8_lossy(key), String::from_utf8_lossy(value));
                key == "rel" || (key == "href" && name == "a" && is_harmless_address(&value))
            });
            !runs.contains(&name.as_str()) && attributes
        }
        Ok(Token::Comment(_) | Token::Doctype(_)) => false,
        _ => true,
    })
}
