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
    end_on_panic();
    cli::main()
}

/// A panic leaves a state that nobody knows: the process ends at once, and what was acknowledged is on disk. Only a decoder
/// of pictures may panic and be caught, because it works on one file of a stranger and leaves nothing behind.
fn end_on_panic() {
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        tell(panic);
        if !kurier_engine::media::is_decoding() {
            std::process::abort();
        }
    }));
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_decoder_that_panics_can_be_caught_in_a_release() {
        let manifest = include_str!("../../../Cargo.toml");
        let is_set = |line: &str| line.trim_start().starts_with("panic");
        assert!(!manifest.lines().any(is_set), "see end_on_panic");
    }
}
