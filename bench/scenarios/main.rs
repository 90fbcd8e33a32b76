//! End-to-end benchmarks against the real binary, its real store and real sockets, over loopback.
//!
//! Absolute numbers depend on the machine and its mood; every result therefore stands beside probes
//! of the same run (one-row SQLite commits, disk flushes) and is judged as a ratio to its target.

mod accept;
mod crash;
mod deliver;
mod http;
mod idle;
mod people;
mod plot;
mod probe;
mod report;
mod socket;
mod stats;

use anyhow::{Result, bail};

/// `plot` only draws the saved results.
const KNOWN: &[&str] = &["accept", "deliver", "idle", "crash", "plot"];

fn main() -> Result<()> {
    let named: Vec<String> =
        std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    if let Some(unknown) = named.iter().find(|name| !KNOWN.contains(&name.as_str())) {
        bail!("no benchmark is called {unknown}; there are: {}", KNOWN.join(", "));
    }
    let wanted = |name: &str| named.is_empty() || named.iter().any(|one| one == name);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        if wanted("accept") {
            report::save("accept", &accept::run().await?)?;
        }
        if wanted("deliver") {
            report::save("deliver", &deliver::run().await?)?;
        }
        if wanted("idle") {
            report::save("idle", &idle::run().await?)?;
        }
        if wanted("crash") {
            report::save("crash", &crash::run().await?)?;
        }
        plot::draw()
    })
}
