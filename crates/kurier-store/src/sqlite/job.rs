//! A job for the writer: what it does in the transaction, and how it is answered after it.

use super::fault::{Severity, Work, stop};
use super::tx::Tx;
use crate::port::{Result, StoreError};
use tokio::sync::oneshot;

pub(super) type Answer = Box<dyn FnOnce(Option<StoreError>) + Send>;

/// What running a job gave: how it failed, if it did, and how to answer once the outcome stands.
pub(super) struct Ran {
    pub(super) failed: Option<Severity>,
    pub(super) answer: Answer,
}

type Run = Box<dyn FnOnce(Option<&mut Tx<'_>>) -> Ran + Send>;

/// A job; run with `None` it only gives its answer, for a transaction that was lost before.
pub(super) struct Job {
    /// How many messages it carries.
    pub(super) weight: usize,
    pub(super) run: Run,
}

pub(super) fn closing() -> StoreError {
    StoreError::Unavailable("the store is closed".to_owned())
}

/// A job, and where its answer comes.
pub(super) fn job<T: Send + 'static>(
    weight: usize,
    work: impl FnOnce(&mut Tx<'_>) -> Work<T> + Send + 'static,
    then: impl FnOnce(&T) + Send + 'static,
) -> (Job, oneshot::Receiver<Result<T>>) {
    let (answer, answered) = oneshot::channel();
    let work = |tx: &mut Tx<'_>| work(tx).map_err(|fault| tx.shared.disk.explain(fault));
    (Job { weight, run: Box::new(move |tx| settle(tx.map(work), then, answer)) }, answered)
}

fn settle<T: Send + 'static>(
    result: Option<Work<T>>,
    then: impl FnOnce(&T) + Send + 'static,
    answer: oneshot::Sender<Result<T>>,
) -> Ran {
    // A caller that went away does not want its answer: a failed send is dropped.
    match result {
        None => Ran {
            failed: None,
            answer: Box::new(move |error| drop(answer.send(Err(error.unwrap_or_else(closing))))),
        },
        Some(Ok(value)) => Ran {
            failed: None,
            answer: Box::new(move |error| {
                if error.is_none() {
                    then(&value);
                }
                drop(answer.send(error.map_or(Ok(value), Err)));
            }),
        },
        Some(Err(fault)) => {
            let failed = Some(fault.severity());
            if failed == Some(Severity::Fatal) {
                stop(&fault);
            }
            let error = fault.into_store_error();
            Ran { failed, answer: Box::new(move |_| drop(answer.send(Err(error)))) }
        }
    }
}
