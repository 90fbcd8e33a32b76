//! The airline on its own sources: deliveries come in over HTTP, are kept before they are acknowledged, and lead to notices
//! in the same transaction. After a restart the board is built of what was kept; what passengers were told is in the
//! database, so nothing is lost and nothing is said twice.

mod config;
mod conversations;
mod forget;
mod http;
mod intake;
mod page;
mod plot;
mod proof;
mod rehearsal;
mod report;
mod schema;
mod seats;
mod state;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use kurier_wire::client::WebhookVerifier;
use tokio::net::TcpListener;
use tokio::sync::Notify;

use super::config::client;
use super::courier::{Bell, Courier};
use super::enrol::enrol;
use super::memory::Memory;
use super::outbox;
use super::views::Views;
use super::webhook::{Listener, router};
use crate::FlightsError;
use crate::model::{Board, Minute};
use crate::replay::Tuning;
use crate::source::Airports;
use state::State;

pub use config::{DeskConfig, NowS};

/// The clock looks at what is due this often.
const TICK: Duration = Duration::from_secs(1);
/// What is too old is looked for this often, seconds.
const FORGET_EVERY_S: i64 = 60 * 60;

/// An airline on its own sources, ready to run.
pub struct Desk {
    config: DeskConfig,
    listener: TcpListener,
    addr: SocketAddr,
    shared: Shared,
    bell: Bell,
    views: Views,
}

/// What the listener and the clock share.
#[derive(Clone)]
pub(super) struct Shared {
    memory: Memory,
    state: Arc<Mutex<State>>,
    now_s: NowS,
    rehearsal: bool,
    failed: Arc<Notify>,
}

impl Shared {
    /// One piece of work on the board and the database together. When it fails, the board may be ahead of the database:
    /// the desk stops, and starts again from what is on disk.
    async fn work<T: Send + 'static>(
        &self,
        job: impl FnOnce(&rusqlite::Transaction<'_>, &mut State, i64) -> rusqlite::Result<T>
        + Send
        + 'static,
    ) -> Result<T, FlightsError> {
        let (state, now_s) = (Arc::clone(&self.state), (self.now_s)());
        let done = self
            .memory
            .work(move |tx| {
                let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
                job(tx, &mut state, now_s)
            })
            .await;
        if done.is_err() {
            self.failed.notify_one();
        }
        done
    }
}

impl Desk {
    /// Opens the database, builds the board of what it holds, and binds the listener. Nothing is sent yet.
    pub async fn start(config: DeskConfig, now_s: NowS) -> Result<Self, FlightsError> {
        let rehearsal = config.rehearsal;
        let airports = match &config.airports {
            Some(table) => Airports::read_table(table)?,
            None => Airports::built_in(),
        };
        let airports = Arc::new(airports);
        let memory = Memory::open(&config.database)?;
        let tuning = Tuning::default();
        let watch = tuning.watch_board(Board::new(Vec::new(), tuning.turns(), tuning.forecast));
        let views = Views::new(Arc::clone(&airports), config.country.clone());
        let state = State { watch, airports, views: views.clone() };
        let shared = Shared {
            memory,
            state: Arc::new(Mutex::new(state)),
            now_s,
            rehearsal,
            failed: Arc::default(),
        };
        let restore = |tx: &rusqlite::Transaction<'_>, state: &mut State, _| {
            tx.execute_batch(schema::SCHEMA)?;
            intake::restore(tx, state)?;
            let heard = intake::last_s(tx)?.map(|at_s| Minute(at_s.div_euclid(60)));
            let last = heard.max(outbox::last_decided(tx)?);
            last.map_or(Ok(()), |last| state.resume(tx, last))
        };
        shared.work(restore).await?;
        let fault = |source| FlightsError::Listen { addr: config.listen, source };
        let listener = TcpListener::bind(config.listen).await.map_err(fault)?;
        let addr = listener.local_addr().map_err(fault)?;
        Ok(Self { config, listener, addr, shared, bell: Bell::default(), views })
    }

    /// Where it listens.
    pub const fn local_addr(&self) -> SocketAddr {
        self.addr
    }

    /// Runs until `shutdown` ends or something fails.
    pub async fn run(self, shutdown: impl Future<Output = ()> + Send) -> Result<(), FlightsError> {
        let Self { config, listener, addr, shared, bell, views } = self;
        let api = client(
            &config.base_url,
            &config.version,
            [&config.token, &config.phone_id, &config.waba_id],
        )?;
        let callback =
            config.callback_url.clone().unwrap_or_else(|| format!("http://{addr}/webhook"));
        let verifier = WebhookVerifier::new(&config.app_secret, &config.verify_token);
        let webhook = Listener { verifier, memory: shared.memory.clone(), bell: bell.clone() };
        let courier = Courier {
            api: api.clone(),
            memory: shared.memory.clone(),
            bell: bell.clone(),
            languages: HashMap::new(),
            views,
            recalls: true,
        };
        let routes = http::routes(&config, shared.clone(), bell.clone()).merge(router(webhook));
        let serve = async {
            let served = axum::serve(listener, routes).await;
            served.map_err(|source| FlightsError::Listen { addr, source })
        };
        let business = async {
            enrol(&api, &callback, &config.verify_token).await?;
            courier.run().await
        };
        tokio::select! {
            () = shutdown => Ok(()),
            ended = business => ended,
            ended = serve => ended,
            ended = tick(&shared, &bell, config.keep_days) => ended,
            () = shared.failed.notified() => {
                Err(FlightsError::Configuration("a delivery could not be stored: start again".to_owned()))
            }
        }
    }
}

/// Thinks about the legs whose time has come, and forgets what is too old.
async fn tick(shared: &Shared, bell: &Bell, keep_days: u32) -> Result<(), FlightsError> {
    if shared.rehearsal {
        return std::future::pending().await;
    }
    let mut forget_at_s = 0;
    loop {
        let ring = |tx: &rusqlite::Transaction<'_>, state: &mut State, now_s: i64| {
            let now = Minute(now_s.div_euclid(60));
            let mut legs = Vec::new();
            state.watch.ring(now, &mut legs);
            let some = !legs.is_empty();
            if some {
                state.decide(tx, legs, now, now_s)?;
            }
            Ok(some)
        };
        if shared.work(ring).await? {
            bell.ring();
        }
        let now_s = (shared.now_s)();
        if now_s >= forget_at_s {
            let more = shared.memory.work(move |tx| forget::step(tx, keep_days, now_s)).await?;
            forget_at_s = if more { now_s } else { now_s.saturating_add(FORGET_EVERY_S) };
        }
        tokio::time::sleep(TICK).await;
    }
}
