//! What a step writes: gathered row by row, sent as arrays; what nearly every step writes in one statement,
//! the rest a statement a table.

use super::expire::INSERT_LAPSES;
use super::fault::Work;
use super::pacing::INSERT as INSERT_PACED;
use super::session::{COMMIT, Session};
use super::sheet::Sheet;
use super::together::{WRITE_ENTRIES, WRITE_ENTRY, WRITE_STATUSES};
use super::{money, relations};
use crate::log::campaign::answer_code;
use crate::log::code;
use crate::log::event::NewEvent;
use crate::log::relation::RelationCold;
use crate::log::row::{FullRow, Row};
use crate::log::state::{Heads, Pair, PersonHead};
use crate::record::{IdempotencyKey, PacedPerson};
use bytes::BytesMut;
use futures_util::future::try_join_all;
use kurier_policy::id::{BusinessId, MediaId, MessageRef, PersonId};
use kurier_policy::ledger::Transfer;
use kurier_policy::time::{DAY_S, Timestamp};
use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use tokio_postgres::types::{IsNull, Kind, ToSql, Type, to_sql_checked};

pub(super) const INSERT_REFUSED: &str = "INSERT INTO refused (business, seq, at, person, sender, \
     category, address, evidence, opaque) SELECT * FROM unnest($1::bigint[], $2::bigint[], \
     $3::bigint[], $4::bigint[], $5::bigint[], $6::smallint[], $7::text[], $8::text[], $9::text[])";
pub(super) const INSERT_GONE: &str = "INSERT INTO gone (person, seq, reason) SELECT * FROM \
     unnest($1::bigint[], $2::bigint[], $3::text[])";
pub(super) const INSERT_KEYS: &str = "INSERT INTO idempotency (business, key, digest, person, seq, \
     hint, at) SELECT * FROM unnest($1::bigint[], $2::text[], $3::bytea[], $4::bigint[], \
     $5::bigint[], $6::bigint[], $7::bigint[])";
/// But for those of scheduled messages, which begin with U+0001 and go when these are settled.
pub(super) const FORGET_KEYS: &str = "DELETE FROM idempotency WHERE (business, key) IN \
     (SELECT business, key FROM idempotency WHERE at < $1 AND ascii(key) <> 1 ORDER BY at LIMIT 256)";
pub(super) const INSERT_CLIENT_IDS: &str = "INSERT INTO inbound_key (person, client_id, seq) \
     SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[])";
pub(super) const INSERT_RECEIPTS: &str = "INSERT INTO receipt (person, id, business, seq) \
     SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[])";
/// A batch may send one person the same file twice.
pub(super) const INSERT_GRANTS: &str = "INSERT INTO media_grant (person, media, owner, expires_at) \
     SELECT DISTINCT new.person, m.id, m.owner, m.expires_at \
     FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS new (person, owner, media) \
     JOIN media m ON m.owner = new.owner AND m.id = new.media \
     ON CONFLICT (person, media, owner) DO UPDATE SET \
     expires_at = greatest(media_grant.expires_at, excluded.expires_at)";
pub(super) const MOVE_PERSONS: &str = "UPDATE person_head SET head = new.head, \
     delivered = new.delivered, has_gone = new.has_gone, marketing = new.marketing \
     FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::boolean[], $5::bigint[]) \
     AS new (person, head, delivered, has_gone, marketing) \
     WHERE person_head.person = new.person";
pub(super) const MOVE_BUSINESSES: &str = "UPDATE business_head SET event = new.event, \
     transfer = new.transfer, prepaid = new.prepaid, reserved = new.reserved, reach = new.reach, \
     owed = new.owed, spent = new.spent \
     FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], \
     $6::bytea[], $7::bigint[], $8::bytea[]) AS new (business, event, transfer, prepaid, reserved, reach, owed, spent) \
     WHERE business_head.business = new.business";

/// How long a key is kept at least: longer than any retry.
const KEYS_KEPT_S: i64 = 8 * DAY_S;
/// Every so manieth place of a message with a key, old ones are dropped.
const FORGET_EVERY: u64 = 64;

pub(super) struct LogWrite {
    pub(super) row: Row,
    pub(super) price_kind: i64,
    pub(super) body: Option<String>,
    pub(super) evidence: Option<String>,
    pub(super) opaque: Option<String>,
}

pub(super) struct RefusedWrite {
    pub(super) row: Row,
    pub(super) address: String,
    pub(super) evidence: Option<String>,
    pub(super) opaque: Option<String>,
}

pub(super) struct EventWrite {
    pub(super) business: i64,
    pub(super) seq: i64,
    pub(super) at: i64,
    pub(super) kind: i16,
    pub(super) status: i16,
    pub(super) person: i64,
    pub(super) message: i64,
    pub(super) answered: i64,
    pub(super) detail: Option<String>,
}

#[derive(Default)]
pub(super) struct Writes {
    pub(super) log: Vec<LogWrite>,
    pub(super) refused: Vec<RefusedWrite>,
    pub(super) events: Vec<EventWrite>,
    pub(super) gone: Vec<(PersonId, u32, Cow<'static, str>)>,
    pub(super) keys: Vec<(BusinessId, IdempotencyKey, MessageRef, Timestamp)>,
    pub(super) client_ids: Vec<(PersonId, String, u32)>,
    pub(super) receipts: Vec<(i64, Row)>,
    pub(super) relations: Vec<(Pair, Arc<RelationCold>)>,
    pub(super) lapses: Vec<(Timestamp, PersonId, u32)>,
    pub(super) paced: Vec<PacedPerson>,
    pub(super) grants: Vec<(PersonId, BusinessId, MediaId)>,
}

impl LogWrite {
    pub(super) fn full(&self) -> FullRow {
        FullRow {
            row: self.row,
            price_kind: self.price_kind,
            body: self.body.clone(),
            evidence: self.evidence.clone(),
            opaque: self.opaque.clone(),
        }
    }
}

impl RefusedWrite {
    pub(super) fn full(&self) -> FullRow {
        FullRow {
            row: self.row,
            price_kind: code::price_kind_code(code::FREE.kind),
            body: Some(self.address.clone()),
            evidence: self.evidence.clone(),
            opaque: self.opaque.clone(),
        }
    }
}

impl Writes {
    pub(super) fn event(&mut self, seq: i64, new: &NewEvent<'_>) {
        let (kind, status) = new.kind.codes();
        self.events.push(EventWrite {
            business: new.of.business.0,
            seq,
            at: new.at.0,
            kind: small(kind),
            status: small(status),
            person: new.of.person.0,
            message: i64::from(new.of.seq),
            answered: new.answered.map_or(0, |row| i64::from(row.seq)),
            detail: new.detail.map(str::to_owned),
        });
    }
}

/// A code of an enum, all of which are small.
pub(super) fn small(code: i64) -> i16 {
    i16::try_from(code).unwrap_or(i16::MAX)
}

pub(super) fn column<'a, T, U>(rows: &'a [T], of: impl Fn(&'a T) -> U) -> Vec<U> {
    rows.iter().map(of).collect()
}

type Encoded = Result<IsNull, Box<dyn std::error::Error + Sync + Send>>;

/// One for each parameter of a statement.
pub(super) type Columns<'a> = Vec<Box<dyn ToSql + Sync + Send + 'a>>;

/// One statement with its columns.
struct Bulk<'a> {
    sql: &'static str,
    columns: Columns<'a>,
}

impl Bulk<'_> {
    async fn run(self, session: &Session) -> Work<()> {
        let given: Vec<&(dyn ToSql + Sync)> =
            self.columns.iter().map(|column| &**column as &(dyn ToSql + Sync)).collect();
        session.run(self.sql, &given).await?;
        Ok(())
    }
}

/// A column: an array where a statement wants one, and its first element where it wants that.
#[derive(Debug)]
pub(super) struct Column<T>(pub(super) Vec<T>);

impl<T: ToSql> ToSql for Column<T> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Encoded {
        match (kind.kind(), self.0.first()) {
            (Kind::Array(_), _) => self.0.to_sql(kind, out),
            (_, Some(first)) => first.to_sql(kind, out),
            (_, None) => Ok(IsNull::Yes),
        }
    }
    fn accepts(kind: &Type) -> bool {
        Vec::<T>::accepts(kind) || T::accepts(kind)
    }
    to_sql_checked!();
}

macro_rules! columns {
    ($rows:expr; $($of:expr),* $(,)?) => {
        vec![$(Box::new(Column(column($rows, $of)))),*]
    };
}
pub(super) use columns;

macro_rules! bulk {
    ($sql:expr, $rows:expr; $($of:expr),* $(,)?) => {
        Bulk { sql: $sql, columns: columns!($rows; $($of),*) }
    };
}

/// Writes everything that the sheet has changed and commits: all in one go, one answer to wait for.
pub(super) async fn commit(session: &Session, sheet: &mut Sheet) -> Work<()> {
    let flushed = flush(session, sheet);
    futures_util::future::try_join(flushed, session.batch(COMMIT)).await.map(drop)
}

/// Writes everything that the sheet has changed.
pub(super) async fn flush(session: &Session, sheet: &mut Sheet) -> Work<()> {
    type Step<'s> = Pin<Box<dyn Future<Output = Work<()>> + Send + 's>>;
    let transfers = money::settle(sheet);
    let relations = relations::stored(&sheet.writes.relations)?;
    let mut steps: Vec<Step<'_>> = Vec::new();
    if !relations.is_empty() {
        steps.push(Box::pin(relations::write(session, &relations)));
    }
    let rare = appended_rarely(&sheet.writes);
    for bulk in together(sheet, &transfers).into_iter().chain(rare) {
        steps.push(Box::pin(bulk.run(session)));
    }
    // All are polled once in their order, and so sent in their order, before any is waited for.
    try_join_all(steps).await.map(drop)
}

/// What nearly every step writes, as one statement; nothing if there is nothing of it.
fn together<'a>(sheet: &'a Sheet, transfers: &'a [Transfer]) -> Option<Bulk<'a>> {
    let (writes, senders) = (&sheet.writes, &sheet.changed_senders);
    if !(writes.log.is_empty() && senders.is_empty()) {
        let mut columns = told(sheet, transfers);
        columns.extend(moved_senders(sheet));
        columns.extend(entries(&writes.log));
        let sql = if is_lone(sheet, transfers) { WRITE_ENTRY } else { WRITE_ENTRIES };
        return Some(Bulk { sql, columns });
    }
    let unchanged = writes.events.is_empty()
        && transfers.is_empty()
        && sheet.changed_persons.is_empty()
        && sheet.changed_pairs.is_empty()
        && sheet.changed_businesses.is_empty();
    (!unchanged).then(|| Bulk { sql: WRITE_STATUSES, columns: told(sheet, transfers) })
}

/// Whether there is exactly one row of everything.
fn is_lone(sheet: &Sheet, transfers: &[Transfer]) -> bool {
    let heads = sheet.changed_businesses.iter().filter(|it| sheet.heads.contains_key(*it)).count();
    let changed = [sheet.changed_persons.len(), sheet.changed_pairs.len(), heads];
    let written = [sheet.writes.events.len(), sheet.writes.log.len(), transfers.len()];
    let senders = sheet.changed_senders.len();
    changed.into_iter().chain(written).chain([senders]).all(|rows| rows == 1)
}

/// The parameters that [`WRITE_ENTRIES`] and [`WRITE_STATUSES`] share.
fn told<'a>(sheet: &'a Sheet, transfers: &'a [Transfer]) -> Columns<'a> {
    let mut columns: Columns<'a> = columns!(&sheet.writes.events[..];
        |new| new.business, |new| new.seq, |new| new.at, |new| new.kind, |new| new.status,
        |new| new.person, |new| new.message, |new| new.answered, |new| new.detail.as_deref());
    columns.extend(money::columns(transfers));
    columns.extend(moved_persons(sheet));
    columns.extend(moved_pairs(sheet));
    columns.extend(moved_businesses(sheet));
    columns
}

fn entries(log: &[LogWrite]) -> Columns<'_> {
    columns!(log;
        |new| new.row.person.0, |new| i64::from(new.row.seq), |new| new.row.at.0,
        |new| small(new.row.kind.code()), |new| new.row.business.0, |new| new.row.sender.0,
        |new| small(code::category_code(new.row.category)), |new| small(new.price_kind),
        |new| new.row.price, |new| i64::from(new.row.reply_to), |new| new.body.as_deref(),
        |new| new.evidence.as_deref(), |new| new.opaque.as_deref(), |new| new.row.surcharge)
}

fn appended_rarely(writes: &Writes) -> Vec<Bulk<'_>> {
    let mut bulks = Vec::new();
    let refused = &writes.refused[..];
    if !refused.is_empty() {
        bulks.push(bulk!(INSERT_REFUSED, refused;
            |new| new.row.business.0, |new| new.row.prev, |new| new.row.at.0,
            |new| new.row.person.0, |new| new.row.sender.0,
            |new| small(code::category_code(new.row.category)), |new| new.address.as_str(),
            |new| new.evidence.as_deref(), |new| new.opaque.as_deref()));
    }
    let gone = &writes.gone[..];
    if !gone.is_empty() {
        bulks.push(bulk!(INSERT_GONE, gone;
            |new| new.0.0, |new| i64::from(new.1), |new| new.2.as_ref()));
    }
    let keys = &writes.keys[..];
    if !keys.is_empty() {
        bulks.push(bulk!(INSERT_KEYS, keys;
            |new| new.0.0, |new| new.1.key.as_str(), |new| &new.1.digest[..], |new| new.2.person.0,
            |new| i64::from(new.2.seq.0), |new| hint(new.2), |new| new.3.0));
    }
    bulks.extend(forgotten_keys(writes));
    let client_ids = &writes.client_ids[..];
    if !client_ids.is_empty() {
        bulks.push(bulk!(INSERT_CLIENT_IDS, client_ids;
            |new| new.0.0, |new| new.1.as_str(), |new| i64::from(new.2)));
    }
    let receipts = &writes.receipts[..];
    if !receipts.is_empty() {
        bulks.push(bulk!(INSERT_RECEIPTS, receipts;
            |new| new.1.person.0, |new| new.0, |new| new.1.business.0,
            |new| i64::from(new.1.seq)));
    }
    let lapses = &writes.lapses[..];
    if !lapses.is_empty() {
        bulks.push(bulk!(INSERT_LAPSES, lapses;
            |new| new.0.0, |new| new.1.0, |new| i64::from(new.2)));
    }
    let paced = &writes.paced[..];
    if !paced.is_empty() {
        bulks.push(bulk!(INSERT_PACED, paced;
            |new| new.business.0, |new| new.template.0, |new| i64::from(new.round), |new| new.person.0,
            |new| i64::from(new.seq.0), |new| new.at.0, |new| small(answer_code(new.wanted))));
    }
    let grants = &writes.grants[..];
    if !grants.is_empty() {
        bulks.push(bulk!(INSERT_GRANTS, grants; |new| new.0.0, |new| new.1.0, |new| new.2.0));
    }
    bulks
}

/// Old keys are dropped with about every hundredth message that brings one.
fn forgotten_keys(writes: &Writes) -> Option<Bulk<'static>> {
    let place = |message: MessageRef| u64::from(message.seq.0).wrapping_add(message.hint);
    let newest = writes.keys.iter().find(|new| place(new.2).is_multiple_of(FORGET_EVERY))?.3;
    let end = newest.plus_s(-KEYS_KEPT_S).0;
    Some(Bulk { sql: FORGET_KEYS, columns: vec![Box::new(end)] })
}

fn hint(message: MessageRef) -> i64 {
    if message.seq.0 == 0 { i64::try_from(message.hint).unwrap_or(0) } else { 0 }
}

// Heads, in the order of their keys.

fn moved_persons(sheet: &Sheet) -> Columns<'static> {
    let head = |person: &PersonId| (*person, Heads::person(sheet, *person));
    let mut heads: Vec<_> = sheet.changed_persons.iter().map(head).collect();
    heads.sort_unstable_by_key(|(person, _)| *person);
    person_columns(&heads)
}

fn person_columns(heads: &[(PersonId, PersonHead)]) -> Columns<'static> {
    columns!(heads;
        |new| new.0.0, |new| i64::from(new.1.head_seq), |new| i64::from(new.1.delivered_seq),
        |new| new.1.has_gone, |new| new.1.marketing.0)
}

fn moved_pairs(sheet: &Sheet) -> Columns<'static> {
    let hot = |pair: &Pair| (*pair, Heads::relation(sheet, *pair));
    let mut pairs: Vec<_> = sheet.changed_pairs.iter().map(hot).collect();
    pairs.sort_unstable_by_key(|(pair, _)| *pair);
    columns!(&pairs[..];
        |new| new.0.0.0, |new| new.0.1.0, |new| new.1.window_until, |new| new.1.greeting_until,
        |new| new.1.pair_tat, |new| new.1.last_sent[0], |new| new.1.last_sent[1],
        |new| new.1.last_sent[2], |new| new.1.last_sender, |new| i64::from(new.1.first_seq),
        |new| i64::from(new.1.read_seq), |new| i64::from(new.1.business_read_seq),
        |new| new.1.counted_at, |new| new.1.marketing.0, |new| new.1.notices.0,
        |new| i64::from(new.1.unanswered), |new| new.1.answered_at)
}

fn moved_businesses(sheet: &Sheet) -> Columns<'static> {
    let mut businesses: Vec<_> = sheet
        .changed_businesses
        .iter()
        .filter_map(|business| Some((business.0, *sheet.heads.get(business)?)))
        .collect();
    businesses.sort_unstable_by_key(|(business, _)| *business);
    columns!(&businesses[..];
        |new| new.0, |new| new.1.event, |new| new.1.transfer, |new| new.1.prepaid,
        |new| new.1.reserved, |new| new.1.reach.to_bytes(), |new| new.1.owed,
        |new| new.1.spent.to_bytes().to_vec())
}

fn moved_senders(sheet: &Sheet) -> Columns<'static> {
    let mut senders: Vec<_> = sheet.changed_senders.iter().copied().collect();
    senders.sort_unstable();
    let tats = &sheet.tats;
    columns!(&senders[..];
        |sender| sender.0, |sender| tats.get(sender).copied().unwrap_or_default().0)
}

pub(super) async fn move_persons(session: &Session, heads: &[(PersonId, PersonHead)]) -> Work<()> {
    Bulk { sql: MOVE_PERSONS, columns: person_columns(heads) }.run(session).await
}
