//! What rows of the desk mean: numbers of columns, and the changes of records.

use crate::port::StoreError;
use crate::record::{Appeal, AppealAnswer, Handled, Measure, Report};
use kurier_policy::desk::{MeasureKind, MeasureState};

pub(crate) fn state_code(state: MeasureState) -> i64 {
    match state {
        MeasureState::Proposed => 0,
        MeasureState::InForce => 1,
        MeasureState::Dropped => 2,
        MeasureState::Lifted => 3,
    }
}

pub(crate) fn kind_code(kind: MeasureKind) -> i64 {
    match kind {
        MeasureKind::Suspend => 0,
        MeasureKind::Close => 1,
    }
}

/// When a measure came into force, if it did.
pub(crate) fn began_at(measure: &Measure) -> Option<i64> {
    let did = matches!(measure.state, MeasureState::InForce | MeasureState::Lifted);
    measure.settled.as_ref().filter(|_| did).map(|settled| settled.at.0)
}

pub(crate) fn handle(report: &mut Report, handled: Handled) -> Result<(), StoreError> {
    if report.handled.is_some() {
        return Err(StoreError::Conflict("handled"));
    }
    report.handled = Some(handled);
    Ok(())
}

pub(crate) fn answer(appeal: &mut Appeal, answer: AppealAnswer) -> Result<(), StoreError> {
    if appeal.answer.is_some() {
        return Err(StoreError::Conflict("answered"));
    }
    appeal.answer = Some(answer);
    Ok(())
}
