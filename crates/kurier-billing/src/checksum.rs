//! ISO 7064 MOD 97-10: the check of bank accounts, of the addresses of German authorities, and of our references.

/// The remainder by 97 of a text in which letters count as two digits (A = 10). `None` for any other character.
pub(crate) fn remainder(text: impl Iterator<Item = char>) -> Option<u32> {
    let mut rest: u32 = 0;
    for letter in text {
        let value = letter.to_digit(36)?;
        let shift = if value >= 10 { 100 } else { 10 };
        // Below 97 × 100 + 36: far from overflow.
        rest = rest.saturating_mul(shift).saturating_add(value) % 97;
    }
    Some(rest)
}

/// The two digits that make `text` followed by them leave a remainder of 1.
pub(crate) fn digits(text: &str) -> Option<String> {
    let rest = remainder(text.chars().chain("00".chars()))?;
    Some(format!("{:02}", 98_u32.saturating_sub(rest)))
}

/// Whether a text that ends with its two digits is intact.
pub(crate) fn intact(text: &str) -> bool {
    remainder(text.chars()) == Some(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn one_wrong_or_two_swapped_letters_are_noticed(
            text in "[0-9A-Z]{1,30}", place in 0..32_usize, other in "[0-9A-Z]"
        ) {
            let whole = format!("{text}{}", digits(&text).unwrap());
            prop_assert!(intact(&whole));
            let place = place % whole.len();
            let mut wrong = whole.clone();
            wrong.replace_range(place..=place, &other);
            // A letter in a digit's place moves all before it: those are noticed only nearly always.
            let kind = |text: &str| text.bytes().map(|byte| byte.is_ascii_digit()).collect::<Vec<_>>();
            prop_assert!(wrong == whole || kind(&wrong) != kind(&whole) || !intact(&wrong));
            let mut letters: Vec<char> = whole.chars().collect();
            let next = (place + 1) % letters.len();
            let digits_only = letters[place].is_ascii_digit() && letters[next].is_ascii_digit();
            letters.swap(place, next);
            let swapped: String = letters.into_iter().collect();
            prop_assert!(swapped == whole || next == 0 || !digits_only || !intact(&swapped));
        }
    }
}
