//! The folder of a service, and whose it is.

use anyhow::Context;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder for one service; removed when dropped.
#[derive(Debug)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// An empty one. Its path is short: sockets lie in it.
    pub(crate) fn new(name: &str) -> anyhow::Result<Self> {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let path =
            std::env::temp_dir().join(format!("kurier-{name}-{}-{number}", std::process::id()));
        if path.exists() {
            // Of a process that had our number before and could not tidy up.
            std::fs::remove_dir_all(&path)?;
        }
        std::fs::create_dir(&path).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(Self(path))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left lies in the system's folder for temporary files.
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// A user who owns files and runs programs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct User {
    pub(crate) uid: u32,
    pub(crate) gid: u32,
}

impl User {
    /// Whom PostgreSQL accepts when we are root, which it refuses; `None` when we are somebody else.
    pub(crate) fn instead_of_root() -> anyhow::Result<Option<Self>> {
        if id(&["-u"])? != 0 {
            return Ok(None);
        }
        let user = |name: &str| -> anyhow::Result<Self> {
            Ok(Self { uid: id(&["-u", name])?, gid: id(&["-g", name])? })
        };
        user("postgres").or_else(|_| user("nobody")).map(Some)
    }

    pub(crate) fn owns(self, path: &Path) -> anyhow::Result<()> {
        chown(path, Some(self.uid), Some(self.gid))
            .with_context(|| format!("cannot give {} away", path.display()))
    }
}

fn id(args: &[&str]) -> anyhow::Result<u32> {
    let output = Command::new("id").args(args).output().context("cannot run `id`")?;
    anyhow::ensure!(output.status.success(), "`id {}` failed", args.join(" "));
    Ok(String::from_utf8(output.stdout)?.trim().parse()?)
}
