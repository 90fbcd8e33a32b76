//! `cargo xtask bench`: hands over to the benchmark programs in `bench/`.

use crate::{flow, place};
use anyhow::{Result, bail};
use std::process::{Command, ExitCode};

/// Runs the named benchmarks, or all of them, against a release build.
pub(crate) fn run(words: &[String]) -> Result<ExitCode> {
    if !place::root().join("bench/Cargo.toml").is_file() {
        bail!("this checkout has no benchmarks: bench/Cargo.toml is missing");
    }
    let mut build = Command::new("cargo");
    build.args(["build", "--release", "-p", "kurier"]).current_dir(place::root());
    flow::shown(&mut build)?;
    let mut bench = Command::new("cargo");
    bench.args(["bench", "-p", "kurier-bench", "--bench", "kurier", "--"]).args(words);
    bench.current_dir(place::root()).env("KURIER_BIN", place::target().join("release/kurier"));
    flow::shown(&mut bench)?;
    Ok(ExitCode::SUCCESS)
}
