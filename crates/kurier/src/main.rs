//! Kurier: one binary with the server, the sandbox, the demo and the operator's command line.

mod cli;
mod demo;
mod sandbox;
mod telemetry;
mod wiring;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
