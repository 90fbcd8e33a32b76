//! `cargo xtask cluster`: three nodes on this machine over a private PostgreSQL and NATS, shown at work
//! and then left running; with `--check` every process is killed under load instead, and what must
//! hold is counted.

mod kills;
mod nodes;
mod show;

use anyhow::{Result, bail};
use nodes::Cluster;
use std::process::ExitCode;

fn main() -> Result<ExitCode> {
    let mut is_check = false;
    for word in std::env::args().skip(1) {
        match word.as_str() {
            "--check" => is_check = true,
            // What cargo itself adds.
            "--bench" => {}
            other => bail!("there is no option {other}; there is --check"),
        }
    }
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(run(is_check))
}

async fn run(is_check: bool) -> Result<ExitCode> {
    println!("starting PostgreSQL, NATS and three nodes");
    let mut cluster = Cluster::start().await?;
    cluster.print();
    show::across(&mut cluster).await?;
    if is_check {
        return kills::run(&mut cluster).await;
    }
    println!("\nrunning; Ctrl-C stops it and throws the data away");
    println!("  next: cargo xtask cluster --check kills every process under load and counts");
    tokio::signal::ctrl_c().await?;
    Ok(ExitCode::SUCCESS)
}
