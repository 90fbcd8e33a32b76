use super::*;
use crate::time::HOUR_S;
use proptest::prelude::*;

fn at(text: &str) -> Timestamp {
    Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_microsecond())
}

fn berlin() -> Zone {
    Zone::parse("Europe/Berlin").unwrap()
}

const NIGHT: QuietHours = QuietHours::daily(DayTime::of(22, 0), DayTime::of(6, 0));

#[test]
fn a_night_goes_on_past_midnight_by_her_own_clock() {
    let berlin = berlin();
    let quiet = |text: &str| NIGHT.is_quiet(at(text), Some(&berlin));
    assert!(!quiet("2026-11-26T20:59:59Z"));
    assert!(quiet("2026-11-26T21:00:00Z"));
    assert!(quiet("2026-11-26T23:30:00Z"));
    assert!(quiet("2026-11-27T04:59:59Z"));
    assert!(!quiet("2026-11-27T05:00:00Z"));
    assert!(NIGHT.is_quiet(at("2026-11-26T22:00:00Z"), None));
    let end = NIGHT.ends_after(at("2026-11-26T23:30:00Z"), Some(&berlin));
    assert_eq!(end, Some(at("2026-11-27T05:00:00Z")));
    let day = at("2026-11-26T12:00:00Z");
    assert_eq!(NIGHT.ends_after(day, Some(&berlin)), Some(day));
}

#[test]
fn a_night_is_shorter_when_clocks_go_forward_and_longer_when_they_go_back() {
    let berlin = berlin();
    let length_s = |from: &str| {
        let from = at(from);
        NIGHT.ends_after(from, Some(&berlin)).unwrap().seconds_since(from)
    };
    assert_eq!(length_s("2026-03-28T21:00:00Z"), 7 * HOUR_S);
    assert_eq!(length_s("2026-10-24T20:00:00Z"), 9 * HOUR_S);
    assert_eq!(length_s("2026-11-26T21:00:00Z"), 8 * HOUR_S);
}

#[test]
fn an_end_that_a_clock_skips_comes_as_much_later_and_one_that_comes_twice_comes_once() {
    let berlin = berlin();
    let quiet = QuietHours::daily(DayTime::of(22, 0), DayTime::of(2, 30));
    let end = quiet.ends_after(at("2026-03-28T22:00:00Z"), Some(&berlin)).unwrap();
    assert_eq!(end, at("2026-03-29T01:30:00Z"));
    assert!(!quiet.is_quiet(end, Some(&berlin)));
    let end = quiet.ends_after(at("2026-10-24T22:00:00Z"), Some(&berlin)).unwrap();
    assert_eq!(end, at("2026-10-25T00:30:00Z"));
    // Half past two came; two o'clock comes again, and is quiet again until half past two comes again.
    let again = at("2026-10-25T01:10:00Z");
    assert!(quiet.is_quiet(again, Some(&berlin)));
    let end = quiet.ends_after(again, Some(&berlin)).unwrap();
    assert!(end > again && !quiet.is_quiet(end, Some(&berlin)));
}

#[test]
fn each_day_has_hours_of_its_own() {
    let mut quiet = QuietHours::default();
    // Friday, the 27th, from noon into Saturday.
    quiet.0[4] = Some(Span { from: DayTime::of(12, 0), until: DayTime::of(9, 0) });
    assert!(!quiet.is_quiet(at("2026-11-26T13:00:00Z"), None));
    assert!(!quiet.is_quiet(at("2026-11-27T08:00:00Z"), None));
    assert!(quiet.is_quiet(at("2026-11-27T13:00:00Z"), None));
    assert!(quiet.is_quiet(at("2026-11-28T08:59:00Z"), None));
    assert!(!quiet.is_quiet(at("2026-11-28T13:00:00Z"), None));
}

#[test]
fn who_wants_quiet_always_has_it_without_end() {
    let always = QuietHours::daily(DayTime::of(0, 0), DayTime::of(0, 0));
    assert!(always.is_quiet(at("2026-11-26T13:00:00Z"), None));
    assert_eq!(always.ends_after(at("2026-11-26T13:00:00Z"), None), None);
    assert!(always.is_at_least(&NIGHT) && !NIGHT.is_at_least(&always));
    assert!(NIGHT.is_at_least(&QuietHours::default()));
}

#[test]
fn times_of_day_are_written_with_four_digits() {
    for bad in ["24:00", "9:00", "09:60", "0900", "", "-1:00", "09:00:00", "+1:00"] {
        assert_eq!(DayTime::parse(bad), Err(BadDayTime), "{bad}");
    }
    let night = serde_json::to_value(NIGHT).unwrap();
    assert_eq!(night[6], serde_json::json!({ "from": "22:00", "until": "06:00" }));
    assert_eq!(serde_json::from_value::<QuietHours>(night).unwrap(), NIGHT);
}

fn any_day_time() -> impl Strategy<Value = DayTime> {
    (0..24_u16, prop::sample::select(vec![0_u16, 1, 30, 59])).prop_map(|(h, m)| DayTime::of(h, m))
}

fn any_quiet() -> impl Strategy<Value = QuietHours> {
    let span = (any_day_time(), any_day_time()).prop_map(|(from, until)| Span { from, until });
    prop::array::uniform7(prop::option::weighted(0.7, span)).prop_map(QuietHours)
}

fn any_zone() -> impl Strategy<Value = Zone> {
    let names = [
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "Pacific/Apia",
    ];
    prop::sample::select(names.to_vec()).prop_map(|name| Zone::parse(name).unwrap())
}

proptest! {
    #[test]
    fn the_end_is_awake_and_no_minute_before_it_was(
        quiet in any_quiet(), zone in any_zone(), minutes in 0..60_i64 * 24 * 400
    ) {
        let from = at("2025-12-01T00:00:00Z").plus_s(minutes * 60);
        let Some(end) = quiet.ends_after(from, Some(&zone)) else { return Ok(()) };
        prop_assert!(end >= from);
        prop_assert!(!quiet.is_quiet(end, Some(&zone)));
        prop_assert_eq!(end == from, !quiet.is_quiet(from, Some(&zone)));
        // Half an hour or an hour more where the end itself was skipped by the clock.
        let awake = (0..20_000).map(|minute| from.plus_s(60 * minute)).find(|at| !quiet.is_quiet(*at, Some(&zone)));
        prop_assert!(end.seconds_since(awake.unwrap()) <= HOUR_S);
    }
}
