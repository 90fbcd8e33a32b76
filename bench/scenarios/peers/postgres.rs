//! Bare PostgreSQL: one row a transaction from many connections, and batches.

use crate::measure::{Disk, Meter, count};
use crate::report::Report;
use crate::run::Run;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;
use testkit::services::{Missing, Postgres, PostgresOptions};

/// A fresh one: every commit is flushed, as in a plain installation; room for a run without a checkpoint.
pub(crate) fn start() -> Result<Postgres> {
    let options = PostgresOptions::default();
    let options = options.setting("shared_buffers", "256MB").setting("max_wal_size", "4GB");
    Postgres::start_with(&options)
}

/// [`start`], or `None` when it is not installed.
pub(super) fn found() -> Result<Option<Postgres>> {
    match start() {
        Err(error) if error.downcast_ref::<Missing>().is_some() => Ok(None),
        started => started.map(Some),
    }
}

pub(super) fn run(run: &Run, report: &mut Report) -> Result<()> {
    let (Some(postgres), Some(pgbench)) = (found()?, pgbench()) else {
        report.remark("PostgreSQL with pgbench is not installed");
        return Ok(());
    };
    postgres.run(
        "CREATE TABLE floor (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body TEXT NOT NULL)",
    )?;
    let folder = tempfile::tempdir()?;
    let script = folder.path().join("insert.sql");
    let disk = Disk::under(folder.path())?;
    let seconds = run.span(4).as_secs().max(1);
    for (rows, clients) in [(1_u32, 1_u32), (1, 64), (16, 1), (256, 1)] {
        std::fs::write(&script, insert(rows))?;
        let meter = Meter::start(&[postgres.id()], &disk)?;
        let mut command = Command::new(&pgbench);
        command.args(["-h", "127.0.0.1", "-U", "postgres", "-p", &postgres.port().to_string()]);
        command.args(["-n", "-M", "prepared", "-j", "1", "-T", &seconds.to_string()]);
        command.args(["-c", &clients.to_string(), "-f"]).arg(&script).arg("postgres");
        let per_s = transactions_per_s(&mut command)?;
        let used = meter.stop()?;
        let name = format!("PostgreSQL: rows/s at {rows} per commit, {clients} connections");
        report.more(&name, per_s * f64::from(rows), "/s");
        report.cost(&name, per_s * count(seconds) * f64::from(rows), &used);
    }
    Ok(())
}

/// Rows of 400 bytes in one statement.
fn insert(rows: u32) -> String {
    let body = "x".repeat(400);
    format!("INSERT INTO floor (body) SELECT unnest(array_fill('{body}'::text, ARRAY[{rows}]));")
}

fn transactions_per_s(pgbench: &mut Command) -> Result<f64> {
    let done = pgbench.output()?;
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    let failed = || format!("pgbench: {said}{}", String::from_utf8_lossy(&done.stderr));
    let line = said.lines().find(|line| line.starts_with("tps = ")).with_context(failed)?;
    Ok(line.split_whitespace().nth(2).context("no number")?.parse()?)
}

/// Debian keeps it off the search path.
fn pgbench() -> Option<PathBuf> {
    let versions = Path::new("/usr/lib/postgresql").read_dir().ok()?;
    let at =
        |entry: std::io::Result<std::fs::DirEntry>| Some(entry.ok()?.path().join("bin/pgbench"));
    let mut all: Vec<PathBuf> = versions.filter_map(at).filter(|file| file.is_file()).collect();
    all.sort();
    all.pop().or_else(|| super::child::find("pgbench"))
}
