use super::*;
use crate::account::NewBusiness;
use crate::clock::MovableClock;
use crate::consent::Setting;
use crate::entropy::Entropy;
use crate::follow::Followed;
use crate::{Engine, Keys, Parts};
use kurier_bus::MemoryBus;
use kurier_policy::money::Micros;
use kurier_policy::pair::PairKey;
use kurier_policy::permission::{Ask, Cadence, Purpose};
use kurier_policy::phone::PhoneNumber;
use kurier_policy::time::Timestamp;
use kurier_store::sqlite::{SqliteOptions, SqliteStore};
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;

/// Never twice the same.
struct Counter(AtomicU64);

impl Entropy for Counter {
    fn fill(&self, buffer: &mut [u8]) {
        let count = self.0.fetch_add(1, Ordering::SeqCst).to_le_bytes();
        for (to, from) in buffer.iter_mut().zip(count.iter().cycle()) {
            *to = *from;
        }
    }
}

/// Two nodes on one store whose buses hear nothing of each other.
struct World {
    writer: Arc<Engine>,
    reader: Arc<Engine>,
    business: BusinessId,
    person: PersonId,
    _dir: TempDir,
}

impl World {
    async fn new() -> Self {
        let dir = TempDir::new().unwrap();
        let pairs = PairKey::new([7; 32]);
        let maker = Arc::new(move |b, p, attempt| pairs.make(b, p, attempt));
        let options = SqliteOptions { ballast_bytes: 0, ..SqliteOptions::new(dir.path(), maker) };
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(options).unwrap());
        let entropy: Arc<dyn Entropy> = Arc::new(Counter(AtomicU64::new(1)));
        let keys = Arc::new(Keys::load(&*store, &*entropy).await.unwrap());
        let clock = Arc::new(MovableClock::frozen(Timestamp(1_700_000_000_000_000)));
        let parts = Parts { store, bus: Arc::new(MemoryBus::new()), clock, entropy, keys };
        let reader = Engine::start(Parts { bus: Arc::new(MemoryBus::new()), ..parts.clone() });
        let writer = Engine::start(parts);
        let new = NewBusiness {
            name: "Shop".to_owned(),
            display_number: PhoneNumber::parse("493055501001").unwrap(),
            verified: true,
            credit: Micros(0),
        };
        let business = writer.create_business(new).await.unwrap().business.id;
        let label = "test".to_owned();
        let made = writer.create_person("Ann".to_owned(), "en".to_owned(), None, label).await;
        Self { person: made.unwrap().person.id, writer, reader, business, _dir: dir }
    }

    /// One more entry in her inbox and one more event, by the writing node.
    async fn grow(&self) {
        let ask = Ask {
            purpose: Purpose::Utility,
            topic: None,
            wording: "May write to me.".to_owned(),
            cadence: Cadence::Each,
            lifetime_s: None,
        };
        let setting = Setting { source: "sandbox".to_owned(), language: "en".to_owned() };
        self.writer.grant(self.person, self.business, &[ask], setting, None).await.unwrap();
    }

    fn patrol(&self) -> Patrol {
        Patrol::new(Arc::clone(self.reader.store()), Arc::clone(self.reader.bus()))
    }
}

#[tokio::test]
async fn what_the_bus_lost_is_made_good_in_the_next_round() {
    let world = World::new().await;
    let mut patrol = world.patrol();
    let mut follower = world.reader.follow(world.person, InboxSeq(0));
    assert!(matches!(follower.next().await.unwrap(), Followed::Live));
    for place in 1..=3 {
        world.grow().await;
        assert_eq!(patrol.round().await.unwrap(), 1);
        match follower.next().await.unwrap() {
            Followed::Entries(entries) => assert_eq!(entries[0].seq, InboxSeq(place)),
            other => panic!("{other:?}"),
        }
        assert_eq!(patrol.round().await.unwrap(), 0, "nothing grew");
    }
}

#[tokio::test]
async fn an_entry_between_the_first_look_and_the_first_round_is_not_missed() {
    let world = World::new().await;
    let mut patrol = world.patrol();
    patrol.round().await.unwrap();
    let mut follower = world.reader.follow(world.person, InboxSeq(0));
    assert!(matches!(follower.next().await.unwrap(), Followed::Live));
    world.grow().await;
    // The first round in which this inbox is watched already finds the entry there.
    patrol.round().await.unwrap();
    assert!(matches!(follower.next().await.unwrap(), Followed::Entries(_)));
}

#[tokio::test]
async fn event_logs_are_looked_after_too() {
    let world = World::new().await;
    let mut patrol = world.patrol();
    let mut watch = world.reader.bus().watch(Topic::Events(world.business));
    assert_eq!(patrol.round().await.unwrap(), 1);
    watch.next().await;
    assert_eq!(patrol.round().await.unwrap(), 0);
    world.grow().await;
    assert_eq!(patrol.round().await.unwrap(), 1);
    assert!(matches!(watch.next().await, Wake::Events(business) if business == world.business));
}

#[tokio::test]
async fn what_is_watched_no_more_is_forgotten() {
    let world = World::new().await;
    let mut patrol = world.patrol();
    let watches: Vec<_> = (1..=2_500)
        .map(|number| world.reader.bus().watch(Topic::Inbox(PersonId(number))))
        .collect();
    // More than two queries hold.
    assert_eq!(patrol.round().await.unwrap(), 2_500);
    assert_eq!(patrol.round().await.unwrap(), 0);
    drop(watches);
    let _one = world.reader.bus().watch(Topic::Inbox(PersonId(1)));
    assert_eq!(patrol.round().await.unwrap(), 0);
    assert_eq!(patrol.inboxes.0.len(), 1);
}

#[tokio::test]
async fn a_store_that_fails_ends_no_patrol() {
    let world = World::new().await;
    let (stop, stopping) = watch::channel(false);
    let _watch = world.reader.bus().watch(Topic::Inbox(world.person));
    let running = tokio::spawn(world.patrol().run(stopping));
    world.reader.store().close().await.unwrap();
    let mut patrol = world.patrol();
    assert!(patrol.round().await.is_err());
    tokio::task::yield_now().await;
    assert!(!running.is_finished());
    stop.send_replace(true);
    running.await.unwrap();
}
