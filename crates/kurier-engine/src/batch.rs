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

/// One item with the place its answer goes to.
type Waiting<T, R> = (T, oneshot::Sender<Result<R, StoreError>>);

/// The sending end; cheap to clone.
pub(crate) struct Batcher<T, R> {
    verb: &'static str,
    queue: mpsc::Sender<Waiting<T, R>>,
}

impl<T: Send + 'static, R: Send + 'static> Batcher<T, R> {
    /// Starts the task that runs `verb`, with room for `capacity` waiting items; `name` is the verb's.
    pub(crate) fn start<F, Fut>(name: &'static str, capacity: usize, verb: F) -> Self
    where
        F: Fn(Vec<T>) -> Fut + Send + 'static,
        Fut: Future<Output = Result<Vec<R>, StoreError>> + Send,
    {
        let (queue, mut waiting) = mpsc::channel::<Waiting<T, R>>(capacity);
        let meter = BatchMeter::new(name);
        tokio::spawn(async move {
            let mut taken = Vec::with_capacity(BATCH_MAX);
            while waiting.recv_many(&mut taken, BATCH_MAX).await > 0 {
                let (items, answers): (Vec<T>, Vec<_>) = taken.drain(..).unzip();
                let begun = Instant::now();
                let outcome = verb(items).await;
                meter.took(answers.len(), begun.elapsed());
                settle(outcome, answers);
            }
        });
        Self { verb: name, queue }
    }

    /// Notes how many items wait.
    pub(crate) fn note_depth(&self) {
        let waiting = self.queue.max_capacity().saturating_sub(self.queue.capacity());
        meter::queue_depth(self.verb, waiting);
    }

    /// Queues one item and waits for its answer; a full queue is answered at once.
    pub(crate) async fn run(&self, item: T) -> Result<R, EngineError> {
        let (answer, result) = oneshot::channel();
        self.queue.try_send((item, answer)).map_err(|_| EngineError::Overloaded)?;
        Ok(result.await.map_err(|_| EngineError::Overloaded)??)
    }
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
