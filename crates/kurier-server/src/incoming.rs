//! Bodies that are too long for memory, as they come: a stream that gives up on a sender who falls silent, and lets no
//! more come than it is allowed.

use axum::body::{Body, BodyDataStream, Bytes};
use futures_util::{Stream, StreamExt};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
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

/// How many bytes may still come; whoever reads the stream changes it from outside as she learns more.
#[derive(Debug, Clone)]
pub(crate) struct Budget(Arc<AtomicU64>);

impl Budget {
    pub(crate) fn of(bytes: u64) -> Self {
        Self(Arc::new(AtomicU64::new(bytes)))
    }

    /// From now on so many.
    pub(crate) fn set(&self, bytes: u64) {
        self.0.store(bytes, Ordering::Relaxed);
    }

    /// Counts what has come. The piece that goes beyond is still taken, since it is in memory anyway and may hold
    /// what another budget begins with; the next one is not.
    fn take(&self, bytes: usize) -> Result<(), Stopped> {
        let left = self.0.load(Ordering::Relaxed);
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
    silence: Duration,
    /// Since when nothing has come, while somebody waits for it.
    timer: Option<Pin<Box<Sleep>>>,
    rests: bool,
}

impl Incoming {
    /// As much as comes: for readers who count themselves.
    pub(crate) fn new(body: Body) -> Self {
        Self::within(body, Budget::of(u64::MAX))
    }

    /// As much as `budget` allows.
    pub(crate) fn within(body: Body, budget: Budget) -> Self {
        let body = body.into_data_stream();
        Self { body, budget, silence: SILENCE, timer: None, rests: false }
    }

    fn wait(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Stopped>>> {
        let silence = self.silence;
        let timer = self
            .timer
            .get_or_insert_with(|| Box::pin(tokio::time::sleep_until(Instant::now() + silence)));
        timer.as_mut().poll(context).map(|()| Some(Err(Stopped::Silent)))
    }
}

impl Stream for Incoming {
    type Item = Result<Bytes, Stopped>;

    /// One piece at a time: a reader who takes all that is there before she looks at it would hold all of it.
    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if std::mem::take(&mut this.rests) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let Poll::Ready(next) = this.body.poll_next_unpin(context) else {
            return this.wait(context);
        };
        this.timer = None;
        this.rests = true;
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
            assert_eq!(body.next().await.unwrap().unwrap().len(), 10);
        }
        budget.set(10);
        assert_eq!(body.next().await.unwrap().unwrap().len(), 10);
        assert_eq!(body.next().await, Some(Err(Stopped::TooLong)));
        let exact = Incoming::within(pieces(2), Budget::of(20));
        assert!(exact.collect::<Vec<_>>().await.iter().all(Result::is_ok));
    }

    #[test]
    fn pieces_come_one_at_a_time() {
        let mut body = Incoming::new(pieces(2));
        let mut context = Context::from_waker(std::task::Waker::noop());
        assert!(body.poll_next_unpin(&mut context).is_ready());
        assert!(body.poll_next_unpin(&mut context).is_pending(), "the reader looks at it first");
        assert!(body.poll_next_unpin(&mut context).is_ready());
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
