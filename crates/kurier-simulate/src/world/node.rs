//! A whole node without fronts: the real engine over the real store, a clock that stands still until it is moved.

use super::postbox::Postbox;
use crate::Result;
use crate::random::SeededEntropy;
use crate::regime::Regime;
use kurier_bus::Bus;
use kurier_engine::clock::{Clock, MovableClock};
use kurier_engine::entropy::Entropy;
use kurier_engine::{Engine, Keys, Parts};
use kurier_policy::pricing::RateCard;
use kurier_policy::time::Timestamp;
use kurier_store::port::Store;
use kurier_store::sqlite::{SqliteOptions, SqliteStore};
use std::path::Path;
use std::sync::Arc;

/// When every world begins: Monday 2026-01-05 00:00 UTC.
const BEGIN: Timestamp = Timestamp(1_767_571_200_000_000);

/// The node, and what moves it.
pub(crate) struct Node {
    pub(crate) engine: Arc<Engine>,
    pub(crate) clock: Arc<MovableClock>,
    pub(crate) postbox: Arc<Postbox>,
}

impl Node {
    /// Opens an empty store in `dir`; must be called inside a runtime.
    pub(crate) async fn start(dir: &Path, seed: u64, regime: &Regime) -> Result<Self> {
        let key = kurier_engine::keys::pair_key([7; 32]);
        let ids = move |business, person, attempt| key.make(business, person, attempt);
        let mut options = SqliteOptions::new(dir, Arc::new(ids));
        options.limits = regime.limits;
        options.ballast_bytes = 0;
        options.min_free_bytes = Some(0);
        options.readers = 1;
        options.in_place = true;
        options.cache_kib = 8_192;
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(options)?);
        store.add_rate_card(RateCard::standard(Timestamp(0))).await?;
        let clock = Arc::new(MovableClock::frozen(BEGIN));
        let postbox = Arc::<Postbox>::default();
        let entropy: Arc<dyn Entropy> = Arc::new(SeededEntropy::new(seed));
        let keys = Arc::new(Keys::load(&*store, &*entropy).await?);
        let bus = Arc::clone(&postbox) as Arc<dyn Bus>;
        let moving = Arc::clone(&clock) as Arc<dyn Clock>;
        let engine = Engine::start(Parts { store, bus, clock: moving, entropy, keys });
        Ok(Self { engine, clock, postbox })
    }

    /// The time.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Moves the clock to this hour of this day of the world; it never goes back.
    pub(crate) fn go_to(&self, day: u32, hour: i64) {
        let at = BEGIN.plus_s((i64::from(day) * 24 + hour) * 3_600);
        self.clock.advance_s(at.seconds_since(self.now()));
    }
}
