//! Builds the web front ends, and only when something changed.

use crate::{digest, flow, place, tools};
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// `cargo xtask web [--force]`.
pub(crate) fn run(words: &[String]) -> Result<ExitCode> {
    if words.iter().any(|word| word == "--force") {
        let stamp = build_stamp();
        if stamp.exists() {
            std::fs::remove_file(stamp)?;
        }
    }
    prepare()?;
    Ok(ExitCode::SUCCESS)
}

/// Whether this checkout has a web package.
pub(crate) fn exists() -> bool {
    place::web().join("package.json").is_file()
}

/// Installs and builds what changed.
pub(crate) fn prepare() -> Result<()> {
    if !exists() {
        eprintln!("web: no package, nothing to build");
        return Ok(());
    }
    tools::check_node()?;
    if let Some(mut command) = install_command()? {
        eprintln!("web: installing packages");
        flow::shown(&mut command)?;
        installed()?;
    }
    if let Some(mut command) = build_command()? {
        eprintln!("web: building");
        flow::shown(&mut command)?;
        built()?;
    }
    Ok(())
}

/// `npm ci`, or `None` when the installed packages are those of the lock file.
pub(crate) fn install_command() -> Result<Option<Command>> {
    if digest::is_stamped(&install_stamp(), &lock_digest()?) {
        return Ok(None);
    }
    Ok(Some(npm(&["ci", "--no-audit", "--no-fund"])))
}

/// Remembers that `npm ci` succeeded for this lock file.
pub(crate) fn installed() -> Result<()> {
    digest::stamp(&install_stamp(), &lock_digest()?)
}

/// `vite build`, or `None` when `dist` was built from these very sources.
pub(crate) fn build_command() -> Result<Option<Command>> {
    if digest::is_stamped(&build_stamp(), &source_digest()?) {
        return Ok(None);
    }
    Ok(Some(npm(&["run", "build"])))
}

/// Remembers that the build succeeded for these sources.
pub(crate) fn built() -> Result<()> {
    digest::stamp(&build_stamp(), &source_digest()?)
}

/// An npm command in the web folder.
pub(crate) fn npm(args: &[&str]) -> Command {
    let mut command = Command::new("npm");
    command.args(args).current_dir(place::web());
    command
}

/// Whether the package has this script.
pub(crate) fn has_script(name: &str) -> bool {
    scripts(&place::web().join("package.json")).iter().any(|script| script == name)
}

/// Names of the scripts in a `package.json`.
pub(crate) fn scripts(package: &Path) -> Vec<String> {
    let text = flow::read_lossy(package);
    let Ok(json) = serde_json::from_str::<serde_json::Value>(&text) else { return Vec::new() };
    json["scripts"].as_object().map(|all| all.keys().cloned().collect()).unwrap_or_default()
}

fn install_stamp() -> PathBuf {
    place::web().join("node_modules/.kurier")
}

fn build_stamp() -> PathBuf {
    place::web().join("dist/.kurier")
}

fn lock_digest() -> Result<String> {
    digest::of_files(&place::web(), vec![place::web().join("package-lock.json")])
}

/// Everything the build reads: all of `web/` but products, installed packages and tests.
fn source_digest() -> Result<String> {
    let web = place::web();
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&web)?.flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_file() && !name.starts_with('.') {
            files.push(path);
        } else if path.is_dir() && !NOT_SOURCES.contains(&name.as_str()) && !name.starts_with('.') {
            files.extend(digest::files_under(&path));
        }
    }
    digest::of_files(&web, files)
}

const NOT_SOURCES: [&str; 6] =
    ["node_modules", "dist", "tests", "e2e", "test-results", "playwright-report"];
