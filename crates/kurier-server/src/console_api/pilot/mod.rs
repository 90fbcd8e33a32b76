//! The pilot programme as the operator drives it.

pub(crate) mod applications;
pub(super) mod cohorts;
pub(super) mod features;
pub(super) mod setting;
pub(super) mod stages;
pub(super) mod surveys;
pub(crate) mod view;
