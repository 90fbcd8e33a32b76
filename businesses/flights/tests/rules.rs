//! The rules, one table for each.

use kurier_flights::model::{
    Cause, Claim, Decision, Forecast, Gate, Minute, Question, Rule, Rules, Told, Verdict, decide,
};

const STD: Minute = Minute(10_000);

fn late(delay_min: i64) -> Forecast {
    let etd = STD.plus_min(delay_min);
    Forecast { etd, cause: Cause::Inbound, is_firm: true, look_again: None }
}

fn told(delay_min: i64, at: Minute) -> Told {
    Told::default().after(Claim::Delayed(STD.plus_min(delay_min)), at)
}

/// A leg of which nothing is known but its forecast.
fn question(now_min: i64, forecast: Option<Forecast>, told: Told) -> Question {
    Question {
        now: STD.plus_min(now_min),
        std: STD,
        has_left: false,
        is_cancelled: false,
        is_diverted: false,
        night_ends: None,
        next_information: None,
        forecast,
        gates: None,
        told,
    }
}

fn ask(now_min: i64, forecast: Forecast, told: Told) -> Decision {
    decide(&question(now_min, Some(forecast), told), &Rules::default())
}

fn sends(decision: &Decision) -> Option<Claim> {
    match decision.verdict {
        Verdict::Send(claim) => Some(claim),
        Verdict::Hold(_) | Verdict::Drop => None,
    }
}

#[test]
fn r1_tells_first_at_thirty_minutes() {
    for (delay_min, tells) in [(0, false), (29, false), (30, true), (31, true), (600, true)] {
        let decision = ask(-60, late(delay_min), Told::default());
        assert_eq!(sends(&decision).is_some(), tells, "{decision:?}");
        assert_eq!(decision.rule, Rule::R1);
    }
}

#[test]
fn r1_waits_for_more_while_the_aircraft_has_not_left_elsewhere() {
    for (delay_min, tells) in [(30, false), (89, false), (90, true)] {
        let unsure = Forecast { is_firm: false, ..late(delay_min) };
        assert_eq!(sends(&ask(-60, unsure, Told::default())).is_some(), tells, "{delay_min}");
    }
}

#[test]
fn r2_repeats_only_a_change_worth_it() {
    for (before_min, now_min, tells) in [
        (40, 50, false),
        (40, 59, false),
        (40, 60, true),
        (100, 119, false),
        (100, 120, true), // 120 minutes: her rights change
        (130, 161, false),
        (130, 162, true), // a quarter of 130
        (170, 180, true), // 180 minutes
        (230, 239, false),
        (230, 240, true),
        (290, 300, true),
    ] {
        let decision = ask(-200, late(now_min), told(before_min, STD.plus_min(-300)));
        assert_eq!(sends(&decision).is_some(), tells, "{before_min} {now_min} {decision:?}");
        assert_eq!(decision.rule, Rule::R2);
    }
}

#[test]
fn r2_says_at_once_that_a_flight_leaves_earlier_than_told() {
    let just_now = STD.plus_min(-61);
    for (before_min, now_min, tells) in
        [(60, 46, false), (60, 45, false), (60, 44, true), (60, 0, true)]
    {
        let decision = ask(-60, late(now_min), told(before_min, just_now));
        let expected = tells.then(|| Claim::Earlier(STD.plus_min(now_min)));
        assert_eq!(sends(&decision), expected, "{decision:?}");
    }
}

#[test]
fn r3_holds_a_repeat_for_ten_minutes() {
    let at = STD.plus_min(-60);
    let decision = ask(-55, late(100), told(40, at));
    assert_eq!((decision.verdict, decision.rule), (Verdict::Hold(at.plus_min(10)), Rule::R3));
    assert!(sends(&ask(-50, late(100), told(40, at))).is_some());
}

#[test]
fn r4_stops_after_six_notices_but_never_hides_an_earlier_departure() {
    let mut six = Told::default();
    for n in 1..=6 {
        six = six.after(Claim::Delayed(STD.plus_min(n * 60)), STD.plus_min(-600 + n * 20));
    }
    let decision = ask(0, late(900), six);
    assert_eq!((decision.verdict, decision.rule), (Verdict::Drop, Rule::R4));
    assert!(matches!(sends(&ask(0, late(100), six)), Some(Claim::Earlier(_))));
}

#[test]
fn r5_says_nothing_about_a_departure_that_is_over() {
    let gone = Question { has_left: true, ..question(90, Some(late(90)), Told::default()) };
    let decision = decide(&gone, &Rules::default());
    assert_eq!((decision.verdict, decision.rule), (Verdict::Drop, Rule::R5));
}

#[test]
fn a_cancellation_is_told_once_and_at_once() {
    let told = told(60, STD.plus_min(-61));
    let ask = Question { is_cancelled: true, ..question(-60, None, told) };
    assert_eq!(sends(&decide(&ask, &Rules::default())), Some(Claim::Cancelled));
    let again = Question { told: told.after(Claim::Cancelled, ask.now), ..ask };
    assert_eq!(decide(&again, &Rules::default()).verdict, Verdict::Drop);
}

#[test]
fn every_decision_gives_its_reason_with_the_numbers() {
    let decision = ask(-60, late(45), Told::default());
    assert!(decision.reason.contains("45 min late"), "{}", decision.reason);
    let decision = ask(-60, late(70), told(40, STD.plus_min(-300)));
    assert!(decision.reason.contains("+30 min"), "{}", decision.reason);
}

#[test]
fn r13_tells_another_gate_from_three_hours_before_departure_until_the_doors_close() {
    let gate = |name: &str| name.parse::<Gate>().expect("a gate");
    let on_time = Forecast { cause: Cause::Schedule, ..late(0) };
    let ask = |now_min: i64, now: &str, told: Told| {
        let gates = Some((gate("B12"), gate(now)));
        let ask = Question { gates, ..question(now_min, Some(on_time), told) };
        decide(&ask, &Rules::default())
    };
    let nothing = Told::default();
    assert_eq!(sends(&ask(-60, "B12", nothing)), None, "the gate she knows");
    for (now_min, expected) in [
        (-300, Verdict::Hold(STD.plus_min(-180))),
        (-180, Verdict::Send(Claim::Gate(gate("C7")))),
        (-16, Verdict::Send(Claim::Gate(gate("C7")))),
        (-15, Verdict::Drop),
    ] {
        assert_eq!(ask(now_min, "c 7", nothing).verdict, expected, "{now_min}");
    }
    let told = nothing.after(Claim::Gate(gate("C7")), STD.plus_min(-120));
    assert_eq!(sends(&ask(-119, "C7", told)), None, "she knows it");
    assert_eq!(sends(&ask(-100, "B12", told)), Some(Claim::Gate(gate("B12"))), "back again");
    assert_eq!(ask(-115, "B12", told).verdict, Verdict::Hold(STD.plus_min(-110)), "R3");
    let near = nothing.after(Claim::Gate(gate("C7")), STD.plus_min(-89));
    assert_eq!(sends(&ask(-88, "B12", near)), Some(Claim::Gate(gate("B12"))), "at once when near");
    let three =
        (0..3).fold(nothing, |told, n| told.after(Claim::Gate(gate("C7")), STD.plus_min(-200 + n)));
    assert_eq!(ask(-60, "B12", three).rule, Rule::R4);
}
