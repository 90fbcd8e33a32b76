//! Asking sources: one polite, bounded, guarded request, and the pure rules of when to ask again.

mod ask;
mod rules;
pub mod websub;

pub use ask::{Answer, Fetcher, Outcome, Question};
pub use rules::{Health, LONGEST_S, SHORTEST_S, SourceState, after};
