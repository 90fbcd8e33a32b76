//! Collars that say nothing. Never a message for each: several are told as one, and a silent group is told as the receiver's
//! fault.

use jiff::Timestamp;

use super::decide::Members;
use super::group::Group;
use super::{About, CowId, Finding, Hour, Kind, Settings, Sureness};

/// Of collars that spoke within so many hours, half must be silent for the group to be.
const LATELY_H: i64 = 48;
/// Collars that must be silent for the group to be.
const GROUP_AT_LEAST: usize = 5;

/// Looks for collars that fell silent. It is about what came and not about what was measured, so it knows the clock.
pub(super) fn look(
    members: &mut Members<'_>,
    name: &str,
    group: &mut Group,
    now: Timestamp,
    settings: &Settings,
) -> Option<Finding> {
    let hour = Hour::of(now);
    let quiet = |word: Hour| hour.since(word.plus(1));
    let mut lately = 0;
    let mut speaking = 0;
    let mut fallen: Vec<(CowId, Hour)> = Vec::new();
    for (id, member) in members.iter_mut() {
        let Some(word) = member.cow.last_word else { continue };
        lately += usize::from(quiet(word) < LATELY_H);
        if quiet(word) < settings.silent_h {
            speaking += 1;
        } else if !member.cow.silent {
            member.cow.silent = true;
            member.changed = true;
            fallen.push(((*id).clone(), word));
        }
    }
    if group.silent && speaking * 2 >= lately.max(1) {
        group.silent = false;
    }
    let first = fallen.iter().map(|(_, word)| *word).min()?;
    if group.silent {
        return None;
    }
    let silent = lately - speaking.min(lately);
    let all = silent >= GROUP_AT_LEAST && silent * 2 >= lately;
    group.silent = all;
    let kind = if all { Kind::GroupSilent } else { Kind::CollarSilent };
    let cows = if all { Vec::new() } else { fallen.into_iter().map(|(id, _)| id).collect() };
    let about = match <[CowId; 1]>::try_from(cows) {
        Ok([id]) => About::Cow(id),
        Err(cows) => About::Group { name: name.to_owned(), cows },
    };
    Some(Finding {
        about,
        kind,
        sureness: Sureness::Likely,
        since: first.plus(1).begins(),
        seen_until: now,
        score: 0.0,
        reasons: Vec::new(),
        herd: None,
    })
}
