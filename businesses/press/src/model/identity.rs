use std::collections::BTreeSet;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};
use url::Url;

use crate::read::Item;

/// Parameters that say where a reader came from, and nothing about what is read.
const TRACKING: [&str; 20] = [
    "fbclid",
    "gclid",
    "dclid",
    "msclkid",
    "yclid",
    "igshid",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "cmpid",
    "ns_mchannel",
    "ns_source",
    "ns_campaign",
    "ref",
    "ref_src",
    "rss",
    "wt_mc",
    "at_medium",
    "at_campaign",
    "_hsenc",
];
/// Titles of which so many words in a hundred are the same tell one story.
const ALIKE_PERCENT: usize = 60;

/// By what a story is known again, never by its date.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Identity {
    /// What its feed calls it, if it does.
    pub id: Option<String>,
    /// Its page, without what tracks readers.
    pub link: Option<String>,
    /// Its words, for stories that have neither.
    pub words: String,
}

impl Identity {
    /// Of an item.
    pub fn of(item: &Item) -> Self {
        let link = item.link.as_deref().map(canonical);
        // Many ids are addresses, and change as those do.
        let id = item
            .id
            .as_deref()
            .map(|id| if id.starts_with("http") { canonical(id) } else { id.to_owned() });
        let words = mark_of(&[&item.title, link.as_deref().unwrap_or(&item.summary)]);
        Self { id, link, words }
    }
}

/// An address without fragment, without tracking, with its parameters in one order.
pub fn canonical(address: &str) -> String {
    let Ok(mut url) = Url::parse(address.trim()) else { return address.trim().to_owned() };
    url.set_fragment(None);
    let is_tracking = |name: &str| {
        let lower = name.to_ascii_lowercase();
        lower.starts_with("utm_") || lower.starts_with("pk_") || TRACKING.contains(&lower.as_str())
    };
    let mut kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| !is_tracking(name))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    kept.sort();
    if kept.is_empty() {
        url.set_query(None);
    } else {
        url.query_pairs_mut().clear().extend_pairs(kept);
    }
    url.into()
}

/// Changes when what a story says changes; a moved date or a tracked link is no change.
pub fn content_mark(item: &Item) -> String {
    mark_of(&[&item.title, &item.summary])
}

/// Changes when words do; how they are spaced is no change.
pub(crate) fn mark_of(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        let words = part.split_whitespace().collect::<Vec<_>>().join(" ");
        hash.update(words.as_bytes());
        hash.update([0]);
    }
    hex(&hash.finalize())
}

/// The first 16 bytes in hex.
fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(32);
    for byte in bytes.iter().take(16) {
        let _infallible = write!(text, "{byte:02x}");
    }
    text
}

/// Whether two titles tell one story.
pub fn alike(one: &str, other: &str) -> bool {
    let words = |title: &str| -> BTreeSet<String> {
        let lower = title.to_lowercase();
        lower
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (one, other) = (words(one), words(other));
    if one.is_empty() || other.is_empty() {
        return one.is_empty() == other.is_empty();
    }
    let both = one.intersection(&other).count();
    both * 100 >= ALIKE_PERCENT * one.union(&other).count()
}
