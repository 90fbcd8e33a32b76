//! When a failed event is tried again.

use kurier_policy::time::{DAY_S, HOUR_S, Timestamp};

/// Waits before the second, third, … attempt, in seconds. After them: [`LATER_S`] each.
const FIRST_S: [i64; 7] = [5, 30, 300, 1_800, 2 * HOUR_S, 5 * HOUR_S, 10 * HOUR_S];
/// Wait between later attempts.
const LATER_S: i64 = 12 * HOUR_S;
/// How long an event is tried at all, counted from its first attempt.
const GIVE_UP_AFTER_S: i64 = 7 * DAY_S;
/// Longest `Retry-After` that is honoured.
const RETRY_AFTER_MAX_S: i64 = 12 * HOUR_S;
/// An endpoint is switched off after so long with failures only.
const DISABLE_AFTER_S: i64 = 5 * DAY_S;

/// When to try again after `attempts` failed attempts, the last one just now. `None` = give up.
/// `random` spreads the waits by ±20 %, so that many events of one outage do not come back at once.
pub(super) fn next_try(
    attempts: u32,
    first_at: Timestamp,
    now: Timestamp,
    retry_after_s: Option<i64>,
    random: u64,
) -> Option<Timestamp> {
    let nth = usize::try_from(attempts.saturating_sub(1)).unwrap_or(usize::MAX);
    let wait_s = FIRST_S.get(nth).copied().unwrap_or(LATER_S);
    // 800 … 1,200 thousandths of the wait, in microseconds.
    let share = 800 + i64::try_from(random % 401).unwrap_or(200);
    let spread =
        Timestamp(now.0.saturating_add(wait_s.saturating_mul(1_000).saturating_mul(share)));
    let asked = now.plus_s(retry_after_s.unwrap_or(0).clamp(0, RETRY_AFTER_MAX_S));
    let due = spread.max(asked);
    (due <= first_at.plus_s(GIVE_UP_AFTER_S)).then_some(due)
}

/// How long a failing endpoint is left alone after `misses` failures in a row, in microseconds: from a
/// quarter of a second, doubling, to ten seconds.
pub(super) fn pause_us(misses: u32) -> i64 {
    (250_000_i64 << misses.saturating_sub(1).min(6)).min(10_000_000)
}

/// Whether an endpoint that has only failed since `failing_since` is switched off now.
pub(super) fn is_hopeless(failing_since: Timestamp, now: Timestamp) -> bool {
    now >= failing_since.plus_s(DISABLE_AFTER_S)
}

#[cfg(test)]
mod tests {
    use super::*;

    const T0: Timestamp = Timestamp(1_700_000_000_000_000);
    /// Gives the wait without spread.
    const MIDDLE: u64 = 200;

    fn wait_s(attempts: u32, random: u64) -> i64 {
        next_try(attempts, T0, T0, None, random).expect("tried again").seconds_since(T0)
    }

    #[test]
    fn waits_as_the_contract_says() {
        let waits: Vec<_> = (1..=10).map(|n| wait_s(n, MIDDLE)).collect();
        let hours = |h| h * HOUR_S;
        assert_eq!(
            waits,
            [5, 30, 300, 1_800, hours(2), hours(5), hours(10), hours(12), hours(12), hours(12)]
        );
    }

    #[test]
    fn spreads_by_a_fifth_both_ways() {
        assert_eq!((wait_s(3, 0), wait_s(3, 400)), (240, 360));
        assert!((0..10_000).all(|random| (240..=360).contains(&wait_s(3, random))));
    }

    #[test]
    fn waits_at_least_as_long_as_the_receiver_asks_but_not_for_ever() {
        let due = |asked| next_try(1, T0, T0, Some(asked), MIDDLE).map(|t| t.seconds_since(T0));
        assert_eq!(due(3), Some(5));
        assert_eq!(due(90), Some(90));
        assert_eq!(due(-5), Some(5));
        assert_eq!(due(i64::MAX), Some(RETRY_AFTER_MAX_S));
    }

    #[test]
    fn gives_up_after_seven_days() {
        let (mut now, mut attempts) = (T0, 1);
        while let Some(due) = next_try(attempts, T0, now, None, MIDDLE) {
            assert!(due > now);
            now = due;
            attempts += 1;
        }
        let tried_s = now.seconds_since(T0);
        assert!((6 * DAY_S..=7 * DAY_S).contains(&tried_s), "last attempt after {tried_s} s");
        assert!((19..=21).contains(&attempts), "{attempts} attempts");
    }

    #[test]
    fn a_failing_endpoint_is_asked_less_and_less_often() {
        let pauses: Vec<_> = [0, 1, 2, 3, 5, 6, 7, 8, u32::MAX].map(pause_us).into();
        let expected = [250, 250, 500, 1_000, 4_000, 8_000, 10_000, 10_000, 10_000];
        assert_eq!(pauses, expected.map(|ms: i64| ms * 1_000));
    }

    #[test]
    fn an_endpoint_is_hopeless_after_five_days_of_failures_only() {
        assert!(!is_hopeless(T0, T0.plus_s(5 * DAY_S - 1)));
        assert!(is_hopeless(T0, T0.plus_s(5 * DAY_S)));
    }
}
