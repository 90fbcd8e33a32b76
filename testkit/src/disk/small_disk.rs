//! A small disk for one process: memory mounted over its data folder in a mount namespace of its
//! own, which ends with it. Nothing has to be unmounted, whatever happens.

use anyhow::Context;
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

const MOUNT: &str =
    "mount -t tmpfs -o size=\"$1\",mode=700 kurier-test \"$0\" && shift && exec \"$@\"";
const BLOCK: usize = 4_096;

/// The words before a program that give it a disk of `megabytes` at `dir`; `None` where that is not
/// possible.
pub(super) fn prefix(dir: &Path, megabytes: u32) -> anyhow::Result<Option<Vec<String>>> {
    fs::create_dir_all(dir)?;
    for namespaces in [&["--mount"][..], &["--mount", "--map-root-user"]] {
        let mut words = vec!["unshare".to_owned()];
        words.extend(namespaces.iter().map(|&word| word.to_owned()));
        words.extend(["sh".to_owned(), "-c".to_owned(), MOUNT.to_owned()]);
        words.extend([dir.display().to_string(), format!("{megabytes}m")]);
        let tried = Command::new(&words[0]).args(&words[1..]).arg("true").output();
        if tried.is_ok_and(|done| done.status.success()) {
            return Ok(Some(words));
        }
    }
    Ok(None)
}

/// That disk, seen from outside.
pub(super) struct SmallDisk {
    data: PathBuf,
}

impl SmallDisk {
    /// The disk that process `id` sees at `dir`.
    pub(super) fn of(id: u32, dir: &Path) -> anyhow::Result<Self> {
        let inside = dir.strip_prefix("/").context("the folder must be absolute")?;
        Ok(Self { data: Path::new(&format!("/proc/{id}/root")).join(inside) })
    }

    pub(super) fn has_ballast(&self, bytes: u64) -> bool {
        fs::metadata(self.data.join("ballast")).is_ok_and(|found| found.len() == bytes)
    }

    /// Bytes that are free.
    pub(super) fn free(&self) -> anyhow::Result<u64> {
        // `df` would look for the mount among our own.
        let mut stat = Command::new("stat");
        let done = stat.args(["--file-system", "--format=%a %S"]).arg(&self.data).output()?;
        let text = String::from_utf8(done.stdout)?;
        let (blocks, bytes) = text.trim().split_once(' ').context("stat said nothing")?;
        Ok(blocks.parse::<u64>()? * bytes.parse::<u64>()?)
    }

    /// Fills it until `left` bytes are free; 0 = until nothing more fits.
    pub(super) fn fill(&self, left: u64) -> anyhow::Result<()> {
        let mut file = File::options().create(true).append(true).open(self.filler())?;
        let block = [0; BLOCK];
        let mut blocks = self.free()?.saturating_sub(left) / BLOCK as u64;
        while left == 0 || blocks > 0 {
            match file.write_all(&block) {
                Ok(()) => blocks = blocks.saturating_sub(1),
                Err(error) if error.kind() == ErrorKind::StorageFull && left == 0 => break,
                Err(error) => return Err(error).context("filling the disk"),
            }
        }
        Ok(())
    }

    /// Takes the filling away.
    pub(super) fn clear(&self) -> anyhow::Result<()> {
        Ok(fs::remove_file(self.filler())?)
    }

    fn filler(&self) -> PathBuf {
        self.data.join("filler")
    }
}
