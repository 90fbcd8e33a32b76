use rusqlite::Transaction;

const NOTICES: &str = "SELECT n.passenger, n.number, n.claim, n.body, n.state, n.message_id, a.at_s,
        (SELECT min(at_s) FROM receipts r WHERE r.message_id = n.message_id AND r.status = 'sent'),
        (SELECT min(at_s) FROM receipts r WHERE r.message_id = n.message_id AND r.status = 'delivered'),
        (SELECT min(at_s) FROM receipts r WHERE r.message_id = n.message_id AND r.status = 'read'), n.why
    FROM notices n LEFT JOIN aware a ON a.notice = n.id WHERE n.leg = ?1 ORDER BY n.id LIMIT 10000";

/// The notices about one leg, each with the times that a regulator asks for, in seconds since 1970.
#[derive(Debug, serde::Serialize)]
pub(super) struct Proof {
    leg: String,
    rule: &'static str,
    notices: Vec<Proven>,
}

#[derive(Debug, serde::Serialize)]
struct Proven {
    passenger: String,
    number: i64,
    claim: String,
    text: String,
    state: String,
    message_id: Option<String>,
    aware_s: Option<i64>,
    sent_s: Option<i64>,
    delivered_s: Option<i64>,
    read_s: Option<i64>,
    within_30_min: Option<bool>,
    why: Option<String>,
}

/// Reads the proof for a leg.
pub(super) fn read(tx: &Transaction<'_>, leg: &str) -> rusqlite::Result<Proof> {
    let mut rows = tx.prepare_cached(NOTICES)?;
    let notices = rows.query_map([leg], |row| {
        let (aware_s, sent_s): (Option<i64>, Option<i64>) = (row.get(6)?, row.get(7)?);
        Ok(Proven {
            passenger: row.get(0)?,
            number: row.get(1)?,
            claim: row.get(2)?,
            text: row.get(3)?,
            state: row.get(4)?,
            message_id: row.get(5)?,
            aware_s,
            sent_s,
            delivered_s: row.get(8)?,
            read_s: row.get(9)?,
            within_30_min: aware_s.zip(sent_s).map(|(aware, sent)| sent - aware <= 30 * 60),
            why: row.get(10)?,
        })
    })?;
    let rule = "14 CFR 259.8: told within 30 minutes of becoming aware";
    Ok(Proof { leg: leg.to_owned(), rule, notices: notices.collect::<rusqlite::Result<_>>()? })
}
