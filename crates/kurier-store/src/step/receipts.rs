//! Receipts: what they change, at once, also for messages already queued.

use super::{NewRow, Outcome, Step, gone};
use crate::log::code;
use crate::log::event::{EventCode, NewEvent, Preference};
use crate::log::relation::purpose_index;
use crate::log::row::{Row, RowKind};
use crate::log::state::Pair;
use crate::port::{Recorded, StoreError};
use kurier_policy::entry::{EntryKind, InboxEntry};
use kurier_policy::id::{InboxSeq, PersonId};
use kurier_policy::permission::Permission;
use kurier_policy::receipt::{Decision, SignedReceipt};
use kurier_policy::refusal::Refusal;
use kurier_policy::time::Timestamp;
use std::sync::Arc;

/// Records a decision of a person whose relation exists. One that answers an invitation lets the
/// business greet once.
pub(crate) fn record<S: Step>(
    step: &mut S,
    person: PersonId,
    receipt: SignedReceipt,
    uses_invite: bool,
    now: Timestamp,
) -> Outcome<S, Recorded> {
    let pair = (receipt.receipt.business, person);
    let relation = step.relation_cold(pair)?.ok_or(StoreError::NotFound("relation"))?;
    let mut relation = (*relation).clone();
    let waiting = gone::undelivered(step, person, Some(pair.0))?;
    let (changed, withdrawn) = match &receipt.receipt.decision {
        Decision::Grant { permissions: given } => {
            (grant(&mut relation.permissions, given), Vec::new())
        }
        Decision::Withdraw { withdrawal, .. } => {
            let taken: Vec<Permission> =
                relation.permissions.extract_if(.., |one| withdrawal.hits(one)).collect();
            (taken.iter().map(|permission| preference(permission, false)).collect(), taken)
        }
    };
    for preference in &changed {
        if let Some(flag) = relation.withdrawn.get_mut(purpose_index(preference.purpose)) {
            *flag = !preference.allowed;
        }
    }
    let allowed = matches!(receipt.receipt.decision, Decision::Grant { .. });
    step.put_relation(pair, relation)?;
    let (row, entry) = append(step, pair, receipt, allowed && uses_invite, now)?;
    for preference in &changed {
        tell(step, &row, preference)?;
    }
    let mut entries = vec![entry];
    for message in waiting {
        if has_lost(step, &message, &withdrawn)? {
            entries.push(gone::fail(step, &message, Refusal::PermissionWithdrawn, now)?);
        }
    }
    Ok(Recorded { relation: step.relation_shown(pair)?, entries })
}

fn preference(permission: &Permission, allowed: bool) -> Preference {
    Preference { purpose: permission.purpose, topic: permission.topic.clone(), allowed }
}

/// Adds permissions. One about the same purpose and topic is replaced: her newest word counts.
fn grant(known: &mut Vec<Permission>, given: &[Permission]) -> Vec<Preference> {
    known.retain(|known| {
        !given.iter().any(|new| new.purpose == known.purpose && new.topic == known.topic)
    });
    known.extend(given.iter().cloned());
    given.iter().map(|permission| preference(permission, true)).collect()
}

fn append<S: Step>(
    step: &mut S,
    pair: Pair,
    receipt: SignedReceipt,
    answers_invite: bool,
    now: Timestamp,
) -> Outcome<S, (Row, Arc<InboxEntry>)> {
    let sender = step.speaking_sender(pair)?;
    let row = step.append(&NewRow {
        sender,
        reply_to: u32::from(answers_invite),
        body: Some(&code::to_json(&receipt)?),
        ..NewRow::new(now, RowKind::Receipt, pair)
    })?;
    step.put_receipt(receipt.receipt.id.0, &row)?;
    let entry = InboxEntry {
        seq: InboxSeq(row.seq),
        at: now,
        business: pair.0,
        kind: EntryKind::Receipt { receipt: Box::new(receipt) },
    };
    Ok((row, Arc::new(entry)))
}

fn tell<S: Step>(step: &mut S, row: &Row, preference: &Preference) -> Outcome<S, ()> {
    let detail = code::to_json(preference)?;
    step.event(&NewEvent {
        at: row.at,
        kind: EventCode::Preference,
        of: row,
        answered: None,
        detail: Some(&detail),
    })?;
    Ok(())
}

/// Whether a message went out under one of these permissions. Their receipts do not matter: she may
/// have allowed the same again since, and means all of it when she takes it back.
fn has_lost<S: Step>(step: &S, message: &Row, withdrawn: &[Permission]) -> Outcome<S, bool> {
    let Some(purpose) = message.category.purpose() else { return Ok(false) };
    if withdrawn.is_empty() {
        return Ok(false);
    }
    let evidence = step.full(message)?.evidence()?;
    let Some(used) = evidence.and_then(|evidence| evidence.permission) else { return Ok(false) };
    Ok(withdrawn.iter().any(|taken| taken.purpose == purpose && taken.topic == used.topic))
}

/// Blocks or unblocks; queued messages of a blocked business fail at once.
pub(crate) fn set_blocked<S: Step>(
    step: &mut S,
    pair: Pair,
    blocked: bool,
    now: Timestamp,
) -> Outcome<S, Vec<Arc<InboxEntry>>> {
    let relation = step.relation_cold(pair)?.ok_or(StoreError::NotFound("relation"))?;
    if relation.blocked == blocked {
        return Ok(Vec::new());
    }
    let mut changed = (*relation).clone();
    changed.blocked = blocked;
    step.put_relation(pair, changed)?;
    if !blocked {
        return Ok(Vec::new());
    }
    let waiting = gone::undelivered(step, pair.1, Some(pair.0))?;
    waiting
        .iter()
        .map(|message| gone::fail(step, message, Refusal::RecipientUnavailable, now))
        .collect()
}
