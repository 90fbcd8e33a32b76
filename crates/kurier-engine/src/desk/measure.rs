//! Suspending and closing a business: one operator proposes, another confirms.

use super::{conflict, text};
use crate::entropy::bits;
use crate::{Engine, EngineError, Result};
use kurier_policy::desk::{MeasureKind, MeasureState, may_confirm};
use kurier_policy::id::{BusinessId, MeasureId};
use kurier_policy::notice::{AccountChange, Notice};
use kurier_policy::time::Timestamp;
use kurier_store::port::StoreError;
use kurier_store::record::{Measure, Signed};

/// In whose name a measure stands that no operator proposed.
const RULES: &str = "rules";
/// Why the rules closed a business, as it is told.
const CLOSED: &str =
    "People reported its marketing, or did not want it, until the rules closed it.";

impl Engine {
    /// Writes down that the rules closed a business: then it is seen on the desk and can be appealed against.
    pub(crate) async fn note_closed(&self, business: BusinessId, at: Timestamp) -> Result<()> {
        let by = RULES.to_owned();
        let measure = Measure {
            id: MeasureId::from_random(bits(&*self.parts.entropy)),
            business,
            kind: MeasureKind::Close,
            reason: CLOSED.to_owned(),
            at,
            proposed_by: by.clone(),
            state: MeasureState::InForce,
            settled: Some(Signed { by, at }),
            lifted: None,
        };
        match self.parts.store.propose(measure).await {
            // Operators deal with it already.
            Ok(()) | Err(StoreError::Conflict(_)) => Ok(()),
            Err(other) => Err(other.into()),
        }
    }

    /// What the rules did ends, because they take it back.
    pub(crate) async fn note_reopened(&self, business: BusinessId) -> Result<()> {
        match self.measure_in_force(business).await? {
            Some(measure) if measure.proposed_by == RULES => {
                let lifted = Some(self.signed_by(RULES));
                let to = Measure { state: MeasureState::Lifted, lifted, ..measure };
                self.move_to(MeasureState::InForce, to).await.map(drop)
            }
            _ => Ok(()),
        }
    }

    /// One operator wants this done to a business.
    pub async fn propose(
        &self,
        business: BusinessId,
        kind: MeasureKind,
        reason: &str,
        by: &str,
    ) -> Result<Measure> {
        let measure = Measure {
            id: MeasureId::from_random(bits(&*self.parts.entropy)),
            business,
            kind,
            reason: text(reason, "a reason")?,
            at: self.parts.clock.now(),
            proposed_by: by.to_owned(),
            state: MeasureState::Proposed,
            settled: None,
            lifted: None,
        };
        let taken =
            conflict("measure", "conflict", "something is proposed or in force about it already");
        self.parts.store.propose(measure.clone()).await.map_err(taken)?;
        Ok(measure)
    }

    /// A second operator confirms it: from now on the business sends nothing. `is_single`: the installation has one
    /// operator alone.
    pub async fn confirm(&self, id: MeasureId, by: &str, is_single: bool) -> Result<Measure> {
        let measure = self.parts.store.measure(id).await?;
        if !may_confirm(&measure.proposed_by, by, is_single) {
            let says = "whoever proposed this cannot confirm it: a second operator does";
            return Err(EngineError::invalid("four_eyes", says));
        }
        let settled = Some(self.signed_by(by));
        let to = Measure { state: MeasureState::InForce, settled, ..measure };
        self.move_to(MeasureState::Proposed, to).await
    }

    /// It is not done after all.
    pub async fn drop_measure(&self, id: MeasureId, by: &str) -> Result<Measure> {
        let measure = self.parts.store.measure(id).await?;
        let settled = Some(self.signed_by(by));
        let to = Measure { state: MeasureState::Dropped, settled, ..measure };
        self.move_to(MeasureState::Proposed, to).await
    }

    /// The business may send again.
    pub async fn lift(&self, id: MeasureId, by: &str) -> Result<Measure> {
        let measure = self.parts.store.measure(id).await?;
        let lifted = Some(self.signed_by(by));
        let to = Measure { state: MeasureState::Lifted, lifted, ..measure };
        let done = self.move_to(MeasureState::InForce, to).await?;
        if done.proposed_by == RULES {
            self.forgive_strike(done.business).await?;
        }
        Ok(done)
    }

    fn signed_by(&self, by: &str) -> Signed {
        Signed { by: by.to_owned(), at: self.parts.clock.now() }
    }

    async fn move_to(&self, was: MeasureState, to: Measure) -> Result<Measure> {
        let moved = conflict("measure", "conflict", "it does not stand where this could follow");
        self.parts.store.move_measure(was, to.clone()).await.map_err(moved)?;
        let suspended = match to.state {
            // Whoever opens it again tells that.
            MeasureState::Lifted if to.proposed_by == RULES => return Ok(to),
            MeasureState::InForce => true,
            MeasureState::Lifted => false,
            MeasureState::Proposed | MeasureState::Dropped => return Ok(to),
        };
        tracing::info!(business = %to.business, suspended, "what a business may do changed");
        self.tell(to.business, Notice::Account(AccountChange::Suspended { suspended })).await?;
        Ok(to)
    }
}
