//! Where the server's time goes while 64 connections send: samples of `perf`, by what they belong to.

use crate::load;
use crate::measure::count;
use crate::options::Backend;
use crate::report::Report;
use crate::run::Run;
use crate::server::sandbox::Sandbox;
use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const PEOPLE: usize = 1_000;
const CONNECTIONS: usize = 64;
/// Samples a second: not a divisor of anything's period.
const HZ: &str = "997";
const TOP: usize = 25;

/// What a symbol belongs to, by a part of its name; the first that fits.
const GROUPS: [(&str, &[&str]); 8] = [
    ("SQLite", &["sqlite3", "rusqlite", "vdbe", "btreeParse", "walFrames", "pcache"]),
    ("memory allocation", &["mi_", "malloc", "_int_free", "cfree", "realloc"]),
    ("JSON", &["serde", "itoa", "zmij", "ryu"]),
    ("Kurier's own code", &["kurier_", "kurier::"]),
    ("hashing and ids", &["sha2", "aes", "chacha", "hmac", "base64"]),
    (
        "HTTP and tasks",
        &[
            "hyper",
            "axum",
            "tokio",
            "tower",
            "http::",
            "httparse",
            "matchit",
            "mio",
            "matched_path",
        ],
    ),
    ("copying and comparing", &["mem", "strlen", "from_utf8"]),
    ("dropping", &["drop_in_place", "Drop"]),
];

pub(crate) async fn run(run: &Run, backend: Backend) -> Result<Report> {
    let mut report = Report::new("profile", backend);
    let perf = Command::new("perf").arg("--version").stdout(Stdio::null()).status();
    if !perf.is_ok_and(|status| status.success()) {
        report.remark("perf is not installed (Debian package linux-perf)");
        return Ok(report);
    }
    let sandbox = Sandbox::start(backend).await?;
    let people = sandbox.people(run.much(PEOPLE, 64)).await?;
    let requests: Result<Vec<_>> =
        people.iter().map(|person| sandbox.send(&person.wa_id)).collect();
    let data = sandbox.folder().join("perf.data");
    let mut record = Command::new("perf")
        .args(["record", "-q", "-F", HZ, "-p", &sandbox.pid().to_string(), "-o"])
        .arg(&data)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    attached(&data).await?;
    let meter = sandbox.meter()?;
    let span = run.span(8).max(Duration::from_secs(1));
    let taken = load::http(&sandbox.address, &requests?, CONNECTIONS, span).await?;
    let used = meter.stop()?;
    let asked = Command::new("kill").args(["-INT", &record.id().to_string()]).status()?;
    ensure!(asked.success(), "perf could not be stopped");
    record.wait()?;
    report.rate("accepts while sampled", count(taken.len()), &used);
    let symbols = samples(&data)?;
    ensure!(!symbols.is_empty(), "perf took no samples");
    tell(&symbols, &mut report);
    Ok(report)
}

/// Returns when perf has begun to write.
async fn attached(data: &Path) -> Result<()> {
    let give_up = Instant::now() + Duration::from_secs(10);
    while !std::fs::metadata(data).is_ok_and(|file| file.len() > 0) {
        ensure!(Instant::now() < give_up, "perf does not start");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok(())
}

/// One line of perf's report.
struct Symbol {
    share: f64,
    thread: String,
    in_kernel: bool,
    name: String,
}

fn samples(data: &Path) -> Result<Vec<Symbol>> {
    let done = Command::new("perf")
        .args(["report", "--stdio", "--no-children", "-F", "overhead,comm,symbol", "-t", "|", "-i"])
        .arg(data)
        .stderr(Stdio::null())
        .output()?;
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    let is_row = |line: &&str| !line.starts_with('#') && !line.trim().is_empty();
    text.lines().filter(is_row).map(|line| parse(line).with_context(|| line.to_owned())).collect()
}

/// `5.75%|tokio-rt-worker|[.] mi_free`; `[k]` is the kernel.
fn parse(line: &str) -> Option<Symbol> {
    let mut cells = line.splitn(3, '|').map(str::trim);
    let share = cells.next()?.trim_end_matches('%').parse().ok()?;
    let thread = cells.next()?.to_owned();
    let (kind, name) = cells.next()?.split_once(' ')?;
    Some(Symbol { share, thread, in_kernel: kind == "[k]", name: name.trim().to_owned() })
}

fn tell(symbols: &[Symbol], report: &mut Report) {
    let mut sums: BTreeMap<String, f64> = BTreeMap::new();
    for symbol in symbols {
        *sums.entry(format!("thread: {}", symbol.thread)).or_default() += symbol.share;
        *sums.entry(format!("group: {}", group(symbol))).or_default() += symbol.share;
    }
    let mut sums: Vec<(String, f64)> =
        sums.into_iter().filter(|(_, share)| *share >= 0.5).collect();
    sums.sort_by(|one, other| other.1.total_cmp(&one.1));
    for (name, share) in sums {
        report.plain(&name, share, "%");
    }
    for symbol in symbols.iter().filter(|symbol| !symbol.in_kernel).take(TOP) {
        // Names of generic functions run over lines; their beginning says enough.
        let name: String = symbol.name.chars().take(90).collect();
        report.plain(&format!("function: {name} ({})", symbol.thread), symbol.share, "%");
    }
}

fn group(symbol: &Symbol) -> String {
    if symbol.in_kernel {
        return format!("kernel, for {}", symbol.thread);
    }
    let fits = |parts: &&[&str]| parts.iter().any(|part| symbol.name.contains(part));
    let found = GROUPS.iter().find(|(_, parts)| fits(parts));
    found.map_or("other", |(name, _)| name).to_owned()
}
