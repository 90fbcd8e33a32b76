//! Files that hold secrets: readable by their owner alone, written whole or not at all.

use anyhow::Context;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Writes `text` beside `path`, flushes it, and moves it into place.
pub(crate) fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut draft = Draft::begin(path)?;
    draft.file.write_all(text.as_bytes()).with_context(|| draft.say())?;
    draft.finish()
}

/// A file that is not in its place yet; dropped before it is finished, it leaves only its part.
pub(crate) struct Draft {
    /// Where to write.
    pub(crate) file: File,
    part: PathBuf,
    path: PathBuf,
}

impl Draft {
    /// Begins a file beside `path`.
    pub(crate) fn begin(path: &Path) -> anyhow::Result<Self> {
        let say = || format!("cannot write {}", path.display());
        let mut name = path.file_name().with_context(say)?.to_owned();
        name.push(format!(".{}.part", std::process::id()));
        let part = path.with_file_name(name);
        let file = OpenOptions::new()
            .create(true)
            .truncate(true)
            .write(true)
            .mode(0o600)
            .open(&part)
            .with_context(say)?;
        Ok(Self { file, part, path: path.to_owned() })
    }

    fn say(&self) -> String {
        format!("cannot write {}", self.path.display())
    }

    /// Flushes it and moves it into place.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        self.file.sync_all().with_context(|| self.say())?;
        fs::rename(&self.part, &self.path).with_context(|| self.say())?;
        let folder = self.path.parent().filter(|dir| !dir.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))
            .and_then(|dir| dir.sync_all())
            .with_context(|| self.say())
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_secret_is_readable_by_its_owner_alone_and_leaves_no_part_behind() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("operator.token");
        super::write(&path, "one").unwrap();
        super::write(&path, "two").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "two");
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
