//! The table of behaviours that is part of the program.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use kurier_herd::behaviour::{CHANNELS, Example, FIGURES, WINDOW, figures, learned, train};
use kurier_herd::data::{Bout, data_folder, find, read_bouts};
use kurier_herd::evaluate::{Labelled, windows};

/// `None`, loudly, when the data folder is absent; a failure when nothing may be absent.
fn labelled() -> Option<Vec<Labelled>> {
    let folder = data_folder().join("herd/wasp_walking");
    if !folder.is_dir() {
        let absent = format!("no labelled bouts at {}: set KURIER_DATA", folder.display());
        assert_ne!(std::env::var("KURIER_REQUIRE").as_deref(), Ok("all"), "{absent}");
        eprintln!("SKIPPED, NOT TESTED: {absent}");
        return None;
    }
    let recorded = find(&folder).unwrap();
    Some(windows(&read_bouts(&recorded.bouts, &recorded.samples).unwrap()))
}

fn examples(labelled: &[Labelled]) -> Vec<&Example> {
    labelled.iter().map(|window| &window.example).collect()
}

#[test]
#[ignore = "writes learned.bin anew"]
fn writes_the_table_anew() {
    let Some(labelled) = labelled() else { return };
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/behaviour/learned.bin");
    std::fs::write(path, train(&examples(&labelled)).to_bytes()).unwrap();
}

#[test]
fn the_table_of_the_program_is_what_training_on_all_cows_gives() {
    let Some(labelled) = labelled() else { return };
    let (ours, anew) = (learned(), train(&examples(&labelled)));
    let mut agree = 0;
    for window in &labelled {
        let figures = &window.example.figures;
        agree += usize::from(ours.judge_figures(figures).0 == anew.judge_figures(figures).0);
    }
    assert!(agree * 1000 >= labelled.len() * 999, "{agree} of {}", labelled.len());
}

#[test]
fn five_seconds_of_nonsense_are_judged_without_panic() {
    for value in [0.0, f32::NAN, f32::INFINITY, -1e30, 1e30] {
        let (_, shares) = learned().judge(&[[value; CHANNELS]; WINDOW]);
        assert!((shares.iter().sum::<f32>() - 1.0).abs() < 1e-3, "{value} {shares:?}");
    }
}

#[test]
fn a_swing_of_two_hertz_is_seen_as_one() {
    let samples: [[f32; CHANNELS]; WINDOW] = std::array::from_fn(|at| {
        let at = f32::from(u8::try_from(at).unwrap());
        [(at * 0.2 * std::f32::consts::TAU).sin(); CHANNELS]
    });
    let figures = figures(&samples);
    assert_eq!(figures.len(), FIGURES);
    // Of the first axis: the strongest frequency stands after eight ranks.
    assert!((figures[8] - 2.0).abs() < 0.01, "{}", figures[8]);
}

#[test]
fn bouts_shorter_than_five_seconds_and_other_labels_make_no_window() {
    let bout = |label: &str, samples: usize| Bout {
        cow: "1".to_owned(),
        label: label.to_owned(),
        samples: vec![[0.0; CHANNELS]; samples],
    };
    let bouts = [bout("Walking", 49), bout("Licking", 500), bout("Grazing", 149)];
    assert_eq!(windows(&bouts).len(), 2);
}
