//! A business asks to look at a measure again; whoever proposed it does not answer.

use super::{conflict, text};
use crate::entropy::bits;
use crate::{Engine, EngineError, Result};
use kurier_policy::desk::{MeasureState, may_confirm};
use kurier_policy::id::{AppealId, BusinessId};
use kurier_store::record::{Appeal, AppealAnswer, Measure};

/// Measures of a business that are looked at.
const MEASURES: u32 = 20;

impl Engine {
    /// The measure that a business is under, if there is one.
    pub async fn measure_in_force(&self, business: BusinessId) -> Result<Option<Measure>> {
        let all = self.parts.store.measures(Some(business), MEASURES).await?;
        Ok(all.into_iter().find(|one| one.state == MeasureState::InForce))
    }

    /// The business says why what it is under is wrong; once.
    pub async fn appeal(&self, business: BusinessId, says: &str) -> Result<Appeal> {
        let says = text(says, "an appeal")?;
        let standing = self.parts.store.usage(business, None).await?.standing;
        if let Some(at) = standing.conduct.closed_at {
            self.note_closed(business, at).await?;
        }
        let Some(measure) = self.measure_in_force(business).await? else {
            let says = "this business is neither suspended nor closed";
            return Err(EngineError::invalid("nothing_to_appeal", says));
        };
        let appeal = Appeal {
            id: AppealId::from_random(bits(&*self.parts.entropy)),
            business,
            measure: measure.id,
            at: self.parts.clock.now(),
            text: says,
            answer: None,
        };
        let filed = conflict("appeal", "conflict", "an appeal against this was filed already");
        self.parts.store.file_appeal(appeal.clone()).await.map_err(filed)?;
        Ok(appeal)
    }

    /// An operator answers it; one that is granted ends the measure.
    pub async fn answer_appeal(
        &self,
        id: AppealId,
        by: &str,
        (granted, says): (bool, &str),
        is_single: bool,
    ) -> Result<Appeal> {
        let says = text(says, "an answer")?;
        let appeal = self.parts.store.appeal(id).await?;
        let measure = self.parts.store.measure(appeal.measure).await?;
        if !may_confirm(&measure.proposed_by, by, is_single) {
            let says = "whoever proposed the measure does not answer the appeal against it";
            return Err(EngineError::invalid("four_eyes", says));
        }
        let at = self.parts.clock.now();
        let answer = AppealAnswer { at, by: by.to_owned(), granted, text: says };
        let answered = conflict("answered", "conflict", "this appeal was answered already");
        // First the measure: should the second step fail, the answer is given again.
        if granted && measure.state == MeasureState::InForce {
            self.lift(measure.id, by).await?;
        }
        self.parts.store.answer_appeal(id, answer).await.map_err(answered)
    }
}
