//! What this machine's disk and SQLite can do in this very minute.

use anyhow::Result;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

const FOR: Duration = Duration::from_secs(2);

/// 4 KiB appended and flushed, one after the other: flushes per second.
pub(crate) fn flushes_per_s(dir: &Path) -> Result<f64> {
    let mut file = File::create(dir.join("probe.bin"))?;
    let block = [7_u8; 4_096];
    rate(|| {
        file.write_all(&block)?;
        Ok(file.sync_data()?)
    })
}

/// One row of 400 bytes per commit, WAL, `synchronous=FULL`: commits per second.
pub(crate) fn sqlite_commits_per_s(dir: &Path) -> Result<f64> {
    let connection = rusqlite::Connection::open(dir.join("probe.db"))?;
    connection.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;
         CREATE TABLE probe (id INTEGER PRIMARY KEY, body TEXT NOT NULL);",
    )?;
    let body = "x".repeat(400);
    rate(|| {
        connection.prepare_cached("INSERT INTO probe (body) VALUES (?1)")?.execute([&body])?;
        Ok(())
    })
}

fn rate(mut step: impl FnMut() -> Result<()>) -> Result<f64> {
    let start = Instant::now();
    let mut steps = 0.0;
    while start.elapsed() < FOR {
        step()?;
        steps += 1.0;
    }
    Ok(steps / start.elapsed().as_secs_f64())
}
