//! One run: what was asked for, and how long things may take.

use crate::options::Options;
use std::time::Duration;

pub(crate) struct Run {
    pub(crate) options: Options,
}

impl Run {
    /// How long to measure: so many seconds, or a blink in a short run.
    pub(crate) fn span(&self, seconds: u64) -> Duration {
        if self.options.short { Duration::from_millis(200) } else { Duration::from_secs(seconds) }
    }

    /// How much to do: so much, or `short` in a short run.
    pub(crate) fn much(&self, full: usize, short: usize) -> usize {
        if self.options.short { short } else { full }
    }
}
