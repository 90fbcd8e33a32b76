//! The evaluation on recorded herds.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::PathBuf;

use kurier_herd::data::data_folder;
use kurier_herd::evaluate::{Watcher, evaluate, render_text};

/// `None`, loudly, when the data folder is absent; a failure when nothing may be absent.
fn recorded() -> Option<PathBuf> {
    let folder = data_folder().join("herd");
    if folder.is_dir() {
        return Some(folder);
    }
    let absent = format!("no recorded herds at {}: set KURIER_DATA", folder.display());
    assert_ne!(std::env::var("KURIER_REQUIRE").as_deref(), Ok("all"), "{absent}");
    eprintln!("SKIPPED, NOT TESTED: {absent}");
    None
}

struct Nobody(std::time::Instant);

impl Watcher for Nobody {
    fn progress(&mut self, part: &'static str, done: u64, _: u64) {
        if done == 0 {
            eprintln!("{part} {:.1}", self.0.elapsed().as_secs_f64());
        }
    }
    fn elapsed_s(&self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}

#[test]
#[ignore = "takes a minute; `kurier herd evaluate` shows the same"]
fn all_of_it() {
    let Some(folder) = recorded() else { return };
    let evaluation = evaluate(&folder, &mut Nobody(std::time::Instant::now())).unwrap();
    println!("{}\n{}", serde_json::to_string(&evaluation).unwrap(), render_text(&evaluation));
}
