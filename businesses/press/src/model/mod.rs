//! What is news, for whom, and when. Pure: time and chance are parameters.

mod digest;
mod honest;
mod identity;
mod intake;
mod reader;
mod rhythm;
mod streak;
mod trial;

pub use digest::{Candidate, Edition, LATE_S, NEVER_S, Plan, Shelf, next_due_s, plan};
pub use honest::{Judgement, Range, SMALLEST_GROUP, Share, Verdict, judge, share};
pub(crate) use identity::mark_of;
pub use identity::{Identity, alike, canonical, content_mark};
pub use intake::{FLOOD_ITEMS, Hold, Intake, Known, Sight, take_in};
pub use reader::{Fate, Language, Reader, ReaderFault, Standing};
pub use rhythm::{Rhythm, Slot, due_slot, is_quiet, next_slot, quiet_until};
pub use streak::{STREAK, should_ask};
pub use trial::{Arm, Stage, Trial, TrialFault, Way};
