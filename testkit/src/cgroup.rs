//! A limit of memory for one process: a control group of its own (version 1), removed in the end.

use std::path::{Path, PathBuf};

const ROOT: &str = "/sys/fs/cgroup/memory";

/// The group.
pub struct MemoryGroup {
    dir: PathBuf,
}

impl MemoryGroup {
    /// A group of this name with a limit; `None` where none can be made.
    pub fn new(name: &str, bytes: u64) -> Option<Self> {
        let dir = Path::new(ROOT).join(name);
        std::fs::create_dir(&dir).ok()?;
        let group = Self { dir };
        group.write("memory.limit_in_bytes", bytes)?;
        Some(group)
    }

    fn write(&self, file: &str, bytes: u64) -> Option<()> {
        std::fs::write(self.dir.join(file), bytes.to_string()).ok()
    }

    /// The words before a program that put it into the group.
    pub fn prefix(&self) -> Vec<String> {
        let enter = format!("echo $$ > {}/cgroup.procs && exec \"$0\" \"$@\"", self.dir.display());
        ["sh".to_owned(), "-c".to_owned(), enter].into()
    }

    /// Most memory it ever used.
    pub fn most_used(&self) -> Option<u64> {
        let text = std::fs::read_to_string(self.dir.join("memory.max_usage_in_bytes")).ok()?;
        text.trim().parse().ok()
    }
}

impl Drop for MemoryGroup {
    fn drop(&mut self) {
        // Its processes have ended; should one not have, the empty folder does no harm.
        drop(std::fs::remove_dir(&self.dir));
    }
}
