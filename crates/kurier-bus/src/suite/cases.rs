//! The cases, each a sentence about the port.

use super::{Fixture, next, settle};
use crate::{Topic, Wake, Watch, Watched};
use kurier_policy::entry::{EntryKind, InboxEntry};
use kurier_policy::id::{BusinessId, InboxSeq, PersonId};
use kurier_policy::time::Timestamp;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

const ANN: Topic = Topic::Inbox(PersonId(100_000_000_000_001));
const BEN: Topic = Topic::Inbox(PersonId(100_000_000_000_002));

fn typing(number: i64) -> Wake {
    Wake::Typing(BusinessId(number))
}

fn number(wake: &Wake) -> Option<i64> {
    match wake {
        Wake::Typing(business) => Some(business.0),
        _ => None,
    }
}

/// All watchers of a topic hear of it; topics of all kinds.
pub async fn a_wake_reaches_every_watcher_of_its_topic(fixture: Fixture) {
    for topic in [ANN, Topic::Events(BusinessId(7)), Topic::AllEvents] {
        let mut watches = [
            settle(&fixture, topic).await,
            settle(&fixture, topic).await,
            settle(&fixture, topic).await,
        ];
        fixture.there.wake(topic, Wake::Events(BusinessId(7)));
        for watch in &mut watches {
            assert!(matches!(next(&mut **watch).await, Wake::Events(BusinessId(7))), "{topic:?}");
        }
    }
}

/// Nobody else hears of it, not even the same number in another kind of topic.
pub async fn a_wake_reaches_no_other_topic(fixture: Fixture) {
    let mut ben = settle(&fixture, BEN).await;
    let mut events = settle(&fixture, Topic::Events(BusinessId(100_000_000_000_001))).await;
    fixture.there.wake(ANN, typing(1));
    fixture.there.wake(BEN, typing(2));
    fixture.there.wake(Topic::Events(BusinessId(100_000_000_000_001)), typing(3));
    assert_eq!(number(&next(&mut *ben).await), Some(2));
    assert_eq!(number(&next(&mut *events).await), Some(3));
}

/// First in, first out.
pub async fn wake_ups_keep_their_order(fixture: Fixture) {
    let mut watch = settle(&fixture, ANN).await;
    for n in 0..200 {
        fixture.there.wake(ANN, typing(n));
    }
    for n in 0..200 {
        assert_eq!(number(&next(&mut *watch).await), Some(n));
    }
}

/// A fresh entry comes as it is, or as the news that the inbox grew to its place.
pub async fn an_entry_is_handed_over_or_looked_for(fixture: Fixture) {
    let mut watch = settle(&fixture, ANN).await;
    let entry = Arc::new(InboxEntry {
        seq: InboxSeq(5),
        at: Timestamp(1),
        business: BusinessId(7),
        kind: EntryKind::ReadByBusiness { up_to: InboxSeq(4) },
    });
    fixture.there.wake(ANN, Wake::Entry(Arc::clone(&entry)));
    match next(&mut *watch).await {
        Wake::Entry(got) => assert_eq!(got, entry),
        Wake::Grown(place) => assert_eq!(place, entry.seq),
        other => panic!("{other:?} instead of the entry"),
    }
}

/// Growth is told in order, and never less of it than there was.
pub async fn of_growths_that_wait_the_furthest_is_told(fixture: Fixture) {
    let mut watch = settle(&fixture, ANN).await;
    for place in [3, 9, 4] {
        fixture.there.wake(ANN, Wake::Grown(InboxSeq(place)));
    }
    fixture.there.wake(ANN, typing(1));
    let mut furthest = InboxSeq(0);
    loop {
        match next(&mut *watch).await {
            Wake::Grown(place) => furthest = furthest.max(place),
            Wake::Typing(_) => break,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(furthest, InboxSeq(9));
}

/// Waking here alone does not need the other node.
pub async fn a_wake_here_reaches_the_watchers_of_this_node(fixture: Fixture) {
    let mut watches = [fixture.here.watch(ANN), fixture.here.watch(ANN)];
    let _other = fixture.here.watch(BEN);
    fixture.here.wake_here(ANN, typing(1));
    for watch in &mut watches {
        assert_eq!(number(&next(&mut **watch).await), Some(1));
    }
}

/// Each watched inbox and event log once, and no longer than it is watched.
pub async fn what_is_watched_is_listed(fixture: Fixture) {
    let bus = &fixture.here;
    let twice = (bus.watch(ANN), bus.watch(ANN), bus.watch(BEN), bus.watch(Topic::AllEvents));
    let events = bus.watch(Topic::Events(BusinessId(7)));
    let mut watched = bus.watched();
    watched.inboxes.sort_unstable();
    let (Topic::Inbox(ann), Topic::Inbox(ben)) = (ANN, BEN) else { unreachable!() };
    assert_eq!((watched.inboxes, watched.events), (vec![ann, ben], vec![BusinessId(7)]));
    drop((twice, events));
    assert_eq!(bus.watched(), Watched::default());
    let mut again = bus.watch(ANN);
    bus.wake_here(ANN, Wake::Look);
    assert!(matches!(next(&mut *again).await, Wake::Look));
    assert_eq!(bus.watched().inboxes, vec![ann]);
}

/// Dropping one watch leaves the others alone.
pub async fn a_dropped_watch_does_not_disturb_the_others(fixture: Fixture) {
    let first = settle(&fixture, ANN).await;
    let mut second = settle(&fixture, ANN).await;
    let third = settle(&fixture, ANN).await;
    drop((first, third));
    fixture.there.wake(ANN, typing(1));
    assert_eq!(number(&next(&mut *second).await), Some(1));
    drop(second);
    fixture.there.wake(ANN, typing(2));
    let mut fourth = settle(&fixture, ANN).await;
    fixture.there.wake(ANN, typing(3));
    assert_eq!(number(&next(&mut *fourth).await), Some(3));
}

/// Too many wake-ups become one `Look`, in bounded memory, and the watch lives on.
pub async fn after_an_overflow_the_watcher_is_told_to_look_once(fixture: Fixture) {
    let mut watch = settle(&fixture, ANN).await;
    let flood = 10_000;
    for n in 0..flood {
        fixture.there.wake(ANN, typing(n));
    }
    fixture.there.wake(ANN, Wake::Events(BusinessId(1)));
    let (mut looks, mut others) = (0_u32, 0);
    loop {
        match next(&mut *watch).await {
            Wake::Look => looks += 1,
            Wake::Events(_) => break,
            _ => others += 1,
        }
    }
    assert!(looks >= 1, "the loss was not told");
    assert!(others < flood, "nothing was lost: the queue is not bounded");
    fixture.there.wake(ANN, typing(1));
    assert_eq!(number(&next(&mut *watch).await), Some(1));
}

/// Waking never waits.
pub async fn a_watcher_that_never_reads_does_not_hold_up_the_waker(fixture: Fixture) {
    let asleep = settle(&fixture, ANN).await;
    let mut awake = settle(&fixture, ANN).await;
    let waker = fixture.clone();
    let flood = tokio::task::spawn_blocking(move || {
        for n in 0..20_000 {
            waker.there.wake(ANN, typing(n));
        }
        waker.there.wake(ANN, Wake::Events(BusinessId(1)));
    });
    let done = tokio::time::timeout(Duration::from_secs(20), flood).await;
    assert!(done.is_ok_and(|joined| joined.is_ok()), "the waker was held up");
    while !matches!(next(&mut *awake).await, Wake::Events(_)) {}
    drop(asleep);
}

/// A `next` that is given up before it is ready takes nothing with it.
pub async fn a_cancelled_wait_loses_nothing(fixture: Fixture) {
    let mut watch = settle(&fixture, ANN).await;
    let mut got = Vec::new();
    for n in 0..100 {
        // Polled once while nothing is there, woken while it waits, dropped unread.
        {
            let mut wait = Box::pin(watch.next());
            if let Some(early) = poll_immediate(&mut wait).await {
                got.extend(number(&early));
            } else {
                fixture.there.wake(ANN, typing(n));
                continue;
            }
        }
        fixture.there.wake(ANN, typing(n));
    }
    while got.last() != Some(&99) {
        got.extend(number(&next(&mut *watch).await));
    }
    assert_eq!(got, (0..100).collect::<Vec<_>>());
}

/// A thousand people, a thousand devices: each gets her own.
pub async fn each_of_many_watchers_gets_its_own(fixture: Fixture) {
    let topic = |n: i64| Topic::Inbox(PersonId(200_000_000_000_000 + n));
    let _all_at_once: Vec<_> = (0..1_000).map(|n| fixture.here.watch(topic(n))).collect();
    let mut watches = Vec::new();
    for n in 0..1_000 {
        watches.push(settle(&fixture, topic(n)).await);
    }
    for n in (0..1_000).rev() {
        fixture.there.wake(topic(n), typing(n));
    }
    for (n, watch) in (0_i64..).zip(&mut watches) {
        assert_eq!(number(&next(&mut **watch).await), Some(n));
    }
}

/// Watches that come and go while others wake neither hang nor miss what comes after.
pub async fn watching_and_dropping_while_waking_is_safe(fixture: Fixture) {
    let stop = Arc::new(tokio::sync::Notify::new());
    let (waker, stopped) = (fixture.clone(), Arc::clone(&stop));
    let noise = tokio::spawn(async move {
        let until = stopped.notified();
        tokio::pin!(until);
        while poll_immediate(&mut until).await.is_none() {
            waker.there.wake(ANN, Wake::Look);
            tokio::task::yield_now().await;
        }
    });
    for _ in 0..300 {
        let mut watch: Box<dyn Watch> = fixture.here.watch(ANN);
        assert!(matches!(next(&mut *watch).await, Wake::Look | Wake::Typing(_)));
    }
    stop.notify_one();
    assert!(noise.await.is_ok());
    let mut watch = settle(&fixture, ANN).await;
    fixture.there.wake(ANN, typing(1));
    assert_eq!(number(&next(&mut *watch).await), Some(1));
}

/// Polls once.
async fn poll_immediate<F: Future + Unpin>(mut future: F) -> Option<F::Output> {
    poll_fn(|cx| {
        Poll::Ready(match Pin::new(&mut future).poll(cx) {
            Poll::Ready(output) => Some(output),
            Poll::Pending => None,
        })
    })
    .await
}
