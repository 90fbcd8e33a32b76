//! What is too old is forgotten in small steps, so that the file stays small and nobody's words are kept for ever.

use rusqlite::Transaction;

/// The oldest rows of a table that one step looks at, so that no step takes long whatever lies there.
const STEP: u32 = 1_000;
const DAY_S: i64 = 24 * 60 * 60;

/// Rows are numbered as they come, so the oldest have the lowest numbers. What is known of a notice goes before it.
const OLD: [&str; 9] = [
    "DELETE FROM receipts WHERE message_id IN (SELECT message_id FROM notices WHERE at_min * 60 < ?1 AND state <> 'pending'
        AND id IN (SELECT id FROM notices ORDER BY id LIMIT ?2))",
    "DELETE FROM aware WHERE notice IN (SELECT id FROM notices WHERE at_min * 60 < ?1 AND state <> 'pending'
        AND id IN (SELECT id FROM notices ORDER BY id LIMIT ?2))",
    "DELETE FROM recalls WHERE notice IN (SELECT id FROM notices WHERE at_min * 60 < ?1 AND state <> 'pending'
        AND id IN (SELECT id FROM notices ORDER BY id LIMIT ?2))",
    "DELETE FROM notices WHERE at_min * 60 < ?1 AND state <> 'pending'
        AND id IN (SELECT id FROM notices ORDER BY id LIMIT ?2)",
    "DELETE FROM decisions WHERE at_min * 60 < ?1 AND id IN (SELECT id FROM decisions ORDER BY id LIMIT ?2)",
    "DELETE FROM receipts WHERE message_id IN (SELECT message_id FROM said WHERE at_s < ?1 AND state <> 'pending'
        AND id IN (SELECT id FROM said ORDER BY id LIMIT ?2))",
    "DELETE FROM said WHERE at_s < ?1 AND state <> 'pending' AND id IN (SELECT id FROM said ORDER BY id LIMIT ?2)",
    "DELETE FROM inbound WHERE at_s < ?1 AND state <> 'pending' AND id IN (SELECT id FROM inbound ORDER BY id LIMIT ?2)",
    "DELETE FROM intake WHERE at_s < ?1 AND id IN (SELECT id FROM intake ORDER BY id LIMIT ?2)",
];
/// Conversations that wait for a human stay.
const CLOSED: &str = "DELETE FROM handovers WHERE id IN
    (SELECT id FROM handovers WHERE state = 'closed' AND last_s < ?1 ORDER BY id LIMIT ?2)";

/// Forgets the next few of what is more than `keep_days` old. Says whether there may be more.
pub(super) fn step(tx: &Transaction<'_>, keep_days: u32, now_s: i64) -> rusqlite::Result<bool> {
    let before_s = now_s.saturating_sub(i64::from(keep_days) * DAY_S);
    let mut gone = 0;
    for forget in OLD.into_iter().chain([CLOSED]) {
        gone = gone.max(tx.prepare_cached(forget)?.execute((before_s, STEP))?);
    }
    Ok(gone >= STEP as usize)
}

#[cfg(test)]
mod tests {
    use super::super::super::memory::Memory;
    use super::super::schema::SCHEMA;
    use super::*;

    const KEEP_DAYS: u32 = 100;
    const NAMES: [&str; 9] = [
        "receipts",
        "notices",
        "decisions",
        "said",
        "inbound",
        "intake",
        "handovers",
        "aware",
        "recalls",
    ];

    fn fill(tx: &Transaction<'_>, day: i64, state: &str) -> rusqlite::Result<()> {
        let (at_s, at_min, name) = (day * DAY_S, day * DAY_S / 60, format!("m{day}"));
        let closed = if state == "pending" { "open" } else { "closed" };
        tx.execute("INSERT INTO notices (passenger, leg, number, at_min, claim, body, state, message_id) VALUES ('p', ?1, 1, ?2, '', '', ?3, ?1)", (&name, at_min, state))?;
        let notice = tx.last_insert_rowid();
        tx.execute("INSERT INTO aware (notice, at_s) VALUES (?1, ?2)", (notice, at_s))?;
        tx.execute("INSERT INTO recalls (notice, outcome) VALUES (?1, 'kept')", [notice])?;
        tx.execute(
            "INSERT INTO receipts (message_id, status, at_s) VALUES (?1, 'sent', ?2)",
            (&name, at_s),
        )?;
        tx.execute("INSERT INTO decisions (passenger, leg, at_min, verdict, rule, reason) VALUES ('p', 'l', ?1, '', '', '')", [at_min])?;
        tx.execute("INSERT INTO said (passenger, at_s, who, text, state) VALUES ('p', ?1, 'staff', '', ?2)", (at_s, state))?;
        tx.execute("INSERT INTO inbound (message_id, passenger, kind, state, at_s) VALUES (?1, 'p', 'text', ?2, ?3)", (&name, state, at_s))?;
        tx.execute(
            "INSERT INTO intake (at_s, source, digest) VALUES (?1, 'telex', ?2)",
            (at_s, &name),
        )?;
        tx.execute(
            "INSERT INTO handovers (passenger, kind, state, last_s) VALUES ('p', 'text', ?1, ?2)",
            (closed, at_s),
        )?;
        Ok(())
    }

    fn sizes(tx: &Transaction<'_>) -> rusqlite::Result<Vec<i64>> {
        let size = |name: &&str| {
            tx.query_row(&format!("SELECT count(*) FROM {name}"), [], |row| row.get(0))
        };
        NAMES.iter().map(size).collect()
    }

    async fn memory() -> Memory {
        let memory = Memory::open(std::path::Path::new(":memory:")).expect("a database");
        memory.work(|tx| tx.execute_batch(SCHEMA)).await.expect("the desk's tables");
        memory
    }

    #[tokio::test]
    async fn each_table_holds_what_its_age_allows_and_no_more() {
        let memory = memory().await;
        let sizes = memory.work(|tx| {
            for day in 0..1_000 {
                fill(tx, day, "sent")?;
                step(tx, KEEP_DAYS, day * DAY_S)?;
            }
            sizes(tx)
        });
        assert_eq!(sizes.await.expect("sizes"), [i64::from(KEEP_DAYS) + 1; NAMES.len()]);
    }

    #[tokio::test]
    async fn what_piled_up_goes_in_steps_and_what_waits_stays() {
        let memory = memory().await;
        let sizes = memory.work(|tx| {
            fill(tx, 0, "pending")?;
            (1..1_500).try_for_each(|day| fill(tx, day, "sent"))?;
            let far = 10_000 * DAY_S;
            assert!(step(tx, KEEP_DAYS, far)?, "there is more");
            assert!(!step(tx, KEEP_DAYS, far)?);
            sizes(tx)
        });
        // Decisions and deliveries never wait.
        assert_eq!(sizes.await.expect("sizes"), [1, 1, 0, 1, 1, 0, 1, 1, 1]);
    }
}
