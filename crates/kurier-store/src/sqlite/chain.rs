//! Walking a person's chain: from a row near the wanted place back along `prev`.

use super::fault::Work;
use crate::log::corrupt;
use crate::log::row::Row;
use crate::log::state::PersonHead;
use kurier_policy::id::PersonId;
use rusqlite::{Connection, OptionalExtension};

/// Every entry whose place is a multiple of this has a mark.
pub(super) const MARK_EVERY: u32 = 64;

pub(super) const INSERT_MARK: &str =
    "INSERT INTO inbox_mark (person, seq, pos) VALUES (?1, ?2, ?3)";
pub(super) const NEXT_MARK: &str =
    "SELECT pos FROM inbox_mark WHERE person = ?1 AND seq >= ?2 ORDER BY seq LIMIT 1";

/// Where to begin a walk to place `seq`: at most [`MARK_EVERY`] steps away from it.
pub(super) fn start(conn: &Connection, person: PersonId, head: PersonHead, seq: u32) -> Work<i64> {
    if head.head_seq.saturating_sub(seq) < MARK_EVERY {
        return Ok(head.head_pos);
    }
    let mut statement = conn.prepare_cached(NEXT_MARK)?;
    let mark = statement.query_row((person.0, seq), |row| row.get(0)).optional()?;
    Ok(mark.unwrap_or(head.head_pos))
}

/// Collects the entries with `after < seq <= up_to`, in order, walking back from row `from`.
pub(super) fn walk<R>(
    person: PersonId,
    from: i64,
    (after, up_to): (u32, u32),
    mut fetch: impl FnMut(i64) -> Work<Option<R>>,
    row_of: impl Fn(&R) -> &Row,
) -> Work<Vec<R>> {
    let mut found = Vec::with_capacity(up_to.saturating_sub(after).min(1_024) as usize);
    let mut pos = from;
    let mut expected = None;
    while pos > 0 {
        let full = fetch(pos)?.ok_or_else(|| corrupt("log", pos, "row is missing"))?;
        let row = *row_of(&full);
        let in_chain = row.person == person && expected.is_none_or(|seq| row.seq == seq);
        if !in_chain || row.seq == 0 || row.prev >= pos {
            return Err(corrupt("log", pos, "the chain of an inbox is broken").into());
        }
        if row.seq <= after {
            break;
        }
        if row.seq <= up_to {
            found.push(full);
        }
        if row.seq <= after.saturating_add(1) {
            break;
        }
        expected = Some(row.seq.saturating_sub(1));
        pos = row.prev;
    }
    found.reverse();
    Ok(found)
}
