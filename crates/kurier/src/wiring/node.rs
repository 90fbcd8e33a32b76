//! One node: store, bus, engine, webhook dispatcher, and the state of the fronts.

use crate::telemetry;
use crate::wiring::clock::SystemClock;
use crate::wiring::entropy::OsEntropy;
use crate::wiring::files::FilePlace;
use crate::wiring::{bus, ledger_lines};
use anyhow::Context;
use kurier_egress::{Client, Identity, Policy, PrivateRanges, SystemTxt, TxtResolver};
use kurier_engine::clock::{Clock, MovableClock};
use kurier_engine::entropy::Entropy;
use kurier_engine::flow::Exchange;
use kurier_engine::media::Library;
use kurier_engine::observe::Observer;
use kurier_engine::patrol::Patrol;
use kurier_engine::psp::Psp;
use kurier_engine::webhooks::{Dispatcher, DispatcherParts, Egress, Faults, WireBodies};
use kurier_engine::{Engine, Keys, Parts};
use kurier_policy::calls::CallLimits;
use kurier_policy::pricing::RateCard;
use kurier_policy::rate::Limits;
use kurier_policy::time::Timestamp;
use kurier_server::{App, CallMeter, Config, Operators, Proxies, Sandbox, Sockets};
use kurier_store::port::{Store, StoreError};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

/// How long running work may take to end when the process stops.
const STOP_WAIT: Duration = Duration::from_secs(5);

/// What a node is built from.
pub(crate) struct Settings {
    /// How the outside reaches it.
    pub(crate) base_url: String,
    /// Further origins of browsers.
    pub(crate) more_origins: Vec<String>,
    /// The operator's token.
    pub(crate) operators: Operators,
    /// Whose word is taken for where a call comes from.
    pub(crate) proxies: Proxies,
    /// Which private addresses webhooks may go to.
    pub(crate) webhooks: PrivateRanges,
    /// What is shown to receivers of webhooks that ask who calls.
    pub(crate) webhook_identity: Option<Identity>,
    /// Authorities of their certificates, in PEM, beside those that this machine trusts.
    pub(crate) webhook_authorities: Vec<String>,
    /// Where files lie.
    pub(crate) files: FilePlace,
    /// Whether other nodes may use the same store.
    pub(crate) is_store_shared: bool,
    /// Where nodes wake each other; `None` = they find out by asking the store.
    pub(crate) nats_url: Option<String>,
    /// Rates in force.
    pub(crate) limits: Limits,
    /// How often apps may call.
    pub(crate) calls: CallLimits,
    /// Who takes payments on the network.
    pub(crate) psp: Option<Arc<dyn Psp>>,
    /// Whether the sandbox's routes and its movable clock exist.
    pub(crate) is_sandbox: bool,
    /// Turns true when the node shall take leave.
    pub(crate) draining: watch::Receiver<bool>,
}

/// A running node.
pub(crate) struct Node {
    /// What the fronts share.
    pub(crate) app: Arc<App>,
    store: Arc<dyn Store>,
    tasks: JoinSet<()>,
}

impl Node {
    /// Starts the engine over `store`, with its background work, until `stop` is signalled.
    pub(crate) async fn start(
        store: Arc<dyn Store>,
        settings: Settings,
        stop: &watch::Sender<bool>,
    ) -> anyhow::Result<Self> {
        let entropy: Arc<dyn Entropy> = Arc::new(OsEntropy);
        let is_alone = settings.nats_url.is_none() && !settings.is_store_shared;
        let bus = bus::start(settings.nats_url, &*store, &*entropy).await?;
        let movable = Arc::new(MovableClock::over(Arc::new(SystemClock::default())));
        let clock: Arc<dyn Clock> = if settings.is_sandbox {
            Arc::clone(&movable) as Arc<dyn Clock>
        } else {
            Arc::new(SystemClock::default())
        };
        let keys = Arc::new(Keys::load(&*store, &*entropy).await?);
        store.set_limits(settings.limits).await?;
        price(&*store, clock.now()).await?;
        let observer = Observer::default();
        let parts = Parts { store: Arc::clone(&store), bus, clock, entropy, keys };
        let engine = Engine::start(parts.clone());
        let files = settings.files.open()?;
        let media =
            Library::new(parts.clone(), files, client(settings.webhooks, None, Vec::new())?);
        let faults = Arc::new(Faults::default());
        let (identity, authorities) = (settings.webhook_identity, settings.webhook_authorities);
        let to_businesses = client(settings.webhooks, identity, authorities)?;
        let egress = Egress::new(to_businesses.clone());
        let mut tasks = JoinSet::new();
        if settings.is_sandbox {
            let (store, bus) = (Arc::clone(&parts.store), Arc::clone(&parts.bus));
            tasks.spawn(ledger_lines::run(store, bus, observer.clone(), stop.subscribe()));
        }
        if !is_alone {
            let patrol = Patrol::new(Arc::clone(&parts.store), Arc::clone(&parts.bus));
            tasks.spawn(patrol.run(stop.subscribe()));
        }
        let sandbox = settings.is_sandbox.then(|| Sandbox {
            clock: movable,
            faults: Arc::clone(&faults),
            dns: Arc::default(),
        });
        let dns: Arc<dyn TxtResolver> = match &sandbox {
            Some(sandbox) => Arc::clone(&sandbox.dns) as Arc<dyn TxtResolver>,
            None => Arc::new(SystemTxt::default()),
        };
        let base = settings.base_url.clone();
        let dispatcher =
            dispatcher(parts, &egress, &observer, base, sandbox.is_some().then_some(faults));

        tasks.spawn(dispatcher.run(stop.subscribe()));
        tasks.spawn(Arc::clone(&engine).run_expiry(stop.subscribe()));
        tasks.spawn(Arc::clone(&engine).run_audit(stop.subscribe()));
        tasks.spawn(Arc::clone(&engine).run_schedule(stop.subscribe()));
        tasks.spawn(Arc::clone(&engine).run_campaigns(stop.subscribe()));
        tasks.spawn(Arc::clone(&engine).run_tally(stop.subscribe()));
        tasks.spawn(Arc::clone(&media).run(stop.subscribe()));
        if let Some(links) = engine.links() {
            tasks.spawn(Arc::clone(&media).run_previews(links, stop.subscribe()));
        }
        let config = Config {
            base_url: settings.base_url,
            more_origins: settings.more_origins,
            operators: settings.operators,
            proxies: settings.proxies,
            sandbox,
            span_hook: telemetry::SPAN_HOOK,
        };
        let app = Arc::new(App {
            engine,
            config,
            observer,
            media,
            egress: Arc::new(egress),
            dns,
            exchange: Exchange::new(to_businesses),
            draining: settings.draining,
            stopping: stop.subscribe(),
            calls: CallMeter::new(settings.calls),
            sockets: Sockets::default(),
            psp: settings.psp.map(OnceLock::from).unwrap_or_default(),
        });
        Ok(Self { app, store, tasks })
    }

    /// Lets something more go on until the stop.
    pub(crate) fn also(&mut self, work: impl Future<Output = ()> + Send + 'static) {
        self.tasks.spawn(work);
    }

    /// Ends what goes on here, in the order that loses nothing. The stop must have been signalled, and
    /// requests must have ended.
    pub(crate) async fn shut_down(mut self) -> anyhow::Result<()> {
        self.app.sockets.emptied().await;
        let ended = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(STOP_WAIT, ended).await.is_err() {
            tracing::warn!("background work did not end in time; it will be taken up again");
            self.tasks.abort_all();
        }
        // Background work gave back what it held for this node as it ended; work that is cut off leaves
        // its lease to run out.
        self.store.close().await.context("the store did not close in good order")
    }
}

/// Waits for the stop and for the server to drain, then shuts `node` down. A server that ends by
/// itself stops the node as well.
pub(crate) async fn run_until_stopped(
    node: Node,
    serving: JoinHandle<()>,
    stop: &watch::Sender<bool>,
) -> anyhow::Result<()> {
    let served = serving.await.context("the server broke");
    stop.send_replace(true);
    node.shut_down().await?;
    served
}

/// The standard prices, unless the operator has set some.
async fn price(store: &dyn Store, now: Timestamp) -> anyhow::Result<()> {
    match store.rate_card(now).await {
        Ok(_) => Ok(()),
        Err(StoreError::NotFound(_)) => {
            match store.add_rate_card(RateCard::standard(Timestamp(0))).await {
                // Another node that starts now was quicker.
                Err(StoreError::Conflict(_)) => Ok(()),
                added => Ok(added?),
            }
        }
        Err(error) => Err(error.into()),
    }
}

fn client(
    private_ranges: PrivateRanges,
    identity: Option<Identity>,
    extra_roots_pem: Vec<String>,
) -> anyhow::Result<Client> {
    let policy = match private_ranges {
        PrivateRanges::Refuse => Policy::default(),
        PrivateRanges::LoopbackOnly | PrivateRanges::Allow => {
            Policy { private_ranges, ..Policy::loopback() }
        }
    };
    Ok(Client::new(Policy { identity, extra_roots_pem, ..policy })?)
}

fn dispatcher(
    parts: Parts,
    egress: &Egress,
    observer: &Observer,
    base: String,
    faults: Option<Arc<Faults>>,
) -> Dispatcher {
    Dispatcher::new(DispatcherParts {
        store: parts.store,
        bus: parts.bus,
        egress: egress.clone(),
        clock: parts.clock,
        entropy: parts.entropy,
        bodies: Arc::new(WireBodies { keys: parts.keys, base }),
        observer: observer.clone(),
        faults,
    })
}
