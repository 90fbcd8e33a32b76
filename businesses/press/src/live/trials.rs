//! Two headlines for a story: who gets which, and what came of it.

use std::collections::HashMap;
use std::path::Path;

use rusqlite::{OptionalExtension, Row, Transaction};
use serde::Serialize;

use super::config::World;
use super::memory::{Memory, json, text};
use crate::PressError;
use crate::model::{Arm, Edition, Stage, Trial, TrialFault, Verdict, Way, judge};

/// Trials older than this are over for every edition: their stories are no news any more.
const CURRENT_S: i64 = 8 * 24 * 3600;

const CURRENT: &str =
    "SELECT id, story, other, share, wait_s, judge_s, verdict FROM trial WHERE made_s > ?1";
const BEGIN: &str = "UPDATE trial SET judge_s = ?2 WHERE id = ?1 AND judge_s IS NULL";
const DUE: &str = "SELECT id FROM trial WHERE verdict IS NULL AND judge_s <= ?1";
const JUDGED: &str = "UPDATE trial SET verdict = ?2 WHERE id = ?1";
const COUNTS: &str =
    "SELECT coalesce(sum(arm = 'first' AND read), 0), coalesce(sum(arm = 'first'), 0),
    coalesce(sum(arm = 'second' AND read), 0), coalesce(sum(arm = 'second'), 0)
    FROM outbox WHERE trial = ?1 AND counts = 1 AND delivered = 1";
const ALL: &str = "SELECT t.id, t.story, t.other, t.share, t.wait_s, t.judge_s, t.verdict, s.title,
    (SELECT count(*) FROM outbox o WHERE o.trial = t.id AND o.at_s < coalesce(t.judge_s, 0))
    FROM trial t JOIN story s ON s.id = t.story ORDER BY t.id DESC LIMIT 20";
const OFFERED: &str = "SELECT id, title FROM story WHERE state IN ('ready', 'held') AND seen_s > ?1
    AND NOT EXISTS (SELECT 1 FROM trial WHERE story = story.id) ORDER BY id DESC LIMIT 30";
const EXISTS: &str =
    "SELECT 1 FROM story WHERE id = ?1 AND state IN ('ready', 'held') AND seen_s > ?2";
const MAKE: &str =
    "INSERT OR IGNORE INTO trial (story, other, share, wait_s, made_s) VALUES (?1, ?2, ?3, ?4, ?5)";
const SHE_GOT: &str =
    "SELECT t.other FROM got g JOIN outbox o ON o.id = g.outbox JOIN trial t ON t.id = o.trial
    WHERE g.reader = ?1 AND g.story = ?2 AND t.story = ?2 AND o.arm = 'second'";

/// How an arm is written down.
pub(super) const fn word(arm: Arm) -> &'static str {
    match arm {
        Arm::First => "first",
        Arm::Second => "second",
    }
}

/// The trials of the moment, by story.
pub(super) struct Trials(HashMap<i64, Trial>);

/// Out of the seventh column of what is asked about trials.
fn verdict(row: &Row<'_>) -> rusqlite::Result<Option<Verdict>> {
    let verdict: Option<String> = row.get(6)?;
    verdict.as_deref().map(json).transpose()
}

fn trial(row: &Row<'_>) -> rusqlite::Result<Trial> {
    let judge_s: Option<i64> = row.get(5)?;
    let stage = match (verdict(row)?, judge_s) {
        (Some(verdict), _) => Stage::Judged(verdict.judgement.winner()),
        (None, Some(judge_s)) => Stage::Running(judge_s),
        (None, None) => Stage::Fresh,
    };
    Ok(Trial {
        id: row.get(0)?,
        story: row.get(1)?,
        other: row.get(2)?,
        share: row.get(3)?,
        wait_s: row.get(4)?,
        stage,
    })
}

pub(super) fn current(tx: &Transaction<'_>, now_s: i64) -> rusqlite::Result<Trials> {
    let mut rows = tx.prepare_cached(CURRENT)?;
    let read = rows.query_map([now_s - CURRENT_S], trial)?;
    let by_story = read.map(|trial| trial.map(|trial| (trial.story, trial)));
    by_story.collect::<rusqlite::Result<_>>().map(Trials)
}

impl Trials {
    /// The second headline of a story.
    pub(super) fn other(&self, story: i64) -> Option<&String> {
        self.0.get(&story).map(|trial| &trial.other)
    }

    /// What a reader gets of the trial that her edition has part in, if any, with its number. Its story then stands first. The first
    /// edition begins the trial.
    pub(super) fn way(
        &mut self,
        tx: &Transaction<'_>,
        wa_id: &str,
        edition: &mut Edition,
        now_s: i64,
    ) -> rusqlite::Result<Option<(i64, Way)>> {
        let place = edition.stories.iter().position(|story| self.0.contains_key(story));
        let Some(place) = place else { return Ok(None) };
        edition.stories.get_mut(..=place).unwrap_or_default().rotate_right(1);
        let Some(trial) = edition.stories.first().and_then(|story| self.0.get_mut(story)) else {
            return Ok(None);
        };
        let way = trial.way(wa_id, now_s, edition.until_s);
        if trial.stage == Stage::Fresh && !matches!(way, Way::Show(_)) {
            trial.stage = Stage::Running(now_s + trial.wait_s);
            tx.prepare_cached(BEGIN)?.execute((trial.id, now_s + trial.wait_s))?;
        }
        Ok(Some((trial.id, way)))
    }
}

/// Judges the trials whose moment has come, once and for ever.
pub(super) fn judge_due(tx: &Transaction<'_>, now_s: i64) -> rusqlite::Result<()> {
    let due: Vec<i64> = tx
        .prepare_cached(DUE)?
        .query_map([now_s], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for id in due {
        let verdict = tx.prepare_cached(COUNTS)?.query_row([id], |row| {
            let count = |place| row.get(place).map(i64::unsigned_abs);
            Ok(judge((count(0)?, count(1)?), (count(2)?, count(3)?)))
        })?;
        tx.prepare_cached(JUDGED)?.execute((id, text(&verdict)?))?;
    }
    Ok(())
}

/// The second headline of a story, if that is the one that brought it to her.
pub(super) fn she_got(
    tx: &Transaction<'_>,
    wa_id: &str,
    story: i64,
) -> rusqlite::Result<Option<String>> {
    tx.prepare_cached(SHE_GOT)?.query_row((wa_id, story), |row| row.get(0)).optional()
}

/// A trial, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TrialStatus {
    /// Its number.
    pub id: i64,
    /// Its story.
    pub story: i64,
    /// The story's own headline.
    pub first: String,
    /// The one against it.
    pub second: String,
    /// So many of a hundred readers take part.
    pub share: u8,
    /// Editions that went with it, both headlines together.
    pub editions: i64,
    /// When it is judged, in seconds; nothing before the first edition.
    pub judge_s: Option<i64>,
    /// What it says, once it was judged.
    pub verdict: Option<Verdict>,
    /// The same in words.
    pub says: String,
}

pub(super) fn all(tx: &Transaction<'_>) -> rusqlite::Result<Vec<TrialStatus>> {
    let mut rows = tx.prepare_cached(ALL)?;
    let read = rows.query_map([], |row| {
        let verdict = verdict(row)?;
        let judge_s: Option<i64> = row.get(5)?;
        let says = match (&verdict, judge_s) {
            (Some(verdict), _) => verdict.sentence(),
            (None, Some(_)) => "not judged yet".to_owned(),
            (None, None) => "no edition went with it yet".to_owned(),
        };
        Ok(TrialStatus {
            id: row.get(0)?,
            story: row.get(1)?,
            first: row.get(7)?,
            second: row.get(2)?,
            share: row.get(3)?,
            editions: row.get(8)?,
            judge_s,
            verdict,
            says,
        })
    })?;
    read.collect()
}

/// A story that could get a second headline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// Its number.
    pub story: i64,
    /// Its headline.
    pub title: String,
}

pub(super) fn choices(tx: &Transaction<'_>, now_s: i64) -> rusqlite::Result<Vec<Choice>> {
    let mut rows = tx.prepare_cached(OFFERED)?;
    let read = rows.query_map([now_s - CURRENT_S], |row| {
        Ok(Choice { story: row.get(0)?, title: row.get(1)? })
    })?;
    read.collect()
}

/// What an editor wants to be tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The story.
    pub story: i64,
    /// The second headline.
    pub other: String,
    /// So many of a hundred readers take part.
    pub share: u8,
    /// From the first edition to the judgement, in minutes; an hour when absent, a day where nobody waits.
    pub wait_min: Option<u32>,
}

/// Sets a second headline against a story's own.
pub(super) fn make(
    tx: &Transaction<'_>,
    wish: &Wish,
    now_s: i64,
) -> rusqlite::Result<Result<(), TrialFault>> {
    let default = if wish.share == 100 { 24 * 60 } else { 60 };
    let trial = Trial {
        id: 0,
        story: wish.story,
        other: wish.other.split_whitespace().collect::<Vec<_>>().join(" "),
        share: wish.share,
        wait_s: i64::from(wish.wait_min.unwrap_or(default)) * 60,
        stage: Stage::Fresh,
    };
    if let Err(fault) = trial.check() {
        return Ok(Err(fault));
    }
    if !tx.prepare_cached(EXISTS)?.exists((trial.story, now_s - CURRENT_S))? {
        return Ok(Err(TrialFault::Story));
    }
    let row = (trial.story, &trial.other, trial.share, trial.wait_s, now_s);
    let made = tx.prepare_cached(MAKE)?.execute(row)?;
    Ok(if made == 1 { Ok(()) } else { Err(TrialFault::Twice) })
}

/// Trials of a newsroom by its database, beside the running newsroom: for the command line.
pub struct TrialDesk {
    memory: Memory,
    world: World,
}

impl TrialDesk {
    /// Of the newsroom whose database this is.
    pub fn open(database: &Path, world: World) -> Result<Self, PressError> {
        if !database.is_file() {
            let why = format!("{} is not there: run the newsroom first", database.display());
            return Err(PressError::Configuration(why));
        }
        Ok(Self { memory: Memory::open(database)?, world })
    }

    /// Sets a second headline against a story's own.
    pub async fn make(&self, wish: Wish) -> Result<(), PressError> {
        let now_s = self.world.now();
        let made = self.memory.work(move |tx| make(tx, &wish, now_s)).await?;
        made.map_err(|fault| PressError::Configuration(fault.to_string()))
    }

    /// What runs and what came of it, newest first.
    pub async fn all(&self) -> Result<Vec<TrialStatus>, PressError> {
        self.memory.work(all).await
    }

    /// Stories that could get a second headline, newest first.
    pub async fn choices(&self) -> Result<Vec<Choice>, PressError> {
        let now_s = self.world.now();
        self.memory.work(move |tx| choices(tx, now_s)).await
    }
}
