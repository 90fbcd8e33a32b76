//! All that is remembered of one cow: under five kilobytes, whatever her collar sends.

use super::alarm::Alarm;
use super::bias::Bias;
use super::bucket::{Bucket, OPEN, OPEN_HOURS, Part};
use super::evidence::Frozen;
use super::half::{NOTHING, pack, unpack};
use super::ring::Ring;
use super::{Hour, KINDS, Kind, METRICS};
use crate::reading::Metric;

/// Hours before one that is settled in which a collar must have spoken for its hour to be waited for, as bits of
/// [`Cow::heard`]. The latest of them is so old that all its readings have come or never will: what is waited for does not
/// depend on the order in which readings come.
const AWAITED: u32 = 0b1_1111_1100_0000;
/// Milk may be so many hours late, whatever is settled.
const LATE_MILK_H: i64 = 9;
/// Hours that may be missing among those that are not settled for a cow to be looked at early.
const GAPS: usize = 2;
/// Days that are remembered one by one.
pub(super) const DAYS: usize = 28;
/// Hours of a day that must be known for the day to count.
const HOURS_OF_DAY: usize = 16;

/// One undecided hour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Open {
    pub(super) hour: Hour,
    pub(super) buckets: [Bucket; METRICS],
}

/// What a channel of alarms watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Channel {
    Restless,
    Down,
}

/// Whether all that belongs to an hour has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Nothing more can come: what is found does not depend on the order in which readings came.
    Settled,
    /// Something may be missing. What is found is told, for it is urgent, and leaves nothing behind but that it was told.
    Early,
}

/// The state of one cow.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cow {
    /// The last hour that was decided.
    pub(super) decided: Hour,
    pub(super) open: [Open; OPEN],
    /// By measure: bit `n` says whether something came for the hour `n` before the last decided one, counted or not.
    pub(super) heard: [u32; METRICS],
    pub(super) rings: [Ring; METRICS],
    /// By measure and day: mean of an hour; for milk the litres of the day.
    pub(super) days: [[u16; DAYS]; METRICS],
    /// By [`Stage`] and [`Channel`].
    pub(super) alarms: [[Alarm; 2]; 2],
    /// The last hour that is in the rings, settled or early.
    pub(super) shown: Hour,
    /// When each kind was last told.
    pub(super) told: [Option<Hour>; KINDS],
    pub(super) bias: [Bias; KINDS],
    /// By measure: how far the small daily declines have come.
    pub(super) slow: [f32; METRICS],
    pub(super) frozen: Option<Frozen>,
    /// The last hour from which anything came.
    pub(super) last_word: Option<Hour>,
    pub(super) silent: bool,
}

impl Default for Cow {
    fn default() -> Self {
        Self {
            decided: Hour::default(),
            open: Default::default(),
            heard: [0; METRICS],
            rings: Default::default(),
            days: [[NOTHING; DAYS]; METRICS],
            alarms: Default::default(),
            shown: Hour::default(),
            told: [None; KINDS],
            bias: [Bias::default(); KINDS],
            slow: [0.0; METRICS],
            frozen: None,
            last_word: None,
            silent: false,
        }
    }
}

/// What became of a part of a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Taken,
    Repeated,
    Late,
}

impl Cow {
    /// Takes a part of a reading of an hour after `decided`.
    pub(super) fn take(&mut self, metric: Metric, part: &Part, decided: Hour) -> Fate {
        self.last_word = self.last_word.max(Some(part.hour));
        self.silent = false;
        let back = self.decided.since(part.hour);
        if part.hour <= decided && metric == Metric::Milk && (0..LATE_MILK_H).contains(&back) {
            return self.take_late_milk(part);
        }
        if part.hour <= decided {
            // Too late to count, but the collar lives.
            if let Ok(back @ 0..32) = u32::try_from(back) {
                self.heard[metric.index()] |= 1 << back;
            }
            return Fate::Late;
        }
        let slot = &mut self.open[slot(part.hour)];
        if slot.hour != part.hour {
            *slot = Open { hour: part.hour, ..Open::default() };
        }
        if slot.buckets[metric.index()].add(part) { Fate::Taken } else { Fate::Repeated }
    }

    /// Milk is not waited for, and decides nothing: its hour may be settled already.
    fn take_late_milk(&mut self, part: &Part) -> Fate {
        let ring = &mut self.rings[Metric::Milk.index()];
        if !ring.get(part.hour).is_nan() {
            return Fate::Repeated;
        }
        let mut bucket = Bucket::default();
        bucket.add(part);
        ring.set(part.hour, bucket.value(Metric::Milk));
        let end_of_day = Hour(part.hour.day() * 24 + 23);
        if end_of_day <= self.decided {
            self.close_day(end_of_day);
        }
        Fate::Taken
    }

    /// Whether a measure of the hour after the last decided one is waited for.
    fn awaits(&self, metric: Metric) -> bool {
        metric != Metric::Milk && self.heard[metric.index()] & AWAITED != 0
    }

    /// Whether nothing more can come for an hour.
    pub(super) fn is_complete(&self, hour: Hour) -> bool {
        let open = &self.open[slot(hour)];
        let full = |metric: Metric| open.hour == hour && open.buckets[metric.index()].is_full();
        Metric::ALL.into_iter().all(|metric| !self.awaits(metric) || full(metric))
    }

    /// Moves an hour from the open ones into history. A collar that was silent is heard again after a few hours: until then its
    /// hours do not count, in whatever order they come.
    pub(super) fn close(&mut self, hour: Hour) {
        let open = self.open[slot(hour)];
        let here = open.hour == hour;
        for metric in Metric::ALL {
            let at = metric.index();
            let bucket = if here { open.buckets[at] } else { Bucket::default() };
            let counts = metric == Metric::Milk || self.awaits(metric);
            let value = if counts { bucket.value(metric) } else { f32::NAN };
            self.rings[at].set(hour, value);
            self.heard[at] = (self.heard[at] << 1) | u32::from(!bucket.is_empty());
        }
        if here {
            self.open[slot(hour)] = Open::default();
        }
        self.decided = hour;
        self.shown = self.shown.max(hour);
        if hour.of_day() == 23 {
            self.close_day(hour);
        }
    }

    fn close_day(&mut self, hour: Hour) {
        for metric in Metric::ALL {
            let known = (0..24)
                .map(|back| self.rings[metric.index()].get(hour.plus(-back)))
                .filter(|value| !value.is_nan());
            let (count, sum) = known.fold((0_u16, 0.0), |(n, sum), value| (n + 1, sum + value));
            let mean = match metric {
                Metric::Milk if count > 0 => sum,
                _ if usize::from(count) >= HOURS_OF_DAY => sum / f32::from(count),
                _ => f32::NAN,
            };
            self.days[metric.index()][day_place(hour.day())] = pack(mean);
        }
    }

    /// One day of a measure; not a number when unknown.
    pub(super) fn day(&self, metric: Metric, day: i64) -> f32 {
        unpack(self.days[metric.index()][day_place(day)])
    }

    /// Forgets all history, after a time in which nothing ran.
    pub(super) fn forget(&mut self) {
        let kept = Self { told: self.told, bias: self.bias, ..Self::default() };
        *self = Self { open: self.open, last_word: self.last_word, silent: self.silent, ..kept };
    }

    /// What is left when all that is not settled is taken away: the same whatever the order in which readings came.
    pub(super) fn settled(&self) -> Self {
        let mut settled = Self {
            open: Default::default(),
            told: Default::default(),
            last_word: None,
            silent: false,
            shown: self.decided,
            ..self.clone()
        };
        settled.alarms[Stage::Early as usize] = Default::default();
        for alarm in settled.alarms.as_flattened_mut() {
            alarm.told = false;
        }
        for ahead in 1..=OPEN_HOURS {
            for ring in &mut settled.rings {
                ring.set(self.decided.plus(ahead), f32::NAN);
            }
        }
        settled
    }

    pub(super) fn alarm(&mut self, stage: Stage, channel: Channel) -> &mut Alarm {
        &mut self.alarms[stage as usize][channel as usize]
    }

    pub(super) fn is_alarmed(&self, stage: Stage) -> bool {
        self.alarms[stage as usize].iter().any(Alarm::is_on)
    }

    /// Whether nearly all has come until an hour that is not settled, and all of that hour; and whether anything is waited for.
    pub(super) fn is_timely(&self, hour: Hour) -> bool {
        let awaited = |metric: &Metric| self.awaits(*metric);
        let mut all = Metric::ALL.into_iter().filter(awaited).peekable();
        let full = |metric: Metric, hour: Hour| {
            let open = &self.open[slot(hour)];
            open.hour == hour && open.buckets[metric.index()].is_full()
        };
        all.peek().is_some()
            && all.all(|metric| {
                let open = 1..=hour.since(self.decided);
                let gaps = open.filter(|ahead| !full(metric, self.decided.plus(*ahead))).count();
                full(metric, hour) && gaps <= GAPS
            })
    }

    /// Whether anything is waited for.
    pub(super) fn is_awaited(&self) -> bool {
        Metric::ALL.into_iter().any(|metric| self.awaits(metric))
    }

    /// Puts hours that are not settled into the rings, as far as they are known. Settling writes them anew.
    pub(super) fn show(&mut self, hour: Hour) {
        for at in (1..=hour.since(self.decided)).map(|ahead| self.decided.plus(ahead)) {
            let open = self.open[slot(at)];
            for metric in Metric::ALL {
                let known = open.hour == at && (metric == Metric::Milk || self.awaits(metric));
                let value = open.buckets[metric.index()].value(metric);
                self.rings[metric.index()].set(at, if known { value } else { f32::NAN });
            }
        }
        self.shown = hour;
    }

    /// Whether a kind may be told: not within the refractory time.
    pub(super) fn may_tell(&self, kind: Kind, hour: Hour, refractory_h: i64) -> bool {
        self.told[kind.index()].is_none_or(|told| hour.since(told) >= refractory_h)
    }

    /// Whether the last hours of a measure are known well enough to say that it is low.
    pub(super) fn is_dense(&self, metric: Metric, hour: Hour) -> bool {
        let ring = &self.rings[metric.index()];
        let known = (0..12_i64).filter(|back| !ring.get(hour.plus(-back)).is_nan()).count();
        known >= 9 && !ring.get(hour).is_nan()
    }
}

fn slot(hour: Hour) -> usize {
    usize::try_from(hour.0.rem_euclid(OPEN_HOURS)).unwrap_or(0)
}

fn day_place(day: i64) -> usize {
    usize::try_from(day.rem_euclid(28)).unwrap_or(0)
}
