use super::Emission;
use crate::model::{Heard, LegIndex, Minute, Watch};

/// The minutes in which something happens: messages arrive or an alarm rings.
#[derive(Debug)]
pub struct Timeline {
    watch: Watch,
    emissions: Vec<Emission>,
    next: usize,
    misunderstood: u64,
}

/// One such minute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The minute.
    pub now: Minute,
    /// The legs to think about, each once.
    pub legs: Vec<LegIndex>,
}

impl Timeline {
    /// A timeline of messages in order of time.
    pub fn new(watch: Watch, emissions: Vec<Emission>) -> Self {
        Self { watch, emissions, next: 0, misunderstood: 0 }
    }

    /// The watch.
    pub const fn watch(&mut self) -> &mut Watch {
        &mut self.watch
    }

    /// When something happens next.
    pub fn peek(&mut self) -> Option<Minute> {
        let message = self.emissions.get(self.next).map(|emission| emission.at);
        match (message, self.watch.next_alarm()) {
            (Some(message), Some(alarm)) => Some(message.min(alarm)),
            (message, alarm) => message.or(alarm),
        }
    }

    /// Goes to the next minute in which something happens. Messages come before alarms: what has happened is known.
    pub fn step(&mut self) -> Option<Step> {
        let now = self.peek()?;
        let mut legs = Vec::new();
        while let Some(emission) =
            self.emissions.get(self.next).filter(|emission| emission.at <= now)
        {
            let heard = self.watch.hear(&emission.text, now, &mut legs);
            let understood = matches!(heard[..], [Heard::Leg(_)]);
            self.misunderstood += u64::from(!understood);
            self.next += 1;
        }
        self.watch.ring(now, &mut legs);
        legs.sort_unstable();
        legs.dedup();
        Some(Step { now, legs })
    }

    /// Messages taken in so far, and all of them.
    pub const fn progress(&self) -> (u64, u64) {
        (self.next as u64, self.emissions.len() as u64)
    }

    /// Messages that did not lead to a leg.
    pub const fn misunderstood(&self) -> u64 {
        self.misunderstood
    }
}
