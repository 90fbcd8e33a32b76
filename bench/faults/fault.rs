//! The catalogue.

use crate::effort::{Effort, Rounds};
use crate::row::Row;
use crate::{
    clock, cluster, failed_call, failed_flush, file_size, full_disk, idempotency, kill, memory,
    power_cut, restore, simulation, slow_client, stammer, storm, upgrade, wal_damage,
};
use anyhow::Result;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use tempfile::TempDir;

type Running<'p> = Pin<Box<dyn Future<Output = Result<Row>> + 'p>>;

/// One entry of the catalogue.
pub(crate) struct Fault {
    pub(crate) id: &'static str,
    /// What is done.
    pub(crate) what: &'static str,
    /// On which store and bus.
    pub(crate) stage: &'static str,
    /// Its part of a long run, in hundredths.
    pub(crate) share: f64,
    pub(crate) run: for<'p> fn(&'p Place) -> Running<'p>,
}

/// Where and how hard a fault is tried.
pub(crate) struct Place {
    pub(crate) effort: Effort,
    share: f64,
    folder: TempDir,
}

impl Place {
    pub(crate) fn new(effort: Effort, share: f64) -> Result<Self> {
        let disk = build_disk();
        std::fs::create_dir_all(&disk)?;
        // Paths are compared by a recorder, so they must be the ones that the system gives.
        let folder = TempDir::with_prefix_in("fault-", disk.canonicalize()?)?;
        Ok(Self { effort, share, folder })
    }

    /// A folder on the real disk, emptied in the end.
    pub(crate) fn dir(&self) -> &Path {
        self.folder.path()
    }

    /// A folder inside it.
    pub(crate) fn fresh(&self, name: &str) -> Result<PathBuf> {
        let dir = self.dir().join(name);
        std::fs::create_dir_all(&dir)?;
        Ok(dir)
    }

    /// This fault's rounds.
    pub(crate) fn rounds(&self, quick: u64) -> Rounds {
        Rounds::new(self.effort, quick, self.share)
    }

    /// One number for a quick run, another for a long one.
    pub(crate) fn scaled<T>(&self, quick: T, long: T) -> T {
        if self.effort == Effort::Quick { quick } else { long }
    }
}

/// The build folder: on the disk that is meant, not in memory.
fn build_disk() -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target");
    std::env::var_os("CARGO_TARGET_DIR").map_or(beside, PathBuf::from).join("faults")
}

pub(crate) fn ids() -> String {
    FAULTS.iter().map(|fault| fault.id).collect::<Vec<_>>().join(", ")
}

const SQLITE: &str = "SQLite";
const CLUSTER: &str = "3 nodes, PostgreSQL, NATS";

/// All faults.
pub(crate) const FAULTS: &[Fault] = &[
    Fault {
        id: "FT-01",
        what: "kill -9 at random moments under load",
        stage: SQLITE,
        share: 22.0,
        run: |place| Box::pin(kill::run(place)),
    },
    Fault {
        id: "FT-02",
        what: "power cut: every prefix of what was written, with lost and torn writes",
        stage: SQLITE,
        share: 22.0,
        run: |place| Box::pin(power_cut::run(place)),
    },
    Fault {
        id: "FT-03",
        what: "log torn or flipped, database flipped, at a start",
        stage: SQLITE,
        share: 5.0,
        run: |place| Box::pin(wal_damage::run(place)),
    },
    Fault {
        id: "FT-04",
        what: "a flush to disk fails, with and without losing its data",
        stage: SQLITE,
        share: 6.0,
        run: |place| Box::pin(failed_flush::run(place)),
    },
    Fault {
        id: "FT-05",
        what: "the n-th system call of a kind fails",
        stage: SQLITE,
        share: 8.0,
        run: |place| Box::pin(failed_call::run(place)),
    },
    Fault {
        id: "FT-06",
        what: "the disk fills up while messages are sent, and is freed later",
        stage: SQLITE,
        share: 2.0,
        run: |place| Box::pin(full_disk::run(place)),
    },
    Fault {
        id: "FT-07",
        what: "a limit on the size of files (ulimit -f)",
        stage: SQLITE,
        share: 1.0,
        run: |place| Box::pin(file_size::run(place)),
    },
    Fault {
        id: "FT-08",
        what: "256 MB of memory, many sockets, bodies of 64 MB",
        stage: SQLITE,
        share: 1.0,
        run: |place| Box::pin(memory::run(place)),
    },
    Fault {
        id: "FT-09",
        what: "the clock jumps: ±1 h, +30 d, 5 s steps backward",
        stage: SQLITE,
        share: 1.0,
        run: |place| Box::pin(clock::run(place)),
    },
    Fault {
        id: "FT-10",
        what: "the database restarts at once, or its connections break",
        stage: CLUSTER,
        share: 3.0,
        run: |place| Box::pin(cluster::database(place)),
    },
    Fault {
        id: "FT-11",
        what: "the bus is held, reset, killed",
        stage: CLUSTER,
        share: 3.0,
        run: |place| Box::pin(cluster::bus(place)),
    },
    Fault {
        id: "FT-12",
        what: "a node is killed, or frozen and thawed",
        stage: CLUSTER,
        share: 3.0,
        run: |place| Box::pin(cluster::node(place)),
    },
    Fault {
        id: "FT-13",
        what: "devices that take nothing more",
        stage: SQLITE,
        share: 1.0,
        run: |place| Box::pin(slow_client::run(place)),
    },
    Fault {
        id: "FT-14",
        what: "all sockets break at once and come back",
        stage: SQLITE,
        share: 1.0,
        run: |place| Box::pin(storm::run(place)),
    },
    Fault {
        id: "FT-16",
        what: "the same call again: at once, after a kill, six days later",
        stage: SQLITE,
        share: 2.0,
        run: |place| Box::pin(idempotency::run(place)),
    },
    Fault {
        id: "FT-18",
        what: "upgrade of golden databases, cut off at any moment; downgrade",
        stage: SQLITE,
        share: 1.0,
        run: |place| Box::pin(upgrade::run(place)),
    },
    Fault {
        id: "FT-19",
        what: "backup under load, an older backup restored",
        stage: SQLITE,
        share: 2.0,
        run: |place| Box::pin(restore::run(place)),
    },
    Fault {
        id: "FT-20",
        what: "repeated, reordered and impossible acknowledgements",
        stage: SQLITE,
        share: 3.0,
        run: |place| Box::pin(stammer::run(place)),
    },
    Fault {
        id: "FT-24",
        what: "simulation: lost wake-ups, failing receivers, deaths of the node, by seed",
        stage: "SQLite, simulated node",
        share: 20.0,
        run: |place| Box::pin(async { tokio::task::block_in_place(|| simulation::run(place)) }),
    },
];
