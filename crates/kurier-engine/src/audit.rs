//! The hourly audit of the ledger, by one node, beside everything else.

use crate::holding::{Holding, node_number};
use crate::{Engine, Result};
use std::sync::Arc;
use tokio::sync::watch;

/// How often it is audited.
const ROUND_S: i64 = 3_600;

impl Engine {
    /// Audits the ledger every hour, until `stop` changes.
    pub async fn run_audit(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let (store, clock) = (Arc::clone(&self.parts.store), Arc::clone(&self.parts.clock));
        let node = node_number(&*self.parts.entropy);
        let mut holding = Holding::new(store, clock, "audit".to_owned(), node);
        crate::meter::ledger_audits_begin();
        loop {
            let next = self.parts.clock.now().plus_s(ROUND_S);
            tokio::select! {
                () = self.parts.clock.sleep_until(next) => {}
                _ = stop.changed() => return,
            }
            if let Err(error) = self.audit_if_held(&mut holding).await {
                error.count();
                tracing::warn!(%error, "the ledger was not audited; the next round tries again");
            }
        }
    }

    async fn audit_if_held(&self, holding: &mut Holding) -> Result<()> {
        if holding.token().await?.is_none() {
            return Ok(());
        }
        let audited = self.audit_ledger().await;
        holding.give_back().await;
        audited.map(drop)
    }
}
