//! What happened, as a hash: the same seed must give the same one.

use std::hash::{DefaultHasher, Hash, Hasher};

/// Lines kept for a failing seed's report.
const KEPT: usize = 40;

/// The trace of one run.
pub(super) struct Trace {
    hasher: DefaultHasher,
    newest: Vec<String>,
    /// Steps so far.
    pub(super) steps: u64,
}

impl Default for Trace {
    fn default() -> Self {
        // Its keys are fixed.
        Self { hasher: DefaultHasher::new(), newest: Vec::new(), steps: 0 }
    }
}

impl Trace {
    pub(super) fn note(&mut self, line: String) {
        line.hash(&mut self.hasher);
        self.steps += 1;
        if self.newest.len() >= KEPT {
            self.newest.remove(0);
        }
        self.newest.push(line);
    }

    pub(super) fn hash(&self) -> u64 {
        self.hasher.finish()
    }

    /// The last things that happened.
    pub(super) fn newest(&self) -> String {
        self.newest.join("\n")
    }
}
