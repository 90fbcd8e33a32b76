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
/// of pictures and a reader of feeds may panic and be caught, because they work on one file of a stranger and leave nothing behind.
fn end_on_panic() {
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        tell(panic);
        if !kurier_engine::media::is_decoding() && !kurier_press::read::is_apart() {
            std::process::abort();
        }
    }));
}

#[cfg(test)]
mod tests {
    /// Tells a process of its own to panic: the rule holds for the whole process.
    const PANICS: &str = "KURIER_TEST_PANICS";

    #[test]
    fn a_panic_over_a_feed_does_not_end_the_program() {
        if std::env::var_os(PANICS).is_some() {
            super::end_on_panic();
            assert_eq!(kurier_press::read::apart(|| -> u8 { panic!("over a feed") }), None);
            return;
        }
        let program = std::env::current_exe().expect("the tests are a program");
        let own = "tests::a_panic_over_a_feed_does_not_end_the_program";
        let mut child = std::process::Command::new(program);
        let ended = child.args(["--exact", own, "--nocapture"]).env(PANICS, "1").output();
        let ended = ended.expect("it runs");
        let told = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert!(ended.status.success() && told.contains("over a feed"), "{told}");
    }

    #[test]
    fn a_decoder_that_panics_can_be_caught_in_a_release() {
        let manifest = include_str!("../../../Cargo.toml");
        let is_set = |line: &str| line.trim_start().starts_with("panic");
        assert!(!manifest.lines().any(is_set), "see end_on_panic");
    }
}
