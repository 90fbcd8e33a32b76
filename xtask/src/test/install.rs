//! Gets what is missing, where that is possible and allowed.

use super::Context;
use crate::{flow, lint, place};
use anyhow::Result;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

/// A program, by the first of its names that is found; installs the Debian package if it may.
pub(crate) fn program(context: &Context, names: &[&str], package: &str) -> Option<PathBuf> {
    flow::find(names).or_else(|| {
        debian(context, package);
        flow::find(names)
    })
}

/// Installs a Debian package; only as root, and only in a full run. What comes of it, the caller sees by looking
/// again.
pub(crate) fn debian(context: &Context, package: &str) {
    static UPDATED: OnceLock<bool> = OnceLock::new();
    if !context.full || !is_root() || flow::find(&["apt-get"]).is_none() {
        return;
    }
    eprintln!("        installing the package {package}");
    let updated = *UPDATED.get_or_init(|| apt(context, "apt-update", &["update"]));
    if updated {
        apt(context, package, &["install", "-y", "--no-install-recommends", package]);
    }
}

/// cargo-deny, compiled into the target folder when it is required and absent.
pub(crate) fn cargo_deny(context: &Context) -> Result<Option<PathBuf>> {
    let own = place::target().join("tools");
    let installed = own.join("bin/cargo-deny");
    if let Some(found) = flow::find(&["cargo-deny"]) {
        return Ok(Some(found));
    }
    if installed.is_file() || !context.require.holds("deny") {
        return Ok(installed.is_file().then_some(installed));
    }
    eprintln!("        compiling cargo-deny (about two minutes)");
    // Without optimisation: it compiles four times as fast and checks this workspace within a second.
    let words = ["install", "--locked", "--debug", "--version", "0.20.2", "cargo-deny", "--root"];
    let mut command = lint::cargo(&words);
    command.arg(&own).env("CARGO_PROFILE_DEV_DEBUG", "0");
    let done = flow::logged(&mut command, &context.log("cargo-deny"), Duration::from_mins(20))?;
    Ok(done.ok.then_some(installed))
}

/// A virtual environment with the pinned packages of `requirements`.
pub(crate) fn python(
    context: &Context,
    name: &str,
    requirements: &PathBuf,
) -> Result<Option<PathBuf>> {
    let home = place::target().join("python").join(name);
    let python = home.join("bin/python");
    let stamp = home.join(".kurier");
    let digest = crate::digest::of_files(&place::root(), vec![requirements.clone()])?;
    if crate::digest::is_stamped(&stamp, &digest) {
        return Ok(Some(python));
    }
    let log = context.log(&format!("{name}-install"));
    let limit = Duration::from_mins(10);
    let mut venv = Command::new("python3");
    venv.args(["-m", "venv", "--clear"]).arg(&home);
    if !flow::logged(&mut venv, &log, limit)?.ok {
        debian(context, "python3-venv");
        if !flow::logged(&mut venv, &log, limit)?.ok {
            return Ok(None);
        }
    }
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--disable-pip-version-check", "-r"]).arg(requirements);
    if !flow::logged(&mut pip, &log, limit)?.ok {
        return Ok(None);
    }
    crate::digest::stamp(&stamp, &digest)?;
    Ok(Some(python))
}

fn apt(context: &Context, name: &str, args: &[&str]) -> bool {
    let mut command = Command::new("apt-get");
    command.args(args).env("DEBIAN_FRONTEND", "noninteractive");
    let log = context.log(&format!("apt-{name}"));
    flow::logged(&mut command, &log, Duration::from_mins(10)).is_ok_and(|done| done.ok)
}

fn is_root() -> bool {
    flow::said("id", &["-u"]).is_some_and(|text| text.trim() == "0")
}
