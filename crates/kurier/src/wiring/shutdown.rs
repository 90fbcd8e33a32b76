//! SIGINT and SIGTERM end the process in good order; a second one ends it at once.
//!
//! In good order: the node says that it drains (`/readyz`), waits so long that its balancers notice,
//! and then stops: it takes no more connections, tells its devices to come back, lets requests in
//! flight end, ends its background work, and closes the store.

use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// SIGXFSZ, the same number on every system that Kurier builds for.
const FILE_SIZE_EXCEEDED: i32 = 25;

/// Turns true when the process shall end.
pub(crate) type Stop = watch::Receiver<bool>;

/// The two steps to the end.
pub(crate) struct Signals {
    /// Turns true at the first signal.
    pub(crate) draining: watch::Receiver<bool>,
    /// Turns true when the grace after it is over; may also be set by whoever has nothing left to do.
    pub(crate) stop: watch::Sender<bool>,
}

/// Begins to listen to signals; `grace` lies between draining and the stop. Must run inside the runtime.
pub(crate) fn on_signals(grace: Duration) -> anyhow::Result<Signals> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    // With a listener a write beyond the file-size limit fails, which the store handles; without
    // one it ends the process. The listener stays for good, though nobody waits for it.
    drop(signal(SignalKind::from_raw(FILE_SIZE_EXCEEDED))?);
    let (stop, _) = watch::channel(false);
    let (drain, draining) = watch::channel(false);
    let sender = stop.clone();
    tokio::spawn(async move {
        loop {
            tokio::select! {
                Some(()) = interrupt.recv() => {}
                Some(()) = terminate.recv() => {}
                else => return,
            }
            if drain.send_replace(true) {
                std::process::exit(130);
            }
            if !grace.is_zero() {
                tracing::info!(grace_s = grace.as_secs(), "draining");
            }
            let sender = sender.clone();
            tokio::spawn(async move {
                tokio::time::sleep(grace).await;
                sender.send_replace(true);
            });
        }
    });
    Ok(Signals { draining, stop })
}

/// Waits until the process shall end.
pub(crate) async fn asked(mut stop: Stop) {
    // An error means that the sender is gone: the process ends as well.
    drop(stop.wait_for(|stop| *stop).await);
}
