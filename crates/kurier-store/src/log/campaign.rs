//! How people of campaigns are written down.

use super::{code, corrupt};
use crate::port::Result;
use crate::record::{CampaignCount, CampaignPerson, Decided};
use kurier_policy::id::{InboxSeq, MessageRef, PersonId};
use kurier_policy::refusal::Refusal;
use kurier_policy::time::Timestamp;

/// A row of the table, without its key.
pub(crate) struct PersonRow {
    pub(crate) place: i64,
    pub(crate) person: i64,
    pub(crate) wa_id: i64,
    pub(crate) foretold: Option<String>,
    pub(crate) state: i64,
    pub(crate) refusal: Option<String>,
    pub(crate) decided_at: Option<i64>,
    pub(crate) message: (i64, i64, i64),
    pub(crate) answer: i64,
}

impl PersonRow {
    pub(crate) fn person(self) -> Result<CampaignPerson> {
        let bad = |what| corrupt("campaign_person", self.place, what);
        let (person, seq, hint) = self.message;
        let seq = u32::try_from(seq).map_err(|_| bad("bad place of a message"))?;
        let message =
            MessageRef { person: PersonId(person), seq: InboxSeq(seq), hint: hint.unsigned_abs() };
        Ok(CampaignPerson {
            place: u32::try_from(self.place).map_err(|_| bad("bad place"))?,
            person: PersonId(self.person),
            wa_id: self.wa_id.unsigned_abs(),
            foretold: refusal(self.foretold.as_deref())?,
            decided: decided(self.state, self.refusal.as_deref())?,
            decided_at: self.decided_at.map(Timestamp),
            message: (person != 0).then_some(message),
            wanted: super::pacing::answer(self.answer),
        })
    }
}

/// What one row of the count says.
pub(crate) fn count(
    foretold: Option<&str>,
    state: i64,
    of: Option<&str>,
    people: i64,
) -> Result<CampaignCount> {
    let people = u64::try_from(people).unwrap_or(0);
    Ok(CampaignCount { foretold: refusal(foretold)?, decided: decided(state, of)?, people })
}

fn refusal(name: Option<&str>) -> Result<Option<Refusal>> {
    name.map(|name| code::named("campaign_person", name)).transpose()
}

fn decided(state: i64, of: Option<&str>) -> Result<Decided> {
    Ok(match (state, refusal(of)?) {
        (0, None) => Decided::Waits,
        (1, None) => Decided::Went,
        (3, None) => Decided::Held,
        (2, Some(refusal)) => Decided::Refused(refusal),
        _ => return Err(corrupt("campaign_person", state, "unknown state")),
    })
}

/// State and refusal, as columns.
pub(crate) fn columns(decided: Decided) -> (i64, Option<&'static str>) {
    match decided {
        Decided::Waits => (0, None),
        Decided::Went => (1, None),
        Decided::Held => (3, None),
        Decided::Refused(refusal) => (2, Some(refusal.name())),
    }
}

pub(crate) fn answer_code(wanted: Option<bool>) -> i64 {
    match wanted {
        None => 0,
        Some(true) => 1,
        Some(false) => 2,
    }
}
