//! Running a batch of jobs in one transaction.

use super::cold::Cold;
use super::fault::{Fault, Severity, Work, stop};
use super::fresh::Fresh;
use super::heads::Overlay;
use super::job::{Answer, Job};
use super::shared::Shared;
use super::tx::Tx;
use crate::port::StoreError;
use rusqlite::Connection;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// What it takes to write.
pub(super) struct Committer {
    conn: Connection,
    shared: Arc<Shared>,
    over: Overlay,
    cold: Cold,
    fresh: Fresh,
}

impl Committer {
    pub(super) fn new(conn: Connection, shared: Arc<Shared>) -> Self {
        Self {
            conn,
            shared,
            over: Overlay::default(),
            cold: Cold::default(),
            fresh: Fresh::default(),
        }
    }

    /// Commits a batch if it holds anything, then does what the background thread asked for.
    pub(super) fn take_turn(&mut self, batch: &mut VecDeque<Job>) {
        if batch.is_empty() {
            return;
        }
        self.commit(batch);
        if self.shared.finish_checkpoint.swap(false, Ordering::Relaxed) {
            self.checkpoint();
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
