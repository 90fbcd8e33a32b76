use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use axum::{Json, Router, routing::post};
use jiff::{civil::date, tz::TimeZone};
use serde::Serialize;
use serde_json::json;
use tokio::net::TcpListener;

use super::bell::Bell;
use super::config::{PressConfig, World};
use super::courier::Courier;
use super::memory::Memory;
use super::planner::Planner;
use super::{readers, stories};
use crate::PressError;
use crate::fetch::SourceState;
use crate::model::{LATE_S, Language, Reader, Rhythm, next_slot};
use crate::read::{Feed, Item};

/// Three zones in which it is seven at different moments.
const ZONES: [&str; 3] = ["Europe/Berlin", "America/New_York", "Asia/Tokyo"];
/// Readers written in one step.
const STEP: usize = 10_000;

/// How long the editions of one morning took.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Measured {
    /// Readers in all.
    pub readers: usize,
    /// Editions that the server took.
    pub sent: i64,
    /// Editions that were due and did not go.
    pub missing: i64,
    /// Per zone: its name, readers, milliseconds to plan, milliseconds to send.
    pub zones: Vec<(String, usize, u128, u128)>,
    /// Editions per second over planning and sending together, in the slowest zone.
    pub per_s: u64,
    /// How long an edition may take after its hour, in seconds.
    pub window_s: i64,
}

/// Sends the seven o'clock edition of a morning to so many readers in three time zones, through the same planner, outbox and courier
/// that run every day. `config` says where the server is and where the database is to lie; the clock is moved from hour to hour.
pub async fn measure(
    config: &PressConfig,
    count: usize,
    progress: &mut (dyn FnMut(&str) + Send),
) -> Result<Measured, PressError> {
    let memory = Memory::open(&config.database)?;
    let midnight =
        date(2026, 11, 25).to_zoned(TimeZone::UTC).map_or(0, |zoned| zoned.timestamp().as_second());
    let clock = Arc::new(AtomicI64::new(midnight));
    let reads = Arc::clone(&clock);
    let world =
        World { now_s: Arc::new(move || reads.load(Ordering::Relaxed)), random: Arc::new(|| 0) };
    write_down(&memory, count, midnight).await?;
    let bell = Bell::default();
    let planner = Planner {
        newsroom: config.newsroom.clone(),
        memory: memory.clone(),
        world: world.clone(),
        bell: bell.clone(),
    };
    let courier = Courier { api: config.api()?, memory: memory.clone(), bell, world };
    let mut measured = Measured { readers: count, window_s: LATE_S, ..Measured::default() };
    let mut mornings: Vec<(i64, &str)> =
        ZONES.iter().map(|zone| (seven(zone, midnight), *zone)).collect();
    mornings.sort_unstable();
    for (at_s, zone) in mornings {
        clock.store(at_s, Ordering::Relaxed);
        let begin = Instant::now();
        let mut seated = 0;
        loop {
            match planner.round().await? {
                0 => break,
                some => seated += some,
            }
        }
        let plan_took = begin.elapsed();
        while !courier.round().await? {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let all = begin.elapsed();
        progress(&format!("{zone}: {seated} readers in {:.1} s", all.as_secs_f64()));
        measured.zones.push((
            zone.to_owned(),
            seated,
            plan_took.as_millis(),
            (all.saturating_sub(plan_took)).as_millis(),
        ));
        let rate = seated as u128 * 1_000 / all.as_millis().max(1);
        let rate = u64::try_from(rate).unwrap_or(u64::MAX);
        measured.per_s = if measured.per_s == 0 { rate } else { measured.per_s.min(rate) };
    }
    let sent = |tx: &rusqlite::Transaction<'_>| {
        tx.query_row("SELECT count(*) FROM outbox WHERE state = 'sent'", [], |row| row.get(0))
    };
    measured.sent = memory.work(sent).await?;
    measured.missing = i64::try_from(count).unwrap_or(i64::MAX) - measured.sent;
    Ok(measured)
}

/// A server on this machine that takes every message, for measuring the newsroom by itself.
pub async fn stand_in() -> Result<SocketAddr, PressError> {
    let addr = SocketAddr::from(([127, 0, 0, 1], 0));
    let refused = |source| PressError::Listen { addr, source };
    let listener = TcpListener::bind(addr).await.map_err(refused)?;
    let bound = listener.local_addr().map_err(refused)?;
    let count = Arc::new(AtomicI64::new(0));
    let take = move || {
        let number = count.fetch_add(1, Ordering::Relaxed);
        async move {
            Json(
                json!({ "messaging_product": "whatsapp", "contacts": [], "messages": [{ "id": format!("wamid.{number}") }] }),
            )
        }
    };
    let router = Router::new().route("/v23.0/{phone}/messages", post(take));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(bound)
}

fn seven(zone: &str, after_s: i64) -> i64 {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let after = jiff::Timestamp::from_second(after_s).unwrap_or_default();
    next_slot(Rhythm::Daily, 7, &zone, after).map_or(after_s, |slot| slot.at.as_second())
}

async fn write_down(memory: &Memory, count: usize, now_s: i64) -> Result<(), PressError> {
    let stories_in = move |tx: &rusqlite::Transaction<'_>| {
        stories::add_source(tx, "http://127.0.0.1/measured", "News")?;
        let source = stories::Source {
            id: 1,
            state: SourceState::default(),
            topic: "News".to_owned(),
            answers: 0,
        };
        let words = [
            "bridge", "council", "harbour", "school", "theatre", "railway", "market", "river",
            "museum", "station",
        ];
        let item = |(number, word): (usize, &&str)| Item {
            id: Some(number.to_string()),
            title: format!("What the {word} means for chapter {number} of the town"),
            summary: "Words.".to_owned(),
            ..Item::default()
        };
        let feed = Feed { items: words.iter().enumerate().map(item).collect(), ..Feed::default() };
        stories::take(tx, &source, &feed, true, now_s).map(|_| ())
    };
    memory.work(stories_in).await?;
    for from in (0..count).step_by(STEP) {
        let until = (from + STEP).min(count);
        let some = move |tx: &rusqlite::Transaction<'_>| {
            (from..until).try_for_each(|number| {
                let zone = ZONES.get(number % ZONES.len()).copied().unwrap_or("UTC");
                let language = if number % 2 == 0 { Language::English } else { Language::German };
                let length = u8::try_from(3 + number % 5).unwrap_or(5);
                let reader =
                    Reader { length, ..Reader::new(format!("999{number:012}"), zone, language) };
                readers::put(tx, &reader, now_s)
            })
        };
        memory.work(some).await?;
    }
    Ok(())
}
