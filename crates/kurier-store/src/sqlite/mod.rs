//! The embedded backend: one writer thread with group commit over an append-only log, readers
//! beside it, and the state that decisions need in memory.

mod accounts;
mod answered;
mod background;
mod billing;
mod budgets;
mod campaigns;
mod chain;
mod chat_links;
mod checkpoint;
mod cold;
mod commit;
mod desk;
mod disk;
mod domains;
mod expire;
mod export;
mod fault;
mod fingerprints;
mod flows;
mod follow;
mod fresh;
mod gone;
mod heads;
mod history;
mod idempotency;
mod invitation;
mod invites;
mod invoices;
mod job;
mod labels;
mod layer;
mod leases;
mod lines;
mod load;
mod lookups;
mod media;
mod migrate;
mod money;
mod networks;
mod onboarding;
mod pacing;
mod pilot;
mod previews;
mod readers;
mod receipts;
mod receive;
mod relations;
mod returns;
mod row;
mod schedule;
mod secrets;
mod sender_pages;
mod shared;
mod signals;
mod signups;
mod snapshot;
#[cfg(test)]
mod statements;
mod step;
mod store;
mod tally;
mod templates;
#[cfg(test)]
mod tests;
mod tx;
mod uploads;
mod usernames;
mod verify;
mod webhooks;
mod writer;

use crate::port::{Result, StoreError};
use crate::record::PairIdMaker;
use background::Background;
use checkpoint::{Checkpointer, Thresholds};
use disk::Disk;
use fault::{Fault, Work};
use kurier_policy::rate::Limits;
use readers::Readers;
use rusqlite::OptionalExtension;
use rustc_hash::FxHashMap;
use shared::Shared;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64};
use std::sync::{Arc, RwLock};
use writer::Writer;

/// How to open a [`SqliteStore`].
#[derive(Clone)]
pub struct SqliteOptions {
    /// Folder of the data; made if it is missing. One process at a time.
    pub dir: PathBuf,
    /// Page cache of the writer, in KiB.
    pub cache_kib: u32,
    /// Below this many free bytes new messages are refused; `None` = 256 MB, or 2 % of the disk if
    /// that is less.
    pub min_free_bytes: Option<u64>,
    /// Size of the file that is given up when the disk is full; 0 = none.
    pub ballast_bytes: u64,
    /// Number of read connections.
    pub readers: usize,
    /// Makes the ids by which a business knows a person.
    pub pair_ids: PairIdMaker,
    /// Rates of a new installation; later [`crate::port::Store::set_limits`] changes them.
    pub limits: Limits,
    /// Everything is done on the caller's thread before the call returns, one after the other. For a simulation, whose
    /// course must not follow how threads take turns; a server, where many call at once, leaves it off.
    pub in_place: bool,
}

impl SqliteOptions {
    /// The defaults: 64 MiB cache, 64 MB ballast, four readers, the documented rates.
    pub fn new(dir: impl Into<PathBuf>, pair_ids: PairIdMaker) -> Self {
        Self {
            dir: dir.into(),
            cache_kib: 65_536,
            min_free_bytes: None,
            ballast_bytes: 64_000_000,
            readers: 4,
            pair_ids,
            limits: Limits::REAL,
            in_place: false,
        }
    }
}

/// The embedded store.
pub struct SqliteStore {
    // Fields are dropped in this order: first the threads end, then the folder is unlocked.
    writer: Writer,
    background: Background,
    readers: Readers,
    shared: Arc<Shared>,
    closed: AtomicBool,
    _lock: File,
}

impl SqliteStore {
    /// Opens a data folder, brings its schema up to date and the state beside the log into memory.
    pub fn open(options: SqliteOptions) -> Result<Self> {
        open(options).map_err(Fault::into_store_error)
    }
}

fn open(options: SqliteOptions) -> Work<SqliteStore> {
    let dir = options.dir;
    std::fs::create_dir_all(&dir).map_err(|error| unusable(&dir, &error))?;
    let lock = lock(&dir)?;
    let mut conn = migrate::open_writer(&dir, options.cache_kib)?;
    migrate::migrate(&mut conn)?;
    first_limits(&conn, &options.limits)?;
    let saved = load::saved(&conn, &dir)?;
    let saved_up_to = saved.last_pos;
    let hot = load::catch_up(&conn, saved)?;
    let database = File::open(migrate::path(&dir)).map_err(|error| unusable(&dir, &error))?;
    let shared = Arc::new(Shared {
        database,
        disk: Disk::new(&dir, options.min_free_bytes, options.ballast_bytes),
        pair_ids: options.pair_ids,
        lookups: lookups::Lookups::default(),
        leases: leases::Leases::default(),
        finish_checkpoint: AtomicBool::new(false),
        last_pos: AtomicI64::new(hot.last_pos),
        no_postings: FxHashMap::default(),
        hot: RwLock::new(hot),
        dir,
    });
    let readers = Readers::open(&shared.dir, options.readers, options.in_place)?;
    let checkpointer = Checkpointer {
        conn: migrate::open_checkpointer(&shared.dir)?,
        thresholds: Thresholds::USUAL,
    };
    let unusable = |error| unusable(&shared.dir, &error);
    let background =
        Background::start(checkpointer, shared.clone(), saved_up_to).map_err(unusable)?;
    let writer = if options.in_place {
        Writer::in_place(conn, shared.clone())
    } else {
        Writer::start(conn, shared.clone()).map_err(unusable)?
    };
    Ok(SqliteStore {
        writer,
        background,
        readers,
        shared,
        closed: AtomicBool::new(false),
        _lock: lock,
    })
}

fn unusable(dir: &Path, error: &std::io::Error) -> Fault {
    StoreError::Unavailable(format!("{}: {error}", dir.display())).into()
}

/// The state in memory is the truth for one process only, so the folder belongs to one.
fn lock(dir: &Path) -> Work<File> {
    let file = File::create(dir.join("kurier.lock")).map_err(|error| unusable(dir, &error))?;
    let taken = rustix::fs::flock(&file, rustix::fs::FlockOperation::NonBlockingLockExclusive);
    taken.map_err(|_| {
        let what = format!("{}: another process uses this data folder", dir.display());
        StoreError::Unavailable(what)
    })?;
    Ok(file)
}

fn first_limits(conn: &rusqlite::Connection, limits: &Limits) -> Work<()> {
    let known = conn.query_row(templates::SETTING, ["limits"], |_| Ok(())).optional()?;
    if known.is_none() {
        conn.execute(templates::PUT_SETTING, ("limits", crate::log::code::to_json(limits)?))?;
    }
    Ok(())
}

impl SqliteStore {
    fn ensure_open(&self) -> Result<()> {
        if self.closed.load(std::sync::atomic::Ordering::SeqCst) {
            return Err(StoreError::Unavailable("the store is closed".to_owned()));
        }
        Ok(())
    }

    /// Commits and answers what waits, then leaves a snapshot for a quick start.
    fn shut_down(&self) {
        self.writer.close();
        self.background.close();
        self.readers.close();
        background::save(&self.shared);
    }
}
