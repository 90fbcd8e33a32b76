//! Several nodes on one database: nothing is given away twice, nothing is lost between them.

#![expect(clippy::unwrap_used, reason = "test code")]

mod pairs;

use async_trait::async_trait;
use kurier_policy::id::{BusinessId, EventSeq, InboxSeq};
use kurier_policy::money::Micros;
use kurier_policy::permission::Purpose;
use kurier_policy::pricing::Category;
use kurier_policy::rate::{Limits, Rate};
use kurier_policy::refusal::Refusal;
use kurier_policy::template::TemplateStatus;
use kurier_store::port::Store;
use kurier_store::record::{Ack, Admission, Admitted};
use kurier_store::suite::StoreFactory;
use kurier_store::suite::world::{MARKETING, World, call, key, race, refusal, text};
use kurier_store::{PostgresOptions, PostgresStore};
use std::sync::Arc;
use testkit_services::{Database, Postgres, or_not_run};

struct Shared(Database);

#[async_trait]
impl StoreFactory for Shared {
    async fn open(&self) -> Arc<dyn Store> {
        let options =
            PostgresOptions { connections: 12, ..PostgresOptions::new(self.0.url(), pairs::ids()) };
        Arc::new(PostgresStore::open(options).await.unwrap())
    }
}

/// A world, and three nodes over it.
async fn nodes() -> Option<(World, Vec<Arc<dyn Store>>, Shared)> {
    let shared = Shared(or_not_run(Postgres::shared())?.database().unwrap());
    let world = World::start(&shared).await;
    let mut nodes = vec![world.store.clone()];
    for _ in 0..2 {
        nodes.push(shared.open().await);
    }
    Some((world, nodes, shared))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_cent_is_spent_once() {
    let Some((world, nodes, _shared)) = nodes().await else { return };
    world.allow(Purpose::Marketing).await;
    let affordable = usize::try_from(world.balance().await.0 / MARKETING).unwrap();
    let outbound = world.outbound(call(Category::Marketing)).await;
    let batch =
        vec![Admission { outbound: outbound.clone(), idempotency: None, held: None }; affordable];
    world.store.admit_batch(batch, world.now()).await.unwrap();
    for round in 0..10 {
        let (store, amount) = (&world.store, Micros(MARKETING + 7));
        store.top_up(world.business, amount, format!("round {round}"), world.now()).await.unwrap();
        let won = race(&nodes, &outbound, world.now(), Refusal::BalanceExhausted).await;
        assert_eq!(won, 1, "round {round}");
    }
    world.assert_ledger().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_place_of_a_limit_is_taken_once() {
    let Some((world, nodes, _shared)) = nodes().await else { return };
    world.allow(Purpose::Utility).await;
    let outbound = world.outbound(call(Category::Utility)).await;
    for (throughput, pair, lost) in [
        (Some(Rate { period_us: 60_000_000, burst: 1 }), None, Refusal::ThroughputExceeded),
        (None, Some(Rate { period_us: 60_000_000, burst: 1 }), Refusal::PairRateExceeded),
    ] {
        world.store.set_limits(Limits { throughput, pair, ..Limits::default() }).await.unwrap();
        for round in 0..5 {
            world.advance_s(61);
            let won = race(&nodes, &outbound, world.now(), lost).await;
            assert_eq!(won, 1, "{lost:?}, round {round}");
        }
    }
    world.assert_ledger().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_place_among_the_people_of_a_day_is_taken_once() {
    let Some((world, nodes, _shared)) = nodes().await else { return };
    let world = world.nearly_full().await;
    let mut tasks = Vec::new();
    for n in 0..24 {
        let someone = world.one_of_many(101 + 2 * n).await;
        let draft = call(Category::Utility);
        let outbound = world.outbound_to(world.business, world.sender, someone, draft).await;
        let (store, now) = (nodes[tasks.len() % nodes.len()].clone(), world.now());
        let item = Admission { outbound, idempotency: None, held: None };
        tasks.push(tokio::spawn(async move { store.admit_batch(vec![item], now).await }));
    }
    let mut won = 0;
    for task in tasks {
        match &task.await.unwrap().unwrap()[0] {
            Admitted::Accepted(_) => won += 1,
            other => assert_eq!(refusal(other), Refusal::PortfolioLimitReached),
        }
    }
    let usage = nodes[1].usage(world.business, None).await.unwrap();
    assert_eq!((won, usage.reach.last_day(world.now())), (1, 250));
    world.assert_ledger().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_of_a_new_template_are_counted_over_all_nodes() {
    let Some((world, nodes, _shared)) = nodes().await else { return };
    let people = world.paced(12).await;
    let mut tasks = Vec::new();
    for person in people {
        let outbound = world.offer_to(person).await;
        let (store, now) = (nodes[tasks.len() % nodes.len()].clone(), world.now());
        let item = Admission { outbound, idempotency: None, held: None };
        tasks.push(tokio::spawn(async move { store.admit_batch(vec![item], now).await }));
    }
    let mut went = 0;
    for task in tasks {
        match &task.await.unwrap().unwrap()[0] {
            Admitted::Accepted(_) => went += 1,
            other => assert!(matches!(other, Admitted::Held { .. }), "{other:?}"),
        }
    }
    assert_eq!(went, 3);
    world.assert_ledger().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_key_sends_once_whichever_node_is_asked() {
    let Some((world, nodes, _shared)) = nodes().await else { return };
    world.allow(Purpose::Utility).await;
    for round in 0..10 {
        let outbound = world.outbound(call(Category::Utility)).await;
        let tasks: Vec<_> = (0..48)
            .map(|n| {
                let (store, now) = (nodes[n % nodes.len()].clone(), world.now());
                let idempotency = key(&format!("round {round}"), 1);
                let item = Admission { outbound: outbound.clone(), idempotency, held: None };
                tokio::spawn(async move { store.admit_batch(vec![item], now).await })
            })
            .collect();
        let mut messages = Vec::new();
        for task in tasks {
            let Admitted::Accepted(accepted) = task.await.unwrap().unwrap().remove(0) else {
                panic!("not accepted")
            };
            messages.push(accepted.message);
        }
        messages.dedup_by_key(|message| message.seq);
        assert_eq!(messages.len(), 1, "round {round}");
    }
    world.assert_ledger().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_node_changes_holds_on_all() {
    let Some((world, nodes, _shared)) = nodes().await else { return };
    world.allow(Purpose::Utility).await;
    let outbound = world.outbound(call(Category::Utility)).await;
    let admit = |node: usize| {
        let (store, now) = (nodes[node].clone(), world.now());
        let item = Admission { outbound: outbound.clone(), idempotency: None, held: None };
        async move { store.admit_batch(vec![item], now).await.unwrap().remove(0) }
    };
    for node in 0..3 {
        assert!(matches!(admit(node).await, Admitted::Accepted(_)));
    }
    let template = nodes[0].templates(world.business, None, 9).await.unwrap();
    let template = template.iter().find(|it| it.name == "utility").unwrap().id;
    let paused = TemplateStatus::Paused;
    nodes[1].set_template_status(template, paused, None, world.now()).await.unwrap();
    for node in 0..3 {
        assert_eq!(refusal(&admit(node).await), Refusal::TemplatePaused, "node {node}");
    }
    let approved = TemplateStatus::Approved;
    nodes[2].set_template_status(template, approved, None, world.now()).await.unwrap();
    world.withdraw(Some(Purpose::Utility)).await;
    for node in 0..3 {
        let refused = refusal(&admit(node).await);
        assert_eq!(refused, Refusal::PermissionWithdrawn, "node {node}");
    }
}

/// Writers, readers and acknowledgements on three nodes at once: both logs stay free of gaps, for
/// every reader at every moment.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn logs_are_free_of_gaps_while_all_nodes_write() {
    let Some((world, nodes, _shared)) = nodes().await else { return };
    world.allow(Purpose::Utility).await;
    world.say("Hello", "1").await;
    let outbound = world.outbound(text("Something")).await;
    let (person, business, now) = (world.person, world.business, world.now());
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..30_usize {
        let (store, outbound) = (nodes[n % nodes.len()].clone(), outbound.clone());
        tasks.spawn(async move {
            for _ in 0..6 {
                let item = Admission { outbound: outbound.clone(), idempotency: None, held: None };
                store.admit_batch(vec![item; 3], now).await.unwrap();
                let up_to = InboxSeq(u32::try_from(n * 10).unwrap());
                let ack = Ack::Delivered { person, up_to };
                store.acknowledge_batch(vec![ack], now).await.unwrap();
            }
        });
    }
    let reader = nodes[2].clone();
    let followed = tokio::spawn(async move { follow(&*reader, person, business).await });
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    followed.await.unwrap();
    world.assert_ledger().await;
}

async fn follow(store: &dyn Store, person: kurier_policy::id::PersonId, business: BusinessId) {
    let (mut place, mut event) = (InboxSeq(0), EventSeq(0));
    while place.0 < 300 {
        for entry in store.follow_inbox(person, place, 64).await.unwrap().entries {
            assert_eq!(entry.seq, place.next());
            place = entry.seq;
        }
        for told in store.follow_events(business, event, 64).await.unwrap() {
            assert_eq!(told.seq.0, event.0 + 1);
            event = told.seq;
        }
    }
}
