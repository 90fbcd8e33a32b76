//! The two lines in front of the writer, and whose turn it is.

use super::commit::Committer;
use super::job::Job;
use crossbeam_channel::{Receiver, Select, TryRecvError};
use std::collections::VecDeque;

/// Most jobs in one transaction, and most messages in them.
const BATCH_JOBS: usize = 512;
const BATCH_WEIGHT: usize = 4_096;

/// Large jobs (a campaign's batches) stand in the second line, everything else in the first. Between two
/// large ones all of the first line is committed, so nobody waits for more than one of them.
pub(super) struct Lines<T> {
    pub(super) first: T,
    pub(super) second: T,
}

/// The writer's thread: turn by turn until nobody hands in any more, and everybody has an answer.
pub(super) fn work(mut committer: Committer, waiting: &Lines<Receiver<Job>>) {
    let mut batch = VecDeque::with_capacity(BATCH_JOBS);
    let mut is_open = true;
    while is_open {
        waiting.ready();
        let first = gather(&waiting.first, BATCH_JOBS, &mut batch);
        committer.take_turn(&mut batch);
        let second = gather(&waiting.second, 1, &mut batch);
        committer.take_turn(&mut batch);
        is_open = first || second;
    }
}

impl Lines<Receiver<Job>> {
    /// Waits until a job is there, or nobody hands in any more.
    fn ready(&self) {
        let mut select = Select::new();
        select.recv(&self.first);
        select.recv(&self.second);
        select.ready();
    }
}

/// Takes jobs of a line for one transaction; `false` if it is empty for good.
fn gather(line: &Receiver<Job>, many: usize, batch: &mut VecDeque<Job>) -> bool {
    let mut weight: usize = 0;
    while batch.len() < many && weight < BATCH_WEIGHT {
        match line.try_recv() {
            Ok(job) => {
                weight = weight.saturating_add(job.weight);
                batch.push_back(job);
            }
            Err(gone) => return gone == TryRecvError::Empty,
        }
    }
    true
}
