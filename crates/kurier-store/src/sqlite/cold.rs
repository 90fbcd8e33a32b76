//! What a decision looks at and rarely changes: loaded by key when first needed, dropped when a
//! job that changed any of it is undone.

use super::accounts;
use super::domains;
use super::fault::Work;
use super::relations;
use super::templates;
use super::tx::Tx;
use crate::log::relation::RelationCold;
use crate::log::state::Pair;
use crate::record::{Business, Person, Sender};
use kurier_policy::id::{BusinessId, PersonId, SenderId};
use kurier_policy::outbound::Recipient;
use kurier_policy::pricing::RateCard;
use kurier_policy::rate::Limits;
use kurier_policy::template::Template;
use rusqlite::OptionalExtension;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Most entries of one map; a fuller one is emptied, which costs reads and nothing else.
const KEPT: usize = 200_000;

#[derive(Default)]
pub(super) struct Cold {
    businesses: FxHashMap<BusinessId, Arc<Business>>,
    senders: FxHashMap<SenderId, Arc<Sender>>,
    addresses: FxHashMap<BusinessId, Arc<[SenderId]>>,
    pub(super) persons: FxHashMap<PersonId, Arc<Person>>,
    pub(super) relations: FxHashMap<Pair, Arc<RelationCold>>,
    wa_ids: FxHashMap<(BusinessId, u64), PersonId>,
    user_ids: FxHashMap<BusinessId, FxHashMap<String, PersonId>>,
    pub(super) templates: FxHashMap<BusinessId, FxHashMap<String, Arc<Template>>>,
    /// Verified domains.
    pub(super) domains: FxHashMap<BusinessId, Arc<[String]>>,
    pub(super) rate_cards: Option<Arc<Vec<RateCard>>>,
    pub(super) limits: Option<Limits>,
    touched: bool,
}

impl Cold {
    /// Says that the running transaction changes stored cold data.
    pub(super) fn touch(&mut self) {
        self.touched = true;
    }
    /// Forgets a business that is changed.
    pub(super) fn forget_business(&mut self, id: BusinessId) {
        self.businesses.remove(&id);
    }
    /// Forgets everything, for a change that touches many keys.
    pub(super) fn forget_all(&mut self) {
        *self = Self { touched: true, ..Self::default() };
    }
    /// Forgets what was loaded while changes, now undone, were visible. Changes of earlier jobs of
    /// the transaction may still be undone, so it stays touched until [`Cold::end`].
    pub(super) fn undo(&mut self) {
        if self.touched {
            self.forget_all();
        }
    }
    /// The transaction is over.
    pub(super) fn end(&mut self) {
        self.touched = false;
        if self.relations.len() > KEPT {
            self.relations = FxHashMap::default();
        }
        if self.persons.len() > KEPT {
            self.persons = FxHashMap::default();
        }
        if self.wa_ids.len() > KEPT {
            self.wa_ids = FxHashMap::default();
        }
    }
}

impl Tx<'_> {
    pub(super) fn business(&mut self, id: BusinessId) -> Work<Option<Arc<Business>>> {
        if let Some(found) = self.cold.businesses.get(&id) {
            return Ok(Some(found.clone()));
        }
        let found = accounts::business(self.conn, id)?.map(Arc::new);
        if let Some(business) = &found {
            self.cold.businesses.insert(id, business.clone());
        }
        Ok(found)
    }

    pub(super) fn sender(&mut self, id: SenderId) -> Work<Option<Arc<Sender>>> {
        if let Some(found) = self.cold.senders.get(&id) {
            return Ok(Some(found.clone()));
        }
        let found = accounts::sender(self.conn, id)?.map(Arc::new);
        if let Some(sender) = &found {
            self.cold.senders.insert(id, sender.clone());
        }
        Ok(found)
    }

    pub(super) fn addresses(&mut self, business: BusinessId) -> Work<Arc<[SenderId]>> {
        if let Some(found) = self.cold.addresses.get(&business) {
            return Ok(Arc::clone(found));
        }
        let senders = accounts::senders(self.conn, business)?;
        let found: Arc<[SenderId]> = senders.iter().map(|sender| sender.id).collect();
        if !found.is_empty() {
            self.cold.addresses.insert(business, Arc::clone(&found));
        }
        Ok(found)
    }

    pub(super) fn person_cold(&mut self, id: PersonId) -> Work<Option<Arc<Person>>> {
        if let Some(found) = self.cold.persons.get(&id) {
            return Ok(Some(found.clone()));
        }
        let found = accounts::person(self.conn, id)?.map(Arc::new);
        if let Some(person) = &found {
            self.cold.persons.insert(id, person.clone());
        }
        Ok(found)
    }

    pub(super) fn relation_cold(&mut self, pair: Pair) -> Work<Option<Arc<RelationCold>>> {
        if let Some(found) = self.cold.relations.get(&pair) {
            return Ok(Some(found.clone()));
        }
        let found = relations::relation_cold(self.conn, pair)?.map(Arc::new);
        if let Some(relation) = &found {
            self.cold.relations.insert(pair, relation.clone());
        }
        Ok(found)
    }

    /// Who a business means; `None` = nobody it has a relation with.
    pub(super) fn recipient(
        &mut self,
        business: BusinessId,
        to: &Recipient,
    ) -> Work<Option<PersonId>> {
        match to {
            Recipient::WaId(wa_id) => {
                if let Some(found) = self.cold.wa_ids.get(&(business, *wa_id)) {
                    return Ok(Some(*found));
                }
                let found = relations::person_by_wa_id(self.conn, business, *wa_id)?;
                if let Some(person) = found {
                    self.cold.wa_ids.insert((business, *wa_id), person);
                }
                Ok(found)
            }
            Recipient::UserId(user_id) => self.by_user_id(business, user_id),
            Recipient::Phone(number) => {
                let mut statement = self.conn.prepare_cached(accounts::PERSON_OF_PHONE)?;
                let found = statement.query_row([number.digits()], |row| row.get(0)).optional()?;
                Ok(found.map(PersonId))
            }
        }
    }

    fn by_user_id(&mut self, business: BusinessId, user_id: &str) -> Work<Option<PersonId>> {
        let known = self.cold.user_ids.get(&business).and_then(|known| known.get(user_id));
        if let Some(found) = known {
            return Ok(Some(*found));
        }
        let found = relations::person_by_user_id(self.conn, business, user_id)?;
        if let Some(person) = found {
            let known = self.cold.user_ids.entry(business).or_default();
            if known.len() > KEPT {
                known.clear();
            }
            known.insert(user_id.to_owned(), person);
        }
        Ok(found)
    }

    pub(super) fn template_named(
        &mut self,
        business: BusinessId,
        name: &str,
        language: &str,
    ) -> Work<Option<Arc<Template>>> {
        let key = format!("{name}\n{language}");
        if let Some(found) = self.cold.templates.get(&business).and_then(|named| named.get(&key)) {
            return Ok(Some(found.clone()));
        }
        let found = templates::template_named(self.conn, business, name, language)?.map(Arc::new);
        if let Some(template) = &found {
            self.cold.templates.entry(business).or_default().insert(key, template.clone());
        }
        Ok(found)
    }

    pub(super) fn domains(&mut self, business: BusinessId) -> Work<Arc<[String]>> {
        if let Some(found) = self.cold.domains.get(&business) {
            return Ok(Arc::clone(found));
        }
        let found: Arc<[String]> = domains::proven(self.conn, business)?.into();
        self.cold.domains.insert(business, Arc::clone(&found));
        Ok(found)
    }

    /// The card in force at `now`; an empty one before the first.
    pub(super) fn rate_cards(&mut self) -> Work<Arc<Vec<RateCard>>> {
        if let Some(cards) = &self.cold.rate_cards {
            return Ok(cards.clone());
        }
        let cards = Arc::new(templates::rate_cards(self.conn)?);
        self.cold.rate_cards = Some(cards.clone());
        Ok(cards)
    }

    pub(super) fn limits(&mut self) -> Work<Limits> {
        if let Some(limits) = self.cold.limits {
            return Ok(limits);
        }
        let limits = templates::limits(self.conn)?;
        self.cold.limits = Some(limits);
        Ok(limits)
    }
}
