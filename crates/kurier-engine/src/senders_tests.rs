use super::*;
use crate::account::NewBusiness;
use crate::clock::Clock;
use crate::entropy::Entropy;
use crate::{Keys, Parts};
use async_trait::async_trait;
use kurier_bus::MemoryBus;
use kurier_policy::money::Micros;
use kurier_policy::pair::PairKey;
use kurier_policy::time::Timestamp;
use kurier_store::port::Store;
use kurier_store::sqlite::{SqliteOptions, SqliteStore};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tempfile::TempDir;

/// Goes on whenever it is looked at, as a real one does.
struct Ticking(AtomicI64);

#[async_trait]
impl Clock for Ticking {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.fetch_add(1, Ordering::SeqCst))
    }

    async fn sleep_until(&self, at: Timestamp) {
        self.0.fetch_max(at.0, Ordering::SeqCst);
    }
}

/// Never twice the same.
struct Counter(AtomicI64);

impl Entropy for Counter {
    fn fill(&self, buffer: &mut [u8]) {
        let count = self.0.fetch_add(1, Ordering::SeqCst).to_le_bytes();
        for (to, from) in buffer.iter_mut().zip(count.iter().cycle()) {
            *to = *from;
        }
    }
}

#[tokio::test]
async fn the_code_that_the_operator_reads_is_the_one_that_proves() {
    let dir = TempDir::new().unwrap();
    let pairs = PairKey::new([7; 32]);
    let maker = Arc::new(move |b, p, attempt| pairs.make(b, p, attempt));
    let options = SqliteOptions { ballast_bytes: 0, ..SqliteOptions::new(dir.path(), maker) };
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(options).unwrap());
    let entropy: Arc<dyn Entropy> = Arc::new(Counter(AtomicI64::new(1)));
    let keys = Arc::new(Keys::load(&*store, &*entropy).await.unwrap());
    let clock = Arc::new(Ticking(AtomicI64::new(1_700_000_000_000_000)));
    let parts = Parts { store, bus: Arc::new(MemoryBus::new()), clock, entropy, keys };
    let engine = Engine::start(parts);
    let number = |digits: &str| PhoneNumber::parse(digits).unwrap();
    let business = NewBusiness {
        name: "Shop".to_owned(),
        display_number: number("493055501001"),
        verified: true,
        credit: Micros::ZERO,
    };
    let business = engine.create_business(business).await.unwrap().business.id;
    let name = "Branch".to_owned();
    let new = NewSender { business, display_number: number("493055501002"), name };
    let (_, sender) = engine.add_sender(new).await.unwrap();
    let language = "en".to_owned();
    let onboarding = engine.send_code(&sender, CodeMethod::Sms, language).await.unwrap().unwrap();
    let code = engine.code_of(sender.id, &onboarding).unwrap();
    let proved = engine.say_code(&sender, &code).await.unwrap().unwrap();
    assert!(!proved.unproved);
}
