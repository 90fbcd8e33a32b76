//! How hard to try.

use std::time::{Duration, Instant};

/// How hard to try.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Effort {
    /// A few of each: minutes in all.
    Quick,
    /// As many as fit.
    Hours(f64),
}

impl Effort {
    pub(crate) fn name(self) -> String {
        match self {
            Self::Quick => "quick".to_owned(),
            Self::Hours(hours) => format!("{hours} h"),
        }
    }
}

/// Counts rounds: a fixed number of them, or until a share of the hours is over.
#[derive(Debug)]
pub(crate) struct Rounds {
    left: u64,
    until: Option<Instant>,
}

impl Rounds {
    /// `quick` rounds at least; in a long run until `share` (in hundredths) of it has passed.
    pub(crate) fn new(effort: Effort, quick: u64, share: f64) -> Self {
        let until = match effort {
            Effort::Quick => None,
            Effort::Hours(hours) => {
                let seconds = hours * 3_600.0 * share / 100.0;
                Some(Instant::now() + Duration::from_secs_f64(seconds.clamp(0.0, 1e6)))
            }
        };
        Self { left: quick, until }
    }

    /// Whether one more round is due.
    pub(crate) fn next(&mut self) -> bool {
        if self.left > 0 {
            self.left -= 1;
            return true;
        }
        self.until.is_some_and(|until| Instant::now() < until)
    }

    /// When a long run ends.
    pub(crate) fn until(&self) -> Option<Instant> {
        self.until
    }
}
