//! The replay of real days, and that it knows nothing of the future.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use jiff::civil::{Date, date};
use kurier_flights::model::{Claim, Decision, LegKey, Minute};
use kurier_flights::replay::{NoticeLog, Timeline, Tuning, emissions, replay_flights};
use kurier_flights::source::{
    Actual, Flight, Flights, data_folder, find_file, generate, read_flights,
};
use kurier_flights::{ReplayArgs, ReplayReport, render_text, replay};

const FILE: &str = "us1999dec_flights.csv.gz";
const SEED: u64 = 1;

/// `None`, loudly, when the data folder is absent; a failure when nothing may be absent.
fn real_file() -> Option<ReplayArgs> {
    let data = data_folder();
    if let Err(absent) = find_file(FILE.as_ref(), &data) {
        assert_ne!(std::env::var("KURIER_REQUIRE").as_deref(), Ok("all"), "{absent}");
        eprintln!("SKIPPED, NOT TESTED: {absent}");
        return None;
    }
    Some(ReplayArgs { file: FILE.into(), data, day: None, speed: None, seed: SEED })
}

fn meets_the_targets(report: &ReplayReport) {
    println!("{}\n{}", serde_json::to_string(report).unwrap(), render_text(report));
    assert!(report.recall_late30 >= 0.99, "{report:?}");
    assert!(report.notices_per_told_mean <= 1.7, "{report:?}");
    assert!(report.notices_per_told_max <= 6, "{report:?}");
    assert!(report.told_before_departure >= 0.40, "{report:?}");
    assert!(report.goals.iter().all(|goal| goal.met), "{report:?}");
    assert_eq!((report.told_within_30min, report.stale), (1.0, 0));
    assert_eq!(report.diverted, report.diverted_told);
    assert!(report.false_under15 <= 0.02, "{report:?}");
    assert_eq!(report.misunderstood, 0, "every message written is understood");
    assert_eq!(report.cancelled, report.cancelled_told);
}

#[test]
fn the_six_days_before_christmas_1999_meet_the_targets() {
    let Some(args) = real_file() else { return };
    let mut last = (0, 0);
    let report = replay(&args, &mut |done, all| last = (done, all)).unwrap();
    assert_eq!((report.departures, report.late30, report.skipped), (87_449, 9_221, 0));
    assert_eq!(last, (report.messages, report.messages));
    meets_the_targets(&report);
}

#[test]
fn the_22nd_of_december_1999_meets_the_targets() {
    let Some(args) = real_file() else { return };
    let args = ReplayArgs { day: Some(date(1999, 12, 22)), ..args };
    let report = replay(&args, &mut |_, _| {}).unwrap();
    assert_eq!((report.departures, report.late30), (15_718, 2_571));
    meets_the_targets(&report);
    let json = serde_json::to_value(&report).unwrap();
    let keys: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = [
        "departures",
        "late30",
        "told",
        "notices",
        "notices_per_told_mean",
        "notices_per_told_max",
        "recall_late30",
        "told_before_departure",
        "false_under15",
    ];
    for key in expected {
        assert!(keys.contains(&key), "{key}");
    }
}

#[test]
fn a_day_without_flights_is_refused_with_the_days_there_are() {
    let Some(args) = real_file() else { return };
    let args = ReplayArgs { day: Some(date(2020, 1, 1)), ..args };
    let fault = replay(&args, &mut |_, _| {}).unwrap_err();
    assert_eq!(fault.code(), "flights_no_such_day");
    assert!(fault.to_string().contains("1999-12-21 to 1999-12-26"), "{fault}");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let args = ReplayArgs {
        file: "nowhere.csv.gz".into(),
        data: "no-such-folder".into(),
        day: None,
        speed: None,
        seed: SEED,
    };
    let fault = replay(&args, &mut |_, _| {}).unwrap_err();
    assert_eq!(fault.code(), "flights_data_absent");
    assert!(fault.to_string().contains("nowhere.csv.gz"), "{fault}");
}

const fn day() -> Date {
    date(2026, 3, 8)
}

/// What is known at `cut`: whatever happens later has not happened.
fn known_at(flights: &[Flight], cut: Minute) -> Vec<Flight> {
    let far = cut.plus_min(20 * 60);
    let forget = |flight: &Flight| {
        let Actual { off_block, on_block } = flight.actual;
        let off_block = off_block.map(|at| if at <= cut { at } else { far });
        // Later, but not never: a flight that is in no record of arrivals lands elsewhere, and that is known before.
        let on_block = on_block.map(|at| if at <= cut { at } else { far.plus_min(60) });
        Flight { actual: Actual { off_block, on_block }, ..flight.clone() }
    };
    flights.iter().map(forget).collect()
}

fn decisions_until(flights: &[Flight], cut: Minute) -> Vec<(Minute, LegKey, Decision)> {
    let mut all = Vec::new();
    replay_flights(flights, &Tuning::default(), SEED, &mut |leg, now, decision| {
        if now <= cut {
            all.push((now, flights[leg].plan.key, decision.clone()));
        }
    });
    all
}

fn is_causal(flights: &[Flight], cut: Minute) {
    let with_future = decisions_until(flights, cut);
    let without = decisions_until(&known_at(flights, cut), cut);
    assert!(with_future.len() > 100, "the cut leaves something to compare");
    for (a, b) in with_future.iter().zip(&without) {
        assert_eq!(a, b);
    }
    assert_eq!(with_future.len(), without.len());
}

#[test]
fn no_decision_depends_on_what_happens_later_on_invented_days() {
    for seed in 0..4 {
        let Flights { flights, .. } = generate(day(), seed);
        let first = flights.iter().map(|flight| flight.plan.std).min().unwrap();
        for hours in [3, 6, 9] {
            is_causal(&flights, first.plus_min(hours * 60));
        }
    }
}

#[test]
fn no_decision_depends_on_what_happens_later_on_a_real_day() {
    let Some(args) = real_file() else { return };
    let path = find_file(&args.file, &args.data).unwrap();
    let mut real = read_flights(&path, &args.data, Some(date(1999, 12, 22))).unwrap();
    // One carrier is enough to find a leak, and quick.
    real.flights.retain(|flight| flight.plan.key.flight.carrier.to_string() == "UA");
    let noon = real.flights.iter().map(|flight| flight.plan.std).min().unwrap().plus_min(30 * 60);
    is_causal(&real.flights, noon);
}

#[test]
fn nothing_is_said_about_a_departure_after_it_and_nothing_twice_in_ten_minutes() {
    for seed in 0..8 {
        let Flights { flights, .. } = generate(day(), seed);
        let logs = replay_flights(&flights, &Tuning::default(), seed, &mut |_, _, _| {});
        assert!(logs.iter().any(|log| log.len() > 1));
        for (flight, log) in flights.iter().zip(&logs) {
            let late = |n: &NoticeLog| flight.actual.off_block.is_some_and(|off| n.at >= off);
            assert!(!log.iter().any(late), "{flight:?} {log:?}");
            for pair in log.windows(2) {
                let urgent = !matches!(pair[1].claim, Claim::Delayed(_));
                assert!(urgent || pair[1].at.since_min(pair[0].at) >= 10, "{log:?}");
            }
        }
    }
}

#[test]
fn a_flight_that_leaves_exactly_thirty_minutes_late_is_told_of() {
    let Flights { mut flights, .. } = generate(day(), 3);
    for flight in &mut flights {
        flight.plan.tail = None;
        flight.actual.off_block = Some(flight.plan.std.plus_min(30));
        flight.actual.on_block = None;
    }
    let logs = replay_flights(&flights, &Tuning::default(), SEED, &mut |_, _, _| {});
    let of_departure =
        |log: &Vec<NoticeLog>| log.iter().filter(|n| n.claim != Claim::Diverted).count();
    assert!(logs.iter().all(|log| of_departure(log) == 1));
}

#[test]
fn a_flight_of_which_nothing_is_heard_is_given_up_in_the_end() {
    let Flights { flights, .. } = generate(day(), 3);
    let mut timeline = Timeline::new(Tuning::default().watch(&flights), Vec::new());
    let last = flights.iter().map(|flight| flight.plan.std).max().unwrap();
    while let Some(step) = timeline.step() {
        assert!(step.now <= last.plus_min(24 * 60), "the alarms end");
        for leg in step.legs {
            timeline.watch().think(leg, step.now);
        }
    }
}

#[test]
fn the_same_seed_brings_the_same_messages() {
    let Flights { flights, .. } = generate(day(), 5);
    assert_eq!(emissions(&flights, 1), emissions(&flights, 1));
    assert_ne!(emissions(&flights, 1), emissions(&flights, 2));
    assert_eq!(flights, generate(day(), 5).flights);
}
