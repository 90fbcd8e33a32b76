//! Two nodes on one store with a real NATS between them, which is killed, frozen and cut off: what one
//! node writes reaches a follower on the other within two seconds all the same.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use kurier_bus::nats::{NatsBus, NatsOptions};
use kurier_bus::{Bus, Wake};
use kurier_engine::entropy::Entropy;
use kurier_engine::follow::Followed;
use kurier_engine::patrol::Patrol;
use kurier_engine::{Engine, Keys, Parts};
use kurier_policy::content::Content;
use kurier_policy::event::PairIds;
use kurier_policy::id::{BusinessId, InboxSeq, PersonId, SenderId};
use kurier_policy::outbound::{Draft, Outbound, Recipient};
use kurier_policy::permission::Purpose;
use kurier_store::record::{Admitted, Inbound};
use std::sync::Arc;
use std::time::{Duration, Instant};
use testkit::services::{Nats, or_not_run};
use testkit::{SeededEntropy, TestApp, within};
use tokio::sync::{mpsc, watch};

/// What is promised without the bus, and what a busy machine may add.
const PROMISED: Duration = Duration::from_secs(2);
const MARGIN: Duration = Duration::from_secs(2);

/// One node: an engine on the common store with a bus of its own, and its patrol.
struct Node {
    engine: Arc<Engine>,
    bus: Arc<NatsBus>,
    stop: watch::Sender<bool>,
}

impl Node {
    async fn start(app: &TestApp, url: &str, number: u64, has_patrol: bool) -> Self {
        let options =
            NatsOptions { url: url.to_owned(), prefix: "kurier".to_owned(), node: number };
        let bus = Arc::new(NatsBus::start(options).await.unwrap());
        let entropy: Arc<dyn Entropy> = Arc::new(SeededEntropy::new(number));
        let store = Arc::clone(app.engine().store());
        let keys = Arc::new(Keys::load(&*store, &*entropy).await.unwrap());
        let clock = Arc::clone(app.engine().clock());
        let (stop, stopping) = watch::channel(false);
        let shared = Arc::clone(&bus) as Arc<dyn Bus>;
        if has_patrol {
            tokio::spawn(Patrol::new(Arc::clone(&store), Arc::clone(&shared)).run(stopping));
        }
        let engine = Engine::start(Parts { store, bus: shared, clock, entropy, keys });
        Self { engine, bus, stop }
    }

    async fn connected(&self) {
        let connected = async {
            while !self.bus.traffic().is_connected {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        within("NATS", connected).await.unwrap();
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

/// A business that may write to a person, with her window open.
struct Scene {
    app: TestApp,
    business: BusinessId,
    sender: SenderId,
    person: PersonId,
    pair: PairIds,
}

impl Scene {
    async fn new() -> Self {
        let app = TestApp::start().await.unwrap();
        let made = app.business("Shop").await.unwrap();
        let (business, sender) = (made.business.id, made.sender.id);
        let person = app.person("Ann").await.unwrap().person.id;
        let pair = app.allow(person, business, &[Purpose::Utility]).await.unwrap();
        let hello = Inbound {
            person,
            business,
            content: Content::Text { body: "Hello".to_owned(), preview_url: false },
            reply_to: None,
            client_id: "1".to_owned(),
        };
        app.engine().receive(hello).await.unwrap();
        Self { app, business, sender, person, pair }
    }

    /// Sends one message through `node`; answers its place in her inbox.
    async fn send(&self, node: &Node) -> InboxSeq {
        let outbound = Outbound {
            business: self.business,
            sender: self.sender,
            to: Recipient::UserId(self.pair.user_id.clone()),
            draft: Draft::Text { body: "Hello".to_owned(), preview_url: false },
            files: Vec::new(),
            reply_to: None,
            opaque: None,
        };
        match node.engine.admit(outbound, None).await.unwrap() {
            Admitted::Accepted(accepted) => accepted.message.seq,
            other => panic!("{other:?}"),
        }
    }

    /// A device of hers on `node` that has read all there is and waits.
    async fn device(&self, node: &Node) -> Device {
        let mut follower = node.engine.follow(self.person, InboxSeq(0));
        let (tell, mut shown) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok(followed) = follower.next().await {
                let place = match followed {
                    Followed::Entries(entries) => entries.last().map(|entry| entry.seq),
                    Followed::Live => None,
                    _ => continue,
                };
                if let Some(place) = place {
                    follower.acknowledge(place);
                }
                if tell.send((place, Instant::now())).is_err() {
                    return;
                }
            }
        });
        while within("the backlog", shown.recv()).await.unwrap().unwrap().0.is_some() {}
        Device(shown)
    }
}

/// What a device showed, and when; `None` when it had read all.
struct Device(mpsc::UnboundedReceiver<(Option<InboxSeq>, Instant)>);

impl Device {
    /// When it showed this entry.
    async fn shows(&mut self, place: InboxSeq) -> Instant {
        loop {
            let (shown, at) = within("the entry", self.0.recv()).await.unwrap().unwrap();
            if shown.is_some_and(|shown| shown >= place) {
                return at;
            }
        }
    }

    /// Whether it has shown anything more.
    fn is_silent(&mut self) -> bool {
        self.0.try_recv().is_err()
    }
}

/// Sends three times from `from`; each reaches the device in time.
async fn in_time(scene: &Scene, from: &Node, device: &mut Device, what: &str) {
    for _ in 0..3 {
        let place = scene.send(from).await;
        let sent = Instant::now();
        let took = device.shows(place).await.saturating_duration_since(sent);
        println!("{what}: {took:?}");
        assert!(took <= PROMISED + MARGIN, "{what}: {took:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_follower_gets_its_entries_while_nats_is_up_frozen_and_dead() {
    let Some(mut nats) = or_not_run(Nats::start()) else { return };
    let scene = Scene::new().await;
    let here = Node::start(&scene.app, &nats.url(), 1, true).await;
    let there = Node::start(&scene.app, &nats.url(), 2, true).await;
    here.connected().await;
    there.connected().await;
    let mut device = scene.device(&here).await;
    in_time(&scene, &there, &mut device, "NATS is up").await;
    assert!(here.bus.traffic().received > 0);
    nats.freeze().unwrap();
    in_time(&scene, &there, &mut device, "NATS is frozen").await;
    nats.kill().unwrap();
    in_time(&scene, &there, &mut device, "NATS is dead").await;
    nats.restart().unwrap();
    here.connected().await;
    there.connected().await;
    in_time(&scene, &there, &mut device, "NATS is back").await;
    scene.app.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_is_cut_off_gets_its_entries_from_the_store() {
    let Some(ours) = or_not_run(Nats::start()) else { return };
    // The other node has connected to a NATS that is not joined to ours: both are well, nothing crosses.
    let Some(theirs) = or_not_run(Nats::start()) else { return };
    let scene = Scene::new().await;
    let here = Node::start(&scene.app, &ours.url(), 1, true).await;
    let there = Node::start(&scene.app, &theirs.url(), 2, true).await;
    here.connected().await;
    there.connected().await;
    let mut device = scene.device(&here).await;
    in_time(&scene, &there, &mut device, "cut off").await;
    assert_eq!(here.bus.traffic().received, 0);
    scene.app.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_patrol_a_node_that_is_cut_off_would_hear_nothing() {
    let Some(mut nats) = or_not_run(Nats::start()) else { return };
    let scene = Scene::new().await;
    let deaf = Node::start(&scene.app, &nats.url(), 1, false).await;
    let hearing = Node::start(&scene.app, &nats.url(), 2, true).await;
    let there = Node::start(&scene.app, &nats.url(), 3, true).await;
    for node in [&deaf, &hearing, &there] {
        node.connected().await;
    }
    let (mut without, mut with) = (scene.device(&deaf).await, scene.device(&hearing).await);
    nats.kill().unwrap();
    // Two rounds of the other node's patrol: one of its own would have been by.
    let mut place = InboxSeq(0);
    for _ in 0..2 {
        place = scene.send(&there).await;
        with.shows(place).await;
    }
    assert!(without.is_silent(), "what is it then that the patrol does?");
    // It was not the follower that was broken.
    deaf.bus.wake_here(kurier_bus::Topic::Inbox(scene.person), Wake::Grown(place));
    without.shows(place).await;
    scene.app.stop().await.unwrap();
}
