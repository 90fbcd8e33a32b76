//! Templates, rate cards and the installation's settings.

use super::fault::{Work, conflict};
use super::fingerprints;
use super::tx::Tx;
use crate::log::code;
use crate::log::event::{EventCode, NewEvent, about_nobody};
use crate::log::money::in_force;
use crate::log::template::{check_room, check_same, is_far};
use crate::port::StoreError;
use kurier_policy::event::TemplateEvent;
use kurier_policy::id::{BusinessId, TemplateId};
use kurier_policy::pricing::RateCard;
use kurier_policy::rate::Limits;
use kurier_policy::template::lifecycle::{Room, frees_name};
use kurier_policy::template::{Template, TemplateStatus};
use kurier_policy::time::{HOUR_S, Timestamp};
use rusqlite::{Connection, OptionalExtension, Params, params};

pub(super) const TEMPLATE: &str = "SELECT id, document FROM template WHERE id = ?1";
pub(super) const TEMPLATE_NAMED: &str =
    "SELECT id, document FROM template WHERE business = ?1 AND name = ?2 AND language = ?3";
pub(super) const TEMPLATES: &str =
    "SELECT id, document FROM template WHERE business = ?1 AND id > ?2 ORDER BY id LIMIT ?3";
pub(super) const TEMPLATES_NAMED: &str = "SELECT id, document FROM template \
     WHERE business = ?1 AND name = ?2 ORDER BY language LIMIT ?3";
pub(super) const COUNT: &str = "SELECT count(*) FROM template WHERE business = ?1";
/// Made since then, names, and whether this is one of them.
pub(super) const ROOM: &str = "SELECT count(*) FILTER (WHERE json_extract(document, '$.life.created_at') > ?2), \
     count(DISTINCT name) FILTER (WHERE json_extract(document, '$.status') <> 'DELETED'), \
     count(*) FILTER (WHERE json_extract(document, '$.status') <> 'DELETED' AND name = ?3) > 0 \
     FROM template WHERE business = ?1";
pub(super) const DELETE_TEMPLATE: &str = "DELETE FROM template WHERE id = ?1";
pub(super) const INSERT_TEMPLATE: &str =
    "INSERT INTO template (id, business, name, language, document) VALUES (?1, ?2, ?3, ?4, ?5)";
pub(super) const SET_TEMPLATE: &str = "UPDATE template SET document = ?2 WHERE id = ?1";
pub(super) const RATE_CARDS: &str =
    "SELECT version, document FROM rate_card ORDER BY valid_from, version";
pub(super) const INSERT_RATE_CARD: &str =
    "INSERT INTO rate_card (version, valid_from, document) VALUES (?1, ?2, ?3)";
pub(super) const SETTING: &str = "SELECT value FROM setting WHERE name = ?1";
pub(super) const PUT_SETTING: &str = "INSERT INTO setting (name, value) VALUES (?1, ?2) \
     ON CONFLICT (name) DO UPDATE SET value = excluded.value";
pub(super) const SECRET: &str = "SELECT value FROM secret WHERE name = ?1";
pub(super) const INSERT_SECRET: &str = "INSERT INTO secret (name, value) VALUES (?1, ?2)";

const LIMITS: &str = "limits";

fn documents<P: Params>(conn: &Connection, sql: &str, given: P) -> Work<Vec<(i64, String)>> {
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(given, |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn template(conn: &Connection, id: TemplateId) -> Work<Option<Template>> {
    let found = documents(conn, TEMPLATE, [id.0])?.pop();
    Ok(found.map(|(row, text)| code::from_json("template", row, &text)).transpose()?)
}

pub(super) fn template_named(
    conn: &Connection,
    business: BusinessId,
    name: &str,
    language: &str,
) -> Work<Option<Template>> {
    let found = documents(conn, TEMPLATE_NAMED, (business.0, name, language))?.pop();
    Ok(found.map(|(row, text)| code::from_json("template", row, &text)).transpose()?)
}

pub(super) fn templates(
    conn: &Connection,
    business: BusinessId,
    after: Option<TemplateId>,
    limit: u32,
) -> Work<Vec<Template>> {
    let after = after.map_or(i64::MIN, |id| id.0);
    let found = documents(conn, TEMPLATES, (business.0, after, limit))?;
    Ok(found
        .iter()
        .map(|(row, text)| code::from_json("template", row, text))
        .collect::<crate::port::Result<_>>()?)
}

/// What the business has already, counted where no other can add to it meanwhile.
fn room(conn: &Connection, new: &Template, is_verified: bool) -> Work<Room> {
    let business = new.business.0;
    let all: i64 = conn.prepare_cached(COUNT)?.query_row([business], |row| row.get(0))?;
    // With few templates no limit can be reached, and none is read.
    if is_far(all) {
        return Ok(Room { is_verified, ..Room::default() });
    }
    let since = new.updated_at.plus_s(-HOUR_S).0;
    let given = (business, since, &new.name);
    Ok(conn.prepare_cached(ROOM)?.query_row(given, |row| {
        let number = |at: usize| row.get::<_, i64>(at).map(|n| usize::try_from(n).unwrap_or(0));
        Ok(Room { is_verified, made: number(0)?, names: number(1)?, is_named: row.get(2)? })
    })?)
}

pub(super) fn create_template(tx: &mut Tx<'_>, template: &Template) -> Work<()> {
    let business = tx.business(template.business)?.ok_or(StoreError::NotFound("business"))?;
    check_room(room(tx.conn, template, business.verified)?)?;
    tx.cold.touch();
    let former = template_named(tx.conn, template.business, &template.name, &template.language)?;
    if let Some(former) = former.filter(|former| frees_name(former, template.updated_at)) {
        tx.cold.templates.remove(&template.business);
        tx.conn.prepare_cached(DELETE_TEMPLATE)?.execute([former.id.0])?;
        fingerprints::forget(tx.conn, former.id)?;
    }
    tx.conn
        .prepare_cached(INSERT_TEMPLATE)?
        .execute(params![
            template.id.0,
            template.business.0,
            template.name,
            template.language,
            code::to_json(template)?,
        ])
        .map_err(conflict("template"))?;
    fingerprints::put(tx.conn, template)
}

pub(super) fn templates_with_name(
    conn: &Connection,
    business: BusinessId,
    name: &str,
    limit: u32,
) -> Work<Vec<Template>> {
    let found = documents(conn, TEMPLATES_NAMED, (business.0, name, limit))?;
    Ok(found
        .iter()
        .map(|(row, text)| code::from_json("template", *row, text))
        .collect::<crate::port::Result<_>>()?)
}

pub(super) fn change_templates(
    tx: &mut Tx<'_>,
    business: BusinessId,
    mut changed: Vec<Template>,
    told: &[TemplateEvent],
    now: Timestamp,
) -> Work<Vec<Template>> {
    tx.cold.touch();
    tx.cold.templates.remove(&business);
    for new in &mut changed {
        let stored = template(tx.conn, new.id)?.ok_or(StoreError::NotFound("template"))?;
        check_same(&stored, new, business)?;
        new.life.revision = new.life.revision.saturating_add(1);
        tx.conn.prepare_cached(SET_TEMPLATE)?.execute((new.id.0, code::to_json(new)?))?;
        if stored.parts != new.parts {
            fingerprints::put(tx.conn, new)?;
        }
    }
    let of = about_nobody(business, now);
    for event in told {
        let detail = code::to_json(event)?;
        let detail = Some(detail.as_str());
        let kind = EventCode::Template;
        tx.event(&NewEvent { at: now, kind, of: &of, answered: None, detail })?;
    }
    Ok(changed)
}

pub(super) fn set_template_status(
    tx: &mut Tx<'_>,
    id: TemplateId,
    status: TemplateStatus,
    reason: Option<String>,
    now: Timestamp,
) -> Work<Template> {
    let mut template = template(tx.conn, id)?.ok_or(StoreError::NotFound("template"))?;
    template.status = status;
    template.rejected_reason = reason;
    template.updated_at = now;
    tx.cold.touch();
    tx.cold.templates.remove(&template.business);
    tx.conn.prepare_cached(SET_TEMPLATE)?.execute((id.0, code::to_json(&template)?))?;
    Ok(template)
}

/// All rate cards, oldest first.
pub(super) fn rate_cards(conn: &Connection) -> Work<Vec<RateCard>> {
    let found = documents(conn, RATE_CARDS, [])?;
    Ok(found
        .iter()
        .map(|(row, text)| code::from_json("rate_card", row, text))
        .collect::<crate::port::Result<_>>()?)
}

pub(super) fn add_rate_card(tx: &mut Tx<'_>, card: &RateCard) -> Work<()> {
    let newest = tx.rate_cards()?.iter().map(|known| known.version).max().unwrap_or(0);
    if card.version != newest.saturating_add(1) {
        return Err(StoreError::Conflict("versions of the rate card rise by one").into());
    }
    tx.cold.touch();
    tx.cold.rate_cards = None;
    tx.conn
        .prepare_cached(INSERT_RATE_CARD)?
        .execute((card.version, card.valid_from.0, code::to_json(card)?))
        .map_err(conflict("rate card"))?;
    Ok(())
}

pub(super) fn rate_card(conn: &Connection, now: Timestamp) -> Work<RateCard> {
    let cards = rate_cards(conn)?;
    Ok(in_force(&cards, now).ok_or(StoreError::NotFound("rate card"))?.clone())
}

pub(super) fn limits(conn: &Connection) -> Work<Limits> {
    let mut statement = conn.prepare_cached(SETTING)?;
    let text: Option<String> = statement.query_row([LIMITS], |row| row.get(0)).optional()?;
    Ok(match text {
        Some(text) => code::from_json("setting", LIMITS, &text)?,
        None => Limits::default(),
    })
}

pub(super) fn set_limits(tx: &mut Tx<'_>, limits: &Limits) -> Work<()> {
    tx.cold.touch();
    tx.cold.limits = None;
    tx.conn.prepare_cached(PUT_SETTING)?.execute((LIMITS, code::to_json(limits)?))?;
    Ok(())
}

pub(super) fn keep_secret(tx: &mut Tx<'_>, name: &str, value: Vec<u8>) -> Work<Vec<u8>> {
    let kept = tx.conn.prepare_cached(SECRET)?.query_row([name], |row| row.get(0)).optional()?;
    if let Some(kept) = kept {
        return Ok(kept);
    }
    tx.conn.prepare_cached(INSERT_SECRET)?.execute((name, &value))?;
    Ok(value)
}
