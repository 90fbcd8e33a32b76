//! Flight operations messages as text: movement messages (AHM 780 MVT and MVA) and the cancellation of the schedule message ASM.
//!
//! The reader takes the wild as it is: teletype headers and e-mail lines before the message, several messages in one text,
//! corrections, elements in any order, lines it does not know. It keeps what it cannot read and never fails.

mod cancellation;
mod clock;
mod delay;
mod diversion;
mod element;
mod message;
mod read;
mod reason;
mod schedule;
mod slot;
mod split;
mod write;

pub use cancellation::Cancellation;
pub use clock::{Clock, OperatingDay};
pub use delay::{Delay, DelayCode};
pub use diversion::Diversion;
pub use message::{Element, Movement, MovementKind, Telex};
pub use read::{is_cut, read};
pub use reason::{Group, Language, Reason};
pub use schedule::{Action, ChangedLeg, Days, ScheduleChange};
pub use slot::Slot;
pub use split::without_names;
