//! `cargo xtask gen`: files that are written from code, such as docs/errors.md.
//!
//! The crate that owns the source of a generated file has a test whose name contains `generated`. It compares the
//! file with what it would write, or writes it when `KURIER_GEN=1`.

use crate::{flow, lint, place, test::count};
use anyhow::{Result, bail};
use std::process::{Command, ExitCode};

/// Crates with such a test. Listed, so that a fresh check builds little.
const OWNERS: [&str; 1] = ["kurier-wire"];

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
        bail!("no test named `generated…` was found; nothing was generated or checked");
    }
    Ok(ExitCode::SUCCESS)
}

/// The generators as one command.
pub(crate) fn command(check: bool) -> Command {
    let mut words = vec!["test"];
    for owner in OWNERS {
        words.extend(["-p", owner]);
    }
    words.extend(["--all-features", "generated"]);
    let mut command = lint::cargo(&words);
    if check {
        command.env_remove("KURIER_GEN");
    } else {
        command.env("KURIER_GEN", "1");
    }
    command
}
