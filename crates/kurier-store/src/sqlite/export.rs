//! The canonical export from this backend.

use super::fault::Work;
use super::follow::{Names, told};
use super::gone;
use super::heads::Hot;
use super::load;
use super::money::read_transfer;
use super::relations;
use super::row::{full_row_at, row_at};
use super::{
    accounts, answered, billing, campaigns, chat_links, desk, domains, expire, flows, invitation,
    invites, invoices, labels, media, networks, pacing, pilot, returns, schedule, sender_pages,
    signals, signups, templates, usernames, webhooks,
};
use crate::log::corrupt;
use crate::log::export::{
    CursorLine, DeviceLine, EntryLine, EventLine, KeyLine, Lines, ReachLine, RelationLine,
    SecretLine, SpentLine, SubscriptionLine, ThroughputLine, TokenLine, TopUpLine, hex,
    without_hint,
};
use crate::log::state::{Heads, Pair};
use crate::record::{Device, TokenRecord};
use kurier_policy::id::{BusinessId, DeviceId, PersonId, TemplateId};
use kurier_policy::reach::Reach;
use kurier_policy::spent::Spent;
use kurier_policy::time::Timestamp;
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::io::Write;

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
     first_event, last_event FROM transfer ORDER BY business, id";
pub(super) const TOP_UPS: &str =
    "SELECT business, reference, transfer FROM top_up ORDER BY business, reference";
pub(super) const KEYS: &str =
    "SELECT business, key, digest, pos, at FROM idempotency ORDER BY business, key";
pub(super) const SECRETS: &str = "SELECT name, value FROM secret ORDER BY name";

pub(super) const ALL_EVENTS: &str = "SELECT seq, at, kind, status, pos, ref_pos, detail FROM event \
     WHERE business = ?1 ORDER BY seq";

struct Export<'c> {
    conn: &'c Connection,
    lines: Lines,
    hot: Hot,
}

pub(super) fn export(conn: &Connection, to: Box<dyn Write + Send>) -> Work<()> {
    // One read transaction: the export shows one moment.
    let snapshot = conn.unchecked_transaction()?;
    let mut hot = Hot::default();
    load::replay(&snapshot, &mut hot)?;
    let mut export = Export { conn: &snapshot, lines: Lines::begin(to)?, hot };
    export.settings()?;
    export.businesses()?;
    export.people()?;
    export.inboxes()?;
    export.events()?;
    export.money()?;
    export.webhooks()?;
    media::export(export.conn, &mut export.lines)?;
    sender_pages::export(export.conn, &mut export.lines)?;
    chat_links::export(export.conn, &mut export.lines)?;
    usernames::export(export.conn, &mut export.lines)?;
    signups::export(export.conn, &mut export.lines)?;
    domains::export(export.conn, &mut export.lines)?;
    invitation::export(export.conn, &mut export.lines)?;
    flows::export(export.conn, &mut export.lines)?;
    schedule::export(export.conn, &mut export.lines)?;
    answered::export(export.conn, &mut export.lines)?;
    expire::export(export.conn, &mut export.lines)?;
    signals::export(export.conn, &mut export.lines)?;
    pacing::export(export.conn, &mut export.lines)?;
    networks::export(export.conn, &mut export.lines)?;
    labels::export(export.conn, &mut export.lines)?;
    campaigns::export(export.conn, &mut export.lines)?;
    desk::export(export.conn, &mut export.lines)?;
    billing::export(export.conn, &mut export.lines)?;
    invoices::export(export.conn, &mut export.lines)?;
    returns::export(export.conn, &mut export.lines)?;
    pilot::export(export.conn, &mut export.lines)?;
    Ok(export.lines.end()?)
}

impl Export<'_> {
    fn ids(&self, sql: &str) -> Work<Vec<i64>> {
        let mut statement = self.conn.prepare(sql)?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn settings(&mut self) -> Work<()> {
        self.lines.line("limits", &templates::limits(self.conn)?)?;
        let mut statement = self.conn.prepare(SECRETS)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let value: Vec<u8> = row.get(1)?;
            self.lines.line("secret", &SecretLine { name: row.get(0)?, value: hex(&value) })?;
        }
        Ok(())
    }

    fn businesses(&mut self) -> Work<()> {
        let businesses = accounts::businesses(self.conn, None, u32::MAX)?;
        for business in &businesses {
            self.lines.line("business", business)?;
            let reach = Heads::reach(&self.hot, business.id);
            if reach != Reach::default() {
                self.lines.line("reach", &ReachLine { business: business.id, reach })?;
            }
            let spent = Heads::spent(&self.hot, business.id);
            if spent != Spent::default() {
                self.lines.line("spent", &SpentLine { business: business.id, spent })?;
            }
        }
        for business in &businesses {
            for sender in accounts::ever_senders(self.conn, business.id)? {
                self.lines.line("sender", &sender)?;
                if let Some(tat) = self.hot.sender_tats.get(&sender.id) {
                    self.lines
                        .line("throughput", &ThroughputLine { sender: sender.id, tat: *tat })?;
                }
            }
        }
        self.tokens()?;
        for id in self.ids(TEMPLATE_IDS)? {
            self.lines.line("template", &templates::template(self.conn, TemplateId(id))?)?;
        }
        for card in templates::rate_cards(self.conn)? {
            self.lines.line("rate_card", &card)?;
        }
        let mut statement = self.conn.prepare(INVITES)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            self.lines.line("invite", &invites::read_invite(row)?)?;
        }
        Ok(())
    }

    fn tokens(&mut self) -> Work<()> {
        let mut statement = self.conn.prepare(TOKENS)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let token = TokenRecord {
                hash: row.get(0)?,
                business: BusinessId(row.get(1)?),
                label: row.get(2)?,
                created_at: Timestamp(row.get(3)?),
                expires_at: row.get::<_, Option<i64>>(4)?.map(Timestamp),
            };
            self.lines.line("token", &TokenLine::from(&token))?;
        }
        Ok(())
    }

    fn people(&mut self) -> Work<()> {
        for id in self.ids(PERSON_IDS)? {
            self.lines.line("person", &accounts::person(self.conn, PersonId(id))?)?;
        }
        let mut statement = self.conn.prepare(DEVICES)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let device = Device {
                id: DeviceId(row.get(0)?),
                person: PersonId(row.get(1)?),
                session_hash: row.get(2)?,
                label: row.get(3)?,
                created_at: Timestamp(row.get(4)?),
            };
            self.lines.line("device", &DeviceLine::from(&device))?;
        }
        self.relations()
    }

    fn relations(&mut self) -> Work<()> {
        let mut statement = self.conn.prepare(RELATION_PAIRS)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let pair: Pair = (BusinessId(row.get(0)?), PersonId(row.get(1)?));
            let cold = relations::relation_cold(self.conn, pair)?
                .ok_or_else(|| corrupt("relation", pair.1, "row is missing"))?;
            let hot = Heads::relation(&self.hot, pair);
            self.lines.line("relation", &RelationLine::new(pair, cold, &hot))?;
        }
        Ok(())
    }

    /// Per person her entries in order, then her cursor.
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
            let mut gone = gone::between(self.conn, head, person, (0, head.head_seq))?;
            for pos in rows {
                let full = full_row_at(self.conn, pos)?
                    .ok_or_else(|| corrupt("log", pos, "row is missing"))?;
                let reason = gone.remove(&full.row.seq);
                self.lines.line("entry", &EntryLine::new(full, reason)?)?;
            }
            self.lines.line("cursor", &CursorLine::new(person, &head))?;
        }
        Ok(())
    }

    fn events(&mut self) -> Work<()> {
        let mut statement = self.conn.prepare(ALL_EVENTS)?;
        for id in self.ids(load::BUSINESS_IDS)? {
            let business = BusinessId(id);
            let mut names = Names::new(self.conn, business);
            let mut rows = statement.query([id])?;
            while let Some(row) = rows.next()? {
                let (event, of) = told(self.conn, &mut names, row)?;
                self.lines.line("event", &EventLine::new(business, event, &of)?)?;
            }
        }
        Ok(())
    }

    fn money(&mut self) -> Work<()> {
        let mut statement = self.conn.prepare(TRANSFERS)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            self.lines.line("transfer", &read_transfer(row)?)?;
        }
        let mut statement = self.conn.prepare(TOP_UPS)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let line = TopUpLine {
                business: BusinessId(row.get(0)?),
                reference: row.get(1)?,
                transfer: row.get(2)?,
            };
            self.lines.line("top_up", &line)?;
        }
        self.keys()
    }

    fn keys(&mut self) -> Work<()> {
        let mut statement = self.conn.prepare(KEYS)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let digest: Vec<u8> = row.get(2)?;
            let pos: i64 = row.get(3)?;
            let of = row_at(self.conn, pos)?
                .ok_or_else(|| corrupt("idempotency", pos, "its message is missing"))?;
            let line = KeyLine {
                business: BusinessId(row.get(0)?),
                key: row.get(1)?,
                digest: hex(&digest),
                message: without_hint(of.message_ref()),
                at: Timestamp(row.get(4)?),
            };
            self.lines.line("idempotency", &line)?;
        }
        Ok(())
    }

    fn webhooks(&mut self) -> Work<()> {
        for id in self.ids(SUBSCRIPTIONS)? {
            for subscription in webhooks::subscriptions(self.conn, BusinessId(id))? {
                let owes = webhooks::retries(self.conn, subscription.id)?;
                let line = SubscriptionLine { is: subscription, owes };
                self.lines.line("subscription", &line)?;
            }
        }
        Ok(())
    }
}
