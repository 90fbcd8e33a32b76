//! Businesses, senders, tokens, people, devices.

use super::fault::{Work, conflict};
use super::tx::Tx;
use crate::log::corrupt;
use crate::log::state::Heads;
use crate::log::{budget, code};
use crate::port::StoreError;
use crate::record::{Business, Device, Person, Sender, TokenRecord};
use kurier_policy::id::{AppId, BusinessId, DeviceId, PersonId, SenderId};
use kurier_policy::market::Market;
use kurier_policy::money::Currency;
use kurier_policy::standing::Standing;
use kurier_policy::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

pub(super) const BUSINESS: &str = "SELECT id, name, app, app_secret, currency, verified, suspended, \
     created_at, standing, access FROM business WHERE id = ?1";
pub(super) const BUSINESS_OF_APP: &str = "SELECT id FROM business WHERE app = ?1";
pub(super) const BUSINESSES: &str = "SELECT id, name, app, app_secret, currency, verified, \
     suspended, created_at, standing, access FROM business WHERE id > ?1 ORDER BY id LIMIT ?2";
pub(super) const INSERT_BUSINESS: &str = "INSERT INTO business (id, name, app, app_secret, \
     currency, verified, suspended, created_at, standing, access) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
pub(super) const SET_STANDING: &str = "UPDATE business SET standing = ?2 WHERE id = ?1";
pub(super) const SENDER: &str = "SELECT id, business, display_number, name, registered, created_at, \
     deleted_at FROM sender WHERE id = ?1";
pub(super) const SENDERS: &str = "SELECT id, business, display_number, name, registered, \
     created_at, deleted_at FROM sender WHERE business = ?1 AND deleted_at IS NULL \
     ORDER BY created_at, id";
/// Also those that were removed.
pub(super) const EVER_SENDERS: &str = "SELECT id, business, display_number, name, registered, \
     created_at, deleted_at FROM sender WHERE business = ?1 ORDER BY created_at, id";
pub(super) const INSERT_SENDER: &str = "INSERT INTO sender (id, business, display_number, name, \
     registered, created_at, deleted_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
pub(super) const TOKEN: &str =
    "SELECT hash, business, label, created_at, expires_at FROM token WHERE hash = ?1";
pub(super) const INSERT_TOKEN: &str = "INSERT INTO token (hash, business, label, created_at, \
     expires_at) VALUES (?1, ?2, ?3, ?4, ?5)";
pub(super) const PERSON: &str =
    "SELECT id, name, language, market, phone, created_at, budget FROM person WHERE id = ?1";
pub(super) const PERSON_OF_PHONE: &str = "SELECT id FROM person WHERE phone = ?1";
pub(super) const INSERT_PERSON: &str = "INSERT INTO person (id, name, language, market, phone, \
     created_at, budget) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
pub(super) const RENAME_PERSON: &str = "UPDATE person SET name = ?2 WHERE id = ?1";
pub(super) const DEVICE: &str = "SELECT id, person, session_hash, label, created_at FROM device \
     WHERE session_hash = ?1";
pub(super) const INSERT_DEVICE: &str = "INSERT INTO device (id, person, session_hash, label, \
     created_at) VALUES (?1, ?2, ?3, ?4, ?5)";
pub(super) const SESSIONS_OF: &str = "SELECT session_hash FROM device WHERE person = ?1";
pub(super) const FORGET_PERSON: [&str; 3] = [
    "DELETE FROM relation WHERE person = ?1",
    "DELETE FROM device WHERE person = ?1",
    "DELETE FROM person WHERE id = ?1",
];
pub(super) const DELETE_DEVICE: &str = "DELETE FROM device WHERE session_hash = ?1";

fn read_business(row: &Row<'_>) -> Work<Business> {
    let id: i64 = row.get(0)?;
    let currency: String = row.get(4)?;
    Ok(Business {
        id: BusinessId(id),
        name: row.get(1)?,
        app: AppId(row.get(2)?),
        app_secret: row.get(3)?,
        currency: Currency::parse(&currency)
            .ok_or_else(|| corrupt("business", id, "bad currency"))?,
        verified: row.get(5)?,
        suspended: row.get(6)?,
        created_at: Timestamp(row.get(7)?),
        standing: code::from_json("business", id, &row.get::<_, String>(8)?)?,
        access: row
            .get::<_, Option<String>>(9)?
            .map(|text| code::from_json("business", id, &text))
            .transpose()?,
    })
}

pub(super) fn read_sender(row: &Row<'_>) -> Work<Sender> {
    Ok(Sender {
        id: SenderId(row.get(0)?),
        business: BusinessId(row.get(1)?),
        display_number: code::named("sender", &row.get::<_, String>(2)?)?,
        name: row.get(3)?,
        registered: row.get(4)?,
        created_at: Timestamp(row.get(5)?),
        deleted_at: row.get::<_, Option<i64>>(6)?.map(Timestamp),
    })
}

pub(super) fn business(conn: &Connection, id: BusinessId) -> Work<Option<Business>> {
    let mut statement = conn.prepare_cached(BUSINESS)?;
    let mut rows = statement.query([id.0])?;
    rows.next()?.map(read_business).transpose()
}

pub(super) fn business_of_app(conn: &Connection, app: AppId) -> Work<Option<BusinessId>> {
    let mut statement = conn.prepare_cached(BUSINESS_OF_APP)?;
    Ok(statement.query_row([app.0], |row| row.get(0)).optional()?.map(BusinessId))
}

pub(super) fn businesses(
    conn: &Connection,
    after: Option<BusinessId>,
    limit: u32,
) -> Work<Vec<Business>> {
    let mut statement = conn.prepare_cached(BUSINESSES)?;
    let mut rows = statement.query((after.map_or(i64::MIN, |id| id.0), limit))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read_business(row)?);
    }
    Ok(found)
}

pub(super) fn sender(conn: &Connection, id: SenderId) -> Work<Option<Sender>> {
    let mut statement = conn.prepare_cached(SENDER)?;
    let mut rows = statement.query([id.0])?;
    rows.next()?.map(read_sender).transpose()
}

pub(super) fn senders(conn: &Connection, business: BusinessId) -> Work<Vec<Sender>> {
    senders_by(conn, SENDERS, business)
}

/// Also those that were removed.
pub(super) fn ever_senders(conn: &Connection, business: BusinessId) -> Work<Vec<Sender>> {
    senders_by(conn, EVER_SENDERS, business)
}

fn senders_by(conn: &Connection, sql: &str, business: BusinessId) -> Work<Vec<Sender>> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([business.0])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read_sender(row)?);
    }
    Ok(found)
}

pub(super) fn token(conn: &Connection, hash: [u8; 32]) -> Work<Option<TokenRecord>> {
    let mut statement = conn.prepare_cached(TOKEN)?;
    let read = |row: &Row<'_>| {
        Ok(TokenRecord {
            hash: row.get(0)?,
            business: BusinessId(row.get(1)?),
            label: row.get(2)?,
            created_at: Timestamp(row.get(3)?),
            expires_at: row.get::<_, Option<i64>>(4)?.map(Timestamp),
        })
    };
    Ok(statement.query_row([&hash[..]], read).optional()?)
}

pub(super) fn person(conn: &Connection, id: PersonId) -> Work<Option<Person>> {
    let mut statement = conn.prepare_cached(PERSON)?;
    let mut rows = statement.query([id.0])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let market: String = row.get(3)?;
    let phone: Option<String> = row.get(4)?;
    Ok(Some(Person {
        id,
        name: row.get(1)?,
        language: row.get(2)?,
        market: Market::parse(&market).ok_or_else(|| corrupt("person", id, "bad market"))?,
        phone: phone.as_deref().map(|number| code::named("person", number)).transpose()?,
        created_at: Timestamp(row.get(5)?),
        budget: budget::stored(id, row.get::<_, Option<String>>(6)?.as_deref())?,
    }))
}

pub(super) fn device(conn: &Connection, session_hash: [u8; 32]) -> Work<Option<Device>> {
    let mut statement = conn.prepare_cached(DEVICE)?;
    let read = |row: &Row<'_>| {
        Ok(Device {
            id: DeviceId(row.get(0)?),
            person: PersonId(row.get(1)?),
            session_hash: row.get(2)?,
            label: row.get(3)?,
            created_at: Timestamp(row.get(4)?),
        })
    };
    Ok(statement.query_row([&session_hash[..]], read).optional()?)
}

pub(super) fn create_business(tx: &mut Tx<'_>, business: &Business, first: &Sender) -> Work<()> {
    if first.business != business.id {
        return Err(StoreError::Conflict("the sender belongs to another business").into());
    }
    tx.cold.touch();
    tx.conn
        .prepare_cached(INSERT_BUSINESS)?
        .execute(params![
            business.id.0,
            business.name,
            business.app.0,
            business.app_secret,
            business.currency.code(),
            business.verified,
            business.suspended,
            business.created_at.0,
            code::to_json(&business.standing)?,
            business.access.as_ref().map(code::to_json).transpose()?,
        ])
        .map_err(conflict("business"))?;
    insert_sender(tx.conn, first).map_err(conflict("sender"))?;
    Ok(())
}

pub(super) fn insert_sender(conn: &Connection, sender: &Sender) -> rusqlite::Result<()> {
    let given = params![
        sender.id.0,
        sender.business.0,
        sender.display_number.digits(),
        sender.name,
        sender.registered,
        sender.created_at.0,
        sender.deleted_at.map(|at| at.0),
    ];
    conn.prepare_cached(INSERT_SENDER)?.execute(given).map(drop)
}

pub(super) fn create_token(tx: &mut Tx<'_>, token: &TokenRecord) -> Work<()> {
    tx.business(token.business)?.ok_or(StoreError::NotFound("business"))?;
    tx.conn
        .prepare_cached(INSERT_TOKEN)?
        .execute(params![
            &token.hash[..],
            token.business.0,
            token.label,
            token.created_at.0,
            token.expires_at.map(|at| at.0),
        ])
        .map_err(conflict("token"))?;
    Ok(())
}

pub(super) fn create_person(tx: &mut Tx<'_>, person: &Person, device: &Device) -> Work<()> {
    if device.person != person.id {
        return Err(StoreError::Conflict("the device belongs to another person").into());
    }
    tx.cold.touch();
    let phone = person.phone.as_ref().map(kurier_policy::phone::PhoneNumber::digits);
    tx.conn
        .prepare_cached(INSERT_PERSON)?
        .execute(params![
            person.id.0,
            person.name,
            person.language,
            person.market.code(),
            phone,
            person.created_at.0,
            budget::text(&person.budget)?,
        ])
        .map_err(conflict("person"))?;
    create_device(tx, device)
}

/// Takes back a person who has no entry, so nobody was told of her; answers her sessions.
pub(super) fn forget_person(tx: &mut Tx<'_>, person: PersonId) -> Work<Vec<[u8; 32]>> {
    tx.person_cold(person)?.ok_or(StoreError::NotFound("person"))?;
    if Heads::person(tx, person).head_seq > 0 {
        return Err(StoreError::Conflict("this person has entries").into());
    }
    let mut statement = tx.conn.prepare_cached(SESSIONS_OF)?;
    let sessions = statement.query_map([person.0], |row| row.get(0))?.collect::<Result<_, _>>()?;
    tx.cold.forget_all();
    for sql in FORGET_PERSON {
        tx.conn.prepare_cached(sql)?.execute([person.0])?;
    }
    Ok(sessions)
}

pub(super) fn create_device(tx: &mut Tx<'_>, device: &Device) -> Work<()> {
    tx.person_cold(device.person)?.ok_or(StoreError::NotFound("person"))?;
    tx.conn
        .prepare_cached(INSERT_DEVICE)?
        .execute(params![
            device.id.0,
            device.person.0,
            &device.session_hash[..],
            device.label,
            device.created_at.0,
        ])
        .map_err(conflict("device"))?;
    Ok(())
}

pub(super) fn delete_device(tx: &mut Tx<'_>, session_hash: [u8; 32]) -> Work<()> {
    let gone = tx.conn.prepare_cached(DELETE_DEVICE)?.execute([&session_hash[..]])?;
    if gone == 0 { Err(StoreError::NotFound("device").into()) } else { Ok(()) }
}

pub(super) fn rename_person(tx: &mut Tx<'_>, person: PersonId, name: &str) -> Work<()> {
    tx.cold.touch();
    tx.cold.persons.remove(&person);
    let changed = tx.conn.prepare_cached(RENAME_PERSON)?.execute((person.0, name))?;
    if changed == 0 { Err(StoreError::NotFound("person").into()) } else { Ok(()) }
}

pub(super) fn set_standing(
    tx: &mut Tx<'_>,
    id: BusinessId,
    was: &Standing,
    standing: &Standing,
) -> Work<()> {
    let known = business(tx.conn, id)?.ok_or(StoreError::NotFound("business"))?;
    if known.standing != *was {
        return Err(StoreError::Conflict("standing").into());
    }
    tx.cold.touch();
    tx.cold.forget_business(id);
    tx.conn.prepare_cached(SET_STANDING)?.execute((id.0, code::to_json(standing)?))?;
    Ok(())
}
