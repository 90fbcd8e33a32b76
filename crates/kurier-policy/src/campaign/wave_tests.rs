use super::*;
use crate::campaign::tests::campaign_with;
use crate::time::HOUR_S;
use proptest::prelude::*;

fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap()
}

/// 2026-03-28 12:00 UTC, the day before clocks are put forward in Berlin.
const NOON: Timestamp = Timestamp(1_774_699_200_000_000);

#[test]
fn nine_in_the_morning_comes_when_her_clock_shows_it() {
    let nine = LocalTime { at: DayTime::of(9, 0), zone: Some(zone("Europe/Berlin")) };
    let minutes =
        |name: &str| (nine.comes(Some(&zone(name)), NOON).seconds() - NOON.seconds()) / 60;
    assert_eq!(minutes("Asia/Tokyo"), 720);
    assert_eq!(minutes("Asia/Kolkata"), 930);
    assert_eq!(minutes("Europe/Berlin"), 1_140, "an hour of that night does not exist");
    assert_eq!(minutes("Europe/London"), 1_200, "neither there");
    assert_eq!(minutes("America/New_York"), 60);
    assert_eq!(nine.comes(None, NOON), nine.comes(Some(&zone("Europe/Berlin")), NOON));
    let utc = LocalTime { at: DayTime::of(12, 0), zone: None };
    assert_eq!(utc.comes(None, NOON), NOON, "now is the first time from now on");
    assert_eq!(utc.comes(None, NOON.plus_s(1)), NOON.plus_s(24 * HOUR_S));
}

#[test]
fn who_is_due_is_told_by_the_waves() {
    let wave = |hours: i64, end| Wave { at: NOON.plus_s(hours * HOUR_S), end };
    let campaign = campaign_with(vec![wave(1, 3), wave(4, 10)]);
    let due = |hours: i64| campaign.due_places(NOON.plus_s(hours * HOUR_S));
    assert_eq!(due(0), (0, Some(NOON.plus_s(HOUR_S))));
    assert_eq!(due(1), (3, Some(NOON.plus_s(4 * HOUR_S))));
    assert_eq!(due(4), (u32::MAX, None));
    assert_eq!(campaign_with(Vec::new()).due_places(NOON), (u32::MAX, None));
}

proptest! {
    #[test]
    fn everybodys_time_comes_within_a_day_and_some_hours(
        minute in 0_u16..1_440,
        name in prop::sample::select(vec!["Europe/Berlin", "Pacific/Apia", "America/St_Johns", "Asia/Kathmandu"]),
        after in 0_i64..40_000_000,
    ) {
        let from = Timestamp::from_seconds(1_774_000_000 + after);
        let time = LocalTime { at: DayTime::of(minute / 60, minute % 60), zone: None };
        let comes = time.comes(Some(&zone(name)), from);
        prop_assert!(comes >= from);
        prop_assert!(comes.seconds() - from.seconds() <= 26 * HOUR_S);
    }
}
