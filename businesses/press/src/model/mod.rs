//! What is news, for whom, and when. Pure: time and chance are parameters.

mod digest;
mod honest;
mod identity;
mod intake;
mod reader;
mod rhythm;
mod streak;

pub use digest::{Candidate, Edition, LATE_S, NEVER_S, Plan, Shelf, next_due_s, plan};
pub use honest::{Arm, Judgement, SMALLEST_GROUP, Share, arm_of, judge, share};
pub use identity::{Identity, alike, canonical, content_mark};
pub use intake::{FLOOD_ITEMS, Hold, Intake, Known, Sight, take_in};
pub use reader::{Language, Reader, ReaderFault};
pub use rhythm::{Rhythm, Slot, due_slot, is_quiet, next_slot, quiet_until};
pub use streak::{STREAK, should_ask};
