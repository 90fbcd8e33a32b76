//! Others on the same machine in the same run: what Kurier's figures are held against.

mod child;
mod ejabberd;
mod floor;
pub(crate) mod postgres;
mod redis;
pub(crate) mod serve;
mod stack;

use crate::options::Backend;
use crate::report::Report;
use crate::run::Run;
use anyhow::Result;

/// Measures every peer that is installed; the report is that of no store of ours.
pub(crate) async fn run(run: &Run) -> Result<Report> {
    let mut report = Report::new("peers", Backend::Sqlite);
    floor::run(run, &mut report)?;
    stack::run(run, &mut report).await?;
    redis::run(run, &mut report).await?;
    postgres::run(run, &mut report)?;
    ejabberd::run(run, &mut report).await?;
    Ok(report)
}
