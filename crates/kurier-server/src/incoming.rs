//! Bodies that are too long for memory, as they come: a stream that gives up on a sender who falls silent, and lets no
//! more come than it is allowed, and only when it is asked for.

use axum::body::{Body, BodyDataStream, Bytes};
use futures_util::{Stream, StreamExt};
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, Sleep};

/// How long a sender may be silent in the middle of a body.
const SILENCE: Duration = Duration::from_secs(30);

/// Why a body did not come whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Stopped {
    /// It broke off.
    #[error("the body broke off")]
    Broken,
    /// Nothing came for too long.
    #[error("nothing came for too long")]
    Silent,
    /// More came than was allowed.
    #[error("the body is too long")]
    TooLong,
}

/// How many bytes may still come, and whether the next piece may come now; whoever reads the body changes it as she learns
/// more.
#[derive(Debug, Clone)]
pub(crate) struct Budget(Arc<Allowed>);

#[derive(Debug)]
struct Allowed {
    left: AtomicU64,
    is_shut: AtomicBool,
}

impl Budget {
    pub(crate) fn of(bytes: u64) -> Self {
        Self(Arc::new(Allowed { left: AtomicU64::new(bytes), is_shut: AtomicBool::new(false) }))
    }

    /// From now on so many.
    pub(crate) fn set(&self, bytes: u64) {
        self.0.left.store(bytes, Ordering::Relaxed);
    }

    /// Waits for `step` of a reader who takes all that is there before she looks at what she holds: she gets the next
    /// piece only when she cannot go on without it.
    pub(crate) async fn feed<T>(&self, step: impl Future<Output = T>) -> T {
        let mut step = pin!(step);
        self.shut(true);
        let fed = poll_fn(|context| {
            loop {
                let was_open = !self.is_shut();
                if let Poll::Ready(done) = step.as_mut().poll(context) {
                    return Poll::Ready(done);
                }
                // Open before and after: nothing came, and the body will wake this task.
                if was_open && !self.is_shut() {
                    return Poll::Pending;
                }
                self.shut(false);
            }
        });
        fed.await
    }

    fn shut(&self, is_shut: bool) {
        self.0.is_shut.store(is_shut, Ordering::Relaxed);
    }

    fn is_shut(&self) -> bool {
        self.0.is_shut.load(Ordering::Relaxed)
    }

    /// Counts what has come. The piece that goes beyond is still taken, since it is in memory anyway and may hold
    /// what another budget begins with; the next one is not.
    fn take(&self, bytes: usize) -> Result<(), Stopped> {
        let left = self.0.left.load(Ordering::Relaxed);
        if left == 0 && bytes > 0 {
            return Err(Stopped::TooLong);
        }
        self.set(left.saturating_sub(u64::try_from(bytes).unwrap_or(u64::MAX)));
        Ok(())
    }
}

/// A body as it comes.
pub(crate) struct Incoming {
    body: BodyDataStream,
    budget: Budget,
    /// Whether each piece must be asked for, see [`Budget::feed`].
    is_fed: bool,
    silence: Duration,
    /// Since when nothing has come, while somebody waits for it.
    timer: Option<Pin<Box<Sleep>>>,
}

impl Incoming {
    /// As much as comes: for readers who take one piece at a time, and count themselves.
    pub(crate) fn new(body: Body) -> Self {
        Self { is_fed: false, ..Self::within(body, Budget::of(u64::MAX)) }
    }

    /// As much as `budget` allows, and only while somebody is fed by it.
    pub(crate) fn within(body: Body, budget: Budget) -> Self {
        let body = body.into_data_stream();
        Self { body, budget, is_fed: true, silence: SILENCE, timer: None }
    }

    fn wait(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Stopped>>> {
        let silence = self.silence;
        let sleep = || Box::pin(tokio::time::sleep_until(Instant::now() + silence));
        let timer = self.timer.get_or_insert_with(sleep);
        timer.as_mut().poll(context).map(|()| Some(Err(Stopped::Silent)))
    }
}

impl Stream for Incoming {
    type Item = Result<Bytes, Stopped>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if this.is_fed && this.budget.is_shut() {
            return Poll::Pending;
        }
        let Poll::Ready(next) = this.body.poll_next_unpin(context) else {
            return this.wait(context);
        };
        this.timer = None;
        this.budget.shut(true);
        Poll::Ready(next.map(|piece| {
            let piece = piece.map_err(|_| Stopped::Broken)?;
            this.budget.take(piece.len()).map(|()| piece)
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::stream;
    use std::convert::Infallible;

    fn pieces(count: usize) -> Body {
        Body::from_stream(stream::iter((0..count).map(|_| Ok::<_, Infallible>(vec![7_u8; 10]))))
    }

    #[tokio::test]
    async fn no_more_comes_than_is_allowed_at_the_time() {
        let budget = Budget::of(15);
        let mut body = Incoming::within(pieces(9), budget.clone());
        for _ in 0..2 {
            assert_eq!(budget.feed(body.next()).await.unwrap().unwrap().len(), 10);
        }
        budget.set(10);
        assert_eq!(budget.feed(body.next()).await.unwrap().unwrap().len(), 10);
        assert_eq!(budget.feed(body.next()).await, Some(Err(Stopped::TooLong)));
        let exact = Budget::of(20);
        let mut body = Incoming::within(pieces(2), exact.clone());
        while let Some(piece) = exact.feed(body.next()).await {
            assert_eq!(piece.unwrap().len(), 10);
        }
    }

    #[tokio::test]
    async fn a_greedy_reader_gets_a_piece_when_she_cannot_go_on_without() {
        let budget = Budget::of(1_000);
        let mut body = Incoming::within(pieces(9), budget.clone());
        let (mut held, mut looked) = (0, 0);
        // Takes all that is there, then looks whether it is enough.
        let greedy = poll_fn(|context| {
            while let Poll::Ready(Some(piece)) = body.poll_next_unpin(context) {
                held += piece.unwrap().len();
            }
            looked += 1;
            if held >= 30 { Poll::Ready(held) } else { Poll::Pending }
        });
        assert_eq!(budget.feed(greedy).await, 30);
        assert_eq!(looked, 4, "before the first piece, and after each");
        let mut rest = 0;
        while let Some(piece) = budget.feed(body.next()).await {
            rest += piece.unwrap().len();
        }
        assert_eq!(rest, 60);
    }

    #[tokio::test]
    async fn who_takes_one_piece_at_a_time_is_not_held_back() {
        let body = Incoming::new(pieces(9));
        assert_eq!(body.collect::<Vec<_>>().await.len(), 9);
    }

    #[tokio::test]
    async fn a_sender_who_falls_silent_is_given_up() {
        let first = stream::iter([Ok::<_, Infallible>(vec![7_u8; 10])]);
        let body = Body::from_stream(first.chain(stream::pending()));
        let mut body = Incoming { silence: Duration::from_millis(5), ..Incoming::new(body) };
        assert!(body.next().await.unwrap().is_ok());
        assert_eq!(body.next().await, Some(Err(Stopped::Silent)));
    }
}
