//! Forgetting: files whose time is over, uploads that were given up, files that nobody names.

use super::blobs::{BlobError, SHARDS};
use super::disk::aside;
use super::{Library, Result};
use crate::holding::{Holding, node_number};
use kurier_policy::time::{DAY_S, Timestamp};
use kurier_store::port::StoreError;
use kurier_store::record::BlobName;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::watch;

/// How often files are looked at whose time is over.
const ROUND_S: i64 = 3_600;
/// How many rounds pass between two sweeps; the first round sweeps as well.
const ROUNDS_PER_SWEEP: u32 = 24;
/// A file that nobody names for so long was left by a crash: what is on its way is younger.
const ORPHAN_S: i64 = 3_600;
/// A draft so old was left by a crash.
const DRAFT_S: i64 = DAY_S;
/// Looked at in one step.
const STEP: u32 = 200;
/// Asked for in one step.
const PAGE: usize = 500;

impl Library {
    /// Goes its rounds, the first at once, until `stop` changes. One node at a time.
    pub async fn run(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let (store, clock) = (Arc::clone(&self.parts.store), Arc::clone(&self.parts.clock));
        let node = node_number(&*self.parts.entropy);
        let mut holding = Holding::new(store, clock, "media".to_owned(), node);
        let mut round = 0_u32;
        loop {
            if let Err(error) = self.round_if_held(&mut holding, round).await {
                tracing::warn!(%error, "a round over the files failed; the next one tries again");
            }
            round = round.wrapping_add(1);
            let next = self.parts.clock.now().plus_s(ROUND_S);
            tokio::select! {
                () = self.parts.clock.sleep_until(next) => {}
                _ = stop.changed() => return,
            }
        }
    }

    async fn round_if_held(&self, holding: &mut Holding, round: u32) -> Result<()> {
        // Every node clears its own drafts.
        self.clear_drafts().await?;
        if holding.token().await?.is_none() {
            return Ok(());
        }
        self.expire_now().await?;
        if round.is_multiple_of(ROUNDS_PER_SWEEP) {
            self.sweep_now().await?;
        }
        holding.give_back().await;
        Ok(())
    }

    /// Forgets everything whose time is over now.
    pub async fn expire_now(&self) -> Result<()> {
        let (store, now) = (&self.parts.store, self.parts.clock.now());
        loop {
            let over = store.expired_media(now, STEP).await?;
            for media in &over {
                match store.expire_media(media.owner, media.id, now).await {
                    // Its owner deleted it meanwhile, or it was given more time.
                    Err(StoreError::NotFound(_)) => {}
                    blob => self.erase(blob?).await?,
                }
            }
            if over.is_empty() {
                break;
            }
        }
        loop {
            let given_up = store.expired_uploads(now, STEP).await?;
            for upload in &given_up {
                self.drop_upload(upload).await?;
            }
            if given_up.is_empty() {
                break;
            }
        }
        while store.forget_grants(now, STEP).await? > 0 {}
        Ok(())
    }

    /// Erases files that nobody names; answers how many there were. None where the store may be the wrong one.
    pub async fn sweep_now(&self) -> Result<usize> {
        if !self.may_sweep().await? {
            return Ok(0);
        }
        let before = self.parts.clock.now().plus_s(-ORPHAN_S);
        let mut erased = 0;
        for shard in (0..SHARDS).filter_map(|shard| u8::try_from(shard).ok()) {
            let mut old = self.files.list(shard).await?;
            old.retain(|name| name.made_at() < before);
            for page in old.chunks(PAGE) {
                erased += self.erase_unnamed(page).await?;
            }
        }
        if erased > 0 {
            tracing::info!(erased, "files that nobody names were erased");
        }
        Ok(erased)
    }

    async fn erase_unnamed(&self, names: &[BlobName]) -> Result<usize> {
        let used = self.parts.store.blobs_in_use(names.to_vec()).await?;
        let mut erased = 0;
        for (name, _) in names.iter().zip(used).filter(|(_, used)| !used) {
            self.files.erase(name).await?;
            erased += 1;
        }
        Ok(erased)
    }

    async fn clear_drafts(&self) -> Result<()> {
        let folder = self.files.drafts().to_owned();
        let before = self.parts.clock.now().plus_s(-DRAFT_S);
        Ok(aside(move || clear(&folder, before)).await.map_err(BlobError::from)?)
    }
}

fn clear(folder: &Path, before: Timestamp) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_str().and_then(BlobName::parse);
        if name.is_some_and(|name| name.made_at() < before) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
