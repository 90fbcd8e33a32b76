//! Rule A10: one campaign under many names. Templates that say nearly the same are found across businesses by a SimHash of
//! 64 bits over their normalised text: variables left out, case and digits folded, in runs of three characters. Near is
//! what differs in few bits. A template near one of a closed business is refused; one near those of several young
//! businesses is looked at by a human, and so are theirs.
//!
//! Texts too short to compare, and texts of Kurier's own library, have no fingerprint. No business is told what another's
//! template says, nor that there is one.

use crate::id::{BusinessId, TemplateId};
use crate::template::variables::{self, Piece};
use crate::template::{Button, Parts, Template, library};
use crate::time::{DAY_S, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Characters hashed together.
const GRAM_CHARS: usize = 3;
/// Fewer runs than these say too little to be compared.
const GRAMS_MIN: usize = 24;
/// Bits of a band, by which near fingerprints are looked up.
const BAND_BITS: u32 = 16;
/// Bands of a fingerprint.
const BANDS: u32 = 4;
/// Most bits in which near fingerprints may differ: of four bands, one then differs in at most one bit.
pub const NEAR_BITS_MAX: u32 = 7;

/// The numbers of the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FingerprintRule {
    /// Most bits in which near fingerprints differ; at most [`NEAR_BITS_MAX`].
    pub near_bits: u32,
    /// For how long a business is young, in seconds.
    pub young_s: i64,
    /// How many other young businesses with near templates make a case for a human.
    pub young_businesses: u32,
}

/// A template of another business that may be near.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Neighbour {
    /// Which.
    pub template: TemplateId,
    /// Whose.
    pub business: BusinessId,
    /// Its fingerprint.
    pub text: u64,
    /// Whether its business was closed.
    pub closed: bool,
    /// Since when its business is here.
    pub since: Timestamp,
}

/// What the neighbours of a template say about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Campaign {
    /// Nothing.
    Alone,
    /// A human has to look at it, and at these.
    Review(Vec<TemplateId>),
    /// It repeats what a closed business said.
    Refused,
}

impl FingerprintRule {
    /// Six bits, 14 days, three businesses.
    pub const DEFAULT: Self = Self { near_bits: 6, young_s: 14 * DAY_S, young_businesses: 3 };

    /// Judges a fingerprint by its neighbours, which may hold some that are not near.
    pub fn judge(self, text: u64, neighbours: &[Neighbour], now: Timestamp) -> Campaign {
        let near = neighbours.iter().filter(|one| distance(one.text, text) <= self.near_bits);
        if near.clone().any(|one| one.closed) {
            return Campaign::Refused;
        }
        let young: Vec<_> = near.filter(|one| now < one.since.plus_s(self.young_s)).collect();
        let businesses: BTreeSet<BusinessId> = young.iter().map(|one| one.business).collect();
        if businesses.len() < usize::try_from(self.young_businesses).unwrap_or(usize::MAX) {
            return Campaign::Alone;
        }
        Campaign::Review(young.iter().map(|one| one.template).collect())
    }

    /// Whether it lets anything through that `other` would not.
    pub fn is_looser_than(self, other: Self) -> bool {
        self.near_bits < other.near_bits
            || self.young_s < other.young_s
            || self.young_businesses > other.young_businesses
    }
}

/// The fingerprint of a template; `None` if it says too little, or what the library says.
pub fn of_template(template: &Template) -> Option<u64> {
    let text = of_parts(&template.parts)?;
    let name = template.life.library_name.as_deref();
    let original = name.and_then(|name| library::find(name, &template.language));
    let original = original.and_then(|one| one.parts(Some(("https://example.com", None))));
    let is_original = original.is_some_and(|parts| of_parts(&parts) == Some(text));
    (!is_original).then_some(text)
}

/// The fingerprint of what parts say.
pub fn of_parts(parts: &Parts) -> Option<u64> {
    let text: Vec<char> = normalised(parts).chars().collect();
    let grams = text.windows(GRAM_CHARS);
    if grams.len() < GRAMS_MIN {
        return None;
    }
    let mut votes = [0_i32; 64];
    for gram in grams {
        let hash = hash(gram);
        for (vote, bit) in votes.iter_mut().zip(0_u32..) {
            let is_set = hash.wrapping_shr(bit) & 1 == 1;
            *vote = vote.saturating_add(if is_set { 1 } else { -1 });
        }
    }
    let bits = votes.iter().zip(0_u32..).filter(|(vote, _)| **vote > 0);
    Some(bits.fold(0, |text, (_, bit)| text | 1_u64.wrapping_shl(bit)))
}

/// In how many bits two fingerprints differ.
pub fn distance(one: u64, other: u64) -> u32 {
    (one ^ other).count_ones()
}

/// Under which keys a fingerprint is kept: one for each band.
pub fn keys(text: u64) -> Vec<i64> {
    (0..BANDS).map(|band| key(band, band_of(text, band))).collect()
}

/// Under which keys everything near is found: each band, and each band with one bit changed.
pub fn probes(text: u64) -> Vec<i64> {
    let of_band = |band: u32| {
        let own = band_of(text, band);
        let changed = (0..BAND_BITS).map(move |bit| own ^ 1_u64.wrapping_shl(bit));
        std::iter::once(own).chain(changed).map(move |bits| key(band, bits))
    };
    (0..BANDS).flat_map(of_band).collect()
}

fn band_of(text: u64, band: u32) -> u64 {
    text.wrapping_shr(band.saturating_mul(BAND_BITS)) & 0xffff
}

fn key(band: u32, bits: u64) -> i64 {
    let place = u64::from(band).wrapping_shl(BAND_BITS);
    i64::try_from(place | bits).unwrap_or_default()
}

/// Letters in lower case, each number as one digit, everything else as single spaces; without variables.
fn normalised(parts: &Parts) -> String {
    let own = [parts.header.as_deref(), Some(&*parts.body), parts.footer.as_deref()];
    let cards = parts.cards.iter();
    let buttons = parts.buttons.iter().chain(cards.clone().flat_map(|card| &card.buttons));
    let texts = own.into_iter().flatten().chain(cards.filter_map(|card| card.body.as_deref()));
    let mut folded = String::new();
    for text in texts.chain(buttons.map(button_text)) {
        folded.push(' ');
        for piece in variables::pieces(text) {
            match piece {
                Piece::Text(text) => text.chars().for_each(|c| fold(&mut folded, c)),
                Piece::Variable(_) => fold(&mut folded, ' '),
            }
        }
    }
    folded
}

fn fold(folded: &mut String, c: char) {
    let last = folded.chars().next_back().unwrap_or(' ');
    if c.is_numeric() {
        // "9,000" is one number.
        if folded.ends_with("0 ") {
            folded.pop();
        } else if last != '0' {
            folded.push('0');
        }
    } else if c.is_alphabetic() {
        folded.extend(c.to_lowercase());
    } else if last != ' ' {
        folded.push(' ');
    }
}

fn button_text(button: &Button) -> &str {
    match button {
        Button::QuickReply { text }
        | Button::Url { text, .. }
        | Button::PhoneNumber { text, .. }
        | Button::CopyCode { text } => text,
    }
}

/// FNV-1a, with its bits mixed so that each of them is as good as another.
fn hash(gram: &[char]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for c in gram {
        for byte in u32::from(*c).to_le_bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    hash = (hash ^ hash.wrapping_shr(30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ hash.wrapping_shr(27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ hash.wrapping_shr(31)
}

#[cfg(test)]
#[path = "fingerprint_tests.rs"]
mod tests;
