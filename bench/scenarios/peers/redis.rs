//! Redis with an append-only file that is flushed before every answer: the honest durable peer.

use super::child::{Background, find, free_port};
use crate::client::redis::Client;
use crate::load;
use crate::measure::{Disk, Meter, count, spread};
use crate::report::Report;
use crate::run::Run;
use crate::server::build_disk;
use anyhow::Result;
use std::process::Command;
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub(super) async fn run(run: &Run, report: &mut Report) -> Result<()> {
    let Some(program) = find("redis-server") else {
        report.remark("Redis is not installed");
        return Ok(());
    };
    let folder = TempDir::with_prefix_in("redis", build_disk())?;
    let port = free_port()?;
    let mut command = Command::new(program);
    command.args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "yes"]);
    command.args(["--appendfsync", "always", "--port", &port.to_string()]);
    command.arg("--dir").arg(folder.path());
    let mut server = Background::start(&mut command)?;
    server.listens(port)?;
    let disk = Disk::under(folder.path())?;
    for connections in [1, 64] {
        let span = run.span(4);
        let meter = Meter::start(&[server.pid()], &disk)?;
        let taken = load::together((0..connections).map(|_| lane(port, span))).await?;
        let used = meter.stop()?;
        let what = format!("Redis: appends, {connections} connections");
        report.rate(&what, count(taken.len()), &used);
        report.spread(&what, &spread(taken));
    }
    Ok(())
}

async fn lane(port: u16, span: Duration) -> Result<Vec<Duration>> {
    let mut client = Client::open(port).await?;
    let start = Instant::now();
    let mut taken = Vec::new();
    while start.elapsed() < span {
        let before = Instant::now();
        client.append().await?;
        taken.push(before.elapsed());
    }
    Ok(taken)
}
