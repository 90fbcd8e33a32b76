//! Where things are.

use std::path::{Path, PathBuf};

/// The workspace root.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Build products; `CARGO_TARGET_DIR` moves it.
pub(crate) fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// The binary that `cargo build -p kurier` makes.
pub(crate) fn kurier() -> PathBuf {
    target().join("debug").join("kurier")
}

/// The data folder of the tests, whether it exists or not.
pub(crate) fn data() -> PathBuf {
    let given = std::env::var_os("KURIER_DATA").filter(|value| !value.is_empty());
    root().join(given.unwrap_or_else(|| "../shared/data".into()))
}

/// The web package.
pub(crate) fn web() -> PathBuf {
    root().join("web")
}
