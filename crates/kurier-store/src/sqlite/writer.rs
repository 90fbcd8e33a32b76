//! The one writer, a thread of its own: takes what waits, runs it in one transaction, commits once,
//! answers all. In place it is the thread of whoever calls, one job after the other.

use super::commit::Committer;
use super::fault::Work;
use super::job::{Job, closing, job};
use super::lines::{self, Lines};
use super::shared::Shared;
use super::tx::Tx;
use crate::port::{Result, StoreError};
use crossbeam_channel::{Sender, TrySendError, bounded};
use rusqlite::Connection;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

/// Jobs that may wait; the next caller is told to come again.
const WAITING_JOBS: usize = 4_096;
/// More messages than this make a job a large one.
const LARGE: usize = 256;

/// Where jobs go.
enum Hand {
    /// Into the lines in front of the writer's thread.
    Over(Lines<Sender<Job>>),
    /// Nowhere: they are committed before the caller goes on.
    InPlace(Box<Committer>),
}

pub(super) struct Writer {
    jobs: Mutex<Option<Hand>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    pub(super) fn start(conn: Connection, shared: Arc<Shared>) -> std::io::Result<Self> {
        let (first, second) = (bounded(WAITING_JOBS), bounded(WAITING_JOBS));
        let jobs = Lines { first: first.0, second: second.0 };
        let waiting = Lines { first: first.1, second: second.1 };
        let committer = Committer::new(conn, shared);
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || lines::work(committer, &waiting))?;
        Ok(Self { jobs: Mutex::new(Some(Hand::Over(jobs))), thread: Mutex::new(Some(thread)) })
    }

    /// Without a thread: see [`SqliteOptions::in_place`](super::SqliteOptions::in_place).
    pub(super) fn in_place(conn: Connection, shared: Arc<Shared>) -> Self {
        let hand = Hand::InPlace(Box::new(Committer::new(conn, shared)));
        Self { jobs: Mutex::new(Some(hand)), thread: Mutex::default() }
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
        let (job, answered) = job(weight, work, then);
        self.send(job)?;
        answered.await.map_err(|_| closing())?
    }

    fn send(&self, job: Job) -> Result<()> {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let lines = match jobs.as_mut() {
            None => return Err(closing()),
            Some(Hand::Over(lines)) => lines,
            Some(Hand::InPlace(committer)) => {
                committer.take_turn(&mut VecDeque::from([job]));
                return Ok(());
            }
        };
        let line = if job.weight > LARGE { &lines.second } else { &lines.first };
        line.try_send(job).map_err(|error| match error {
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
