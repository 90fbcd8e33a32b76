//! The operator's desk: reports, what is done to businesses, appeals, templates that wait.

pub(super) mod appeals;
pub(super) mod measure_moves;
pub(super) mod measures;
pub(super) mod report_close;
pub(super) mod reports;
pub(super) mod templates;
mod view;
