//! What readers say and tap, and what is answered: all in the transaction in which it is taken in.

use kurier_wire::webhook::{Incoming, Message, UserPreference};
use rusqlite::Transaction;

use super::config::PressConfig;
use super::planner::weekly_question;
use super::readers::{self, Post};
use super::stories::{self, Story};
use super::trials;
use crate::model::{Language, Reader, Rhythm, Standing};
use crate::read::text::{cut, for_message, plain};
use crate::talk::{Outgoing, Phrase, Row, Tap, article, chooser, menu, phrase};

const FIRST: &str = "INSERT OR IGNORE INTO heard (id) VALUES (?1)";
const TO_DESK: &str = "INSERT INTO desk (kind, story, reader, message_id, text, at_s) VALUES ('reply', NULL, ?1, ?2, ?3, ?4)";
const WROTE_TODAY: &str = "SELECT 1 FROM desk WHERE kind = 'reply' AND reader = ?1 AND at_s > ?2";
const SAVE: &str = "INSERT OR IGNORE INTO saved (reader, story, at_s) VALUES (?1, ?2, ?3)";
const SAVED: &str = "SELECT story FROM saved WHERE reader = ?1 ORDER BY at_s DESC LIMIT 10";
/// Longest letter that is kept, in characters.
const KEPT_CHARS: usize = 4_096;
const PAUSE_S: i64 = 30 * 24 * 3600;

/// For readers who said nothing about themselves.
#[derive(Clone, Debug)]
pub(super) struct Defaults {
    zone: String,
    language: Language,
    rhythm: Rhythm,
    quiet: (i8, i8),
}

impl Defaults {
    pub(super) fn of(config: &PressConfig) -> Self {
        let PressConfig { language, rhythm, quiet, .. } = config;
        Self { zone: config.zone.clone(), language: *language, rhythm: *rhythm, quiet: *quiet }
    }

    fn reader(&self, wa_id: &str) -> Reader {
        Reader {
            rhythm: self.rhythm,
            quiet: self.quiet,
            ..Reader::new(wa_id, &self.zone, self.language)
        }
    }
}

/// Takes in what a webhook brought. The same thing twice is taken in once.
pub(super) fn take(
    tx: &Transaction<'_>,
    events: &[Incoming],
    defaults: &Defaults,
    now_s: i64,
) -> rusqlite::Result<()> {
    for event in events {
        match event {
            Incoming::Message { message, .. } if first(tx, &message.id)? => {
                message_in(tx, message, defaults, now_s)?;
            }
            Incoming::Status { status, .. } => readers::status(tx, status, now_s)?,
            Incoming::Preference { preference, .. } => {
                preference_in(tx, preference, defaults, now_s)?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn first(tx: &Transaction<'_>, id: &str) -> rusqlite::Result<bool> {
    Ok(tx.prepare_cached(FIRST)?.execute([id])? == 1)
}

/// Who allows the newsroom to write becomes a reader; who withdraws gets nothing more, whatever waits.
fn preference_in(
    tx: &Transaction<'_>,
    it: &UserPreference,
    defaults: &Defaults,
    now_s: i64,
) -> rusqlite::Result<()> {
    let is_new = first(tx, &format!("{} {} {} {}", it.wa_id, it.category, it.value, it.timestamp))?;
    if it.category != "marketing_messages" || it.wa_id.is_empty() || !is_new {
        return Ok(());
    }
    let known = readers::get(tx, &it.wa_id)?;
    let is_back = known.as_ref().is_some_and(|reader| reader.standing != Standing::Allowed)
        && it.value != "stop";
    let mut reader = known.clone().unwrap_or_else(|| defaults.reader(&it.wa_id));
    reader.is_stopped = it.value == "stop";
    reader.standing = if reader.is_stopped { Standing::Withdrew } else { Standing::Allowed };
    if is_back {
        let body = phrase(Phrase::Started, reader.language).to_owned();
        let (what, key) = (Outgoing::Text { body }, format!("back/{}/{}", it.wa_id, it.timestamp));
        let post = Post { reader: &it.wa_id, key, what: &what, at_s: now_s, ..Post::default() };
        readers::post(tx, &post)?;
    }
    if reader.is_stopped {
        readers::silence(tx, &reader.wa_id)?;
    } else {
        (reader.unread, reader.paused_until_s) = (0, None);
    }
    readers::put(tx, &reader, known.as_ref(), now_s)?;
    let (verdict, reason) =
        if reader.is_stopped { ("stop", "she withdrew") } else { ("start", "she allowed it") };
    readers::decided(tx, &reader.wa_id, now_s, verdict, reason)
}

fn payload(message: &Message) -> Option<&str> {
    if let Some(button) = &message.button {
        return Some(&button.payload);
    }
    let interactive = message.interactive.as_ref()?;
    let button = interactive.button_reply.as_ref().map(|reply| reply.id.as_str());
    button.or_else(|| interactive.list_reply.as_ref().map(|reply| reply.id.as_str()))
}

fn message_in(
    tx: &Transaction<'_>,
    message: &Message,
    defaults: &Defaults,
    now_s: i64,
) -> rusqlite::Result<()> {
    let wa_id = message.from.as_str();
    let known = readers::get(tx, wa_id)?;
    let reader = known.clone().unwrap_or_else(|| {
        // Somebody who writes without having subscribed is answered, and gets nothing by herself.
        Reader { is_stopped: true, standing: Standing::Never, ..defaults.reader(wa_id) }
    });
    if let Some(context) = &message.context {
        readers::answered(tx, wa_id, &context.id)?;
    }
    let text = message.text.as_ref().map(|text| text.body.as_str());
    let tap = payload(message).and_then(Tap::read).or_else(|| text.and_then(Tap::heard));
    let is_written = payload(message).is_none();
    let mut visit = Visit { tx, reader, message_id: &message.id, now_s, number: 0, is_written };
    match tap {
        Some(tap) => visit.tapped(&tap)?,
        None => visit.letter(text.unwrap_or_default(), &message.kind)?,
    }
    visit.reader.unread = 0;
    if let Some(question) = weekly_question(&mut visit.reader, now_s) {
        visit.answer(&question)?;
    }
    readers::put(tx, &visit.reader, known.as_ref(), now_s)
}

struct Visit<'a> {
    tx: &'a Transaction<'a>,
    reader: Reader,
    message_id: &'a str,
    now_s: i64,
    number: u32,
    /// She wrote instead of tapping: the server hears words that stop and start, too.
    is_written: bool,
}

impl Visit<'_> {
    fn answer(&mut self, what: &Outgoing) -> rusqlite::Result<()> {
        self.number += 1;
        let key = format!("answer/{}/{}", self.message_id, self.number);
        let (reply_to, at_s) = (Some(self.message_id), self.now_s);
        let post = Post {
            reader: &self.reader.wa_id,
            kind: "answer",
            key,
            what,
            reply_to,
            at_s,
            ..Post::default()
        };
        readers::post(self.tx, &post)
    }

    fn say(&mut self, words: Phrase) -> rusqlite::Result<()> {
        let body = phrase(words, self.reader.language).to_owned();
        self.answer(&Outgoing::Text { body })
    }

    /// Everything that is no order goes to the newsroom; once a day she is told so.
    fn letter(&mut self, text: &str, kind: &str) -> rusqlite::Result<()> {
        let kept = if text.is_empty() {
            format!("[{kind}]")
        } else {
            text.chars().take(KEPT_CHARS).collect()
        };
        let was_told = self
            .tx
            .prepare_cached(WROTE_TODAY)?
            .exists((&self.reader.wa_id, self.now_s - 24 * 3600))?;
        self.tx.prepare_cached(TO_DESK)?.execute((
            &self.reader.wa_id,
            self.message_id,
            kept,
            self.now_s,
        ))?;
        if was_told { Ok(()) } else { self.say(Phrase::ToNewsroom) }
    }

    fn tapped(&mut self, tap: &Tap) -> rusqlite::Result<()> {
        match tap {
            Tap::Read(edition) => self.edition(edition),
            Tap::Story(story) | Tap::Whole(story) => {
                self.story(*story, matches!(tap, Tap::Whole(_)))
            }
            Tap::Save(story) => {
                self.tx.prepare_cached(SAVE)?.execute((&self.reader.wa_id, story, self.now_s))?;
                self.say(Phrase::Saved)
            }
            Tap::Less(story) => {
                if let Some(story) = stories::story(self.tx, *story)? {
                    self.reader.note_less(&story.topic);
                }
                self.say(Phrase::Less)
            }
            Tap::Saved => self.saved(),
            Tap::Settings => {
                let menu = menu(&self.reader);
                self.answer(&menu)
            }
            Tap::Choose(what) => {
                let topics = stories::topics(self.tx)?;
                match chooser(&self.reader, what, &topics) {
                    Some(choices) => self.answer(&choices),
                    None => self.say(Phrase::NotSet),
                }
            }
            Tap::Keep => Ok(()),
            Tap::Pause | Tap::Stop | Tap::Start => self.on_and_off(tap),
            _ => self.set(tap),
        }
    }

    fn on_and_off(&mut self, tap: &Tap) -> rusqlite::Result<()> {
        match tap {
            Tap::Pause => {
                self.reader.paused_until_s = Some(self.now_s + PAUSE_S);
                self.say(Phrase::Paused)
            }
            Tap::Stop => {
                self.reader.is_stopped = true;
                readers::silence(self.tx, &self.reader.wa_id)?;
                if self.is_written {
                    return self.say(Phrase::StoppedInWriting);
                }
                let body = phrase(Phrase::Stopped, self.reader.language).to_owned();
                self.answer(&Outgoing::Buttons {
                    body,
                    buttons: vec![(Tap::Start.to_string(), "Start".to_owned())],
                })
            }
            _ => match self.reader.standing {
                Standing::Allowed => {
                    (self.reader.is_stopped, self.reader.paused_until_s) = (false, None);
                    self.say(Phrase::Started)
                }
                // The server has heard her, and tells that she is back.
                Standing::Withdrew if self.is_written => Ok(()),
                Standing::Withdrew => self.say(Phrase::Withdrew),
                Standing::Never => self.say(Phrase::Never),
            },
        }
    }

    /// A choice counts only if everything together can work.
    fn set(&mut self, tap: &Tap) -> rusqlite::Result<()> {
        let mut wanted = self.reader.clone();
        match tap {
            Tap::Rhythm(rhythm) => wanted.rhythm = *rhythm,
            Tap::Hour(hour) => wanted.hour = *hour,
            Tap::Length(length) => wanted.length = *length,
            Tap::Zone(zone) => wanted.zone.clone_from(zone),
            Tap::Quiet(from, until) => wanted.quiet = (*from, *until),
            Tap::Breaking(is_on) => wanted.breaking_at_night = *is_on,
            Tap::Language(language) => {
                wanted.language =
                    if language == "de" { Language::German } else { Language::English }
            }
            Tap::Topic(topic) if !wanted.topics.remove(topic) => {
                wanted.topics.insert(cut(topic, 60));
            }
            _ => {}
        }
        if wanted.check().is_err() {
            return self.say(Phrase::NotSet);
        }
        self.reader = wanted;
        self.say(Phrase::Set)
    }

    fn edition(&mut self, key: &str) -> rusqlite::Result<()> {
        let numbers = stories_of(self.tx, key, &self.reader.wa_id)?;
        match numbers.as_slice() {
            [] => self.say(Phrase::Gone),
            [only] => self.story(only.id, false),
            many => self.list(many),
        }
    }

    fn list(&mut self, many: &[Story]) -> rusqlite::Result<()> {
        let row = |story: &Story| Row {
            id: Tap::Story(story.id).to_string(),
            title: cut(&for_message(&story.title), 24),
            description: cut(&for_message(&story.title), 72),
        };
        let (body, button) = match self.reader.language {
            Language::English => ("Which story?", "Stories"),
            Language::German => ("Welche Meldung?", "Meldungen"),
        };
        let rows = many.iter().take(10).map(row).collect();
        self.answer(&Outgoing::List { body: body.to_owned(), button: button.to_owned(), rows })
    }

    fn story(&mut self, id: i64, is_whole: bool) -> rusqlite::Result<()> {
        let Some(story) = hers(self.tx, &self.reader.wa_id, id)? else {
            return self.say(Phrase::Gone);
        };
        let body = plain(&story.body_html);
        let text = if body.is_empty() { story.summary.clone() } else { body };
        if is_whole {
            let link = story.link.as_deref().unwrap_or_default();
            let room = 4_000_usize.saturating_sub(link.chars().count());
            let whole = format!("{}\n\n{link}", cut(&for_message(&text), room));
            let whole = if whole.trim().is_empty() { story.title } else { whole };
            return self.answer(&Outgoing::Text { body: whole.trim().to_owned() });
        }
        let (link, audio) = (story.link.as_deref(), story.audio.as_deref());
        let shown = article(story.id, &story.title, &text, link, audio, self.reader.language);
        self.answer(&shown)
    }

    fn saved(&mut self) -> rusqlite::Result<()> {
        let numbers: Vec<i64> = self
            .tx
            .prepare_cached(SAVED)?
            .query_map([&self.reader.wa_id], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let all = existing(self.tx, &self.reader.wa_id, &numbers)?;
        if all.is_empty() { self.say(Phrase::NoneSaved) } else { self.list(&all) }
    }
}

/// The stories of an edition that was hers.
fn stories_of(tx: &Transaction<'_>, key: &str, wa_id: &str) -> rusqlite::Result<Vec<Story>> {
    let is_hers = key.starts_with(&format!("press/{wa_id}/"))
        || (key.starts_with("letter/") && key.ends_with(&format!("/{wa_id}")));
    if !is_hers {
        return Ok(Vec::new());
    }
    existing(tx, wa_id, &readers::edition(tx, key)?)
}

fn existing(tx: &Transaction<'_>, wa_id: &str, numbers: &[i64]) -> rusqlite::Result<Vec<Story>> {
    let mut all = Vec::new();
    for number in numbers {
        all.extend(hers(tx, wa_id, *number)?);
    }
    Ok(all)
}

/// A story under the headline that she saw.
fn hers(tx: &Transaction<'_>, wa_id: &str, number: i64) -> rusqlite::Result<Option<Story>> {
    let Some(mut story) = stories::story(tx, number)? else { return Ok(None) };
    if let Some(other) = trials::she_got(tx, wa_id, number)? {
        story.title = other;
    }
    Ok(Some(story))
}
