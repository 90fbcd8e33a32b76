use std::collections::HashSet;

use super::identity::{Identity, alike, content_mark};
use crate::read::Item;

/// More new items than this in one answer go to the editor first.
pub const FLOOD_ITEMS: usize = 5;
/// From so many items on, an answer of which more than half is unknown goes to the editor first: a moved archive.
const MOVED_FROM: usize = 6;

/// A story that the newsroom knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Its number.
    pub story: i64,
    /// Its title.
    pub title: String,
    /// Its content's mark.
    pub mark: String,
    /// It came from the same source.
    pub same_source: bool,
    /// It has the item's id, in the same source.
    pub by_id: bool,
}

/// What an item is to the newsroom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sight {
    /// Never seen.
    New,
    /// Seen, and unchanged.
    Seen(i64),
    /// Seen, and says something else now: the archive is changed, readers are not told by themselves.
    Changed(i64),
    /// The same as an item before it in this answer.
    Twin,
    /// Nothing to show.
    Empty,
}

/// Why an answer's new items do not go out by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// The first answer of a source: its items are old.
    First,
    /// More new items than a newsroom writes between two looks.
    Flood,
    /// Most items are unknown although the source is known: ids or addresses moved.
    Moved,
}

/// What an answer brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intake {
    /// One sight per item, in order.
    pub sights: Vec<Sight>,
    /// Whether the new ones are held back.
    pub hold: Option<Hold>,
}

impl Intake {
    /// How many are new.
    pub fn news(&self) -> usize {
        self.sights.iter().filter(|sight| **sight == Sight::New).count()
    }
}

/// Judges the items of an answer. `find` gives every story that shares the id (in the same source), the link or the words with
/// an item; `is_first` says that the source never answered before.
pub fn take_in(
    items: &[Item],
    is_first: bool,
    mut find: impl FnMut(&Identity) -> Vec<Known>,
) -> Intake {
    let mut here = HashSet::new();
    let sights: Vec<Sight> = items
        .iter()
        .map(|item| {
            if item.title.is_empty() && item.summary.is_empty() {
                return Sight::Empty;
            }
            let identity = Identity::of(item);
            let key = identity.id.clone().unwrap_or_else(|| identity.words.clone());
            let is_twin = !here.insert(key) || !here.insert(identity.words.clone());
            match find(&identity).into_iter().find(|known| is_same(known, item)) {
                _ if is_twin => Sight::Twin,
                Some(known) if known.mark == content_mark(item) || !known.same_source => {
                    Sight::Seen(known.story)
                }
                Some(known) => Sight::Changed(known.story),
                None => Sight::New,
            }
        })
        .collect();
    let new = sights.iter().filter(|sight| **sight == Sight::New).count();
    let hold = match (is_first, new) {
        (_, 0) => None,
        (true, _) => Some(Hold::First),
        (false, new) if items.len() >= MOVED_FROM && new * 2 > items.len() => Some(Hold::Moved),
        (false, new) if new > FLOOD_ITEMS => Some(Hold::Flood),
        _ => None,
    };
    Intake { sights, hold }
}

/// The same id in the same source is the same story. A page may carry several stories (a live blog), so beside its address the
/// title must be alike.
fn is_same(known: &Known, item: &Item) -> bool {
    known.by_id || alike(&known.title, &item.title)
}
