//! What passengers read.
#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

use jiff::{civil::date, tz::TimeZone};
use kurier_flights::model::{Cause, Claim, LegKey, Minute, ScheduledLeg};
use kurier_flights::mvt::{DelayCode, Language};
use kurier_flights::source::Airports;
use kurier_flights::talk::{
    Facts, Tap, clock_words, date_words, duration_words, notice, templates,
};

fn minute(text: &str) -> Minute {
    Minute::from_timestamp(text.parse().expect("a timestamp"))
}

fn leg() -> ScheduledLeg {
    ScheduledLeg {
        key: LegKey {
            flight: "AA123".parse().expect("a flight"),
            day: date(1999, 12, 22),
            from: "DFW".parse().expect("an airport"),
        },
        to: "ORD".parse().expect("an airport"),
        std: minute("1999-12-22T23:30:00Z"),
        sta: minute("1999-12-23T01:45:00Z"),
        tail: None,
    }
}

fn facts<'a>(leg: &'a ScheduledLeg, airports: &'a Airports, claim: Claim) -> Facts<'a> {
    Facts { leg, airports, claim, told: None, reason: None, cause: None, landing: None, gate: None }
}

#[test]
fn every_template_passes_the_documented_limits() {
    for text in templates() {
        let definition = serde_json::to_value(text.definition()).expect("JSON");
        let params = definition.as_object().expect("an object");
        let read = kurier_wire::template::parse(params);
        assert!(read.is_ok(), "{} {:?}: {read:?}", text.name, text.language);
        assert!(text.variables().count() <= 9 && text.body.chars().count() <= 700, "{}", text.name);
    }
}

#[test]
fn both_languages_have_the_same_templates_with_the_same_variables() {
    for text in templates() {
        let twin = templates().iter().find(|t| t.name == text.name && t.language != text.language);
        let mut here: Vec<_> = text.variables().collect();
        let mut there: Vec<_> = twin.expect("a twin").variables().collect();
        here.sort_unstable();
        there.sort_unstable();
        assert_eq!(here, there, "{}", text.name);
    }
}

#[test]
fn a_notice_says_flight_date_route_times_delay_and_reason() {
    let (leg, airports) = (leg(), Airports::built_in());
    let claim = Claim::Delayed(leg.std.plus_min(75));
    let facts = Facts { reason: DelayCode::new(75), ..facts(&leg, &airports, claim) };
    let values = notice(&facts, Language::English).expect("a notice").values;
    let expected = [
        ("flight", "AA 123"),
        ("date", "Wed, Dec 22"),
        ("from", "Dallas (DFW)"),
        ("to", "Chicago (ORD)"),
        ("new_time", "6:45 PM CST"),
        ("old_time", "5:30 PM CST"),
        ("delay", "1 h 15 min"),
        ("reason", "the aircraft is being de-iced"),
        ("gate_time", "6:15 PM CST"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(values, expected);
}

#[test]
fn a_repeat_names_what_the_passenger_knew_and_the_next_day() {
    let (leg, airports) = (leg(), Airports::built_in());
    let facts = Facts {
        told: Some(leg.std.plus_min(60)),
        cause: Some(Cause::Inbound),
        ..facts(&leg, &airports, Claim::Delayed(leg.std.plus_min(8 * 60)))
    };
    let values = notice(&facts, Language::German).expect("a notice").values;
    let value = |name: &str| values.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str());
    assert_eq!(value("new_time"), Some("01:30 Uhr CST (+1 Tag)"));
    assert_eq!(value("old_time"), Some("18:30 Uhr CST"));
    assert_eq!(value("date"), Some("Mi., 22.12."));
    assert_eq!(value("reason"), Some("das Flugzeug kommt verspätet von seinem vorigen Flug"));
}

#[test]
fn every_value_can_be_sent() {
    let (leg, airports) = (leg(), Airports::built_in());
    let later = leg.std.plus_min(31);
    let claims = [
        Claim::Delayed(later),
        Claim::Earlier(later),
        Claim::Cancelled,
        Claim::Reinstated(later),
        Claim::Diverted,
        Claim::Waiting(later),
        Claim::Gate("C7".parse().expect("a gate")),
    ];
    for claim in claims {
        for language in [Language::English, Language::German] {
            let gate = "B12".parse().ok();
            let facts = Facts { gate, ..facts(&leg, &airports, claim) };
            let notice = notice(&facts, language).expect("a notice");
            let text = notice.text().expect("a template of ours");
            assert!(!text.contains("{{") && text.contains("AA 123"), "{text}");
            for (name, value) in &notice.values {
                let clean =
                    !value.is_empty() && !value.contains(['\n', '\t']) && !value.contains("    ");
                assert!(clean, "{name}: {value:?}");
            }
            assert!((2..=3).contains(&notice.payloads.len()));
            let last = notice.payloads.last().expect("a button");
            assert_eq!(Tap::read(last), Some((Tap::Talk, "AA123/1999-12-22/DFW")));
        }
    }
}

#[test]
fn clocks_show_the_zone_that_holds_at_that_instant() {
    for (zone, at, planned, words) in [
        ("America/New_York", "2026-03-08T06:59:00Z", date(2026, 3, 8), "1:59 AM EST"),
        ("America/New_York", "2026-03-08T07:00:00Z", date(2026, 3, 8), "3:00 AM EDT"),
        ("America/New_York", "2026-11-01T06:30:00Z", date(2026, 11, 1), "1:30 AM EST"),
        ("America/New_York", "2026-11-01T05:30:00Z", date(2026, 11, 1), "1:30 AM EDT"),
        ("Asia/Dubai", "2026-11-01T05:30:00Z", date(2026, 11, 1), "9:30 AM UTC+04"),
        ("America/Chicago", "2026-11-03T07:30:00Z", date(2026, 11, 1), "1:30 AM CST (+2 days)"),
    ] {
        let zone = TimeZone::get(zone).expect("a zone");
        assert_eq!(clock_words(minute(at), &zone, planned, Language::English), words);
    }
}

#[test]
fn dates_and_durations_read_plainly() {
    assert_eq!(date_words(date(2026, 11, 1), Language::English), "Sun, Nov 1");
    assert_eq!(date_words(date(2026, 11, 1), Language::German), "So., 1.11.");
    let words: Vec<String> = [0, 45, 60, 125].map(duration_words).to_vec();
    assert_eq!(words, ["0 min", "45 min", "1 h", "2 h 5 min"]);
}

#[test]
fn payloads_of_others_are_no_taps() {
    for payload in ["", "got_it", "order 7", "GOT_IT AA1/2026-01-01/DFW"] {
        assert_eq!(Tap::read(payload), None, "{payload}");
    }
}
