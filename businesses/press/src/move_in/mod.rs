//! Moving in from other programs: listmonk's messenger interface, and lists of listmonk and Mailchimp.
//!
//! Lists become invitations and nothing else: everybody is asked once, by a silent card, and only a yes makes a reader.

mod list;
mod messenger;

pub use list::{Imported, Kind, MoveInReport, invite, read_list};
pub use messenger::{Letter, read_messenger};
