//! Taking a withdrawal back: all of it, less often, or all but one topic.

use crate::consent::Setting;
use crate::{Engine, EngineError, Result};
use kurier_policy::id::{PersonId, ReceiptId};
use kurier_policy::permission::{Cadence, Permission};
use kurier_policy::receipt::{Decision, Receipt, UNDO};
use kurier_policy::time::DAY_S;
use kurier_store::port::Recorded;

/// How long a withdrawal can be taken back with one tap; later she is asked anew.
const UNDO_S: i64 = 30 * DAY_S;

/// How much of it she takes back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Back {
    /// This topic stays ended.
    pub without: Option<String>,
    /// How often at most from now on, where that is less often than before.
    pub at_most: Option<Cadence>,
}

impl Engine {
    /// Allows again what the receipt of a withdrawal took away, with the words and the end that it had. What she
    /// allowed anew since stays as it is.
    pub async fn undo(&self, person: PersonId, receipt: ReceiptId, back: Back) -> Result<Recorded> {
        let undone = self.parts.store.receipt(person, receipt).await?.receipt;
        let now = self.parts.clock.now();
        let Decision::Withdraw { taken, .. } = &undone.decision else { return Err(nothing()) };
        if now > undone.at.plus_s(UNDO_S) {
            return Err(nothing());
        }
        let known = self.relation(person, undone.business).await?.permissions;
        let is_new = |one: &&Permission| {
            one.is_live(now)
                && !known.iter().any(|k| k.purpose == one.purpose && k.topic == one.topic)
                && !(back.without.is_some() && one.topic == back.without)
        };
        let chosen: Vec<&Permission> = taken.iter().filter(is_new).collect();
        if chosen.is_empty() {
            return Err(nothing());
        }
        let id = self.receipt_id();
        let mut wording = Vec::with_capacity(chosen.len());
        for one in &chosen {
            wording.extend(self.words_of(person, one).await?);
        }
        let permissions = chosen
            .into_iter()
            .map(|one| Permission {
                receipt: id,
                granted_at: now,
                cadence: rarer(one.cadence, back.at_most),
                ..one.clone()
            })
            .collect();
        let setting = Setting { source: format!("{UNDO}{receipt}"), language: undone.language };
        let decision = Decision::Grant { permissions };
        let signed = self.signed(person, undone.business, id, decision, setting, wording).await?;
        self.record(person, signed, None).await
    }

    /// The words under which a permission was given.
    async fn words_of(&self, person: PersonId, given: &Permission) -> Result<Option<String>> {
        let receipt: Receipt = self.parts.store.receipt(person, given.receipt).await?.receipt;
        let Decision::Grant { permissions } = &receipt.decision else { return Ok(None) };
        let place = permissions
            .iter()
            .position(|one| one.purpose == given.purpose && one.topic == given.topic);
        Ok(place.and_then(|place| receipt.wording.get(place)).cloned())
    }
}

fn rarer(before: Cadence, at_most: Option<Cadence>) -> Cadence {
    match at_most {
        Some(wish) if wish.gap_s() > before.gap_s() => wish,
        _ => before,
    }
}

fn nothing() -> EngineError {
    EngineError::invalid("nothing_to_undo", "nothing of this receipt can be taken back any more")
}
