//! Suspending and closing a business: one operator proposes, another confirms.

use super::{conflict, text};
use crate::entropy::bits;
use crate::{Engine, EngineError, Result};
use kurier_policy::desk::{MeasureKind, MeasureState, may_confirm};
use kurier_policy::id::{BusinessId, MeasureId};
use kurier_policy::notice::{AccountChange, Notice};
use kurier_store::record::{Measure, Signed};

impl Engine {
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
        self.move_to(MeasureState::InForce, to).await
    }

    fn signed_by(&self, by: &str) -> Signed {
        Signed { by: by.to_owned(), at: self.parts.clock.now() }
    }

    async fn move_to(&self, was: MeasureState, to: Measure) -> Result<Measure> {
        let moved = conflict("measure", "conflict", "it does not stand where this could follow");
        self.parts.store.move_measure(was, to.clone()).await.map_err(moved)?;
        let suspended = match to.state {
            MeasureState::InForce => true,
            MeasureState::Lifted => false,
            MeasureState::Proposed | MeasureState::Dropped => return Ok(to),
        };
        tracing::info!(business = %to.business, suspended, "what a business may do changed");
        self.tell(to.business, Notice::Account(AccountChange::Suspended { suspended })).await?;
        Ok(to)
    }
}
