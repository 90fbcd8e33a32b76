//! `cargo xtask gen`: files that are written from code, such as docs/errors.md, docs/openapi.json and docs/reliability.md.
//!
//! The crate that owns the source of a generated file has an integration test that compares the file with what it
//! would write, or writes it first when `KURIER_GEN=1`.

use crate::{flow, lint, place, test::count};
use anyhow::{Result, bail};
use std::process::{Command, ExitCode};

/// Those tests.
const WRITERS: [&str; 3] = ["errors_page", "reliability_page", "contract_files"];

/// Writes, or with `--check` compares.
pub(crate) fn run(words: &[String]) -> Result<ExitCode> {
    let check = words.iter().any(|word| word == "--check");
    let log = place::target().join("xtask/gen.log");
    let limit = std::time::Duration::from_mins(15);
    let done = flow::logged(&mut command(check), &log, limit)?;
    print!("{}", done.text);
    if !done.ok {
        bail!("generated files are stale: `cargo xtask gen` writes them anew");
    }
    if count::Count::libtest(&done.text).is_none_or(|sum| sum.passed == 0) {
        bail!("no test ran; nothing was generated or checked");
    }
    Ok(ExitCode::SUCCESS)
}

/// The generators as one command.
pub(crate) fn command(check: bool) -> Command {
    // All of the workspace, so that the tests and this share what they build.
    let mut words = vec!["test", "--workspace", "--all-features"];
    for writer in WRITERS {
        words.extend(["--test", writer]);
    }
    let mut command = lint::cargo(&words);
    if check {
        command.env_remove("KURIER_GEN");
    } else {
        command.env("KURIER_GEN", "1");
    }
    command
}
