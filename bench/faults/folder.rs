//! A data folder at rest: copied, opened, exported, checked.

use anyhow::{Context, Result};
use kurier_store::port::Store;
use kurier_store::sqlite::{SqliteOptions, SqliteStore};
use rusqlite::Connection;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The files that make up a store; everything else can be made again.
pub(crate) const FILES: [&str; 3] = ["kurier.db", "kurier.db-wal", "heads.snapshot"];

/// A folder nobody uses.
pub(crate) struct Folder {
    dir: PathBuf,
}

/// What an opened folder holds.
pub(crate) struct Found {
    /// The canonical export.
    pub(crate) text: String,
    /// Whether integrity check and ledger find nothing.
    pub(crate) is_sound: bool,
    /// What they found.
    pub(crate) said: String,
}

impl Folder {
    /// Keeps a copy of the store in `data` beside it.
    pub(crate) fn of(data: &Path) -> Result<Self> {
        let dir = data.with_extension("kept");
        std::fs::create_dir_all(&dir)?;
        let folder = Self { dir };
        copy(data, &folder.dir)?;
        Ok(folder)
    }

    pub(crate) fn copy_to(&self, to: &Path) -> Result<()> {
        copy(&self.dir, to)
    }

    /// The export of an undamaged copy.
    pub(crate) async fn export(&self) -> Result<Option<String>> {
        let dir = self.dir.with_extension("read");
        std::fs::create_dir_all(&dir)?;
        self.copy_to(&dir)?;
        let found = export(&dir).await?;
        std::fs::remove_dir_all(dir)?;
        Ok(found.is_sound.then_some(found.text))
    }
}

/// Copies the files of a store that is at rest.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    for name in FILES {
        if from.join(name).is_file() {
            std::fs::copy(from.join(name), to.join(name))?;
        }
    }
    Ok(())
}

/// Opens the store in `dir`; migrates it if need be.
pub(crate) fn open(dir: &Path) -> Result<SqliteStore> {
    let pair_ids = Arc::new(|_, _, _| (0, String::new()));
    let mut options = SqliteOptions::new(dir, pair_ids);
    options.ballast_bytes = 0;
    options.min_free_bytes = Some(0);
    options.readers = 1;
    Ok(SqliteStore::open(options)?)
}

/// Opens the folder as the next start would, and reads everything.
pub(crate) async fn export(dir: &Path) -> Result<Found> {
    let store = open(dir)?;
    let text = read(&store).await;
    let ledger = store.verify_ledger().await;
    store.close().await?;
    drop(store);
    let text = text?;
    let ledger = ledger?;
    let conn = Connection::open(dir.join("kurier.db"))?;
    let checked: String = conn
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap_or_else(|e| e.to_string());
    let is_sound = checked == "ok" && ledger.findings.is_empty() && ledger.imbalance.0 == 0;
    Ok(Found { text, is_sound, said: format!("{checked}; {:?}", ledger.findings) })
}

/// The canonical export of an open store.
pub(crate) async fn read(store: &dyn Store) -> Result<String> {
    let bytes = Shared::default();
    store.export_canonical(Box::new(bytes.clone())).await?;
    let bytes = std::mem::take(&mut *bytes.0.lock().unwrap_or_else(PoisonError::into_inner));
    String::from_utf8(bytes).context("the export is no text")
}

#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
