//! Carries what the database holds ready: letters and answers.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use kurier_wire::client::{Address, ApiError, CloudApi, SendOptions};

use super::clock::{Bell, Clock};
use super::config::HerdConfig;
use crate::HerdError;
use crate::memory::{self, Asked, Memory, Waiting};
use crate::talk::{Language, reply};

/// Sent in one go before looking again.
const BATCH: u32 = 50;
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// Longest time until letters of later are looked at.
const PATIENCE: Duration = Duration::from_secs(5);
/// A template that waits for its review, or is paused, may be there in a minute.
const NO_TEMPLATE: [u32; 2] = [132_001, 132_015];
const NO_TEMPLATE_PAUSE: SignedDuration = SignedDuration::from_secs(60);
/// What has waited longer for its template says nothing of use any more.
const NO_TEMPLATE_LONGEST: SignedDuration = SignedDuration::from_hours(24);

pub(super) struct Courier {
    pub(super) api: CloudApi,
    pub(super) memory: Memory,
    pub(super) bell: Bell,
    pub(super) clock: Clock,
    pub(super) config: Arc<HerdConfig>,
}

/// Whether a call is done with, or must be repeated.
enum Outcome {
    Done,
    Again,
}

impl Courier {
    /// Runs until dropped. Fails only when the database does.
    pub(super) async fn run(self) -> Result<(), HerdError> {
        let mut pause = FIRST_PAUSE;
        loop {
            match self.round().await? {
                Outcome::Done => {
                    pause = FIRST_PAUSE;
                    self.bell.heard(PATIENCE).await;
                }
                Outcome::Again => {
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
        }
    }

    /// Sends all that waits, urgent things first. Stops at the first call that must be repeated, to keep the order.
    async fn round(&self) -> Result<Outcome, HerdError> {
        loop {
            let now = self.clock.now();
            let letters = self.memory.work(move |tx| memory::waiting(tx, now, BATCH)).await?;
            let asked = self.memory.work(|tx| memory::to_answer(tx, BATCH)).await?;
            if letters.is_empty() && asked.is_empty() {
                return Ok(Outcome::Done);
            }
            for letter in letters {
                if let Outcome::Again = self.send(letter).await? {
                    return Ok(Outcome::Again);
                }
            }
            for asked in asked {
                if let Outcome::Again = self.answer(asked).await? {
                    return Ok(Outcome::Again);
                }
            }
        }
    }

    async fn send(&self, letter: Waiting) -> Result<Outcome, HerdError> {
        let Ok(media) = self.upload(&letter).await? else { return Ok(Outcome::Again) };
        let to = Address::from(letter.person.as_str());
        let options = SendOptions { idempotency_key: Some(letter.key), ..SendOptions::default() };
        // Only a notice that has a twin without one stands under a picture.
        let media = media.filter(|_| letter.notice.plain.is_some());
        let message = letter.notice.message(media.is_some());
        let called = match &media {
            Some(id) => self.api.send_template_with_image(&to, &message, id, &options).await,
            None => self.api.send_template(&to, &message, &options).await,
        };
        let now = self.clock.now();
        let may_wait = now.duration_since(letter.due) < NO_TEMPLATE_LONGEST;
        let (state, message_id, why) = match called {
            Ok(sent) => ("sent", Some(sent.id), None),
            Err(fault) if fault.may_succeed_later() => return Ok(again(&fault, "a letter")),
            Err(fault) if lacks_template(&fault) && may_wait => {
                let until = now.checked_add(NO_TEMPLATE_PAUSE).unwrap_or(now);
                return self.postpone(letter.id, until, &fault).await;
            }
            Err(fault) => ("refused", None, Some(refused(&fault, "a letter"))),
        };
        let settle = move |tx: &rusqlite::Transaction<'_>| {
            memory::settle_letter(tx, letter.id, state, message_id.as_deref(), why.as_deref())
        };
        self.memory.work(settle).await?;
        Ok(Outcome::Done)
    }

    /// Others go meanwhile.
    async fn postpone(
        &self,
        letter: i64,
        until: Timestamp,
        fault: &ApiError,
    ) -> Result<Outcome, HerdError> {
        tracing::info!(%fault, "a letter waits for its template");
        let why = fault.to_string();
        self.memory.work(move |tx| memory::postpone_letter(tx, letter, until, &why)).await?;
        Ok(Outcome::Done)
    }

    /// Uploads the picture, once: its id is kept before the letter goes, so that a repeated call says the same. A picture
    /// that the server does not take is left out.
    async fn upload(&self, letter: &Waiting) -> Result<Result<Option<String>, Outcome>, HerdError> {
        let kept = |id: &str| (!id.is_empty()).then(|| id.to_owned());
        if let Some(id) = &letter.media_id {
            return Ok(Ok(kept(id)));
        }
        let Some(picture) = &letter.picture else { return Ok(Ok(None)) };
        let key = format!("{}/picture", letter.key);
        let id = match self.api.upload_image(picture, "image/png", Some(&key)).await {
            Ok(id) => id,
            Err(fault) if fault.may_succeed_later() => return Ok(Err(again(&fault, "a picture"))),
            Err(fault) => {
                refused(&fault, "a picture");
                String::new()
            }
        };
        let (row, keep) = (letter.id, id.clone());
        self.memory.work(move |tx| memory::keep_media(tx, row, &keep)).await?;
        Ok(Ok(kept(&id)))
    }

    async fn answer(&self, asked: Asked) -> Result<Outcome, HerdError> {
        let why = match self.try_answer(&asked).await {
            Ok(()) => None,
            Err(fault) if fault.may_succeed_later() => return Ok(again(&fault, "an answer")),
            Err(fault) => Some(refused(&fault, "an answer")),
        };
        let state = if why.is_none() { "done" } else { "refused" };
        let settle = move |tx: &rusqlite::Transaction<'_>| {
            memory::settle_inbound(tx, asked.id, state, why.as_deref())
        };
        self.memory.work(settle).await?;
        Ok(Outcome::Done)
    }

    /// Every message is marked as read; people of the farm get a short answer, once.
    async fn try_answer(&self, asked: &Asked) -> Result<(), ApiError> {
        self.api.mark_read(&asked.message_id, false).await?;
        let Some(language) = self.language(&asked.person) else { return Ok(()) };
        let options = SendOptions {
            idempotency_key: Some(format!("herd/answer/{}", asked.message_id)),
            reply_to: Some(asked.message_id.clone()),
            opaque: None,
        };
        let to = Address::from(asked.person.as_str());
        self.api.send_text(&to, reply(asked.answer, language), &options).await.map(|_| ())
    }

    fn language(&self, person: &str) -> Option<Language> {
        let known = self.config.people.iter().find(|known| known.to == person);
        known.map(|person| person.language)
    }
}

fn lacks_template(fault: &ApiError) -> bool {
    fault.reason().is_some_and(|reason| NO_TEMPLATE.contains(&reason.code))
}

fn again(fault: &ApiError, what: &str) -> Outcome {
    tracing::info!(%fault, "{what} will be sent again");
    Outcome::Again
}

fn refused(fault: &ApiError, what: &str) -> String {
    tracing::warn!(%fault, "{what} was refused");
    fault.to_string()
}
