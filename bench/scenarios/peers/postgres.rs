//! A private PostgreSQL: as a store of the measured Kurier, beneath ejabberd, and bare.

use super::child::{Background, find, free_port};
use crate::measure::{Disk, Meter, count};
use crate::report::Report;
use crate::run::Run;
use crate::server::build_disk;
use anyhow::{Context, Result, ensure};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// Connections it may take.
const CONNECTIONS: &str = "200";

/// Ended, and its data erased, when dropped.
pub(crate) struct Postgres {
    // The program first, then its folder.
    server: Background,
    folder: TempDir,
    programs: PathBuf,
    port: u16,
}

impl Postgres {
    /// A fresh one with the settings of a plain installation: every commit is flushed.
    pub(crate) fn start() -> Result<Self> {
        let programs = programs().context("PostgreSQL is not installed")?;
        let folder = TempDir::with_prefix_in("postgres", build_disk())?;
        let data = folder.path().join("data");
        let port = free_port()?;
        own(folder.path())?;
        let mut init = as_user(&programs.join("initdb"), folder.path());
        init.args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "-D"]).arg(&data);
        ensure!(init.output()?.status.success(), "initdb failed");
        let mut command = as_user(&programs.join("postgres"), folder.path());
        command.arg("-D").arg(&data).args(["-p", &port.to_string(), "-h", "127.0.0.1"]);
        command.args(["-N", CONNECTIONS, "-c", "shared_buffers=256MB"]);
        command.args(["-c", "max_wal_size=4GB", "-k"]).arg(folder.path());
        let mut server = Background::start(&mut command)?;
        server.listens(port)?;
        let postgres = Self { server, folder, programs, port };
        postgres.wait()?;
        Ok(postgres)
    }

    pub(crate) fn pid(&self) -> u32 {
        self.server.pid()
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Runs a script of SQL.
    pub(crate) fn script(&self, sql: &str) -> Result<()> {
        let mut psql = self.client("psql");
        psql.args(["-q", "-v", "ON_ERROR_STOP=1", "-c", sql, "postgres"]);
        let done = psql.output()?;
        ensure!(done.status.success(), "psql: {}", String::from_utf8_lossy(&done.stderr));
        Ok(())
    }

    fn client(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        command.args(["-h", "127.0.0.1", "-U", "postgres", "-p", &self.port.to_string()]);
        command.env("PGOPTIONS", "-c client_min_messages=warning");
        command
    }

    /// It listens before it answers.
    fn wait(&self) -> Result<()> {
        let give_up = std::time::Instant::now() + std::time::Duration::from_secs(30);
        while let Err(error) = self.script("SELECT 1") {
            ensure!(std::time::Instant::now() < give_up, "{error:#}");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        Ok(())
    }

    /// pgbench with this script: transactions a second.
    fn bench(&self, script: &Path, clients: u32, seconds: u64) -> Result<f64> {
        let mut pgbench = self.client("pgbench");
        pgbench.args(["-n", "-M", "prepared", "-T", &seconds.to_string()]);
        pgbench.args(["-c", &clients.to_string(), "-j", "1", "-f"]).arg(script).arg("postgres");
        let done = pgbench.output()?;
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        let line = said
            .lines()
            .find(|line| line.starts_with("tps = "))
            .with_context(|| format!("pgbench: {said}{}", String::from_utf8_lossy(&done.stderr)))?;
        Ok(line.split_whitespace().nth(2).context("no number")?.parse()?)
    }
}

/// Bare inserts of rows of 400 bytes: one row a transaction from many connections, and batches.
pub(super) fn run(run: &Run, report: &mut Report) -> Result<()> {
    if programs().is_none() {
        report.remark("PostgreSQL is not installed");
        return Ok(());
    }
    let postgres = Postgres::start()?;
    postgres.script("CREATE TABLE floor (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body TEXT NOT NULL)")?;
    let disk = Disk::under(postgres.folder.path())?;
    let seconds = run.span(4).as_secs().max(1);
    for (rows, clients) in [(1_u32, 1_u32), (1, 64), (16, 1), (256, 1)] {
        let script = postgres.folder.path().join("insert.sql");
        let body = "x".repeat(400);
        std::fs::write(
            &script,
            format!(
                "INSERT INTO floor (body) SELECT unnest(array_fill('{body}'::text, ARRAY[{rows}]));"
            ),
        )?;
        let meter = Meter::start(&[postgres.pid()], &disk)?;
        let per_s = postgres.bench(&script, clients, seconds)?;
        let used = meter.stop()?;
        let name = format!("PostgreSQL: rows/s at {rows} per commit, {clients} connections");
        let inserted = per_s * count(seconds) * f64::from(rows);
        report.more(&name, per_s * f64::from(rows), "/s");
        report.cost(&name, inserted, &used);
    }
    Ok(())
}

/// The folder of the newest version's programs.
pub(super) fn programs() -> Option<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|folder| folder.join("postgres").is_file())
        .collect();
    found.sort();
    found.pop().or_else(|| find("postgres")?.parent().map(Path::to_owned))
}

/// PostgreSQL refuses to run as root: then as the user that its package made.
fn is_root() -> Result<bool> {
    Ok(std::fs::metadata("/proc/self")?.uid() == 0)
}

fn own(folder: &Path) -> Result<()> {
    if is_root()? {
        let done = Command::new("chown").arg("postgres").arg(folder).status()?;
        ensure!(done.success(), "chown failed");
    }
    Ok(())
}

fn as_user(program: &Path, folder: &Path) -> Command {
    let mut command = if is_root().unwrap_or_default() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.current_dir(folder);
    command
}
