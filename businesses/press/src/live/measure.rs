use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use rusqlite::Transaction;
use serde::Serialize;

use super::config::{PressConfig, World};
use super::memory::Memory;
use super::newsroom::Newsroom;
use super::{readers, stories};
use crate::PressError;
use crate::fetch::SourceState;
use crate::model::{LATE_S, Language, Reader, Rhythm, next_slot};
use crate::read::{Feed, Item};

/// Three zones in which it is seven at different moments.
const ZONES: [&str; 3] = ["Asia/Tokyo", "Europe/Berlin", "America/New_York"];
/// Readers written in one step.
const STEP: usize = 5_000;
/// Between two looks at how far it is.
const LOOK: Duration = Duration::from_millis(700);
/// A zone in which nothing moves for so long is given up, and so is a review of templates.
const STUCK: Duration = Duration::from_mins(5);

/// Where the measured newsroom sends, and what is known there about what arrived.
pub trait Place: Sync {
    /// What its clock says, in seconds. The morning begins after it.
    fn now_s(&self) -> impl Future<Output = Result<i64, PressError>> + Send;

    /// Moves its clock forward to a moment.
    fn move_clock(&self, to_s: i64) -> impl Future<Output = Result<(), PressError>> + Send;

    /// How many editions reached each reader, by her place in the list that was measured.
    fn arrived(&self) -> impl Future<Output = Result<Vec<u32>, PressError>> + Send;

    /// Says how far it is.
    fn tell(&self, words: &str);
}

/// One zone of a measured morning.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Zone {
    /// Its name.
    pub zone: String,
    /// Readers there.
    pub readers: i64,
    /// Editions that the server took.
    pub sent: i64,
    /// From seven o'clock until the last one was taken, in milliseconds.
    pub took_ms: u64,
    /// Editions per second over all of it.
    pub per_s: u64,
    /// Whether all were taken before their hour was over.
    pub in_window: bool,
}

/// How long the editions of one morning took.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Measured {
    /// Readers in all.
    pub readers: usize,
    /// Editions that the server took.
    pub sent: i64,
    /// Readers whom no edition reached.
    pub lost: usize,
    /// Readers whom more than one reached.
    pub doubled: usize,
    /// Editions that were refused, or whose hour was over.
    pub refused: i64,
    /// The zones, in the order of their mornings.
    pub zones: Vec<Zone>,
    /// How long an edition may take after its hour, in seconds.
    pub window_s: i64,
    /// Most memory that the newsroom's process held, in MiB; unknown where the system does not say.
    pub peak_mib: Option<u64>,
}

/// A clock that is set, and goes on from there.
#[derive(Clone)]
struct Clock(Arc<Mutex<(i64, Instant)>>);

impl Clock {
    fn set(&self, to_s: i64) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = (to_s, Instant::now());
    }

    fn now_s(&self) -> i64 {
        let (from_s, since) = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        from_s.saturating_add(i64::try_from(since.elapsed().as_secs()).unwrap_or(i64::MAX))
    }
}

/// Runs a newsroom through the seven o'clock edition of a morning in three time zones: the very program that runs every day, with its
/// webhook. `addresses` are the readers, who allowed it at the server that `config` names.
pub async fn measure(
    config: PressConfig,
    addresses: &[String],
    place: &impl Place,
) -> Result<Measured, PressError> {
    let begin_s = place.now_s().await?;
    let clock = Clock(Arc::new(Mutex::new((begin_s, Instant::now()))));
    let reads = clock.clone();
    let world = World { now_s: Arc::new(move || reads.now_s()), random: Arc::new(rolling()) };
    let newsroom = Newsroom::start(config, world).await?;
    let memory = newsroom.memory();
    write_down(&memory, addresses, begin_s).await?;
    place.tell(&format!("{} readers are written down", addresses.len()));
    let mornings = async {
        // Templates are submitted and reviewed before anybody is thought of.
        newsroom_is_up(&memory, place).await?;
        let mut measured =
            Measured { readers: addresses.len(), window_s: LATE_S, ..Measured::default() };
        for zone in ZONES {
            let at_s = seven(zone, clock.now_s());
            place.move_clock(at_s).await?;
            clock.set(at_s);
            measured.zones.push(morning(&memory, zone, at_s, place).await?);
        }
        measured.sent = measured.zones.iter().map(|zone| zone.sent).sum();
        measured.refused = memory.work(|tx| tx.query_row(REFUSED, [], |row| row.get(0))).await?;
        place.tell("looking what arrived");
        let arrived = place.arrived().await?;
        measured.lost = arrived.iter().filter(|count| **count == 0).count();
        measured.doubled = arrived.iter().filter(|count| **count > 1).count();
        measured.peak_mib = peak_mib();
        Ok(measured)
    };
    tokio::select! {
        measured = mornings => measured,
        ended = newsroom.run(std::future::pending()) => {
            ended.and_then(|()| Err(PressError::Configuration("the newsroom ended".to_owned())))
        }
    }
}

const REFUSED: &str = "SELECT count(*) FROM outbox WHERE kind = 'edition' AND state IN ('refused', 'failed', 'dropped')";
const IN_ZONE: &str = "SELECT count(*) FROM reader WHERE json_extract(body, '$.zone') = ?1";
const SO_FAR: &str =
    "SELECT count(*), coalesce(sum(state = 'sent'), 0), coalesce(sum(state = 'pending'), 0)
    FROM outbox WHERE kind = 'edition' AND at_s >= ?1";
const IS_UP: &str = "SELECT 1 FROM source WHERE asked_s IS NOT NULL";

/// The newsroom asks its sources as soon as everything before is done. The one source of a measured newsroom leads nowhere.
async fn newsroom_is_up(memory: &Memory, place: &impl Place) -> Result<(), PressError> {
    place.tell("waiting for the review of the templates");
    let is_up = async {
        while !memory.work(|tx| tx.prepare_cached(IS_UP)?.exists([])).await? {
            tokio::time::sleep(LOOK).await;
        }
        Ok(())
    };
    let late =
        |_| PressError::Configuration("its templates were not reviewed in five minutes".to_owned());
    tokio::time::timeout(STUCK, is_up).await.map_err(late)?
}

/// One zone, from seven o'clock until nothing waits.
async fn morning(
    memory: &Memory,
    name: &str,
    at_s: i64,
    place: &impl Place,
) -> Result<Zone, PressError> {
    let begin = Instant::now();
    let zone = name.to_owned();
    let readers: i64 =
        memory.work(move |tx| tx.query_row(IN_ZONE, [zone], |row| row.get(0))).await?;
    let (mut last, mut moved) = (0, Instant::now());
    loop {
        let (planned, sent, pending): (i64, i64, i64) = memory
            .work(move |tx| {
                tx.query_row(SO_FAR, [at_s], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            })
            .await?;
        let took = begin.elapsed();
        let per_s = per_s(sent, took);
        if sent != last {
            (last, moved) = (sent, Instant::now());
            place.tell(&format!(
                "{name}: {sent} of {readers} sent, {pending} waiting, {per_s} a second"
            ));
        }
        if (planned >= readers && pending == 0) || moved.elapsed() > STUCK {
            let took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
            let window = Duration::from_secs(LATE_S.unsigned_abs());
            let in_window = sent == readers && took < window;
            let zone = name.to_owned();
            return Ok(Zone { zone, readers, sent, took_ms, per_s, in_window });
        }
        tokio::time::sleep(LOOK).await;
    }
}

fn per_s(count: i64, took: Duration) -> u64 {
    let rate = u128::from(count.unsigned_abs()) * 1_000 / took.as_millis().max(1);
    u64::try_from(rate).unwrap_or(u64::MAX)
}

fn rolling() -> impl Fn() -> u64 {
    let number = std::sync::atomic::AtomicU64::new(0);
    move || number.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
}

fn seven(zone: &str, after_s: i64) -> i64 {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let after = jiff::Timestamp::from_second(after_s).unwrap_or_default();
    next_slot(Rhythm::Daily, 7, &zone, after).map_or(after_s, |slot| slot.at.as_second())
}

/// What the kernel says about the most memory of this process, in MiB.
fn peak_mib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kib| kib / 1024)
}

/// Ten stories of the night, and the readers: in turn of every zone, of both languages and of every length.
async fn write_down(memory: &Memory, addresses: &[String], now_s: i64) -> Result<(), PressError> {
    memory.work(move |tx| stories_in(tx, now_s)).await?;
    for (step, some) in addresses.chunks(STEP).enumerate() {
        let some = some.to_vec();
        let write = move |tx: &Transaction<'_>| {
            (step * STEP..).zip(&some).try_for_each(|(number, wa_id)| {
                let zone = ZONES.get(number % ZONES.len()).copied().unwrap_or("UTC");
                let is_english = number % 2 == 0;
                let language = if is_english { Language::English } else { Language::German };
                let length = u8::try_from(3 + number % 5).unwrap_or(5);
                let reader = Reader { length, ..Reader::new(wa_id.clone(), zone, language) };
                readers::put(tx, &reader, None, now_s)
            })
        };
        memory.work(write).await?;
    }
    Ok(())
}

fn stories_in(tx: &Transaction<'_>, now_s: i64) -> rusqlite::Result<()> {
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
}
