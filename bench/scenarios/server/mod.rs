//! What is measured: the real binary as a sandbox, or the bare store inside this process.

pub(crate) mod sandbox;
pub(crate) mod store;

use std::path::{Path, PathBuf};

/// The build folder: on the disk that is measured, not in memory.
pub(crate) fn build_disk() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"), PathBuf::from)
}
