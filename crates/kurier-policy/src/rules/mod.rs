//! The rules against spam, one file each: pure functions over facts, with their numbers as data.
//!
//! An operator may make a number stricter at will; a looser one is shown publicly.

pub mod brake;
pub mod budget;
pub mod canary;
pub mod quiet;
pub mod wilson;
pub mod zone;
