//! The real program on disks that fail, fill up or end: what it acknowledged stays, what it could
//! not keep is refused, and where nobody can know, it stops.

mod failed_flush;
mod file_size;
mod full_disk;
mod scene;
mod senders;
mod small_disk;

/// A test that this machine cannot run: says so, and fails where nothing may be missing.
fn cannot_run(why: &str) -> anyhow::Result<()> {
    let required = std::env::var("KURIER_REQUIRE").unwrap_or_default();
    anyhow::ensure!(!required.split(',').any(|name| name.trim() == "all"), "DID NOT RUN: {why}");
    println!("DID NOT RUN: {why}");
    Ok(())
}
