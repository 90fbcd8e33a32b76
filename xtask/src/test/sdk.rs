//! Unmodified third-party SDKs against `kurier sandbox`.
//!
//! An example is a folder `examples/NAME` with either `requirements.txt` and `run.py`, or `package.json` and
//! `run.mjs`. It finds the sandbox through the file that `KURIER_SEED` names and ends with the line
//! `N passed, N failed`.

use super::count::Count;
use super::step::{Outcome, tail};
use super::{Context, install};
use crate::{digest, flow, lint, place, tools};
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const LIMIT: Duration = Duration::from_mins(5);

/// Runs every example with a sandbox of its own.
pub(crate) fn run(context: &Context) -> Result<Outcome> {
    let examples = examples(&place::root().join("examples"));
    if examples.is_empty() {
        return Ok(Outcome::absent("there are no examples"));
    }
    build_kurier(context)?;
    let (mut sum, mut notes) = (Count::default(), Vec::new());
    for example in examples {
        let name = example.file_name().unwrap_or_default().to_string_lossy().into_owned();
        eprintln!("        {name}");
        let (count, note) = match one(context, &name, &example) {
            Ok(found) => found,
            Err(error) => (Count::failed(1), format!("{error:#}")),
        };
        sum = sum.plus(count);
        if !note.is_empty() {
            notes.push(format!("{name}:\n{note}"));
        }
    }
    Ok(Outcome::Ran { count: sum, note: notes.join("\n") })
}

/// Builds the binary with the features that the tests were built with.
pub(crate) fn build_kurier(context: &Context) -> Result<()> {
    let mut build = lint::cargo(&["build", "--workspace", "--all-features", "--bins"]);
    let done = flow::logged(&mut build, &context.log("build"), Duration::from_mins(20))?;
    if !done.ok {
        bail!("kurier does not build:\n{}", tail(&done.text));
    }
    Ok(())
}

fn examples(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    found.retain(|path| path.join("run.py").is_file() || path.join("run.mjs").is_file());
    found.sort();
    found
}

fn one(context: &Context, name: &str, folder: &Path) -> Result<(Count, String)> {
    let mut program = program(context, name, folder)?;
    let seed = place::target().join("xtask").join(format!("{name}-seed.json"));
    let _sandbox = sandbox(context, name, &seed)?;
    program.current_dir(folder).env("KURIER_SEED", &seed);
    // Programs on Node speak TLS: beside the seed file lies what to trust the sandbox by.
    program.env("NODE_EXTRA_CA_CERTS", seed.with_extension("ca.pem"));
    let done = flow::logged(&mut program, &context.log(name), LIMIT)?;
    let mut count = Count::plain(&done.text).unwrap_or_default();
    if count.failed == 0 && (!done.ok || count.passed == 0) {
        count.failed = 1;
    }
    let note = if count.failed > 0 { tail(&done.text) } else { String::new() };
    Ok((count, note))
}

/// The example's program with its packages installed.
fn program(context: &Context, name: &str, folder: &Path) -> Result<Command> {
    if folder.join("run.py").is_file() {
        let Some(python) = install::python(context, name, &folder.join("requirements.txt"))? else {
            bail!("its Python packages could not be installed: see {name}-install.log");
        };
        let mut command = Command::new(python);
        // Compiled files would lie beside the sources.
        command.args(["-B", "run.py"]);
        return Ok(command);
    }
    tools::check_node()?;
    let lock = digest::of_files(folder, vec![folder.join("package-lock.json")])?;
    let stamp = folder.join("node_modules/.kurier");
    if !digest::is_stamped(&stamp, &lock) {
        let mut npm = Command::new("npm");
        npm.args(["ci", "--no-audit", "--no-fund"]).current_dir(folder);
        if !flow::logged(&mut npm, &context.log(&format!("{name}-install")), LIMIT)?.ok {
            bail!("its packages could not be installed: see {name}-install.log");
        }
        digest::stamp(&stamp, &lock)?;
    }
    let mut command = Command::new("node");
    command.arg("run.mjs");
    Ok(command)
}

fn sandbox(context: &Context, name: &str, seed: &Path) -> Result<flow::Background> {
    if seed.exists() {
        std::fs::remove_file(seed)?;
    }
    let mut command = Command::new(place::kurier());
    command.args(["sandbox", "--listen", "127.0.0.1:0", "--tls-listen", "127.0.0.1:0"]);
    command.arg("--seed-file").arg(seed);
    let log = context.log(&format!("{name}-sandbox"));
    let mut child = flow::Background(flow::spawn_logged(&mut command, &log)?);
    if let Err(error) = flow::wait_for_file(seed, &mut child, Duration::from_secs(30)) {
        bail!("{error:#}\n{}", tail(&flow::read_lossy(&log)));
    }
    Ok(child)
}
