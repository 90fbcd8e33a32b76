use std::{collections::HashMap, sync::Arc, time::Duration};

use kurier_wire::client::{Address, ApiError, CloudApi, SendOptions};
use tokio::{sync::Notify, task::JoinSet};

use super::inbound::{self, Asked, Mark};
use super::inbox::{self, Answer};
use super::memory::Memory;
use super::outbox::{self, Waiting};
use super::views::Views;
use crate::model::Minute;
use crate::talk::{Tap, choice_answer, talk_answer};
use crate::{FlightsError, mvt::Language};

/// Sent side by side before looking again: the server commits what comes together at once.
pub(super) const BATCH: u32 = 128;
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Wakes the courier.
#[derive(Clone, Default)]
pub(super) struct Bell(Arc<Notify>);

impl Bell {
    pub(super) fn ring(&self) {
        self.0.notify_one();
    }
}

/// Carries what the database holds ready: notices and answers.
pub(super) struct Courier {
    pub(super) api: CloudApi,
    pub(super) memory: Memory,
    pub(super) bell: Bell,
    pub(super) languages: HashMap<String, Language>,
    /// What is known of flights, for answers.
    pub(super) views: Views,
    /// Whether notices that are no longer true are taken back if they have not arrived.
    pub(super) recalls: bool,
}

/// The server takes no more for this one recipient now.
const PAIR_LIMIT: u32 = 131_056;

/// Whether calls are done with, or must be repeated; the worst of several counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Done,
    /// One recipient must wait. Others need not.
    WaitsForHer,
    /// Everybody must wait.
    Again,
}

impl Courier {
    /// Runs until dropped. Fails only when the database does.
    pub(super) async fn run(self) -> Result<(), FlightsError> {
        let mut pause = FIRST_PAUSE;
        loop {
            match self.round().await? {
                Outcome::Done => {
                    pause = FIRST_PAUSE;
                    self.bell.0.notified().await;
                }
                Outcome::WaitsForHer => {
                    // What there is for others meanwhile goes at once.
                    let rung = self.bell.0.notified();
                    let has_rung = tokio::time::timeout(pause, rung).await.is_ok();
                    pause = if has_rung { pause } else { (pause * 2).min(LONGEST_PAUSE) };
                }
                Outcome::Again => {
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
        }
    }

    /// Sends all that waits, oldest first, notices before answers. Stops when calls must be repeated.
    async fn round(&self) -> Result<Outcome, FlightsError> {
        loop {
            self.recall().await?;
            let notices = self.memory.work(|tx| outbox::waiting(tx, BATCH)).await?;
            let asked = self.memory.work(|tx| inbound::waiting(tx, BATCH)).await?;
            let answers = self.memory.work(|tx| inbox::waiting(tx, BATCH)).await?;
            if notices.is_empty() && asked.is_empty() && answers.is_empty() {
                return Ok(Outcome::Done);
            }
            let mut outcome = self.send_all(notices).await?;
            for (id, passenger, text) in answers {
                if outcome < Outcome::Again {
                    outcome = outcome.max(self.carry(id, &passenger, &text).await?);
                }
            }
            for asked in asked {
                if outcome < Outcome::Again {
                    outcome = outcome.max(self.answer(asked).await?);
                }
            }
            if outcome > Outcome::Done {
                return Ok(outcome);
            }
        }
    }

    /// Sends a batch side by side: only the newest notice of a passenger about a leg waits, so there is no order to keep.
    /// What was taken is noted in one step; a crash before it repeats the calls with their keys.
    async fn send_all(&self, notices: Vec<Waiting>) -> Result<Outcome, FlightsError> {
        let mut calls = JoinSet::new();
        for waiting in notices {
            let api = self.api.clone();
            calls.spawn(async move { (waiting.id, send(&api, waiting).await) });
        }
        let mut outcome = Outcome::Done;
        let mut settled = Vec::new();
        while let Some(done) = calls.join_next().await {
            match done {
                Ok((id, Ok(sent))) => settled.push((id, sent)),
                Ok((_, Err(again))) => outcome = outcome.max(again),
                Err(_) => outcome = Outcome::Again,
            }
        }
        let settle = move |tx: &rusqlite::Transaction<'_>| {
            settled.iter().try_for_each(|(id, Sent { state, message_id, why })| {
                outbox::settle(tx, *id, state, message_id.as_deref(), why.as_deref())
            })
        };
        self.memory.work(settle).await?;
        Ok(outcome)
    }

    /// Carries an answer of the airline's people.
    async fn carry(&self, id: i64, passenger: &str, text: &str) -> Result<Outcome, FlightsError> {
        let options =
            SendOptions { idempotency_key: Some(format!("staff/{id}")), ..SendOptions::default() };
        let (message_id, why) =
            match self.api.send_text(&Address::from(passenger), text, &options).await {
                Ok(message) => (Some(message.id), None),
                Err(fault) if fault.may_succeed_later() => return Ok(again(&fault, "an answer")),
                Err(fault) => (None, Some(refused(&fault, "an answer"))),
            };
        let state = if why.is_none() { "sent" } else { "refused" };
        let settle = move |tx: &rusqlite::Transaction<'_>| {
            inbox::settle(tx, id, state, message_id.as_deref(), why.as_deref())
        };
        self.memory.work(settle).await?;
        Ok(Outcome::Done)
    }

    async fn answer(&self, asked: Asked) -> Result<Outcome, FlightsError> {
        let (said, why) = match self.try_answer(&asked).await {
            Ok(said) => (said, None),
            Err(fault) if fault.may_succeed_later() => return Ok(again(&fault, "an answer")),
            Err(fault) => (None, Some(refused(&fault, "an answer"))),
        };
        let state = if why.is_none() { "done" } else { "refused" };
        let settle = move |tx: &rusqlite::Transaction<'_>| {
            if let Some(said) = said {
                inbox::note(tx, &asked, &said)?;
            }
            inbound::settle(tx, asked.id, state, why.as_deref())
        };
        self.memory.work(settle).await?;
        Ok(Outcome::Done)
    }

    /// Every message is marked as read; who asks gets an answer, once. Gives what was said.
    async fn try_answer(&self, asked: &Asked) -> Result<Option<Answer>, ApiError> {
        self.api.mark_read(&asked.message_id, false).await?;
        let options = SendOptions {
            idempotency_key: Some(format!("answer/{}", asked.message_id)),
            reply_to: Some(asked.message_id.clone()),
            opaque: None,
        };
        let to = Address::from(asked.passenger.as_str());
        let (language, told) = self.context(asked).await;
        let leg = asked.leg.as_deref();
        let choices = leg
            .filter(|_| asked.kind == Tap::Rebook.word())
            .and_then(|leg| self.views.choices(leg, language));
        if let Some(choices) = choices {
            let sent = self.api.send_list(&to, &choices, &options).await?;
            let rows = choices.rows.iter().map(|row| format!("{}, {}", row.title, row.description));
            let text = [vec![choices.body.clone()], rows.collect()].concat().join("\n");
            return Ok(Some(Answer { text, message_id: sent.id }));
        }
        let flight = leg.and_then(|leg| leg.split('/').next());
        let text = match asked.kind.as_str() {
            "rights" => leg.and_then(|leg| self.views.rights(leg, told, language)),
            inbound::CHOICE => Some(choice_answer(asked.text.as_deref(), language)),
            "rebook" | "talk" => None,
            _ => return Ok(None),
        };
        let text = text.unwrap_or_else(|| talk_answer(flight, language));
        let sent = self.api.send_text(&to, &text, &options).await?;
        Ok(Some(Answer { text, message_id: sent.id }))
    }

    /// The language she reads, and when she was told that her flight is cancelled. Neither stops an answer.
    async fn context(&self, asked: &Asked) -> (Language, Option<Minute>) {
        let (passenger, leg) = (asked.passenger.clone(), asked.leg.clone().unwrap_or_default());
        let known = self.languages.get(&passenger).copied();
        let no_choice = asked.kind == Tap::Rebook.word()
            && self.views.choices(&leg, Language::English).is_none();
        let at_s = asked.at_s;
        let look = move |tx: &rusqlite::Transaction<'_>| {
            if no_choice {
                let (leg, kind) = (Some(leg.as_str()), Tap::Rebook.word());
                let mark = Mark { passenger: &passenger, leg, kind, text: None, at_s };
                inbound::hand_over(tx, mark)?;
            }
            let told = outbox::told_cancelled(tx, &passenger, &leg)?;
            Ok((outbox::language(tx, &passenger)?, told))
        };
        let (last, told) = self.memory.work(look).await.unwrap_or_default();
        (known.or(last).unwrap_or(Language::English), told)
    }

    /// Takes back what has not arrived and is no longer true.
    async fn recall(&self) -> Result<(), FlightsError> {
        if !self.recalls {
            return Ok(());
        }
        let mut calls = JoinSet::new();
        for (notice, message_id) in self.memory.work(|tx| outbox::recallable(tx, BATCH)).await? {
            let api = self.api.clone();
            calls.spawn(async move {
                match api.recall(&message_id).await {
                    Ok(()) => (notice, "recalled"),
                    // It is told anew anyway: a notice that cannot be taken back now is not tried again.
                    Err(fault) => {
                        tracing::info!(%fault, "a notice could not be taken back");
                        (notice, "kept")
                    }
                }
            });
        }
        let mut outcomes = Vec::new();
        while let Some(done) = calls.join_next().await {
            // A call that ended in a panic is repeated.
            outcomes.extend(done.ok());
        }
        if outcomes.is_empty() {
            return Ok(());
        }
        let note = move |tx: &rusqlite::Transaction<'_>| {
            outcomes.iter().try_for_each(|(notice, outcome)| outbox::recalled(tx, *notice, outcome))
        };
        self.memory.work(note).await
    }
}

/// What the server made of a notice.
struct Sent {
    state: &'static str,
    message_id: Option<String>,
    why: Option<String>,
}

/// One call. The error is that it must be repeated.
async fn send(api: &CloudApi, waiting: Waiting) -> Result<Sent, Outcome> {
    let to = Address::from(waiting.passenger.as_str());
    let options = SendOptions { idempotency_key: Some(waiting.key), ..SendOptions::default() };
    match api.send_template(&to, &waiting.notice.message(), &options).await {
        Ok(message) => Ok(Sent { state: "sent", message_id: Some(message.id), why: None }),
        Err(fault) if fault.may_succeed_later() => Err(again(&fault, "a notice")),
        Err(fault) => {
            Ok(Sent { state: "refused", message_id: None, why: Some(refused(&fault, "a notice")) })
        }
    }
}

fn again(fault: &ApiError, what: &str) -> Outcome {
    tracing::info!(%fault, "{what} will be sent again");
    let is_hers = fault.reason().is_some_and(|reason| reason.code == PAIR_LIMIT);
    if is_hers { Outcome::WaitsForHer } else { Outcome::Again }
}

fn refused(fault: &ApiError, what: &str) -> String {
    tracing::warn!(%fault, "{what} was refused");
    fault.to_string()
}
