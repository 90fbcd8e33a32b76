use encoding_rs::WINDOWS_1252;
use html5gum::{Token, Tokenizer};

/// Longest name of an entity that is looked for.
const NAME_MAX: usize = 40;

/// Resolves character references and the entities of HTML, and nothing that a document defines. What is none of them stays as it
/// is written; the second value says that there was such a thing.
pub(super) fn resolve(text: &str) -> (String, bool) {
    let mut all = String::with_capacity(text.len());
    let (mut rest, mut is_mended) = (text, false);
    while let Some((before, after)) = rest.split_once('&') {
        push(&mut all, before);
        let head = after.as_bytes();
        let window = head.get(..head.len().min(NAME_MAX)).unwrap_or_default();
        let name = window.iter().position(|byte| *byte == b';').and_then(|end| after.get(..end));
        if let Some((value, length)) = name.and_then(value) {
            all.push_str(&value);
            rest = after.get(length + 1..).unwrap_or_default();
        } else {
            is_mended = true;
            all.push('&');
            rest = after;
        }
    }
    push(&mut all, rest);
    (all, is_mended)
}

fn value(name: &str) -> Option<(String, usize)> {
    let value = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            // What is no character is nothing: an XML parser would refuse the whole document for it.
            char::from_u32(code)
                .map(mended)
                .filter(|c| is_allowed(*c))
                .map(String::from)
                .unwrap_or_default()
        }
        None => named(name)?,
    };
    Some((value, name.len()))
}

/// An entity of HTML.
fn named(name: &str) -> Option<String> {
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let written = is_name.then(|| format!("&{name};"))?;
    let mut text = String::new();
    for Ok(token) in Tokenizer::new(&written) {
        if let Token::String(part) = token {
            text.push_str(&String::from_utf8_lossy(&part));
        }
    }
    (text != written && !text.contains(';')).then_some(text)
}

/// Appends text: without what XML forbids, and with what programs that think in windows-1252 meant by control characters.
fn push(all: &mut String, text: &str) {
    let odd = |c: char| !is_allowed(c) || ('\u{80}'..='\u{9f}').contains(&c);
    if text.contains(odd) {
        all.extend(text.chars().map(mended).filter(|c| is_allowed(*c)));
    } else {
        all.push_str(text);
    }
}

fn mended(c: char) -> char {
    if !('\u{80}'..='\u{9f}').contains(&c) {
        return c;
    }
    let byte = u8::try_from(u32::from(c)).unwrap_or(b'?');
    let bytes = [byte];
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(&bytes);
    text.chars().next().unwrap_or(c)
}

/// Characters that XML allows.
pub(super) const fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
}
