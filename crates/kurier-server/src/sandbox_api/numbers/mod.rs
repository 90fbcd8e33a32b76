//! Numbers with a fixed behaviour: what a program would otherwise have to wait for happens when it
//! writes to them. Behind each is a scripted person who acts through the same calls as a person with
//! a device, so that nothing of it is simulated on the way.

mod act;
mod list;
mod people;
mod refuse;
mod table;

pub use act::run;
pub(crate) use list::list;
pub use people::{Scripted, make};
pub(crate) use refuse::refuse;
pub use table::{Does, NUMBERS, Number, REFUSED, markdown};
