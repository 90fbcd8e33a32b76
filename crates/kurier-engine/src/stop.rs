//! Waiting for the process to be asked to stop.

use tokio::sync::watch;

/// Returns when `stop` turns true. Nobody is left to say so when its sender is gone: then never.
pub(crate) async fn stopped(stop: &mut watch::Receiver<bool>) {
    if stop.wait_for(|stop| *stop).await.is_err() {
        std::future::pending::<()>().await;
    }
}
