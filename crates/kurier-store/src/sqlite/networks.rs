//! Networks that businesses call from, and the end of their tokens.

use super::SqliteStore;
use super::fault::Work;
use super::tx::Tx;
use crate::log::export::Lines;
use crate::log::network::{NetworkLine, trust, trust_code};
use crate::port::{NetworkStore, Result};
use crate::record::NetworkCall;
use async_trait::async_trait;
use kurier_policy::id::BusinessId;
use kurier_policy::rules::takeover::{NetworkKey, Trust};
use kurier_policy::time::Timestamp;
use rusqlite::{Connection, Row, params};

pub(super) const NOTE: &str = "INSERT INTO network (business, network, token, seen_at, trust) \
     SELECT ?1, ?2, ?3, ?4, coalesce(max(trust), 0) FROM network WHERE business = ?1 AND network = ?2 \
     HAVING (SELECT count(*) FROM network WHERE business = ?1) < ?5 ON CONFLICT DO NOTHING";
pub(super) const OF_BUSINESS: &str = "SELECT business, network, token, seen_at, trust FROM network \
     WHERE business = ?1 ORDER BY seen_at, network, token";
pub(super) const TRUST: &str = "UPDATE network SET trust = ?3 WHERE business = ?1 AND network = ?2";
pub(super) const END_TOKEN: &str = "UPDATE token SET expires_at = ?3 \
     WHERE business = ?1 AND hash = ?2 AND (expires_at IS NULL OR expires_at > ?3)";
pub(super) const ALL: &str = "SELECT business, network, token, seen_at, trust FROM network \
     ORDER BY business, network, token";

fn read(row: &Row<'_>) -> rusqlite::Result<NetworkCall> {
    Ok(NetworkCall {
        business: BusinessId(row.get(0)?),
        network: NetworkKey(row.get(1)?),
        token: row.get(2)?,
        seen_at: Timestamp(row.get(3)?),
        trust: trust(row.get(4)?),
    })
}

fn of_business(conn: &Connection, business: BusinessId) -> Work<Vec<NetworkCall>> {
    let mut statement = conn.prepare_cached(OF_BUSINESS)?;
    Ok(statement.query_map([business.0], read)?.collect::<rusqlite::Result<_>>()?)
}

fn note(tx: &Tx<'_>, call: &NetworkCall, max: u32) -> Work<Vec<NetworkCall>> {
    let NetworkCall { business, network, token, seen_at, .. } = call;
    let given = params![business.0, network.0, &token[..], seen_at.0, max];
    tx.conn.prepare_cached(NOTE)?.execute(given)?;
    of_business(tx.conn, *business)
}

fn end(tx: &Tx<'_>, business: BusinessId, tokens: &[[u8; 32]], now: Timestamp) -> Work<u64> {
    let mut ended = 0_u64;
    let mut statement = tx.conn.prepare_cached(END_TOKEN)?;
    for token in tokens {
        let changed = statement.execute((business.0, &token[..], now.0))?;
        ended = ended.saturating_add(u64::try_from(changed).unwrap_or(0));
    }
    Ok(ended)
}

pub(super) fn export(conn: &Connection, lines: &mut Lines) -> Work<()> {
    let mut statement = conn.prepare(ALL)?;
    for call in statement.query_map([], read)? {
        lines.line("network", &NetworkLine::from(&call?))?;
    }
    Ok(())
}

#[async_trait]
impl NetworkStore for SqliteStore {
    async fn note_network(&self, call: NetworkCall, max: u32) -> Result<Vec<NetworkCall>> {
        self.writer.run(1, move |tx| note(tx, &call, max)).await
    }
    async fn networks(&self, business: BusinessId) -> Result<Vec<NetworkCall>> {
        self.readers.run(move |conn| of_business(conn, business)).await
    }
    async fn trust_networks(
        &self,
        business: BusinessId,
        networks: Vec<NetworkKey>,
        trust: Trust,
    ) -> Result<()> {
        let work = move |tx: &mut Tx<'_>| {
            let mut statement = tx.conn.prepare_cached(TRUST)?;
            for network in &networks {
                statement.execute((business.0, network.0, trust_code(trust)))?;
            }
            Ok(())
        };
        self.writer.run(1, work).await
    }
    async fn end_tokens(
        &self,
        business: BusinessId,
        tokens: Vec<[u8; 32]>,
        now: Timestamp,
    ) -> Result<u64> {
        let shared = self.shared.clone();
        let (ended, tokens) = (tokens.clone(), tokens);
        let work = move |tx: &mut Tx<'_>| end(tx, business, &ended, now);
        let then = move |_: &u64| {
            for token in &tokens {
                shared.lookups.tokens.forget(token);
            }
        };
        self.writer.run_then(1, work, then).await
    }
}
