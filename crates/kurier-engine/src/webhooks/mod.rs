//! Webhooks: every live subscription follows its business's event log with a cursor.
//!
//! At least once: the cursor passes an event only after an attempt, and a failed event first goes to
//! the retry table. Each subscription has a worker of its own, so a bad endpoint delays nobody else.

mod attempt;
mod bodies;
mod dispatcher;
mod egress;
mod faults;
mod history;
mod jobs;
mod lanes;
mod pack;
mod round;
mod schedule;
mod share;
#[cfg(test)]
mod test_receiver;
mod trial;
mod worker;

pub use attempt::webhook_id;
pub use bodies::{Bodies, WireBodies};
pub use dispatcher::{Dispatcher, DispatcherParts};
pub use egress::{Courier, Egress};
pub use faults::{Fault, Faults, Standing};
pub use history::{EVENTS_KEPT_S, Replayed, Span, ends_before, page, replay};
pub(crate) use share::taker;
pub use trial::{TRIAL_KIND, Trial};
