//! `cargo xtask bench`: hands over to the benchmark program in `bench/`.

use crate::{flow, lint, place};
use anyhow::{Result, bail};
use std::process::{Command, ExitCode};

/// Sockets of ten thousand devices live in one process, and as many in the server.
const OPEN_FILES: u32 = 65_536;

/// Runs the named benchmarks, or all of them: against a release build, or with `--short` against the
/// debug build that the tests have made anyway.
pub(crate) fn run(words: &[String]) -> Result<ExitCode> {
    if !place::root().join("bench/Cargo.toml").is_file() {
        bail!("this checkout has no benchmarks: bench/Cargo.toml is missing");
    }
    let is_quick = |word: &String| word == "--short" || word == "plot";
    let profile = if words.iter().any(is_quick) { "dev" } else { "release" };
    flow::shown(&mut lint::cargo(&["build", "--profile", profile, "-p", "kurier"]))?;
    flow::shown(&mut command(profile, words))?;
    Ok(ExitCode::SUCCESS)
}

/// The benchmark program; it may open as many files as the system lets it.
pub(crate) fn command(profile: &str, words: &[String]) -> Command {
    // In tests with the features of all crates, so that what they built is not built again.
    let (folder, which) = match profile {
        "dev" => ("debug", "--workspace --all-features"),
        other => (other, "-p kurier-bench"),
    };
    let mut bench = Command::new("sh");
    let script = format!(
        "ulimit -n {OPEN_FILES} 2>/dev/null || ulimit -n \"$(ulimit -H -n)\"
         exec cargo bench --profile {profile} {which} --bench kurier -- \"$@\""
    );
    bench.args(["-c", &script, "bench"]).args(words);
    bench.current_dir(place::root());
    lint::forget_this_run(&mut bench);
    // Every throw-away folder lies on the disk that is measured, never in memory.
    bench.env("TMPDIR", place::target());
    bench.env("KURIER_BIN", place::target().join(folder).join("kurier"));
    bench
}
