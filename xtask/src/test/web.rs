//! The web package: install, build, lint, types, unit tests, size.

use super::count::Count;
use super::step::{Outcome, check, counted};
use super::{Context, step};
use crate::{flow, tools, web};
use anyhow::Result;
use std::process::Command;
use std::time::Duration;

const LIMIT: Duration = Duration::from_mins(10);

/// `npm ci`, unless the packages are those of the lock file.
pub(crate) fn install(context: &Context) -> Result<Outcome> {
    prepared(context, "web-install", web::install_command, web::installed)
}

/// The production build, unless it is of these sources.
pub(crate) fn build(context: &Context) -> Result<Outcome> {
    prepared(context, "web-build", web::build_command, web::built)
}

/// Formatting and lint.
pub(crate) fn lint(context: &Context) -> Result<Outcome> {
    script(context, "web-lint", "lint")
}

/// Types and the compiler's accessibility warnings.
pub(crate) fn types(context: &Context) -> Result<Outcome> {
    script(context, "web-types", "check")
}

/// Size of the first load.
pub(crate) fn budget(context: &Context) -> Result<Outcome> {
    script(context, "web-budget", "budget")
}

/// Unit tests.
pub(crate) fn unit(context: &Context) -> Result<Outcome> {
    if let Some(absent) = missing_installed("test") {
        return Ok(absent);
    }
    counted(context, "vitest", &mut npm("test"), LIMIT, Count::vitest)
}

/// An npm script without colours and without questions.
pub(crate) fn npm(script: &str) -> Command {
    let mut command = web::npm(&["run", script]);
    command.env("NO_COLOR", "1").env_remove("FORCE_COLOR");
    command
}

/// Why a script of the installed package cannot run, if so.
pub(crate) fn missing_installed(script: &str) -> Option<Outcome> {
    let installed = crate::place::web().join("node_modules").is_dir();
    let absent = || Outcome::absent("the packages of web/ are not installed");
    missing(script).or_else(|| (!installed).then(absent))
}

/// Why a script cannot run at all, if so.
fn missing(script: &str) -> Option<Outcome> {
    if !web::exists() {
        return Some(Outcome::absent("this checkout has no web package"));
    }
    if !tools::has_node() {
        return Some(Outcome::absent("Node 20.19 or newer and npm were not found"));
    }
    if !web::has_script(script) {
        return Some(Outcome::absent(format!("web/package.json has no script `{script}`")));
    }
    None
}

fn script(context: &Context, name: &str, script: &str) -> Result<Outcome> {
    match missing_installed(script) {
        Some(absent) => Ok(absent),
        None => check(context, name, &mut npm(script), LIMIT),
    }
}

fn prepared(
    context: &Context,
    name: &str,
    command: fn() -> Result<Option<Command>>,
    stamp: fn() -> Result<()>,
) -> Result<Outcome> {
    if let Some(absent) = missing("build") {
        return Ok(absent);
    }
    let Some(mut command) = command()? else {
        return Ok(Outcome::one(true, "nothing changed".to_owned()));
    };
    let done = flow::logged(command.env("NO_COLOR", "1"), &context.log(name), LIMIT)?;
    if !done.ok {
        return Ok(Outcome::one(false, step::tail(&done.text)));
    }
    stamp()?;
    Ok(Outcome::one(true, String::new()))
}
