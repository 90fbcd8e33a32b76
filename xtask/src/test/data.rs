//! The data sets that some tests read.

use super::{Context, step::Outcome};
use crate::place;
use anyhow::Result;

/// Says whether the data folder is there; tests that need it look for it themselves.
#[expect(clippy::unnecessary_wraps, reason = "all steps have one signature")]
pub(crate) fn run(_context: &Context) -> Result<Outcome> {
    let data = place::data();
    if data.is_dir() {
        return Ok(Outcome::one(true, String::new()));
    }
    Ok(Outcome::absent("no data folder; set KURIER_DATA. Tests on real data leave themselves out"))
}
