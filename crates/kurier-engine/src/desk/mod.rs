//! Reports of people, and the operator's desk: what is done about them, to whom, and what may be said against it.

mod appeal;
mod measure;
mod report;
mod shown;
mod transparency;

pub use report::NewReport;
pub use transparency::{LooseRule, Month};

use crate::EngineError;
use kurier_store::port::StoreError;

/// Longest reason, note, appeal and answer, in characters.
pub const TEXT_MAX: usize = 2_000;

fn text(text: &str, what: &str) -> crate::Result<String> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > TEXT_MAX {
        return Err(EngineError::invalid(
            "too_long",
            format!("{what} has 1 to {TEXT_MAX} characters"),
        ));
    }
    Ok(text.to_owned())
}

/// A conflict that the store names becomes one with a sentence of its own.
fn conflict(
    of: &'static str,
    code: &'static str,
    says: &'static str,
) -> impl Fn(StoreError) -> EngineError {
    move |error| match error {
        StoreError::Conflict(what) if what == of => EngineError::invalid(code, says),
        other => other.into(),
    }
}
