//! A load generator: texts and templates at a steady rate, each with an idempotency key, repeated until the server
//! answers for sure.

use crate::latch::Changes;
use kurier_egress::Client;
use kurier_wire::client::{
    Address, ApiError, ButtonValue, CloudApi, SendOptions, SentMessage, TemplateMessage,
    TemplateValue,
};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

/// Calls that may be under way at once.
const UNDER_WAY_MAX: usize = 512;
/// Pause before an unanswered call is repeated.
const PAUSE: Duration = Duration::from_millis(25);

/// Somebody to write to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// How the business knows her.
    pub wa_id: String,
    /// Whether she gets priced templates: her window is closed.
    pub priced: bool,
}

/// A message the server took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Whom it was for: an index into the recipients.
    pub recipient: usize,
    /// What it says; unlike any other's.
    pub text: String,
    /// Its id.
    pub wamid: String,
    /// Whether it has a price.
    pub priced: bool,
    /// What [`Load::start_marked`] was told when the answer came.
    pub mark: u64,
}

/// Tells the messages of several generators apart.
static RUNS: AtomicU64 = AtomicU64::new(1);

/// Asked whenever an answer comes.
type Mark = Box<dyn Fn() -> u64 + Send + Sync>;

/// What a generator did so far.
pub struct Load {
    state: Mutex<State>,
    changes: Changes,
    mark: Mark,
    run: u64,
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
    /// Sends `per_second` messages until [`Load::stop`], to the recipients in turn, each through the
    /// next of `apis`; a repeat goes through another one.
    pub fn start(apis: Vec<CloudApi>, recipients: Vec<Recipient>, per_second: u32) -> Arc<Self> {
        Self::start_marked(apis, recipients, per_second, Box::new(|| 0))
    }

    /// As [`Load::start`]; each message that is taken keeps what `mark` says at that moment.
    pub fn start_marked(
        apis: Vec<CloudApi>,
        recipients: Vec<Recipient>,
        per_second: u32,
        mark: Mark,
    ) -> Arc<Self> {
        let (state, changes) = (Mutex::default(), Changes::default());
        let load =
            Arc::new(Self { state, changes, mark, run: RUNS.fetch_add(1, Ordering::Relaxed) });
        tokio::spawn(Arc::clone(&load).run(apis.into(), recipients, per_second));
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

    async fn run(
        self: Arc<Self>,
        apis: Arc<[CloudApi]>,
        recipients: Vec<Recipient>,
        per_second: u32,
    ) {
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
            let (load, apis) = (Arc::clone(&self), Arc::clone(&apis));
            calls.spawn(async move {
                load.send(&apis, recipient, &to, number).await;
                drop(permit);
            });
            while calls.try_join_next().is_some() {}
        }
        while calls.join_next().await.is_some() {}
    }

    async fn send(&self, apis: &[CloudApi], recipient: usize, to: &Recipient, number: u64) {
        let name = format!("{}-{number}", self.run);
        let mut way = usize::try_from(number).unwrap_or_default();
        while let Some(api) = apis.get(way % apis.len().max(1)) {
            match post(api, to, &name).await {
                Ok(sent) => {
                    let (text, priced, mark) = (text_of(to, &name), to.priced, (self.mark)());
                    let taken = Taken { recipient, text, wamid: sent.id, priced, mark };
                    self.lock().taken.push(taken);
                    break;
                }
                Err(fault) if fault.may_succeed_later() => {
                    self.lock().repeated += 1;
                    way += 1;
                    tokio::time::sleep(PAUSE).await;
                }
                Err(fault) => {
                    self.lock().refused.push(format!("message {number}: {fault}"));
                    break;
                }
            }
        }
        self.changes.tell();
    }
}

/// What the person reads.
fn text_of(to: &Recipient, name: &str) -> String {
    if to.priced {
        format!("Hello Kim, your order {name} is on its way to you.")
    } else {
        format!("message {name}")
    }
}

async fn post(api: &CloudApi, to: &Recipient, name: &str) -> Result<SentMessage, ApiError> {
    let key = Some(format!("load-{name}"));
    let options = SendOptions { idempotency_key: key, ..SendOptions::default() };
    let address = Address::from(to.wa_id.as_str());
    if !to.priced {
        return api.send_text(&address, &text_of(to, name), &options).await;
    }
    let template = TemplateMessage {
        name: "order_update".to_owned(),
        language: "en_US".to_owned(),
        body: vec![TemplateValue::next("Kim"), TemplateValue::next(name)],
        buttons: vec![(1, ButtonValue::UrlSuffix(name.to_owned()))],
        ..TemplateMessage::default()
    };
    api.send_template(&address, &template, &options).await
}
