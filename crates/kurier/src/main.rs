//! Kurier: one binary with the server, the sandbox, the demo and the operator's command line.

mod cli;
mod demo;
mod sandbox;
mod telemetry;
mod wiring;

use std::process::ExitCode;

/// A quarter of the time of an accepted message went into the C library's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::main()
}
