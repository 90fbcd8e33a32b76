//! End-to-end benchmarks against the real binary, its real store and real sockets, over loopback.
//!
//! Absolute numbers depend on the machine and its mood; what counts are ratios to others measured in
//! the same run, and they stand beside the flushes of the disk, which tell durable from not durable.

mod accept;
mod batches;
mod campaign;
mod client;
mod crash;
mod deliver;
mod docs;
mod drain;
mod growth;
mod idle;
mod load;
mod measure;
mod options;
mod peers;
mod plot;
mod profile;
mod report;
mod run;
mod server;
mod storm;
mod table;
mod targets;
mod webhooks;

use anyhow::{Result, bail};
use options::{Backend, Options};
use report::Report;
use run::Run;

/// Every scenario, in the order of a whole run.
const SCENARIOS: [&str; 11] = [
    "peers", "accept", "profile", "deliver", "campaign", "drain", "idle", "storm", "webhooks",
    "growth", "crash",
];
/// Measured once, whatever the store: the peers have their own, the others know only SQLite.
const SQLITE_ALONE: [&str; 4] = ["peers", "profile", "growth", "crash"];

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.first().is_some_and(|word| word == "--serve") {
        return peers::serve::run(&words[1..]);
    }
    let options = Options::parse(words.into_iter())?;
    if let Some(unknown) = options.names.iter().find(|name| !SCENARIOS.contains(&name.as_str())) {
        bail!("no benchmark is called {unknown}; there are: {}", SCENARIOS.join(", "));
    }
    if options.plot {
        let reports = report::saved()?;
        plot::draw(&reports)?;
        return docs::write(&reports);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(all(Run { options }))
}

async fn all(run: Run) -> Result<()> {
    let (mut reports, mut failed) = (Vec::new(), Vec::new());
    for backend in &run.options.backends {
        if !server::sandbox::knows(*backend)? {
            println!("{backend}: this build has no such store; left out");
            continue;
        }
        for name in SCENARIOS {
            let named = run.options.names.is_empty() || run.options.names.iter().any(|n| n == name);
            let fits = *backend == Backend::Sqlite || !SQLITE_ALONE.contains(&name);
            if named && fits {
                match one(&run, name, *backend).await {
                    Ok(report) => reports.push(report),
                    // The others can still be measured.
                    Err(error) => {
                        println!("  FAILED: {error:#}");
                        failed.push(format!("{name} ({backend})"));
                    }
                }
            }
        }
    }
    if run.options.short {
        // Figures of a blink say nothing; that all of it runs and every target finds its figure is what counts.
        failed.extend(table::dangling(&reports)?);
        println!("{} passed, {} failed", reports.len(), failed.len());
    } else {
        table::print(&table::verdicts(&reports)?);
        if run.options.names.is_empty() {
            table::print_unmeasured(&reports)?;
        }
        plot::draw(&report::saved()?)?;
        docs::write(&report::saved()?)?;
    }
    if !failed.is_empty() {
        bail!("failed: {}", failed.join(", "));
    }
    Ok(())
}

/// Runs a scenario, compares it with the last saved result, and saves it.
async fn one(run: &Run, name: &str, backend: Backend) -> Result<Report> {
    println!("{name} ({backend})");
    let report = match name {
        "peers" => peers::run(run).await?,
        "accept" => accept::run(run, backend).await?,
        "profile" => profile::run(run, backend).await?,
        "deliver" => deliver::run(run, backend).await?,
        "campaign" => campaign::run(run, backend).await?,
        "drain" => drain::run(run, backend).await?,
        "idle" => idle::run(run, backend).await?,
        "storm" => storm::run(run, backend).await?,
        "webhooks" => webhooks::run(run, backend).await?,
        "growth" => growth::run(run, backend).await?,
        _ => crash::run(run, backend).await?,
    };
    if report.noisy {
        println!("  NOISY: others kept {:.1} cores busy meanwhile", report.foreign_cores);
    }
    if run.options.short {
        return Ok(report);
    }
    if let Some(last) = report.last() {
        table::compare(&report, &last);
    }
    report.save()?;
    Ok(report)
}
