//! The conformance cases of the bus port: every bus passes them.
//!
//! A bus under test is given as two handles: what is woken `there` is watched `here`. On a single
//! node both are the same; over a network they are two nodes. A network bus may turn an entry into
//! [`Wake::Grown`], may need a moment until a new watch is known everywhere, and may lose wake-ups in
//! between: the cases first wake until the watch answers ([`settle`]), and hold only what the port
//! promises.
#![expect(clippy::missing_panics_doc, reason = "a case panics exactly when it fails")]

mod cases;

pub use cases::*;

use crate::{Bus, Topic, Wake, Watch};
use kurier_policy::id::BusinessId;
use std::sync::Arc;
use std::time::Duration;

/// A bus under test.
#[derive(Clone)]
pub struct Fixture {
    /// Where it is watched.
    pub here: Arc<dyn Bus>,
    /// Where it is woken.
    pub there: Arc<dyn Bus>,
}

impl Fixture {
    /// One handle for both sides.
    pub fn single(bus: Arc<dyn Bus>) -> Self {
        Self { here: Arc::clone(&bus), there: bus }
    }
}

/// How long a wake-up may take before a case fails.
const PATIENCE: Duration = Duration::from_secs(10);
/// The business whose typing marks the start of a case.
const MARK: BusinessId = BusinessId(999_999_999_999_999);

/// Starts watching, and wakes until the watch answers; from then on wake-ups arrive.
pub async fn settle(fixture: &Fixture, topic: Topic) -> Box<dyn Watch> {
    let mut watch = fixture.here.watch(topic);
    for _ in 0..500 {
        fixture.there.wake(topic, Wake::Typing(MARK));
        let wait = tokio::time::timeout(Duration::from_millis(20), watch.next());
        if wait.await.is_ok() {
            drain(&mut *watch).await;
            return watch;
        }
    }
    panic!("a watch of {topic:?} never became live");
}

/// The next wake-up that is no start mark; fails the case when none comes in time.
pub async fn next(watch: &mut dyn Watch) -> Wake {
    loop {
        let Ok(wake) = tokio::time::timeout(PATIENCE, watch.next()).await else {
            panic!("no wake-up within {PATIENCE:?}");
        };
        if !matches!(wake, Wake::Typing(MARK)) {
            return wake;
        }
    }
}

/// Takes what is already there.
async fn drain(watch: &mut dyn Watch) {
    while tokio::time::timeout(Duration::from_millis(1), watch.next()).await.is_ok() {}
}

/// Makes one test of every case: `bus_suite!(async { Fixture … })`. `None` instead of a fixture: what the bus
/// needs is not here, and that was said.
#[macro_export]
macro_rules! bus_suite {
    ($fixture:expr) => {
        $crate::bus_suite!(@ $fixture;
            a_wake_reaches_every_watcher_of_its_topic,
            a_wake_reaches_no_other_topic,
            wake_ups_keep_their_order,
            an_entry_is_handed_over_or_looked_for,
            of_growths_that_wait_the_furthest_is_told,
            a_wake_here_reaches_the_watchers_of_this_node,
            what_is_watched_is_listed,
            a_dropped_watch_does_not_disturb_the_others,
            after_an_overflow_the_watcher_is_told_to_look_once,
            a_watcher_that_never_reads_does_not_hold_up_the_waker,
            a_cancelled_wait_loses_nothing,
            each_of_many_watchers_gets_its_own,
            watching_and_dropping_while_waking_is_safe,
        );
    };
    (@ $fixture:expr; $($case:ident),* $(,)?) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                let fixture: Option<$crate::suite::Fixture> = $fixture.await.into();
                if let Some(fixture) = fixture {
                    $crate::suite::$case(fixture).await;
                }
            }
        )*
    };
}
