//! Several senders at once; each repeats a call with its key, or stops, when the outcome is open.

use crate::scene::send;
use kurier_wire::client::{ApiError, CloudApi};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::task::JoinSet;

const PAUSE: Duration = Duration::from_millis(20);

/// What happened so far.
#[derive(Debug, Default)]
pub struct Seen {
    /// Keys that were answered with success.
    pub taken: Vec<String>,
    /// Reasons of the server not to take a message now: HTTP status, code, whether it is transient.
    pub refused: Vec<(u16, u32, bool)>,
    /// Keys without an answer.
    pub open: Vec<String>,
    /// Anything else.
    pub unexpected: Vec<String>,
}

/// The senders.
pub struct Senders {
    seen: Arc<Mutex<Seen>>,
    stop: Arc<AtomicBool>,
    tasks: JoinSet<()>,
}

/// The text sent under a key. It has `length` bytes.
pub fn text_of(key: &str, length: usize) -> String {
    format!("{key:.<length$}")
}

impl Senders {
    /// `count` senders write to `to` without a pause until they are stopped, or get no answer.
    pub fn start(api: &CloudApi, to: &str, count: usize, length: usize) -> Self {
        let (seen, stop) = (Arc::<Mutex<Seen>>::default(), Arc::<AtomicBool>::default());
        let mut tasks = JoinSet::new();
        for sender in 0..count {
            let (api, to) = (api.clone(), to.to_owned());
            let (seen, stop) = (Arc::clone(&seen), Arc::clone(&stop));
            tasks.spawn(async move {
                let mut number = 0;
                while !stop.load(Ordering::Relaxed) {
                    number += 1;
                    let key = format!("sender-{sender}-message-{number}");
                    if !keep_sending(&api, &to, &key, length, &seen).await {
                        break;
                    }
                }
            });
        }
        Self { seen, stop, tasks }
    }

    /// What happened so far.
    pub fn look(&self) -> MutexGuard<'_, Seen> {
        lock(&self.seen)
    }

    /// Waits until every call under way has its answer, or none.
    pub async fn stop(mut self) -> Seen {
        self.stop.store(true, Ordering::Relaxed);
        while self.tasks.join_next().await.is_some() {}
        std::mem::take(&mut *self.look())
    }
}

fn lock(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Sends until it is taken; answers false if no answer came.
async fn keep_sending(
    api: &CloudApi,
    to: &str,
    key: &str,
    length: usize,
    seen: &Mutex<Seen>,
) -> bool {
    loop {
        match send(api, to, key, &text_of(key, length)).await {
            Ok(_) => {
                lock(seen).taken.push(key.to_owned());
                return true;
            }
            Err(ApiError::Refused(why)) if why.is_transient => {
                lock(seen).refused.push((why.http, why.code, why.is_transient));
            }
            Err(ApiError::NoAnswer(_)) => {
                lock(seen).open.push(key.to_owned());
                return false;
            }
            Err(other) => {
                lock(seen).unexpected.push(other.to_string());
                return false;
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}
