//! Opens a store: the embedded one in a folder, or the one that many nodes share. Pair ids are keyed with a secret that the store itself keeps, so the
//! key is put in place right after opening, before anything else may use the store.

use crate::wiring::entropy::OsEntropy;
use anyhow::Context;
use kurier_engine::entropy::Entropy;
use kurier_engine::keys;
use kurier_policy::pair::PairKey;
use kurier_store::port::Store;
use kurier_store::record::PairIdMaker;
use kurier_store::{PostgresOptions, PostgresStore, SqliteOptions, SqliteStore};
use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// How much a store's data are worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Worth {
    /// Real: space is set aside for the day the disk is full.
    Lasting,
    /// The sandbox's.
    ThrowAway,
}

/// How much of the disk is left alone; `None` = what its worth asks for.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Room {
    /// Below this many free bytes new messages are refused.
    pub(crate) min_free_bytes: Option<u64>,
    /// Size of the file that is given up when the disk is full.
    pub(crate) ballast_bytes: Option<u64>,
}

/// Opens, or makes, the store in `dir` with the usual room. The store locks the folder: one process at a time.
pub(crate) async fn open(dir: &Path, worth: Worth) -> anyhow::Result<Arc<dyn Store>> {
    open_with(dir, worth, Room::default()).await
}

/// [`open`], with the room that the operator asked for.
pub(crate) async fn open_with(
    dir: &Path,
    worth: Worth,
    room: Room,
) -> anyhow::Result<Arc<dyn Store>> {
    make_private_dir(dir)?;
    let key: Arc<OnceLock<PairKey>> = Arc::default();
    let mut options = SqliteOptions::new(dir, pair_ids(Arc::clone(&key)));
    if worth == Worth::ThrowAway {
        options.ballast_bytes = 0;
    }
    options.min_free_bytes = room.min_free_bytes;
    options.ballast_bytes = room.ballast_bytes.unwrap_or(options.ballast_bytes);
    let at = dir.to_owned();
    let store = tokio::task::spawn_blocking(move || SqliteStore::open(options))
        .await
        .context("opening the store was cut off")?
        .with_context(|| format!("cannot open the store in {}", at.display()))?;
    let store: Arc<dyn Store> = Arc::new(store);
    settle_key(&*store, &key).await?;
    Ok(store)
}

/// Connects to a database that many nodes may share; answers the store itself, which can import.
pub(crate) async fn connect(url: &str) -> anyhow::Result<Arc<PostgresStore>> {
    let key: Arc<OnceLock<PairKey>> = Arc::default();
    let options = PostgresOptions::new(url, pair_ids(Arc::clone(&key)));
    let store = PostgresStore::open(options).await.context("cannot open the database")?;
    settle_key(&store, &key).await?;
    Ok(Arc::new(store))
}

/// The key of pair ids: the store's own, or a fresh one for a new installation.
async fn settle_key(store: &dyn Store, key: &OnceLock<PairKey>) -> anyhow::Result<()> {
    let mut fresh = [0; 32];
    OsEntropy.fill(&mut fresh);
    let kept = store.keep_secret(keys::PAIR_KEY, fresh.to_vec()).await?;
    let kept: [u8; 32] =
        kept.try_into().ok().context("the pair key in the store has not 32 bytes")?;
    // Set once, here; nobody else holds the cell.
    drop(key.set(keys::pair_key(kept)));
    Ok(())
}

/// Readable by its owner alone: messages and keys lie in it.
fn make_private_dir(dir: &Path) -> anyhow::Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir)
        .with_context(|| format!("cannot make the data folder {}", dir.display()))
}

fn pair_ids(key: Arc<OnceLock<PairKey>>) -> PairIdMaker {
    Arc::new(move |business, person, attempt| {
        let Some(key) = key.get() else {
            // Ids from another key would break every list that businesses hold.
            tracing::error!("pair ids were asked for before their key was there; stopping");
            std::process::abort()
        };
        key.make(business, person, attempt)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_second_process_is_told_that_the_folder_is_in_use() {
        let dir = tempfile::tempdir().unwrap();
        let held = open(dir.path(), Worth::ThrowAway).await.unwrap();
        let refused = open(dir.path(), Worth::ThrowAway).await.err().unwrap();
        assert!(format!("{refused:#}").contains("another process"), "{refused:#}");
        held.close().await.unwrap();
        drop(held);
        open(dir.path(), Worth::ThrowAway).await.unwrap();
    }
}
