//! Whether a text is one emoji, without a table of all emoji: by the structure of emoji sequences
//! (Unicode Technical Standard 51), so that emoji of later Unicode versions pass.

/// The longest sequences in use (two people with skin tones and what they do) have ten.
const SCALARS_MAX: usize = 12;
const JOINER: char = '\u{200d}';

/// One emoji: one base, or several joined by ZWJ, or a flag, or a keycap.
pub(super) fn is_single(text: &str) -> bool {
    let scalars: Vec<char> = text.chars().take(SCALARS_MAX.saturating_add(1)).collect();
    if scalars.len() > SCALARS_MAX {
        return false;
    }
    if let [key, rest @ ..] = scalars.as_slice()
        && matches!(key, '0'..='9' | '#' | '*')
    {
        return matches!(rest, ['\u{20e3}'] | ['\u{fe0f}', '\u{20e3}']);
    }
    if let [first, second] = scalars.as_slice()
        && is_flag_letter(*first)
    {
        return is_flag_letter(*second);
    }
    is_joined_sequence(&scalars)
}

fn is_joined_sequence(scalars: &[char]) -> bool {
    let mut base_expected = true;
    for &c in scalars {
        if base_expected {
            if !is_base(c) {
                return false;
            }
            base_expected = false;
        } else if c == JOINER {
            base_expected = true;
        } else if !is_modifier(c) {
            return false;
        }
    }
    !base_expected
}

fn is_flag_letter(c: char) -> bool {
    matches!(c, '\u{1f1e6}'..='\u{1f1ff}')
}

/// Presentation selectors, skin tones, and the tags of sub-regional flags.
fn is_modifier(c: char) -> bool {
    matches!(c, '\u{fe0e}' | '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}')
}

/// A symbol: in the blocks that hold emoji, and neither a letter nor a mark.
fn is_base(c: char) -> bool {
    matches!(c, '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}')
        || matches!(c, '\u{2100}'..='\u{2bff}' | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}')
        || (matches!(c, '\u{1f000}'..='\u{1faff}') && !is_modifier(c) && !is_flag_letter(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn takes_single_emoji_of_every_structure() {
        for emoji in ["👍", "❤️", "👍🏽", "👨‍👩‍👧‍👦", "🇩🇪", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "1️⃣", "ℹ️", "👩🏻‍❤️‍💋‍👨🏿", "🫠", "🅰️", "㊙️"]
        {
            assert!(is_single(emoji), "{emoji}");
        }
    }

    #[test]
    fn refuses_text_and_more_than_one_emoji() {
        for text in [
            "a",
            "ok",
            "1",
            "👍👍",
            "👍 ",
            " ",
            "🇩",
            "👍\u{200d}",
            "ä",
            "中",
            "\u{202e}",
            "<b>",
            "\u{fe0f}",
        ] {
            assert!(!is_single(text), "{text:?}");
        }
        assert!(!is_single(&"👍\u{200d}".repeat(1_000)));
    }

    proptest! {
        #[test]
        fn no_text_with_a_latin_letter_is_an_emoji(before in "\\PC{0,3}", letter in "[a-zA-Z]", after in "\\PC{0,3}") {
            let text = format!("{before}{letter}{after}");
            prop_assert!(!is_single(&text));
        }
    }
}
