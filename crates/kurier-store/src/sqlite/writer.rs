//! The one writer thread: takes what waits, runs it in one transaction, commits once, answers all.

use super::cold::Cold;
use super::fault::{Fault, Severity, Work, stop};
use super::fresh::Fresh;
use super::heads::Overlay;
use super::shared::Shared;
use super::tx::Tx;
use crate::port::{Result, StoreError};
use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use rusqlite::Connection;
use std::collections::VecDeque;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// Jobs that may wait; the next caller is told to come again.
const WAITING_JOBS: usize = 4_096;
/// Most jobs in one transaction, and most messages in them.
const BATCH_JOBS: usize = 512;
const BATCH_WEIGHT: usize = 4_096;

type Answer = Box<dyn FnOnce(Option<StoreError>) + Send>;

/// What running a job gave: how it failed, if it did, and how to answer once the outcome stands.
struct Ran {
    failed: Option<Severity>,
    answer: Answer,
}

type Run = Box<dyn FnOnce(Option<&mut Tx<'_>>) -> Ran + Send>;

/// A job; run with `None` it only gives its answer, for a transaction that was lost before.
struct Job {
    weight: usize,
    run: Run,
}

pub(super) struct Writer {
    jobs: Mutex<Option<Sender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

fn closing() -> StoreError {
    StoreError::Unavailable("the store is closed".to_owned())
}

impl Writer {
    pub(super) fn start(conn: Connection, shared: Arc<Shared>) -> std::io::Result<Self> {
        let (jobs, waiting) = bounded(WAITING_JOBS);
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || Loop::new(conn, shared).run(&waiting))?;
        Ok(Self { jobs: Mutex::new(Some(jobs)), thread: Mutex::new(Some(thread)) })
    }

    /// Runs `work` in the next transaction. `weight` = how many messages it carries.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        weight: usize,
        work: impl FnOnce(&mut Tx<'_>) -> Work<T> + Send + 'static,
    ) -> Result<T> {
        self.run_then(weight, work, |_| ()).await
    }

    /// As [`Writer::run`]; `then` happens on the writer's thread after the COMMIT, so also if the
    /// caller has gone away by then.
    pub(super) async fn run_then<T: Send + 'static>(
        &self,
        weight: usize,
        work: impl FnOnce(&mut Tx<'_>) -> Work<T> + Send + 'static,
        then: impl FnOnce(&T) + Send + 'static,
    ) -> Result<T> {
        let (answer, answered) = oneshot::channel();
        let work = |tx: &mut Tx<'_>| work(tx).map_err(|fault| tx.shared.disk.explain(fault));
        let job = Job { weight, run: Box::new(move |tx| settle(tx.map(work), then, answer)) };
        self.send(job)?;
        answered.await.map_err(|_| closing())?
    }

    fn send(&self, job: Job) -> Result<()> {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(jobs) = jobs.as_ref() else { return Err(closing()) };
        jobs.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => StoreError::Unavailable("too much waits".to_owned()),
            TrySendError::Disconnected(_) => closing(),
        })
    }

    /// Takes no more jobs, and waits until those that wait are committed and answered.
    pub(super) fn close(&self) {
        drop(self.jobs.lock().unwrap_or_else(PoisonError::into_inner).take());
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread
            && thread.join().is_err()
        {
            tracing::error!("the writer thread had panicked");
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.close();
    }
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

/// The writer thread's own state.
struct Loop {
    conn: Connection,
    shared: Arc<Shared>,
    over: Overlay,
    cold: Cold,
    fresh: Fresh,
}

impl Loop {
    fn new(conn: Connection, shared: Arc<Shared>) -> Self {
        Self {
            conn,
            shared,
            over: Overlay::default(),
            cold: Cold::default(),
            fresh: Fresh::default(),
        }
    }

    fn run(mut self, waiting: &Receiver<Job>) {
        let mut batch = VecDeque::with_capacity(BATCH_JOBS);
        while let Ok(first) = waiting.recv() {
            let mut weight = first.weight;
            batch.push_back(first);
            while batch.len() < BATCH_JOBS && weight < BATCH_WEIGHT {
                let Ok(next) = waiting.try_recv() else { break };
                weight = weight.saturating_add(next.weight);
                batch.push_back(next);
            }
            self.commit(&mut batch);
            if self.shared.finish_checkpoint.swap(false, Ordering::Relaxed) {
                self.checkpoint();
            }
        }
    }

    /// Runs a batch in one transaction and answers everybody in it.
    fn commit(&mut self, batch: &mut VecDeque<Job>) {
        let mut answers = Vec::with_capacity(batch.len());
        let outcome = self.transact(batch, &mut answers);
        let failed = match outcome {
            Ok(()) => {
                let mut hot = self.shared.write_hot();
                self.over.merge_into(&mut hot);
                self.shared.last_pos.store(hot.last_pos, Ordering::Relaxed);
                drop(hot);
                self.cold.end();
                None
            }
            Err(fault) => Some(self.roll_back(self.shared.disk.explain(fault))),
        };
        // Jobs that never ran because the transaction was lost before.
        answers.extend(batch.drain(..).map(|job| (job.run)(None).answer));
        for answer in answers {
            answer(failed.clone());
        }
    }

    fn transact(&mut self, batch: &mut VecDeque<Job>, answers: &mut Vec<Answer>) -> Work<()> {
        let hot = self.shared.read_hot();
        self.over.begin(&hot);
        self.conn.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        let mut tx = Tx {
            conn: &self.conn,
            hot: &hot,
            over: &mut self.over,
            cold: &mut self.cold,
            fresh: &mut self.fresh,
            shared: &self.shared,
        };
        while let Some(job) = batch.pop_front() {
            run_job(&mut tx, job, answers)?;
        }
        tx.settle_money()?;
        self.conn.prepare_cached("COMMIT")?.execute([])?;
        Ok(())
    }

    /// Undoes the whole transaction, or stops the process if nobody can know what is on disk.
    fn roll_back(&mut self, fault: Fault) -> StoreError {
        if fault.severity() == Severity::Fatal {
            stop(&fault);
        }
        if !self.conn.is_autocommit()
            && let Err(error) = self.conn.execute_batch("ROLLBACK")
        {
            stop(&Fault::Sql(error));
        }
        let last_pos = self.shared.read_hot().last_pos;
        self.over.clear();
        self.fresh.undo_to(last_pos);
        self.cold.undo();
        self.cold.end();
        if fault.severity() == Severity::Full {
            self.shared.disk.release_ballast();
            // A log that is written back is used again from its start and needs no more room.
            self.checkpoint();
        }
        fault.into_store_error()
    }

    fn checkpoint(&self) {
        let done = self.conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
        if let Err(error) = done {
            let fault = self.shared.disk.explain(Fault::Sql(error));
            if fault.severity() == Severity::Fatal {
                stop(&fault);
            }
            tracing::warn!(?fault, "a checkpoint did not finish");
        }
    }
}

/// Runs one job so that its failure leaves nothing of it; `Err` only if the transaction is lost.
fn run_job(tx: &mut Tx<'_>, job: Job, answers: &mut Vec<Answer>) -> Work<()> {
    tx.conn.prepare_cached("SAVEPOINT job")?.execute([])?;
    let mark = tx.over.mark();
    let ran = (job.run)(Some(tx));
    answers.push(ran.answer);
    match ran.failed {
        None => {}
        Some(Severity::Job) => {
            tx.conn.prepare_cached("ROLLBACK TO job")?.execute([])?;
            tx.over.undo_to(&mark);
            tx.fresh.undo_to(tx.over.last_pos);
            tx.cold.undo();
        }
        Some(Severity::Full | Severity::Fatal) => return Err(Fault::OutOfSpace),
    }
    tx.conn.prepare_cached("RELEASE job")?.execute([])?;
    Ok(())
}
