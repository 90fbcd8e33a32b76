//! The rules against spam, one file each: pure functions over facts, with their numbers as data.
//!
//! An operator may make a number stricter at will; a looser one is shown publicly.

pub mod fingerprint;
pub mod lapse;
pub mod links;
