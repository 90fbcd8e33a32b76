//! The real program on disks that fail, fill up or end. What is tried, and what must hold, stands in
//! `testkit::disk`; `cargo xtask faults` runs the same for longer.

use std::path::Path;
use testkit::disk::{Found, NO_SMALL_DISK, failed_flush, file_size, full_disk};

/// The flushes that fail, counted from a moment under load.
const FLUSHES: std::ops::RangeInclusive<u32> = 1..=4;

fn kurier() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_kurier"))
}

/// A scenario that this machine cannot run says so, and fails where nothing may be missing.
fn held(outcome: anyhow::Result<Found>) {
    match outcome {
        Ok(found) => assert!(found.faults > 0 && found.acknowledged > 0, "{found:?}"),
        Err(error) if error.to_string() == NO_SMALL_DISK => {
            let required = std::env::var("KURIER_REQUIRE").unwrap_or_default();
            assert!(!required.split(',').any(|name| name.trim() == "all"), "DID NOT RUN: {error}");
            println!("DID NOT RUN: {error}");
        }
        Err(error) => panic!("{error:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_new_messages_keeps_the_rest_going_and_heals_by_itself() {
    let dir = tempfile::tempdir().unwrap();
    held(full_disk::refuses_and_heals(kurier(), dir.path()).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_in_the_middle_of_writing_loses_and_doubles_nothing() {
    let dir = tempfile::tempdir().unwrap();
    held(full_disk::loses_nothing_under_load(kurier(), dir.path()).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_size_limit_is_answered_like_a_full_disk() {
    let dir = tempfile::tempdir().unwrap();
    held(file_size::is_like_a_full_disk(kurier(), dir.path()).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_flush_that_loses_its_data_stops_the_process_and_nothing_acknowledged_is_lost() {
    held(failed_flush::stops_the_process(kurier(), FLUSHES, true).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_flush_that_keeps_its_data_stops_the_process_and_a_retry_doubles_nothing() {
    held(failed_flush::stops_the_process(kurier(), FLUSHES, false).await);
}
