//! Libraries in C that are loaded before the program and stand between it and the system.

use anyhow::{Context, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Builds the library `name` from its source into `dir`.
pub fn build(dir: &Path, name: &str, source: &str) -> anyhow::Result<PathBuf> {
    let (file, library) = (dir.join(format!("{name}.c")), dir.join(format!("{name}.so")));
    std::fs::write(&file, source)?;
    let mut compiler = Command::new("cc");
    compiler.args(["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-pthread", "-o"]);
    let done = compiler.arg(&library).arg(&file).output().context("there is no C compiler `cc`")?;
    ensure!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    Ok(library)
}
