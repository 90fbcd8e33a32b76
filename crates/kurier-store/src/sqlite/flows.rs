//! Forms.

use super::SqliteStore;
use super::fault::{Work, conflict};
use super::sender_pages;
use super::tx::Tx;
use crate::log::code;
use crate::log::export::{FlowLine, Lines};
use crate::port::{FlowStore, Result, StoreError};
use crate::record::FlowKey;
use async_trait::async_trait;
use kurier_policy::flow::Flow;
use kurier_policy::id::{BusinessId, FlowId, SenderId};
use rusqlite::{Connection, OptionalExtension, params};

pub(super) const COUNT: &str = "SELECT count(*) FROM flow WHERE business = ?1";
pub(super) const INSERT: &str = "INSERT INTO flow (id, business, name, revision, body, definition) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
pub(super) const CHANGE: &str = "UPDATE flow SET name = ?4, revision = ?5, body = ?6, \
     definition = COALESCE(?7, definition) WHERE id = ?1 AND business = ?2 AND revision = ?3";
pub(super) const DELETE: &str =
    "DELETE FROM flow WHERE id = ?1 AND business = ?2 AND revision = ?3";
pub(super) const FLOW: &str = "SELECT body FROM flow WHERE id = ?1";
pub(super) const DEFINITION: &str = "SELECT definition FROM flow WHERE id = ?1";
pub(super) const NAMED: &str = "SELECT body FROM flow WHERE business = ?1 AND name = ?2";
pub(super) const FLOWS: &str =
    "SELECT body FROM flow WHERE business = ?1 AND id > ?2 ORDER BY id LIMIT ?3";
pub(super) const ALL: &str = "SELECT body, definition FROM flow ORDER BY id";

const MISSING: StoreError = StoreError::NotFound("flow");
const KEY: &str = "flow_key";

fn read(text: &str) -> std::result::Result<Flow, StoreError> {
    code::from_json("flow", "body", text)
}

fn create(tx: &Tx<'_>, flow: &Flow, definition: Option<&str>, max: u32) -> Work<()> {
    let mut count = tx.conn.prepare_cached(COUNT)?;
    let there: u32 = count.query_row([flow.business.0], |row| row.get(0))?;
    if there >= max {
        return Err(StoreError::Conflict("too many flows").into());
    }
    let body = code::to_json(flow)?;
    let given = params![flow.id.0, flow.business.0, flow.name, flow.revision, body, definition];
    tx.conn.prepare_cached(INSERT)?.execute(given).map_err(conflict("flow name"))?;
    Ok(())
}

fn change(tx: &Tx<'_>, flow: Flow, definition: Option<&str>) -> Work<Flow> {
    let changed = Flow { revision: flow.revision.saturating_add(1), ..flow };
    let body = code::to_json(&changed)?;
    let Flow { id, business, name, revision, .. } = &changed;
    let given = params![id.0, business.0, revision - 1, name, revision, body, definition];
    match tx.conn.prepare_cached(CHANGE)?.execute(given).map_err(conflict("flow name"))? {
        0 => Err(StoreError::Conflict("flow").into()),
        _ => Ok(changed),
    }
}

fn delete(tx: &Tx<'_>, flow: &Flow) -> Work<()> {
    let given = (flow.id.0, flow.business.0, flow.revision);
    match tx.conn.prepare_cached(DELETE)?.execute(given)? {
        0 => Err(StoreError::Conflict("flow").into()),
        _ => Ok(()),
    }
}

fn flow(conn: &Connection, id: FlowId) -> Work<Flow> {
    let mut statement = conn.prepare_cached(FLOW)?;
    let body: Option<String> = statement.query_row([id.0], |row| row.get(0)).optional()?;
    Ok(read(&body.ok_or(MISSING)?)?)
}

fn definition(conn: &Connection, id: FlowId) -> Work<Option<String>> {
    let mut statement = conn.prepare_cached(DEFINITION)?;
    Ok(statement.query_row([id.0], |row| row.get(0)).optional()?.ok_or(MISSING)?)
}

fn named(conn: &Connection, business: BusinessId, name: &str) -> Work<Flow> {
    let mut statement = conn.prepare_cached(NAMED)?;
    let body: Option<String> =
        statement.query_row((business.0, name), |row| row.get(0)).optional()?;
    Ok(read(&body.ok_or(MISSING)?)?)
}

fn flows(
    conn: &Connection,
    business: BusinessId,
    after: Option<FlowId>,
    limit: u32,
) -> Work<Vec<Flow>> {
    let mut statement = conn.prepare_cached(FLOWS)?;
    let after = after.map_or(i64::MIN, |id| id.0);
    let mut rows = statement.query((business.0, after, limit))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(&row.get::<_, String>(0)?)?);
    }
    Ok(found)
}

pub(super) fn export(conn: &Connection, lines: &mut Lines) -> Work<()> {
    let mut statement = conn.prepare(ALL)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let is = read(&row.get::<_, String>(0)?)?;
        lines.line("flow", &FlowLine { is, definition: row.get(1)? })?;
    }
    Ok(())
}

#[async_trait]
impl FlowStore for SqliteStore {
    async fn create_flow(&self, flow: Flow, definition: Option<String>, max: u32) -> Result<()> {
        self.writer.run(1, move |tx| create(tx, &flow, definition.as_deref(), max)).await
    }
    async fn flow(&self, id: FlowId) -> Result<Flow> {
        self.readers.run(move |conn| flow(conn, id)).await
    }
    async fn flow_definition(&self, id: FlowId) -> Result<Option<String>> {
        self.readers.run(move |conn| definition(conn, id)).await
    }
    async fn flow_named(&self, business: BusinessId, name: String) -> Result<Flow> {
        self.readers.run(move |conn| named(conn, business, &name)).await
    }
    async fn flows(
        &self,
        business: BusinessId,
        after: Option<FlowId>,
        limit: u32,
    ) -> Result<Vec<Flow>> {
        self.readers.run(move |conn| flows(conn, business, after, limit)).await
    }
    async fn change_flow(&self, flow: Flow, definition: Option<String>) -> Result<Flow> {
        self.writer.run(1, move |tx| change(tx, flow, definition.as_deref())).await
    }
    async fn delete_flow(&self, flow: Flow) -> Result<()> {
        self.writer.run(1, move |tx| delete(tx, &flow)).await
    }

    async fn flow_key(&self, business: BusinessId, sender: SenderId) -> Result<FlowKey> {
        self.readers.run(move |conn| sender_pages::page(conn, (business, sender), KEY)).await
    }
    async fn set_flow_key(
        &self,
        business: BusinessId,
        sender: SenderId,
        key: FlowKey,
    ) -> Result<()> {
        self.writer.run(1, move |tx| sender_pages::put(tx, (business, sender), KEY, &key)).await
    }
}
