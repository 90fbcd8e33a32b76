//! One template to a hundred thousand people: through the API, and through the store as a campaign
//! will do it.

mod api;
mod batches;

use crate::options::Backend;
use crate::report::Report;
use crate::run::Run;
use anyhow::Result;

const PEOPLE: usize = 100_000;

pub(crate) async fn run(run: &Run, backend: Backend) -> Result<Report> {
    let mut report = Report::new("campaign", backend);
    let people = run.much(PEOPLE, 600);
    batches::run(backend, people, &mut report).await?;
    api::run(run, backend, people, &mut report).await?;
    Ok(report)
}
