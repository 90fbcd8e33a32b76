//! A bounded queue in front of a batch verb: takes what waits, runs the verb once, answers all.
//!
//! There is no timer: while one batch commits, the next one gathers, so the batch size follows the
//! load and a single caller waits for nobody.

use crate::error::EngineError;
use crate::meter::{self, BatchMeter};
use kurier_store::port::StoreError;
use std::future::Future;
use std::time::Instant;
use tokio::sync::{mpsc, oneshot};

/// Largest batch given to the store in one step.
const BATCH_MAX: usize = 1_024;

/// Most items of the second class in one step: whoever comes first-class waits no longer than these take.
const SECOND_MAX: usize = 64;
/// Items of the second class that may wait.
const SECOND_WAITING: usize = 512;

/// One item with the place its answer goes to.
type Waiting<T, R> = (T, oneshot::Sender<Result<R, StoreError>>);

/// The sending end; cheap to clone.
pub(crate) struct Batcher<T, R> {
    verb: &'static str,
    queue: mpsc::Sender<Waiting<T, R>>,
    second: mpsc::Sender<Waiting<T, R>>,
}

impl<T: Send + 'static, R: Send + 'static> Batcher<T, R> {
    /// Starts the task that runs `verb`, with room for `capacity` waiting items; `name` is the verb's.
    pub(crate) fn start<F, Fut>(name: &'static str, capacity: usize, verb: F) -> Self
    where
        F: Fn(Vec<T>) -> Fut + Send + 'static,
        Fut: Future<Output = Result<Vec<R>, StoreError>> + Send,
    {
        let (queue, mut waiting) = mpsc::channel::<Waiting<T, R>>(capacity);
        let (second, mut later) = mpsc::channel::<Waiting<T, R>>(SECOND_WAITING);
        let meter = BatchMeter::new(name);
        tokio::spawn(async move {
            let mut taken = Vec::with_capacity(BATCH_MAX);
            while gather(&mut taken, &mut waiting, &mut later).await > 0 {
                let (items, answers): (Vec<T>, Vec<_>) = taken.drain(..).unzip();
                let begun = Instant::now();
                let outcome = verb(items).await;
                meter.took(answers.len(), begun.elapsed());
                settle(outcome, answers);
            }
        });
        Self { verb: name, queue, second }
    }

    /// Notes how many items wait.
    pub(crate) fn note_depth(&self) {
        let waiting = self.queue.max_capacity().saturating_sub(self.queue.capacity());
        meter::queue_depth(self.verb, waiting);
    }

    /// Queues one item behind all that [`Batcher::run`] queues, and waits for room and its answer.
    pub(crate) async fn run_second(&self, item: T) -> Result<R, EngineError> {
        let (answer, result) = oneshot::channel();
        let queued = self.second.send((item, answer)).await;
        queued.map_err(|_| EngineError::Overloaded)?;
        Ok(result.await.map_err(|_| EngineError::Overloaded)??)
    }

    /// Queues one item and waits for its answer; a full queue is answered at once.
    pub(crate) async fn run(&self, item: T) -> Result<R, EngineError> {
        let (answer, result) = oneshot::channel();
        self.queue.try_send((item, answer)).map_err(|_| EngineError::Overloaded)?;
        Ok(result.await.map_err(|_| EngineError::Overloaded)??)
    }
}

/// Waits for items and takes what is there: the first class as far as it fits, then a few of the second. None =
/// nobody sends any more.
async fn gather<I>(
    taken: &mut Vec<I>,
    waiting: &mut mpsc::Receiver<I>,
    later: &mut mpsc::Receiver<I>,
) -> usize {
    tokio::select! {
        biased;
        _ = waiting.recv_many(taken, BATCH_MAX) => {}
        one = later.recv() => taken.extend(one),
    }
    let room = BATCH_MAX.saturating_sub(taken.len()).min(SECOND_MAX - 1);
    for _ in 0..room {
        let Ok(one) = later.try_recv() else { break };
        taken.push(one);
    }
    taken.len()
}

fn settle<R>(
    outcome: Result<Vec<R>, StoreError>,
    answers: Vec<oneshot::Sender<Result<R, StoreError>>>,
) {
    match outcome {
        Ok(results) => {
            for (result, answer) in results.into_iter().zip(answers) {
                // A caller that went away does not want its answer.
                drop(answer.send(Ok(result)));
            }
        }
        Err(error) => {
            for answer in answers {
                drop(answer.send(Err(error.clone())));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};
    use tokio::sync::Semaphore;

    #[tokio::test]
    async fn what_is_sent_alone_goes_before_all_but_a_few_that_can_wait() {
        let (gate, seen) = (Arc::new(Semaphore::new(0)), Arc::new(Mutex::new(Vec::new())));
        let (of_verb, noted) = (Arc::clone(&gate), Arc::clone(&seen));
        let batcher = Arc::new(Batcher::start("test", 8, move |items: Vec<u32>| {
            let (gate, seen) = (Arc::clone(&of_verb), Arc::clone(&noted));
            async move {
                gate.acquire().await.unwrap().forget();
                seen.lock().unwrap().push(items.clone());
                Ok(items)
            }
        }));
        let ask = |item, is_second| {
            let batcher = Arc::clone(&batcher);
            tokio::spawn(async move {
                if is_second { batcher.run_second(item).await } else { batcher.run(item).await }
            })
        };
        let mut all = vec![ask(1, false)];
        tokio::task::yield_now().await;
        all.extend((100..300).map(|item| ask(item, true)));
        tokio::task::yield_now().await;
        all.push(ask(2, false));
        for _ in 0..8 {
            tokio::task::yield_now().await;
        }
        gate.add_permits(100);
        for one in all {
            one.await.unwrap().unwrap();
        }
        let seen = seen.lock().unwrap();
        let before = seen.iter().take_while(|batch| !batch.contains(&2)).flatten().count();
        assert!(before <= 1 + SECOND_MAX, "{before} went before it");
        assert!(seen.iter().all(|batch| batch.len() <= 2 + 2 * SECOND_MAX), "{seen:?}");
        assert_eq!(seen.iter().flatten().count(), 202);
    }
}
