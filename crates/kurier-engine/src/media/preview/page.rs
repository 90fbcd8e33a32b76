//! What a page says about itself in its head.

use html5gum::{StartTag, Token, Tokenizer};
use url::Url;

/// Longest title and description, in characters.
const TITLE_CHARS: usize = 120;
const DESCRIPTION_CHARS: usize = 240;

/// What a page says about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Page {
    /// Empty if it has none.
    pub(super) title: String,
    pub(super) description: String,
    /// Where a picture of it lies.
    pub(super) picture: Option<String>,
}

/// What was found, by where: what is meant for previews goes before what every page has.
#[derive(Default)]
struct Found {
    title: String,
    og_title: String,
    description: String,
    og_description: String,
    og_image: String,
}

/// Reads a page, or the beginning of one. Only the head is read.
pub(super) fn read(url: &str, body: &[u8]) -> Page {
    let mut found = Found::default();
    let mut in_title = false;
    for token in Tokenizer::new(body) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => match &tag.name[..] {
                b"body" => break,
                b"title" => in_title = found.title.is_empty(),
                b"meta" => found.meta(&tag),
                _ => {}
            },
            Token::EndTag(tag) => match &tag.name[..] {
                b"head" => break,
                b"title" => in_title = false,
                _ => {}
            },
            Token::String(text) if in_title => {
                found.title.push_str(&String::from_utf8_lossy(&text));
            }
            _ => {}
        }
    }
    found.page(url)
}

impl Found {
    fn meta(&mut self, tag: &StartTag<()>) {
        let (mut name, mut content) = (String::new(), String::new());
        for (attribute, value) in &tag.attributes {
            let value = || String::from_utf8_lossy(value).into_owned();
            match &attribute[..] {
                b"property" | b"name" => name = value().trim().to_ascii_lowercase(),
                b"content" => content = value(),
                _ => {}
            }
        }
        let place = match name.as_str() {
            "og:title" => &mut self.og_title,
            "og:description" => &mut self.og_description,
            "description" => &mut self.description,
            "og:image" | "og:image:url" | "og:image:secure_url" => &mut self.og_image,
            _ => return,
        };
        if place.is_empty() {
            *place = content;
        }
    }

    fn page(self, url: &str) -> Page {
        let first = |one: &str, other: &str, limit| {
            let one = plain(one, limit);
            if one.is_empty() { plain(other, limit) } else { one }
        };
        let picture = Url::parse(url).ok().and_then(|page| page.join(self.og_image.trim()).ok());
        let is_web = |url: &Url| matches!(url.scheme(), "http" | "https");
        Page {
            title: first(&self.og_title, &self.title, TITLE_CHARS),
            description: first(&self.og_description, &self.description, DESCRIPTION_CHARS),
            picture: picture
                .filter(is_web)
                .filter(|_| !self.og_image.trim().is_empty())
                .map(String::from),
        }
    }
}

/// One line without anything that could turn the text around it about, cut to `limit` characters.
fn plain(text: &str, limit: usize) -> String {
    let odd = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let spaced: String = text.chars().map(|c| if odd(c) { ' ' } else { c }).collect();
    let line = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.char_indices().nth(limit).is_none() {
        return line;
    }
    let kept: String = line.chars().take(limit.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}
