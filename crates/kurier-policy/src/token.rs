//! Secrets that are handed out: access tokens of businesses, session secrets of devices, invitation
//! codes. Randomness is an argument; only hashes of tokens and sessions are stored.

use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// Begins every access token of a business.
pub const ACCESS_PREFIX: &str = "krt_";
/// Begins every session secret of a device.
pub const SESSION_PREFIX: &str = "krs_";
/// Hexadecimal digits of the 256 random bits.
const SECRET_DIGITS: usize = 64;
/// Hexadecimal digits of the checksum.
const CHECKSUM_DIGITS: usize = 6;
/// Symbols of an invitation code: digits and capitals without I, L, O and U, which are misread.
const CODE_SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Symbols of an invitation code: 128 bits, five in each.
pub const INVITE_CODE_CHARS: usize = 26;

/// A business's access token: `krt_`, 256 bits, and a checksum by which a secret scanner tells it
/// from other text.
pub fn access_token(random: [u8; 32]) -> String {
    secret(ACCESS_PREFIX, random)
}

/// A device's session secret: `krs_`, otherwise as [`access_token`].
pub fn session_secret(random: [u8; 32]) -> String {
    secret(SESSION_PREFIX, random)
}

/// Whether `text` has the form of a token or session secret, its checksum aside: enough before a look-up, which
/// tells more than the checksum and needs a hash as well.
pub fn has_form(text: &str) -> bool {
    let Some(body) = text.strip_prefix(ACCESS_PREFIX).or_else(|| text.strip_prefix(SESSION_PREFIX))
    else {
        return false;
    };
    let lower_hex = |b: u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
    body.len() == SECRET_DIGITS.saturating_add(CHECKSUM_DIGITS) && body.bytes().all(lower_hex)
}

/// Whether `text` has the form and the checksum of a token or session secret. Says nothing about
/// whether it was ever given out.
pub fn is_well_formed(text: &str) -> bool {
    if !has_form(text) {
        return false;
    }
    text.split_at_checked(text.len().saturating_sub(CHECKSUM_DIGITS))
        .is_some_and(|(head, sum)| checksum(head) == sum)
}

/// What is stored of a token or session secret, and looked up: its SHA-256. The secret has 256
/// random bits, so that no slow hash is needed.
pub fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// An invitation code: 26 symbols that hold 128 bits.
pub fn invite_code(random: [u8; 16]) -> String {
    let bits = u128::from_be_bytes(random);
    (0..INVITE_CODE_CHARS)
        .rev()
        .map(|place| {
            let shift = u32::try_from(place).unwrap_or(0).saturating_mul(5);
            let index = usize::try_from(bits.wrapping_shr(shift) & 31).unwrap_or(0);
            char::from(CODE_SYMBOLS.get(index).copied().unwrap_or(b'0'))
        })
        .collect()
}

/// Symbols of an address into a chat: 70 bits.
pub const LINK_CODE_CHARS: usize = 14;

/// The code of an address into a chat: 14 symbols.
pub fn link_code(random: [u8; 16]) -> String {
    invite_code(random).chars().skip(INVITE_CODE_CHARS.saturating_sub(LINK_CODE_CHARS)).collect()
}

/// The code as it was given out, from the code as somebody typed it: lower case, dashes and spaces
/// do not matter, O is 0, I and L are 1. `None` if it can be no code.
pub fn parse_invite_code(text: &str) -> Option<String> {
    let mut code = String::with_capacity(INVITE_CODE_CHARS);
    for c in text.chars().filter(|c| !matches!(c, '-' | ' ')) {
        let symbol = match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        let known = u8::try_from(symbol).is_ok_and(|b| CODE_SYMBOLS.contains(&b));
        if !known || code.len() == INVITE_CODE_CHARS {
            return None;
        }
        code.push(symbol);
    }
    // 26 symbols hold 130 bits: the first one only three of its five.
    (code.len() == INVITE_CODE_CHARS && code.as_bytes().first() <= Some(&b'7')).then_some(code)
}

fn secret(prefix: &str, random: [u8; 32]) -> String {
    let mut text = String::from(prefix);
    push_hex(&mut text, &random);
    let sum = checksum(&text);
    text + &sum
}

fn checksum(head: &str) -> String {
    let mut sum = String::with_capacity(CHECKSUM_DIGITS);
    push_hex(&mut sum, hash(head).get(..3).unwrap_or_default());
    sum
}

fn push_hex(to: &mut String, bytes: &[u8]) {
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ok = write!(to, "{byte:02x}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_token_is_well_formed_and_no_longer_so_with_one_changed_character(
            random in any::<[u8; 32]>(), at in 0usize..74, to in "[0-9a-z]"
        ) {
            for token in [access_token(random), session_secret(random)] {
                prop_assert!(is_well_formed(&token));
                let mut changed = token.clone();
                changed.replace_range(at..=at, &to);
                if changed != token && changed[..4] == token[..4] {
                    prop_assert!(!is_well_formed(&changed));
                }
            }
        }

        #[test]
        fn any_text_may_be_asked(text in "\\PC{0,90}") {
            let _ = (is_well_formed(&text), parse_invite_code(&text));
        }

        #[test]
        fn an_invitation_code_survives_careless_typing(random in any::<[u8; 16]>()) {
            let code = invite_code(random);
            prop_assert_eq!(code.len(), INVITE_CODE_CHARS);
            let typed = code.to_lowercase().replace('0', "o").replace('1', "l");
            let grouped = format!(" {}-{}", &typed[..13], &typed[13..]);
            prop_assert_eq!(parse_invite_code(&grouped), Some(code));
        }
    }

    #[test]
    fn the_code_of_an_address_has_fourteen_symbols() {
        assert_eq!(link_code([255; 16]), "Z".repeat(LINK_CODE_CHARS));
        assert_ne!(link_code([1; 16]), link_code([2; 16]));
    }

    #[test]
    fn different_random_bits_give_different_codes() {
        assert_ne!(invite_code([0; 16]), invite_code([255; 16]));
        assert_eq!(invite_code([255; 16]), format!("7{}", "Z".repeat(25)));
    }

    #[test]
    fn refuses_what_can_be_no_code() {
        for bad in ["", "ABC", &"U".repeat(26), &"Z".repeat(26), &"0".repeat(27), &"ä".repeat(26)]
        {
            assert_eq!(parse_invite_code(bad), None, "{bad}");
        }
    }
}
