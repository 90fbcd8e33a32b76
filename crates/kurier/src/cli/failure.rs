//! How a command fails: a stable code, a plain sentence, what to do, and the exit code.

use std::process::ExitCode;

/// Exit codes, as documented in `kurier --help`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Anything not named below.
    Failed = 1,
    /// The command line does not fit (also clap's own).
    Usage = 2,
    /// What was named does not exist.
    NotFound = 3,
    /// No token, or not the right one.
    Auth = 4,
    /// Refused by a rule: permission, window, balance, limit.
    Refused = 5,
    /// A check found something.
    Findings = 6,
    /// Nobody answered, or not in time.
    Unreachable = 7,
    /// Ctrl-C.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        // Every value above fits into the byte that a process can end with.
        Self::from(u8::try_from(exit as i32).unwrap_or(1))
    }
}

/// Why a command did not do its work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    /// Stable code, lower case with underscores, or a Cloud API error number.
    pub(crate) code: String,
    /// Plain sentence.
    pub(crate) message: String,
    /// What to do now; may be empty.
    pub(crate) hint: String,
}

/// Result of a command.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    pub(crate) fn new(exit: Exit, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { exit, code: code.into(), message: message.into(), hint: String::new() }
    }

    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, "usage", message)
    }

    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::new(Exit::Failed, "failed", format!("{error:#}"))
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::new(Exit::Failed, "io", error.to_string())
    }
}
