//! One step of the test run and what may become of it.

use super::{Context, count::Count};
use crate::flow;
use anyhow::Result;
use std::process::Command;
use std::time::Duration;

/// Something that is checked or tested.
pub(crate) struct Step {
    /// Its name, also in `KURIER_REQUIRE` and on the command line.
    pub(crate) name: &'static str,
    /// Whether it belongs to the inner loop.
    pub(crate) quick: bool,
    /// What it does.
    pub(crate) run: fn(&Context) -> Result<Outcome>,
}

/// What became of a step.
pub(crate) enum Outcome {
    /// It ran.
    Ran {
        /// What it counted.
        count: Count,
        /// The end of its output if something failed, otherwise a remark or nothing.
        note: String,
    },
    /// It could not run.
    Absent {
        /// Why, and what would help.
        reason: String,
    },
}

impl Outcome {
    /// A step that is one check.
    pub(crate) fn one(ok: bool, note: String) -> Self {
        let count = if ok { Count::passed(1) } else { Count::failed(1) };
        Self::Ran { count, note }
    }

    /// It could not run, because of this.
    pub(crate) fn absent(reason: impl Into<String>) -> Self {
        Self::Absent { reason: reason.into() }
    }

    /// How many things failed.
    pub(crate) fn failed(&self) -> usize {
        match self {
            Self::Ran { count, .. } => count.failed,
            Self::Absent { .. } => 0,
        }
    }
}

impl Step {
    /// Runs it; an error, or the absence of something required, is a failure.
    pub(crate) fn settle(&self, context: &Context) -> Outcome {
        match (self.run)(context) {
            Ok(Outcome::Absent { reason }) if context.require.holds(self.name) => {
                Outcome::one(false, format!("required, but absent: {reason}"))
            }
            Ok(outcome) => outcome,
            Err(error) => Outcome::one(false, format!("{error:#}")),
        }
    }
}

/// Runs a command that is one check.
pub(crate) fn check(
    context: &Context,
    name: &str,
    command: &mut Command,
    limit: Duration,
) -> Result<Outcome> {
    let done = flow::logged(command, &context.log(name), limit)?;
    Ok(Outcome::one(done.ok, if done.ok { String::new() } else { tail(&done.text) }))
}

/// Runs a command that counts by itself.
pub(crate) fn counted(
    context: &Context,
    name: &str,
    command: &mut Command,
    limit: Duration,
    read: fn(&str) -> Option<Count>,
) -> Result<Outcome> {
    let done = flow::logged(command, &context.log(name), limit)?;
    let mut count = read(&done.text).unwrap_or_default();
    let mut note = if done.ok { String::new() } else { tail(&done.text) };
    if !done.ok && count.failed == 0 {
        // It did not even get to count, for instance because something did not compile.
        count.failed = 1;
    }
    if done.ok && count.passed == 0 {
        count.failed += 1;
        note.push_str("it ended well but ran no test");
    }
    Ok(Outcome::Ran { count, note })
}

/// The end of a long output.
pub(crate) fn tail(text: &str) -> String {
    const LINES: usize = 150;
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(LINES)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::require::Require;
    use std::sync::OnceLock;

    fn context(dir: &std::path::Path, require: &str) -> Context {
        let require = Require::parse(require).unwrap();
        let logs = dir.to_path_buf();
        Context { require, logs, nextest: false, full: false, services: OnceLock::new() }
    }

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn what_is_absent_fails_only_where_it_is_required() {
        let dir = tempfile::tempdir().unwrap();
        let step = Step { name: "e2e", quick: false, run: |_| Ok(Outcome::absent("no browser")) };
        assert_eq!(step.settle(&context(dir.path(), "")).failed(), 0);
        assert_eq!(step.settle(&context(dir.path(), "all")).failed(), 1);
        assert_eq!(step.settle(&context(dir.path(), "sdk,e2e")).failed(), 1);
    }

    #[test]
    fn a_runner_that_runs_nothing_has_failed() {
        let dir = tempfile::tempdir().unwrap();
        let context = context(dir.path(), "");
        let limit = Duration::from_secs(20);
        let ran = |script: &str| {
            counted(&context, "x", &mut shell(script), limit, Count::plain).unwrap().failed()
        };
        assert_eq!(ran("echo nothing"), 1);
        assert_eq!(ran("echo 3 passed, 0 failed"), 0);
        assert_eq!(ran("echo 3 passed, 2 failed; exit 1"), 2);
        assert_eq!(ran("echo broken; exit 101"), 1);
    }
}
