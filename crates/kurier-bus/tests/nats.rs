//! Two nodes and a real NATS: the suite, and what only a network bus can get wrong.

use futures_util::StreamExt;
use kurier_bus::nats::{NatsBus, NatsOptions};
use kurier_bus::suite::{Fixture, next, settle};
use kurier_bus::{Bus, Topic, Wake, bus_suite};
use kurier_policy::entry::{EntryKind, InboxEntry};
use kurier_policy::id::{BusinessId, InboxSeq, PersonId};
use kurier_policy::time::Timestamp;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use testkit_services::{Nats, or_not_run};

const ANN: Topic = Topic::Inbox(PersonId(100_000_000_000_001));
const BEN: Topic = Topic::Inbox(PersonId(100_000_000_000_002));

/// A server and nodes on it.
struct Net {
    server: Nats,
}

impl Net {
    fn start() -> Option<Self> {
        Some(Self { server: or_not_run(Nats::start())? })
    }

    async fn node(&self, node: u64) -> Arc<NatsBus> {
        let options = NatsOptions { url: self.server.url(), prefix: "kurier".to_owned(), node };
        match NatsBus::start(options).await {
            Ok(bus) => Arc::new(bus),
            Err(error) => panic!("{error}"),
        }
    }

    async fn pair(&self) -> (Arc<NatsBus>, Arc<NatsBus>) {
        let (here, there) = (self.node(1).await, self.node(2).await);
        until("both nodes are connected", || is_connected(&here) && is_connected(&there)).await;
        (here, there)
    }

    async fn fixture(&self) -> Fixture {
        let (here, there) = self.pair().await;
        Fixture { here, there }
    }
}

fn is_connected(bus: &NatsBus) -> bool {
    bus.traffic().is_connected
}

/// Waits until something holds that can only be looked at.
async fn until(what: &str, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(20), "never came true: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn entry(place: u32) -> Wake {
    let kind = EntryKind::ReadByBusiness { up_to: InboxSeq(1) };
    let at = Timestamp(1);
    Wake::Entry(Arc::new(InboxEntry { seq: InboxSeq(place), at, business: BusinessId(7), kind }))
}

/// The suite's servers live as long as the process: a fixture cannot hold one, and their guards see to the end.
async fn on_a_server_of_its_own() -> Option<Fixture> {
    static KEPT: Mutex<Vec<Net>> = Mutex::new(Vec::new());
    let net = Net::start()?;
    let fixture = net.fixture().await;
    KEPT.lock().unwrap_or_else(PoisonError::into_inner).push(net);
    Some(fixture)
}

bus_suite!(on_a_server_of_its_own());

#[tokio::test]
async fn only_the_place_of_an_entry_crosses() {
    let Some(net) = Net::start() else { return };
    let fixture = net.fixture().await;
    let listener = async_nats::connect(net.server.url()).await.unwrap();
    let mut all = listener.subscribe(">").await.unwrap();
    listener.flush().await.unwrap();
    let mut watch = settle(&fixture, ANN).await;
    let mut own = fixture.there.watch(ANN);
    fixture.there.wake(ANN, entry(5));
    assert!(matches!(next(&mut *watch).await, Wake::Grown(InboxSeq(5))));
    // On its own node the entry itself is handed over.
    assert!(matches!(next(&mut *own).await, Wake::Entry(_)));
    fixture.there.wake(ANN, Wake::Look);
    assert!(matches!(next(&mut *watch).await, Wake::Look));
    let mut seen = 0;
    // The two of above must come, however busy the machine is; then whatever else there is.
    let patience = |seen| Duration::from_millis(if seen < 2 { 10_000 } else { 200 });
    while let Ok(Some(message)) = tokio::time::timeout(patience(seen), all.next()).await {
        assert!(message.payload.len() <= 22, "{message:?}");
        assert!(message.headers.is_none());
        seen += 1;
    }
    assert!(seen >= 2, "{seen}");
}

#[tokio::test]
async fn a_nodes_own_wake_ups_do_not_come_back() {
    let Some(net) = Net::start() else { return };
    let (here, there) = net.pair().await;
    let fixture =
        Fixture { here: Arc::<NatsBus>::clone(&here), there: Arc::<NatsBus>::clone(&there) };
    let _live = settle(&fixture, ANN).await;
    let before = here.traffic();
    let mut watch = here.watch(ANN);
    here.wake(ANN, Wake::Typing(BusinessId(1)));
    assert!(matches!(next(&mut *watch).await, Wake::Typing(BusinessId(1))));
    // What the other node says afterwards comes after whatever the network still held.
    there.wake(ANN, Wake::Typing(BusinessId(2)));
    assert!(matches!(next(&mut *watch).await, Wake::Typing(BusinessId(2))));
    assert_eq!(here.traffic().received, before.received + 1);
}

#[tokio::test]
async fn a_topic_that_is_watched_no_more_is_unsubscribed() {
    let Some(net) = Net::start() else { return };
    let (here, there) = net.pair().await;
    let fixture =
        Fixture { here: Arc::<NatsBus>::clone(&here), there: Arc::<NatsBus>::clone(&there) };
    let mut ben = settle(&fixture, BEN).await;
    let (first, second) = (settle(&fixture, ANN).await, here.watch(ANN));
    drop(first);
    // One watcher is left: still subscribed.
    let received = here.traffic().received;
    there.wake(ANN, Wake::Look);
    until("the wake-up came", || here.traffic().received > received).await;
    drop(second);
    let begun = Instant::now();
    loop {
        let before = here.traffic().received;
        there.wake(ANN, Wake::Look);
        there.wake(BEN, Wake::Look);
        assert!(matches!(next(&mut *ben).await, Wake::Look));
        if here.traffic().received == before + 1 {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "it stays subscribed");
    }
}

#[tokio::test]
async fn it_starts_without_nats_and_finds_it_later() {
    let Some(mut net) = Net::start() else { return };
    net.server.kill().unwrap();
    let (here, there) = (net.node(1).await, net.node(2).await);
    let mut watch = here.watch(ANN);
    here.wake(ANN, entry(1));
    assert!(matches!(next(&mut *watch).await, Wake::Entry(_)));
    there.wake(ANN, Wake::Look);
    until("what cannot go out is counted as lost", || there.traffic().lost == 1).await;
    assert!(!is_connected(&here));
    net.server.restart().unwrap();
    until("both nodes are connected", || is_connected(&here) && is_connected(&there)).await;
    let fixture = Fixture { here, there };
    drop(watch);
    let mut watch = settle(&fixture, ANN).await;
    fixture.there.wake(ANN, Wake::Grown(InboxSeq(2)));
    assert!(matches!(next(&mut *watch).await, Wake::Grown(InboxSeq(2))));
}

#[tokio::test]
async fn after_a_restart_of_nats_old_watches_hear_again() {
    let Some(mut net) = Net::start() else { return };
    let (here, there) = net.pair().await;
    let fixture =
        Fixture { here: Arc::<NatsBus>::clone(&here), there: Arc::<NatsBus>::clone(&there) };
    let mut watch = settle(&fixture, ANN).await;
    for round in 1..=3 {
        net.server.restart().unwrap();
        let begun = Instant::now();
        let heard = loop {
            there.wake(ANN, Wake::Grown(InboxSeq(round)));
            let wait = tokio::time::timeout(Duration::from_millis(50), watch.next());
            if let Ok(Wake::Grown(place)) = wait.await
                && place.0 == round
            {
                break begun.elapsed();
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "round {round}");
        };
        println!("round {round}: heard again after {heard:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_frozen_nats_holds_up_nobody_and_fills_no_memory() {
    let Some(net) = Net::start() else { return };
    let (here, there) = net.pair().await;
    let fixture =
        Fixture { here: Arc::<NatsBus>::clone(&here), there: Arc::<NatsBus>::clone(&there) };
    let mut live = settle(&fixture, BEN).await;
    net.server.freeze().unwrap();
    let mut own = there.watch(ANN);
    let begun = Instant::now();
    for number in 0..300_000_i64 {
        there.wake(Topic::Inbox(PersonId(number)), Wake::Typing(BusinessId(number)));
    }
    let took = begun.elapsed();
    assert!(took < Duration::from_secs(10), "{took:?}");
    there.wake(ANN, entry(1));
    assert!(matches!(next(&mut *own).await, Wake::Entry(_)));
    assert!(there.traffic().lost > 100_000, "{:?}", there.traffic());
    until("the frozen server counts as gone", || !is_connected(&there)).await;
    net.server.thaw().unwrap();
    until("it is found again", || is_connected(&here) && is_connected(&there)).await;
    let begun = Instant::now();
    loop {
        there.wake(BEN, Wake::Grown(InboxSeq(9)));
        let wait = tokio::time::timeout(Duration::from_millis(50), live.next());
        if matches!(wait.await, Ok(Wake::Grown(InboxSeq(9)))) {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", here.traffic());
    }
}

#[tokio::test]
async fn installations_that_share_a_nats_hear_nothing_of_each_other() {
    let Some(net) = Net::start() else { return };
    let fixture = net.fixture().await;
    let options = NatsOptions { url: net.server.url(), prefix: "other".to_owned(), node: 3 };
    let other = NatsBus::start(options).await.unwrap();
    until("it is connected", || is_connected(&other)).await;
    let mut watch = settle(&fixture, ANN).await;
    other.wake(ANN, Wake::Typing(BusinessId(3)));
    until("it was published", || other.traffic().published == 1).await;
    fixture.there.wake(ANN, Wake::Look);
    assert!(matches!(next(&mut *watch).await, Wake::Look));
}

#[tokio::test]
async fn credentials_of_the_address_are_used() {
    let arguments = ["--user", "kurier", "--pass", "let-me-in"];
    let Some(server) = or_not_run(Nats::start_with(&arguments)) else { return };
    let with = |credentials: &str| NatsOptions {
        url: format!("nats://{credentials}127.0.0.1:{}", server.port()),
        prefix: "kurier".to_owned(),
        node: 1,
    };
    let known = NatsBus::start(with("kurier:let-me-in@")).await.unwrap();
    until("it is connected", || is_connected(&known)).await;
    let stranger = NatsBus::start(with("kurier:guess@")).await.unwrap();
    stranger.wake(ANN, Wake::Look);
    until("its wake-up is lost", || stranger.traffic().lost == 1).await;
    assert!(!is_connected(&stranger));
}

/// The authority is one of the machine's, which only the environment of a new process can say.
#[tokio::test]
async fn tls_is_used_and_the_certificate_is_checked() {
    const ADDRESS: &str = "KURIER_TEST_TLS_ADDRESS";
    const NAME: &str = "tls_is_used_and_the_certificate_is_checked";
    if let Ok(url) = std::env::var(ADDRESS) {
        let options = NatsOptions { url, prefix: "kurier".to_owned(), node: 1 };
        let bus = NatsBus::start(options).await.unwrap();
        let is_trusted = std::env::var_os("SSL_CERT_FILE").is_some();
        if is_trusted {
            until("it is connected", || is_connected(&bus)).await;
        }
        bus.wake(ANN, Wake::Look);
        let was_sent = || bus.traffic().published + bus.traffic().lost == 1;
        until("the wake-up went one way or the other", was_sent).await;
        assert_eq!(bus.traffic().published, u64::from(is_trusted));
        return;
    }
    let Some(nats) = or_not_run(Nats::start_with_tls()) else { return };
    let child = |authority: Option<std::path::PathBuf>| {
        let mut child = std::process::Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", NAME]).env_remove("SSL_CERT_FILE");
        child.env(ADDRESS, nats.url().replace("nats://", "tls://"));
        child.envs(authority.map(|file| ("SSL_CERT_FILE", file)));
        child.output().unwrap()
    };
    let trusting = child(Some(nats.authority_file()));
    assert!(trusting.status.success(), "{}", String::from_utf8_lossy(&trusting.stdout));
    let stranger = child(None);
    assert!(stranger.status.success(), "{}", String::from_utf8_lossy(&stranger.stdout));
    assert!(nats.log().contains("TLS handshake error"), "{}", nats.log());
}
