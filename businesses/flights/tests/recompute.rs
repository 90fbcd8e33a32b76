//! Every decision of a replay is worked out anew by a program that shares nothing with the airline.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::Path;
use std::process::Command;

use jiff::civil::date;
use kurier_flights::replay::{write_decisions, write_feed};
use kurier_flights::source::{Flight, data_folder, find_file, generate, read_flights};

const SEED: u64 = 1;
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/recompute.py");

fn has_python() -> bool {
    let found = Command::new("python3").arg("--version").output().is_ok();
    if !found {
        assert_ne!(std::env::var("KURIER_REQUIRE").as_deref(), Ok("all"), "no python3");
        eprintln!("SKIPPED, NOT TESTED: no python3");
    }
    found
}

/// Compares all decisions; returns how many there were.
fn is_the_same(flights: &[Flight], folder: &Path) -> usize {
    let feed = folder.join("feed.tsv");
    write_feed(flights, SEED, &mut std::fs::File::create(&feed).unwrap()).unwrap();
    let mut ours = Vec::new();
    write_decisions(flights, SEED, &mut ours).unwrap();
    let ran = Command::new("python3").arg(SCRIPT).arg(&feed).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let (ours, theirs) = (String::from_utf8(ours).unwrap(), String::from_utf8(ran.stdout).unwrap());
    for (number, (a, b)) in ours.lines().zip(theirs.lines()).enumerate() {
        assert_eq!(a, b, "decision {number}");
    }
    assert_eq!(ours.lines().count(), theirs.lines().count());
    ours.lines().count()
}

#[test]
fn an_independent_recomputation_comes_to_the_same_decisions_on_a_real_day() {
    if !has_python() {
        return;
    }
    let data = data_folder();
    let Ok(path) = find_file("us1999dec_flights.csv.gz".as_ref(), &data) else {
        assert_ne!(std::env::var("KURIER_REQUIRE").as_deref(), Ok("all"), "no data");
        eprintln!("SKIPPED, NOT TESTED: no real flights");
        return;
    };
    let mut real = read_flights(&path, &data, Some(date(1999, 12, 22))).unwrap().flights;
    real.retain(|flight| flight.plan.key.flight.carrier.to_string() == "UA");
    let folder = tempfile::tempdir().unwrap();
    let decisions = is_the_same(&real, folder.path());
    assert!(decisions > 20_000, "{decisions}");
}

#[test]
fn an_independent_recomputation_comes_to_the_same_decisions_on_invented_days() {
    if !has_python() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for seed in 0..4 {
        // Night and month end at once.
        let flights = generate(date(2026, 2, 28), seed).flights;
        assert!(is_the_same(&flights, folder.path()) > 200);
    }
}
