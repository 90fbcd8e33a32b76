//! A fingerprint of files: says whether something changed since a stamp was written.
//!
//! FNV-1a is enough: nobody attacks a build stamp, and the number must be the same in every version
//! of the standard library.

use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// Fingerprint of the names (relative to `base`) and contents of `files`, in the order of names.
pub(crate) fn of_files(base: &Path, mut files: Vec<PathBuf>) -> Result<String> {
    files.sort();
    let mut state = OFFSET;
    for file in files {
        let name = file.strip_prefix(base).unwrap_or(&file).to_string_lossy().into_owned();
        let body =
            std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        for part in [name.as_bytes(), &(body.len() as u64).to_le_bytes(), &body] {
            state = add(state, part);
        }
    }
    Ok(format!("{state:016x}"))
}

/// Whether the stamp at `path` holds `digest`.
pub(crate) fn is_stamped(path: &Path, digest: &str) -> bool {
    std::fs::read_to_string(path).is_ok_and(|found| found.trim() == digest)
}

/// Writes the stamp.
pub(crate) fn stamp(path: &Path, digest: &str) -> Result<()> {
    std::fs::write(path, digest).with_context(|| format!("cannot write {}", path.display()))
}

/// Every file under `dir`, at any depth; an absent folder has none.
pub(crate) fn files_under(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![dir.to_path_buf()];
    while let Some(next) = open.pop() {
        let Ok(entries) = std::fs::read_dir(&next) else { continue };
        for entry in entries.flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => open.push(entry.path()),
                Ok(kind) if kind.is_file() => found.push(entry.path()),
                _ => {}
            }
        }
    }
    found
}

fn add(state: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(state, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(PRIME))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_changes_with_a_name_and_with_a_byte() {
        let dir = tempfile::tempdir().unwrap();
        let write = |name: &str, body: &str| std::fs::write(dir.path().join(name), body).unwrap();
        let now = || of_files(dir.path(), files_under(dir.path())).unwrap();
        write("a", "one");
        let first = now();
        assert_eq!(first, now());
        write("a", "two");
        let second = now();
        assert_ne!(first, second);
        std::fs::rename(dir.path().join("a"), dir.path().join("b")).unwrap();
        assert_ne!(second, now());
    }

    #[test]
    fn a_stamp_is_fresh_only_for_its_own_fingerprint() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("stamp");
        assert!(!is_stamped(&path, "x"));
        stamp(&path, "x").unwrap();
        assert!(is_stamped(&path, "x"));
        assert!(!is_stamped(&path, "y"));
    }
}
