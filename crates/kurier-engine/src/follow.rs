//! Following an inbox from a cursor: backlog first, then live, without gaps and without repeats.

use crate::{Engine, Result};
use kurier_bus::{Topic, Wake, Watch};
use kurier_policy::entry::InboxEntry;
use kurier_policy::id::{BusinessId, InboxSeq, PersonId};
use kurier_store::port::Store;
use std::sync::Arc;

/// Entries read from the store in one step.
const PAGE: u32 = 128;
/// Most entries a device may hold unacknowledged.
pub const WINDOW: u32 = 256;

/// What a follower has for its device.
#[derive(Debug)]
pub enum Followed {
    /// Entries in order, the first at the cursor's next place.
    Entries(Vec<Arc<InboxEntry>>),
    /// The backlog is through; from here on it is live. Once.
    Live,
    /// More waits, but the device must acknowledge before it may get it. Once, until it does.
    Full,
    /// A business types.
    Typing(BusinessId),
    /// Another device read up to here.
    Read(BusinessId, InboxSeq),
}

/// One device's cursor into one inbox.
pub struct Follower {
    store: Arc<dyn Store>,
    watch: Box<dyn Watch>,
    person: PersonId,
    sent: InboxSeq,
    acknowledged: InboxSeq,
    behind: bool,
    full: bool,
    live: bool,
}

impl Engine {
    /// Follows `person`'s inbox after `after`.
    pub fn follow(&self, person: PersonId, after: InboxSeq) -> Follower {
        Follower {
            store: Arc::clone(&self.parts.store),
            watch: self.parts.bus.watch(Topic::Inbox(person)),
            person,
            sent: after,
            acknowledged: after,
            behind: true,
            full: false,
            live: false,
        }
    }
}

impl Follower {
    /// The device holds everything up to `up_to`: it may get more. A place never sent counts for
    /// nothing.
    pub fn acknowledge(&mut self, up_to: InboxSeq) -> Option<InboxSeq> {
        let place = up_to.min(self.sent);
        if place <= self.acknowledged {
            return None;
        }
        self.acknowledged = place;
        self.full = false;
        Some(place)
    }

    /// How far the device can have read: no further than it was sent.
    pub fn seen(&self, up_to: InboxSeq) -> InboxSeq {
        up_to.min(self.sent)
    }

    /// Whether [`Followed::Full`] was told and the device has not moved on since.
    pub fn is_full(&self) -> bool {
        self.full
    }

    /// The next thing for the device. Cancel-safe: nothing is lost when the future is dropped
    /// before it is ready.
    pub async fn next(&mut self) -> Result<Followed> {
        loop {
            let room = self.room();
            if self.behind
                && room > 0
                && let Some(entries) = self.read_on(room).await?
            {
                return Ok(Followed::Entries(entries));
            }
            if !self.behind && !self.live {
                self.live = true;
                return Ok(Followed::Live);
            }
            if self.behind && room == 0 && !self.full {
                self.full = true;
                return Ok(Followed::Full);
            }
            match self.watch.next().await {
                Wake::Entry(entry) => {
                    if let Some(entry) = self.take(entry) {
                        return Ok(Followed::Entries(vec![entry]));
                    }
                }
                Wake::Grown(place) => self.behind |= place > self.sent,
                Wake::Look => self.behind = true,
                Wake::Typing(business) => return Ok(Followed::Typing(business)),
                Wake::Read(business, up_to) => return Ok(Followed::Read(business, up_to)),
                Wake::Events(_) => {}
            }
        }
    }

    /// How many entries may go out before the device must acknowledge.
    fn room(&self) -> u32 {
        WINDOW.saturating_sub(self.sent.0.saturating_sub(self.acknowledged.0))
    }

    /// Reads the next page; `None` when the inbox holds nothing more.
    async fn read_on(&mut self, room: u32) -> Result<Option<Vec<Arc<InboxEntry>>>> {
        let limit = PAGE.min(room);
        let page = self.store.follow_inbox(self.person, self.sent, limit).await?;
        let Some(last) = page.entries.last() else {
            self.behind = false;
            return Ok(None);
        };
        self.sent = last.seq;
        // What came after the page was read is told by the watch, which began before.
        self.behind = last.seq < page.head;
        Ok(Some(page.entries))
    }

    /// A fresh entry from the bus goes straight out if it is the very next one and there is room.
    fn take(&mut self, entry: Arc<InboxEntry>) -> Option<Arc<InboxEntry>> {
        if entry.seq <= self.sent {
            return None;
        }
        if self.behind || entry.seq != self.sent.next() || self.room() == 0 {
            self.behind = true;
            return None;
        }
        self.sent = entry.seq;
        Some(entry)
    }
}
