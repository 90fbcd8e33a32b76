//! The simulation judges itself: it repeats, it varies, and it notices.

use super::{SimOptions, run};

#[test]
fn a_few_seeds_end_well() {
    for seed in 1..=4 {
        let report = run(seed, &SimOptions::new()).unwrap();
        assert!(report.accepted > 20, "{report:?}");
        assert!(report.faults > 10, "{report:?}");
    }
}

#[test]
fn the_same_seed_gives_the_same_trace_and_another_seed_another() {
    let hash = |seed| run(seed, &SimOptions::new()).unwrap().hash;
    let first = hash(7);
    assert_eq!(hash(7), first);
    assert_eq!(hash(7), first);
    assert_ne!(hash(8), first);
}

#[test]
fn a_receiver_that_swallows_events_is_noticed_and_the_seed_is_named() {
    let error = run(3, &SimOptions { swallows: 10, ..SimOptions::new() }).unwrap_err();
    let text = format!("{error:#}");
    assert!(text.contains("seed 3"), "{text}");
    assert!(text.contains("events came"), "{text}");
}
