use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use ammonia::{Builder, UrlRelative};
use html5gum::{Token, Tokenizer};
use url::Url;

/// Elements whose content is nothing to read.
const UNREAD: [&[u8]; 5] = [b"script", b"style", b"template", b"iframe", b"textarea"];
/// Elements that begin a line of their own.
const BLOCKS: [&[u8]; 19] = [
    b"p",
    b"div",
    b"br",
    b"li",
    b"ul",
    b"ol",
    b"tr",
    b"table",
    b"blockquote",
    b"pre",
    b"h1",
    b"h2",
    b"h3",
    b"h4",
    b"h5",
    b"h6",
    b"hr",
    b"section",
    b"article",
];
/// What the reader view shows. No pictures: a picture tells its server who reads.
const SHOWN: [&str; 22] = [
    "a",
    "b",
    "blockquote",
    "br",
    "code",
    "dd",
    "dl",
    "dt",
    "em",
    "h2",
    "h3",
    "h4",
    "i",
    "li",
    "ol",
    "p",
    "pre",
    "q",
    "strong",
    "sub",
    "sup",
    "ul",
];

/// What a person would read of a piece of HTML: no tags, no scripts, entities resolved, one line per block.
pub fn plain(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return tidy_lines(html);
    }
    let html = closed(html);
    let mut all = String::with_capacity(html.len());
    let mut unread: Option<Vec<u8>> = None;
    for Ok(token) in Tokenizer::new(html.as_ref()) {
        match token {
            Token::StartTag(tag) if unread.is_none() => {
                if UNREAD.contains(&tag.name.as_slice()) && !tag.self_closing {
                    unread = Some(tag.name.to_vec());
                } else if BLOCKS.contains(&tag.name.as_slice()) {
                    all.push('\n');
                }
            }
            Token::EndTag(tag) => {
                if unread.as_deref() == Some(tag.name.as_slice()) {
                    unread = None;
                } else if BLOCKS.contains(&tag.name.as_slice()) && unread.is_none() {
                    all.push('\n');
                }
            }
            Token::String(text) if unread.is_none() => {
                all.push_str(&String::from_utf8_lossy(&text));
            }
            _ => {}
        }
    }
    tidy_lines(&all)
}

/// A comment or declaration that never ends would swallow everything behind it: the comment ends at its first `>`, and what has not
/// even that is text.
fn closed(html: &str) -> Cow<'_, str> {
    let Some((before, after)) = html.rfind("<!").and_then(|place| html.split_at_checked(place))
    else {
        return Cow::Borrowed(html);
    };
    let is_comment = after.starts_with("<!--");
    match after.find('>') {
        Some(_) if !is_comment || after.contains("-->") => Cow::Borrowed(html),
        Some(end) => Cow::Owned(format!("{before}{}", after.get(end + 1..).unwrap_or_default())),
        None => Cow::Owned(format!("{before}&lt;{}", after.get(1..).unwrap_or_default())),
    }
}

/// One space between words, no blank lines, no control characters and none that turn the direction of writing.
pub fn tidy_lines(text: &str) -> String {
    let turns =
        |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let hidden = |c: &char| (c.is_control() && !c.is_whitespace()) || turns(*c);
    let clean: String = text.chars().filter(|c| !hidden(c)).collect();
    let lines = clean.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// HTML that is safe to show on a page of ours: few elements, links to the web alone, nothing that runs, nothing that loads.
pub fn reader_view(html: &str, base: Option<&Url>) -> String {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(SHOWN))
        .clean_content_tags(HashSet::from([
            "script", "style", "iframe", "object", "noscript", "textarea",
        ]))
        .generic_attributes(HashSet::new())
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"]))]))
        .url_schemes(HashSet::from(["http", "https"]))
        .link_rel(Some("noopener noreferrer nofollow ugc"))
        .url_relative(
            base.map_or(UrlRelative::Deny, |base| UrlRelative::RewriteWithBase(base.clone())),
        );
    builder.clean(html).to_string()
}

/// Plain text as it goes into a message. What would look like a tag or a script's address to a program further down the road is
/// written with other signs.
pub fn for_message(text: &str) -> String {
    let mut all = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let opens = c == '<'
            && rest
                .peek()
                .is_some_and(|next| next.is_alphabetic() || matches!(next, '/' | '!' | '?'));
        all.push(if opens { '\u{2039}' } else { c });
    }
    defuse(&all, &["javascript", "vbscript", "data"])
}

/// Takes the colon from behind these words.
fn defuse(text: &str, schemes: &[&str]) -> String {
    let mut all = text.to_owned();
    for scheme in schemes {
        let mut from = 0;
        // Capitals of ASCII alone: lower case may not change where letters lie.
        while let Some(place) =
            all.to_ascii_lowercase().get(from..).and_then(|rest| rest.find(scheme))
        {
            let end = from + place + scheme.len();
            if all.get(end..).is_some_and(|rest| rest.starts_with(':')) {
                all.replace_range(end..=end, "\u{2236}");
            }
            from = end;
        }
    }
    all
}

/// Cuts text to so many characters, at a word if there is one near, with an ellipsis.
pub fn cut(text: &str, chars: usize) -> String {
    if text.chars().count() <= chars {
        return text.to_owned();
    }
    let kept: String = text.chars().take(chars.saturating_sub(1)).collect();
    let at_word = kept.rfind(char::is_whitespace).filter(|place| *place > kept.len() / 2);
    let kept = at_word.and_then(|place| kept.get(..place)).unwrap_or(&kept);
    format!("{}…", kept.trim_end_matches([' ', ',', ';', ':', '.', '\n']))
}
