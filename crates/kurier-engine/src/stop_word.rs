//! A person's message that is a word to the messenger itself: heeded here, whatever the business makes of it, and
//! also if its webhook does not answer.

use crate::consent::Setting;
use crate::undo::Back;
use crate::{Engine, Result};
use kurier_policy::content::Content;
use kurier_policy::entry::EntryKind;
use kurier_policy::id::{BusinessId, InboxSeq, PersonId, ReceiptId};
use kurier_policy::permission::{Purpose, Withdrawal};
use kurier_policy::receipt::{Decision, STOP_WORD};
use kurier_policy::rules::stop_words::{Heard, StopWordsRule, heard};
use kurier_policy::time::Timestamp;
use kurier_store::record::{Inbound, Received};

/// Entries of a person's inbox that are searched for what she stopped last.
const SEARCHED: u32 = 500;

/// What somebody wrote that means something to the messenger.
pub(crate) struct Word {
    person: PersonId,
    business: BusinessId,
    text: String,
    heard: Heard,
}

impl Word {
    /// The word that a message is, if it is one.
    pub(crate) fn in_message(inbound: &Inbound) -> Option<Self> {
        let Content::Text { body, .. } = &inbound.content else { return None };
        let heard = heard(body, StopWordsRule::DEFAULT)?;
        let (person, business) = (inbound.person, inbound.business);
        Some(Self { person, business, text: body.trim().to_owned(), heard })
    }
}

impl Engine {
    /// Does what the word says, once: a repeat of the message changes nothing that she decided since.
    pub(crate) async fn heed(&self, word: Word, received: &Received) -> Result<()> {
        let said_at = match received {
            Received::Stored { entry, replayed: true, .. } => Some(entry.at),
            Received::Stored { replayed: false, .. } | Received::Barred => None,
            Received::NoRelation | Received::ContextUnknown => return Ok(()),
        };
        match word.heard {
            Heard::Stop => self.stop_marketing(word, said_at).await,
            Heard::Rejoin if said_at.is_none() => self.rejoin(word).await,
            Heard::Rejoin | Heard::Help => Ok(()),
        }
    }

    /// All advertising of this business ends. A repeat ends only what was allowed before it was said.
    async fn stop_marketing(&self, word: Word, said_at: Option<Timestamp>) -> Result<()> {
        let Word { person, business, text, .. } = word;
        if let Some(said_at) = said_at {
            let known = self.relation(person, business).await?.permissions;
            let is_open = known
                .iter()
                .any(|one| one.purpose == Purpose::Marketing && one.granted_at <= said_at);
            if !is_open {
                return Ok(());
            }
        }
        let language = self.parts.store.person(person).await?.language;
        let setting = Setting { source: STOP_WORD.to_owned(), language };
        let withdrawal = Withdrawal { purpose: Some(Purpose::Marketing), topic: None };
        self.end_permissions(person, business, withdrawal, setting, vec![text]).await?;
        Ok(())
    }

    /// What she stopped last begins again; a word alone never allows what she had not allowed before.
    async fn rejoin(&self, word: Word) -> Result<()> {
        let Word { person, business, .. } = word;
        let Some(receipt) = self.last_stop(person, business).await? else { return Ok(()) };
        match self.undo(person, receipt, Back::default()).await {
            // She allowed it again since, or it is over.
            Err(crate::EngineError::Invalid { .. }) => Ok(()),
            other => other.map(drop),
        }
    }

    async fn last_stop(&self, person: PersonId, business: BusinessId) -> Result<Option<ReceiptId>> {
        let store = &self.parts.store;
        let head = store.inbox_state(person).await?.head;
        let after = InboxSeq(head.0.saturating_sub(SEARCHED));
        let page = store.follow_inbox(person, after, SEARCHED).await?;
        let ended_marketing = |decision: &Decision| match decision {
            Decision::Withdraw { taken, .. } => {
                taken.iter().any(|one| one.purpose == Purpose::Marketing)
            }
            Decision::Grant { .. } => false,
        };
        let of_it = page.entries.iter().rev().filter(|entry| entry.business == business);
        Ok(of_it
            .filter_map(|entry| match &entry.kind {
                EntryKind::Receipt { receipt } => Some(&receipt.receipt),
                _ => None,
            })
            .find(|receipt| ended_marketing(&receipt.decision))
            .map(|receipt| receipt.id))
    }
}
