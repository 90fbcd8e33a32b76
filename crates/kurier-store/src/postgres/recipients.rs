//! Whom businesses mean, as far as this node knows it already: a message to somebody it has met needs no
//! round trip to find that out. Nothing is decided by it: under the locks, the relation itself must say
//! the same.

use super::fault::{Fault, Work};
use super::sheet::Sheet;
use kurier_policy::id::{BusinessId, PersonId};
use kurier_policy::outbound::Recipient;
use rustc_hash::FxHashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Most entries kept; a fuller memory is emptied, which costs round trips and nothing else.
const KEPT: usize = 200_000;

type Known = FxHashMap<(BusinessId, Recipient), PersonId>;

#[derive(Default)]
pub(super) struct Recipients(Mutex<Known>);

impl Recipients {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts those that are known on the sheet; answers those that must be looked up.
    pub(super) fn recall<'r>(
        &self,
        named: impl Iterator<Item = (BusinessId, &'r Recipient)>,
        sheet: &mut Sheet,
    ) -> Vec<(BusinessId, &'r Recipient)> {
        let known = self.known();
        let mut unknown = Vec::new();
        for (business, to) in named {
            let key = (business, to.clone());
            match known.get(&key) {
                Some(person) => drop(sheet.recipients.insert(key, *person)),
                None => unknown.push((business, to)),
            }
        }
        unknown
    }

    /// Keeps what the loaded relations confirm. What was remembered and is not so any more is forgotten,
    /// and the transaction is to be run again.
    pub(super) fn confirm(&self, sheet: &Sheet) -> Work<()> {
        let mut known = self.known();
        let mut is_outdated = false;
        for (key, person) in &sheet.recipients {
            if !is_confirmed(sheet, key, *person) {
                is_outdated |= known.remove(key).is_some();
            } else if !known.contains_key(key) {
                if known.len() >= KEPT {
                    known.clear();
                }
                known.insert(key.clone(), *person);
            }
        }
        if is_outdated { Err(Fault::Outdated) } else { Ok(()) }
    }
}

fn is_confirmed(sheet: &Sheet, (business, to): &(BusinessId, Recipient), person: PersonId) -> bool {
    let Some(relation) = sheet.relations.get(&(*business, person)) else { return false };
    match to {
        Recipient::WaId(wa_id) => relation.wa_id == *wa_id,
        Recipient::UserId(user_id) => relation.user_id == *user_id,
        Recipient::Phone(number) => sheet
            .persons
            .get(&person)
            .is_some_and(|(person, _)| person.phone.as_ref() == Some(number)),
    }
}
