//! Text of strangers on documents: what it may hold, and how it is made harmless without being changed to the eye.

/// Longest name, street or other single line, in characters.
pub const LINE_MAX: usize = 200;
/// Longest note, in characters.
pub const NOTE_MAX: usize = 2_000;

/// One line as it may stand on a document: control characters (line breaks too) become spaces, marks that turn the
/// direction of writing and characters that XML 1.0 cannot hold go, runs of spaces become one. Cut at `max` characters.
///
/// Done once, when a document is closed, so that XML, PDF and CSV show the same.
pub fn line(text: &str, max: usize) -> String {
    let mut clean = String::with_capacity(text.len().min(max));
    let mut count = 0_usize;
    for letter in text.chars().filter(|letter| !is_hidden(*letter)) {
        let blank = letter.is_control() || letter.is_whitespace();
        if blank && (clean.is_empty() || clean.ends_with(' ')) {
            continue;
        }
        if count >= max {
            break;
        }
        clean.push(if blank { ' ' } else { letter });
        count = count.saturating_add(1);
    }
    clean.truncate(clean.trim_end().len());
    clean
}

/// Characters that are not seen but change what is seen, and those that XML forbids.
fn is_hidden(letter: char) -> bool {
    matches!(
        letter,
        // Direction marks, embeddings, overrides and isolates.
        '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
        // Spaces without width, and the mark of byte order. The joiners U+200C and U+200D stay: Persian and Hindi need them.
        | '\u{200B}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}'
        // Not characters at all.
        | '\u{FFF9}'..='\u{FFFB}' | '\u{FFFE}' | '\u{FFFF}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hostile_names_become_harmless_lines() {
        assert_eq!(line("  Bäcker\t&\r\n Söhne \u{0} ", 99), "Bäcker & Söhne");
        assert_eq!(line("invoice\u{202E}fdp.exe", 99), "invoicefdp.exe");
        assert_eq!(line("می\u{200C}خواهم", 99), "می\u{200C}خواهم");
        assert_eq!(line("äöü", 2), "äö");
        assert_eq!(line("\u{202E}\u{0}", 9), "");
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(text in any::<String>(), max in 0..50_usize) {
            let once = line(&text, max);
            prop_assert_eq!(line(&once, max), once.clone());
            prop_assert!(once.chars().count() <= max);
            prop_assert!(!once.chars().any(char::is_control));
        }
    }
}
