//! The canonical export: the whole history as JSON lines, the same from every backend. No row
//! numbers, no order of commits: only what the port shows.

use super::code;
use super::fault::{Work, corrupt};
use super::follow;
use super::gone;
use super::heads::{Heads, Hot};
use super::load;
use super::money::read_transfer;
use super::relations;
use super::row::full_row_at;
use super::{accounts, invites, templates, webhooks};
use crate::port::StoreError;
use kurier_policy::event::{Event, EventKind};
use kurier_policy::id::{BusinessId, EventSeq, PersonId, TemplateId};
use rusqlite::Connection;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufWriter, Write};

pub(super) const TOKENS: &str =
    "SELECT hash, business, label, created_at, expires_at FROM token ORDER BY hash";
pub(super) const PERSON_IDS: &str = "SELECT id FROM person ORDER BY id";
pub(super) const DEVICES: &str =
    "SELECT id, person, session_hash, label, created_at FROM device ORDER BY id";
pub(super) const RELATION_PAIRS: &str =
    "SELECT business, person FROM relation ORDER BY business, person";
pub(super) const INVITES: &str = "SELECT code, business, sender, asks, welcome, uses_left, \
     expires_at, created_at FROM invite ORDER BY code";
pub(super) const INBOX: &str = "SELECT person, pos FROM log WHERE seq > 0 ORDER BY pos";
pub(super) const TEMPLATE_IDS: &str = "SELECT id FROM template ORDER BY id";
pub(super) const SUBSCRIPTIONS: &str = "SELECT id FROM business ORDER BY id";
pub(super) const TRANSFERS: &str = "SELECT id, at, kind, business, category, debit, credit, amount, currency, messages, \
     first_event, last_event FROM transfer ORDER BY id";
pub(super) const TOP_UPS: &str =
    "SELECT business, reference, transfer FROM top_up ORDER BY business, reference";
pub(super) const KEYS: &str = "SELECT idempotency.business, idempotency.key, idempotency.digest, \
     log.person, log.seq, idempotency.at FROM idempotency JOIN log ON log.pos = idempotency.pos \
     ORDER BY idempotency.business, idempotency.key";
pub(super) const SECRETS: &str = "SELECT name, value FROM secret ORDER BY name";

const PAGE: u32 = 1_000;

struct Export<'c> {
    conn: &'c Connection,
    out: BufWriter<Box<dyn Write + Send>>,
    hot: Hot,
}

pub(super) fn export(conn: &Connection, to: Box<dyn Write + Send>) -> Work<()> {
    // One read transaction: the export shows one moment.
    let snapshot = conn.unchecked_transaction()?;
    let mut hot = Hot::default();
    load::replay(&snapshot, &mut hot)?;
    let mut export = Export { conn: &snapshot, out: BufWriter::new(to), hot };
    export.settings()?;
    export.businesses()?;
    export.people()?;
    export.inboxes()?;
    export.events()?;
    export.money()?;
    export.webhooks()?;
    export.out.flush().map_err(unwritable)?;
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "the form that map_err asks for")]
fn unwritable(error: std::io::Error) -> super::fault::Fault {
    StoreError::Unavailable(format!("the export cannot be written: {error}")).into()
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |half: u8| DIGITS.get(usize::from(half)).map_or('?', |digit| char::from(*digit));
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

impl Export<'_> {
    /// One line: `{"KIND": value}`.
    fn line(&mut self, kind: &str, value: &impl Serialize) -> Work<()> {
        let text = code::to_json(value)?;
        writeln!(self.out, "{{\"{kind}\":{text}}}").map_err(unwritable)
    }

    fn ids(&self, sql: &str) -> Work<Vec<i64>> {
        let mut statement = self.conn.prepare(sql)?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn settings(&mut self) -> Work<()> {
        self.line("limits", &templates::limits(self.conn)?)?;
        let mut statement = self.conn.prepare(SECRETS)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (name, value): (String, Vec<u8>) = (row.get(0)?, row.get(1)?);
            self.line("secret", &json!({"name": name, "value": hex(&value)}))?;
        }
        Ok(())
    }

    fn businesses(&mut self) -> Work<()> {
        let businesses = accounts::businesses(self.conn, None, u32::MAX)?;
        for business in &businesses {
            self.line("business", business)?;
        }
        for business in &businesses {
            for sender in accounts::senders(self.conn, business.id)? {
                self.line("sender", &sender)?;
            }
        }
        self.tokens()?;
        for id in self.ids(TEMPLATE_IDS)? {
            self.line("template", &templates::template(self.conn, TemplateId(id))?)?;
        }
        for card in templates::rate_cards(self.conn)? {
            self.line("rate_card", &card)?;
        }
        let mut statement = self.conn.prepare(INVITES)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            self.line("invite", &invites::read_invite(row)?)?;
        }
        Ok(())
    }

    fn tokens(&mut self) -> Work<()> {
        let mut statement = self.conn.prepare(TOKENS)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let hash: Vec<u8> = row.get(0)?;
            let value = json!({
                "hash": hex(&hash),
                "business": row.get::<_, i64>(1)?,
                "label": row.get::<_, String>(2)?,
                "created_at": row.get::<_, i64>(3)?,
                "expires_at": row.get::<_, Option<i64>>(4)?,
            });
            self.line("token", &value)?;
        }
        Ok(())
    }

    fn people(&mut self) -> Work<()> {
        for id in self.ids(PERSON_IDS)? {
            self.line("person", &accounts::person(self.conn, PersonId(id))?)?;
        }
        let mut statement = self.conn.prepare(DEVICES)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let hash: Vec<u8> = row.get(2)?;
            let value = json!({
                "id": row.get::<_, i64>(0)?,
                "person": row.get::<_, i64>(1)?,
                "session_hash": hex(&hash),
                "label": row.get::<_, String>(3)?,
                "created_at": row.get::<_, i64>(4)?,
            });
            self.line("device", &value)?;
        }
        self.relations()
    }

    fn relations(&mut self) -> Work<()> {
        let mut statement = self.conn.prepare(RELATION_PAIRS)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let pair = (BusinessId(row.get(0)?), PersonId(row.get(1)?));
            let cold = relations::relation_cold(self.conn, pair)?
                .ok_or_else(|| corrupt("relation", pair.1, "row is missing"))?;
            let hot = Heads::relation(&self.hot, pair);
            let value = json!({
                "business": pair.0,
                "person": pair.1,
                "wa_id": cold.wa_id,
                "user_id": cold.user_id,
                "blocked": cold.blocked,
                "withdrawn": cold.withdrawn,
                "created_at": cold.created_at,
                "permissions": cold.permissions,
                "window_until": hot.window_until,
                "greeting_until": hot.greeting_until,
                "pair_tat": hot.pair_tat,
                "last_sent": hot.last_sent,
                "read": hot.read_seq,
                "read_by_business": hot.business_read_seq,
            });
            self.line("relation", &value)?;
        }
        Ok(())
    }

    /// Per person her entries in order, with what the entry itself does not show, then her cursor.
    fn inboxes(&mut self) -> Work<()> {
        let mut positions: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        let mut statement = self.conn.prepare(INBOX)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            positions.entry(row.get(0)?).or_default().push(row.get(1)?);
        }
        for (id, rows) in positions {
            let person = PersonId(id);
            let head = Heads::person(&self.hot, person);
            let gone = gone::between(self.conn, head, person, (0, head.head_seq))?;
            for pos in rows {
                let full = full_row_at(self.conn, pos)?
                    .ok_or_else(|| corrupt("log", pos, "row is missing"))?;
                let value = json!({
                    "person": person,
                    // The message itself is kept also where it is gone from her inbox.
                    "entry": full.entry(None)?,
                    "gone": gone.get(&full.row.seq),
                    "evidence": full.evidence()?,
                    "opaque": full.opaque,
                });
                self.line("entry", &value)?;
            }
            let cursor = json!({"person": person, "delivered": head.delivered_seq});
            self.line("cursor", &cursor)?;
        }
        Ok(())
    }

    fn events(&mut self) -> Work<()> {
        for id in self.ids(load::BUSINESS_IDS)? {
            let business = BusinessId(id);
            let mut after = EventSeq(0);
            loop {
                let page = follow::events(self.conn, business, (after, i64::MAX), PAGE)?;
                let Some(last) = page.last() else { break };
                after = last.seq;
                for event in page {
                    let value = json!({"business": business, "event": without_hints(event)});
                    self.line("event", &value)?;
                }
            }
        }
        Ok(())
    }

    fn money(&mut self) -> Work<()> {
        let mut statement = self.conn.prepare(TRANSFERS)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            self.line("transfer", &read_transfer(row)?)?;
        }
        let mut statement = self.conn.prepare(TOP_UPS)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let value = json!({
                "business": row.get::<_, i64>(0)?,
                "reference": row.get::<_, String>(1)?,
                "transfer": row.get::<_, i64>(2)?,
            });
            self.line("top_up", &value)?;
        }
        let mut statement = self.conn.prepare(KEYS)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let digest: Vec<u8> = row.get(2)?;
            let value = json!({
                "business": row.get::<_, i64>(0)?,
                "key": row.get::<_, String>(1)?,
                "digest": hex(&digest),
                "person": row.get::<_, i64>(3)?,
                "seq": row.get::<_, i64>(4)?,
                "at": row.get::<_, i64>(5)?,
            });
            self.line("idempotency", &value)?;
        }
        Ok(())
    }

    fn webhooks(&mut self) -> Work<()> {
        for id in self.ids(SUBSCRIPTIONS)? {
            for subscription in webhooks::subscriptions(self.conn, BusinessId(id))? {
                let retries = webhooks::retries(self.conn, subscription.id)?;
                self.line("subscription", &json!({"is": subscription, "owes": retries}))?;
            }
        }
        Ok(())
    }
}

/// The event without the places where this backend keeps its messages.
fn without_hints(mut event: Event) -> Value {
    match &mut event.kind {
        EventKind::Status { message, .. } => message.hint = 0,
        EventKind::Inbound { message, reply_to, target, .. } => {
            message.hint = 0;
            for other in [reply_to, target].into_iter().flatten() {
                other.hint = 0;
            }
        }
        EventKind::Preference { .. } => {}
    }
    json!(event)
}
