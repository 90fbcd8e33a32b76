//! What passengers have a right to. The rules are data with the days from and to which they hold (`rules.json`), so that a
//! change of the law is a change of data. What is said here is information and no legal advice.

mod assess;
mod claim;
mod rules;
mod words;

pub use assess::{Right, Trip, assess};
pub use claim::claim;
pub use rules::{Rule, rules};
pub use words::words;
