//! What a message costs when ten thousand, a million and ten million lie there already, and how long
//! the program takes to start over them.

use crate::measure::{Spread, count, rss_mb, spread};
use crate::options::Backend;
use crate::report::Report;
use crate::run::Run;
use crate::server::sandbox::Sandbox;
use crate::server::store::{Bare, Known};
use anyhow::Result;
use kurier_policy::id::InboxSeq;
use std::path::Path;
use std::time::{Duration, Instant};
use testkit::Random;

const PEOPLE: usize = 100_000;
/// Messages of one commit where it is measured: what 64 connections and more give.
const MEASURED: usize = 64;
/// Messages of one commit where the store is only filled.
const FILLED: usize = 2_048;
const PAGE: u32 = 30;
const PAGES: usize = 3_000;

/// The store at one size.
struct Point {
    rate: f64,
    commits: Spread,
    pages: Spread,
    rss_mb: f64,
    bytes_each: f64,
}

pub(crate) async fn run(run: &Run, backend: Backend) -> Result<Report> {
    let mut report = Report::new("growth", backend);
    let (people, sizes) = if run.options.short {
        (300, vec![("10^3", 1_000), ("10^4", 10_000)])
    } else {
        (PEOPLE, vec![("10^4", 10_000), ("10^6", 1_000_000), ("10^7", 10_000_000)])
    };
    let mut bare = Bare::start(backend, people).await?;
    let (mut stored, mut random) = (0, Random::new(1));
    let mut first: Option<Point> = None;
    for (name, size) in sizes {
        stored += fill(&bare, size - stored, &mut random, name, &mut report).await?;
        let (point, more) = measure(run, &bare, &mut random, stored, &mut report).await?;
        stored += more;
        tell(name, &point, first.as_ref(), &mut report);
        first.get_or_insert(point);
        let folder = bare.folder();
        bare.reopen_after(cold_starts(&folder, name, &mut report)).await?;
    }
    Ok(report)
}

fn tell(name: &str, point: &Point, first: Option<&Point>, report: &mut Report) {
    report.more(&format!("{name} stored: accepts, 64 a commit"), point.rate, "/s");
    report.spread(&format!("{name} stored: commit of 64"), &point.commits);
    report.spread(&format!("{name} stored: page of 30"), &point.pages);
    report.less(&format!("{name} stored: file per message"), point.bytes_each, "B");
    report.less(&format!("{name} stored: memory (RSS)"), point.rss_mb, "MB");
    let Some(first) = first else { return };
    let grown = point.rss_mb - first.rss_mb;
    report.less(&format!("{name} stored: memory grown since the first"), grown, "MB");
}

/// Admits so many messages to people at random, two batches under way.
async fn fill(
    bare: &Bare,
    many: usize,
    random: &mut Random,
    name: &str,
    report: &mut Report,
) -> Result<usize> {
    let (mut done, meter) = (0, bare.meter()?);
    while done < many {
        let (first, second) = (pick(bare, FILLED, random), pick(bare, FILLED, random));
        let (first, second) =
            tokio::try_join!(bare.admit(first.iter()), bare.admit(second.iter()))?;
        done += first + second;
    }
    let used = meter.stop()?;
    report.noise(&used);
    report.plain(&format!("filling up to {name}"), count(done) / used.seconds, "/s");
    Ok(done)
}

fn pick(bare: &Bare, many: usize, random: &mut Random) -> Vec<Known> {
    let end = count_of(bare.people.len());
    let mut one = || usize::try_from(random.between(0, end)).unwrap_or_default();
    (0..many).filter_map(|_| bare.people.get(one()).copied()).collect()
}

fn count_of(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

async fn measure(
    run: &Run,
    bare: &Bare,
    random: &mut Random,
    stored: usize,
    report: &mut Report,
) -> Result<(Point, usize)> {
    let (span, mut commits) = (run.span(3), Vec::new());
    let mut accepted = 0;
    let meter = bare.meter()?;
    let (start, mut busy) = (Instant::now(), Duration::ZERO);
    while start.elapsed() < span {
        let batch = pick(bare, MEASURED, random);
        let before = Instant::now();
        accepted += bare.admit(batch.iter()).await?;
        commits.push(before.elapsed());
        busy += before.elapsed();
    }
    report.noise(&meter.stop()?);
    let mut pages = Vec::new();
    for one in pick(bare, run.much(PAGES, 50), random) {
        let before = Instant::now();
        let head = bare.store.inbox_state(one.person).await?.head;
        let after = InboxSeq(head.0.saturating_sub(PAGE));
        bare.store.follow_inbox(one.person, after, PAGE).await?;
        pages.push(before.elapsed());
    }
    let bytes = size_of(&bare.folder())?;
    let point = Point {
        rate: count(accepted) / busy.as_secs_f64(),
        commits: spread(commits),
        pages: spread(pages),
        rss_mb: rss_mb(std::process::id())?,
        bytes_each: bytes / count(stored + accepted),
    };
    Ok((point, accepted))
}

/// Bytes of the files in a folder.
fn size_of(folder: &Path) -> Result<f64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(count(bytes))
}

/// The real program over this folder: after a stop in good order, and after `kill -9`.
async fn cold_starts(folder: &Path, name: &str, report: &mut Report) -> Result<()> {
    // The first start makes the sandbox's own cast, which takes time of its own.
    Sandbox::over(folder).await?.terminate()?;
    let mut sandbox = Sandbox::over(folder).await?;
    let ready = sandbox.ready.as_secs_f64() * 1e3;
    report.less(&format!("{name} stored: start after a stop"), ready, "ms");
    sandbox.kill()?;
    let mut sandbox = Sandbox::over(folder).await?;
    let ready = sandbox.ready.as_secs_f64() * 1e3;
    report.less(&format!("{name} stored: start after kill -9"), ready, "ms");
    sandbox.terminate()
}
