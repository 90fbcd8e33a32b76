//! Rights, as tables.

use jiff::civil::{Date, date};
use kurier_flights::mvt::Language;
use kurier_flights::rights::{Right, Trip, assess, claim, rules, words};
use kurier_flights::source::Airports;

fn trip(from: &str, to: &str, km: i64, departure: i64, arrival: i64) -> Trip {
    Trip {
        day: date(2026, 3, 29),
        from_country: from.to_owned(),
        to_country: to.to_owned(),
        carrier_country: Some("DE".to_owned()),
        distance_km: km,
        departure_delay_min: departure,
        arrival_delay_min: arrival,
        is_cancelled: false,
        told_days_before: 0,
        often_extraordinary: false,
    }
}

fn names(trip: &Trip) -> String {
    let name = |right: &Right| match right {
        Right::Care { .. } => "care".to_owned(),
        Right::Refund { .. } => "refund".to_owned(),
        Right::Rerouting { .. } => "reroute".to_owned(),
        Right::Compensation { amount_cents, currency, .. } => {
            format!("{}{currency}", amount_cents / 100)
        }
    };
    assess(trip).iter().map(name).collect::<Vec<_>>().join(" ")
}

#[test]
fn rights_by_distance_and_delay() {
    for (from, to, km, departure, arrival, expected) in [
        ("DE", "FR", 1_500, 119, 100, ""),
        ("DE", "FR", 1_500, 120, 100, "care"),
        ("DE", "ES", 1_501, 179, 179, ""),
        ("DE", "ES", 1_501, 180, 180, "care 400EUR"),
        ("DE", "FR", 1_500, 180, 180, "care 250EUR"),
        ("DE", "TR", 3_500, 180, 179, "care"),
        ("DE", "ES", 3_600, 180, 180, "care 400EUR"),
        ("DE", "IN", 3_501, 239, 180, "600EUR"),
        ("DE", "IN", 6_000, 240, 180, "care 600EUR"),
        ("DE", "FR", 500, 300, 300, "refund care 250EUR"),
        ("GB", "US", 5_500, 240, 200, "care 520GBP"),
        // Two laws speak of a carrier of the union that leaves Britain for it.
        ("GB", "FR", 400, 121, 60, "care care"),
        ("US", "US", 2_000, 170, 179, ""),
        ("US", "US", 2_000, 170, 180, "refund"),
        ("US", "JP", 9_000, 350, 359, ""),
        ("US", "JP", 9_000, 350, 360, "refund"),
        // A carrier of the union flies home: both laws speak.
        ("US", "DE", 6_500, 240, 180, "care 600EUR"),
    ] {
        assert_eq!(
            names(&trip(from, to, km, departure, arrival)),
            expected,
            "{from} {to} {km} {departure} {arrival}"
        );
    }
}

#[test]
fn a_cancellation_told_fourteen_days_ahead_is_not_compensated() {
    for (days, expected) in [(13, "reroute refund care 250EUR"), (14, "reroute refund care")] {
        let trip =
            Trip { is_cancelled: true, told_days_before: days, ..trip("DE", "FR", 900, 0, 0) };
        assert_eq!(names(&trip), expected);
    }
}

#[test]
fn rules_hold_from_their_day_on() {
    assert_eq!(rules().len(), 3);
    let on =
        |day: Date, from: &str, to: &str| names(&Trip { day, ..trip(from, to, 900, 300, 300) });
    assert_eq!(on(date(2005, 2, 16), "DE", "FR"), "");
    assert_eq!(on(date(2005, 2, 17), "DE", "FR"), "refund care 250EUR");
    assert_eq!(on(date(2020, 12, 31), "GB", "GB"), "");
    assert_eq!(on(date(2021, 1, 1), "GB", "GB"), "refund care 220GBP");
    assert_eq!(on(date(2024, 10, 27), "US", "US"), "");
    assert_eq!(on(date(2024, 10, 28), "US", "US"), "refund");
}

#[test]
fn a_claim_is_filled_in() {
    let trip = Trip { often_extraordinary: true, ..trip("DE", "FR", 900, 200, 205) };
    let rights = assess(&trip);
    let claims: Vec<String> = rights
        .iter()
        .filter_map(|right| {
            claim(&trip, right, "KU 100", "Hamburg (HAM) to Paris (CDG)", Language::English)
        })
        .collect();
    assert_eq!(claims.len(), 1);
    for part in ["EU 261/2004", "KU 100", "2026-03-29", "900 km", "3 h 25 min late", "250 EUR"] {
        assert!(claims[0].contains(part), "{part}: {}", claims[0]);
    }
    let said = words(rights.last().unwrap(), Language::German);
    assert!(said.contains("250 EUR") && said.contains("abgelehnt"), "{said}");
}

#[test]
fn distances_are_great_circles_also_over_the_date_line() {
    let airports = Airports::built_in();
    let km =
        |a: &str, b: &str| airports.distance_km(a.parse().unwrap(), b.parse().unwrap()).unwrap();
    assert_eq!(km("JFK", "JFK"), 0);
    assert!((3_970..=3_985).contains(&km("JFK", "LAX")), "{}", km("JFK", "LAX"));
    assert!((960..=980).contains(&km("ATL", "ORD")), "{}", km("ATL", "ORD"));
    assert_eq!(km("SEA", "BOS"), km("BOS", "SEA"));
}
