//! Forms.

use super::PostgresStore;
use super::fault::{Fault, Work, conflict};
use super::sender_pages;
use super::session::{BEGIN, COMMIT, Given, Session, on, transact};
use crate::log::export::{FlowLine, Lines};
use crate::log::{code, corrupt};
use crate::port::{FlowStore, Result, StoreError};
use crate::record::FlowKey;
use async_trait::async_trait;
use futures_util::TryStreamExt;
use kurier_policy::flow::Flow;
use kurier_policy::id::{BusinessId, FlowId, SenderId};
use std::pin::pin;
use tokio_postgres::Row;

pub(super) const COUNT: &str = "SELECT count(*) FROM flow WHERE business = $1";
/// Lets one call count at a time.
pub(super) const LOCK_BUSINESS: &str = "SELECT 1 FROM business WHERE id = $1 FOR NO KEY UPDATE";
pub(super) const INSERT: &str = "INSERT INTO flow (id, business, name, revision, body, definition) \
     VALUES ($1, $2, $3, $4, $5, $6)";
pub(super) const CHANGE: &str = "UPDATE flow SET name = $4, revision = $5, body = $6, \
     definition = COALESCE($7, definition) WHERE id = $1 AND business = $2 AND revision = $3";
pub(super) const DELETE: &str =
    "DELETE FROM flow WHERE id = $1 AND business = $2 AND revision = $3";
pub(super) const FLOW: &str = "SELECT body FROM flow WHERE id = $1";
pub(super) const DEFINITION: &str = "SELECT definition FROM flow WHERE id = $1";
pub(super) const NAMED: &str = "SELECT body FROM flow WHERE business = $1 AND name = $2";
pub(super) const FLOWS: &str =
    "SELECT body FROM flow WHERE business = $1 AND id > $2 ORDER BY id LIMIT $3";
pub(super) const ALL: &str = "SELECT body, definition FROM flow ORDER BY id";

const MISSING: StoreError = StoreError::NotFound("flow");
const KEY: &str = "flow_key";

fn read(row: &Row) -> Work<Flow> {
    Ok(code::from_json("flow", "body", row.try_get(0)?)?)
}

fn taken(fault: Fault) -> Fault {
    match fault {
        Fault::Sql(error) => conflict("flow name")(error),
        other => other,
    }
}

pub(super) async fn insert(session: &Session, flow: &Flow, definition: Option<&str>) -> Work<()> {
    let body = code::to_json(flow)?;
    let given: Given<'_> =
        &[&flow.id.0, &flow.business.0, &flow.name, &flow.revision, &body, &definition];
    session.run(INSERT, given).await.map(drop).map_err(taken)
}

async fn create(
    store: &PostgresStore,
    flow: &Flow,
    definition: Option<&str>,
    max: u32,
) -> Work<()> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        session.one(LOCK_BUSINESS, &[&flow.business.0]).await?;
        let row = session.one(COUNT, &[&flow.business.0]).await?;
        let row = row.ok_or_else(|| corrupt("flow", flow.business, "no count"))?;
        if row.try_get::<_, i64>(0)? >= i64::from(max) {
            return Err(StoreError::Conflict("too many flows").into());
        }
        insert(session, flow, definition).await?;
        session.batch(COMMIT).await?;
        Ok(())
    })
}

async fn change(session: &Session, flow: Flow, definition: Option<&str>) -> Work<Flow> {
    let before = flow.revision;
    let changed = Flow { revision: before.saturating_add(1), ..flow };
    let body = code::to_json(&changed)?;
    let Flow { id, business, name, revision, .. } = &changed;
    let given: Given<'_> = &[&id.0, &business.0, &before, name, revision, &body, &definition];
    match session.run(CHANGE, given).await.map_err(taken)? {
        0 => Err(StoreError::Conflict("flow").into()),
        _ => Ok(changed),
    }
}

async fn delete(session: &Session, flow: &Flow) -> Work<()> {
    let given: Given<'_> = &[&flow.id.0, &flow.business.0, &flow.revision];
    match session.run(DELETE, given).await? {
        0 => Err(StoreError::Conflict("flow").into()),
        _ => Ok(()),
    }
}

async fn one(session: &Session, sql: &str, given: Given<'_>) -> Work<Flow> {
    read(&session.one(sql, given).await?.ok_or(MISSING)?)
}

async fn definition(session: &Session, id: FlowId) -> Work<Option<String>> {
    let row = session.one(DEFINITION, &[&id.0]).await?.ok_or(MISSING)?;
    Ok(row.try_get(0)?)
}

async fn flows(
    session: &Session,
    business: BusinessId,
    after: Option<FlowId>,
    limit: u32,
) -> Work<Vec<Flow>> {
    let after = after.map_or(i64::MIN, |id| id.0);
    let rows = session.query(FLOWS, &[&business.0, &after, &i64::from(limit)]).await?;
    rows.iter().map(read).collect()
}

pub(super) async fn export(session: &Session, lines: &mut Lines) -> Work<()> {
    let none: [i64; 0] = [];
    let mut rows = pin!(session.stream(ALL, none).await?);
    while let Some(row) = rows.try_next().await? {
        lines.line("flow", &FlowLine { is: read(&row)?, definition: row.try_get(1)? })?;
    }
    Ok(())
}

pub(super) async fn import(session: &Session, line: &FlowLine) -> Work<()> {
    insert(session, &line.is, line.definition.as_deref()).await
}

#[async_trait]
impl FlowStore for PostgresStore {
    async fn create_flow(&self, flow: Flow, definition: Option<String>, max: u32) -> Result<()> {
        self.ensure_open()?;
        let made = create(self, &flow, definition.as_deref(), max).await;
        made.map_err(Fault::into_store_error)
    }
    async fn flow(&self, id: FlowId) -> Result<Flow> {
        on!(self, session => one(session, FLOW, &[&id.0]))
    }
    async fn flow_definition(&self, id: FlowId) -> Result<Option<String>> {
        on!(self, session => definition(session, id))
    }
    async fn flow_named(&self, business: BusinessId, name: String) -> Result<Flow> {
        on!(self, session => one(session, NAMED, &[&business.0, &name]))
    }
    async fn flows(
        &self,
        business: BusinessId,
        after: Option<FlowId>,
        limit: u32,
    ) -> Result<Vec<Flow>> {
        on!(self, session => flows(session, business, after, limit))
    }
    async fn change_flow(&self, flow: Flow, definition: Option<String>) -> Result<Flow> {
        on!(self, session => change(session, flow, definition.as_deref()))
    }
    async fn delete_flow(&self, flow: Flow) -> Result<()> {
        on!(self, session => delete(session, &flow))
    }

    async fn flow_key(&self, business: BusinessId, sender: SenderId) -> Result<FlowKey> {
        on!(self, session => sender_pages::page(session, (business, sender), KEY))
    }
    async fn set_flow_key(
        &self,
        business: BusinessId,
        sender: SenderId,
        key: FlowKey,
    ) -> Result<()> {
        let body = code::to_json(&key)?;
        on!(self, session => sender_pages::put(session, (business, sender), KEY, &body))
    }
}
