//! Faults, one file each: the real program (or its parts) is hurt on purpose, and what must hold is
//! counted. `cargo xtask faults --quick`, or `--hours N` for as much as fits.

mod clock;
mod cluster;
mod device;
mod dump;
mod effort;
mod failed_call;
mod failed_flush;
mod fault;
mod file_size;
mod folder;
mod full_disk;
mod idempotency;
mod kill;
mod memory;
mod power_cut;
mod restore;
mod row;
mod save;
mod simulation;
mod slow_client;
mod stammer;
mod storm;
mod table;
mod upgrade;
mod wal_damage;

use anyhow::{Context, Result, bail};
use effort::Effort;
use fault::{FAULTS, Fault, Place};
use row::{Row, Verdict};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

/// What the command line asks for.
struct Asked {
    effort: Effort,
    /// Ids; empty = all.
    ids: Vec<String>,
    /// Whether the results become the saved ones.
    saves: bool,
    instead: Option<Instead>,
}

/// Something else than faults.
enum Instead {
    /// One simulated seed.
    Seed(u64),
    /// A golden database from this data folder.
    Golden(PathBuf),
}

const SEED: &str = "--seed needs a number";
const GOLDEN: &str = "--golden needs a data folder";

fn main() -> Result<ExitCode> {
    let asked = read(std::env::args().skip(1).collect())?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    match &asked.instead {
        Some(Instead::Seed(seed)) => {
            println!("{:?}", testkit::sim::run(*seed, &testkit::sim::SimOptions::new())?);
            return Ok(ExitCode::SUCCESS);
        }
        Some(Instead::Golden(data)) => {
            runtime.block_on(upgrade::make(data))?;
            return Ok(ExitCode::SUCCESS);
        }
        None => {}
    }
    let mut rows = Vec::new();
    for fault in FAULTS.iter().filter(|fault| asked.wants(fault)) {
        println!("{} {}", fault.id, fault.what);
        let begun = Instant::now();
        let place = Place::new(asked.effort, fault.share)?;
        let row = match runtime.block_on((fault.run)(&place)) {
            Ok(row) => row,
            Err(error) => Row { verdict: Verdict::Broken(format!("{error:#}")), ..Row::default() },
        };
        let row = row.of(fault, begun.elapsed()).unless_required();
        println!("  {}", row.sentence());
        rows.push(row);
    }
    table::print(&rows);
    save::save(&rows, asked.effort, asked.saves)?;
    let broken = rows.iter().filter(|row| matches!(row.verdict, Verdict::Broken(_))).count();
    let ran = rows.iter().filter(|row| row.verdict == Verdict::Held).count();
    println!("\n{ran} passed, {broken} failed");
    Ok(if broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Asked {
    fn wants(&self, fault: &Fault) -> bool {
        self.ids.is_empty() || self.ids.iter().any(|id| id == fault.id)
    }
}

fn read(words: Vec<String>) -> Result<Asked> {
    let mut asked = Asked { effort: Effort::Quick, ids: Vec::new(), saves: true, instead: None };
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--quick" => asked.effort = Effort::Quick,
            "--hours" => {
                let hours = words.next().context("--hours needs a number")?;
                asked.effort = Effort::Hours(hours.parse().context("--hours needs a number")?);
            }
            "--no-save" => asked.saves = false,
            "--seed" => asked.instead = Some(Instead::Seed(words.next().context(SEED)?.parse()?)),
            "--golden" => {
                asked.instead = Some(Instead::Golden(words.next().context(GOLDEN)?.into()));
            }
            // What cargo itself adds.
            "--bench" => {}
            id if FAULTS.iter().any(|fault| fault.id.eq_ignore_ascii_case(id)) => {
                asked.ids.push(id.to_uppercase());
            }
            other => bail!("`{other}` is neither a flag nor one of {}", fault::ids()),
        }
    }
    Ok(asked)
}

/// The program under test.
fn kurier() -> Result<PathBuf> {
    let binary = std::env::var("KURIER_BIN").context("KURIER_BIN names the program to test")?;
    Ok(PathBuf::from(binary))
}
