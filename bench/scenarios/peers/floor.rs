//! What this machine's disk and the bare SQLite driver can do in this very minute.

use crate::measure::{Disk, Meter, count};
use crate::report::Report;
use crate::run::Run;
use crate::server::build_disk;
use anyhow::Result;
use rusqlite::Connection;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub(super) fn run(run: &Run, report: &mut Report) -> Result<()> {
    let folder = TempDir::with_prefix_in("floor", build_disk())?;
    let span = run.span(2);
    flushes(folder.path(), span, report)?;
    for rows in [1_u32, 16, 256] {
        inserts(folder.path(), rows, span, report)?;
    }
    Ok(())
}

/// 4 KiB appended and flushed, one after the other.
fn flushes(folder: &Path, span: Duration, report: &mut Report) -> Result<()> {
    let mut file = File::create(folder.join("floor.bin"))?;
    let block = [7_u8; 4_096];
    let meter = Meter::start(&[], &Disk::under(folder)?)?;
    let done = during(span, || {
        file.write_all(&block)?;
        Ok(file.sync_data()?)
    })?;
    report.rate("disk: 4 KiB appended and flushed", done, &meter.stop()?);
    Ok(())
}

/// Rows of 400 bytes, WAL, `synchronous=FULL`, no index: so many rows a commit.
fn inserts(folder: &Path, rows: u32, span: Duration, report: &mut Report) -> Result<()> {
    let connection = Connection::open(folder.join(format!("floor-{rows}.db")))?;
    connection.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
         CREATE TABLE floor (id INTEGER PRIMARY KEY, body TEXT NOT NULL);",
    )?;
    let body = "x".repeat(400);
    let meter = Meter::start(&[], &Disk::under(folder)?)?;
    let done = during(span, || {
        connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        for _ in 0..rows {
            connection.prepare_cached("INSERT INTO floor (body) VALUES (?1)")?.execute([&body])?;
        }
        connection.prepare_cached("COMMIT")?.execute([])?;
        Ok(())
    })?;
    let name = format!("SQLite: rows/s at {rows} per commit");
    report.rate(&name, done * f64::from(rows), &meter.stop()?);
    Ok(())
}

fn during(span: Duration, mut step: impl FnMut() -> Result<()>) -> Result<f64> {
    let start = Instant::now();
    let mut steps = 0_u64;
    while start.elapsed() < span {
        step()?;
        steps += 1;
    }
    Ok(count(steps))
}
