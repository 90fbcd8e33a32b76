//! Networks that businesses call from, and the end of their tokens.

use super::PostgresStore;
use super::accounts::hash_at;
use super::cold::NEXT_GENERATION;
use super::fault::{Fault, Work};
use super::session::{BEGIN, COMMIT, Given, Session, on, transact};
use super::writes::small;
use crate::log::export::Lines;
use crate::log::network::{NetworkLine, trust, trust_code};
use crate::port::{NetworkStore, Result};
use crate::record::NetworkCall;
use async_trait::async_trait;
use futures_util::TryStreamExt;
use kurier_policy::id::BusinessId;
use kurier_policy::rules::takeover::{NetworkKey, Trust};
use kurier_policy::time::Timestamp;
use std::pin::pin;
use tokio_postgres::Row;

pub(super) const NOTE: &str = "INSERT INTO network (business, network, token, seen_at, trust) \
     SELECT $1::bigint, $2::bigint, $3::bytea, $4::bigint, coalesce(max(trust), 0::smallint) FROM network \
     WHERE business = $1 AND network = $2 \
     HAVING (SELECT count(*) FROM network WHERE business = $1) < $5::bigint ON CONFLICT DO NOTHING";
pub(super) const IMPORT: &str = "INSERT INTO network (business, network, token, seen_at, trust) \
     VALUES ($1, $2, $3, $4, $5)";
pub(super) const OF_BUSINESS: &str = "SELECT business, network, token, seen_at, trust FROM network \
     WHERE business = $1 ORDER BY seen_at, network, token";
pub(super) const TRUST: &str =
    "UPDATE network SET trust = $3 WHERE business = $1 AND network = ANY($2)";
pub(super) const END_TOKENS: &str = "UPDATE token SET expires_at = $3 \
     WHERE business = $1 AND hash = ANY($2) AND (expires_at IS NULL OR expires_at > $3)";
pub(super) const ALL: &str = "SELECT business, network, token, seen_at, trust FROM network \
     ORDER BY business, network, token";

fn call_at(row: &Row) -> Work<NetworkCall> {
    Ok(NetworkCall {
        business: BusinessId(row.try_get(0)?),
        network: NetworkKey(row.try_get(1)?),
        token: hash_at(row, 2, "network")?,
        seen_at: Timestamp(row.try_get(3)?),
        trust: trust(row.try_get::<_, i16>(4)?.into()),
    })
}

async fn of_business(session: &Session, business: BusinessId) -> Work<Vec<NetworkCall>> {
    session.query(OF_BUSINESS, &[&business.0]).await?.iter().map(call_at).collect()
}

async fn note(session: &Session, call: &NetworkCall, max: u32) -> Work<Vec<NetworkCall>> {
    let NetworkCall { business, network, token, seen_at, .. } = call;
    let (max, token) = (i64::from(max), &token[..]);
    let given: Given<'_> = &[&business.0, &network.0, &token, &seen_at.0, &max];
    session.run(NOTE, given).await?;
    of_business(session, *business).await
}

async fn end(
    store: &PostgresStore,
    business: BusinessId,
    tokens: &[[u8; 32]],
    now: Timestamp,
) -> Work<u64> {
    let hashes: Vec<&[u8]> = tokens.iter().map(|token| &token[..]).collect();
    let ended = transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let ended = session.run(END_TOKENS, &[&business.0, &hashes, &now.0]).await?;
        // Whoever remembers them forgets them.
        session.run(NEXT_GENERATION, &[]).await?;
        session.batch(COMMIT).await?;
        Ok(ended)
    })?;
    store.lookups.forget_all();
    Ok(ended)
}

pub(super) async fn import(session: &Session, line: &NetworkLine) -> Work<()> {
    let NetworkCall { business, network, token, seen_at, trust } = line.call()?;
    let (trust, token) = (small(trust_code(trust)), &token[..]);
    let given: Given<'_> = &[&business.0, &network.0, &token, &seen_at.0, &trust];
    session.run(IMPORT, given).await.map(drop)
}

pub(super) async fn export(session: &Session, lines: &mut Lines) -> Work<()> {
    let none: [i64; 0] = [];
    let mut rows = pin!(session.stream(ALL, none).await?);
    while let Some(row) = rows.try_next().await? {
        lines.line("network", &NetworkLine::from(&call_at(&row)?))?;
    }
    Ok(())
}

#[async_trait]
impl NetworkStore for PostgresStore {
    async fn note_network(&self, call: NetworkCall, max: u32) -> Result<Vec<NetworkCall>> {
        on!(self, session => note(session, &call, max))
    }
    async fn networks(&self, business: BusinessId) -> Result<Vec<NetworkCall>> {
        on!(self, session => of_business(session, business))
    }
    async fn trust_networks(
        &self,
        business: BusinessId,
        networks: Vec<NetworkKey>,
        trust: Trust,
    ) -> Result<()> {
        let keys: Vec<i64> = networks.iter().map(|network| network.0).collect();
        let trust = small(trust_code(trust));
        on!(self, session => session.run(TRUST, &[&business.0, &keys, &trust])).map(drop)
    }
    async fn end_tokens(
        &self,
        business: BusinessId,
        tokens: Vec<[u8; 32]>,
        now: Timestamp,
    ) -> Result<u64> {
        self.ensure_open()?;
        end(self, business, &tokens, now).await.map_err(Fault::into_store_error)
    }
}
