//! Opens an image as the next start would, and looks for everything that was acknowledged.

use super::scene::Scene;
use anyhow::{Context, Result};
use kurier_policy::content::Content;
use kurier_policy::entry::EntryKind;
use kurier_policy::id::InboxSeq;
use kurier_store::port::{Store, StoreError};
use kurier_store::sqlite::{SqliteOptions, SqliteStore};
use rusqlite::Connection;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use testkit::power::Image;
use tokio::runtime::{Builder, Runtime};

const PAGE: u32 = 1_000;

/// What became of an image.
pub(crate) enum Fate {
    Sound { checked: usize, took: Duration },
    Bad(String),
}

pub(crate) struct Judge<'s> {
    scene: &'s Scene,
    runtime: Runtime,
    memory: TempDir,
}

impl<'s> Judge<'s> {
    pub(crate) fn new(scene: &'s Scene) -> Result<Self> {
        let memory = Path::new("/dev/shm");
        let memory = if memory.is_dir() { TempDir::new_in(memory)? } else { TempDir::new()? };
        let runtime = Builder::new_current_thread().enable_all().build()?;
        Ok(Self { scene, runtime, memory })
    }

    /// Judges the image of a disk that had seen `end` bytes of the record.
    pub(crate) fn look(&self, image: &Image, end: u64) -> Result<Fate> {
        let dir = self.memory.path().join("image");
        std::fs::create_dir(&dir)?;
        for (name, content) in image.iter().filter(|(name, _)| belongs_to_store(name)) {
            std::fs::write(dir.join(name), content)?;
        }
        let begun = Instant::now();
        let fate = match self.sound(&dir, end) {
            Ok(checked) => Fate::Sound { checked, took: begun.elapsed() },
            Err(error) => Fate::Bad(format!("{error:#}")),
        };
        std::fs::remove_dir_all(&dir)?;
        Ok(fate)
    }

    fn sound(&self, dir: &Path, end: u64) -> Result<usize> {
        // First the database by itself, as SQLite recovers it.
        let conn = Connection::open(dir.join("kurier.db"))?;
        let said: String =
            conn.query_row("PRAGMA integrity_check", [], |row| row.get(0)).context("integrity")?;
        anyhow::ensure!(said == "ok", "integrity_check: {said}");
        drop(conn);
        let pair_ids = Arc::new(|_, _, _| (0, String::new()));
        let mut options = SqliteOptions::new(dir, pair_ids);
        options.ballast_bytes = 0;
        options.min_free_bytes = Some(0);
        options.readers = 1;
        options.cache_kib = 1_024;
        let store = SqliteStore::open(options).context("the store does not open")?;
        let checked = self.runtime.block_on(self.everything_is_there(&store, end));
        self.runtime.block_on(store.close())?;
        checked
    }

    async fn everything_is_there(&self, store: &SqliteStore, end: u64) -> Result<usize> {
        let ledger = store.verify_ledger().await?;
        anyhow::ensure!(ledger.findings.is_empty() && ledger.imbalance.0 == 0, "{ledger:?}");
        let mut checked = 0;
        for (index, wa_id) in self.scene.wa_ids.iter().enumerate() {
            let held = texts(store, self.scene, *wa_id).await?;
            let due =
                self.scene.owed.iter().filter(|owed| owed.person == index && owed.from <= end);
            for owed in due {
                let times = held.get(&owed.text).copied().unwrap_or(0);
                anyhow::ensure!(
                    times == 1,
                    "`{}` was acknowledged and is there {times} times",
                    owed.text
                );
                checked += 1;
            }
            anyhow::ensure!(held.values().all(|times| *times == 1), "doubled: {held:?}");
        }
        Ok(checked)
    }
}

/// What the store reads at its start; the index of the log is made anew.
fn belongs_to_store(name: &str) -> bool {
    (name.starts_with("kurier.db") && !name.ends_with("-shm")) || name.starts_with("heads.snapshot")
}

/// How often each text of the business stands in her inbox.
async fn texts(store: &SqliteStore, scene: &Scene, wa_id: u64) -> Result<HashMap<String, u32>> {
    let mut held = HashMap::new();
    let person = match store.relation_by_wa_id(scene.business, wa_id).await {
        Ok(relation) => relation.person,
        Err(StoreError::NotFound(_)) => return Ok(held),
        Err(error) => return Err(error.into()),
    };
    let mut after = InboxSeq(0);
    loop {
        let page = store.follow_inbox(person, after, PAGE).await?;
        for entry in &page.entries {
            anyhow::ensure!(entry.seq == after.next(), "a gap after place {}", after.0);
            after = entry.seq;
            if let EntryKind::FromBusiness { content, .. } = &entry.kind {
                let text = match content {
                    Content::Text { body, .. } => body,
                    Content::Template(template) => &template.body,
                    _ => continue,
                };
                *held.entry(text.clone()).or_default() += 1;
            }
        }
        if after >= page.head || page.entries.is_empty() {
            return Ok(held);
        }
    }
}
