//! Texts as they are compared: without case, accents, emoji and punctuation.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The words of a text. A text spelled letter by letter ("S T O P", "S.T.O.P.") is one word.
pub(super) fn fold(text: &str) -> Vec<String> {
    let mut plain = String::with_capacity(text.len());
    for letter in text.nfkc().flat_map(char::to_lowercase).nfkd() {
        take(letter, &mut plain);
    }
    let words: Vec<String> =
        plain.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let is_spelled = words.len() > 2 && words.iter().all(|word| word.chars().nth(1).is_none());
    if is_spelled { vec![words.concat()] } else { words }
}

fn take(letter: char, plain: &mut String) {
    match letter {
        // Letters whose stroke is no accent to Unicode.
        'ß' => plain.push_str("ss"),
        'æ' => plain.push_str("ae"),
        'ø' => plain.push('o'),
        'ł' => plain.push('l'),
        'đ' => plain.push('d'),
        'ı' => plain.push('i'),
        // Inside words: opt-out, don't.
        '-' | '‐' | '‑' | '\'' | '’' | '`' | '´' | '*' | '_' | '~' => {}
        letter if is_combining_mark(letter) => {}
        letter if letter.is_alphanumeric() => plain.push(letter),
        _ => plain.push(' '),
    }
}
