//! The canonical export from this backend.

use super::fault::Work;
use super::follow;
use super::money::transfer_at;
use super::row::{AFTER_FULL, full_at, full_columns, relation_at, relation_columns};
use super::session::{ROLLBACK, Session};
use super::verify::SNAPSHOT;
use super::{
    accounts, answered, billing, campaigns, chat_links, desk, domains, expire, flows, invitation,
    invites, invoices, labels, media, networks, pacing, pilot, returns, schedule, sender_pages,
    signals, signups, templates, usernames, webhooks,
};
use crate::log::corrupt;
use crate::log::export::{
    CursorLine, DeviceLine, EntryLine, EventLine, KeyLine, Lines, ReachLine, RelationLine,
    SecretLine, SpentLine, SubscriptionLine, ThroughputLine, TokenLine, TopUpLine, hex,
};
use crate::record::Business;
use futures_util::TryStreamExt;
use kurier_policy::id::{
    BusinessId, EventSeq, InboxSeq, MessageRef, PersonId, SenderId, TemplateId,
};
use kurier_policy::marks::Marks;
use kurier_policy::reach::Reach;
use kurier_policy::spent::Spent;
use kurier_policy::time::Timestamp;
use std::io::Write;
use std::pin::pin;
use tokio_postgres::Row;

pub(super) const SECRETS: &str = "SELECT name, value FROM secret ORDER BY name COLLATE \"C\"";
pub(super) const ALL_BUSINESSES: &str = "SELECT id, name, app, app_secret, currency, verified, \
     suspended, created_at, standing, access FROM business ORDER BY id";
pub(super) const ALL_HEADS: &str = "SELECT business, reach, spent FROM business_head \
     WHERE reach <> ''::bytea OR spent <> ''::bytea ORDER BY business";
pub(super) const ALL_TATS: &str = "SELECT sender, tat FROM sender_head ORDER BY sender";
pub(super) const TOKENS: &str =
    "SELECT hash, business, label, created_at, expires_at FROM token ORDER BY hash";
pub(super) const TEMPLATE_IDS: &str = "SELECT id FROM template ORDER BY id";
pub(super) const ALL_INVITES: &str = "SELECT code, business, sender, asks, welcome, uses_left, \
     expires_at, created_at FROM invite ORDER BY code COLLATE \"C\"";
pub(super) const PERSONS: &str = "SELECT p.name, p.language, p.market, p.phone, p.created_at, h.budget, p.id \
     FROM person p JOIN person_head h ON h.person = p.id ORDER BY p.id";
pub(super) const DEVICES: &str =
    "SELECT id, person, session_hash, label, created_at FROM device ORDER BY id";
pub(super) const ALL_RELATIONS: &str = concat!(
    "SELECT ",
    relation_columns!(),
    " FROM relation r LEFT JOIN relation_head h ON h.business = r.business \
     AND h.person = r.person ORDER BY r.business, r.person"
);
pub(super) const ENTRIES: &str = concat!(
    "SELECT ",
    full_columns!(),
    ", g.reason, h.delivered, h.marketing FROM log l LEFT JOIN gone g ON g.person = l.person AND g.seq = l.seq \
     JOIN person_head h ON h.person = l.person ORDER BY l.person, l.seq"
);
pub(super) const ALL_TRANSFERS: &str = "SELECT business, id, at, kind, category, debit, credit, \
     amount, currency, messages, first_event, last_event FROM transfer ORDER BY business, id";
pub(super) const TOP_UPS: &str = "SELECT business, reference, transfer FROM top_up \
     ORDER BY business, reference COLLATE \"C\"";
pub(super) const ALL_KEYS: &str = "SELECT business, key, digest, person, seq, hint, at \
     FROM idempotency ORDER BY business, key COLLATE \"C\"";

/// Events told together.
const PAGE: u32 = 1_000;

pub(super) async fn export(session: &Session, to: Box<dyn Write + Send>) -> Work<()> {
    session.batch(SNAPSHOT).await?;
    let mut lines = Lines::begin(to)?;
    settings(session, &mut lines).await?;
    let businesses = businesses(session, &mut lines).await?;
    people(session, &mut lines).await?;
    inboxes(session, &mut lines).await?;
    for business in &businesses {
        events(session, &mut lines, business.id).await?;
    }
    money(session, &mut lines).await?;
    for business in &businesses {
        for subscription in webhooks::subscriptions(session, business.id).await? {
            let owes = webhooks::retries(session, subscription.id).await?;
            lines.line("subscription", &SubscriptionLine { is: subscription, owes })?;
        }
    }
    media::export(session, &mut lines).await?;
    sender_pages::export(session, &mut lines).await?;
    chat_links::export(session, &mut lines).await?;
    usernames::export(session, &mut lines).await?;
    signups::export(session, &mut lines).await?;
    domains::export(session, &mut lines).await?;
    invitation::export(session, &mut lines).await?;
    flows::export(session, &mut lines).await?;
    schedule::export(session, &mut lines).await?;
    answered::export(session, &mut lines).await?;
    expire::export(session, &mut lines).await?;
    signals::export(session, &mut lines).await?;
    pacing::export(session, &mut lines).await?;
    networks::export(session, &mut lines).await?;
    labels::export(session, &mut lines).await?;
    campaigns::export(session, &mut lines).await?;
    desk::export(session, &mut lines).await?;
    billing::export(session, &mut lines).await?;
    invoices::export(session, &mut lines).await?;
    returns::export(session, &mut lines).await?;
    pilot::export(session, &mut lines).await?;
    session.batch(ROLLBACK).await?;
    Ok(lines.end()?)
}

async fn settings(session: &Session, lines: &mut Lines) -> Work<()> {
    lines.line("limits", &templates::limits(session).await?)?;
    for row in &session.query(SECRETS, &[]).await? {
        let value = hex(row.try_get(1)?);
        lines.line("secret", &SecretLine { name: row.try_get(0)?, value })?;
    }
    Ok(())
}

async fn businesses(session: &Session, lines: &mut Lines) -> Work<Vec<Business>> {
    let rows = session.query(ALL_BUSINESSES, &[]).await?;
    let all: Vec<Business> = rows.iter().map(accounts::business_at).collect::<Work<_>>()?;
    let heads = heads(session).await?;
    for business in &all {
        lines.line("business", business)?;
        let (reach, spent) = heads.get(&business.id).copied().unwrap_or_default();
        if reach != Reach::default() {
            lines.line("reach", &ReachLine { business: business.id, reach })?;
        }
        if spent != Spent::default() {
            lines.line("spent", &SpentLine { business: business.id, spent })?;
        }
    }
    let tats = session.query(ALL_TATS, &[]).await?;
    let tat = |row: &Row| Ok((SenderId(row.try_get(0)?), Timestamp(row.try_get(1)?)));
    let tats: rustc_hash::FxHashMap<SenderId, Timestamp> =
        tats.iter().map(tat).collect::<Result<_, tokio_postgres::Error>>()?;
    for business in &all {
        for sender in accounts::ever_senders(session, business.id).await? {
            lines.line("sender", &sender)?;
            if let Some(tat) = tats.get(&sender.id) {
                lines.line("throughput", &ThroughputLine { sender: sender.id, tat: *tat })?;
            }
        }
    }
    for row in &session.query(TOKENS, &[]).await? {
        lines.line("token", &TokenLine::from(&accounts::token_at(row)?))?;
    }
    for row in &session.query(TEMPLATE_IDS, &[]).await? {
        let id = TemplateId(row.try_get(0)?);
        lines.line("template", &templates::template(session, id).await?)?;
    }
    for card in templates::rate_cards(session).await? {
        lines.line("rate_card", &card)?;
    }
    for row in &session.query(ALL_INVITES, &[]).await? {
        lines.line("invite", &invites::invite_at(row)?)?;
    }
    Ok(all)
}

async fn heads(session: &Session) -> Work<rustc_hash::FxHashMap<BusinessId, (Reach, Spent)>> {
    let read = |row: &Row| {
        let business = BusinessId(row.try_get(0)?);
        let reach = Reach::from_bytes(row.try_get(1)?)
            .ok_or_else(|| corrupt("business_head", business, "bad reach"))?;
        let spent = Spent::from_bytes(row.try_get(2)?)
            .ok_or_else(|| corrupt("business_head", business, "bad counters of money"))?;
        Ok((business, (reach, spent)))
    };
    session.query(ALL_HEADS, &[]).await?.iter().map(read).collect()
}

async fn people(session: &Session, lines: &mut Lines) -> Work<()> {
    let none: [i64; 0] = [];
    let mut rows = pin!(session.stream(PERSONS, none).await?);
    while let Some(row) = rows.try_next().await? {
        let id = PersonId(row.try_get(6)?);
        lines.line("person", &super::row::person_from(&row, id, 0)?)?;
    }
    let mut rows = pin!(session.stream(DEVICES, none).await?);
    while let Some(row) = rows.try_next().await? {
        lines.line("device", &DeviceLine::from(&accounts::device_at(&row)?))?;
    }
    let mut rows = pin!(session.stream(ALL_RELATIONS, none).await?);
    while let Some(row) = rows.try_next().await? {
        let (pair, cold, hot) = relation_at(&row)?;
        lines.line("relation", &RelationLine::new(pair, cold, &hot))?;
    }
    Ok(())
}

/// Per person her entries in order, then her cursor.
async fn inboxes(session: &Session, lines: &mut Lines) -> Work<()> {
    let none: [i64; 0] = [];
    let mut rows = pin!(session.stream(ENTRIES, none).await?);
    let mut cursor: Option<CursorLine> = None;
    while let Some(row) = rows.try_next().await? {
        let full = full_at(&row, 0)?;
        let person = full.row.person;
        let delivered = super::row::place(row.try_get(AFTER_FULL + 1)?)?;
        if let Some(done) = cursor.take_if(|cursor| cursor.person != person) {
            lines.line("cursor", &done)?;
        }
        let marketing = Marks(row.try_get(AFTER_FULL + 2)?);
        cursor = Some(CursorLine { person, delivered, marketing });
        lines.line("entry", &EntryLine::new(full, row.try_get(AFTER_FULL)?)?)?;
    }
    if let Some(done) = cursor {
        lines.line("cursor", &done)?;
    }
    Ok(())
}

async fn events(session: &Session, lines: &mut Lines, business: BusinessId) -> Work<()> {
    let mut after = EventSeq(0);
    loop {
        let page = follow::told_after(session, business, after, PAGE).await?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        after = last.seq;
        for (event, of) in page {
            lines.line("event", &EventLine::new(business, event, &of)?)?;
        }
    }
}

async fn money(session: &Session, lines: &mut Lines) -> Work<()> {
    let none: [i64; 0] = [];
    let mut rows = pin!(session.stream(ALL_TRANSFERS, none).await?);
    while let Some(row) = rows.try_next().await? {
        lines.line("transfer", &transfer_at(&row)?)?;
    }
    for row in &session.query(TOP_UPS, &[]).await? {
        let line = TopUpLine {
            business: BusinessId(row.try_get(0)?),
            reference: row.try_get(1)?,
            transfer: row.try_get(2)?,
        };
        lines.line("top_up", &line)?;
    }
    let mut rows = pin!(session.stream(ALL_KEYS, none).await?);
    while let Some(row) = rows.try_next().await? {
        let hint: i64 = row.try_get(5)?;
        let message = MessageRef {
            person: PersonId(row.try_get(3)?),
            seq: InboxSeq(super::row::place(row.try_get(4)?)?),
            hint: hint.unsigned_abs(),
        };
        let line = KeyLine {
            business: BusinessId(row.try_get(0)?),
            key: row.try_get(1)?,
            digest: hex(row.try_get(2)?),
            message,
            at: Timestamp(row.try_get(6)?),
        };
        lines.line("idempotency", &line)?;
    }
    Ok(())
}
