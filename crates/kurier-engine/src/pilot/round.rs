//! What a node looks after in the pilot: ends are told before they come, and bad numbers freeze. What ends, ends without
//! this.

use super::access;
use crate::{Engine, EngineError, Result};
use kurier_policy::notice::{Alert, AlertSubject, Notice, Severity};
use kurier_policy::pilot::CohortState;
use kurier_policy::time::Timestamp;
use kurier_store::record::{Business, Seat};

/// Seats looked at in one step.
const STEP: u32 = 200;

impl Engine {
    /// Tells businesses what ends in 14, 3 and 1 days, and freezes cohorts whose numbers are surely bad.
    pub async fn look_after_pilot(&self) -> Result<()> {
        if self.pilot().await?.is_none() {
            return Ok(());
        }
        for cohort in self.cohorts().await? {
            if matches!(cohort.state, CohortState::Open | CohortState::Running) {
                self.judge_cohort(cohort.id).await?;
            }
        }
        let (mut after, now) = (None, self.parts.clock.now());
        loop {
            let page = self.parts.store.seats(None, after, STEP).await?;
            for Seat { business, .. } in &page {
                let business = self.parts.store.business(*business).await?;
                match self.warn(&business, now).await {
                    // Somebody changed it in this moment; the next round looks again.
                    Ok(()) | Err(EngineError::Invalid { .. }) => {}
                    Err(other) => return Err(other),
                }
            }
            after = page.last().map(|seat| seat.business);
            if page.len() < STEP as usize {
                return Ok(());
            }
        }
    }

    async fn warn(&self, business: &Business, now: Timestamp) -> Result<()> {
        let Some((end, days)) = access(business).warning(now) else { return Ok(()) };
        let features = access(business);
        let ending = features.entitlements.iter().filter(|one| one.expires == Some(end));
        let mut keys: Vec<&str> = ending.map(|one| one.feature.key()).collect();
        keys.sort_unstable();
        keys.dedup();
        let verb = if keys.len() == 1 { "ends" } else { "end" };
        let unit = if days == 1 { "day" } else { "days" };
        let says = format!("{} {verb} in {days} {unit}", keys.join(", "));
        let what = ("warning", says.clone());
        self.change_access(business.id, "rules", what, |access, _| {
            access.warned = Some((end, days));
            Ok(())
        })
        .await?;
        let severity = if days == 1 { Severity::Critical } else { Severity::Warning };
        let alert = Alert {
            about: AlertSubject::Business(business.id),
            severity,
            kind: "ENTITLEMENT_EXPIRING".to_owned(),
            description: format!(
                "{says} or less. From then on what needs them is refused with error 10; incoming messages and \
                 webhooks go on. Ask the operator of this installation if they are to go on."
            ),
        };
        self.tell(business.id, Notice::Alert(alert)).await?;
        Ok(())
    }
}
