//! The state beside the log, in memory: what is committed, and the changes of the running transaction.

use super::layer::Layer;
use crate::log::money::{Posting, PostingKey};
use crate::log::state::{Heads, Pair, PersonHead, RelationHot};
use kurier_policy::id::{BusinessId, PersonId, SenderId};
use kurier_policy::ledger::Account;
use kurier_policy::money::Currency;
use kurier_policy::reach::Reach;
use kurier_policy::spent::Spent;
use kurier_policy::time::Timestamp;
use rustc_hash::FxHashMap;

/// Committed state; changed only by the writer, after its COMMIT.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Hot {
    pub(super) persons: FxHashMap<PersonId, PersonHead>,
    pub(super) relations: FxHashMap<Pair, RelationHot>,
    pub(super) sender_tats: FxHashMap<SenderId, Timestamp>,
    pub(super) reaches: FxHashMap<BusinessId, Reach>,
    pub(super) spents: FxHashMap<BusinessId, Spent>,
    pub(super) events: FxHashMap<BusinessId, i64>,
    pub(super) accounts: FxHashMap<(Account, Currency), i64>,
    /// Number of each business's newest transfer.
    pub(super) transfers: FxHashMap<BusinessId, i64>,
    pub(super) last_pos: i64,
}

impl Heads for Hot {
    fn person(&self, person: PersonId) -> PersonHead {
        self.persons.get(&person).copied().unwrap_or_default()
    }
    fn set_person(&mut self, person: PersonId, head: PersonHead) {
        self.persons.insert(person, head);
    }
    fn relation(&self, pair: Pair) -> RelationHot {
        self.relations.get(&pair).copied().unwrap_or_default()
    }
    fn set_relation(&mut self, pair: Pair, hot: RelationHot) {
        self.relations.insert(pair, hot);
    }
    fn set_sender_tat(&mut self, sender: SenderId, tat: Timestamp) {
        self.sender_tats.insert(sender, tat);
    }
    fn reach(&self, business: BusinessId) -> Reach {
        self.reaches.get(&business).copied().unwrap_or_default()
    }
    fn set_reach(&mut self, business: BusinessId, reach: Reach) {
        self.reaches.insert(business, reach);
    }
    fn spent(&self, business: BusinessId) -> Spent {
        self.spents.get(&business).copied().unwrap_or_default()
    }
    fn set_spent(&mut self, business: BusinessId, spent: Spent) {
        self.spents.insert(business, spent);
    }
}

/// The changes of the running transaction.
#[derive(Default)]
pub(super) struct Overlay {
    pub(super) persons: Layer<PersonId, PersonHead>,
    pub(super) relations: Layer<Pair, RelationHot>,
    pub(super) sender_tats: Layer<SenderId, Timestamp>,
    pub(super) reaches: Layer<BusinessId, Reach>,
    pub(super) spents: Layer<BusinessId, Spent>,
    pub(super) events: Layer<BusinessId, i64>,
    pub(super) accounts: Layer<(Account, Currency), i64>,
    pub(super) postings: Layer<PostingKey, Posting>,
    pub(super) transfers: Layer<BusinessId, i64>,
    pub(super) last_pos: i64,
}

/// Where an overlay stood when a job began.
pub(super) struct Mark {
    layers: [usize; 9],
    last_pos: i64,
}

impl Overlay {
    pub(super) fn begin(&mut self, hot: &Hot) {
        self.clear();
        self.last_pos = hot.last_pos;
    }
    pub(super) fn mark(&self) -> Mark {
        Mark {
            layers: [
                self.persons.mark(),
                self.relations.mark(),
                self.sender_tats.mark(),
                self.events.mark(),
                self.accounts.mark(),
                self.postings.mark(),
                self.transfers.mark(),
                self.reaches.mark(),
                self.spents.mark(),
            ],
            last_pos: self.last_pos,
        }
    }
    pub(super) fn undo_to(&mut self, mark: &Mark) {
        let [
            persons,
            relations,
            sender_tats,
            events,
            accounts,
            postings,
            transfers,
            reaches,
            spents,
        ] = mark.layers;
        self.persons.undo_to(persons);
        self.relations.undo_to(relations);
        self.sender_tats.undo_to(sender_tats);
        self.events.undo_to(events);
        self.accounts.undo_to(accounts);
        self.postings.undo_to(postings);
        self.transfers.undo_to(transfers);
        self.reaches.undo_to(reaches);
        self.spents.undo_to(spents);
        self.last_pos = mark.last_pos;
    }
    pub(super) fn merge_into(&mut self, hot: &mut Hot) {
        self.persons.merge_into(&mut hot.persons);
        self.relations.merge_into(&mut hot.relations);
        self.sender_tats.merge_into(&mut hot.sender_tats);
        self.events.merge_into(&mut hot.events);
        self.accounts.merge_into(&mut hot.accounts);
        self.transfers.merge_into(&mut hot.transfers);
        self.reaches.merge_into(&mut hot.reaches);
        self.spents.merge_into(&mut hot.spents);
        self.postings.clear();
        hot.last_pos = self.last_pos;
    }
    pub(super) fn clear(&mut self) {
        self.persons.clear();
        self.relations.clear();
        self.sender_tats.clear();
        self.events.clear();
        self.accounts.clear();
        self.postings.clear();
        self.transfers.clear();
        self.reaches.clear();
        self.spents.clear();
    }
}
