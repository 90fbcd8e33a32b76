use std::sync::Arc;

use tokio::sync::Notify;

/// Wakes the courier.
#[derive(Clone, Default)]
pub(super) struct Bell(Arc<Notify>);

impl Bell {
    pub(super) fn ring(&self) {
        self.0.notify_one();
    }

    pub(super) async fn heard(&self) {
        self.0.notified().await;
    }
}
