//! Stories and their sources in the database.

use rusqlite::{OptionalExtension, Row, Transaction};

use super::memory::{json, text};
use crate::fetch::SourceState;
use crate::model::{Candidate, Hold, Identity, Intake, Known, Sight, content_mark, take_in};
use crate::read::{Feed, Item};

const ADD_SOURCE: &str = "INSERT OR IGNORE INTO source (url, topic, state) VALUES (?1, ?2, ?3)";
const DUE: &str =
    "SELECT id, state, topic, answers FROM source WHERE next_s <= ?1 ORDER BY next_s LIMIT 16";
const ONE: &str = "SELECT id, state, topic, answers FROM source WHERE id = ?1";
const ASKED: &str =
    "UPDATE source SET state = ?2, next_s = ?3, asked_s = ?4, trouble = ?5, answers = answers + ?6,
    title = CASE WHEN ?7 = '' THEN title ELSE ?7 END, items = items + ?8 WHERE id = ?1";
const FAULT: &str = "INSERT INTO fault (source, reason, count, last_s, explanation) VALUES (?1, ?2, 1, ?3, ?4)
    ON CONFLICT (source, reason) DO UPDATE SET count = count + 1, last_s = excluded.last_s, explanation = excluded.explanation";
const BY_ID: &str =
    "SELECT id, title, mark, source FROM story WHERE source = ?1 AND key_id = ?2 LIMIT 4";
const BY_LINK: &str = "SELECT id, title, mark, source FROM story WHERE key_link = ?1 LIMIT 8";
const BY_WORDS: &str = "SELECT id, title, mark, source FROM story WHERE key_words = ?1 LIMIT 4";
const ADD: &str = "INSERT INTO story (source, key_id, key_link, key_words, title, summary, body_html, link, audio, topic, seen_s, mark, state)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
const CHANGE: &str = "UPDATE story SET before = title, title = ?2, summary = ?3, body_html = ?4, link = coalesce(?5, link), mark = ?6,
    changed_s = ?7 WHERE id = ?1";
const DESK: &str = "INSERT INTO desk (kind, story, text, at_s) VALUES (?1, ?2, ?3, ?4)";
const OPEN_CHANGE: &str =
    "SELECT 1 FROM desk WHERE kind = 'changed' AND story = ?1 AND state = 'open'";
const READY: &str = "SELECT id, topic, title, seen_s, breaking FROM story WHERE state = 'ready' AND seen_s > ?1 ORDER BY seen_s DESC LIMIT 500";
const TOPICS: &str = "SELECT DISTINCT topic FROM source ORDER BY topic LIMIT 50";
const STORY: &str = "SELECT id, title, summary, body_html, link, audio, topic, seen_s, before FROM story WHERE id = ?1 AND state IN ('ready', 'letter')";
/// Stories of this age are not offered any more, in seconds.
const OFFERED_S: i64 = 8 * 24 * 3600;

/// A source that is to be asked.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub(super) id: i64,
    pub(super) state: SourceState,
    pub(super) topic: String,
    pub(super) answers: i64,
}

/// A story as it is shown.
#[derive(Clone, Debug)]
pub(crate) struct Story {
    pub(crate) id: i64,
    pub(crate) title: String,
    pub(crate) summary: String,
    pub(crate) body_html: String,
    pub(crate) link: Option<String>,
    pub(crate) audio: Option<String>,
    pub(crate) topic: String,
    pub(crate) seen_s: i64,
    pub(crate) before: Option<String>,
}

pub(super) fn add_source(tx: &Transaction<'_>, url: &str, topic: &str) -> rusqlite::Result<()> {
    let state = SourceState { url: url.to_owned(), ..SourceState::default() };
    tx.execute(ADD_SOURCE, (url, topic, text(&state)?)).map(|_| ())
}

fn source(row: &Row<'_>) -> rusqlite::Result<Source> {
    Ok(Source {
        id: row.get(0)?,
        state: json(&row.get::<_, String>(1)?)?,
        topic: row.get(2)?,
        answers: row.get(3)?,
    })
}

/// Sources whose time has come.
pub(super) fn due(tx: &Transaction<'_>, now_s: i64) -> rusqlite::Result<Vec<Source>> {
    let all: Vec<Source> =
        tx.prepare_cached(DUE)?.query_map([now_s], source)?.collect::<rusqlite::Result<_>>()?;
    Ok(all.into_iter().filter(|source| !source.state.is_gone).collect())
}

pub(super) fn one(tx: &Transaction<'_>, id: i64) -> rusqlite::Result<Option<Source>> {
    tx.prepare_cached(ONE)?.query_row([id], source).optional()
}

/// What came of asking a source.
pub(super) struct Asked<'a> {
    pub(super) state: &'a SourceState,
    pub(super) trouble: Option<(&'a str, &'a str)>,
    pub(super) feed: Option<&'a Feed>,
    pub(super) now_s: i64,
}

pub(super) fn settle(tx: &Transaction<'_>, id: i64, asked: &Asked<'_>) -> rusqlite::Result<()> {
    let next_s = if asked.state.is_gone { crate::model::NEVER_S } else { asked.state.next_s };
    let (title, items) = asked.feed.map_or(("", 0), |feed| (feed.title.as_str(), feed.items.len()));
    let trouble = asked.trouble.map(|(_, why)| why);
    let row = (
        id,
        text(asked.state)?,
        next_s,
        asked.now_s,
        trouble,
        i64::from(asked.feed.is_some()),
        title,
        i64::try_from(items).unwrap_or(0),
    );
    tx.prepare_cached(ASKED)?.execute(row)?;
    if let Some((reason, why)) = asked.trouble {
        fault(tx, id, reason, why, asked.now_s)?;
    }
    for kind in asked.feed.iter().flat_map(|feed| &feed.faults) {
        fault(tx, id, kind.name(), kind.explanation(), asked.now_s)?;
    }
    Ok(())
}

/// Counts one trouble of a source.
pub(super) fn fault(
    tx: &Transaction<'_>,
    source: i64,
    reason: &str,
    why: &str,
    now_s: i64,
) -> rusqlite::Result<()> {
    tx.prepare_cached(FAULT)?.execute((source, reason, now_s, why)).map(|_| ())
}

/// Takes in what a source brought; says how many are new and go out by themselves.
pub(super) fn take(
    tx: &Transaction<'_>,
    source: &Source,
    feed: &Feed,
    first_is_news: bool,
    now_s: i64,
) -> rusqlite::Result<(usize, usize)> {
    let mut broken = None;
    let is_first = source.answers == 0;
    let intake = take_in(&feed.items, is_first, |identity| {
        known(tx, source.id, identity).unwrap_or_else(|fault| {
            broken = Some(fault);
            Vec::new()
        })
    });
    if let Some(fault) = broken {
        return Err(fault);
    }
    let hold = intake.hold.filter(|hold| !(first_is_news && *hold == Hold::First));
    if let Some(hold) = hold.filter(|hold| *hold != Hold::First) {
        let reason = if hold == Hold::Flood { "flood" } else { "moved" };
        fault(
            tx,
            source.id,
            reason,
            "many new items at once: they wait at the desk for an editor",
            now_s,
        )?;
    }
    keep(tx, source, feed, &intake, hold, now_s)?;
    let news = intake.news();
    Ok((news, if hold.is_some() { 0 } else { news }))
}

fn keep(
    tx: &Transaction<'_>,
    source: &Source,
    feed: &Feed,
    intake: &Intake,
    hold: Option<Hold>,
    now_s: i64,
) -> rusqlite::Result<()> {
    let state = match hold {
        None => "ready",
        Some(Hold::First) => "old",
        Some(Hold::Flood | Hold::Moved) => "held",
    };
    // The newest stand first in feeds; they get the highest numbers.
    for (item, sight) in feed.items.iter().zip(&intake.sights).rev() {
        match sight {
            Sight::New => {
                let story = add(tx, source, item, state, now_s)?;
                if state == "held" {
                    tx.prepare_cached(DESK)?.execute(("held", story, &item.title, now_s))?;
                }
            }
            Sight::Changed(story) => change(tx, *story, item, now_s)?,
            Sight::Twin => fault(
                tx,
                source.id,
                "duplicate",
                "an item stands in the feed twice; it counts once",
                now_s,
            )?,
            Sight::Seen(_) | Sight::Empty => {}
        }
    }
    Ok(())
}

fn known(tx: &Transaction<'_>, source: i64, identity: &Identity) -> rusqlite::Result<Vec<Known>> {
    let read = |by_id: bool| {
        move |row: &Row<'_>| {
            Ok(Known {
                story: row.get(0)?,
                title: row.get(1)?,
                mark: row.get(2)?,
                same_source: row.get::<_, i64>(3)? == source,
                by_id,
            })
        }
    };
    let mut all = Vec::new();
    if let Some(id) = &identity.id {
        let mut rows = tx.prepare_cached(BY_ID)?;
        all.extend(
            rows.query_map((source, id), read(true))?.collect::<rusqlite::Result<Vec<_>>>()?,
        );
    }
    if let Some(link) = &identity.link {
        let mut rows = tx.prepare_cached(BY_LINK)?;
        all.extend(rows.query_map([link], read(false))?.collect::<rusqlite::Result<Vec<_>>>()?);
    }
    let mut rows = tx.prepare_cached(BY_WORDS)?;
    all.extend(
        rows.query_map([&identity.words], read(false))?.collect::<rusqlite::Result<Vec<_>>>()?,
    );
    Ok(all)
}

fn add(
    tx: &Transaction<'_>,
    source: &Source,
    item: &Item,
    state: &str,
    now_s: i64,
) -> rusqlite::Result<i64> {
    let identity = Identity::of(item);
    let audio = item
        .enclosures
        .iter()
        .find(|file| file.kind.as_deref().is_none_or(|kind| kind.starts_with("audio")));
    // The date of a story is when we saw it: whatever the feed says later, it does not move.
    tx.prepare_cached(ADD)?.execute((
        source.id,
        identity.id,
        identity.link,
        identity.words,
        title_of(item),
        &item.summary,
        item.body_html.as_deref().unwrap_or_default(),
        &item.link,
        audio.map(|file| &file.url),
        &source.topic,
        now_s,
        content_mark(item),
        state,
    ))?;
    Ok(tx.last_insert_rowid())
}

/// What stands for a story without a title.
fn title_of(item: &Item) -> String {
    if item.title.is_empty() {
        crate::read::text::cut(&item.summary.replace('\n', " "), 120)
    } else {
        item.title.clone()
    }
}

/// The archive changes; readers hear of it only if an editor says so.
fn change(tx: &Transaction<'_>, story: i64, item: &Item, now_s: i64) -> rusqlite::Result<()> {
    let html = item.body_html.as_deref().unwrap_or_default();
    tx.prepare_cached(CHANGE)?.execute((
        story,
        title_of(item),
        &item.summary,
        html,
        &item.link,
        content_mark(item),
        now_s,
    ))?;
    if !tx.prepare_cached(OPEN_CHANGE)?.exists([story])? {
        tx.prepare_cached(DESK)?.execute(("changed", story, title_of(item), now_s))?;
    }
    Ok(())
}

/// Stories that may go out.
pub(super) fn candidates(tx: &Transaction<'_>, now_s: i64) -> rusqlite::Result<Vec<Candidate>> {
    let mut rows = tx.prepare_cached(READY)?;
    let read = rows.query_map([now_s - OFFERED_S], |row| {
        let seen = jiff::Timestamp::from_second(row.get(3)?).unwrap_or_default();
        Ok(Candidate {
            story: row.get(0)?,
            topic: row.get(1)?,
            title: row.get(2)?,
            seen,
            is_breaking: row.get::<_, i64>(4)? != 0,
        })
    })?;
    read.collect()
}

pub(super) fn topics(tx: &Transaction<'_>) -> rusqlite::Result<Vec<String>> {
    tx.prepare_cached(TOPICS)?.query_map([], |row| row.get(0))?.collect()
}

pub(super) fn story(tx: &Transaction<'_>, id: i64) -> rusqlite::Result<Option<Story>> {
    let mut rows = tx.prepare_cached(STORY)?;
    rows.query_row([id], |row| {
        Ok(Story {
            id: row.get(0)?,
            title: row.get(1)?,
            summary: row.get(2)?,
            body_html: row.get(3)?,
            link: row.get(4)?,
            audio: row.get(5)?,
            topic: row.get(6)?,
            seen_s: row.get(7)?,
            before: row.get(8)?,
        })
    })
    .optional()
}
