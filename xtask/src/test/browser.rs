//! End-to-end tests in a real browser.

use super::count::Count;
use super::step::{Outcome, counted};
use super::{Context, install, sdk, web};
use crate::place;
use anyhow::Result;
use std::time::Duration;

/// Runs Playwright against Debian's Chromium and the built `kurier`.
pub(crate) fn run(context: &Context) -> Result<Outcome> {
    if let Some(absent) = web::missing_installed("e2e") {
        return Ok(absent);
    }
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let Some(chromium) = install::program(context, &names, "chromium") else {
        return Ok(Outcome::absent("Chromium was not found"));
    };
    sdk::build_kurier(context)?;
    let mut command = web::npm("e2e");
    command.env("KURIER_BIN", place::kurier()).env("KURIER_CHROMIUM", chromium);
    Context::with_data(&mut command);
    counted(context, "e2e", &mut command, Duration::from_mins(15), Count::playwright)
}
