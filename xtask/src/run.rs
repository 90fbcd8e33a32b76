//! `cargo xtask run`: from a fresh clone to the demo in one command.

use crate::{flow, lint, place, web};
use anyhow::Result;
use std::process::{Command, ExitCode};

/// Builds the front ends if their sources changed, builds Kurier, starts the demo.
pub(crate) fn run(words: &[String]) -> Result<ExitCode> {
    web::prepare()?;
    eprintln!("building Kurier (the first time takes a few minutes)");
    flow::shown(&mut lint::cargo(&["build", "-p", "kurier"]))?;
    let mut demo = Command::new(place::kurier());
    demo.arg("demo").args(words).current_dir(place::root());
    let data = place::data();
    if data.is_dir() {
        demo.env("KURIER_DATA", data);
    }
    // Ctrl-C reaches the demo too; its own end is the end of this task, not a failure of it.
    let status = demo.status()?;
    Ok(ExitCode::from(u8::try_from(status.code().unwrap_or(130)).unwrap_or(1)))
}
