//! How many messages a second are accepted for absent people: answered only when they are on disk.

use crate::batches::Batches;
use crate::load;
use crate::measure::{count, pss_mb, spread};
use crate::options::Backend;
use crate::report::Report;
use crate::run::Run;
use crate::server::sandbox::Sandbox;
use anyhow::Result;

const PEOPLE: usize = 1_000;

pub(crate) async fn run(run: &Run, backend: Backend) -> Result<Report> {
    let mut report = Report::new("accept", backend);
    let sandbox = Sandbox::start(backend).await?;
    let people = sandbox.people(run.much(PEOPLE, 256)).await?;
    let requests: Result<Vec<_>> =
        people.iter().map(|person| sandbox.send(&person.wa_id)).collect();
    let requests = requests?;
    let mut batches = Batches::from_now(&sandbox).await?;
    for connections in [1, 64, 256] {
        let meter = sandbox.meter()?;
        let taken = load::http(&sandbox.address, &requests, connections, run.span(8)).await?;
        let used = meter.stop()?;
        let what = format!("accepts, {connections} connections");
        report.rate(&what, count(taken.len()), &used);
        report.spread(&what, &spread(taken));
        batches.tell(&sandbox, &what, &mut report).await?;
        if connections == 64 {
            report.less("memory under 64 connections (PSS)", pss_mb(sandbox.pid())?, "MB");
        }
    }
    Ok(report)
}
