//! Wake-ups that wait: bounded, without repeats, and honest about what was lost.

use crate::Wake;
use std::collections::VecDeque;

/// Most wake-ups that wait in one queue.
pub const QUEUE_MAX: usize = 256;

/// Wake-ups of one topic in their order; without memory of its own while none waits.
#[derive(Default)]
pub(crate) struct Queue(VecDeque<Wake>);

impl Queue {
    /// Puts one at the end. Beyond [`QUEUE_MAX`] all that wait become one `Look`.
    pub(crate) fn push(&mut self, wake: Wake) {
        if self.0.iter_mut().any(|waiting| takes_in(waiting, &wake)) {
            return;
        }
        if self.0.len() >= QUEUE_MAX {
            self.0 = VecDeque::from([Wake::Look]);
        } else {
            self.0.push_back(wake);
        }
    }

    /// Takes the first.
    pub(crate) fn pop(&mut self) -> Option<Wake> {
        let wake = self.0.pop_front();
        if self.0.is_empty() && self.0.capacity() > 0 {
            self.0 = VecDeque::new();
        }
        wake
    }

    /// How many wait.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    #[cfg(test)]
    pub(crate) fn capacity(&self) -> usize {
        self.0.capacity()
    }
}

/// Whether one that waits tells all that a new one does; a place that grew on is told by the one that waits.
/// Entries are told apart by their place, so they are never taken in.
fn takes_in(waiting: &mut Wake, new: &Wake) -> bool {
    match (waiting, new) {
        (Wake::Look, Wake::Look) => true,
        (Wake::Grown(told), Wake::Grown(place)) => {
            *told = (*told).max(*place);
            true
        }
        (Wake::Events(a), Wake::Events(b)) | (Wake::Typing(a), Wake::Typing(b)) => a == b,
        _ => false,
    }
}
