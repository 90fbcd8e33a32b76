//! A load generator: texts at a steady rate, each with an idempotency key, repeated until the server
//! answers for sure.

use crate::latch::Changes;
use kurier_egress::Client;
use kurier_wire::client::{Address, CloudApi, SendOptions};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

/// Calls that may be under way at once.
const UNDER_WAY_MAX: usize = 512;
/// Pause before an unanswered call is repeated.
const PAUSE: Duration = Duration::from_millis(25);

/// A message the server took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Whom it was for: an index into the recipients.
    pub recipient: usize,
    /// What it says; unlike any other's.
    pub text: String,
    /// Its id.
    pub wamid: String,
}

/// What a generator did so far.
#[derive(Debug, Default)]
pub struct Load {
    state: Mutex<State>,
    changes: Changes,
}

#[derive(Debug, Default)]
struct State {
    taken: Vec<Taken>,
    asked: u64,
    repeated: u64,
    refused: Vec<String>,
    is_stopped: bool,
}

impl Load {
    /// Sends `per_second` texts until [`Load::stop`], to the recipients in turn.
    pub fn start(api: CloudApi, recipients: Vec<String>, per_second: u32) -> Arc<Self> {
        let load = Arc::new(Self::default());
        tokio::spawn(Arc::clone(&load).run(api, recipients, per_second));
        load
    }

    /// A client for [`Load::start`].
    pub fn api(base: &str, token: &str, phone_id: &str, waba_id: &str, client: Client) -> CloudApi {
        CloudApi::new(base, "v23.0", token, phone_id, waba_id, client)
    }

    /// Asks for no more, and waits until every call under way has its answer.
    pub async fn stop(&self) {
        self.lock().is_stopped = true;
        self.changes
            .until(|| {
                let state = self.lock();
                let answered = state.taken.len().saturating_add(state.refused.len());
                u64::try_from(answered) == Ok(state.asked)
            })
            .await;
    }

    /// What the server took so far.
    pub fn taken(&self) -> Vec<Taken> {
        self.lock().taken.clone()
    }

    /// How many calls were repeated after an unknown outcome.
    pub fn repeated(&self) -> u64 {
        self.lock().repeated
    }

    /// What the server refused, as sentences.
    pub fn refused(&self) -> Vec<String> {
        self.lock().refused.clone()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn run(self: Arc<Self>, api: CloudApi, recipients: Vec<String>, per_second: u32) {
        let mut beat = interval(Duration::from_secs(1) / per_second.max(1));
        beat.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let under_way = Arc::new(Semaphore::new(UNDER_WAY_MAX));
        let mut calls = JoinSet::new();
        for recipient in (0..recipients.len()).cycle() {
            beat.tick().await;
            // The semaphore is never closed.
            let permit = Arc::clone(&under_way).acquire_owned().await;
            let number = {
                let mut state = self.lock();
                if state.is_stopped {
                    break;
                }
                state.asked += 1;
                state.asked
            };
            let Some(to) = recipients.get(recipient).cloned() else { break };
            let (load, api) = (Arc::clone(&self), api.clone());
            calls.spawn(async move {
                load.send(&api, recipient, &to, number).await;
                drop(permit);
            });
            while calls.try_join_next().is_some() {}
        }
        while calls.join_next().await.is_some() {}
    }

    async fn send(&self, api: &CloudApi, recipient: usize, to: &str, number: u64) {
        let text = format!("message {number}");
        let key = Some(format!("load-{number}"));
        let options = SendOptions { idempotency_key: key, ..SendOptions::default() };
        loop {
            match api.send_text(&Address::from(to), &text, &options).await {
                Ok(sent) => {
                    self.lock().taken.push(Taken { recipient, text, wamid: sent.id });
                    break;
                }
                Err(fault) if fault.may_succeed_later() => {
                    self.lock().repeated += 1;
                    tokio::time::sleep(PAUSE).await;
                }
                Err(fault) => {
                    self.lock().refused.push(format!("{text}: {fault}"));
                    break;
                }
            }
        }
        self.changes.tell();
    }
}
