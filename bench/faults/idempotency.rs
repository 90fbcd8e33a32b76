//! FT-16: the same call again: fifty at once, after a restart, after six days, with another body.

use crate::fault::Place;
use crate::kurier;
use crate::row::Row;
use anyhow::{Result, ensure};
use kurier_wire::client::ApiError;
use serde_json::json;
use std::collections::HashSet;
use std::path::Path;
use testkit::ProcessOptions;
use testkit::scene::{Person, Scene, send};
use tokio::task::JoinSet;

const AT_ONCE: usize = 50;
const SIX_DAYS_S: i64 = 6 * 24 * 3_600;

pub(crate) async fn run(place: &Place) -> Result<Row> {
    let mut rounds = place.rounds(2);
    let (mut calls, mut messages, mut round) = (0, 0, 0);
    while rounds.next() {
        round += 1;
        let dir = place.fresh(&format!("idempotency-{round}"))?;
        let (these_calls, these_messages) = one(&dir).await?;
        calls += these_calls;
        messages += these_messages;
        std::fs::remove_dir_all(dir)?;
    }
    Ok(Row::new(calls, "repeats").nothing_lost(messages).note(
        "Fifty calls at once, once more after a kill, once more six days later; the same key with another \
         body is refused with 422.",
    ))
}

/// One installation's life; answers how many calls were repeats, and of how many messages.
async fn one(dir: &Path) -> Result<(u64, u64)> {
    let mut scene = Scene::start(ProcessOptions::new(kurier()?, dir)).await?;
    let person = scene.person_a()?;
    let (mut calls, mut messages) = (0, Vec::new());
    for key in ["key-1", "key-2", "key-3"] {
        let wamid = at_once(&scene, &person, key).await?;
        calls += AT_ONCE as u64;
        messages.push((key.to_owned(), wamid));
    }
    refuses_another_body(&scene, &person, &messages).await?;
    scene.process.kill().await?;
    scene.process.restart().await?;
    calls += replays(&scene, &person, &messages).await?;
    // The window is long closed by then; an answer once given is given again.
    scene.operator.post("/sandbox/v1/clock", &json!({ "advance_s": SIX_DAYS_S })).await?.ok()?;
    calls += replays(&scene, &person, &messages).await?;
    let texts = scene.texts(&person).await?;
    ensure!(texts.len() == messages.len(), "{} of {} there", texts.len(), messages.len());
    ensure!(texts.values().all(|times| *times == 1), "doubled: {texts:?}");
    scene.verify_ledger().await?;
    Ok((calls, messages.len() as u64))
}

/// Fifty calls with one key: one message, one id.
async fn at_once(scene: &Scene, person: &Person, key: &str) -> Result<String> {
    let mut calls = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (api, to, key) = (scene.api.clone(), person.wa_id.clone(), key.to_owned());
        calls.spawn(async move {
            loop {
                match send(&api, &to, &key, &key).await {
                    // "In flight" is an answer, too: ask again.
                    Err(fault) if fault.may_succeed_later() => tokio::task::yield_now().await,
                    other => return other,
                }
            }
        });
    }
    let mut ids = HashSet::new();
    while let Some(call) = calls.join_next().await {
        ids.insert(call??.id);
    }
    ensure!(ids.len() == 1, "one key gave {} ids", ids.len());
    ids.into_iter().next().ok_or_else(|| anyhow::anyhow!("no id"))
}

async fn replays(scene: &Scene, person: &Person, messages: &[(String, String)]) -> Result<u64> {
    for (key, wamid) in messages {
        let again = send(&scene.api, &person.wa_id, key, key).await?;
        ensure!(again.id == *wamid, "{key} gave {wamid} first and {} now", again.id);
    }
    Ok(messages.len() as u64)
}

async fn refuses_another_body(
    scene: &Scene,
    person: &Person,
    messages: &[(String, String)],
) -> Result<()> {
    for (key, _) in messages.iter().rev().take(1) {
        match send(&scene.api, &person.wa_id, key, "another body").await {
            Err(ApiError::Refused(why)) => ensure!(why.http == 422, "answered {why:?}"),
            other => anyhow::bail!("another body under {key} was answered {other:?}"),
        }
    }
    Ok(())
}
