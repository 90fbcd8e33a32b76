//! `cargo xtask faults`: hands over to the fault catalogue in `bench/faults`.

use crate::test::{Context, count::Count, install, sdk, step::Outcome};
use crate::{flow, lint, place};
use anyhow::{Context as _, Result, bail};
use std::hash::{BuildHasher, RandomState};
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

/// Where Debian puts the library that makes a program see another time.
const FAKETIME: &str = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";

/// Runs the catalogue: `--quick` on the build of the tests, `--hours N` on a release build. Further
/// words name single faults; `--seed N` repeats one simulated seed. `--ledger N` runs N random steps of money instead.
pub(crate) fn run(words: &[String]) -> Result<ExitCode> {
    if let Some(steps) = after(words, "--ledger") {
        return ledger(steps, words);
    }
    let long = words.iter().any(|word| word == "--hours");
    let other = ["--quick", "--seed", "--golden"];
    if !long && !words.iter().any(|word| other.contains(&word.as_str())) {
        bail!(
            "say `--quick`, `--hours N`, `--seed N` or `--ledger N`, and perhaps some of FT-01, FT-02, …"
        );
    }
    let build: &[&str] = if long {
        &["build", "--release", "-p", "kurier"]
    } else {
        &["build", "--workspace", "--all-features", "--bins"]
    };
    flow::shown(&mut lint::cargo(build))?;
    let mut catalogue = if long {
        let mut bench = lint::cargo(&["bench", "-q", "-p", "kurier-bench", "--bench", "faults"]);
        bench.env("KURIER_BIN", place::target().join("release/kurier"));
        bench
    } else {
        on_the_tests_build()
    };
    catalogue.arg("--").args(words);
    let status = catalogue.status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn after<'w>(words: &'w [String], flag: &str) -> Option<&'w str> {
    words.iter().skip_while(|word| *word != flag).nth(1).map(String::as_str)
}

/// The state-machine test of money, from a release build of that program alone, or with `--quick` from the tests' own:
/// `--seed N` repeats a run (otherwise it is a new one), `--store sqlite|postgres|both`, `--exact` compares after each commit.
fn ledger(steps: &str, words: &[String]) -> Result<ExitCode> {
    let steps: u64 = steps.parse().context("--ledger needs a number of steps")?;
    let seed = match after(words, "--seed") {
        Some(seed) => seed.parse::<u64>().context("--seed needs a number")?,
        // A hasher's keys are random; a short number is easier to say.
        None => RandomState::new().hash_one(steps) % 1_000_000,
    };
    let store = after(words, "--store").unwrap_or("both");
    if !["sqlite", "postgres", "both"].contains(&store) {
        bail!("--store is `sqlite`, `postgres` or `both`, not `{store}`");
    }
    let has = |flag: &str| words.iter().any(|word| word == flag);
    let release: &[&str] = if has("--quick") { &[] } else { &["--release"] };
    let program = ["-p", "kurier-store", "--test", "ledger", "--", "--nocapture"];
    let mut command = lint::cargo(&[&["test", "-q"], release, &program].concat());
    command
        .env("KURIER_LEDGER_OPS", steps.to_string())
        .env("KURIER_LEDGER_SEED", seed.to_string())
        .env("KURIER_LEDGER_STORE", store);
    if has("--exact") {
        command.env("KURIER_LEDGER_EXACT", "1");
    }
    let again = format!("cargo xtask faults --ledger {steps} --seed {seed} --store {store}");
    println!("{steps} steps of money, seed {seed}, store {store}");
    let begun = Instant::now();
    let held = command.status()?.success();
    let seconds = begun.elapsed().as_secs();
    if held {
        println!("every invariant held, {seconds} s with the build; again: {again}");
        return Ok(ExitCode::SUCCESS);
    }
    println!(
        "seed {seed} failed after {seconds} s; again, and compared after each commit: {again} --exact"
    );
    Ok(ExitCode::FAILURE)
}

/// The quick catalogue as a step of the tests. The saved results stay as they are.
pub(crate) fn step(context: &Context) -> Result<Outcome> {
    sdk::build_kurier(context)?;
    // Both stand between the program and the kernel; each fault that needs one says so where it is absent.
    install::program(context, &["strace"], "strace");
    if !Path::new(FAKETIME).is_file() {
        install::debian(context, "libfaketime");
    }
    let mut catalogue = on_the_tests_build();
    catalogue.args(["--", "--quick", "--no-save"]);
    let limit = Duration::from_mins(15);
    crate::test::step::counted(context, "faults", &mut catalogue, limit, Count::plain)
}

/// All of the workspace, so that the tests and this share what they build.
fn on_the_tests_build() -> Command {
    let mut command =
        lint::cargo(&["test", "-q", "--workspace", "--all-features", "--bench", "faults"]);
    command.env("KURIER_BIN", place::kurier());
    command
}
