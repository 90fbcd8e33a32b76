use std::time::Duration;

use kurier_wire::client::{Address, ApiError, CloudApi, SendOptions};
use tokio::task::JoinSet;

use super::bell::Bell;
use super::config::World;
use super::memory::Memory;
use super::readers::{self, Outcome, Waiting};
use crate::PressError;

/// Taken from the outbox in one go.
const BATCH: u32 = 512;
/// Calls under way at once.
const PARALLEL: usize = 48;
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Carries what the outbox holds.
pub(super) struct Courier {
    pub(super) api: CloudApi,
    pub(super) memory: Memory,
    pub(super) bell: Bell,
    pub(super) world: World,
}

impl Courier {
    /// Runs until dropped. Fails only when the database does.
    pub(super) async fn run(self) -> Result<(), PressError> {
        let mut pause = FIRST_PAUSE;
        loop {
            if self.round().await? {
                pause = FIRST_PAUSE;
                self.bell.heard().await;
            } else {
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }
    }

    /// Sends until nothing waits. `false` when a call must be repeated later.
    pub(super) async fn round(&self) -> Result<bool, PressError> {
        loop {
            let now_s = self.world.now();
            let waiting = self.memory.work(move |tx| readers::waiting(tx, BATCH, now_s)).await?;
            if waiting.is_empty() {
                return Ok(true);
            }
            let asked = waiting.len();
            let outcomes = self.send_all(waiting).await;
            let is_complete = outcomes.len() == asked;
            self.memory.work(move |tx| readers::settle(tx, &outcomes, now_s)).await?;
            if !is_complete {
                return Ok(false);
            }
        }
    }

    /// Sends a batch, some at once; what must be repeated has no outcome and stays.
    async fn send_all(&self, waiting: Vec<Waiting>) -> Vec<Outcome> {
        let mut outcomes = Vec::with_capacity(waiting.len());
        let mut under_way = JoinSet::new();
        for it in waiting {
            if under_way.len() >= PARALLEL
                && let Some(Ok(Some(outcome))) = under_way.join_next().await
            {
                outcomes.push(outcome);
            }
            under_way.spawn(send(self.api.clone(), it));
        }
        while let Some(done) = under_way.join_next().await {
            outcomes.extend(done.ok().flatten());
        }
        outcomes
    }
}

async fn send(api: CloudApi, it: Waiting) -> Option<Outcome> {
    let to = Address::from(it.reader.as_str());
    // A status may come before the answer to this call: by the key it is known whose it is.
    let opaque = Some(it.key.clone());
    let options = SendOptions { idempotency_key: Some(it.key), reply_to: it.reply_to, opaque };
    match it.what.send(&api, &to, &options).await {
        Ok(message) => {
            Some(Outcome { id: it.id, state: "sent", message_id: Some(message.id), why: None })
        }
        Err(fault) if fault.may_succeed_later() => {
            tracing::info!(%fault, "a message will be sent again");
            None
        }
        Err(fault) => Some(refused(it.id, &fault)),
    }
}

fn refused(id: i64, fault: &ApiError) -> Outcome {
    tracing::warn!(%fault, "a message was refused");
    Outcome { id, state: "refused", message_id: None, why: Some(fault.to_string()) }
}
