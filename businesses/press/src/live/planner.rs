use std::time::Duration;

use jiff::Timestamp;
use rusqlite::Transaction;

use super::bell::Bell;
use super::config::World;
use super::memory::Memory;
use super::readers::{self, Post};
use super::stories;
use super::trials::{self, Trials};
use crate::PressError;
use crate::model::{Arm, Edition, Language, Plan, Reader, Shelf, Way, plan, should_ask};
use crate::talk::{Outgoing, Phrase, Tap, digest, phrase};

/// Readers thought of in one step.
const BATCH: u32 = 2_000;
/// Pause between two looks at the clock.
const PAUSE: Duration = Duration::from_millis(500);

/// Makes editions when they are due.
#[derive(Clone)]
pub(super) struct Planner {
    pub(super) newsroom: String,
    pub(super) memory: Memory,
    pub(super) world: World,
    pub(super) bell: Bell,
}

impl Planner {
    /// Runs until dropped. Fails only when the database does.
    pub(super) async fn run(self) -> Result<(), PressError> {
        loop {
            while self.round().await? > 0 {}
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// One step; says how many readers were thought of.
    pub(super) async fn round(&self) -> Result<usize, PressError> {
        let (newsroom, now_s) = (self.newsroom.clone(), self.world.now());
        let done = self.memory.work(move |tx| step(tx, &newsroom, now_s)).await?;
        if done > 0 {
            self.bell.ring();
        }
        Ok(done)
    }
}

fn step(tx: &Transaction<'_>, newsroom: &str, now_s: i64) -> rusqlite::Result<usize> {
    // Before anybody is thought of: whoever waited for a winner is due now.
    trials::judge_due(tx, now_s)?;
    let due = readers::due(tx, now_s, BATCH)?;
    if due.is_empty() {
        return Ok(0);
    }
    let now = Timestamp::from_second(now_s).unwrap_or_default();
    let candidates = stories::candidates(tx, now_s)?;
    let titles = candidates.iter().map(|it| (it.story, it.title.clone())).collect();
    let trials = trials::current(tx, now_s)?;
    let mut desk = Desk { shelf: Shelf::new(candidates, now), titles, trials, newsroom, now_s };
    let count = due.len();
    for (reader, last) in due {
        desk.consider(tx, reader, last.as_deref())?;
    }
    readers::trim(tx)?;
    Ok(count)
}

struct Desk<'a> {
    shelf: Shelf,
    titles: std::collections::HashMap<i64, String>,
    trials: Trials,
    newsroom: &'a str,
    now_s: i64,
}

impl Desk<'_> {
    fn consider(
        &mut self,
        tx: &Transaction<'_>,
        mut reader: Reader,
        last: Option<&str>,
    ) -> rusqlite::Result<()> {
        let had = readers::had(tx, &reader.wa_id)?;
        let mut decided = plan(&reader, &mut self.shelf, &had, last);
        let slot = match &mut decided {
            Plan::Send(edition) => {
                let way = self.trials.way(tx, &reader.wa_id, edition, self.now_s)?;
                if let Some((_, Way::Wait(until_s))) = way {
                    return readers::defer(tx, &reader.wa_id, until_s);
                }
                self.edition(tx, &mut reader, edition, way)?;
                (!edition.slot.starts_with("story-")).then(|| edition.slot.clone())
            }
            Plan::NothingNew(slot) => {
                readers::decided(
                    tx,
                    &reader.wa_id,
                    self.now_s,
                    "skip",
                    "nothing new for her: the edition is skipped",
                )?;
                Some(slot.day.to_string())
            }
            Plan::NotDue | Plan::Silent => None,
        };
        readers::planned(tx, &reader, slot.as_deref(), self.now_s)
    }

    fn edition(
        &self,
        tx: &Transaction<'_>,
        reader: &mut Reader,
        edition: &Edition,
        way: Option<(i64, Way)>,
    ) -> rusqlite::Result<()> {
        let key = format!("press/{}/{}", reader.wa_id, edition.slot);
        let is_other = matches!(way, Some((_, Way::Try(Arm::Second) | Way::Show(Arm::Second))));
        let title = |story: &i64| {
            // A story on trial stands first.
            let other = edition.stories.first().filter(|first| is_other && *first == story);
            other.and_then(|story| self.trials.other(*story)).or_else(|| self.titles.get(story))
        };
        let titles: Vec<&str> =
            edition.stories.iter().filter_map(title).map(String::as_str).collect();
        let day = day_words(self.now_s, reader);
        let Some(what) = digest(self.newsroom, &day, &titles, &key, reader.language) else {
            return Ok(());
        };
        reader.note_fate(readers::fate(tx, &reader.wa_id)?);
        let trial = way.and_then(|(trial, way)| match way {
            Way::Try(arm) => Some((trial, arm)),
            // Noted, so that she finds the story under the headline that she saw.
            Way::Show(Arm::Second) => Some((trial, Arm::Second)),
            Way::Show(Arm::First) | Way::Wait(_) => None,
        });
        let stories = Some(edition.stories.as_slice());
        let until_s = Some(edition.until_s);
        let post = Post {
            reader: &reader.wa_id,
            kind: "edition",
            key,
            what: &what,
            stories,
            at_s: self.now_s,
            until_s,
            trial,
            counts: reader.shows_reading(),
            ..Post::default()
        };
        readers::post(tx, &post)?;
        let reason = format!(
            "{} headlines for {}, {} more kept for later",
            titles.len(),
            edition.slot,
            edition.more
        );
        readers::decided(tx, &reader.wa_id, self.now_s, "send", &reason)
    }
}

/// "Weekly instead?", once she opens the chat again: it needs no second paid message.
pub(super) fn weekly_question(reader: &mut Reader, now_s: i64) -> Option<Outgoing> {
    if !should_ask(reader, now_s) {
        return None;
    }
    reader.asked_s = Some(now_s);
    let (yes, no) = match reader.language {
        Language::English => ("Once a week", "Keep as it is"),
        Language::German => ("Einmal die Woche", "So lassen"),
    };
    let weekly = Tap::Rhythm(crate::model::Rhythm::Weekly(4));
    Some(Outgoing::Buttons {
        body: phrase(Phrase::Weekly, reader.language).to_owned(),
        buttons: vec![(weekly.to_string(), yes.to_owned()), (Tap::Keep.to_string(), no.to_owned())],
    })
}

fn day_words(now_s: i64, reader: &Reader) -> String {
    let local = Timestamp::from_second(now_s).unwrap_or_default().to_zoned(reader.time_zone());
    match reader.language {
        Language::English => local.strftime("%-d %b").to_string(),
        Language::German => local.strftime("%-d.%-m.").to_string(),
    }
}
