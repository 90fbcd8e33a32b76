//! A herd that behaves as cows do, with what a test wants to happen.

use jiff::{SignedDuration, Timestamp};
use kurier_herd::source::Parcel;
use kurier_herd::{Cow, Metric, Reading};

use super::farm::cow;

/// Cows of the herd.
const COWS: u32 = 16;
/// Days of the story: a group is judged after ten.
const DAYS: i32 = 12;

/// How much of her normal a cow does in an hour: by cow, measure, and hours before the end.
pub(crate) type Story = fn(cow: u32, metric: Metric, hours_left: i32) -> Option<f32>;

pub(crate) fn cows() -> Vec<Cow> {
    (1..=COWS).map(|number| cow(&number.to_string(), &collar(number))).collect()
}

fn collar(number: u32) -> String {
    format!("c{number}")
}

/// Twelve days of readings that end at `end`, a full hour.
pub(crate) fn history(end: Timestamp, story: Story) -> Parcel {
    let mut chance = 7_u32;
    let mut readings = Vec::new();
    for hours_left in (1..=DAYS * 24).rev() {
        let begins = end.checked_sub(SignedDuration::from_hours(i64::from(hours_left))).unwrap();
        let of_day = begins.as_second().div_euclid(3600).rem_euclid(24);
        let wave = (f32::from(u8::try_from(of_day).unwrap()) / 24.0 * std::f32::consts::TAU).sin();
        for number in 1..=COWS {
            for (metric, mean, swing) in
                [(Metric::Activity, 30.0, 12.0), (Metric::Rumination, 25.0, -7.0)]
            {
                chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let noise = f32::from(u8::try_from(chance >> 24).unwrap()) / 255.0 - 0.5;
                let own = f32::from(u8::try_from(number % 5).unwrap());
                let Some(share) = story(number, metric, hours_left) else { continue };
                let value = (mean + own + swing * wave + 8.0 * noise) * share;
                let collar = collar(number);
                readings.push(Reading { collar, metric, begins, seconds: 3600, value });
            }
        }
    }
    Parcel { readings, ..Parcel::default() }
}

/// Nothing happens.
#[expect(clippy::unnecessary_wraps, reason = "a story may leave hours out")]
pub(crate) fn quiet(_: u32, _: Metric, _: i32) -> Option<f32> {
    Some(1.0)
}

/// Cow 3 comes into heat 22 hours before the end; the collar of cow 9 is silent for the last ten.
pub(crate) fn heat(cow: u32, metric: Metric, hours_left: i32) -> Option<f32> {
    match (cow, metric) {
        (3, Metric::Activity) if hours_left <= 22 => Some(2.6),
        (3, Metric::Rumination) if hours_left <= 22 => Some(0.5),
        (9, _) if hours_left <= 10 => None,
        _ => Some(1.0),
    }
}

/// The whole herd moves and chews less in the last six hours.
#[expect(clippy::unnecessary_wraps, reason = "a story may leave hours out")]
pub(crate) fn disturbance(_: u32, _: Metric, hours_left: i32) -> Option<f32> {
    Some(if hours_left <= 6 { 0.35 } else { 1.0 })
}

/// Cow 5 moves and chews far less in the last fourteen hours.
#[expect(clippy::unnecessary_wraps, reason = "a story may leave hours out")]
pub(crate) fn illness(cow: u32, _: Metric, hours_left: i32) -> Option<f32> {
    Some(if cow == 5 && hours_left <= 14 { 0.25 } else { 1.0 })
}
