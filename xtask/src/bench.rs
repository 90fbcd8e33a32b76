//! `cargo xtask bench`: hands over to the benchmark programs in `bench/`.

use crate::{flow, place};
use anyhow::{Result, bail};
use std::process::{Command, ExitCode};

/// Runs the named benchmarks, or all of them, against a release build.
pub(crate) fn run(words: &[String]) -> Result<ExitCode> {
    if !place::root().join("bench/Cargo.toml").is_file() {
        bail!("this checkout has no benchmarks: bench/Cargo.toml is missing");
    }
    for package in ["kurier", "kurier-bench"] {
        let mut build = Command::new("cargo");
        build.args(["build", "--release", "-p", package]).current_dir(place::root());
        flow::shown(&mut build)?;
    }
    let release = place::target().join("release");
    let mut bench = Command::new(release.join("kurier-bench"));
    bench.args(words).current_dir(place::root()).env("KURIER_BIN", release.join("kurier"));
    flow::shown(&mut bench)?;
    Ok(ExitCode::SUCCESS)
}
