//! How scheduled messages are written down.

use super::{code, corrupt};
use crate::port::Result;
use crate::record::{Held, Scheduled, ScheduledState};
use kurier_policy::id::{BusinessId, InboxSeq, MessageRef, PersonId, SenderId};
use kurier_policy::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A row of the table, without its key.
pub(crate) struct ScheduledRow {
    pub(crate) business: i64,
    pub(crate) id: i64,
    pub(crate) sender: i64,
    pub(crate) due_at: i64,
    pub(crate) state: i64,
    pub(crate) input: String,
    pub(crate) outbound: String,
    pub(crate) created_at: i64,
    pub(crate) settled_at: Option<i64>,
    pub(crate) message: (i64, i64, i64),
    pub(crate) held: Option<String>,
}

/// One of the export, with the key that it was asked for under.
#[derive(Serialize, Deserialize)]
pub(crate) struct ScheduledLine {
    pub(crate) is: Scheduled,
    pub(crate) key: Option<String>,
    pub(crate) digest: Option<String>,
}

impl ScheduledRow {
    pub(crate) fn scheduled(self) -> Result<Scheduled> {
        let (person, seq, hint) = self.message;
        let seq = u32::try_from(seq).map_err(|_| corrupt("scheduled", self.id, "bad place"))?;
        let message =
            MessageRef { person: PersonId(person), seq: InboxSeq(seq), hint: hint.unsigned_abs() };
        Ok(Scheduled {
            business: BusinessId(self.business),
            id: self.id,
            sender: SenderId(self.sender),
            due_at: Timestamp(self.due_at),
            state: state(self.state)
                .ok_or_else(|| corrupt("scheduled", self.id, "unknown state"))?,
            input: self.input,
            outbound: code::from_json("scheduled", self.id, &self.outbound)?,
            created_at: Timestamp(self.created_at),
            settled_at: self.settled_at.map(Timestamp),
            message: (person != 0).then_some(message),
            held: self.held.map(|text| code::from_json("scheduled", self.id, &text)).transpose()?,
        })
    }
}

/// The message that one became, as columns.
pub(crate) fn message_columns(message: Option<MessageRef>) -> (i64, i64, i64) {
    message.map_or((0, 0, 0), |message| {
        let hint = i64::try_from(message.hint).unwrap_or(0);
        (message.person.0, i64::from(message.seq.0), hint)
    })
}

/// For whom one is held, 0 = for nobody, for the assessment of which template, and all that is known of it, as columns.
pub(crate) fn held_columns(held: Option<&Held>) -> Result<(i64, i64, Option<String>)> {
    let person = held.map_or(0, |held| held.person.0);
    let template = held.and_then(Held::assessed).map_or(0, |template| template.0);
    Ok((person, template, held.map(code::to_json).transpose()?))
}

pub(crate) fn state_code(state: ScheduledState) -> i64 {
    match state {
        ScheduledState::Scheduled => 0,
        ScheduledState::Going => 1,
        ScheduledState::Sent => 2,
        ScheduledState::Failed => 3,
        ScheduledState::Cancelled => 4,
    }
}

fn state(code: i64) -> Option<ScheduledState> {
    Some(match code {
        0 => ScheduledState::Scheduled,
        1 => ScheduledState::Going,
        2 => ScheduledState::Sent,
        3 => ScheduledState::Failed,
        4 => ScheduledState::Cancelled,
        _ => return None,
    })
}

/// Thousandths of seconds since then number scheduled messages, or one more than the last: so that no number
/// comes again after the last one was forgotten, and all stay below 2^40 for thirty years.
const NUMBERED_SINCE_S: i64 = 1_700_000_000;

/// The number after `last`, at `now`.
pub(crate) fn next_number(last: i64, now: Timestamp) -> i64 {
    let by_time = now.plus_s(-NUMBERED_SINCE_S).0.div_euclid(1_000);
    by_time.max(last.saturating_add(1)).max(1)
}
