//! The rules against spam, one file each: pure functions over facts, with their numbers as data.
//!
//! An operator may make a number stricter at will; a looser one is shown publicly.

pub mod bond;
pub mod feedback;
pub mod growth;
pub mod in_force;
pub mod laundering;
pub mod quality;
pub mod quality_price;
pub mod reason;
pub mod wilson;
