//! Programs that a machine may lack, and what a test does then.

use std::fmt;
use std::path::{Path, PathBuf};

/// The step of `cargo xtask test` to which the tests belong.
const STEP: &str = "rust-tests";

/// A program was not found.
#[derive(Debug)]
pub struct Missing {
    /// Its name.
    pub program: &'static str,
    /// The Debian package that brings it.
    pub package: &'static str,
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { program, package } = self;
        write!(f, "{program} was not found; the Debian package `{package}` brings it")
    }
}

impl std::error::Error for Missing {}

/// The service, or `None` when its program is not on this machine: then it was said loudly that the test
/// did not run, and the test should return.
///
/// # Panics
/// When the program is missing although `KURIER_REQUIRE` is `all` or names `rust-tests`, and always when
/// the service is there but does not start: that is a failure, not an absence.
pub fn or_not_run<T>(service: anyhow::Result<T>) -> Option<T> {
    let error = match service {
        Ok(service) => return Some(service),
        Err(error) => error,
    };
    let required = std::env::var("KURIER_REQUIRE").unwrap_or_default();
    assert!(error.downcast_ref::<Missing>().is_some(), "the service does not start: {error:#}");
    assert!(!names_tests(&required), "required, but absent: {error}");
    eprintln!("DID NOT RUN: {error}");
    None
}

fn names_tests(required: &str) -> bool {
    required.split(',').map(str::trim).any(|name| name == "all" || name == STEP)
}

/// A program on the search path or in one of `folders`.
pub(crate) fn find(program: &str, folders: &[PathBuf]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let places = std::env::split_paths(&path).chain(folders.iter().cloned());
    places.map(|place| place.join(program)).find(|file| Path::is_file(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absence_is_a_failure_only_where_tests_are_required() {
        assert!(names_tests("all") && names_tests("sdk, rust-tests"));
        assert!(!names_tests("") && !names_tests("e2e,deny"));
    }

    #[test]
    #[should_panic(expected = "the service does not start: no room")]
    fn a_service_that_does_not_start_is_never_an_absence() {
        or_not_run::<()>(Err(anyhow::anyhow!("no room")));
    }

    #[test]
    fn the_message_names_the_package() {
        let missing = Missing { program: "initdb", package: "postgresql" };
        assert!(missing.to_string().contains("the Debian package `postgresql`"));
    }
}
