//! What is forgotten, so that the file stays small. Nothing that the model or a decision still looks at is that old, and what is forgotten
//! cannot come back as news: records and messages beyond these ages are not taken.

use jiff::{SignedDuration, Timestamp};
use rusqlite::Transaction;

const fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(count * 24)
}

/// Readings: the model holds its own ten days.
const READINGS: SignedDuration = days(15);
/// Alerts, what was said of them, and what the farmer answered and wrote.
const TALK: SignedDuration = days(365);
/// Records of the farm: more than a lactation and the dry time before it.
const RECORDS: SignedDuration = days(730);
/// The oldest rows that one step looks at, so that no step takes long whatever lies there.
const STEP: u32 = 1_000;
const STEP_OF_READINGS: u32 = 20_000;

/// Rows are numbered as they come, so the oldest have the lowest numbers.
const FORGET_READINGS: &str = "DELETE FROM readings WHERE begins < ?2
    AND id IN (SELECT id FROM readings WHERE id <= ?1 ORDER BY id LIMIT ?3)";
const FORGET_ALERTS: &str = "DELETE FROM alerts WHERE found_at < ?1
    AND state NOT IN ('told', 'escalated', 'listed') AND id IN (SELECT id FROM alerts ORDER BY id LIMIT ?2)";
const FORGET_LETTERS: &str = "DELETE FROM outbox WHERE due < ?1 AND state <> 'pending'
    AND id IN (SELECT id FROM outbox ORDER BY id LIMIT ?2)";
const FORGET_MESSAGES: &str = "DELETE FROM inbound WHERE at < ?1 AND state NOT IN ('new', 'heard')
    AND id IN (SELECT id FROM inbound ORDER BY id LIMIT ?2)";
const FORGET_RECORDS: &str = "DELETE FROM facts WHERE (animal, at, what) IN
    (SELECT animal, at, what FROM facts WHERE at < ?1 ORDER BY at LIMIT ?2)";
const FORGET_SNOOZES: &str = "DELETE FROM snoozes WHERE until < ?1";

fn before(now: Timestamp, age: SignedDuration) -> i64 {
    now.checked_sub(age).unwrap_or(Timestamp::MIN).as_microsecond()
}

/// Whether a record is so old that it is not taken any more.
pub(super) fn is_old_record(at: Timestamp, now: Timestamp) -> bool {
    at.as_microsecond() < before(now, RECORDS)
}

/// Whether a message is so old that it is not taken any more.
pub(super) fn is_old_message(at: Timestamp, now: Timestamp) -> bool {
    at.as_microsecond() < before(now, TALK)
}

/// Forgets the next few of what is old enough. `cursor` says how far readings were looked at. Says whether there may be more.
pub(crate) fn prune(tx: &Transaction<'_>, cursor: i64, now: Timestamp) -> rusqlite::Result<bool> {
    let readings = (cursor, before(now, READINGS), STEP_OF_READINGS);
    let gone = tx.prepare_cached(FORGET_READINGS)?.execute(readings)?;
    let mut more = gone >= STEP_OF_READINGS as usize;
    let (talk, records) = (before(now, TALK), before(now, RECORDS));
    for (forget, age) in [
        (FORGET_ALERTS, talk),
        (FORGET_LETTERS, talk),
        (FORGET_MESSAGES, talk),
        (FORGET_RECORDS, records),
    ] {
        more |= tx.prepare_cached(forget)?.execute((age, STEP))? >= STEP as usize;
    }
    tx.prepare_cached(FORGET_SNOOZES)?.execute([now.as_microsecond()])?;
    Ok(more)
}

#[cfg(test)]
mod tests {
    use super::super::Memory;
    use super::*;

    const DAY_US: i64 = 24 * 3600 * 1_000_000;
    const NAMES: [&str; 5] = ["readings", "alerts", "outbox", "inbound", "facts"];
    /// Rows of a day in each table.
    const A_DAY: i64 = 30;

    fn fill(tx: &Transaction<'_>, day: i64) -> rusqlite::Result<()> {
        for row in 0..A_DAY {
            let at = day * DAY_US + row;
            let name = format!("{day}/{row}");
            tx.execute("INSERT INTO readings (source, collar, metric, begins, seconds, value) VALUES ('s', 'c', 0, ?1, 1, 1.0)", [at])?;
            tx.execute("INSERT INTO alerts (about, kind, urgency, found_at, state, why, noted) VALUES ('a', 'heat', 'soon', ?1, 'closed', '', '')", [at])?;
            tx.execute("INSERT INTO outbox (key, person, due, urgent, body, state) VALUES (?1, 'p', ?2, 0, '', 'sent')", (&name, at))?;
            tx.execute(
                "INSERT INTO inbound (message_id, person, at, state) VALUES (?1, 'p', ?2, 'done')",
                (&name, at),
            )?;
            tx.execute("INSERT INTO facts (animal, at, what) VALUES ('a', ?1, 'Heat')", [at])?;
        }
        Ok(())
    }

    fn sizes(tx: &Transaction<'_>) -> rusqlite::Result<[i64; NAMES.len()]> {
        let mut sizes = [0; NAMES.len()];
        for (size, name) in sizes.iter_mut().zip(NAMES) {
            *size = tx.query_row(&format!("SELECT count(*) FROM {name}"), [], |row| row.get(0))?;
        }
        Ok(sizes)
    }

    fn memory() -> Memory {
        Memory::open(std::path::Path::new(":memory:")).unwrap()
    }

    fn at_day(day: i64) -> Timestamp {
        Timestamp::from_microsecond(day * DAY_US).unwrap()
    }

    #[test]
    fn after_years_each_table_holds_what_its_age_allows_and_no_more() {
        let memory = memory();
        let allowed = [15, 365, 365, 365, 730].map(|days| days * A_DAY);
        let job = |tx: &Transaction<'_>| {
            for day in 0..1_000 {
                fill(tx, day)?;
                prune(tx, i64::MAX, at_day(day + 1))?;
                let now = sizes(tx)?;
                assert!(now.iter().zip(allowed).all(|(is, most)| *is <= most), "{day}: {now:?}");
            }
            sizes(tx)
        };
        assert_eq!(memory.work_here(job).unwrap(), allowed);
    }

    #[test]
    fn what_piled_up_before_goes_in_small_steps() {
        let memory = memory();
        let job = |tx: &Transaction<'_>| {
            (0..100).try_for_each(|day| fill(tx, day))?;
            let far = at_day(2_000);
            prune(tx, i64::MAX, far)?;
            let left = 100 * A_DAY - i64::from(STEP);
            assert_eq!(sizes(tx)?, [0, left, left, left, left]);
            for _ in 0..3 {
                prune(tx, i64::MAX, far)?;
            }
            sizes(tx)
        };
        assert_eq!(memory.work_here(job).unwrap(), [0; 5]);
    }

    #[test]
    fn what_is_not_done_with_stays_however_old_it_is() {
        let memory = memory();
        let job = |tx: &Transaction<'_>| {
            fill(tx, 0)?;
            tx.execute_batch("UPDATE alerts SET state = 'told' WHERE id = 1; UPDATE outbox SET state = 'pending' WHERE id = 2;
                UPDATE inbound SET state = 'heard' WHERE id = 3;")?;
            // The model has looked at the first four readings.
            prune(tx, 4, at_day(2_000))?;
            sizes(tx)
        };
        assert_eq!(memory.work_here(job).unwrap(), [A_DAY - 4, 1, 1, 1, 0]);
    }
}
