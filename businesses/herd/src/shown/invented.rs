//! A herd that does not exist, for where no recording is at hand.

use std::collections::BTreeMap;

use crate::evaluate::Chance;
use crate::memory::Cow;
use crate::model::{Facts, Hour};
use crate::reading::{Metric, Reading};

use super::recorded::Recorded;

/// The first hour: a midnight.
const FIRST: Hour = Hour(490_008);
const DAYS: i64 = 16;
const GROUP: &str = "barn 2";
/// What a cow does in an hour, and how much more by day than by night.
const USUAL: [(Metric, f32, f32); 4] = [
    (Metric::Activity, 40.0, 0.5),
    (Metric::Rumination, 22.0, -0.25),
    (Metric::Eating, 14.0, 0.3),
    (Metric::Temperature, 38.6, 0.0),
];
/// So much of a measure is chance; of temperature in degrees.
const NOISE: f32 = 0.4;
const NOISE_DEGREES: f32 = 0.3;
const COWS: [(&str, &str); 16] = [
    ("12", "Alma"),
    ("17", "Berta"),
    ("21", "Clover"),
    ("23", "Daisy"),
    ("29", "Edda"),
    ("31", "Flora"),
    ("34", "Gerda"),
    ("38", "Heidi"),
    ("40", "Iris"),
    ("47", "Jola"),
    ("52", "Kora"),
    ("55", "Liesl"),
    ("58", "Mina"),
    ("60", "Nelly"),
    ("63", "Olga"),
    ("66", "Paula"),
];

/// Something that happens to a cow between two hours.
struct Event {
    cow: usize,
    hours: std::ops::Range<i64>,
    /// Times her usual of activity, rumination and eating.
    times: [f32; 3],
    /// Degrees more.
    fever: f32,
}

const fn day(day: i64, hour: i64) -> i64 {
    day * 24 + hour
}

/// A heat, an illness with fever, another heat: from the twelfth day on.
const EVENTS: [Event; 3] = [
    Event { cow: 9, hours: day(11, 4)..day(11, 20), times: [3.0, 0.5, 0.8], fever: 0.0 },
    Event { cow: 1, hours: day(11, 14)..day(13, 8), times: [0.4, 0.35, 0.4], fever: 1.8 },
    Event { cow: 4, hours: day(13, 2)..day(13, 18), times: [2.8, 0.55, 0.8], fever: 0.0 },
];

/// The cows, and what their collars send, by the hour at whose beginning it comes.
pub(super) fn herd(seed: u64) -> Recorded {
    let mut chance = Chance::of(seed);
    let mut sent: BTreeMap<Hour, Vec<Reading>> = BTreeMap::new();
    for hour in 0..DAYS * 24 {
        let of = sent.entry(FIRST.plus(hour + 1)).or_default();
        for cow in 0..COWS.len() {
            of.extend(USUAL.map(|usual| reading(cow, hour, usual, &mut chance)));
        }
    }
    (COWS.into_iter().enumerate().map(|(at, named)| cow(at, named)).collect(), sent)
}

fn collar(cow: usize) -> String {
    format!("c{}", cow + 1)
}

fn cow(at: usize, (number, name): (&str, &str)) -> Cow {
    let days = 41 + 13 * i64::try_from(at).unwrap_or(0);
    let calved = Some(FIRST.plus(-24 * days).begins());
    let facts = Facts { collar: collar(at), group: GROUP.to_owned(), calved, ..Facts::default() };
    Cow { id: format!("cow-{number}"), number: number.to_owned(), name: name.to_owned(), facts }
}

fn reading(
    cow: usize,
    hour: i64,
    (metric, usual, by_day): (Metric, f32, f32),
    chance: &mut Chance,
) -> Reading {
    let event = EVENTS.iter().find(|event| event.cow == cow && event.hours.contains(&hour));
    let of_day = f32::from(u8::try_from(hour.rem_euclid(24)).unwrap_or(0));
    let wave = ((of_day - 6.0) / 24.0 * std::f32::consts::TAU).sin();
    let noise = chance.share() - 0.5;
    let value = if metric == Metric::Temperature {
        usual + NOISE_DEGREES * noise + event.map_or(0.0, |event| event.fever)
    } else {
        let times = event.map_or(1.0, |event| event.times[metric.index()]);
        usual * (1.0 + by_day * wave) * (1.0 + NOISE * noise) * times
    };
    Reading { collar: collar(cow), metric, begins: FIRST.plus(hour).begins(), seconds: 3600, value }
}
