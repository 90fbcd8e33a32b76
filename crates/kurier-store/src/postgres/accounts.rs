//! Businesses, senders, tokens, people, devices.

use super::cold::NEXT_GENERATION;
use super::fault::{Work, conflict, is_taken};
use super::row::person_from;
use super::session::{BEGIN, COMMIT, Session, transact};
use super::{PostgresStore, fault::Fault};
use crate::log::{code, corrupt};
use crate::port::StoreError;
use crate::record::{Business, Device, Person, Sender, TokenRecord, Usage};
use kurier_policy::id::{AppId, BusinessId, DeviceId, PersonId, SenderId};
use kurier_policy::money::Currency;
use kurier_policy::reach::Reach;
use kurier_policy::spent::Spent;
use kurier_policy::standing::Standing;
use kurier_policy::time::Timestamp;
use tokio_postgres::Row;

pub(super) const BUSINESS: &str = "SELECT id, name, app, app_secret, currency, verified, suspended, \
     created_at, standing, access FROM business WHERE id = $1";
pub(super) const BUSINESS_OF_APP: &str = "SELECT id, name, app, app_secret, currency, verified, \
     suspended, created_at, standing, access FROM business WHERE app = $1";
pub(super) const BUSINESSES: &str = "SELECT id, name, app, app_secret, currency, verified, \
     suspended, created_at, standing, access FROM business WHERE id > $1 ORDER BY id LIMIT $2";
pub(super) const INSERT_BUSINESS: &str = "INSERT INTO business (id, name, app, app_secret, \
     currency, verified, suspended, created_at, standing, access) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
pub(super) const LOCK_STANDING: &str =
    "SELECT standing FROM business WHERE id = $1 FOR NO KEY UPDATE";
pub(super) const SET_STANDING: &str = "UPDATE business SET standing = $2 WHERE id = $1";
pub(super) const USAGE: &str = "SELECT b.standing, h.reach, \
     coalesce((SELECT tat FROM sender_head WHERE sender = $2), 0), h.spent, b.access FROM business b \
     JOIN business_head h ON h.business = b.id WHERE b.id = $1";
pub(super) const INSERT_BUSINESS_HEAD: &str =
    "INSERT INTO business_head (business, currency) VALUES ($1, $2)";
pub(super) const SENDER: &str = "SELECT id, business, display_number, name, registered, created_at, \
     deleted_at FROM sender WHERE id = $1";
pub(super) const SENDERS: &str = "SELECT id, business, display_number, name, registered, \
     created_at, deleted_at FROM sender WHERE business = $1 AND deleted_at IS NULL \
     ORDER BY created_at, id";
/// Also those that were removed.
pub(super) const EVER_SENDERS: &str = "SELECT id, business, display_number, name, registered, \
     created_at, deleted_at FROM sender WHERE business = $1 ORDER BY created_at, id";
pub(super) const INSERT_SENDER: &str = "INSERT INTO sender (id, business, display_number, name, \
     registered, created_at, deleted_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
pub(super) const TOKEN: &str =
    "SELECT hash, business, label, created_at, expires_at FROM token WHERE hash = $1";
pub(super) const INSERT_TOKEN: &str = "INSERT INTO token (hash, business, label, created_at, \
     expires_at) VALUES ($1, $2, $3, $4, $5)";
pub(super) const PERSON: &str = "SELECT p.name, p.language, p.market, p.phone, p.created_at, h.budget \
     FROM person p JOIN person_head h ON h.person = p.id WHERE p.id = $1";
pub(super) const INSERT_PERSON: &str = "INSERT INTO person (id, name, language, market, phone, \
     created_at) VALUES ($1, $2, $3, $4, $5, $6)";
pub(super) const INSERT_PERSON_HEAD: &str =
    "INSERT INTO person_head (person, budget) VALUES ($1, $2)";
pub(super) const RENAME_PERSON: &str = "UPDATE person SET name = $2 WHERE id = $1";
pub(super) const DEVICE: &str = "SELECT id, person, session_hash, label, created_at FROM device \
     WHERE session_hash = $1";
pub(super) const INSERT_DEVICE: &str = "INSERT INTO device (id, person, session_hash, label, \
     created_at) VALUES ($1, $2, $3, $4, $5)";
pub(super) const DELETE_DEVICE: &str = "DELETE FROM device WHERE session_hash = $1";
pub(super) const LOCK_PERSON: &str = "SELECT head FROM person_head WHERE person = $1 FOR UPDATE";
pub(super) const FORGET_PERSON: [&str; 5] = [
    "DELETE FROM relation_head WHERE person = $1",
    "DELETE FROM relation WHERE person = $1",
    "DELETE FROM device WHERE person = $1",
    "DELETE FROM person_head WHERE person = $1",
    "DELETE FROM person WHERE id = $1",
];

pub(super) fn business_at(row: &Row) -> Work<Business> {
    let id: i64 = row.try_get(0)?;
    Ok(Business {
        id: BusinessId(id),
        name: row.try_get(1)?,
        app: AppId(row.try_get(2)?),
        app_secret: row.try_get(3)?,
        currency: Currency::parse(row.try_get(4)?)
            .ok_or_else(|| corrupt("business", id, "bad currency"))?,
        verified: row.try_get(5)?,
        suspended: row.try_get(6)?,
        created_at: Timestamp(row.try_get(7)?),
        standing: code::from_json("business", id, row.try_get(8)?)?,
        access: super::pilot::access_at(row, 9)?.map(Box::new),
    })
}

pub(super) fn sender_at(row: &Row) -> Work<Sender> {
    Ok(Sender {
        id: SenderId(row.try_get(0)?),
        business: BusinessId(row.try_get(1)?),
        display_number: code::named("sender", row.try_get(2)?)?,
        name: row.try_get(3)?,
        registered: row.try_get(4)?,
        created_at: Timestamp(row.try_get(5)?),
        deleted_at: row.try_get::<_, Option<i64>>(6)?.map(Timestamp),
    })
}

pub(super) fn hash_at(row: &Row, at: usize, table: &'static str) -> Work<[u8; 32]> {
    let bytes: &[u8] = row.try_get(at)?;
    Ok(bytes.try_into().map_err(|_| corrupt(table, "", "a hash has 32 bytes"))?)
}

pub(super) fn token_at(row: &Row) -> Work<TokenRecord> {
    Ok(TokenRecord {
        hash: hash_at(row, 0, "token")?,
        business: BusinessId(row.try_get(1)?),
        label: row.try_get(2)?,
        created_at: Timestamp(row.try_get(3)?),
        expires_at: row.try_get::<_, Option<i64>>(4)?.map(Timestamp),
    })
}

pub(super) fn device_at(row: &Row) -> Work<Device> {
    Ok(Device {
        id: DeviceId(row.try_get(0)?),
        person: PersonId(row.try_get(1)?),
        session_hash: hash_at(row, 2, "device")?,
        label: row.try_get(3)?,
        created_at: Timestamp(row.try_get(4)?),
    })
}

pub(super) async fn business(session: &Session, id: BusinessId) -> Work<Option<Business>> {
    session.one(BUSINESS, &[&id.0]).await?.as_ref().map(business_at).transpose()
}

pub(super) async fn business_of_app(session: &Session, app: AppId) -> Work<Option<Business>> {
    session.one(BUSINESS_OF_APP, &[&app.0]).await?.as_ref().map(business_at).transpose()
}

pub(super) async fn businesses(
    session: &Session,
    after: Option<BusinessId>,
    limit: u32,
) -> Work<Vec<Business>> {
    let after = after.map_or(i64::MIN, |id| id.0);
    let rows = session.query(BUSINESSES, &[&after, &i64::from(limit)]).await?;
    rows.iter().map(business_at).collect()
}

pub(super) async fn sender(session: &Session, id: SenderId) -> Work<Option<Sender>> {
    session.one(SENDER, &[&id.0]).await?.as_ref().map(sender_at).transpose()
}

pub(super) async fn senders(session: &Session, business: BusinessId) -> Work<Vec<Sender>> {
    session.query(SENDERS, &[&business.0]).await?.iter().map(sender_at).collect()
}

/// Also those that were removed.
pub(super) async fn ever_senders(session: &Session, business: BusinessId) -> Work<Vec<Sender>> {
    session.query(EVER_SENDERS, &[&business.0]).await?.iter().map(sender_at).collect()
}

pub(super) async fn token(session: &Session, hash: [u8; 32]) -> Work<Option<TokenRecord>> {
    session.one(TOKEN, &[&&hash[..]]).await?.as_ref().map(token_at).transpose()
}

pub(super) async fn person(session: &Session, id: PersonId) -> Work<Option<Person>> {
    let found = session.one(PERSON, &[&id.0]).await?;
    found.map(|row| person_from(&row, id, 0)).transpose()
}

pub(super) async fn device(session: &Session, hash: [u8; 32]) -> Work<Option<Device>> {
    session.one(DEVICE, &[&&hash[..]]).await?.as_ref().map(device_at).transpose()
}

pub(super) async fn create_business(
    store: &PostgresStore,
    business: &Business,
    first: &Sender,
) -> Work<()> {
    if first.business != business.id {
        return Err(StoreError::Conflict("the sender belongs to another business").into());
    }
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        insert_business(session, business).await.map_err(taken("business"))?;
        insert_sender(session, first).await.map_err(taken("sender"))?;
        session.run(NEXT_GENERATION, &[]).await?;
        session.batch(COMMIT).await
    })
}

pub(super) fn taken(what: &'static str) -> impl Fn(Fault) -> Fault {
    move |fault| match fault {
        Fault::Sql(error) if is_taken(&error) => conflict(what)(error),
        other => other,
    }
}

pub(super) async fn insert_business(session: &Session, business: &Business) -> Work<()> {
    let currency = business.currency.code();
    let standing = code::to_json(&business.standing)?;
    let access = business.access.as_ref().map(code::to_json).transpose()?;
    session
        .run(
            INSERT_BUSINESS,
            &[
                &business.id.0,
                &business.name,
                &business.app.0,
                &business.app_secret,
                &currency,
                &business.verified,
                &business.suspended,
                &business.created_at.0,
                &standing,
                &access,
            ],
        )
        .await?;
    session.run(INSERT_BUSINESS_HEAD, &[&business.id.0, &currency]).await?;
    Ok(())
}

pub(super) async fn insert_sender(session: &Session, sender: &Sender) -> Work<()> {
    session
        .run(
            INSERT_SENDER,
            &[
                &sender.id.0,
                &sender.business.0,
                &sender.display_number.digits(),
                &sender.name,
                &sender.registered,
                &sender.created_at.0,
                &sender.deleted_at.map(|at| at.0),
            ],
        )
        .await?;
    Ok(())
}

pub(super) async fn create_token(session: &Session, token: &TokenRecord) -> Work<()> {
    if session.one(BUSINESS, &[&token.business.0]).await?.is_none() {
        return Err(StoreError::NotFound("business").into());
    }
    let expires_at = token.expires_at.map(|at| at.0);
    session
        .run(
            INSERT_TOKEN,
            &[&&token.hash[..], &token.business.0, &token.label, &token.created_at.0, &expires_at],
        )
        .await
        .map_err(taken("token"))?;
    Ok(())
}

pub(super) async fn create_person(
    store: &PostgresStore,
    person: &Person,
    device: &Device,
) -> Work<()> {
    if device.person != person.id {
        return Err(StoreError::Conflict("the device belongs to another person").into());
    }
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        insert_person(session, person).await.map_err(taken("person"))?;
        insert_device(session, device).await.map_err(taken("device"))?;
        session.batch(COMMIT).await
    })
}

pub(super) async fn insert_person(session: &Session, person: &Person) -> Work<()> {
    let phone = person.phone.as_ref().map(kurier_policy::phone::PhoneNumber::digits);
    session
        .run(
            INSERT_PERSON,
            &[
                &person.id.0,
                &person.name,
                &person.language,
                &person.market.code(),
                &phone,
                &person.created_at.0,
            ],
        )
        .await?;
    let budget = crate::log::budget::text(&person.budget)?;
    session.run(INSERT_PERSON_HEAD, &[&person.id.0, &budget]).await?;
    Ok(())
}

pub(super) async fn insert_device(session: &Session, device: &Device) -> Work<()> {
    session
        .run(
            INSERT_DEVICE,
            &[
                &device.id.0,
                &device.person.0,
                &&device.session_hash[..],
                &device.label,
                &device.created_at.0,
            ],
        )
        .await?;
    Ok(())
}

pub(super) async fn create_device(session: &Session, device: &Device) -> Work<()> {
    if session.one(PERSON, &[&device.person.0]).await?.is_none() {
        return Err(StoreError::NotFound("person").into());
    }
    insert_device(session, device).await.map_err(taken("device"))
}

pub(super) async fn delete_device(session: &Session, hash: [u8; 32]) -> Work<()> {
    let gone = session.run(DELETE_DEVICE, &[&&hash[..]]).await?;
    if gone == 0 { Err(StoreError::NotFound("device").into()) } else { Ok(()) }
}

/// Takes back a person who has no entry, so nobody was told of her.
pub(super) async fn forget_person(store: &PostgresStore, person: PersonId) -> Work<()> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let row = session.one(LOCK_PERSON, &[&person.0]).await?;
        let head: i64 = row.ok_or(StoreError::NotFound("person"))?.try_get(0)?;
        if head > 0 {
            return Err(StoreError::Conflict("this person has entries").into());
        }
        for sql in FORGET_PERSON {
            session.run(sql, &[&person.0]).await?;
        }
        session.batch(COMMIT).await
    })
}

pub(super) async fn rename_person(session: &Session, person: PersonId, name: &str) -> Work<()> {
    let changed = session.run(RENAME_PERSON, &[&person.0, &name]).await?;
    if changed == 0 { Err(StoreError::NotFound("person").into()) } else { Ok(()) }
}

pub(super) async fn usage(
    session: &Session,
    id: BusinessId,
    sender: Option<SenderId>,
) -> Work<Usage> {
    let sender = sender.map_or(0, |sender| sender.0);
    let row =
        session.one(USAGE, &[&id.0, &sender]).await?.ok_or(StoreError::NotFound("business"))?;
    let standing: Standing = code::from_json("business", id, row.try_get(0)?)?;
    let reach = Reach::from_bytes(row.try_get(1)?)
        .ok_or_else(|| corrupt("business_head", id, "bad reach"))?;
    let limits = super::templates::limits(session).await?;
    let throughput_tat = Timestamp(row.try_get(2)?);
    let spent = Spent::from_bytes(row.try_get(3)?)
        .ok_or_else(|| corrupt("business_head", id, "bad counters of money"))?;
    let access = super::pilot::access_at(&row, 4)?.map(Box::new);
    Ok(Usage { standing, reach, spent, limits: limits.of(standing), throughput_tat, access })
}

pub(super) async fn set_standing(
    store: &PostgresStore,
    id: BusinessId,
    was: &Standing,
    standing: &Standing,
) -> Work<()> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let row = session.one(LOCK_STANDING, &[&id.0]).await?;
        let row = row.ok_or(StoreError::NotFound("business"))?;
        let known: Standing = code::from_json("business", id, row.try_get(0)?)?;
        if known != *was {
            return Err(StoreError::Conflict("standing").into());
        }
        session.run(SET_STANDING, &[&id.0, &code::to_json(standing)?]).await?;
        session.run(NEXT_GENERATION, &[]).await?;
        session.batch(COMMIT).await
    })?;
    store.lookups.forget_all();
    Ok(())
}
