//! Templates, rate cards and the installation's settings.

use super::PostgresStore;
use super::cold::NEXT_GENERATION;
use super::fault::{Fault, Work, conflict};
use super::fingerprints;
use super::session::{BEGIN, COMMIT, Given, Session, transact};
use crate::log::money::in_force;
use crate::log::template::{check_room, check_same, is_far};
use crate::log::{code, corrupt};
use crate::port::StoreError;
use kurier_policy::event::TemplateEvent;
use kurier_policy::id::{BusinessId, TemplateId};
use kurier_policy::pricing::RateCard;
use kurier_policy::rate::Limits;
use kurier_policy::template::lifecycle::{Room, frees_name};
use kurier_policy::template::{Template, TemplateStatus};
use kurier_policy::time::{HOUR_S, Timestamp};
use serde::de::DeserializeOwned;

pub(super) const TEMPLATE: &str = "SELECT id, document FROM template WHERE id = $1";
pub(super) const LOCK_TEMPLATE: &str = "SELECT id, document FROM template WHERE id = $1 FOR UPDATE";
pub(super) const TEMPLATE_NAMED: &str =
    "SELECT id, document FROM template WHERE business = $1 AND name = $2 AND language = $3";
pub(super) const TEMPLATES: &str =
    "SELECT id, document FROM template WHERE business = $1 AND id > $2 ORDER BY id LIMIT $3";
pub(super) const TEMPLATES_NAMED: &str = "SELECT id, document FROM template \
     WHERE business = $1 AND name = $2 ORDER BY language LIMIT $3";
pub(super) const LOCK_NAMED: &str = "SELECT id, document FROM template \
     WHERE business = $1 AND name = $2 AND language = $3 FOR UPDATE";
/// One call at a time counts what its business has.
pub(super) const LOCK_OWNER: &str = "SELECT verified FROM business WHERE id = $1 FOR NO KEY UPDATE";
pub(super) const COUNT: &str = "SELECT count(*) FROM template WHERE business = $1";
/// Made since then, names, and whether this is one of them.
pub(super) const ROOM: &str = "SELECT \
     count(*) FILTER (WHERE (document::jsonb #>> '{life,created_at}')::bigint > $2), \
     count(DISTINCT name) FILTER (WHERE document::jsonb ->> 'status' <> 'DELETED'), \
     count(*) FILTER (WHERE document::jsonb ->> 'status' <> 'DELETED' AND name = $3) > 0 \
     FROM template WHERE business = $1";
pub(super) const DELETE_TEMPLATE: &str = "DELETE FROM template WHERE id = $1";
pub(super) const NEXT_EVENT: &str =
    "UPDATE business_head SET event = event + 1 WHERE business = $1 RETURNING event";
pub(super) const INSERT_TEMPLATE_EVENT: &str = "INSERT INTO event (business, seq, at, kind, \
     status, person, message, answered, detail) VALUES ($1, $2, $3, 4, 0, 0, 0, 0, $4)";
pub(super) const INSERT_TEMPLATE: &str =
    "INSERT INTO template (id, business, name, language, document) VALUES ($1, $2, $3, $4, $5)";
pub(super) const SET_TEMPLATE: &str = "UPDATE template SET document = $2 WHERE id = $1";
pub(super) const RATE_CARDS: &str =
    "SELECT version, document FROM rate_card ORDER BY valid_from, version";
pub(super) const INSERT_RATE_CARD: &str =
    "INSERT INTO rate_card (version, valid_from, document) VALUES ($1, $2, $3)";
pub(super) const SETTING: &str = "SELECT 0::bigint, value FROM setting WHERE name = $1";
pub(super) const PUT_SETTING: &str = "INSERT INTO setting (name, value) VALUES ($1, $2) \
     ON CONFLICT (name) DO UPDATE SET value = excluded.value";
pub(super) const FIRST_SETTING: &str =
    "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING";
pub(super) const SECRET: &str = "SELECT value FROM secret WHERE name = $1";
pub(super) const INSERT_SECRET: &str =
    "INSERT INTO secret (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING";

const LIMITS: &str = "limits";

async fn documents<T: DeserializeOwned>(
    session: &Session,
    table: &'static str,
    sql: &'static str,
    given: Given<'_>,
) -> Work<Vec<T>> {
    let mut found = Vec::new();
    for row in &session.query(sql, given).await? {
        let id: i64 = row.try_get(0)?;
        found.push(code::from_json(table, id, row.try_get(1)?)?);
    }
    Ok(found)
}

pub(super) async fn template(session: &Session, id: TemplateId) -> Work<Option<Template>> {
    Ok(documents(session, "template", TEMPLATE, &[&id.0]).await?.pop())
}

pub(super) async fn template_named(
    session: &Session,
    business: BusinessId,
    name: &str,
    language: &str,
) -> Work<Option<Template>> {
    let given: Given<'_> = &[&business.0, &name, &language];
    Ok(documents(session, "template", TEMPLATE_NAMED, given).await?.pop())
}

pub(super) async fn templates(
    session: &Session,
    business: BusinessId,
    after: Option<TemplateId>,
    limit: u32,
) -> Work<Vec<Template>> {
    let after = after.map_or(i64::MIN, |id| id.0);
    let given: Given<'_> = &[&business.0, &after, &i64::from(limit)];
    documents(session, "template", TEMPLATES, given).await
}

async fn room(session: &Session, new: &Template) -> Work<Room> {
    let owner = session.one(LOCK_OWNER, &[&new.business.0]).await?;
    let is_verified = owner.ok_or(StoreError::NotFound("business"))?.try_get(0)?;
    let counted = |row: Option<tokio_postgres::Row>| {
        row.ok_or_else(|| corrupt("template", new.business, "no number"))
    };
    let all = counted(session.one(COUNT, &[&new.business.0]).await?)?;
    // With few templates no limit can be reached, and none is read.
    if is_far(all.try_get(0)?) {
        return Ok(Room { is_verified, ..Room::default() });
    }
    let since = new.updated_at.plus_s(-HOUR_S).0;
    let row = counted(session.one(ROOM, &[&new.business.0, &since, &new.name]).await?)?;
    let number = |at: usize| -> Work<usize> {
        Ok(usize::try_from(row.try_get::<_, i64>(at)?).unwrap_or(usize::MAX))
    };
    Ok(Room { is_verified, made: number(0)?, names: number(1)?, is_named: row.try_get(2)? })
}

pub(super) async fn create_template(store: &PostgresStore, template: &Template) -> Work<()> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        check_room(room(session, template).await?)?;
        let named: Given<'_> = &[&template.business.0, &template.name, &template.language];
        let former = documents::<Template>(session, "template", LOCK_NAMED, named).await?.pop();
        if let Some(former) = former.filter(|former| frees_name(former, template.updated_at)) {
            session.run(DELETE_TEMPLATE, &[&former.id.0]).await?;
            fingerprints::forget(session, former.id).await?;
        }
        insert_template(session, template).await.map_err(taken("template"))?;
        session.run(NEXT_GENERATION, &[]).await?;
        session.batch(COMMIT).await
    })
}

fn taken(what: &'static str) -> impl Fn(Fault) -> Fault {
    move |fault| match fault {
        Fault::Sql(error) => conflict(what)(error),
        other => other,
    }
}

pub(super) async fn insert_template(session: &Session, template: &Template) -> Work<()> {
    let document = code::to_json(template)?;
    let given: Given<'_> =
        &[&template.id.0, &template.business.0, &template.name, &template.language, &document];
    session.run(INSERT_TEMPLATE, given).await?;
    fingerprints::put(session, template).await
}

pub(super) async fn templates_with_name(
    session: &Session,
    business: BusinessId,
    name: &str,
    limit: u32,
) -> Work<Vec<Template>> {
    let given: Given<'_> = &[&business.0, &name, &i64::from(limit)];
    documents(session, "template", TEMPLATES_NAMED, given).await
}

pub(super) async fn change_templates(
    store: &PostgresStore,
    business: BusinessId,
    changed: &[Template],
    told: &[TemplateEvent],
    now: Timestamp,
) -> Work<Vec<Template>> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let mut written = changed.to_vec();
        // In one order, so that two changes of the same templates wait for each other and no more.
        written.sort_by_key(|template| template.id);
        for new in &mut written {
            let found = documents(session, "template", LOCK_TEMPLATE, &[&new.id.0]).await?.pop();
            let stored: Template = found.ok_or(StoreError::NotFound("template"))?;
            check_same(&stored, new, business)?;
            new.life.revision = new.life.revision.saturating_add(1);
            session.run(SET_TEMPLATE, &[&new.id.0, &code::to_json(new)?]).await?;
            if stored.parts != new.parts {
                fingerprints::put(session, new).await?;
            }
        }
        for event in told {
            tell(session, business, event, now).await?;
        }
        session.run(NEXT_GENERATION, &[]).await?;
        session.batch(COMMIT).await?;
        let place = |template: &Template| changed.iter().position(|one| one.id == template.id);
        written.sort_by_key(place);
        Ok(written)
    })
}

async fn tell(
    session: &Session,
    business: BusinessId,
    event: &TemplateEvent,
    now: Timestamp,
) -> Work<()> {
    let row = session.one(NEXT_EVENT, &[&business.0]).await?;
    let seq: i64 = row.ok_or(StoreError::NotFound("business"))?.try_get(0)?;
    let given: Given<'_> = &[&business.0, &seq, &now.0, &code::to_json(event)?];
    session.run(INSERT_TEMPLATE_EVENT, given).await?;
    Ok(())
}

pub(super) async fn set_template_status(
    store: &PostgresStore,
    id: TemplateId,
    status: TemplateStatus,
    reason: Option<String>,
    now: Timestamp,
) -> Work<Template> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let found = documents(session, "template", LOCK_TEMPLATE, &[&id.0]).await?.pop();
        let mut template: Template = found.ok_or(StoreError::NotFound("template"))?;
        template.status = status;
        template.rejected_reason.clone_from(&reason);
        template.updated_at = now;
        session.run(SET_TEMPLATE, &[&id.0, &code::to_json(&template)?]).await?;
        session.run(NEXT_GENERATION, &[]).await?;
        session.batch(COMMIT).await?;
        Ok(template)
    })
}

/// All rate cards, oldest first.
pub(super) async fn rate_cards(session: &Session) -> Work<Vec<RateCard>> {
    documents(session, "rate_card", RATE_CARDS, &[]).await
}

pub(super) async fn add_rate_card(store: &PostgresStore, card: &RateCard) -> Work<()> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let known = rate_cards(session).await?;
        let newest = known.iter().map(|known| known.version).max().unwrap_or(0);
        if card.version != newest.saturating_add(1) {
            return Err(StoreError::Conflict("versions of the rate card rise by one").into());
        }
        insert_rate_card(session, card).await.map_err(taken("rate card"))?;
        session.run(NEXT_GENERATION, &[]).await?;
        session.batch(COMMIT).await
    })
}

pub(super) async fn insert_rate_card(session: &Session, card: &RateCard) -> Work<()> {
    let document = code::to_json(card)?;
    let version = i64::from(card.version);
    session.run(INSERT_RATE_CARD, &[&version, &card.valid_from.0, &document]).await?;
    Ok(())
}

pub(super) async fn rate_card(session: &Session, now: Timestamp) -> Work<RateCard> {
    let cards = rate_cards(session).await?;
    Ok(in_force(&cards, now).ok_or(StoreError::NotFound("rate card"))?.clone())
}

pub(super) async fn limits(session: &Session) -> Work<Limits> {
    let found = documents(session, "setting", SETTING, &[&LIMITS]).await?.pop();
    Ok(found.unwrap_or_default())
}

/// The rates of a new installation; an older one keeps its own.
pub(super) async fn first_limits(session: &Session, limits: &Limits) -> Work<()> {
    session.run(FIRST_SETTING, &[&LIMITS, &code::to_json(limits)?]).await?;
    Ok(())
}

pub(super) async fn set_limits(store: &PostgresStore, limits: &Limits) -> Work<()> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        put_limits(session, limits).await?;
        session.run(NEXT_GENERATION, &[]).await?;
        session.batch(COMMIT).await
    })
}

pub(super) async fn put_limits(session: &Session, limits: &Limits) -> Work<()> {
    session.run(PUT_SETTING, &[&LIMITS, &code::to_json(limits)?]).await?;
    Ok(())
}

pub(super) async fn keep_secret(session: &Session, name: &str, value: &[u8]) -> Work<Vec<u8>> {
    session.run(INSERT_SECRET, &[&name, &value]).await?;
    let row = session.one(SECRET, &[&name]).await?;
    Ok(row.ok_or(StoreError::NotFound("secret"))?.try_get(0)?)
}
