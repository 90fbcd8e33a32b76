//! The editors' desk: stories that wait, changes that may be corrections, letters of readers.

use rusqlite::{OptionalExtension, Transaction};

use super::readers::{self, Post};
use super::stories;
use crate::model::Language;
use crate::talk::{Outgoing, correction};

const OPEN: &str = "SELECT id, kind, story, reader, text, at_s FROM desk WHERE state = 'open' ORDER BY id LIMIT 100";
const ONE: &str =
    "SELECT kind, story, reader, message_id FROM desk WHERE id = ?1 AND state = 'open'";
const DONE: &str = "UPDATE desk SET state = ?2 WHERE id = ?1";
const RELEASE: &str =
    "UPDATE story SET state = 'ready', seen_s = ?2, breaking = ?3 WHERE id = ?1 AND state = 'held'";
const DROP: &str = "UPDATE story SET state = 'dropped' WHERE id = ?1 AND state = 'held'";
/// Longest answer of an editor, in characters.
const ANSWER_CHARS: usize = 4_000;

/// Something that waits for an editor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OnDesk {
    pub(crate) id: i64,
    pub(crate) kind: String,
    pub(crate) story: Option<i64>,
    pub(crate) reader: Option<String>,
    pub(crate) text: String,
    pub(crate) at_s: i64,
}

pub(super) fn open(tx: &Transaction<'_>) -> rusqlite::Result<Vec<OnDesk>> {
    let mut rows = tx.prepare_cached(OPEN)?;
    let read = rows.query_map([], |row| {
        Ok(OnDesk {
            id: row.get(0)?,
            kind: row.get(1)?,
            story: row.get(2)?,
            reader: row.get(3)?,
            text: row.get(4)?,
            at_s: row.get(5)?,
        })
    })?;
    read.collect()
}

/// What an editor decides: `release`, `breaking`, `drop`, `correct`, `answer`, `done`. Says whether it could be done.
pub(super) fn decide(
    tx: &Transaction<'_>,
    id: i64,
    what: &str,
    words: &str,
    newsroom: &str,
    now_s: i64,
) -> rusqlite::Result<bool> {
    type Found = (String, Option<i64>, Option<String>, Option<String>);
    let found: Option<Found> = tx
        .prepare_cached(ONE)?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    let Some((kind, story, reader, message_id)) = found else { return Ok(false) };
    match (kind.as_str(), what, story) {
        ("held", "release" | "breaking", Some(story)) => {
            tx.prepare_cached(RELEASE)?.execute((story, now_s, i64::from(what == "breaking")))?;
            readers::wake(tx, now_s)?;
        }
        ("held", "drop", Some(story)) => {
            tx.prepare_cached(DROP)?.execute([story])?;
        }
        ("changed", "correct", Some(story)) => correct(tx, id, story, words, newsroom, now_s)?,
        ("reply", "answer", _) if !words.trim().is_empty() => {
            let Some(reader) = reader else { return Ok(false) };
            let body: String = words.trim().chars().take(ANSWER_CHARS).collect();
            let (what, key) = (Outgoing::Text { body }, format!("desk/{id}"));
            let reply_to = message_id.as_deref();
            let post = Post {
                reader: &reader,
                kind: "answer",
                key,
                what: &what,
                reply_to,
                at_s: now_s,
                ..Post::default()
            };
            readers::post(tx, &post)?;
        }
        (_, "done", _) => {}
        _ => return Ok(false),
    }
    tx.prepare_cached(DONE)?.execute((id, what))?;
    Ok(true)
}

const THE_MESSAGE: &str = "SELECT o.message_id FROM got g JOIN outbox o ON o.id = g.outbox WHERE g.reader = ?1 AND g.story = ?2";

/// Tells everybody who had a story what is right, as an answer to the very message that brought it.
fn correct(
    tx: &Transaction<'_>,
    id: i64,
    story: i64,
    words: &str,
    newsroom: &str,
    now_s: i64,
) -> rusqlite::Result<()> {
    let Some(found) = stories::story(tx, story)? else { return Ok(()) };
    let before = found.before.unwrap_or_else(|| found.title.clone());
    let after = if words.trim().is_empty() { found.title.as_str() } else { words.trim() };
    for wa_id in readers::who_got(tx, story)? {
        let reader = readers::get(tx, &wa_id)?.filter(|reader| !reader.is_stopped);
        let Some(language) = reader.map(|reader| reader.language) else { continue };
        let original: Option<Option<String>> = tx
            .prepare_cached(THE_MESSAGE)?
            .query_row((&wa_id, story), |row| row.get(0))
            .optional()?;
        let what = correction(newsroom, &before, after, story, language);
        let (key, reply_to) = (format!("correction/{id}/{wa_id}"), original.flatten());
        let reply_to = reply_to.as_deref();
        let post = Post {
            reader: &wa_id,
            kind: "correction",
            key,
            what: &what,
            reply_to,
            at_s: now_s,
            ..Post::default()
        };
        readers::post(tx, &post)?;
        readers::decided(tx, &wa_id, now_s, "send", "a correction of a story that she had")?;
    }
    Ok(())
}

const LETTER: &str =
    "INSERT INTO story (source, key_words, title, summary, body_html, topic, seen_s, mark, state)
    VALUES (0, ?1, ?2, ?3, ?4, 'Letter', ?5, '', 'letter')";
const LETTER_KNOWN: &str = "SELECT id FROM story WHERE source = 0 AND key_words = ?1";

/// Makes a letter of a campaign of another program a story that only its recipients see; the same campaign is the same story.
pub(super) fn letter(
    tx: &Transaction<'_>,
    campaign: &str,
    title: &str,
    summary: &str,
    html: &str,
    now_s: i64,
) -> rusqlite::Result<i64> {
    let key = format!("letter {campaign}");
    let known: Option<i64> =
        tx.prepare_cached(LETTER_KNOWN)?.query_row([&key], |row| row.get(0)).optional()?;
    if let Some(known) = known {
        return Ok(known);
    }
    tx.prepare_cached(LETTER)?.execute((&key, title, summary, html, now_s))?;
    Ok(tx.last_insert_rowid())
}

/// Sends a letter to a reader, if she is one; says whether she is.
pub(super) fn send_letter(
    tx: &Transaction<'_>,
    wa_id: &str,
    campaign: &str,
    story: i64,
    newsroom: &str,
    now_s: i64,
) -> rusqlite::Result<bool> {
    let Some(reader) = readers::get(tx, wa_id)?.filter(|reader| !reader.is_stopped) else {
        return Ok(false);
    };
    let Some(found) = stories::story(tx, story)? else { return Ok(false) };
    let key = format!("letter/{campaign}/{wa_id}");
    let day = jiff::Timestamp::from_second(now_s).unwrap_or_default().to_zoned(reader.time_zone());
    let day = if reader.language == Language::German {
        day.strftime("%-d.%-m.")
    } else {
        day.strftime("%-d %b")
    }
    .to_string();
    let Some(what) = crate::talk::digest(newsroom, &day, &[&found.title], &key, reader.language)
    else {
        return Ok(false);
    };
    let post = Post {
        reader: wa_id,
        kind: "letter",
        key,
        what: &what,
        stories: Some(&[story]),
        at_s: now_s,
        ..Post::default()
    };
    readers::post(tx, &post)?;
    Ok(true)
}
