//! A scripted person: one device, which follows, acknowledges in any order, repeats itself.

use super::node::Node;
use crate::random::Random;
use anyhow::{Context, ensure};
use futures_util::FutureExt;
use kurier_engine::follow::{Followed, Follower};
use kurier_policy::content::Content;
use kurier_policy::entry::{EntryKind, InboxEntry};
use kurier_policy::id::{BusinessId, InboxSeq, PersonId};
use kurier_store::record::{Inbound, Received};
use std::collections::HashSet;
use std::sync::Arc;

/// What her device holds outlives every node.
pub(super) struct SimPerson {
    pub(super) id: PersonId,
    pub(super) wa_id: u64,
    /// Entries in order; the first has place 1.
    pub(super) held: Vec<Arc<InboxEntry>>,
    /// Places that failed after all.
    pub(super) gone: HashSet<InboxSeq>,
    /// Texts she sent and got a place for.
    pub(super) said: Vec<InboxSeq>,
    /// A text whose answer never came.
    pub(super) unsure: Option<String>,
    pub(super) texts: u32,
}

impl SimPerson {
    pub(super) fn new(id: PersonId, wa_id: u64) -> Self {
        Self {
            id,
            wa_id,
            held: Vec::new(),
            gone: HashSet::new(),
            said: Vec::new(),
            unsure: None,
            texts: 0,
        }
    }

    pub(super) fn newest(&self) -> InboxSeq {
        InboxSeq(u32::try_from(self.held.len()).unwrap_or(u32::MAX))
    }

    /// Takes all that is there for her; answers how many entries came.
    pub(super) fn pull(&mut self, follower: &mut Follower) -> anyhow::Result<usize> {
        let before = self.held.len();
        while let Some(next) = follower.next().now_or_never() {
            if let Followed::Entries(entries) = next? {
                for entry in entries {
                    self.take(entry)?;
                }
            }
        }
        Ok(self.held.len() - before)
    }

    fn take(&mut self, entry: Arc<InboxEntry>) -> anyhow::Result<()> {
        let due = self.newest().next();
        ensure!(
            entry.seq == due,
            "{}: place {} came where {} was due",
            self.id,
            entry.seq.0,
            due.0
        );
        match &entry.kind {
            EntryKind::Gone { .. } => drop(self.gone.insert(entry.seq)),
            EntryKind::GoneLater { target, .. } => drop(self.gone.insert(*target)),
            _ => {}
        }
        self.held.push(entry);
        Ok(())
    }

    /// Acknowledges as a device does, through its follower.
    pub(super) async fn acknowledge(
        &self,
        node: &Node,
        follower: &mut Follower,
    ) -> anyhow::Result<()> {
        if let Some(place) = follower.acknowledge(self.newest()) {
            node.engine.delivered(self.id, place).await?;
        }
        Ok(())
    }

    /// Repeats an acknowledgement, an old one or the newest, behind the follower's back.
    pub(super) async fn stammer(&self, node: &Node, random: &mut Random) -> anyhow::Result<()> {
        let newest = u64::from(self.newest().0);
        if newest > 0 {
            let place = InboxSeq(u32::try_from(random.between(1, newest + 1))?);
            node.engine.delivered(self.id, place).await?;
        }
        Ok(())
    }

    /// Reads what she holds, or an earlier part of it.
    pub(super) async fn read(
        &self,
        node: &Node,
        business: BusinessId,
        random: &mut Random,
    ) -> anyhow::Result<()> {
        let newest = u64::from(self.newest().0);
        if newest > 0 {
            let place = InboxSeq(u32::try_from(random.between(1, newest + 1))?);
            node.engine.read(self.id, business, place).await?;
        }
        Ok(())
    }

    /// Writes to the business; sometimes the same text again, as after a lost answer.
    pub(super) async fn say(
        &mut self,
        node: &Node,
        business: BusinessId,
        forgets: bool,
    ) -> anyhow::Result<()> {
        let client_id = self.unsure.take().unwrap_or_else(|| {
            self.texts += 1;
            format!("text-{}", self.texts)
        });
        let inbound = Inbound {
            person: self.id,
            business,
            content: Content::Text { body: client_id.clone(), preview_url: false },
            reply_to: None,
            client_id: client_id.clone(),
        };
        match node.engine.receive(inbound).await? {
            Received::Stored { .. } if forgets => self.unsure = Some(client_id),
            Received::Stored { message, .. } => self.said.push(message.seq),
            other => anyhow::bail!("{} may write to the business: {other:?}", self.id),
        }
        Ok(())
    }

    /// The entry at a place.
    pub(super) fn at(&self, seq: InboxSeq) -> anyhow::Result<&InboxEntry> {
        let place = usize::try_from(seq.0)?.checked_sub(1).context("place 0")?;
        let entry = self.held.get(place);
        entry.map(|entry| &**entry).with_context(|| format!("{} lacks place {}", self.id, seq.0))
    }
}
