//! Devices take what arrived: from here on it reached people, and is counted.

use super::World;
use super::letter::{Author, Letter, Truth};
use super::person::Unseen;
use crate::{Result, assume};
use futures_util::future::join_all;
use kurier_policy::content::Content;
use kurier_policy::entry::{EntryKind, InboxEntry};
use kurier_policy::id::{InboxSeq, PersonId};
use kurier_policy::pricing::Category;
use kurier_policy::time::HOUR_S;

/// Later than that is too late for an offer, and for a notice.
const IN_TIME_S: i64 = 48 * HOUR_S;

impl World {
    /// Every device takes what came, and says so.
    pub(crate) async fn take_in(&mut self) -> Result<()> {
        let mut newest: Vec<(PersonId, InboxSeq)> = Vec::new();
        for (id, entry) in self.node.postbox.take() {
            let Some(index) = self.by_id.get(&id).copied() else { continue };
            if !matches!(entry.kind, EntryKind::FromBusiness { .. }) {
                continue;
            }
            self.arrive(index, &entry)?;
            newest.push((id, entry.seq));
        }
        // The farthest place of each person tells of all before it.
        newest.sort_unstable();
        newest.reverse();
        newest.dedup_by_key(|(id, _)| *id);
        for some in newest.chunks(8_192) {
            let engine = self.engine();
            let told = some.iter().map(|(person, up_to)| engine.delivered(*person, *up_to));
            join_all(told).await.into_iter().collect::<std::result::Result<Vec<()>, _>>()?;
        }
        Ok(())
    }

    fn arrive(&mut self, index: u32, entry: &InboxEntry) -> Result<()> {
        let EntryKind::FromBusiness { content: Content::Template(is), price, .. } = &entry.kind
        else {
            return Ok(());
        };
        let is_offer = price.category == Category::Marketing;
        let Some(letter) = self.letters.get(&is.template).copied() else { return Ok(()) };
        let day = self.day;
        // One account is taken over in every world: as many of its victims count as there would be.
        let is_in_large_world = index.is_multiple_of((assume::PEOPLE / self.size().max(1)).max(1));
        let Some(person) = self.person_mut(index) else { return Ok(()) };
        let unwanted = person.dislikes(letter.truth, day);
        let counts = letter.author != Author::Hijacker || is_in_large_world;
        person.unwanted += u32::from(unwanted.is_some() && counts);
        person.newest = person.newest.max(entry.seq);
        let account = letter.account;
        person.unseen.push(Unseen { account, seq: entry.seq, unwanted, is_offer });
        let link = person.links.iter().find(|link| link.0 == account).map(|link| link.1);
        let customer = link.and_then(|place| self.account(account).ok()?.customer(place));
        let has_ground = customer.is_some_and(|it| !(it.blocked || it.stopped && is_offer));
        self.counts.without_ground += u32::from(!has_ground);
        self.counts.note_course([index, entry.seq.0, account]);
        self.count(&letter, entry, unwanted.is_none())
    }

    fn count(&mut self, letter: &Letter, entry: &InboxEntry, wanted: bool) -> Result<()> {
        let in_time = entry.at.seconds_since(letter.sent_at) <= IN_TIME_S;
        if self.account(letter.account)?.is_chosen {
            let chosen = &mut self.counts.chosen;
            chosen.delivered += 1;
            chosen.unwanted += u32::from(!wanted);
            if letter.author == Author::Honest && in_time {
                let is_notice = letter.truth == Truth::Notice;
                chosen.notices_arrived += u32::from(is_notice);
                chosen.offers_arrived += u32::from(!is_notice);
            }
        }
        let counts = &mut self.counts;
        counts.delivered += 1;
        counts.unwanted += u32::from(!wanted);
        match letter.author {
            Author::Honest => {
                counts.honest_unwanted += u32::from(!wanted);
                let arrived = match letter.truth {
                    Truth::Notice => &mut counts.notices_arrived,
                    _ => &mut counts.offers_arrived,
                };
                *arrived += u32::from(in_time);
            }
            Author::Aggressive => {
                counts.aggressive_unwanted += u32::from(!wanted);
                let is_disguised = matches!(letter.truth, Truth::Disguised(_));
                counts.disguised_unwanted += u32::from(!wanted && is_disguised);
            }
            Author::Spammer => counts.spam += u32::from(!wanted),
            Author::Hijacker => counts.hijack += u32::from(!wanted),
        }
        if letter.author == Author::Spammer && letter.truth == Truth::Fraud {
            self.account_mut(letter.account)?.reached += 1;
        }
        Ok(())
    }
}
