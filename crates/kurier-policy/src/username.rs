//! Usernames of senders: what people type to reach a business.

use crate::time::DAY_S;

/// Fewest characters.
pub const USERNAME_MIN: usize = 3;
/// Most characters.
pub const USERNAME_MAX: usize = 35;
/// How long a username that was given up is kept from other businesses, in seconds: nobody shall take it the moment
/// people still look for its former owner.
pub const USERNAME_RESTS_S: i64 = 30 * DAY_S;
/// Most suggestions.
pub const SUGGESTIONS_MAX: usize = 5;

/// Why a text is no username.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadUsername {
    /// Too short or too long.
    #[error("a username has 3 to 35 characters")]
    Length,
    /// Another character than these.
    #[error("a username consists of letters from a to z, digits, periods and underscores")]
    Character,
    /// No letter in it.
    #[error("a username has at least one letter")]
    NoLetter,
    /// A period where none may be.
    #[error("a username neither begins nor ends with a period, and has no two in a row")]
    Period,
    /// It looks like an address of the web.
    #[error("a username neither begins with www nor ends like an address of the web")]
    Address,
}

/// Endings that addresses of the web have.
const ENDINGS: [&str; 14] = [
    ".com", ".org", ".net", ".int", ".edu", ".gov", ".mil", ".us", ".in", ".de", ".eu", ".io",
    ".html", ".txt",
];

/// The username as it is kept: in lower case, because case tells no two apart.
///
/// # Errors
/// Why it is none.
pub fn parse(text: &str) -> Result<String, BadUsername> {
    let name = text.trim().trim_start_matches('@').to_ascii_lowercase();
    if !(USERNAME_MIN..=USERNAME_MAX).contains(&name.chars().count()) {
        return Err(BadUsername::Length);
    }
    let is_known = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'_');
    if !name.bytes().all(is_known) {
        return Err(BadUsername::Character);
    }
    if !name.bytes().any(|b| b.is_ascii_lowercase()) {
        return Err(BadUsername::NoLetter);
    }
    if name.starts_with('.') || name.ends_with('.') || name.contains("..") {
        return Err(BadUsername::Period);
    }
    if name.starts_with("www") || ENDINGS.iter().any(|ending| name.ends_with(ending)) {
        return Err(BadUsername::Address);
    }
    Ok(name)
}

/// Usernames that fit these names, best first; whether one is free is not known here.
pub fn suggestions(names: &[&str]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for name in names {
        let words: Vec<String> = name
            .split(|c: char| !c.is_alphanumeric())
            .map(plain)
            .filter(|it| !it.is_empty())
            .collect();
        if words.is_empty() {
            continue;
        }
        for joint in ["", "_", "."] {
            let whole: String = words.join(joint).chars().take(USERNAME_MAX).collect();
            for ending in ["", "_official", "_1", "_2"] {
                if let Ok(one) = parse(&format!("{whole}{ending}"))
                    && !found.contains(&one)
                {
                    found.push(one);
                }
            }
        }
    }
    found.sort_by_key(|one| one.contains("_1") || one.contains("_2") || one.ends_with("_official"));
    found
}

/// A word in letters from a to z and digits; what has no likeness there is left out.
fn plain(word: &str) -> String {
    let mut text = String::new();
    for c in word.chars().flat_map(char::to_lowercase) {
        match c {
            'ä' | 'æ' => text.push_str("ae"),
            'ö' | 'ø' => text.push_str("oe"),
            'ü' => text.push_str("ue"),
            'ß' => text.push_str("ss"),
            'à'..='å' => text.push('a'),
            'ç' => text.push('c'),
            'è'..='ë' => text.push('e'),
            'ì'..='ï' => text.push('i'),
            'ñ' => text.push('n'),
            'ò'..='õ' => text.push('o'),
            'ù'..='û' => text.push('u'),
            other if other.is_ascii_alphanumeric() => text.push(other),
            _ => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_username_is_what_people_can_type_and_no_address() {
        assert_eq!(parse(" @Blue.Air_1 "), Ok("blue.air_1".to_owned()));
        assert_eq!(parse("abc"), Ok("abc".to_owned()));
        assert_eq!(parse(&"a".repeat(36)), Err(BadUsername::Length));
        for (text, why) in [
            ("ab", BadUsername::Length),
            ("blue air", BadUsername::Character),
            ("blüe", BadUsername::Character),
            ("123", BadUsername::NoLetter),
            (".blue", BadUsername::Period),
            ("blue..air", BadUsername::Period),
            ("blue.", BadUsername::Period),
            ("wwwblue", BadUsername::Address),
            ("blueair.com", BadUsername::Address),
        ] {
            assert_eq!(parse(text), Err(why), "{text}");
        }
    }

    #[test]
    fn suggestions_are_made_of_the_names_best_first() {
        let found = suggestions(&["Bäckerei Müller", "Müller"]);
        assert_eq!(found.first().map(String::as_str), Some("baeckereimueller"));
        assert!(found.contains(&"baeckerei_mueller".to_owned()));
        assert!(found.contains(&"mueller".to_owned()));
        assert!(suggestions(&["東京"]).is_empty());
    }

    proptest! {
        #[test]
        fn what_is_suggested_can_be_taken(name in "\\PC{0,60}") {
            for one in suggestions(&[&name]) {
                prop_assert_eq!(parse(&one), Ok(one));
            }
        }
    }
}
