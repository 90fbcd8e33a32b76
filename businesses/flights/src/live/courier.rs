use std::{collections::HashMap, sync::Arc, time::Duration};

use kurier_wire::client::{Address, ApiError, CloudApi, SendOptions};
use tokio::sync::Notify;

use super::inbound::{self, Asked};
use super::memory::Memory;
use super::outbox::{self, Waiting};
use crate::{FlightsError, mvt::Language, talk::Tap, talk::talk_answer};

/// Sent in one go before looking again.
const BATCH: u32 = 50;
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
}

/// Whether a call is done with, or must be repeated.
enum Outcome {
    Done,
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
                Outcome::Again => {
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
        }
    }

    /// Sends all that waits, oldest first. Stops at the first call that must be repeated, to keep the order.
    async fn round(&self) -> Result<Outcome, FlightsError> {
        loop {
            let notices = self.memory.work(|tx| outbox::waiting(tx, BATCH)).await?;
            let asked = self.memory.work(|tx| inbound::waiting(tx, BATCH)).await?;
            if notices.is_empty() && asked.is_empty() {
                return Ok(Outcome::Done);
            }
            for notice in notices {
                if let Outcome::Again = self.send(notice).await? {
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

    async fn send(&self, waiting: Waiting) -> Result<Outcome, FlightsError> {
        let to = Address::from(waiting.passenger.as_str());
        let options = SendOptions { idempotency_key: Some(waiting.key), ..SendOptions::default() };
        let sent = self.api.send_template(&to, &waiting.notice.message(), &options).await;
        let (state, message_id, why) = match sent {
            Ok(message) => ("sent", Some(message.id), None),
            Err(fault) if fault.may_succeed_later() => return Ok(again(&fault, "a notice")),
            Err(fault) => ("refused", None, Some(refused(&fault, "a notice"))),
        };
        let id = waiting.id;
        let settle = move |tx: &rusqlite::Transaction<'_>| {
            outbox::settle(tx, id, state, message_id.as_deref(), why.as_deref())
        };
        self.memory.work(settle).await?;
        Ok(Outcome::Done)
    }

    async fn answer(&self, asked: Asked) -> Result<Outcome, FlightsError> {
        let why = match self.try_answer(&asked).await {
            Ok(()) => None,
            Err(fault) if fault.may_succeed_later() => return Ok(again(&fault, "an answer")),
            Err(fault) => Some(refused(&fault, "an answer")),
        };
        let state = if why.is_none() { "done" } else { "refused" };
        self.memory.work(move |tx| inbound::settle(tx, asked.id, state, why.as_deref())).await?;
        Ok(Outcome::Done)
    }

    /// Every message is marked as read; who wants to talk gets a text, once.
    async fn try_answer(&self, asked: &Asked) -> Result<(), ApiError> {
        self.api.mark_read(&asked.message_id, false).await?;
        if asked.kind == Tap::Talk.word() {
            let flight = asked.leg.as_deref().and_then(|leg| leg.split('/').next());
            let language =
                self.languages.get(&asked.passenger).copied().unwrap_or(Language::English);
            let options = SendOptions {
                idempotency_key: Some(format!("answer/{}", asked.message_id)),
                reply_to: Some(asked.message_id.clone()),
                opaque: None,
            };
            let to = Address::from(asked.passenger.as_str());
            self.api.send_text(&to, &talk_answer(flight, language), &options).await?;
        }
        Ok(())
    }
}

fn again(fault: &ApiError, what: &str) -> Outcome {
    tracing::info!(%fault, "{what} will be sent again");
    Outcome::Again
}

fn refused(fault: &ApiError, what: &str) -> String {
    tracing::warn!(%fault, "{what} was refused");
    fault.to_string()
}
