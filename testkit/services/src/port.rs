//! Ports for services that must know theirs before they start, and keep it over a restart.

use anyhow::Context;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::atomic::{AtomicU32, Ordering};

/// Below the ports that systems give to outgoing connections: one of those could take ours while its
/// service is down for a restart.
const FIRST: u32 = 20_000;
const COUNT: u32 = 12_000;

/// A port of the loopback interface on which nobody listens.
pub(crate) fn free() -> anyhow::Result<u16> {
    static TAKEN: AtomicU32 = AtomicU32::new(0);
    // Processes begin far apart, so that two that look at the same time rarely find the same port.
    let begin = std::process::id().wrapping_mul(37);
    for _ in 0..COUNT {
        let step = TAKEN.fetch_add(1, Ordering::Relaxed);
        let port = u16::try_from(FIRST + begin.wrapping_add(step) % COUNT)?;
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return Ok(port);
        }
    }
    None.context("no port is free")
}
