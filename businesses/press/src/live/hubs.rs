//! WebSub: hubs that feeds name are asked to push, checked, renewed, and believed only with their signature.

use rusqlite::{OptionalExtension, Transaction};

use super::gather::Gatherer;
use super::stories;
use crate::PressError;
use crate::fetch::websub::{Check, Subscription, is_signed};
use crate::fetch::{Answer, Outcome};
use crate::read::Feed;

const NOTE: &str = "INSERT INTO hub (source, hub, topic, token, secret, renew_s) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
    ON CONFLICT (source) DO UPDATE SET hub = excluded.hub, topic = excluded.topic, renew_s = excluded.renew_s, active = 0
    WHERE hub.hub <> excluded.hub OR hub.topic <> excluded.topic";
const DUE: &str = "SELECT source, hub, topic, token, secret FROM hub WHERE renew_s <= ?1 LIMIT 8";
const TRIED: &str = "UPDATE hub SET renew_s = ?2 WHERE source = ?1";
const BY_TOKEN: &str = "SELECT source, hub, topic, token, secret FROM hub WHERE token = ?1";
const ACTIVE: &str = "UPDATE hub SET active = 1, renew_s = ?2 WHERE source = ?1";
/// A hub that did not answer is asked again after so long.
const AGAIN_S: i64 = 3600;

/// The hub and the topic that a feed names, headers first.
pub(super) fn announced(feed: &Feed, answer: &Answer) -> Option<(String, String)> {
    let in_header = |rel: &str| {
        answer.links.iter().find(|(known, _)| known == rel).map(|(_, address)| address.clone())
    };
    let hub = in_header("hub").or_else(|| feed.hubs.first().cloned())?;
    let topic =
        in_header("self").or_else(|| feed.itself.clone()).unwrap_or_else(|| answer.address.clone());
    Some((hub, topic))
}

pub(super) fn note(
    tx: &Transaction<'_>,
    source: i64,
    (hub, topic): (&str, &str),
    (token, secret): &(String, String),
    now_s: i64,
) -> rusqlite::Result<()> {
    tx.prepare_cached(NOTE)?.execute((source, hub, topic, token, secret, now_s)).map(|_| ())
}

fn subscription(row: &rusqlite::Row<'_>) -> rusqlite::Result<(i64, Subscription)> {
    Ok((
        row.get(0)?,
        Subscription {
            hub: row.get(1)?,
            topic: row.get(2)?,
            token: row.get(3)?,
            secret: row.get(4)?,
        },
    ))
}

/// Asks hubs whose lease runs out. That one does not answer costs nothing: the source is still asked itself.
pub(super) async fn renew(gatherer: &Gatherer) -> Result<(), PressError> {
    let now_s = gatherer.world.now();
    let due = move |tx: &Transaction<'_>| {
        let all: Vec<(i64, Subscription)> = tx
            .prepare_cached(DUE)?
            .query_map([now_s], subscription)?
            .collect::<rusqlite::Result<_>>()?;
        for (source, _) in &all {
            tx.prepare_cached(TRIED)?.execute((source, now_s + AGAIN_S))?;
        }
        Ok(all)
    };
    for (source, wish) in gatherer.memory.work(due).await? {
        let callback = format!("{}/hub/{}", gatherer.callback, wish.token);
        if let Err(fault) = gatherer.fetcher.subscribe(&wish, &callback).await {
            let why = fault.to_string();
            gatherer.memory.work(move |tx| stories::fault(tx, source, "hub", &why, now_s)).await?;
        }
    }
    Ok(())
}

/// Answers a hub's check: the challenge, if it is about what we asked.
pub(super) fn check(
    tx: &Transaction<'_>,
    token: &str,
    query: &str,
    now_s: i64,
) -> rusqlite::Result<Option<String>> {
    let found = tx.prepare_cached(BY_TOKEN)?.query_row([token], subscription).optional()?;
    let check = Check::read(query);
    match found {
        Some((source, wish)) if check.is_ours(&wish.topic) => {
            tx.prepare_cached(ACTIVE)?.execute((source, check.renew_s(now_s)))?;
            Ok(Some(check.challenge))
        }
        _ => Ok(None),
    }
}

/// Takes what a hub pushed. A wrong signature is answered like a right one and not believed, so that guessing teaches nothing.
pub(super) async fn pushed(
    gatherer: &Gatherer,
    token: String,
    signature: &str,
    kind: Option<String>,
    body: &[u8],
) -> Result<(), PressError> {
    let find = move |tx: &Transaction<'_>| {
        let found = tx.prepare_cached(BY_TOKEN)?.query_row([token], subscription).optional()?;
        let Some((source, wish)) = found else { return Ok(None) };
        Ok(stories::one(tx, source)?.map(|source| (source, wish)))
    };
    let Some((source, wish)) = gatherer.memory.work(find).await? else { return Ok(()) };
    if !is_signed(&wish.secret, body, signature) {
        let (id, now_s) = (source.id, gatherer.world.now());
        return gatherer
            .memory
            .work(move |tx| {
                stories::fault(
                    tx,
                    id,
                    "unsigned_push",
                    "a push without the right signature was ignored",
                    now_s,
                )
            })
            .await;
    }
    let answer = Answer {
        outcome: Outcome::Body(body.to_vec()),
        content_type: kind,
        // A push changes nothing about when the source is asked, and gives no validators.
        etag: source.state.etag.clone(),
        last_modified: source.state.last_modified.clone(),
        wait_s: None,
        moved_to: None,
        address: source.state.url.clone(),
        links: Vec::new(),
    };
    gatherer.take(source, answer).await
}
