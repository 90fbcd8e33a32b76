//! The files of this repository, as git knows them.

use crate::place;
use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use std::process::Command;

/// One file.
pub(crate) struct Source {
    /// Path from the root, with `/`.
    pub(crate) path: String,
    /// Size in bytes.
    pub(crate) bytes: u64,
    /// Its text; empty for binary files.
    pub(crate) text: String,
}

impl Source {
    /// Ending of the name, without the dot.
    pub(crate) fn kind(&self) -> &str {
        self.path.rsplit_once('.').map_or("", |(_, kind)| kind)
    }

    /// Whether it is only compiled or run for tests.
    pub(crate) fn is_test(&self) -> bool {
        let parts: Vec<&str> = self.path.split('/').collect();
        let folder = parts.iter().any(|part| ["tests", "e2e", "suite", "testkit"].contains(part));
        let name = parts.last().copied().unwrap_or_default();
        let own_file = name == "tests.rs" || name.ends_with("_tests.rs");
        folder || own_file || name.contains(".test.") || name.contains(".spec.")
    }
}

/// Every tracked file and every new one that is not ignored.
pub(crate) fn all() -> Result<Vec<Source>> {
    let root = place::root();
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(&root)
        .output()
        .context("cannot start git")?;
    if !output.status.success() {
        bail!("git ls-files: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let names = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut found = Vec::new();
    for path in names.split('\0').filter(|name| !name.is_empty()) {
        let full: PathBuf = root.join(path);
        // A file deleted but still in the index is not there to be checked.
        let Ok(body) = std::fs::read(&full) else { continue };
        let bytes = body.len() as u64;
        let text = String::from_utf8(body).unwrap_or_default();
        found.push(Source { path: path.to_owned(), bytes, text });
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(found)
}
