//! A whole Kurier inside this process: temporary SQLite store, a clock that stands still until it is
//! moved, repeatable randomness, a real listener on a free port.

use crate::call::Caller;
use crate::random::SeededEntropy;
use anyhow::Context;
use ipnet::IpNet;
use kurier_bus::Bus;
use kurier_bus::memory::MemoryBus;
use kurier_egress::{Client, Policy};
use kurier_engine::account::{CreatedBusiness, CreatedPerson, NewBusiness};
use kurier_engine::clock::{Clock, MovableClock};
use kurier_engine::consent::Setting;
use kurier_engine::domains::SandboxDns;
use kurier_engine::entropy::Entropy;
use kurier_engine::flow::Exchange;
use kurier_engine::media::{DiskBlobs, Library};
use kurier_engine::observe::Observer;
use kurier_engine::psp::Psp;
use kurier_engine::webhooks::{Dispatcher, DispatcherParts, Egress, Faults, WireBodies};
use kurier_engine::{Engine, Keys, Parts, keys};
use kurier_policy::calls::CallLimits;
use kurier_policy::event::PairIds;
use kurier_policy::id::{BusinessId, PersonId};
use kurier_policy::money::Micros;
use kurier_policy::pair::PairKey;
use kurier_policy::permission::{Ask, Cadence, Purpose};
use kurier_policy::phone::PhoneNumber;
use kurier_policy::pricing::RateCard;
use kurier_policy::rate::Limits;
use kurier_policy::time::Timestamp;

use kurier_server::{App, CallMeter, Config, Operators, Proxies, Sandbox, Sockets};
use kurier_store::port::{Store, StoreError};
use kurier_store::sqlite::{SqliteOptions, SqliteStore};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// The operator's token of every [`TestApp`].
pub const OPERATOR_TOKEN: &str =
    "kro_0000000000000000000000000000000000000000000000000000000000000000";
/// The token of a second operator, who confirms what the first proposes.
pub const SECOND_OPERATOR_TOKEN: &str =
    "kro_1111111111111111111111111111111111111111111111111111111111111111";
/// When the clock of a [`TestApp`] begins: 2026-01-01T12:00:00Z.
const BEGIN: Timestamp = Timestamp(1_767_268_800_000_000);

/// A running Kurier.
pub struct TestApp {
    /// `http://127.0.0.1:PORT`.
    pub base: String,
    /// What the fronts share.
    pub app: Arc<App>,
    /// Stands still until it is moved.
    pub clock: Arc<MovableClock>,
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
    dir: TempDir,
}

impl TestApp {
    /// Starts with lifted limits and the sandbox's routes.
    pub async fn start() -> anyhow::Result<Self> {
        Self::start_with(Limits::default()).await
    }

    /// Starts with these limits.
    pub async fn start_with(limits: Limits) -> anyhow::Result<Self> {
        Self::launch(&limits, CallLimits::default()).await
    }

    /// Starts with lifted limits but for how often apps may call.
    pub async fn start_counting(calls: CallLimits) -> anyhow::Result<Self> {
        Self::launch(&Limits::default(), calls).await
    }

    async fn launch(limits: &Limits, calls: CallLimits) -> anyhow::Result<Self> {
        let dir = tempfile::Builder::new().prefix("kurier-test-").tempdir()?;
        let clock = Arc::new(MovableClock::frozen(BEGIN));
        let entropy: Arc<dyn Entropy> = Arc::new(SeededEntropy::new(1));
        let store = open(dir.path(), &*entropy).await?;
        store.set_limits(*limits).await?;
        if let Err(StoreError::NotFound(_)) = store.rate_card(clock.now()).await {
            store.add_rate_card(RateCard::standard(Timestamp(0))).await?;
        }
        let bus: Arc<dyn Bus> = Arc::new(MemoryBus::new());
        let keys = Arc::new(Keys::load(&*store, &*entropy).await?);
        let moving = Arc::clone(&clock) as Arc<dyn Clock>;
        let parts = Parts { store, bus, clock: moving, entropy, keys };
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let base = format!("http://{}", listener.local_addr()?);
        let files = dir.path().join("media");
        let (stop, stopping) = watch::channel(false);
        let mut tasks = JoinSet::new();
        let app = assemble(parts, &base, &files, Arc::clone(&clock), stopping, &mut tasks)?;
        let app = Arc::new(App { calls: CallMeter::new(calls), ..app });
        let router = kurier_server::router(Arc::clone(&app));
        tasks.spawn(async move {
            // Ends when the test drops the app.
            let router = router.into_make_service_with_connect_info::<SocketAddr>();
            drop(axum::serve(listener, router).await);
        });
        Ok(Self { base, app, clock, stop, tasks, dir })
    }

    /// The folder of files.
    pub fn files(&self) -> PathBuf {
        self.dir.path().join("media")
    }

    /// The use-cases, for arranging a test.
    pub fn engine(&self) -> &Arc<Engine> {
        &self.app.engine
    }

    /// The time, in whole seconds since 1970.
    pub fn clock_seconds(&self) -> i64 {
        self.clock.now().seconds()
    }

    /// Lets this provider take payments.
    pub fn pays_with(&self, psp: Arc<dyn Psp>) {
        drop(self.app.psp.set(psp));
    }

    /// Calls as the operator.
    pub fn operator(&self) -> anyhow::Result<Caller> {
        Caller::new(&self.base, OPERATOR_TOKEN)
    }

    /// A verified business with a thousand euro.
    pub async fn business(&self, name: &str) -> anyhow::Result<CreatedBusiness> {
        let new = NewBusiness {
            name: name.to_owned(),
            display_number: PhoneNumber::parse("493055501001").context("number")?,
            verified: true,
            credit: Micros(1_000_000_000),
        };
        Ok(self.engine().create_business(new).await?)
    }

    /// A person with one device.
    pub async fn person(&self, name: &str) -> anyhow::Result<CreatedPerson> {
        let label = "test".to_owned();
        Ok(self.engine().create_person(name.to_owned(), "en".to_owned(), None, label).await?)
    }

    /// She allows the business these purposes, without an end; answers her pair ids.
    pub async fn allow(
        &self,
        person: PersonId,
        business: BusinessId,
        purposes: &[Purpose],
    ) -> anyhow::Result<PairIds> {
        let ask = |purpose: &Purpose| Ask {
            purpose: *purpose,
            topic: None,
            wording: "May write to me.".to_owned(),
            cadence: Cadence::Each,
            lifetime_s: None,
        };
        let asks: Vec<Ask> = purposes.iter().map(ask).collect();
        let setting = Setting { source: "sandbox".to_owned(), language: "en".to_owned() };
        let recorded = self.engine().grant(person, business, &asks, setting, None).await?;
        Ok(recorded.relation.ids)
    }

    /// Stops in good order.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        self.stop.send_replace(true);
        self.tasks.abort_all();
        while self.tasks.join_next().await.is_some() {}
        Ok(self.engine().store().close().await?)
    }
}

fn assemble(
    parts: Parts,
    base: &str,
    files: &Path,
    clock: Arc<MovableClock>,
    stopping: watch::Receiver<bool>,
    tasks: &mut JoinSet<()>,
) -> anyhow::Result<App> {
    let observer = Observer::default();
    let egress = Egress::new(Client::new(Policy::loopback())?);
    let faults = Arc::new(Faults::default());
    let dispatcher = Dispatcher::new(DispatcherParts {
        store: Arc::clone(&parts.store),
        bus: Arc::clone(&parts.bus),
        egress: egress.clone(),
        clock: Arc::clone(&parts.clock),
        entropy: Arc::clone(&parts.entropy),
        bodies: Arc::new(WireBodies { keys: Arc::clone(&parts.keys), base: base.to_owned() }),
        observer: observer.clone(),
        faults: Some(Arc::clone(&faults)),
    });
    tasks.spawn(dispatcher.run(stopping.clone()));
    let files = Arc::new(DiskBlobs::open(files, Some(0))?);
    let media = Library::new(parts.clone(), files, Client::new(Policy::loopback())?);
    let engine = Engine::start(parts);
    if let Some(links) = engine.links() {
        tasks.spawn(Arc::clone(&media).run_previews(links, stopping.clone()));
    }
    tasks.spawn(Arc::clone(&engine).run_expiry(stopping.clone()));
    tasks.spawn(Arc::clone(&engine).run_schedule(stopping.clone()));
    tasks.spawn(Arc::clone(&engine).run_campaigns(stopping.clone()));
    tasks.spawn(Arc::clone(&engine).run_tally(stopping.clone()));
    let dns: Arc<SandboxDns> = Arc::default();
    let config = Config {
        base_url: base.to_owned(),
        more_origins: Vec::new(),
        operators: Operators::one(OPERATOR_TOKEN, false)
            .and("second".to_owned(), SECOND_OPERATOR_TOKEN),
        // A test says in `X-Forwarded-For` from where it calls.
        proxies: Proxies::new(vec![IpNet::from(IpAddr::from(Ipv4Addr::LOCALHOST))]),
        sandbox: Some(Sandbox { clock, faults, dns: Arc::clone(&dns) }),
        span_hook: None,
    };
    let egress = Arc::new(egress);
    let (draining, sockets) = (stopping.clone(), Sockets::default());
    let calls = CallMeter::default();
    Ok(App {
        engine,
        config,
        observer,
        media,
        egress,
        dns,
        exchange: Exchange::new(Client::new(Policy::loopback())?),
        draining,
        stopping,
        calls,
        sockets,
        psp: OnceLock::new(),
    })
}

async fn open(dir: &Path, entropy: &dyn Entropy) -> anyhow::Result<Arc<dyn Store>> {
    let key: Arc<OnceLock<PairKey>> = Arc::default();
    let cell = Arc::clone(&key);
    let ids = move |business, person, attempt| {
        let key = cell.get_or_init(|| PairKey::new([7; 32]));
        key.make(business, person, attempt)
    };
    let mut options = SqliteOptions::new(dir, Arc::new(ids));
    options.ballast_bytes = 0;
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(options)?);
    let mut fresh = vec![0; 32];
    entropy.fill(&mut fresh);
    let kept: [u8; 32] = store
        .keep_secret(keys::PAIR_KEY, fresh)
        .await?
        .try_into()
        .ok()
        .context("the pair key has not 32 bytes")?;
    // Nobody asked for pair ids yet.
    drop(key.set(keys::pair_key(kept)));
    Ok(store)
}
