//! Words with which a person ends advertising, begins it again, or asks who writes.
//!
//! The whole message must be such a word or phrase. "Non-stop flight" and "cancel my flight LH123" are none: what is
//! about something else is for the business alone. Source: FCC 24-18 names the English words and says that natural
//! wording counts.

mod fold;
mod table;

use fold::fold;
use serde::{Deserialize, Serialize};
use table::{FILLERS, LANGUAGES, NO_TYPOS};

pub use table::Language;

/// What a message asks of the messenger itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Heard {
    /// No more advertising of this business.
    Stop,
    /// Take the last stop back.
    Rejoin,
    /// Who writes, and how does it end?
    Help,
}

/// How generously words are recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StopWordsRule {
    /// Wrong letters that STOP and STOPP may have; 0 or 1.
    pub typos: u8,
    /// Characters above which a message is no stop word, whatever it begins with.
    pub longest_chars: usize,
}

impl StopWordsRule {
    /// The rule in force.
    pub const DEFAULT: Self = Self { typos: 1, longest_chars: 120 };

    /// Whether it hears fewer messages than `other`.
    pub fn is_looser_than(&self, other: &Self) -> bool {
        self.typos < other.typos || self.longest_chars < other.longest_chars
    }
}

impl Default for StopWordsRule {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The languages whose words are known.
pub fn languages() -> &'static [Language] {
    LANGUAGES
}

/// What a whole message means to the messenger; `None` = it is for the business alone.
pub fn heard(text: &str, rule: StopWordsRule) -> Option<Heard> {
    if text.chars().nth(rule.longest_chars).is_some() {
        return None;
    }
    let words = fold(text);
    let whole: Vec<&str> = words.iter().map(String::as_str).collect();
    let bare = without_fillers(&whole);
    meaning(bare, rule).or_else(|| meaning(&whole, rule))
}

fn meaning(words: &[&str], rule: StopWordsRule) -> Option<Heard> {
    let is_one_of = |all: &[&str]| matches!(words, [one] if all.contains(one));
    let any = |of: fn(&Language) -> &'static [&'static str]| LANGUAGES.iter().map(of);
    let is_phrase = || any(|l| l.phrases).flatten().any(|pattern| fits(pattern, words));
    if any(|l| l.stop).any(is_one_of) || is_phrase() {
        Some(Heard::Stop)
    } else if any(|l| l.rejoin).any(is_one_of) {
        Some(Heard::Rejoin)
    } else if any(|l| l.help).any(is_one_of) {
        Some(Heard::Help)
    } else if rule.typos > 0 && matches!(words, [one] if is_mistyped_stop(one)) {
        Some(Heard::Stop)
    } else {
        None
    }
}

/// "Please" and "thanks" around the words that count.
fn without_fillers<'a, 'b>(mut words: &'a [&'b str]) -> &'a [&'b str] {
    while let [first, rest @ ..] = words
        && FILLERS.contains(first)
    {
        words = rest;
    }
    while let [rest @ .., last] = words
        && FILLERS.contains(last)
    {
        words = rest;
    }
    words
}

/// Whether words fit a pattern: words one after the other, `a|b` = one of them, `a?` = perhaps.
fn fits(pattern: &str, words: &[&str]) -> bool {
    let slots: Vec<&str> = pattern.split(' ').collect();
    fits_slots(&slots, words)
}

fn fits_slots(slots: &[&str], words: &[&str]) -> bool {
    let [slot, later @ ..] = slots else { return words.is_empty() };
    let (choices, may_miss) = match slot.strip_suffix('?') {
        Some(choices) => (choices, true),
        None => (*slot, false),
    };
    let taken = match words {
        [word, rest @ ..] => {
            choices.split('|').any(|choice| choice == *word) && fits_slots(later, rest)
        }
        [] => false,
    };
    taken || (may_miss && fits_slots(later, words))
}

/// One wrong, missing, added or swapped letter; words that are right as they stand are none.
fn is_mistyped_stop(word: &str) -> bool {
    !NO_TYPOS.contains(&word) && ["stop", "stopp"].iter().any(|meant| is_one_edit(word, meant))
}

fn is_one_edit(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let same = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let (one, other) = (one.get(same..).unwrap_or(&[]), other.get(same..).unwrap_or(&[]));
    match (one, other) {
        ([_, a @ ..], [_, b @ ..]) if a == b => true,
        ([_, rest @ ..], all) | (all, [_, rest @ ..]) if rest == all => true,
        ([a, b, rest @ ..], [c, d, tail @ ..]) => a == d && b == c && rest == tail,
        _ => false,
    }
}

#[cfg(test)]
mod tests;
