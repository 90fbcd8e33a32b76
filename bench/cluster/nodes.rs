//! Nodes, database and bus on private ports, in throw-away folders.

use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use testkit::services::{Nats, Postgres};
use testkit::stage::Stage;
use testkit::{KurierProcess, ProcessOptions};
use tokio::task::block_in_place;

const NODES: usize = 3;
const PEOPLE: usize = 30;
const DATABASE: &str = "kurier";

/// Fields are dropped in this order: first the nodes, then what they stand on.
pub(crate) struct Cluster {
    pub(crate) stage: Stage,
    pub(crate) postgres: Postgres,
    pub(crate) nats: Nats,
    _folder: TempDir,
}

impl Cluster {
    pub(crate) async fn start() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("kurier-cluster-").tempdir()?;
        let (postgres, nats) = block_in_place(|| {
            let postgres = Postgres::start()?;
            postgres.create_database(DATABASE)?;
            anyhow::Ok((postgres, Nats::start()?))
        })?;
        let mut nodes = Vec::new();
        for number in 1..=NODES {
            let dir = folder.path().join(format!("node-{number}"));
            std::fs::create_dir(&dir)?;
            share_cast(folder.path(), &dir, number)?;
            let mut options = ProcessOptions::new(binary()?, dir);
            options.store = Some(postgres.url(DATABASE));
            options.arguments = ["--nats-url".to_owned(), nats.url()].into();
            nodes.push(KurierProcess::start(options).await?);
        }
        let stage = Stage::on(nodes, PEOPLE).await?;
        Ok(Self { stage, postgres, nats, _folder: folder })
    }

    pub(crate) fn print(&self) {
        for (number, node) in (1..).zip(&self.stage.nodes) {
            println!("  node {number}     {}", node.base);
        }
        println!("  PostgreSQL {}", self.postgres.url(DATABASE));
        println!("  NATS       {}", self.nats.url());
    }
}

/// The first node makes people, tokens and templates; the others know of them.
fn share_cast(folder: &Path, dir: &Path, number: usize) -> Result<()> {
    if number > 1 {
        std::fs::copy(folder.join("node-1/sandbox.json"), dir.join("sandbox.json"))?;
    }
    Ok(())
}

fn binary() -> Result<PathBuf> {
    let named = std::env::var_os("KURIER_BIN").context("KURIER_BIN names no program")?;
    Ok(named.into())
}
