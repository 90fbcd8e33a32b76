use super::super::test_receiver::{OPEN, Post, Receiver, status};
use super::*;
use crate::clock::MovableClock;
use crate::observe::Observed;
use crate::webhooks::Fault;
use bytes::Bytes;
use kurier_bus::MemoryBus;
use kurier_egress::webhook::hub_signature;
use kurier_egress::{Client, Policy};
use kurier_policy::event::Event;
use kurier_policy::id::{AppId, EventSeq, SenderId};
use kurier_policy::money::Currency;
use kurier_policy::outbound::{Draft, Outbound, Recipient};
use kurier_policy::pair::PairKey;
use kurier_policy::phone::PhoneNumber;
use kurier_policy::rate::Limits;
use kurier_policy::time::{DAY_S, HOUR_S};
use kurier_store::record::{Admission, Business, Retry, Sender, Subscription, WebhookProgress};
use kurier_store::sqlite::{SqliteOptions, SqliteStore};
use std::sync::atomic::Ordering;
use tempfile::TempDir;
use tokio::task::JoinHandle;

const T0: Timestamp = Timestamp(1_700_000_000_000_000);
const SHOP: BusinessId = BusinessId(100_000_000_000_001);
const BANK: BusinessId = BusinessId(100_000_000_000_002);
const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// Always the shortest wait: a fifth below the schedule.
struct Zeros;

impl Entropy for Zeros {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(0);
    }
}

/// The body is the event's number.
struct Numbers;

impl Bodies for Numbers {
    fn write(&self, _: &Business, _: Option<&Sender>, event: &Event) -> Option<Bytes> {
        Some(event.seq.0.to_string().into())
    }
}

/// A store, a bus and a clock that stands still until it is moved.
struct World {
    _dir: TempDir,
    store: Arc<dyn Store>,
    bus: Arc<MemoryBus>,
    clock: Arc<MovableClock>,
    observer: Observer,
    faults: Arc<Faults>,
}

/// A running dispatcher.
struct Running {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Running {
    async fn stop(self) {
        self.stop.send_replace(true);
        self.task.await.unwrap();
    }
}

impl World {
    async fn new() -> Self {
        let dir = TempDir::new().unwrap();
        let pairs = PairKey::new([7; 32]);
        let maker = Arc::new(move |b, p, attempt| pairs.make(b, p, attempt));
        let options = SqliteOptions {
            limits: Limits::default(),
            ballast_bytes: 0,
            ..SqliteOptions::new(dir.path(), maker)
        };
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(options).unwrap());
        let world = Self {
            _dir: dir,
            store,
            bus: Arc::new(MemoryBus::new()),
            clock: Arc::new(MovableClock::frozen(T0)),
            observer: Observer::default(),
            faults: Arc::default(),
        };
        for id in [SHOP, BANK] {
            world.found(id).await;
        }
        world
    }

    async fn found(&self, id: BusinessId) {
        let business = Business {
            id,
            name: "Shop".to_owned(),
            app: AppId(id.0 + 100),
            app_secret: SECRET.to_owned(),
            currency: Currency::EUR,
            verified: true,
            suspended: false,
            created_at: T0,
            standing: kurier_policy::standing::Standing::default(),
            access: None,
        };
        let number = format!("{}", 491_700_000_000 + id.0 % 1_000);
        let sender = Sender {
            id: SenderId(id.0 + 200),
            business: id,
            display_number: PhoneNumber::parse(&number).unwrap(),
            name: "Shop".to_owned(),
            registered: true,
            created_at: T0,
            deleted_at: None,
        };
        self.store.create_business(business, sender).await.unwrap();
    }

    async fn subscribe(&self, business: BusinessId, receiver: &Receiver) -> Subscription {
        let (url, token) = (receiver.url.clone(), "token".to_owned());
        self.store.subscribe(business, url, token).await.unwrap()
    }

    /// Makes `count` events: messages to nobody fail later, by event.
    async fn happen(&self, business: BusinessId, count: i64) {
        let before = self.store.event_head(business).await.unwrap();
        let nobody = Recipient::Phone(PhoneNumber::parse("4915100000000").unwrap());
        let outbound = Outbound {
            business,
            sender: SenderId(business.0 + 200),
            to: nobody,
            draft: Draft::Text { body: "hello".to_owned(), preview_url: false },
            files: Vec::new(),
            reply_to: None,
            opaque: None,
        };
        let admission = Admission { outbound, idempotency: None, held: None };
        let batch = (0..count).map(|_| admission.clone()).collect();
        self.store.admit_batch(batch, self.clock.now()).await.unwrap();
        let head = self.store.event_head(business).await.unwrap();
        assert_eq!(head.0 - before.0, count, "each message to nobody makes one event");
        self.bus.wake(Topic::AllEvents, Wake::Events(business));
    }

    fn dispatch(&self) -> Running {
        let client = Client::new(Policy::loopback()).unwrap();
        let dispatcher = Dispatcher::new(DispatcherParts {
            store: Arc::clone(&self.store),
            bus: Arc::<MemoryBus>::clone(&self.bus),
            egress: Egress::new(client),
            clock: Arc::<MovableClock>::clone(&self.clock),
            entropy: Arc::new(Zeros),
            bodies: Arc::new(Numbers),
            observer: self.observer.clone(),
            faults: Some(Arc::clone(&self.faults)),
        });
        let (stop, stopping) = watch::channel(false);
        Running { stop, task: tokio::spawn(dispatcher.run(stopping)) }
    }

    /// The subscription, once `is_so`.
    async fn until(&self, of: &Subscription, is_so: impl Fn(&Subscription) -> bool) {
        let mut last = None;
        for _ in 0..2_000 {
            let all = self.store.subscriptions(of.business).await.unwrap();
            last = all.into_iter().find(|one| one.id == of.id);
            if last.as_ref().is_some_and(&is_so) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("the subscription stays {last:?}");
    }

    async fn cursor_reaches(&self, of: &Subscription, cursor: i64) {
        self.until(of, |one| one.cursor == EventSeq(cursor)).await;
    }

    /// Waits until a business has so many events.
    async fn events_reach(&self, business: BusinessId, count: i64) {
        for _ in 0..2_000 {
            if self.store.event_head(business).await.unwrap() >= EventSeq(count) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("only {:?}", self.store.event_head(business).await);
    }

    /// Waits until so many attempts are logged; gives their seconds since the start, oldest first.
    async fn attempts_s(&self, of: &Subscription, count: usize) -> Vec<i64> {
        for _ in 0..2_000 {
            let attempts = self.store.attempts(of.id, None, 1_000).await.unwrap();
            if attempts.len() >= count {
                return attempts.iter().rev().map(|a| a.at.seconds_since(T0)).collect();
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("only {:?}", self.store.attempts(of.id, None, 1_000).await);
    }
}

fn ids(posts: &[Post]) -> Vec<&str> {
    posts.iter().map(|post| post.headers["webhook-id"].as_str()).collect()
}

fn sorted(mut seqs: Vec<i64>) -> Vec<i64> {
    seqs.sort_unstable();
    seqs
}

#[tokio::test]
async fn every_event_is_posted_once_and_signed() {
    let (world, receiver) = (World::new().await, Receiver::start().await);
    let subscription = world.subscribe(SHOP, &receiver).await;
    world.happen(SHOP, 600).await;
    let running = world.dispatch();
    world.cursor_reaches(&subscription, 600).await;
    assert_eq!(sorted(receiver.seqs()), (1..=600).collect::<Vec<_>>());
    for post in receiver.posts() {
        assert_eq!(post.headers["x-hub-signature-256"], hub_signature(&post.body, SECRET));
        assert_eq!(post.headers["webhook-id"], format!("evt_{SHOP}_{}", post.seq()));
        assert_eq!(post.headers["webhook-timestamp"], T0.seconds().to_string());
    }
    assert!(receiver.most_in_flight.load(Ordering::SeqCst) <= 32);
    let attempts = world.store.attempts(subscription.id, None, 1_000).await.unwrap();
    assert_eq!(attempts.len(), 600);
    assert!(attempts.iter().all(|a| a.http_status == Some(200) && a.number == 1));
    running.stop().await;
}

#[tokio::test]
async fn a_fresh_event_and_a_fresh_subscription_are_followed_at_once() {
    let (world, receiver) = (World::new().await, Receiver::start().await);
    let running = world.dispatch();
    world.happen(SHOP, 3).await;
    let subscription = world.subscribe(SHOP, &receiver).await;
    world.bus.wake(Topic::AllEvents, Wake::Look);
    world.happen(SHOP, 1).await;
    // It starts at the head, and only its own business's events come.
    world.bus.wake(Topic::AllEvents, Wake::Look);
    world.happen(BANK, 5).await;
    receiver.wait_for(1).await;
    world.happen(SHOP, 1).await;
    world.cursor_reaches(&subscription, 5).await;
    assert_eq!(receiver.seqs(), [4, 5]);
    running.stop().await;
}

#[tokio::test]
async fn an_event_nobody_follows_yet_brings_the_next_look_forward() {
    let (world, receiver) = (World::new().await, Receiver::start().await);
    let running = world.dispatch();
    let other = Receiver::start().await;
    let barrier = world.subscribe(BANK, &other).await;
    world.bus.wake(Topic::AllEvents, Wake::Look);
    world.happen(BANK, 1).await;
    world.cursor_reaches(&barrier, 1).await;
    let subscription = world.subscribe(SHOP, &receiver).await;
    world.happen(SHOP, 1).await;
    // Comes behind the event above, so that one was seen when this is delivered.
    world.happen(BANK, 1).await;
    world.cursor_reaches(&barrier, 2).await;
    world.clock.advance_s(1);
    world.cursor_reaches(&subscription, 1).await;
    running.stop().await;
}

#[tokio::test]
async fn a_lost_wake_up_is_made_good_by_looking_every_two_seconds() {
    let (world, receiver) = (World::new().await, Receiver::start().await);
    let subscription = world.subscribe(SHOP, &receiver).await;
    let running = world.dispatch();
    world.happen(SHOP, 1).await;
    world.cursor_reaches(&subscription, 1).await;
    let deaf = World { bus: Arc::new(MemoryBus::new()), ..world };
    deaf.happen(SHOP, 1).await;
    deaf.clock.advance_s(POLL_S);
    deaf.cursor_reaches(&subscription, 2).await;
    running.stop().await;
}

#[tokio::test]
async fn a_failed_event_comes_again_on_the_schedule_with_the_same_id() {
    let (world, receiver) = (World::new().await, Receiver::start().await);
    let subscription = world.subscribe(SHOP, &receiver).await;
    receiver.answer(|_| status(500));
    let running = world.dispatch();
    world.happen(SHOP, 1).await;
    // A fifth below 5 s, 30 s, 5 min, 30 min, 2 h.
    let waits = [4, 24, 240, 1_440, 5_760];
    let mut expected = vec![0];
    for (n, wait) in (1..).zip(waits) {
        assert_eq!(world.attempts_s(&subscription, n).await, expected);
        world.clock.advance_s(wait - 1);
        world.clock.advance_s(1);
        expected.push(expected.last().unwrap() + wait);
        if n == waits.len() {
            receiver.answer(|_| status(200));
        }
    }
    assert_eq!(world.attempts_s(&subscription, 6).await, expected);
    world.until(&subscription, |one| one.failing_since.is_none()).await;
    assert_eq!(world.store.retry_outlook(subscription.id).await.unwrap(), (None, 0));
    let posts = receiver.posts();
    assert_eq!(ids(&posts), vec![format!("evt_{SHOP}_1"); 6]);
    running.stop().await;
}

#[tokio::test]
async fn a_receiver_may_ask_for_more_time() {
    let (world, receiver) = (World::new().await, Receiver::start().await);
    let subscription = world.subscribe(SHOP, &receiver).await;
    receiver.answer(|_| "429 X\r\nretry-after: 90\r\n".to_owned());
    let running = world.dispatch();
    world.happen(SHOP, 1).await;
    assert_eq!(world.attempts_s(&subscription, 1).await, [0]);
    world.clock.advance_s(89);
    world.clock.advance_s(1);
    assert_eq!(world.attempts_s(&subscription, 2).await, [0, 90]);
    running.stop().await;
}

#[tokio::test]
async fn one_endpoint_that_never_answers_delays_nobody_else() {
    let world = World::new().await;
    let (stuck, fine) = (Receiver::start().await, Receiver::start().await);
    stuck.close_gate();
    world.subscribe(SHOP, &stuck).await;
    let subscription = world.subscribe(BANK, &fine).await;
    world.happen(SHOP, 100).await;
    world.happen(BANK, 300).await;
    let running = world.dispatch();
    stuck.wait_for(1).await;
    world.cursor_reaches(&subscription, 300).await;
    assert!(stuck.most_in_flight.load(Ordering::SeqCst) <= 4);
    stuck.gate.add_permits(OPEN);
    running.stop().await;
}

#[tokio::test]
async fn a_failing_endpoint_gets_one_attempt_at_a_time_and_heals() {
    let (world, receiver) = (World::new().await, Receiver::start().await);
    let subscription = world.subscribe(SHOP, &receiver).await;
    receiver.answer(|_| status(503));
    let running = world.dispatch();
    world.happen(SHOP, 1).await;
    world.until(&subscription, |one| one.failing_since == Some(T0)).await;
    receiver.most_in_flight.store(0, Ordering::SeqCst);
    world.happen(SHOP, 40).await;
    for count in 2..=20 {
        world.clock.advance_s(10);
        world.attempts_s(&subscription, count).await;
    }
    assert_eq!(receiver.most_in_flight.load(Ordering::SeqCst), 1);
    receiver.answer(|_| status(200));
    world.clock.advance_s(10);
    world.cursor_reaches(&subscription, 41).await;
    world.until(&subscription, |one| one.failing_since.is_none()).await;
    // What failed comes on its own schedule.
    world.clock.advance_s(12 * HOUR_S);
    for _ in 0..200 {
        if world.store.retry_outlook(subscription.id).await.unwrap().1 == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let mut got = sorted(receiver.seqs());
    got.dedup();
    assert_eq!(got, (1..=41).collect::<Vec<_>>());
    running.stop().await;
}

#[tokio::test]
async fn gone_switches_the_subscription_off_and_loses_nothing() {
    let (world, receiver) = (World::new().await, Receiver::start().await);
    let subscription = world.subscribe(SHOP, &receiver).await;
    receiver.answer(|_| status(410));
    let running = world.dispatch();
    world.happen(SHOP, 1).await;
    world.until(&subscription, |one| one.disabled).await;
    // The second is the notice that it was switched off.
    world.events_reach(SHOP, 2).await;
    world.happen(SHOP, 1).await;
    receiver.answer(|_| status(200));
    world.subscribe(SHOP, &receiver).await;
    world.bus.wake(Topic::AllEvents, Wake::Look);
    world.cursor_reaches(&subscription, 3).await;
    assert_eq!(sorted(receiver.seqs()), [1, 1, 2, 3]);
    running.stop().await;
}

#[tokio::test]
async fn five_days_of_failures_only_switch_the_subscription_off() {
    let (world, receiver) = (World::new().await, Receiver::start().await);
    let subscription = world.subscribe(SHOP, &receiver).await;
    receiver.answer(|_| status(500));
    let running = world.dispatch();
    world.happen(SHOP, 1).await;
    for n in 1..=5 {
        world.attempts_s(&subscription, n).await;
        world.clock.advance_s(DAY_S);
    }
    world.until(&subscription, |one| one.disabled).await;
    assert_eq!(world.store.retry_outlook(subscription.id).await.unwrap().1, 1, "still owed");
    running.stop().await;
}

#[tokio::test]
async fn beyond_a_thousand_waiting_retries_the_cursor_stops_until_they_drain() {
    let (world, receiver) = (World::new().await, Receiver::start().await);
    let subscription = world.subscribe(SHOP, &receiver).await;
    world.happen(SHOP, 1_005).await;
    let due_at = T0.plus_s(HOUR_S);
    let owed = |n| Retry { event: EventSeq(n), attempts: 4, due_at, first_at: T0 };
    let outage = WebhookProgress {
        subscription: subscription.id,
        from: EventSeq(0),
        cursor: EventSeq(1_000),
        attempts: Vec::new(),
        retries: (1..=1_000).map(owed).collect(),
        settled: Vec::new(),
        failing_since: None,
        disabled: false,
        fence: None,
    };
    world.store.record_progress(outage).await.unwrap();
    let bank = Receiver::start().await;
    let other = world.subscribe(BANK, &bank).await;
    let running = world.dispatch();
    for n in 1..=3 {
        world.happen(BANK, 1).await;
        world.cursor_reaches(&other, n).await;
    }
    assert_eq!(receiver.seqs(), Vec::<i64>::new());
    world.clock.advance_s(HOUR_S);
    world.cursor_reaches(&subscription, 1_005).await;
    receiver.wait_for(1_005).await;
    assert_eq!(sorted(receiver.seqs()), (1..=1_005).collect::<Vec<_>>());
    running.stop().await;
}

#[tokio::test]
async fn a_restart_goes_on_where_the_last_run_stopped() {
    let (world, receiver) = (World::new().await, Receiver::start().await);
    let subscription = world.subscribe(SHOP, &receiver).await;
    world.happen(SHOP, 50).await;
    let running = world.dispatch();
    world.cursor_reaches(&subscription, 50).await;
    running.stop().await;
    world.happen(SHOP, 50).await;
    let running = world.dispatch();
    world.cursor_reaches(&subscription, 100).await;
    assert_eq!(sorted(receiver.seqs()), (1..=100).collect::<Vec<_>>());
    running.stop().await;
}

#[tokio::test]
async fn a_replay_sends_the_same_events_with_the_same_ids_again() {
    let (world, receiver) = (World::new().await, Receiver::start().await);
    let subscription = world.subscribe(SHOP, &receiver).await;
    let running = world.dispatch();
    world.happen(SHOP, 5).await;
    world.cursor_reaches(&subscription, 5).await;
    world.store.replay(subscription.id, EventSeq(2)).await.unwrap();
    world.bus.wake(Topic::AllEvents, Wake::Look);
    world.cursor_reaches(&subscription, 5).await;
    let posts = receiver.posts();
    assert_eq!(sorted(receiver.seqs()), [1, 2, 3, 3, 4, 4, 5, 5]);
    let mut names = ids(&posts);
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 5);
    running.stop().await;
}

#[tokio::test]
async fn a_replay_in_the_middle_of_a_round_wins() {
    let (world, receiver) = (World::new().await, Receiver::start().await);
    let subscription = world.subscribe(SHOP, &receiver).await;
    let running = world.dispatch();
    world.happen(SHOP, 2).await;
    world.cursor_reaches(&subscription, 2).await;
    receiver.close_gate();
    world.happen(SHOP, 1).await;
    receiver.wait_for(3).await;
    world.store.replay(subscription.id, EventSeq(0)).await.unwrap();
    receiver.gate.add_permits(OPEN);
    world.cursor_reaches(&subscription, 3).await;
    assert_eq!(sorted(receiver.seqs()), [1, 1, 2, 2, 3, 3]);
    running.stop().await;
}

#[tokio::test]
async fn planned_faults_hit_and_are_overcome() {
    let (world, receiver) = (World::new().await, Receiver::start().await);
    let subscription = world.subscribe(SHOP, &receiver).await;
    world.faults.plan(Some(SHOP), Fault::Answer { status: 502 }, 1);
    world.faults.plan(Some(SHOP), Fault::Lost, 1);
    world.faults.plan(None, Fault::Duplicate, 1);
    let running = world.dispatch();
    world.happen(SHOP, 1).await;
    world.attempts_s(&subscription, 1).await;
    assert_eq!(receiver.seqs(), Vec::<i64>::new());
    world.clock.advance_s(4);
    world.attempts_s(&subscription, 2).await;
    assert_eq!(receiver.seqs(), [1]);
    world.clock.advance_s(24);
    world.attempts_s(&subscription, 3).await;
    assert_eq!(receiver.seqs(), [1, 1, 1]);
    let attempts = world.store.attempts(subscription.id, None, 10).await.unwrap();
    let statuses: Vec<_> = attempts.iter().rev().map(|a| a.http_status).collect();
    assert_eq!(statuses, [Some(502), None, Some(200)]);
    running.stop().await;
}

#[tokio::test]
async fn the_live_view_sees_what_was_sent_and_answered() {
    let (world, receiver) = (World::new().await, Receiver::start().await);
    let mut lines = world.observer.follow();
    world.subscribe(SHOP, &receiver).await;
    let running = world.dispatch();
    world.happen(SHOP, 1).await;
    let line = tokio::time::timeout(Duration::from_secs(10), lines.recv()).await.unwrap().unwrap();
    let Observed::Webhook { url, event, status, signature, body, attempt, .. } = &*line else {
        panic!("{line:?}");
    };
    assert_eq!((url, *event, *status, *attempt), (&receiver.url, 1, Some(200), 1));
    assert_eq!((body, signature), (&serde_json::json!(1), &hub_signature(b"1", SECRET)));
    running.stop().await;
}
