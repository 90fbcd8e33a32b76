//! The Rust side: format, house rules, lints, tests, documentation, dependencies.

use super::count::Count;
use super::services::Services;
use super::step::{Outcome, check, counted};
use super::{Context, install};
use crate::{r#gen, lint, tidy};
use anyhow::Result;
use std::process::Command;
use std::time::Duration;

/// rustfmt.
pub(crate) fn format(context: &Context) -> Result<Outcome> {
    check(context, "format", &mut lint::format(true), Duration::from_mins(2))
}

/// The house rules.
pub(crate) fn tidy(_context: &Context) -> Result<Outcome> {
    let report = tidy::check()?;
    if report.findings.is_empty() {
        return Ok(Outcome::one(true, report.figures.join("; ")));
    }
    Ok(Outcome::one(false, report.findings.join("\n")))
}

/// clippy, warnings as errors.
pub(crate) fn clippy(context: &Context) -> Result<Outcome> {
    check(context, "clippy", &mut lint::clippy(), Duration::from_mins(25))
}

/// All unit and integration tests.
pub(crate) fn tests(context: &Context) -> Result<Outcome> {
    let limit = Duration::from_mins(30);
    let (mut command, read): (Command, fn(&str) -> Option<Count>) = if context.nextest {
        let words = ["nextest", "run", "--workspace", "--all-features", "--no-fail-fast"];
        let mut command = lint::cargo(&words);
        if std::env::var_os("CI").is_some() {
            command.args(["--profile", "ci"]);
        }
        (command, Count::nextest)
    } else {
        let words = ["test", "--workspace", "--all-features", "--lib", "--bins", "--tests"];
        let mut command = lint::cargo(&words);
        command.arg("--no-fail-fast");
        (command, Count::libtest)
    };
    Context::with_data(&mut command);
    let services = Services::start(context)?;
    services.with(&mut command);
    counted(context, "rust-tests", &mut command, limit, read)
}

/// Examples in the documentation. A workspace without any is fine.
pub(crate) fn doc_tests(context: &Context) -> Result<Outcome> {
    let mut command = lint::cargo(&["test", "--workspace", "--all-features", "--doc"]);
    let limit = Duration::from_mins(15);
    let done = crate::flow::logged(&mut command, &context.log("doc-tests"), limit)?;
    let count = Count::libtest(&done.text).unwrap_or_default();
    if done.ok {
        let count = count.plus(Count::default());
        return Ok(Outcome::Ran { count, note: String::new() });
    }
    let count = Count { failed: count.failed.max(1), ..count };
    Ok(Outcome::Ran { count, note: super::step::tail(&done.text) })
}

/// Documentation builds without warnings, private items too.
pub(crate) fn rustdoc(context: &Context) -> Result<Outcome> {
    let words = ["doc", "--workspace", "--all-features", "--no-deps", "--document-private-items"];
    let mut command = lint::cargo(&words);
    command.env("RUSTDOCFLAGS", "-D warnings");
    check(context, "rustdoc", &mut command, Duration::from_mins(15))
}

/// Generated files are fresh.
pub(crate) fn generated(context: &Context) -> Result<Outcome> {
    counted(
        context,
        "generated",
        &mut r#gen::command(true),
        Duration::from_mins(15),
        Count::libtest,
    )
}

/// Licences, banned crates, sources of crates. The list of known vulnerabilities needs the network and changes by
/// itself, so it is not part of a test that must give the same answer tomorrow.
pub(crate) fn deny(context: &Context) -> Result<Outcome> {
    let Some(program) = install::cargo_deny(context)? else {
        return Ok(Outcome::absent(
            "cargo-deny is not installed: cargo install --locked cargo-deny",
        ));
    };
    let mut command = Command::new(program);
    command.current_dir(crate::place::root());
    command.args(["--workspace", "check", "bans", "licenses", "sources"]);
    check(context, "deny", &mut command, Duration::from_mins(5))
}
