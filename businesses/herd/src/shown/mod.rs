//! A herd to show: a recorded one of the data folder, or an invented one, with a moment at which something is about to happen.

mod invented;
mod recorded;

use std::collections::BTreeMap;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};

use crate::memory::Cow;
use crate::model::{CowId, Herd, Hour, Kind, Settings, Sureness};
use crate::reading::Reading;
use crate::source::Parcel;

/// Seed of an invented herd.
const SEED: u64 = 1;
/// Hours of history before something is shown: a cow is held against ten days of her own.
const HISTORY_H: i64 = 11 * 24;
/// The showing begins so long before the first notice.
const BEFORE_H: i64 = 1;
/// Notices of heats come in these hours of the farm's day.
const DAYTIME: std::ops::Range<usize> = 8..18;

/// A herd to show. Its clock is the world's.
#[derive(Debug, Clone)]
pub struct ShownHerd {
    /// Its cows, with what the farm's records say at the beginning.
    pub cows: Vec<Cow>,
    /// Whether it was recorded.
    pub is_real: bool,
    /// When the showing begins.
    pub begin: Timestamp,
    /// What collars send, by the hour at whose beginning it comes.
    sent: BTreeMap<Hour, Vec<Reading>>,
}

impl ShownHerd {
    /// A recorded herd below `data/herd`, if there is one in which something happens; else one that is invented.
    pub fn load(data: &Path) -> Self {
        let recorded = recorded::load(&data.join("herd"));
        let shown = recorded.and_then(|(cows, sent)| Self::of(cows, sent, true));
        shown.unwrap_or_else(Self::invented)
    }

    fn invented() -> Self {
        let (cows, sent) = invented::herd(SEED);
        let begin = first(&sent).plus(HISTORY_H).begins();
        Self::of(cows.clone(), sent.clone(), false).unwrap_or(Self {
            cows,
            is_real: false,
            begin,
            sent,
        })
    }

    /// Finds the moment to begin. `None` when nothing happens that is worth showing.
    fn of(mut cows: Vec<Cow>, sent: BTreeMap<Hour, Vec<Reading>>, is_real: bool) -> Option<Self> {
        let begin = first_heat(&cows, &sent)?.plus(-BEFORE_H).begins();
        for cow in &mut cows {
            // What will be is not known yet.
            cow.facts.calved = cow.facts.calved.filter(|calved| *calved < begin);
        }
        Some(Self { cows, is_real, begin, sent })
    }

    /// What collars sent before the showing.
    pub fn before(&self) -> Parcel {
        let begin = Hour::of(self.begin);
        let readings = self.sent.range(..=begin).flat_map(|(_, readings)| readings.clone());
        Parcel { readings: readings.collect(), ..Parcel::default() }
    }

    /// What they send from then on, each with its time.
    pub fn after(&self) -> impl Iterator<Item = (Timestamp, Parcel)> + '_ {
        let later = self.sent.range(Hour::of(self.begin).plus(1)..);
        later.map(|(hour, readings)| {
            (hour.begins(), Parcel { readings: readings.clone(), ..Parcel::default() })
        })
    }

    /// When the last collar has spoken: a clock stops here, or all would be called silent.
    pub fn end(&self) -> Timestamp {
        self.sent.last_key_value().map_or(self.begin, |(hour, _)| hour.begins())
    }

    /// How long it goes on.
    pub fn duration(&self) -> SignedDuration {
        self.end().duration_since(self.begin)
    }
}

fn first(sent: &BTreeMap<Hour, Vec<Reading>>) -> Hour {
    sent.first_key_value().map_or(Hour::default(), |(hour, _)| *hour)
}

/// The first hour of a day in which the model is sure of a heat.
fn first_heat(cows: &[Cow], sent: &BTreeMap<Hour, Vec<Reading>>) -> Option<Hour> {
    let mut herd = Herd::new(Settings::default());
    for cow in cows {
        herd.put(CowId(cow.id.clone()), cow.facts.clone());
    }
    let (from, last) = (first(sent), *sent.last_key_value()?.0);
    let mut hour = from;
    while hour <= last {
        let now = hour.begins();
        if let Some(readings) = sent.get(&hour) {
            herd.observe(readings, now);
        }
        let found = herd.tick(now);
        let is_time = hour.since(from) > HISTORY_H && DAYTIME.contains(&hour.of_day());
        let is_worth = |kind, sureness| kind == Kind::Heat && sureness == Sureness::Likely;
        if is_time && found.iter().any(|found| is_worth(found.kind, found.sureness)) {
            return Some(hour);
        }
        hour = hour.plus(1);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invented_herd_is_the_same_each_time_and_somebody_comes_into_heat() {
        let shown = ShownHerd::load(Path::new("/nowhere"));
        assert!(!shown.is_real);
        assert!(first_heat(&shown.cows, &shown.sent).is_some());
        let again = ShownHerd::load(Path::new("/nowhere"));
        assert_eq!((shown.begin, &shown.sent), (again.begin, &again.sent));
        assert!(shown.duration() > SignedDuration::from_hours(24), "{}", shown.duration());
        let known = shown.before().readings.len();
        let next = shown.after().next().unwrap();
        assert!(known > 10_000 && !next.1.readings.is_empty(), "{known}");
        assert!(next.0 > shown.begin);
    }
}
