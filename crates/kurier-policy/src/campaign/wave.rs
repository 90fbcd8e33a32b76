//! A campaign at a time of day: everybody gets it by her own clock, in waves from east to west.

use super::Campaign;
use crate::rules::quiet::DayTime;
use crate::rules::zone::Zone;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A time of day by the clock of whoever gets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalTime {
    /// What her clock shows.
    pub at: DayTime,
    /// Where the clock hangs of whoever named no zone; `None` = UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<Zone>,
}

impl LocalTime {
    /// When it is that time for somebody in this zone, from `from` on.
    pub fn comes(&self, zone: Option<&Zone>, from: Timestamp) -> Timestamp {
        // Only far outside of all calendars there is no such time.
        self.at.next(zone.or(self.zone.as_ref()), from).unwrap_or(from)
    }
}

/// People of a campaign whose time comes at the same moment. The waves stand in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wave {
    /// When.
    pub at: Timestamp,
    /// The place of the last of them.
    pub end: u32,
}

impl Campaign {
    /// The last place whose time has come (`u32::MAX` = everybody's), and when the next wave goes.
    pub fn due_places(&self, now: Timestamp) -> (u32, Option<Timestamp>) {
        let waves = self.rehearsal.as_ref().map_or(&[][..], |made| &made.is.waves);
        match waves.iter().position(|wave| wave.at > now) {
            None => (u32::MAX, None),
            Some(next) => {
                let before = next.checked_sub(1).and_then(|last| waves.get(last));
                (before.map_or(0, |wave| wave.end), waves.get(next).map(|wave| wave.at))
            }
        }
    }
}

#[cfg(test)]
#[path = "wave_tests.rs"]
mod wave_tests;
