//! The connection: wake-ups out, wake-ups in, and the subscriptions that follow what is watched.

use super::address::Address;
use super::counts::Counts;
use super::outbox::Outbox;
use super::{NatsError, NatsOptions, subject, wire};
use crate::{Bus, MemoryBus, Topic};
use async_nats::connection::State;
use async_nats::{Client, ConnectOptions, Event, Message, Subscriber};
use futures_util::StreamExt;
use futures_util::stream::{AbortHandle, Abortable, Map, SelectAll};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// How often a silent connection is asked for a sign of life; after two without answer it counts as dead.
const PING: Duration = Duration::from_secs(2);
/// How long one attempt to connect may take.
const CONNECT: Duration = Duration::from_secs(3);
/// How long the first connection may take before it is said that it is not there.
const PATIENCE: Duration = Duration::from_secs(5);
/// Wake-ups of one topic that may wait between the connection and [`Link::listen`]. What is beyond is lost without a
/// word to the watcher, so there is room for a burst; it takes memory only while it lasts.
const ARRIVED_MAX: usize = 65_536;

/// Starts connecting, for ever.
pub(super) async fn connect(
    options: &NatsOptions,
    counts: &Arc<Counts>,
) -> Result<Client, NatsError> {
    let address = Address::parse(&options.url)?;
    let counts = Arc::clone(counts);
    let connect = address
        .authenticate(ConnectOptions::new())
        .name("kurier")
        .no_echo()
        .ping_interval(PING)
        .connection_timeout(CONNECT)
        .subscription_capacity(ARRIVED_MAX)
        .retry_on_initial_connect()
        .max_reconnects(None)
        .event_callback(move |event| {
            note(&event, &counts);
            std::future::ready(())
        });
    Ok(connect.connect(address.servers).await?)
}

/// One line when the connection comes and one when it goes.
fn note(event: &Event, counts: &Counts) {
    match event {
        Event::Connected => tracing::info!("connected to NATS"),
        Event::Disconnected => {
            tracing::warn!("NATS is gone: other nodes are not woken, readers follow their cursors");
        }
        Event::SlowConsumer(_) => counts.lost(1),
        other => tracing::debug!(event = %other, "NATS"),
    }
}

/// Topics whose watchers came or went since somebody looked.
#[derive(Default)]
pub(super) struct Interest {
    topics: Mutex<FxHashSet<Topic>>,
    changed: Notify,
}

impl Interest {
    /// Somebody began or ended to watch `topic`.
    pub(super) fn changed(&self, topic: Topic) {
        self.lock().insert(topic);
        self.changed.notify_one();
    }

    /// Waits for changes. Cancel-safe.
    async fn take(&self) -> FxHashSet<Topic> {
        loop {
            let topics = std::mem::take(&mut *self.lock());
            if !topics.is_empty() {
                return topics;
            }
            self.changed.notified().await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, FxHashSet<Topic>> {
        self.topics.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the two tasks share.
#[derive(Clone)]
pub(super) struct Link {
    pub(super) options: Arc<NatsOptions>,
    pub(super) client: Client,
    pub(super) local: MemoryBus,
    pub(super) interest: Arc<Interest>,
    pub(super) outbox: Arc<Outbox>,
    pub(super) counts: Arc<Counts>,
}

/// The messages of one topic.
type Arrivals = Abortable<Map<Subscriber, Box<dyn FnMut(Message) -> (Topic, Message) + Send>>>;

impl Link {
    /// Publishes what waits. While nobody can be reached it is dropped: late, it would tell nothing that the
    /// cursors have not told.
    pub(super) async fn publish(self) {
        loop {
            let (topic, mut queue) = self.outbox.take().await;
            let subject = subject::of(&self.options.prefix, topic);
            while let Some(wake) = queue.pop() {
                let sent = self.is_connected() && {
                    let payload = wire::write(self.options.node, &wake);
                    self.client.publish(subject.clone(), payload).await.is_ok()
                };
                if sent {
                    self.counts.published();
                } else {
                    self.counts.lost(1 + queue.len());
                    break;
                }
            }
        }
    }

    /// Hands what comes from other nodes to the watchers of this one.
    pub(super) async fn listen(self) {
        let mut arrivals: SelectAll<Arrivals> = SelectAll::new();
        let mut subscribed: FxHashMap<Topic, AbortHandle> = FxHashMap::default();
        let patience = tokio::time::sleep(PATIENCE);
        tokio::pin!(patience);
        let mut is_patient = true;
        loop {
            tokio::select! {
                topics = self.interest.take() => {
                    for topic in topics {
                        self.follow(topic, &mut subscribed, &mut arrivals).await;
                    }
                }
                Some((topic, message)) = arrivals.next() => self.arrived(topic, &message),
                () = &mut patience, if is_patient => {
                    is_patient = false;
                    if !self.is_connected() {
                        tracing::warn!("NATS does not answer yet: this node works alone and tries on");
                    }
                }
            }
        }
    }

    /// Subscribes to a topic that is watched here now, or ends the subscription of one that is not.
    async fn follow(
        &self,
        topic: Topic,
        subscribed: &mut FxHashMap<Topic, AbortHandle>,
        arrivals: &mut SelectAll<Arrivals>,
    ) {
        if !self.local.is_watched(topic) {
            if let Some(subscription) = subscribed.remove(&topic) {
                subscription.abort();
            }
            return;
        }
        if subscribed.contains_key(&topic) {
            return;
        }
        match self.client.subscribe(subject::of(&self.options.prefix, topic)).await {
            Ok(messages) => {
                let (handle, registration) = AbortHandle::new_pair();
                let named: Box<dyn FnMut(Message) -> (Topic, Message) + Send> =
                    Box::new(move |message| (topic, message));
                arrivals.push(Abortable::new(messages.map(named), registration));
                subscribed.insert(topic, handle);
            }
            Err(error) => tracing::warn!(%error, "NATS takes no subscription"),
        }
    }

    fn arrived(&self, topic: Topic, message: &Message) {
        match wire::read(&message.payload) {
            Some((node, _)) if node == self.options.node => {}
            Some((_, wake)) => {
                self.counts.received();
                self.local.wake(topic, wake);
            }
            None => tracing::debug!(subject = %message.subject, "not a wake-up"),
        }
    }

    fn is_connected(&self) -> bool {
        self.client.connection_state() == State::Connected
    }
}
