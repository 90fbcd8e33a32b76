//! SIGINT and SIGTERM end the process in good order; a second one ends it at once.

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// SIGXFSZ, the same number on every system that Kurier builds for.
const FILE_SIZE_EXCEEDED: i32 = 25;

/// Turns true when the process shall end.
pub(crate) type Stop = watch::Receiver<bool>;

/// Begins to listen to signals. Must run inside the runtime.
pub(crate) fn on_signals() -> anyhow::Result<watch::Sender<bool>> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    // With a listener a write beyond the file-size limit fails, which the store handles; without
    // one it ends the process. The listener stays for good, though nobody waits for it.
    drop(signal(SignalKind::from_raw(FILE_SIZE_EXCEEDED))?);
    let (stop, _) = watch::channel(false);
    let sender = stop.clone();
    tokio::spawn(async move {
        let mut asked = false;
        loop {
            tokio::select! {
                Some(()) = interrupt.recv() => {}
                Some(()) = terminate.recv() => {}
                else => return,
            }
            if asked {
                std::process::exit(130);
            }
            asked = true;
            sender.send_replace(true);
        }
    });
    Ok(stop)
}

/// Waits until the process shall end.
pub(crate) async fn asked(mut stop: Stop) {
    // An error means that the sender is gone: the process ends as well.
    drop(stop.wait_for(|stop| *stop).await);
}
