use super::Hour;
use super::half::{NOTHING, pack, unpack};

/// Hours of history: ten days.
pub(super) const HOURS: usize = 240;

/// Places of a ring: hours that are not settled are shown beside the history, and take nothing away from it.
pub(super) const PLACES: usize = 252;

/// One measure of one cow over the last ten days, hour by hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ring(pub(super) [u16; PLACES]);

impl Default for Ring {
    fn default() -> Self {
        Self([NOTHING; PLACES])
    }
}

impl Ring {
    pub(super) fn set(&mut self, hour: Hour, value: f32) {
        self.0[place(hour)] = pack(value);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|packed| *packed == NOTHING)
    }

    pub(super) fn get(&self, hour: Hour) -> f32 {
        unpack(self.0[place(hour)])
    }

    /// The values in order of time, the last one that of `last`.
    pub(super) fn until(&self, last: Hour) -> [f32; HOURS] {
        let mut values = [f32::NAN; HOURS];
        let past_last = place(last.plus(1));
        let (newer, older) = self.0.split_at(past_last);
        let oldest_first = older.iter().chain(newer).skip(PLACES - HOURS);
        for (value, packed) in values.iter_mut().zip(oldest_first) {
            *value = unpack(*packed);
        }
        values
    }
}

/// Place of an hour in any ring of ten days.
pub(super) fn place(hour: Hour) -> usize {
    usize::try_from(hour.0.rem_euclid(252)).unwrap_or(0)
}
