//! The tasks of this repository: `cargo xtask <task>`.

mod bench;
mod cluster;
mod digest;
mod faults;
mod flow;
mod r#gen;
mod lint;
mod place;
mod run;
mod sources;
mod test;
mod tidy;
mod tools;
mod web;

use std::process::ExitCode;

/// The help page; a test compares the documents with it.
pub(crate) const USAGE: &str = "\
Usage: cargo xtask <TASK>

Commands:
  run      Build what changed and start the demo; further words go to `kurier demo`
  test     Run every check and test; --quick for the inner loop
  lint     Formatting and clippy; --fix repairs what can be repaired
  web      Build the web front ends if their sources changed; --force builds always
  gen      Write generated files; --check only says whether they are fresh
  tidy     House rules: dependencies, sizes, names, words
  cluster  Three nodes, PostgreSQL and NATS on this machine; --check kills each of them under load
  faults   Fault catalogue: --quick or --hours N, with FT-01 … for single faults; --seed N repeats a
           simulated seed; --golden DIR keeps a database for later upgrades
  bench    Benchmarks: all, or peers accept profile deliver campaign drain idle storm webhooks growth crash;
           --store sqlite|postgres|both, --short proves that they run; `bench plot` only draws
  help     This page

Environment:
  KURIER_DATA      folder with the data sets of the tests (default ../shared/data)
  KURIER_REQUIRE   what may not be missing, as a comma list of step names, or `all`
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (task, rest) = match words.split_first() {
        Some((task, rest)) => (task.as_str(), rest),
        None => ("help", words.as_slice()),
    };
    let done = match task {
        "run" => run::run(rest),
        "test" => test::run(rest),
        "lint" => lint::run(rest),
        "web" => web::run(rest),
        "gen" => r#gen::run(rest),
        "tidy" => tidy::run(rest),
        "bench" => bench::run(rest),
        "cluster" => cluster::run(rest),
        "faults" => faults::run(rest),
        "help" | "--help" | "-h" => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        other => {
            eprintln!("There is no task `{other}`.\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
