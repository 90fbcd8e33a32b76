//! Reading rows of the log and of heads.

use super::fault::Work;
use super::sheet::BusinessHead;
use crate::log::relation::{RelationCold, barred_from_bits, withdrawn_from_bits};
use crate::log::row::{FullRow, Row, RowKind};
use crate::log::state::{Pair, PersonHead, RelationHot};
use crate::log::{budget, code, corrupt};
use crate::record::Person;
use kurier_policy::id::{BusinessId, PersonId, SenderId};
use kurier_policy::market::Market;
use kurier_policy::marks::Marks;
use kurier_policy::money::Currency;
use kurier_policy::reach::Reach;
use kurier_policy::spent::Spent;
use kurier_policy::time::Timestamp;
use tokio_postgres::Row as SqlRow;

/// Columns of a log row `l`, read by [`row_at`].
macro_rules! row_columns {
    () => {
        "l.person, l.seq, l.at, l.kind, l.business, l.sender, l.category, l.price, l.reply_to, \
         l.surcharge, l.price_kind"
    };
}
/// The column after [`row_columns`] that begin a row.
pub(super) const AFTER_ROW: usize = 11;
/// Columns of a whole log row `l`, read by [`full_at`].
macro_rules! full_columns {
    () => {
        "l.person, l.seq, l.at, l.kind, l.business, l.sender, l.category, l.price, l.reply_to, \
         l.surcharge, l.price_kind, l.body, l.evidence, l.opaque"
    };
}
/// The column after [`full_columns`] that begin a row.
pub(super) const AFTER_FULL: usize = 14;
/// Columns of a person `p` with her head `h`, read by [`person_at`].
macro_rules! person_columns {
    () => {
        "h.person, h.head, h.delivered, h.has_gone, p.name, p.language, p.market, p.phone, \
         p.created_at, h.budget, h.marketing"
    };
}
/// Columns of a relation `r` with its head `h`, read by [`relation_at`].
macro_rules! relation_columns {
    () => {
        "r.business, r.person, r.wa_id, r.user_id, r.blocked, r.withdrawn, r.permissions, \
         r.created_at, coalesce(h.window_until, 0), coalesce(h.greeting_until, 0), \
         coalesce(h.pair_tat, 0), coalesce(h.last_utility, 0), \
         coalesce(h.last_authentication, 0), coalesce(h.last_marketing, 0), \
         coalesce(h.last_sender, 0), coalesce(h.first, 0), coalesce(h.read, 0), \
         coalesce(h.read_by_business, 0), coalesce(h.counted_at, 0), coalesce(h.marketing, 0), \
         coalesce(h.notices, 0), coalesce(h.unanswered, 0), coalesce(h.answered_at, 0)"
    };
}
pub(super) use {full_columns, person_columns, relation_columns, row_columns};

/// A place in an inbox: stored as BIGINT, never above 2^32.
pub(super) fn place(number: i64) -> Work<u32> {
    Ok(u32::try_from(number).map_err(|_| corrupt("log", number, "no place of an inbox"))?)
}

/// Reads [`row_columns`] from column `at` on.
pub(super) fn row_at(row: &SqlRow, at: usize) -> Work<Row> {
    let (person, seq): (i64, i64) = (row.try_get(at)?, row.try_get(at + 1)?);
    let bad = |what| corrupt("log", format!("{person}/{seq}"), what);
    let kind = i64::from(row.try_get::<_, i16>(at + 3)?);
    let category = i64::from(row.try_get::<_, i16>(at + 6)?);
    Ok(Row {
        pos: 0,
        at: Timestamp(row.try_get(at + 2)?),
        kind: RowKind::from_code(kind).ok_or_else(|| bad("unknown kind of row"))?,
        person: PersonId(person),
        seq: place(seq)?,
        prev: 0,
        business: BusinessId(row.try_get(at + 4)?),
        sender: SenderId(row.try_get(at + 5)?),
        category: code::category(category).ok_or_else(|| bad("unknown category"))?,
        price: row.try_get(at + 7)?,
        surcharge: row.try_get(at + 9)?,
        price_kind: i64::from(row.try_get::<_, i16>(at + 10)?),
        reply_to: place(row.try_get(at + 8)?)?,
        sender_tat: Timestamp(0),
        pair_tat: Timestamp(0),
    })
}

/// Reads [`full_columns`] from column `at` on.
pub(super) fn full_at(row: &SqlRow, at: usize) -> Work<FullRow> {
    Ok(FullRow {
        row: row_at(row, at)?,
        price_kind: i64::from(row.try_get::<_, i16>(at + 10)?),
        body: row.try_get(at + 11)?,
        evidence: row.try_get(at + 12)?,
        opaque: row.try_get(at + 13)?,
    })
}

/// Columns of a refused message `f`, read by [`refused_at`].
macro_rules! refused_columns {
    () => {
        "f.business, f.seq, f.at, f.person, f.sender, f.category, f.address, f.evidence, f.opaque"
    };
}
pub(super) use refused_columns;

/// Reads [`refused_columns`] from column `at` on.
pub(super) fn refused_at(row: &SqlRow, at: usize) -> Work<FullRow> {
    let (business, seq): (i64, i64) = (row.try_get(at)?, row.try_get(at + 1)?);
    let bad = |what| corrupt("refused", format!("{business}/{seq}"), what);
    let category = i64::from(row.try_get::<_, i16>(at + 5)?);
    Ok(FullRow {
        row: Row {
            pos: 0,
            at: Timestamp(row.try_get(at + 2)?),
            kind: RowKind::Refused,
            person: PersonId(row.try_get(at + 3)?),
            seq: 0,
            prev: seq,
            business: BusinessId(business),
            sender: SenderId(row.try_get(at + 4)?),
            category: code::category(category).ok_or_else(|| bad("unknown category"))?,
            price: 0,
            surcharge: 0,
            price_kind: code::price_kind_code(code::FREE.kind),
            reply_to: 0,
            sender_tat: Timestamp(0),
            pair_tat: Timestamp(0),
        },
        price_kind: code::price_kind_code(code::FREE.kind),
        body: row.try_get(at + 6)?,
        evidence: row.try_get(at + 7)?,
        opaque: row.try_get(at + 8)?,
    })
}

/// Reads [`person_columns`].
pub(super) fn person_at(row: &SqlRow) -> Work<(Person, PersonHead)> {
    let id = PersonId(row.try_get(0)?);
    let head = PersonHead {
        head_pos: 0,
        head_seq: place(row.try_get(1)?)?,
        delivered_seq: place(row.try_get(2)?)?,
        has_gone: row.try_get(3)?,
        marketing: Marks(row.try_get(10)?),
    };
    Ok((person_from(row, id, 4)?, head))
}

/// A person from name, language, market, phone, time of coming and budget, from column `at` on.
pub(super) fn person_from(row: &SqlRow, id: PersonId, at: usize) -> Work<Person> {
    let market: &str = row.try_get(at + 2)?;
    let phone: Option<&str> = row.try_get(at + 3)?;
    Ok(Person {
        id,
        name: row.try_get(at)?,
        language: row.try_get(at + 1)?,
        market: Market::parse(market).ok_or_else(|| corrupt("person", id, "bad market"))?,
        phone: phone.map(|number| code::named("person", number)).transpose()?,
        created_at: Timestamp(row.try_get(at + 4)?),
        budget: budget::stored(id, row.try_get(at + 5)?)?,
    })
}

/// Reads [`relation_columns`].
pub(super) fn relation_at(row: &SqlRow) -> Work<(Pair, RelationCold, RelationHot)> {
    let pair: Pair = (BusinessId(row.try_get(0)?), PersonId(row.try_get(1)?));
    let wa_id: i64 = row.try_get(2)?;
    let cold = RelationCold {
        wa_id: wa_id.unsigned_abs(),
        user_id: row.try_get(3)?,
        blocked: row.try_get(4)?,
        barred: barred_from_bits(row.try_get(5)?),
        withdrawn: withdrawn_from_bits(row.try_get(5)?),
        created_at: Timestamp(row.try_get(7)?),
        permissions: code::from_json("relation", pair.1, row.try_get(6)?)?,
    };
    let hot = RelationHot {
        window_until: row.try_get(8)?,
        greeting_until: row.try_get(9)?,
        pair_tat: row.try_get(10)?,
        last_sent: [row.try_get(11)?, row.try_get(12)?, row.try_get(13)?],
        last_sender: row.try_get(14)?,
        first_seq: place(row.try_get(15)?)?,
        read_seq: place(row.try_get(16)?)?,
        business_read_seq: place(row.try_get(17)?)?,
        counted_at: row.try_get(18)?,
        marketing: Marks(row.try_get(19)?),
        notices: Marks(row.try_get(20)?),
        unanswered: place(row.try_get(21)?)?,
        answered_at: row.try_get(22)?,
    };
    Ok((pair, cold, hot))
}

/// Reads the columns of a business's head from column `at` on: business, currency, event, transfer,
/// prepaid, reserved, reach, owed, spent.
pub(super) fn head_at(row: &SqlRow, at: usize) -> Work<(BusinessId, BusinessHead)> {
    let business = BusinessId(row.try_get(at)?);
    let currency: &str = row.try_get(at + 1)?;
    let head = BusinessHead {
        currency: Currency::parse(currency)
            .ok_or_else(|| corrupt("business_head", business, "bad currency"))?,
        event: row.try_get(at + 2)?,
        transfer: row.try_get(at + 3)?,
        prepaid: row.try_get(at + 4)?,
        reserved: row.try_get(at + 5)?,
        reach: Reach::from_bytes(row.try_get(at + 6)?)
            .ok_or_else(|| corrupt("business_head", business, "bad reach"))?,
        owed: row.try_get(at + 7)?,
        spent: Spent::from_bytes(row.try_get(at + 8)?)
            .ok_or_else(|| corrupt("business_head", business, "bad counters of money"))?,
    };
    Ok((business, head))
}
