//! The feeds at hand, if they are.

use std::path::PathBuf;

use kurier_press::check::{check_folder, render_text};

/// The folder of test data; tests on real data do nothing where there is none.
fn feeds() -> Option<PathBuf> {
    let data = std::env::var_os("KURIER_DATA").map(PathBuf::from);
    let data = data.unwrap_or_else(|| PathBuf::from("../../../shared/data"));
    Some(data.join("feeds")).filter(|folder| folder.is_dir())
}

#[test]
fn the_feeds_at_hand_reach_the_goals() {
    let Some(folder) = feeds() else { return };
    let report = check_folder(&folder, &mut |_, _| {}).expect("a report");
    println!("{}", render_text(&report));
    assert!(report.files > 400 && report.fields_total > 80 && report.encodings_total > 5);
    assert!(report.is_good(), "{}", render_text(&report));
}
