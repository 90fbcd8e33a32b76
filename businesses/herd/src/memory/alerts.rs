//! What was found, what was made of it, and what the farmer said.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction};

use super::{at, json, text};
use crate::talk::Noted;

const COLUMNS: &str = "id, about, kind, urgency, found_at, state, verdict, answered_at, why, noted";
const ADD: &str = "INSERT INTO alerts (about, kind, urgency, found_at, state, why, noted) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
const SET: &str = "UPDATE alerts SET state = ?2, verdict = coalesce(?3, verdict), answered_at = coalesce(?4, answered_at) WHERE id = ?1";
const MERGE: &str = "SELECT id FROM alerts WHERE about = ?1 AND kind = ?2 AND found_at > ?3
    AND state NOT IN ('merged', 'snoozed') ORDER BY id DESC LIMIT 1";
const URGENT_SINCE: &str = "SELECT count(*) FROM alerts WHERE urgency = ?1 AND found_at > ?2 AND state NOT IN ('merged', 'snoozed', 'closed')";
const CLOSE: &str = "UPDATE alerts SET state = 'closed' WHERE state IN ('told', 'escalated', 'listed') AND found_at < ?1";
const SNOOZE: &str = "INSERT INTO snoozes (about, kind, until) VALUES (?1, ?2, ?3)
    ON CONFLICT (about, kind) DO UPDATE SET until = excluded.until";
const IS_SNOOZED: &str =
    "SELECT count(*) FROM snoozes WHERE about = ?1 AND kind = ?2 AND until > ?3";

/// How soon the farmer must know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Urgency {
    /// At any hour.
    Now,
    /// In working hours.
    Soon,
    /// With the next digest.
    Digest,
}

impl Urgency {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Soon => "soon",
            Self::Digest => "digest",
        }
    }

    fn of(word: &str) -> Self {
        [Self::Now, Self::Soon].into_iter().find(|one| one.word() == word).unwrap_or(Self::Digest)
    }
}

/// Where an alert stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AlertState {
    /// In a message of its own, unanswered.
    Told,
    /// Told to the second person, too.
    Escalated,
    /// For the digest.
    Listed,
    /// Known under an earlier one.
    Merged,
    /// The farmer wanted to hear nothing of it.
    Snoozed,
    /// Answered.
    Answered,
    /// Nobody judged it in time.
    Closed,
}

impl AlertState {
    const ALL: [Self; 7] = [
        Self::Told,
        Self::Escalated,
        Self::Listed,
        Self::Merged,
        Self::Snoozed,
        Self::Answered,
        Self::Closed,
    ];

    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Told => "told",
            Self::Escalated => "escalated",
            Self::Listed => "listed",
            Self::Merged => "merged",
            Self::Snoozed => "snoozed",
            Self::Answered => "answered",
            Self::Closed => "closed",
        }
    }

    fn of(word: &str) -> Self {
        Self::ALL.into_iter().find(|one| one.word() == word).unwrap_or(Self::Closed)
    }
}

/// A new alert.
pub(crate) struct NewAlert<'a> {
    pub(crate) noted: &'a Noted,
    pub(crate) urgency: Urgency,
    pub(crate) state: AlertState,
    pub(crate) why: &'a str,
    pub(crate) found_at: Timestamp,
}

/// An alert of the past.
#[derive(Debug, Clone)]
pub(crate) struct Alert {
    pub(crate) id: i64,
    pub(crate) about: String,
    pub(crate) kind: String,
    pub(crate) urgency: Urgency,
    pub(crate) found_at: Timestamp,
    pub(crate) state: AlertState,
    pub(crate) verdict: Option<String>,
    pub(crate) why: String,
    pub(crate) noted: Noted,
}

fn read(row: &Row<'_>) -> rusqlite::Result<Alert> {
    let word = |column| row.get::<_, String>(column);
    Ok(Alert {
        id: row.get(0)?,
        about: row.get(1)?,
        kind: row.get(2)?,
        urgency: Urgency::of(&word(3)?),
        found_at: at(row.get(4)?),
        state: AlertState::of(&word(5)?),
        verdict: row.get(6)?,
        why: row.get(8)?,
        noted: json(&word(9)?)?,
    })
}

fn select(
    tx: &Transaction<'_>,
    rest: &str,
    values: impl rusqlite::Params,
) -> rusqlite::Result<Vec<Alert>> {
    tx.prepare_cached(&format!("SELECT {COLUMNS} FROM alerts {rest}"))?
        .query_map(values, read)?
        .collect()
}

/// Adds one; answers its id.
pub(crate) fn add_alert(tx: &Transaction<'_>, new: &NewAlert<'_>) -> rusqlite::Result<i64> {
    let noted = new.noted;
    let row = (
        noted.about_key(),
        noted.kind.word(),
        new.urgency.word(),
        new.found_at.as_microsecond(),
        new.state.word(),
        new.why,
        text(noted)?,
    );
    tx.prepare_cached(ADD)?.execute(row)?;
    Ok(tx.last_insert_rowid())
}

/// One alert.
pub(crate) fn alert(tx: &Transaction<'_>, id: i64) -> rusqlite::Result<Option<Alert>> {
    Ok(select(tx, "WHERE id = ?1", [id])?.pop())
}

/// Where an alert stands from now on.
pub(crate) fn set_alert(
    tx: &Transaction<'_>,
    id: i64,
    state: AlertState,
    verdict: Option<&str>,
    answered_at: Option<Timestamp>,
) -> rusqlite::Result<()> {
    let answered_at = answered_at.map(Timestamp::as_microsecond);
    tx.prepare_cached(SET)?.execute((id, state.word(), verdict, answered_at)).map(|_| ())
}

/// The alert under which the same cow and kind is known since `after`.
pub(crate) fn merge_into(
    tx: &Transaction<'_>,
    noted: &Noted,
    after: Timestamp,
) -> rusqlite::Result<Option<i64>> {
    let key = (noted.about_key(), noted.kind.word(), after.as_microsecond());
    tx.prepare_cached(MERGE)?.query_row(key, |row| row.get(0)).optional()
}

/// How many alerts of an urgency there were after a moment.
pub(crate) fn urgent_since(
    tx: &Transaction<'_>,
    urgency: Urgency,
    after: Timestamp,
) -> rusqlite::Result<u32> {
    tx.prepare_cached(URGENT_SINCE)?
        .query_row((urgency.word(), after.as_microsecond()), |row| row.get(0))
}

/// Urgent alerts that nobody answered, found at or before a moment.
pub(crate) fn unanswered(
    tx: &Transaction<'_>,
    state: AlertState,
    until: Timestamp,
) -> rusqlite::Result<Vec<Alert>> {
    select(
        tx,
        "WHERE state = ?1 AND found_at <= ?2 ORDER BY id LIMIT 100",
        (state.word(), until.as_microsecond()),
    )
}

/// What belongs into a digest: listed between two moments, and told but unanswered half a day before them.
pub(crate) fn digest_lines(
    tx: &Transaction<'_>,
    after: Timestamp,
    until: Timestamp,
    half_day_us: i64,
) -> rusqlite::Result<Vec<Alert>> {
    let (after, until) = (after.as_microsecond(), until.as_microsecond());
    select(
        tx,
        "WHERE (state = 'listed' AND found_at > ?1 AND found_at <= ?2)
            OR (state IN ('told', 'escalated') AND found_at > ?3 AND found_at <= ?4) ORDER BY id LIMIT 200",
        (after, until, after - half_day_us, until - half_day_us),
    )
}

/// Alerts found after a moment, the latest first.
pub(crate) fn recent(
    tx: &Transaction<'_>,
    after: Timestamp,
    most: u32,
) -> rusqlite::Result<Vec<Alert>> {
    select(tx, "WHERE found_at > ?1 ORDER BY id DESC LIMIT ?2", (after.as_microsecond(), most))
}

/// Alerts that nobody judged stay unjudged.
pub(crate) fn close_old(tx: &Transaction<'_>, before: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached(CLOSE)?.execute([before.as_microsecond()]).map(|_| ())
}

/// Says nothing of this cow and kind until a moment.
pub(crate) fn snooze(
    tx: &Transaction<'_>,
    about: &str,
    kind: &str,
    until: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(SNOOZE)?.execute((about, kind, until.as_microsecond())).map(|_| ())
}

/// Whether the farmer wants to hear nothing of it.
pub(crate) fn is_snoozed(
    tx: &Transaction<'_>,
    noted: &Noted,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let key = (noted.about_key(), noted.kind.word(), now.as_microsecond());
    tx.prepare_cached(IS_SNOOZED)?.query_row(key, |row| Ok(row.get::<_, u32>(0)? > 0))
}
