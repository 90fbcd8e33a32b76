//! `cargo xtask lint`: formatting and clippy.

use crate::{flow, place};
use anyhow::Result;
use std::process::{Command, ExitCode};

/// Checks; with `--fix` repairs what can be repaired first.
pub(crate) fn run(words: &[String]) -> Result<ExitCode> {
    let fix = words.iter().any(|word| word == "--fix");
    flow::shown(&mut format(!fix))?;
    if fix {
        let mut repair =
            cargo(&["clippy", "--fix", "--allow-dirty", "--workspace", "--all-targets"]);
        flow::shown(&mut repair)?;
    }
    flow::shown(&mut clippy())?;
    Ok(ExitCode::SUCCESS)
}

/// rustfmt over the workspace; `check` only compares.
pub(crate) fn format(check: bool) -> Command {
    if check {
        cargo(&["fmt", "--all", "--check", "--", "--color", "never"])
    } else {
        cargo(&["fmt", "--all"])
    }
}

/// clippy over everything, warnings as errors.
pub(crate) fn clippy() -> Command {
    cargo(&["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"])
}

/// A cargo command in the workspace root.
pub(crate) fn cargo(args: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.args(args).current_dir(place::root());
    forget_this_run(&mut command);
    command
}

/// Takes away what cargo set for this very program: build scripts that look at it would run again, and half
/// of the workspace would be built again whenever cargo is called from here and by hand in turn.
pub(crate) fn forget_this_run(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
}
